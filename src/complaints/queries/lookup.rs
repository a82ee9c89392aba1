//! Finding the customer who complains, and what complaints are called.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use uuid::Uuid;

use crate::access::{Actor, Scope};
use crate::customers::{self, names::NameIndex};
use crate::platform::error::Error;
use crate::platform::vault::{Purpose, Vault};
use crate::schema::{complaints, customers as rows};
use crate::values::ids::CustomerId;
use crate::values::phone::Phone;
use crate::values::plate::Plate;
use crate::values::text;
use crate::values::vin::Vin;

/// How many are shown.
const MOST: usize = 8;
/// How many of a name are asked after.
const NAMESAKES: usize = 200;

/// The numbers of these complaints; no question for none.
pub fn numbers(conn: &mut PgConnection, mut ids: Vec<Uuid>) -> Result<HashMap<Uuid, String>, Error> {
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found: Vec<(Uuid, String)> = complaints::table
        .filter(complaints::id.eq_any(ids))
        .select((complaints::id, complaints::number))
        .load(conn)?;
    Ok(found.into_iter().collect())
}

/// Customers whom a term names: phone or its last four digits, plate, VIN or its last six characters, else name.
pub fn customers_by(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
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
    let mut found: Vec<CustomerId> = customers::queries::by_keys(conn, vault, actor.store, &keys)?
        .into_iter()
        .map(|hit| hit.customer)
        .collect();
    if found.is_empty() {
        found = names.search(conn, actor.store, term)?;
        found.truncate(NAMESAKES);
    }
    if found.is_empty() {
        return Ok(found);
    }
    let mut seen: Vec<CustomerId> = customers::queries::visible(scope, now)
        .filter(rows::id.eq_any(found))
        .select(rows::id)
        .load(conn)?;
    seen.truncate(MOST);
    Ok(seen)
}
