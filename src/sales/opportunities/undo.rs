//! What can be taken back on the board.

use serde_json::Value;

use super::{commands, text};
use crate::platform::db::{SeeOther, Tx};
use crate::platform::error::Error;
use crate::platform::undo::Undoable;

/// Changes to several cards at once.
pub const TOGETHER: Undoable = Undoable {
    kind: commands::TOGETHER,
    run: take_back,
};

fn take_back(tx: &mut Tx<'_>, payload: &Value) -> Result<SeeOther, Error> {
    let (count, there) = commands::take_back_together(tx, payload)?;
    let lang = tx.actor()?.lang;
    Ok(there.saying(text::taken_back(count, lang)))
}
