//! What can be taken back: that a draft was put aside.

use serde_json::{Value, json};
use uuid::Uuid;

use super::commands;
use super::text::QuoteText;
use crate::platform::db::{SeeOther, Tx};
use crate::platform::error::Error;
use crate::platform::undo::{self, Undoable};
use crate::values::ids::QuoteId;

const DISCARD: &str = "quotes.discard";

pub const UNDO: &[Undoable] = &[Undoable {
    kind: DISCARD,
    run: bring_back,
}];

/// Offers to bring a draft back.
pub fn offer_bring_back(tx: &mut Tx<'_>, id: QuoteId) -> Result<Uuid, Error> {
    undo::offer(tx, DISCARD, json!({ "id": id }))
}

fn bring_back(tx: &mut Tx<'_>, payload: &Value) -> Result<SeeOther, Error> {
    let id = payload.get("id").cloned().unwrap_or_default();
    let id: QuoteId = serde_json::from_value(id).map_err(Error::internal)?;
    commands::bring_back(tx, id)?;
    let w = QuoteText::of(tx.actor()?.lang);
    Ok(SeeOther::to(format!("/quotes/{id}")).saying(w.brought_back))
}
