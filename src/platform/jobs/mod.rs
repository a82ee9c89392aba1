//! Work for later: rows in `jobs`, claimed with a lease by any process, tried again with growing pauses, parked after
//! [`TRIES`] tries.
//!
//! A job runs in one transaction with its own disappearance, so what it wrote happens exactly once. A room declares
//! `pub const JOBS: &[Job]` and `pub const EVERY: &[Every]`; `app.rs` gathers them. Payloads hold ids, never personal data.

mod run;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use serde_json::Value;
use uuid::Uuid;

use super::db::Tx;
use super::error::Error;
use crate::schema::jobs;

pub use run::{run_due_now, run_one};

/// Work that somebody asks for.
#[derive(Clone, Copy, Debug)]
pub struct Job {
    /// `complaints.escalate`
    pub kind: &'static str,
    pub run: fn(&mut Tx<'_>, &Value) -> Result<(), Error>,
}

/// Work that comes round; once for all processes together.
#[derive(Clone, Copy, Debug)]
pub struct Every {
    pub kind: &'static str,
    pub minutes: u32,
    pub run: fn(&mut Tx<'_>) -> Result<(), Error>,
}

/// All work that this program knows.
#[derive(Clone, Copy, Debug)]
pub struct Registry {
    pub jobs: &'static [&'static [Job]],
    pub every: &'static [&'static [Every]],
}

/// After this many tries a job is parked, and a mail has failed.
pub const TRIES: i32 = 8;

/// Asks for a job, once this transaction commits, at `run_at` or as soon after as somebody is free.
///
/// With a `unique_key` there is only one such job: asking again gives it the new payload and moves it to the new time.
pub fn enqueue(
    tx: &mut Tx<'_>,
    kind: &'static str,
    payload: Value,
    run_at: DateTime<Utc>,
    unique_key: Option<&str>,
) -> Result<(), Error> {
    let row = (
        jobs::id.eq(Uuid::now_v7()),
        jobs::kind.eq(kind),
        jobs::payload.eq(&payload),
        jobs::unique_key.eq(unique_key),
        jobs::run_at.eq(run_at),
        jobs::created_at.eq(tx.now),
    );
    let insert = diesel::insert_into(jobs::table).values(row);
    if unique_key.is_none() {
        insert.execute(tx.conn)?;
        return Ok(());
    }
    // One that is running now loses its lease and with it what it wrote: it runs again, with what is asked now.
    insert
        .on_conflict(jobs::unique_key)
        .filter_target(jobs::unique_key.is_not_null())
        .do_update()
        .set((
            jobs::kind.eq(kind),
            jobs::payload.eq(&payload),
            jobs::run_at.eq(run_at),
            jobs::attempts.eq(0),
            jobs::leased_until.eq(None::<DateTime<Utc>>),
            jobs::last_error.eq(None::<String>),
            jobs::parked_at.eq(None::<DateTime<Utc>>),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Takes back what was asked for under this key, if it is still there.
pub fn cancel(tx: &mut Tx<'_>, unique_key: &str) -> Result<(), Error> {
    diesel::delete(jobs::table.filter(jobs::unique_key.eq(unique_key))).execute(tx.conn)?;
    Ok(())
}

/// How long to wait after this many tries: 30 seconds, doubled each time, at most an hour.
pub fn pause_after(tries: i32) -> TimeDelta {
    let doublings = u32::try_from(tries - 1).unwrap_or(0).min(7);
    TimeDelta::seconds((30_i64 << doublings).min(3_600))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_an_hour() {
        let seconds: Vec<_> = (1..=9).map(|tries| pause_after(tries).num_seconds()).collect();
        assert_eq!(seconds, [30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600]);
        assert_eq!(pause_after(0).num_seconds(), 30);
    }
}
