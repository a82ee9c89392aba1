//! Timed work of the clock: what became overdue, what waits for somebody, what goes into the pool.

use super::commands;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::jobs::Every;

pub const EVERY: &[Every] = &[
    Every {
        kind: "sales.clock",
        minutes: 1,
        run: tick,
    },
    Every {
        kind: "sales.pool",
        minutes: 10,
        run: commands::drop_idle,
    },
];

fn tick(tx: &mut Tx<'_>) -> Result<(), Error> {
    commands::miss_due(tx)?;
    commands::deal_waiting(tx)
}
