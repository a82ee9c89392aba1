//! Timed work of membership.

use super::commands;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::jobs::Every;

/// What the night brings, in small pieces: after midnight of the store there is something to do, until all is done.
pub const EVERY: &[Every] = &[
    Every {
        kind: "membership.expire",
        minutes: 5,
        run: expire,
    },
    Every {
        kind: "membership.rate",
        minutes: 5,
        run: rate,
    },
];

/// How many members' points are written off in one transaction.
const EXPIRIES: i64 = 300;
/// How many members are evaluated in one transaction.
const RATINGS: i64 = 3_000;

fn expire(tx: &mut Tx<'_>) -> Result<(), Error> {
    commands::expire_due(tx, EXPIRIES).map(drop)
}

fn rate(tx: &mut Tx<'_>) -> Result<(), Error> {
    commands::rate_due(tx, RATINGS).map(drop)
}
