use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use serde_json::Value;
use uuid::Uuid;

use super::{Every, Job, Registry, TRIES, pause_after};
use crate::platform::db::{Db, Tx};
use crate::platform::error::Error;
use crate::schema::jobs;

/// How long a process may take before another one thinks it died.
const LEASE: TimeDelta = TimeDelta::minutes(5);
/// The longest error text that is kept.
const ERROR: usize = 300;

/// A job that this process holds.
struct Claim {
    id: Uuid,
    kind: String,
    payload: Value,
    attempts: i32,
    until: DateTime<Utc>,
}

enum Work {
    Once(Job),
    Again(Every),
}

impl Registry {
    fn find(&self, kind: &str) -> Option<Work> {
        let once = self.jobs.iter().flat_map(|jobs| *jobs);
        let again = self.every.iter().flat_map(|every| *every);
        once.filter(|job| job.kind == kind)
            .map(|job| Work::Once(*job))
            .chain(
                again
                    .filter(|every| every.kind == kind)
                    .map(|every| Work::Again(*every)),
            )
            .next()
    }

    fn kinds(&self) -> Vec<&'static str> {
        let once = self.jobs.iter().flat_map(|jobs| *jobs).map(|job| job.kind);
        once.chain(self.every.iter().flat_map(|every| *every).map(|every| every.kind))
            .collect()
    }

    /// Makes the rows of what comes round, unless another process did.
    pub fn plan(&self, db: &Db) -> Result<(), Error> {
        db.system_write_now(|tx| {
            for every in self.every.iter().flat_map(|every| *every) {
                diesel::insert_into(jobs::table)
                    .values((
                        jobs::id.eq(Uuid::now_v7()),
                        jobs::kind.eq(every.kind),
                        jobs::payload.eq(Value::Null),
                        jobs::unique_key.eq(format!("every {}", every.kind)),
                        jobs::run_at.eq(tx.now),
                        jobs::created_at.eq(tx.now),
                    ))
                    .on_conflict_do_nothing()
                    .execute(tx.conn)?;
            }
            Ok(())
        })
    }
}

/// Runs every job that is due, on the calling thread; gives their number. For tests and for the `worker`'s last round.
pub fn run_due_now(db: &Db, registry: &Registry) -> Result<usize, Error> {
    registry.plan(db)?;
    let mut done = 0;
    while run_one(db, registry)? {
        done += 1;
    }
    Ok(done)
}

/// Runs one job that is due, on the calling thread; false if there is none.
pub fn run_one(db: &Db, registry: &Registry) -> Result<bool, Error> {
    let kinds = registry.kinds();
    let Some(claim) = db.system_write_now(|tx| claim(tx, &kinds))? else {
        return Ok(false);
    };
    let Some(work) = registry.find(&claim.kind) else {
        return Ok(false);
    };
    let done = if claim.attempts > TRIES {
        Err(Error::internal("every try ended with the process"))
    } else {
        let run = || db.system_write_now(|tx| perform(tx, &work, &claim));
        catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| Err(Error::internal("it panicked")))
    };
    match done {
        Ok(true) => {}
        Ok(false) => tracing::info!(job = claim.kind, id = %claim.id, "job was asked for anew while it ran"),
        Err(error) => {
            db.system_write_now(|tx| fail(tx, &work, &claim, &error))?;
        }
    }
    Ok(true)
}

/// Takes the job that is due longest. Kinds that only a newer program knows are left to it.
fn claim(tx: &mut Tx<'_>, kinds: &[&str]) -> Result<Option<Claim>, Error> {
    let found: Option<(Uuid, String, Value, i32)> = jobs::table
        .filter(jobs::parked_at.is_null())
        .filter(jobs::run_at.le(tx.now))
        .filter(jobs::leased_until.is_null().or(jobs::leased_until.lt(tx.now)))
        .filter(jobs::kind.eq_any(kinds))
        .order(jobs::run_at)
        .select((jobs::id, jobs::kind, jobs::payload, jobs::attempts))
        .for_update()
        .skip_locked()
        .first(tx.conn)
        .optional()?;
    let Some((id, kind, payload, attempts)) = found else {
        return Ok(None);
    };
    let (attempts, until) = (attempts + 1, tx.now + LEASE);
    diesel::update(jobs::table.find(id))
        .set((jobs::attempts.eq(attempts), jobs::leased_until.eq(until)))
        .execute(tx.conn)?;
    Ok(Some(Claim {
        id,
        kind,
        payload,
        attempts,
        until,
    }))
}

/// Does the work and, in the same transaction, the row away. False: the lease was lost, and nothing was written.
fn perform(tx: &mut Tx<'_>, work: &Work, claim: &Claim) -> Result<bool, Error> {
    // Holds the row first: who asks anew meanwhile waits for us, who asked before takes the lease away.
    let held: Option<Uuid> = jobs::table
        .find(claim.id)
        .filter(jobs::leased_until.eq(claim.until))
        .select(jobs::id)
        .for_update()
        .first(tx.conn)
        .optional()?;
    if held.is_none() {
        return Ok(false);
    }
    // A job that asked for itself again has given its lease up; its row stays.
    let own = jobs::table.find(claim.id).filter(jobs::leased_until.eq(claim.until));
    match work {
        Work::Once(job) => {
            (job.run)(tx, &claim.payload)?;
            diesel::delete(own).execute(tx.conn)?;
        }
        Work::Again(every) => {
            (every.run)(tx)?;
            diesel::update(own)
                .set((
                    jobs::run_at.eq(tx.now + TimeDelta::minutes(every.minutes.into())),
                    jobs::attempts.eq(0),
                    jobs::leased_until.eq(None::<DateTime<Utc>>),
                    jobs::last_error.eq(None::<String>),
                ))
                .execute(tx.conn)?;
        }
    }
    Ok(true)
}

/// Notes why it failed. What comes round is tried again for ever; other work is parked in the end.
fn fail(tx: &mut Tx<'_>, work: &Work, claim: &Claim, error: &Error) -> Result<(), Error> {
    let pause = pause_after(claim.attempts);
    let (pause, parked) = match work {
        Work::Once(_) => (pause, claim.attempts >= TRIES),
        Work::Again(every) => (pause.min(TimeDelta::minutes(every.minutes.into())), false),
    };
    let words: String = error.to_string().chars().take(ERROR).collect();
    if parked {
        tracing::error!(job = claim.kind, id = %claim.id, tries = claim.attempts, error = words, "job parked");
    } else {
        tracing::warn!(job = claim.kind, id = %claim.id, tries = claim.attempts, error = words, "job failed");
    }
    diesel::update(jobs::table.find(claim.id).filter(jobs::leased_until.eq(claim.until)))
        .set((
            jobs::run_at.eq(tx.now + pause),
            jobs::leased_until.eq(None::<DateTime<Utc>>),
            jobs::last_error.eq(words),
            jobs::parked_at.eq(parked.then_some(tx.now)),
        ))
        .execute(tx.conn)?;
    Ok(())
}
