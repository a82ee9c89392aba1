//! Timed work of service orders.

use super::{commands, queries};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::jobs::Every;

/// Tells advisors of promises that are running out.
pub const EVERY: &[Every] = &[Every {
    kind: "service.warn",
    minutes: 1,
    run: warn,
}];

/// How many are told of in one transaction; the rest a minute later.
const BATCH: i64 = 500;

fn warn(tx: &mut Tx<'_>) -> Result<(), Error> {
    for id in queries::to_warn(tx.conn, tx.now, BATCH)? {
        commands::warn(tx, id)?;
    }
    Ok(())
}
