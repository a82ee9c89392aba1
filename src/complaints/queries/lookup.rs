//! Finding the customer who complains, and what complaints are called.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use uuid::Uuid;

use super::queue::customer_name;
use super::visible;
use crate::access::Actor;
use crate::complaints::model::ComplaintRow;
use crate::complaints::rules::State;
use crate::customers::model::Key;
use crate::customers::{self, names::NameIndex};
use crate::platform::error::Error;
use crate::platform::vault::{Pii, Purpose, Sealed, Vault};
use crate::schema::{complaint_terms, complaints, customers as rows};
use crate::values::ids::{ComplaintId, CustomerId};
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

/// A complaint as a search shows it.
pub struct Named {
    pub id: ComplaintId,
    pub number: String,
    pub customer: Option<Pii<String>>,
    /// (zh, en)
    pub category: (String, String),
    pub state: State,
}

/// The complaints of this number that this person sees, or the latest whose number ends like this.
pub fn named(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    number: &str,
    whole: bool,
) -> Result<Vec<Named>, Error> {
    /// So many of those that end alike.
    const LATEST: i64 = 3;
    let query = if whole {
        visible(actor).filter(complaints::number.eq(number.to_owned()))
    } else {
        visible(actor).filter(complaints::number.like(format!("%-{number}")))
    };
    let found: Vec<(ComplaintRow, (String, String), Option<Sealed>)> = query
        .order((complaints::received_at.desc(), complaints::id.desc()))
        .limit(LATEST)
        .select((
            ComplaintRow::as_select(),
            (
                complaint_terms::zh.assume_not_null(),
                complaint_terms::en.assume_not_null(),
            ),
            rows::name_sealed.nullable(),
        ))
        .load(conn)?;
    found
        .into_iter()
        .map(|(complaint, category, name)| {
            Ok(Named {
                customer: customer_name(vault, &complaint, name.as_ref())?,
                id: complaint.id,
                state: complaint.state,
                number: complaint.number,
                category,
            })
        })
        .collect()
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
    let mut named: Vec<CustomerId> = customers::queries::by_keys(conn, vault, actor.store, keys)?
        .into_iter()
        .map(|hit| hit.customer)
        .collect();
    named.sort_unstable();
    named.dedup();
    let seen: Vec<CustomerId> = customers::queries::visible(actor.customers(), now)
        .filter(rows::id.eq_any(named.clone()))
        .select(rows::id)
        .load(conn)?;
    named.retain(|id| !seen.contains(id));
    Ok(named)
}

/// Customers within this person's scope whom a term names: phone or its last four digits, plate, VIN or its last six
/// characters, else name.
pub fn customers_by(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
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
    let mut seen: Vec<CustomerId> = customers::queries::visible(actor.customers(), now)
        .filter(rows::id.eq_any(found))
        .select(rows::id)
        .load(conn)?;
    seen.truncate(MOST);
    Ok(seen)
}
