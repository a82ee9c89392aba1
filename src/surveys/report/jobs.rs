//! Timed work of the report.

use super::commands;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::jobs::Every;

/// Counts the days that changed.
pub const EVERY: &[Every] = &[Every {
    kind: "surveys.roll_up",
    minutes: 5,
    run: roll_up,
}];

/// How many days are counted in one transaction, of those that changed last; the others five minutes later.
const BATCH: i64 = 40;

fn roll_up(tx: &mut Tx<'_>) -> Result<(), Error> {
    commands::settle(tx, BATCH).map(drop)
}
