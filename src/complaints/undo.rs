//! What can be taken back.

use diesel::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use super::attachments::commands as attachments;
use super::commands::{Case, give};
use super::terms::commands as terms;
use super::terms::text::TermText;
use super::text;
use crate::platform::db::{SeeOther, Tx};
use crate::platform::error::Error;
use crate::platform::undo::{self, Undoable};
use crate::schema::staff;
use crate::values::ids::{ComplaintId, StaffId};

const ASSIGN: &str = "complaints.assign";

pub const UNDO: &[Undoable] = &[
    Undoable {
        kind: ASSIGN,
        run: unassign,
    },
    Undoable {
        kind: attachments::DETACH,
        run: bring_back,
    },
    Undoable {
        kind: terms::RETIRE,
        run: unretire,
    },
];

/// Offers to give complaints back to whom they were taken from.
pub fn offer_unassign(
    tx: &mut Tx<'_>,
    to: StaffId,
    before: &[(ComplaintId, Option<StaffId>)],
    back: &str,
) -> Result<Uuid, Error> {
    undo::offer(tx, ASSIGN, json!({ "to": to, "before": before, "back": back }))
}

/// Gives them back, except those that somebody else has taken since.
fn unassign(tx: &mut Tx<'_>, payload: &Value) -> Result<SeeOther, Error> {
    let part = |name: &str| payload.get(name).cloned().unwrap_or_default();
    let to: StaffId = serde_json::from_value(part("to")).map_err(Error::internal)?;
    let before: Vec<(ComplaintId, Option<StaffId>)> =
        serde_json::from_value(part("before")).map_err(Error::internal)?;
    let mut given_back = 0;
    for (id, owner) in before {
        let mut case = Case::lock(tx, id)?;
        if case.row.owner_id != Some(to) || !case.row.state.is_open() {
            continue;
        }
        let owner = owner.filter(|owner| is_here(tx, *owner));
        give(tx, &mut case, owner, None)?;
        given_back += 1;
    }
    if given_back == 0 {
        return Err(Error::WrongState);
    }
    let lang = tx.actor()?.lang;
    let back = part("back");
    Ok(SeeOther::to(back.as_str().unwrap_or("/complaints")).saying(text::unassigned(given_back, lang)))
}

/// Brings a file back that was taken away.
fn bring_back(tx: &mut Tx<'_>, payload: &Value) -> Result<SeeOther, Error> {
    let there = attachments::bring_back(tx, payload)?;
    let lang = tx.actor()?.lang;
    Ok(there.saying(text::ComplaintText::of(lang).brought_back))
}

/// Brings a term back into use.
fn unretire(tx: &mut Tx<'_>, payload: &Value) -> Result<SeeOther, Error> {
    let there = terms::unretire(tx, payload)?;
    let lang = tx.actor()?.lang;
    Ok(there.saying(TermText::of(lang).back_now))
}

fn is_here(tx: &mut Tx<'_>, person: StaffId) -> bool {
    staff::table
        .find(person)
        .filter(staff::disabled_at.is_null())
        .select(staff::id)
        .first::<StaffId>(tx.conn)
        .is_ok()
}
