//! Timed work of figures.

use std::time::Duration;

use super::commands::{self, Batch};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::jobs::Every;

/// Counts the days that changed.
pub const EVERY: &[Every] = &[Every {
    kind: "figures.roll_up",
    minutes: 2,
    run: roll_up,
}];

/// How much is counted in one transaction; the rest two minutes later.
const BATCH: Batch = Batch {
    changes: 100_000,
    flows: 120,
    states: 50,
    time: Duration::from_secs(60),
};

fn roll_up(tx: &mut Tx<'_>) -> Result<(), Error> {
    commands::settle(tx, BATCH).map(drop)
}
