//! Finding a customer by what somebody says at the desk or on the phone.

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::prelude::*;

use super::{by_keys, visible};
use crate::access::Scope;
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

/// Customers whom a term names: phone or its last four digits, plate, VIN or its last six characters, else name.
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
    let mut keys = Vec::new();
    if let Ok(phone) = Phone::parse(term) {
        keys.push((Purpose::Phone, phone.canonical().to_owned()));
    }
    if plain.len() == 4 && plain.bytes().all(|b| b.is_ascii_digit()) {
        keys.push((Purpose::PhoneTail, plain.clone()));
    }
    if let Ok(plate) = Plate::parse(term) {
        keys.push((Purpose::Plate, plate.canonical().to_owned()));
    }
    if let Ok((vin, _)) = Vin::parse(term) {
        keys.push((Purpose::Vin, vin.canonical().to_owned()));
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
