//! Counts attempts per key and window in the database, so that all processes count together.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;

use super::db::Tx;
use super::error::Error;
use crate::schema::throttle_counters as counters;

/// How many attempts a key has in a window of time.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// What is counted; part of the key.
    pub name: &'static str,
    pub tries: i32,
    pub window: TimeDelta,
}

/// Counts one attempt for `key`; [`Error::TooMany`] once there were more than the limit allows.
///
/// The count is kept as a fingerprint: neither names nor addresses stand in the table.
pub fn hit(tx: &mut Tx<'_>, limit: Limit, key: &str) -> Result<(), Error> {
    let window_start = window_of(tx.now, limit.window);
    let fingerprint = tx.vault().fingerprint(format!("{}\n{key}", limit.name).as_bytes());
    let hits: i32 = diesel::insert_into(counters::table)
        .values((
            counters::key.eq(&fingerprint),
            counters::window_start.eq(window_start),
            counters::hits.eq(1),
        ))
        .on_conflict((counters::key, counters::window_start))
        .do_update()
        .set(counters::hits.eq(counters::hits + 1))
        .returning(counters::hits)
        .get_result(tx.conn)?;
    if hits > limit.tries {
        let left = (window_start + limit.window - tx.now).num_seconds();
        return Err(Error::TooMany {
            retry_after_secs: u32::try_from(left).unwrap_or(1).max(1),
        });
    }
    Ok(())
}

/// Forgets the attempts of `key` in this window.
pub fn forgive(tx: &mut Tx<'_>, limit: Limit, key: &str) -> Result<(), Error> {
    let fingerprint = tx.vault().fingerprint(format!("{}\n{key}", limit.name).as_bytes());
    diesel::delete(counters::table.filter(counters::key.eq(fingerprint))).execute(tx.conn)?;
    Ok(())
}

fn window_of(now: DateTime<Utc>, window: TimeDelta) -> DateTime<Utc> {
    let length = window.num_seconds().max(1);
    let start = now.timestamp() - now.timestamp().rem_euclid(length);
    DateTime::from_timestamp(start, 0).unwrap_or(now)
}
