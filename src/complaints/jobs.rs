//! Timed work of complaints.

use super::{commands, queries};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::jobs::Every;

/// Runs the escalations that are due.
pub const EVERY: &[Every] = &[Every {
    kind: "complaints.escalate",
    minutes: 1,
    run: escalate,
}];

/// How many are told of in one transaction; the rest a minute later.
const BATCH: i64 = 500;

/// Tells whoever has to hear of clocks that ran on since the last time; each level once.
fn escalate(tx: &mut Tx<'_>) -> Result<(), Error> {
    for id in queries::to_escalate(tx.conn, tx.now, BATCH)? {
        commands::escalate(tx, id)?;
    }
    Ok(())
}
