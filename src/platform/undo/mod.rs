//! Taking the last action back: a toast offers it for ten seconds, the server allows it for two minutes.
//!
//! A command offers it with [`offer`] and passes the id to [`SeeOther::undo`]; a room declares how in
//! `pub const UNDO: &[Undoable]`, gathered in `app.rs`.

use actix_web::web::Path;
use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::Value;
use uuid::Uuid;

use super::db::{SeeOther, Tx};
use super::error::Error;
use super::web::{Answer, Bare, Cx, Posted};
use crate::schema::undo_entries as entries;

/// An action that can be taken back.
#[derive(Clone, Copy, Debug)]
pub struct Undoable {
    /// `complaints.assign`
    pub kind: &'static str,
    /// Takes it back, records so, and says where to go. [`Error::WrongState`] if too much happened since.
    pub run: fn(&mut Tx<'_>, &Value) -> Result<SeeOther, Error>,
}

/// All actions that can be taken back.
pub type Registry = &'static [&'static [Undoable]];

const LIFE: TimeDelta = TimeDelta::minutes(2);

/// Lets the person take back what this transaction does; the payload holds ids, never personal data.
pub fn offer(tx: &mut Tx<'_>, kind: &'static str, payload: Value) -> Result<Uuid, Error> {
    let (id, staff) = (Uuid::now_v7(), tx.actor()?.id);
    diesel::insert_into(entries::table)
        .values((
            entries::id.eq(id),
            entries::staff_id.eq(staff),
            entries::kind.eq(kind),
            entries::payload.eq(payload),
            entries::created_at.eq(tx.now),
            entries::expires_at.eq(tx.now + LIFE),
        ))
        .execute(tx.conn)?;
    Ok(id)
}

/// Takes it back, once, for the person who did it.
fn take_back(tx: &mut Tx<'_>, registry: Registry, id: Uuid) -> Result<SeeOther, Error> {
    let staff = tx.actor()?.id;
    let own = entries::table.find(id).filter(entries::staff_id.eq(staff));
    let found: Option<(String, Value)> = diesel::update(
        own.filter(entries::done_at.is_null())
            .filter(entries::expires_at.gt(tx.now)),
    )
    .set(entries::done_at.eq(tx.now))
    .returning((entries::kind, entries::payload))
    .get_result(tx.conn)
    .optional()?;
    let Some((kind, payload)) = found else {
        own.select(entries::id).first::<Uuid>(tx.conn)?;
        return Err(Error::WrongState);
    };
    let way = registry.iter().flat_map(|ways| *ways).find(|way| way.kind == kind);
    let way = way.ok_or_else(|| Error::internal(format!("nobody takes back {kind}")))?;
    (way.run)(tx, &payload)
}

/// `POST /undo/{id}`
pub async fn undo(cx: Cx, id: Path<Uuid>, posted: Posted<Bare>) -> Answer {
    let (registry, id) = (cx.app.undo, *id);
    cx.submit(&posted, move |tx, ()| take_back(tx, registry, id)).await
}
