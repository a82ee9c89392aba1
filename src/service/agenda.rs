//! Service orders as rows of a list that several rooms make up: what the advisor does next, what the technician repairs,
//! what somebody else's eyes are wanted for.

use serde::Deserialize;
use serde_json::Value;

use super::rules::State;
use crate::access::{Actor, Permission, Role};
use crate::platform::db::agenda::{Branch, Section};
use crate::platform::error::Error;
use crate::platform::vault::Vault;
use crate::vehicles::agenda::{About, SealedAbout, about};
use crate::visits::agenda::{VISIT, VISIT_CARD};

/// The kinds of these rows: an advisor's order, a technician's repair, a quality check of somebody else's work.
pub const ORDER: &str = "order";
pub const REPAIR: &str = "repair";
pub const CHECK: &str = "check";

const CARD: &str = concat!(
    "SELECT json_build_object('state', o.state, 'number', o.number, 'technician', o.technician_id IS NOT NULL, \
     'consent', o.open_items > 0, ",
    about!(),
    ") FROM service_orders o JOIN customers c ON c.id = o.customer_id JOIN vehicles v ON v.id = o.vehicle_id \
     WHERE o.id = shown.id"
);

/// The promise, while it runs and falls due today.
const COLUMNS: &str = "o.id, CASE WHEN o.state <> 'ready' AND o.ended_at IS NULL AND o.paused_at IS NULL \
    AND o.promised_at < $4 THEN o.promised_at END AS due, coalesce(o.promise_from, o.created_at) AS since";

/// An order stands in its advisor's list while the next step is theirs, and within the hour before its promise.
pub fn branches(actor: &Actor) -> Vec<(Section, Branch)> {
    let mut found = Vec::new();
    if actor.may(Permission::WorkServiceOrders) {
        // A car that was received is looked over and taken in.
        let received = "SELECT r.id, NULL::timestamptz AS due, r.arrived_at AS since FROM visits r \
            WHERE r.store_id = $1 AND r.state = 'receiving' AND r.line = 'service' AND r.advisor_id = $2 \
            AND NOT EXISTS (SELECT 1 FROM service_orders o WHERE o.visit_id = r.id AND o.state <> 'cancelled') ORDER BY r.id";
        found.push((Section::Work, Branch::new(VISIT, received, VISIT_CARD)));
    }
    let mut add = |section, kind, rows: String| found.push((section, Branch::new(kind, rows, CARD)));
    if actor.may(Permission::WorkServiceOrders) {
        let check = if actor.may(Permission::CheckQuality) {
            ", 'quality_check'"
        } else {
            ""
        };
        let mine = format!(
            "SELECT {COLUMNS} FROM service_orders o WHERE o.advisor_id = $2 AND o.store_id = $1 AND o.ended_at IS NULL \
             AND (o.state IN ('draft', 'offered', 'ready'{check}) OR (o.state = 'agreed' AND o.technician_id IS NULL) \
             OR o.open_items > 0 OR (o.paused_at IS NULL AND o.promised_at < $3 + interval '1 hour')) ORDER BY 2, 1"
        );
        add(Section::Work, ORDER, mine);
        let settled = "SELECT o.id, o.ended_at AS due, o.created_at AS since FROM service_orders o \
            WHERE o.advisor_id = $2 AND o.store_id = $1 AND o.ended_at >= $7 AND o.state = 'settled' \
            ORDER BY o.ended_at DESC, o.id DESC";
        add(Section::Done, ORDER, settled.to_owned());
    }
    if actor.may(Permission::RepairCars) {
        let repairs = format!(
            "SELECT {COLUMNS} FROM service_orders o WHERE o.technician_id = $2 AND o.store_id = $1 \
             AND o.ended_at IS NULL AND o.state IN ('agreed', 'in_work') ORDER BY 2, 1"
        );
        add(Section::Work, REPAIR, repairs);
        let repaired = "SELECT o.id, o.ended_at AS due, o.created_at AS since FROM service_orders o \
            WHERE o.technician_id = $2 AND o.store_id = $1 AND o.ended_at >= $7 AND o.state = 'settled' \
            ORDER BY o.ended_at DESC, o.id DESC";
        add(Section::Done, REPAIR, repaired.to_owned());
    }
    if actor.is(Role::Technician) && actor.may(Permission::CheckQuality) {
        let checks = format!(
            "SELECT {COLUMNS} FROM service_orders o WHERE o.store_id = $1 AND o.ended_at IS NULL \
             AND o.state = 'quality_check' AND o.technician_id IS DISTINCT FROM $2 ORDER BY o.queue_at, o.id"
        );
        add(Section::Work, CHECK, checks);
    }
    found
}

#[derive(Deserialize)]
struct Card {
    state: String,
    number: String,
    technician: bool,
    consent: bool,
    #[serde(flatten)]
    about: SealedAbout,
}

/// An order of the list.
pub struct Shown {
    pub state: State,
    pub number: String,
    pub has_technician: bool,
    /// The customer has not agreed to all of it.
    pub lacks_consent: bool,
    pub about: About,
}

/// Reads what a row brought.
pub fn read(vault: &Vault, card: Value) -> Result<Shown, Error> {
    let card: Card = serde_json::from_value(card).map_err(Error::internal)?;
    Ok(Shown {
        state: State::parse(&card.state).ok_or_else(|| Error::internal("a state that nobody knows"))?,
        number: card.number,
        has_technician: card.technician,
        lacks_consent: card.consent,
        about: card.about.open(vault)?,
    })
}
