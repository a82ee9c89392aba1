//! Requests to see a customer as rows of a list that several rooms make up.

use serde::Deserialize;
use serde_json::Value;

use super::model::NAME;
use crate::access::{Actor, Permission};
use crate::platform::db::agenda::{Branch, Section};
use crate::platform::error::Error;
use crate::platform::vault::{Pii, Sealed, Vault};
use crate::values::ids::CustomerId;

/// The kind of these rows.
pub const KIND: &str = "access";

const CARD: &str = "SELECT json_build_object('customer', c.id, 'name', c.name_sealed, 'who', p.name, 'hours', r.hours) \
    FROM access_requests r JOIN customers c ON c.id = r.customer_id JOIN staff p ON p.id = r.staff_id WHERE r.id = shown.id";

/// Nobody decides about what they asked for themselves.
pub fn branches(actor: &Actor) -> Vec<(Section, Branch)> {
    if !actor.may(Permission::DecideAccess) {
        return Vec::new();
    }
    let open = "SELECT r.id, NULL::timestamptz AS due, r.created_at AS since FROM access_requests r \
        WHERE r.store_id = $1 AND r.state = 'open' AND r.staff_id <> $2 ORDER BY r.created_at, r.id";
    vec![(Section::Work, Branch::new(KIND, open, CARD))]
}

#[derive(Deserialize)]
struct Card {
    customer: CustomerId,
    name: Sealed,
    who: String,
    hours: i32,
}

/// A request of the list.
pub struct Shown {
    pub name: Pii<String>,
    pub who: String,
    pub hours: i32,
}

/// Reads what a row brought.
pub fn read(vault: &Vault, card: Value) -> Result<Shown, Error> {
    let card: Card = serde_json::from_value(card).map_err(Error::internal)?;
    Ok(Shown {
        name: vault.open(NAME, card.customer.uuid(), &card.name)?,
        who: card.who,
        hours: card.hours,
    })
}
