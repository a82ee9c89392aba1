//! What can be taken back: that a subscription was stopped.

use serde_json::Value;

use super::commands::{self, STOP};
use super::rules::State;
use super::text::SubscriptionText;
use crate::platform::db::{SeeOther, Tx};
use crate::platform::error::Error;
use crate::platform::undo::Undoable;
use crate::values::ids::ReportSubscriptionId;

pub const UNDO: &[Undoable] = &[Undoable {
    kind: STOP,
    run: restart,
}];

fn restart(tx: &mut Tx<'_>, payload: &Value) -> Result<SeeOther, Error> {
    let part = |name: &str| payload.get(name).cloned().unwrap_or_default();
    let id: ReportSubscriptionId = serde_json::from_value(part("subscription")).map_err(Error::internal)?;
    let state = part("state").as_str().and_then(State::parse).unwrap_or(State::Active);
    commands::restart(tx, id, state)?;
    let lang = tx.actor()?.lang;
    Ok(SeeOther::to("/reports/subscriptions").saying(SubscriptionText::of(lang).restarted))
}
