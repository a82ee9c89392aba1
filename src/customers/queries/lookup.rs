//! Finding a customer by what somebody says at the desk or on the phone.

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::prelude::*;

use super::{by_keys, visible};
use crate::access::{Actor, Scope};
use crate::customers::model::Key;
use crate::customers::names::NameIndex;
use crate::platform::error::Error;
use crate::platform::vault::{Purpose, Vault};
use crate::schema::customers;
use crate::values::ids::{CustomerId, StoreId};
use crate::values::phone::Phone;
use crate::values::plate::Plate;
use crate::values::text;
use crate::values::vin::Vin;

/// How many are shown.
const MOST: usize = 8;
/// How many of a name are asked after.
const NAMESAKES: usize = 200;

/// Customers within scope whom a term names: phone or its last four digits, plate, VIN or its last six characters, else name.
pub fn looked_up(
    conn: &mut PgConnection,
    vault: &Vault,
    store: StoreId,
    scope: Scope,
    now: DateTime<Utc>,
    names: &NameIndex,
    term: &str,
) -> Result<Vec<CustomerId>, Error> {
    let plain: String = text::normalize_width(term).to_uppercase().split_whitespace().collect();
    let mut keys: Vec<Key> = identities(term).into_iter().map(|(_, key)| key).collect();
    if plain.len() == 4 && plain.bytes().all(|b| b.is_ascii_digit()) {
        keys.push((Purpose::PhoneTail, plain.clone()));
    }
    if plain.len() == 6 && plain.bytes().all(|b| b.is_ascii_alphanumeric()) {
        keys.push((Purpose::VinTail, plain));
    }
    let mut found: Vec<CustomerId> = by_keys(conn, vault, store, &keys)?
        .into_iter()
        .map(|hit| hit.customer)
        .collect();
    if found.is_empty() {
        found = names.search(conn, store, term)?;
        found.truncate(NAMESAKES);
    }
    if found.is_empty() {
        return Ok(found);
    }
    let mut seen: Vec<CustomerId> = visible(scope, now)
        .filter(customers::id.eq_any(found))
        .select(customers::id)
        .load(conn)?;
    seen.truncate(MOST);
    Ok(seen)
}

/// What a term names in full: the field for the audit log, and the key.
pub fn identities(term: &str) -> Vec<(&'static str, Key)> {
    let phone = Phone::parse(term).map(|phone| ("phone", (Purpose::Phone, phone.canonical().to_owned())));
    let plate = Plate::parse(term).map(|plate| ("plate", (Purpose::Plate, plate.canonical().to_owned())));
    let vin = Vin::parse(term).map(|(vin, _)| ("vin", (Purpose::Vin, vin.canonical().to_owned())));
    [phone, plate, vin].into_iter().flatten().collect()
}

/// Those of the customers a whole phone, plate or VIN names whom this person does not see.
pub fn unseen(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    now: DateTime<Utc>,
    keys: &[Key],
) -> Result<Vec<CustomerId>, Error> {
    let mut named: Vec<CustomerId> = by_keys(conn, vault, actor.store, keys)?
        .into_iter()
        .map(|hit| hit.customer)
        .collect();
    named.sort_unstable();
    named.dedup();
    let seen: Vec<CustomerId> = visible(actor.customers(), now)
        .filter(customers::id.eq_any(named.clone()))
        .select(customers::id)
        .load(conn)?;
    named.retain(|id| !seen.contains(id));
    Ok(named)
}
