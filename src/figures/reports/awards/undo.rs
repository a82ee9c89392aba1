//! What can be taken back: an award, and that it was taken back.

use serde_json::Value;

use super::commands::{self, GIVE, REVOKE};
use super::text::AwardText;
use crate::platform::db::{SeeOther, Tx};
use crate::platform::error::Error;
use crate::platform::undo::Undoable;
use crate::values::ids::AwardId;

pub const UNDO: &[Undoable] = &[
    Undoable {
        kind: GIVE,
        run: ungive,
    },
    Undoable {
        kind: REVOKE,
        run: reinstate,
    },
];

fn award(payload: &Value) -> Result<AwardId, Error> {
    let award = payload.get("award").cloned().unwrap_or_default();
    serde_json::from_value(award).map_err(Error::internal)
}

fn ungive(tx: &mut Tx<'_>, payload: &Value) -> Result<SeeOther, Error> {
    commands::withdraw(tx, award(payload)?)?;
    let lang = tx.actor()?.lang;
    Ok(SeeOther::to("/reports/awards").saying(AwardText::of(lang).revoked))
}

fn reinstate(tx: &mut Tx<'_>, payload: &Value) -> Result<SeeOther, Error> {
    commands::reinstate(tx, award(payload)?)?;
    let lang = tx.actor()?.lang;
    Ok(SeeOther::to("/reports/awards").saying(AwardText::of(lang).reinstated))
}
