//! Notes about a customer: written, pinned, removed, and brought back.

use diesel::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::access::Scope;
use crate::customers::model::{CUSTOMER, NOTE_BODY, subject};
use crate::customers::queries;
use crate::platform::db::{SeeOther, Tx};
use crate::platform::error::Error;
use crate::platform::undo::{self, Undoable};
use crate::schema::{customer_notes, customers};
use crate::values::ids::{CustomerId, NoteId, StoreId};

/// What can be taken back.
pub const UNDO: &[Undoable] = &[Undoable {
    kind: "customers.remove_note",
    run: restore,
}];

/// A note to be kept.
#[derive(Clone)]
pub struct NewNote {
    pub body: String,
    pub pinned: bool,
}

/// Adds a note about a customer within scope.
pub fn add_note(tx: &mut Tx<'_>, scope: Scope, customer: CustomerId, new: &NewNote) -> Result<NoteId, Error> {
    queries::ensure_visible(tx.conn, scope, tx.now, customer)?;
    let (id, staff) = (NoteId::new(), tx.actor().ok().map(|actor| actor.id));
    diesel::insert_into(customer_notes::table)
        .values((
            customer_notes::id.eq(id),
            customer_notes::customer_id.eq(customer),
            customer_notes::body_sealed.eq(tx.vault().seal(NOTE_BODY, id.uuid(), &new.body)?),
            customer_notes::pinned.eq(new.pinned),
            customer_notes::created_by.eq(staff),
            customer_notes::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    tx.record("customers.note", subject(customer), &["note"])?;
    tell(tx, customer)?;
    Ok(id)
}

/// Pins a note to the top, or lets it go.
pub fn pin_note(tx: &mut Tx<'_>, scope: Scope, customer: CustomerId, id: NoteId, pinned: bool) -> Result<(), Error> {
    queries::ensure_visible(tx.conn, scope, tx.now, customer)?;
    let updated = diesel::update(
        customer_notes::table
            .find(id)
            .filter(customer_notes::customer_id.eq(customer))
            .filter(customer_notes::removed_at.is_null()),
    )
    .set(customer_notes::pinned.eq(pinned))
    .execute(tx.conn)?;
    found(updated)?;
    let action = if pinned {
        "customers.pin_note"
    } else {
        "customers.unpin_note"
    };
    tx.record(action, subject(customer), &[])?;
    tell(tx, customer)
}

/// Removes a note; for two minutes it can be brought back with what this gives.
pub fn remove_note(tx: &mut Tx<'_>, scope: Scope, customer: CustomerId, id: NoteId) -> Result<Uuid, Error> {
    queries::ensure_visible(tx.conn, scope, tx.now, customer)?;
    let updated = diesel::update(
        customer_notes::table
            .find(id)
            .filter(customer_notes::customer_id.eq(customer))
            .filter(customer_notes::removed_at.is_null()),
    )
    .set(customer_notes::removed_at.eq(tx.now))
    .execute(tx.conn)?;
    found(updated)?;
    tx.record("customers.remove_note", subject(customer), &["note"])?;
    tell(tx, customer)?;
    undo::offer(tx, "customers.remove_note", json!({ "note": id.uuid() }))
}

fn restore(tx: &mut Tx<'_>, payload: &Value) -> Result<SeeOther, Error> {
    let id = payload.get("note").and_then(Value::as_str);
    let id: NoteId = id.and_then(|id| id.parse().ok()).ok_or(Error::WrongState)?;
    let customer: CustomerId = diesel::update(customer_notes::table.find(id))
        .set(customer_notes::removed_at.eq(None::<chrono::DateTime<chrono::Utc>>))
        .returning(customer_notes::customer_id)
        .get_result(tx.conn)?;
    let scope = tx.actor()?.customers();
    queries::ensure_visible(tx.conn, scope, tx.now, customer)?;
    tx.record("customers.restore_note", subject(customer), &["note"])?;
    tell(tx, customer)?;
    Ok(SeeOther::to(format!("/{CUSTOMER}s/{customer}")))
}

fn found(updated: usize) -> Result<(), Error> {
    if updated == 1 { Ok(()) } else { Err(Error::NotFound) }
}

fn tell(tx: &mut Tx<'_>, customer: CustomerId) -> Result<(), Error> {
    let store: StoreId = customers::table
        .find(customer)
        .select(customers::store_id)
        .first(tx.conn)?;
    super::announce(tx, store)
}
