//! What can be taken back here.

use serde_json::Value;

use super::commands;
use super::text::MemberText;
use crate::platform::db::{SeeOther, Tx};
use crate::platform::error::Error;
use crate::platform::undo::Undoable;
use crate::values::ids::{BenefitUseId, VisitId};

/// Using a benefit.
pub const BENEFIT: &str = "membership.use_benefit";

pub const UNDO: &[Undoable] = &[Undoable {
    kind: BENEFIT,
    run: return_benefit,
}];

fn return_benefit(tx: &mut Tx<'_>, payload: &Value) -> Result<SeeOther, Error> {
    let used = payload.get("use").cloned().unwrap_or_default();
    let used: BenefitUseId = serde_json::from_value(used).map_err(Error::internal)?;
    let customer = commands::return_benefit(tx, used)?;
    let lang = tx.actor()?.lang;
    let visit = payload.get("visit").cloned().unwrap_or_default();
    let visit: Option<VisitId> = serde_json::from_value(visit).map_err(Error::internal)?;
    let back = match visit {
        Some(visit) => format!("/visits/{visit}"),
        None => format!("/members/{customer}"),
    };
    Ok(SeeOther::to(back).saying(MemberText::of(lang).returned))
}
