//! Test drives and deliveries of a day as rows of a list that several rooms make up. What there is to do about them, as about
//! leads and opportunities, are tasks.

use serde::Deserialize;
use serde_json::Value;

use super::test_drives::rules::DriveState;
use crate::access::{Actor, Permission};
use crate::platform::db::agenda::{Branch, Section};
use crate::platform::error::Error;
use crate::platform::vault::Vault;
use crate::vehicles::agenda::{About, SealedAbout};

/// The kinds of these rows.
pub const TEST_DRIVE: &str = "test_drive";
pub const DELIVERY: &str = "delivery";

const DRIVE_CARD: &str = "SELECT json_build_object('state', r.state, 'model', d.model, 'customer', c.id, \
    'name', c.name_sealed) FROM test_drives r JOIN demo_cars d ON d.id = r.car_id \
    JOIN customers c ON c.id = r.customer_id WHERE r.id = shown.id";
const DELIVERY_CARD: &str = "SELECT json_build_object('state', NULL, 'model', o.model, 'customer', c.id, \
    'name', c.name_sealed) FROM deliveries r JOIN sales_orders o ON o.id = r.order_id \
    JOIN customers c ON c.id = o.customer_id WHERE r.id = shown.id";

pub fn branches(actor: &Actor) -> Vec<(Section, Branch)> {
    if !actor.may(Permission::WorkSales) {
        return Vec::new();
    }
    let drives = "SELECT r.id, r.starts_at AS due, r.created_at AS since FROM test_drives r WHERE r.consultant_id = $2 \
        AND r.store_id = $1 AND r.starts_at >= $7 AND r.starts_at < $4 AND r.state NOT IN ('missed', 'cancelled') \
        ORDER BY r.starts_at, r.id";
    let deliveries = "SELECT r.id, r.planned_at AS due, r.created_at AS since FROM deliveries r \
        JOIN sales_orders o ON o.id = r.order_id WHERE r.store_id = $1 AND o.owner_id = $2 AND r.cancelled_at IS NULL \
        AND r.handed_over_at IS NULL AND r.planned_at >= $7 AND r.planned_at < $4 ORDER BY r.planned_at, r.id";
    vec![
        (Section::Schedule, Branch::new(TEST_DRIVE, drives, DRIVE_CARD)),
        (Section::Schedule, Branch::new(DELIVERY, deliveries, DELIVERY_CARD)),
    ]
}

#[derive(Deserialize)]
struct Card {
    state: Option<String>,
    model: String,
    #[serde(flatten)]
    about: SealedAbout,
}

/// A test drive or a delivery of the day.
pub struct Shown {
    /// Of a test drive.
    pub state: Option<DriveState>,
    pub model: String,
    pub about: About,
}

/// Reads what a row brought.
pub fn read(vault: &Vault, card: Value) -> Result<Shown, Error> {
    let card: Card = serde_json::from_value(card).map_err(Error::internal)?;
    Ok(Shown {
        state: card.state.as_deref().and_then(DriveState::parse),
        model: card.model,
        about: card.about.open(vault)?,
    })
}
