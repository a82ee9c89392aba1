//! What somebody who is not signed in needs read: nothing of it tells who is known here.

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::prelude::*;

use crate::complaints::queries;
use crate::complaints::rules::{Channel, Limits};
use crate::customers as room;
use crate::customers::model::Key;
use crate::platform::error::Error;
use crate::platform::i18n::Lang;
use crate::platform::vault::Vault;
use crate::schema::{complaint_mails, complaint_rounds, complaint_terms, complaints, stores};
use crate::values::ids::{ComplaintId, CustomerId, StoreId, VehicleId};
use crate::values::plate::Plate;
use crate::vehicles;

/// A store, as it is known outside.
#[derive(Clone, Debug, Queryable)]
pub struct Store {
    pub id: StoreId,
    pub code: String,
    pub name: String,
    pub name_en: String,
}

impl Store {
    pub fn label(&self, lang: Lang) -> &str {
        lang.pick(&self.name, &self.name_en)
    }
}

/// The store with this code, in whatever case it was typed.
pub fn store(conn: &mut PgConnection, code: &str) -> Result<Store, Error> {
    let plain = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_');
    if code.is_empty() || code.len() > 40 || !code.chars().all(plain) {
        return Err(Error::NotFound);
    }
    Ok(stores::table
        .filter(stores::code.eq_any([code.to_owned(), code.to_uppercase()]))
        .select((stores::id, stores::code, stores::name, stores::name_en))
        .first(conn)?)
}

/// The store, where there is but one.
pub fn only_store(conn: &mut PgConnection) -> Result<Store, Error> {
    let mut found: Vec<Store> = stores::table
        .select((stores::id, stores::code, stores::name, stores::name_en))
        .limit(2)
        .load(conn)?;
    match (found.pop(), found.pop()) {
        (Some(store), None) => Ok(store),
        _ => Err(Error::NotFound),
    }
}

/// What the form says: the limits the store promises, and what a complaint may be about (code, zh, en).
pub fn sheet(conn: &mut PgConnection, store: StoreId) -> Result<(Limits, Vec<(String, String, String)>), Error> {
    let categories = complaint_terms::table
        .filter(complaint_terms::kind.eq("category"))
        .filter(complaint_terms::retired_at.is_null())
        .order((complaint_terms::position, complaint_terms::code))
        .select((complaint_terms::code, complaint_terms::zh, complaint_terms::en))
        .load(conn)?;
    Ok((queries::limits(conn, store)?, categories))
}

/// The category of a complaint that nobody has sorted yet.
pub fn unsorted(conn: &mut PgConnection) -> Result<String, Error> {
    Ok(complaint_terms::table
        .filter(complaint_terms::kind.eq("category"))
        .filter(complaint_terms::retired_at.is_null())
        .order((complaint_terms::code.ne("other"), complaint_terms::position))
        .select(complaint_terms::code)
        .first(conn)?)
}

/// What is promised to the person who sent the form: number, contact and proposal deadline.
pub fn promised(
    conn: &mut PgConnection,
    store: StoreId,
    id: ComplaintId,
) -> Result<(String, DateTime<Utc>, DateTime<Utc>), Error> {
    Ok(complaints::table
        .inner_join(complaint_rounds::table.on(complaint_rounds::complaint_id.eq(complaints::id)))
        .filter(complaint_rounds::round.eq(1))
        .filter(complaints::id.eq(id))
        .filter(complaints::store_id.eq(store))
        .filter(complaints::channel.eq(Channel::WebForm))
        .select((
            complaints::number,
            complaint_rounds::contact_due_at,
            complaint_rounds::proposal_due_at,
        ))
        .first(conn)?)
}

/// The customers that have one of these keys.
pub fn customers(
    conn: &mut PgConnection,
    vault: &Vault,
    store: StoreId,
    keys: &[Key],
) -> Result<Vec<CustomerId>, Error> {
    let mut found: Vec<CustomerId> = room::queries::by_keys(conn, vault, store, keys)?
        .into_iter()
        .map(|hit| hit.customer)
        .collect();
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// The one customer that has one of these keys; none where several have, since nobody is there to choose.
pub fn customer(
    conn: &mut PgConnection,
    vault: &Vault,
    store: StoreId,
    keys: &[Key],
) -> Result<Option<CustomerId>, Error> {
    Ok(match self::customers(conn, vault, store, keys)?.as_slice() {
        [customer] => Some(*customer),
        _ => None,
    })
}

/// The car of this customer with this plate.
pub fn vehicle(
    conn: &mut PgConnection,
    vault: &Vault,
    store: StoreId,
    customer: Option<CustomerId>,
    plate: Option<&Plate>,
) -> Result<Option<VehicleId>, Error> {
    let (Some(customer), Some(plate)) = (customer, plate) else {
        return Ok(None);
    };
    for vehicle in vehicles::queries::by_plate(conn, vault, store, plate)?
        .into_iter()
        .take(3)
    {
        if queries::belongs(conn, vehicle, Some(customer))? {
            return Ok(Some(vehicle));
        }
    }
    Ok(None)
}

/// The complaint that one of these messages belongs to: (complaint, number), after merging the one that survived.
pub fn by_message(
    conn: &mut PgConnection,
    store: StoreId,
    keys: &[Vec<u8>],
) -> Result<Option<(ComplaintId, String)>, Error> {
    /// A complaint is merged into one that may itself be merged later.
    const HOPS: usize = 5;
    let mut next: Option<ComplaintId> = complaint_mails::table
        .filter(complaint_mails::store_id.eq(store))
        .filter(complaint_mails::message_key.eq_any(keys))
        .order(complaint_mails::at.desc())
        .select(complaint_mails::complaint_id)
        .first(conn)
        .optional()?;
    let mut found = None;
    for _ in 0..HOPS {
        let Some(id) = next else { break };
        let (number, merged): (String, Option<ComplaintId>) = complaints::table
            .find(id)
            .select((complaints::number, complaints::merged_into))
            .first(conn)?;
        found = Some((id, number));
        next = merged;
    }
    Ok(found)
}
