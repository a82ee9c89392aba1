//! What customers asked for when they booked or came.

use std::collections::HashMap;

use diesel::PgConnection;
use diesel::prelude::*;
use uuid::Uuid;

use crate::platform::error::Error;
use crate::platform::vault::{Pii, Sealed, Vault};
use crate::schema::{appointments, visits};
use crate::values::ids::{AppointmentId, VisitId};
use crate::visits::appointments::model::WISH as BOOKED;
use crate::visits::model::WISH;

/// The wishes of visits and appointments that were found by what this person sees, under the id of each: one round trip.
pub fn wishes(
    conn: &mut PgConnection,
    vault: &Vault,
    came: &[VisitId],
    booked: &[AppointmentId],
) -> Result<HashMap<Uuid, Pii<String>>, Error> {
    let at_the_desk = visits::table
        .filter(visits::id.eq_any(came))
        .filter(visits::wish_sealed.is_not_null())
        .select((visits::id, visits::wish_sealed));
    let by_phone = appointments::table
        .filter(appointments::id.eq_any(booked))
        .filter(appointments::wish_sealed.is_not_null())
        .select((appointments::id, appointments::wish_sealed));
    let rows: Vec<(Uuid, Option<Sealed>)> = at_the_desk.union_all(by_phone).load(conn)?;
    let mut found = HashMap::new();
    for (id, sealed) in rows {
        let label = if booked.iter().any(|booked| booked.uuid() == id) {
            BOOKED
        } else {
            WISH
        };
        if let Some(wish) = vault.open_opt(label, id, sealed.as_ref())? {
            found.insert(id, wish);
        }
    }
    Ok(found)
}
