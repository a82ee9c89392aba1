//! The waiting queue: calling and passing over, and how it is empty in the morning.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use serde_json::{Value, json};

use super::{lock, steps};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::settings;
use crate::schema::visits;
use crate::values::fault::Fault;
use crate::values::ids::{StaffId, VisitId};
use crate::visits::model::{TOPIC, Visit, subject};
use crate::visits::rules::{LAST_RANK, LeaveReason, VisitAction, VisitState};
use crate::visits::settings::Reception;

/// How many are seen to in one transaction; the rest when the clock comes round again.
const BATCH: i64 = 200;
/// Whoever came shortly before midnight may stand there still.
const STANDS: TimeDelta = TimeDelta::hours(4);

/// Refuses what was asked of a visitor whom somebody else has called or received since the page was made.
pub(super) fn not_taken(tx: &mut Tx<'_>, visit: &Visit, seen: Option<i32>) -> Result<(), Error> {
    if !visit.state.waits() {
        return Err(Error::WrongState);
    }
    let me = tx.actor()?.id;
    let caller: Option<StaffId> = visits::table.find(visit.id).select(visits::called_by).first(tx.conn)?;
    let unseen = seen.is_some_and(|seen| seen != visit.lock_version);
    if unseen && caller.is_some_and(|caller| caller != me) {
        return Err(Error::Stale);
    }
    Ok(())
}

/// Calls a visitor to a counter, for the first time or again.
///
/// # Errors
/// [`Error::Stale`] and [`Error::WrongState`] as in [`receive`](super::receive), [`Error::Invalid`] on `counter`.
pub fn call(tx: &mut Tx<'_>, id: VisitId, counter: &str, seen: Option<i32>) -> Result<Visit, Error> {
    let me = tx.actor()?.id;
    let visit = lock(tx, id)?;
    not_taken(tx, &visit, seen)?;
    let rules = settings::load::<Reception>(tx.conn, visit.store_id)?.value;
    if !rules.counters.iter().any(|known| known.code == counter) {
        return Err(Error::field("counter", Fault::Choice));
    }
    diesel::update(visits::table.find(id))
        .set((
            visits::counter.eq(counter),
            visits::called_at.eq(tx.now),
            visits::called_by.eq(me),
            visits::calls.eq(visits::calls + 1),
            visits::lock_version.eq(visits::lock_version + 1),
        ))
        .execute(tx.conn)?;
    tx.record("visits.call_up", subject(id), &["counter"])?;
    tx.notify(TOPIC, visit.store_id)?;
    Ok(Visit {
        lock_version: visit.lock_version + 1,
        ..visit
    })
}

/// Whoever does not come when called stands behind the next one; passed over too often, at the end. What to take it back
/// by.
///
/// # Errors
/// [`Error::Invalid`] on `called` for somebody who was not called, [`Error::Stale`] and [`Error::WrongState`] as in
/// [`receive`](super::receive).
pub fn pass_over(tx: &mut Tx<'_>, id: VisitId, seen: Option<i32>) -> Result<Value, Error> {
    type Place = (i16, DateTime<Utc>, i16, Option<DateTime<Utc>>);
    let visit = lock(tx, id)?;
    not_taken(tx, &visit, seen)?;
    let rules = settings::load::<Reception>(tx.conn, visit.store_id)?.value;
    let (rank, since, passes, called): Place = visits::table
        .find(id)
        .select((
            visits::queue_rank,
            visits::queued_at,
            visits::passed_over,
            visits::called_at,
        ))
        .first(tx.conn)?;
    if called.is_none() {
        return Err(Error::field("called", Fault::Required));
    }
    let behind: Option<(i16, DateTime<Utc>)> = visits::table
        .filter(visits::store_id.eq(visit.store_id))
        .filter(visits::line.eq(visit.line))
        .filter(visits::state.eq_any([VisitState::Arrived, VisitState::Waiting]))
        .filter(visits::id.ne(id))
        .filter(
            visits::queue_rank
                .gt(rank)
                .or(visits::queue_rank.eq(rank).and(visits::queued_at.gt(since)))
                .or(visits::queue_rank
                    .eq(rank)
                    .and(visits::queued_at.eq(since))
                    .and(visits::id.gt(id))),
        )
        .order((visits::queue_rank, visits::queued_at, visits::id))
        .select((visits::queue_rank, visits::queued_at))
        .first(tx.conn)
        .optional()?;
    let passes_now = passes + 1;
    let place = if u32::try_from(passes_now).is_ok_and(|times| times >= rules.passes) {
        (LAST_RANK, tx.now)
    } else {
        behind.map_or((rank, since), |(rank, at)| (rank, at + TimeDelta::microseconds(1)))
    };
    put(tx, id, place, passes_now)?;
    tx.record("visits.pass_over", subject(id), &["place"])?;
    tx.notify(TOPIC, visit.store_id)?;
    Ok(json!({ "visit": id, "rank": rank, "since": since, "passes": passes, "version": visit.lock_version + 1 }))
}

fn put(tx: &mut Tx<'_>, id: VisitId, place: (i16, DateTime<Utc>), passes: i16) -> Result<(), Error> {
    diesel::update(visits::table.find(id))
        .set((
            visits::queue_rank.eq(place.0),
            visits::queued_at.eq(place.1),
            visits::passed_over.eq(passes),
            visits::called_at.eq(None::<DateTime<Utc>>),
            visits::called_by.eq(None::<StaffId>),
            visits::counter.eq(None::<String>),
            visits::lock_version.eq(visits::lock_version + 1),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// The place before [`pass_over`], unless something happened to the visitor since.
pub fn put_back(tx: &mut Tx<'_>, payload: &Value) -> Result<Visit, Error> {
    let part = |name: &str| payload.get(name).cloned().unwrap_or_default();
    let id: VisitId = serde_json::from_value(part("visit")).map_err(Error::internal)?;
    let rank: i16 = serde_json::from_value(part("rank")).map_err(Error::internal)?;
    let since: DateTime<Utc> = serde_json::from_value(part("since")).map_err(Error::internal)?;
    let passes: i16 = serde_json::from_value(part("passes")).map_err(Error::internal)?;
    let version: i32 = serde_json::from_value(part("version")).map_err(Error::internal)?;
    let visit = lock(tx, id)?;
    if !visit.state.waits() || visit.lock_version != version {
        return Err(Error::WrongState);
    }
    put(tx, id, (rank, since), passes)?;
    tx.record("visits.put_back", subject(id), &["place"])?;
    tx.notify(TOPIC, visit.store_id)?;
    Ok(visit)
}

/// Whoever still waits from a day before has left without a word. Whoever was received stays, and so does every car in the
/// workshop.
pub fn clear_queue(tx: &mut Tx<'_>) -> Result<(), Error> {
    // Written out, so that the index of the queue is seen to fit.
    let gone: Vec<VisitId> = visits::table
        .filter(sql::<Bool>("visits.state IN ('arrived', 'waiting')"))
        .filter(visits::ticket_on.lt(times::day_of(tx.now)))
        .filter(visits::arrived_at.lt(tx.now - STANDS))
        .order((visits::arrived_at, visits::id))
        .limit(BATCH)
        .select(visits::id)
        .for_update()
        .skip_locked()
        .load(tx.conn)?;
    for id in gone {
        steps::advance(tx, id, VisitAction::Leave)?;
        diesel::update(visits::table.find(id))
            .set(visits::left_because.eq(LeaveReason::WithoutWord))
            .execute(tx.conn)?;
    }
    Ok(())
}
