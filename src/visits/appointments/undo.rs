//! What can be taken back.

use serde_json::{Value, json};
use uuid::Uuid;

use super::commands;
use super::text::AppointmentText;
use crate::platform::db::{SeeOther, Tx};
use crate::platform::error::Error;
use crate::platform::undo::{self, Undoable};
use crate::values::ids::AppointmentId;

const CANCEL: &str = "appointments.cancel";

pub const UNDO: &[Undoable] = &[Undoable {
    kind: CANCEL,
    run: uncancel,
}];

/// Offers to take a cancellation back.
pub fn offer_uncancel(tx: &mut Tx<'_>, id: AppointmentId) -> Result<Uuid, Error> {
    undo::offer(tx, CANCEL, json!({ "id": id }))
}

fn uncancel(tx: &mut Tx<'_>, payload: &Value) -> Result<SeeOther, Error> {
    let id: AppointmentId =
        serde_json::from_value(payload.get("id").cloned().unwrap_or_default()).map_err(Error::internal)?;
    commands::restore(tx, id)?;
    let lang = tx.actor()?.lang;
    Ok(SeeOther::to(format!("/appointments/{id}")).saying(AppointmentText::of(lang).restored))
}
