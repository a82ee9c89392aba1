//! Counts attempts per key over a sliding stretch of time in the database, so that all processes count together.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;

use super::db::Tx;
use super::error::Error;
use crate::schema::throttle_counters as counters;

/// Attempts are counted in slices of the window, so that the window slides.
const SLICES: i32 = 15;

/// How many attempts a key has in a window of time.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// What is counted; part of the key.
    pub name: &'static str,
    pub tries: i32,
    pub window: TimeDelta,
}

/// Counts one attempt for `key`; [`Error::TooMany`] once there were as many as the limit allows.
///
/// A refused attempt doesn't count, so nobody can lengthen another's wait by trying on. The count is kept as a
/// fingerprint: neither names nor addresses stand in the table.
pub fn hit(tx: &mut Tx<'_>, limit: Limit, key: &str) -> Result<(), Error> {
    let fingerprint = fingerprint(tx, limit, key);
    // Attempts at the same moment are counted one after the other.
    diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended(encode($1, 'hex'), 0))")
        .bind::<diesel::sql_types::Bytea, _>(&fingerprint)
        .execute(tx.conn)?;
    let slices: Vec<(DateTime<Utc>, i32)> = counters::table
        .filter(counters::key.eq(&fingerprint))
        .filter(counters::window_start.gt(tx.now - limit.window))
        .order(counters::window_start)
        .select((counters::window_start, counters::hits))
        .load(tx.conn)?;
    if let Some(wait) = wait(&slices, limit, tx.now) {
        return Err(Error::TooMany {
            retry_after_secs: u32::try_from(wait.num_seconds()).unwrap_or(1).max(1),
        });
    }
    diesel::insert_into(counters::table)
        .values((
            counters::key.eq(&fingerprint),
            counters::window_start.eq(slice_of(tx.now, limit.window)),
            counters::hits.eq(1),
        ))
        .on_conflict((counters::key, counters::window_start))
        .do_update()
        .set(counters::hits.eq(counters::hits + 1))
        .execute(tx.conn)?;
    Ok(())
}

/// Forgets the attempts of `key`.
pub fn forgive(tx: &mut Tx<'_>, limit: Limit, key: &str) -> Result<(), Error> {
    let fingerprint = fingerprint(tx, limit, key);
    diesel::delete(counters::table.filter(counters::key.eq(fingerprint))).execute(tx.conn)?;
    Ok(())
}

fn fingerprint(tx: &Tx<'_>, limit: Limit, key: &str) -> Vec<u8> {
    tx.vault().fingerprint(format!("{}\n{key}", limit.name).as_bytes())
}

/// How long until another attempt is allowed; `None` when it is allowed now. Slices come oldest first.
fn wait(slices: &[(DateTime<Utc>, i32)], limit: Limit, now: DateTime<Utc>) -> Option<TimeDelta> {
    let mut left: i32 = slices.iter().map(|(_, hits)| hits).sum();
    let mut wait = None;
    for (start, hits) in slices {
        if left < limit.tries {
            break;
        }
        left -= hits;
        wait = Some((*start + limit.window - now).min(limit.window));
    }
    wait
}

fn slice_of(now: DateTime<Utc>, window: TimeDelta) -> DateTime<Utc> {
    let length = (window.num_seconds() / i64::from(SLICES)).max(1);
    let start = now.timestamp() - now.timestamp().rem_euclid(length);
    DateTime::from_timestamp(start, 0).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Limit = Limit {
        name: "test",
        tries: 10,
        window: TimeDelta::minutes(15),
    };

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minute)
    }

    #[test]
    fn the_window_slides() {
        assert_eq!(wait(&[], LIMIT, at(0)), None);
        assert_eq!(wait(&[(at(0), 9)], LIMIT, at(1)), None);
        assert_eq!(wait(&[(at(0), 10)], LIMIT, at(1)), Some(TimeDelta::minutes(14)));
        // Nine at the end of one quarter of an hour and one at the start of the next are ten in a row.
        assert_eq!(
            wait(&[(at(14), 9), (at(16), 1)], LIMIT, at(16)),
            Some(TimeDelta::minutes(13))
        );
        // Seven are left when the five are forgotten.
        assert_eq!(
            wait(&[(at(2), 5), (at(9), 7)], LIMIT, at(10)),
            Some(TimeDelta::minutes(7))
        );
    }

    #[test]
    fn a_clock_set_back_never_makes_the_wait_longer_than_the_window() {
        assert_eq!(wait(&[(at(60), 10)], LIMIT, at(0)), Some(LIMIT.window));
    }

    #[test]
    fn slices_are_a_fifteenth_of_the_window() {
        assert_eq!(slice_of(at(7) + TimeDelta::seconds(59), LIMIT.window), at(7));
        let minute = TimeDelta::minutes(1);
        assert_eq!(
            slice_of(at(7) + TimeDelta::seconds(5), minute),
            at(7) + TimeDelta::seconds(4)
        );
    }
}
