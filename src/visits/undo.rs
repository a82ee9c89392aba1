//! What can be taken back at the desk.

use serde_json::Value;

use super::commands;
use super::model::Visit;
use super::text;
use crate::platform::db::{SeeOther, Tx};
use crate::platform::error::Error;
use crate::platform::undo::Undoable;

/// A visitor who left.
pub const LEAVE: &str = "visits.leave";
/// A visitor who was passed over.
pub const PASS_OVER: &str = "visits.pass_over";

pub const UNDO: &[Undoable] = &[
    Undoable {
        kind: LEAVE,
        run: come_back,
    },
    Undoable {
        kind: PASS_OVER,
        run: put_back,
    },
];

fn come_back(tx: &mut Tx<'_>, payload: &Value) -> Result<SeeOther, Error> {
    let visit = commands::come_back(tx, payload)?;
    back(tx, &visit)
}

fn put_back(tx: &mut Tx<'_>, payload: &Value) -> Result<SeeOther, Error> {
    let visit = commands::put_back(tx, payload)?;
    back(tx, &visit)
}

fn back(tx: &Tx<'_>, visit: &Visit) -> Result<SeeOther, Error> {
    let lang = tx.actor()?.lang;
    Ok(SeeOther::to("/reception").saying(text::undone(&visit.ticket(), lang)))
}
