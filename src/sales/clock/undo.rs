//! What can be taken back: an assignment.

use serde_json::{Value, json};
use uuid::Uuid;

use super::commands;
use super::text;
use crate::platform::db::{SeeOther, Tx};
use crate::platform::error::Error;
use crate::platform::undo::{self, Undoable};
use crate::values::ids::{LeadId, StaffId};

const ASSIGN: &str = "leads.assign";

pub const UNDO: &[Undoable] = &[Undoable {
    kind: ASSIGN,
    run: unassign,
}];

/// Offers to give leads back to whose they were.
pub fn offer_unassign(
    tx: &mut Tx<'_>,
    to: StaffId,
    before: &[(LeadId, Option<StaffId>)],
    back: &str,
) -> Result<Uuid, Error> {
    undo::offer(tx, ASSIGN, json!({ "to": to, "before": before, "back": back }))
}

/// Gives them back, except those that somebody else has taken since.
fn unassign(tx: &mut Tx<'_>, payload: &Value) -> Result<SeeOther, Error> {
    let part = |name: &str| payload.get(name).cloned().unwrap_or_default();
    let to: StaffId = serde_json::from_value(part("to")).map_err(Error::internal)?;
    let before: Vec<(LeadId, Option<StaffId>)> = serde_json::from_value(part("before")).map_err(Error::internal)?;
    let mut given_back = 0;
    for (id, owner) in before {
        if commands::give_back(tx, id, to, owner)? {
            given_back += 1;
        }
    }
    if given_back == 0 {
        return Err(Error::WrongState);
    }
    let (lang, back) = (tx.actor()?.lang, part("back"));
    Ok(SeeOther::to(back.as_str().unwrap_or("/leads")).saying(text::unassigned(given_back, lang)))
}
