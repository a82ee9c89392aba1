//! The promise of when the car is ready: parts that are missing, another time, warnings.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::{Case, tasks};
use crate::access::Permission;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::schema::promise_pauses;
use crate::service::check_in;
use crate::service::model::{PAUSE_NOTE, PauseRow, StampData};
use crate::service::rules::{Action, PartsReason, ToldHow};
use crate::values::fault::Fault;
use crate::values::ids::ServiceOrderId;

/// Why the work waits.
#[derive(Clone, Debug)]
pub struct Wait {
    pub reason: PartsReason,
    pub note: Option<String>,
    pub expected_on: Option<NaiveDate>,
}

fn must_be_ones_own(tx: &Tx<'_>, case: &Case) -> Result<(), Error> {
    let actor = tx.actor()?;
    if case.row.technician_id == Some(actor.id) || actor.may(Permission::WorkServiceOrders) {
        Ok(())
    } else {
        Err(Error::NotFound)
    }
}

/// The work waits for parts: the promise stands still, the advisor is told.
pub fn await_parts(tx: &mut Tx<'_>, id: ServiceOrderId, wait: &Wait) -> Result<(), Error> {
    let mut case = Case::lock(tx, id)?;
    must_be_ones_own(tx, &case)?;
    if wait.expected_on.is_some_and(|day| day < times::day_of(tx.now)) {
        return Err(Error::field("expected_on", Fault::DateInPast));
    }
    case.step(Action::AwaitParts)?;
    case.end_spells(tx, None)?;
    let pause = Uuid::now_v7();
    let row = PauseRow {
        id: pause,
        order_id: id,
        reason: wait.reason,
        note_sealed: tx.vault().seal_opt(PAUSE_NOTE, pause, wait.note.as_deref())?,
        expected_on: wait.expected_on,
        from_at: tx.now,
        until_at: None,
    };
    diesel::insert_into(promise_pauses::table)
        .values(row)
        .execute(tx.conn)?;
    case.row.paused_at = Some(tx.now);
    case.save(tx)?;
    let told = StampData {
        code: Some(wait.reason.code().to_owned()),
        expected: wait.expected_on,
        ..StampData::default()
    };
    case.stamp(tx, Action::AwaitParts.code(), wait.note.as_deref(), &told)?;
    tasks::parts_missing(tx, &case)?;
    tx.record("service.await_parts", case.subject(), &["state", "pauses"])
}

/// The parts are there: the promise runs on, later by as long as it stood still.
pub fn resume(tx: &mut Tx<'_>, id: ServiceOrderId) -> Result<(), Error> {
    let mut case = Case::lock(tx, id)?;
    must_be_ones_own(tx, &case)?;
    case.step(Action::Resume)?;
    diesel::update(
        promise_pauses::table
            .filter(promise_pauses::order_id.eq(id))
            .filter(promise_pauses::until_at.is_null()),
    )
    .set(promise_pauses::until_at.eq(tx.now))
    .execute(tx.conn)?;
    let before = case.row.promised_at;
    if let Some(promise) = case.row.promise(None) {
        let after = promise.resumed(tx.now);
        case.row.promised_at = Some(after.due);
        case.row.paused_secs = after.paused.num_seconds();
    }
    case.row.paused_at = None;
    case.save(tx)?;
    let told = StampData {
        from: before,
        to: case.row.promised_at,
        ..StampData::default()
    };
    case.stamp(tx, Action::Resume.code(), None, &told)?;
    tasks::parts_came(tx, &case)?;
    if before != case.row.promised_at {
        tasks::promise_moved(tx, &case)?;
    }
    tx.record("service.resume", case.subject(), &["state", "promised_at"])
}

/// Promises another time; once there was a promise, for a reason and after the customer was told.
pub fn move_promise(
    tx: &mut Tx<'_>,
    id: ServiceOrderId,
    to: DateTime<Utc>,
    reason: Option<&str>,
    told: Option<ToldHow>,
) -> Result<(), Error> {
    let mut case = Case::lock(tx, id)?;
    if !case.row.state.promise_runs() || case.row.paused_at.is_some() {
        return Err(Error::WrongState);
    }
    if to <= tx.now {
        return Err(Error::field("promised_at", Fault::DateInPast));
    }
    let days = check_in::queries::promise_days(tx.conn, case.row.store_id)?;
    if to > tx.now + TimeDelta::days(days.into()) {
        return Err(Error::field("promised_at", Fault::DateTooLate { days }));
    }
    let before = case.row.promised_at;
    if before.is_some() {
        if reason.is_none() {
            return Err(Error::field("reason", Fault::Required));
        }
        if told.is_none() {
            return Err(Error::field("told", Fault::Required));
        }
    }
    case.row.promised_at = Some(to);
    case.row.promise_from = Some(tx.now);
    case.row.paused_secs = 0;
    case.row.warned = 0;
    case.save(tx)?;
    let data = StampData {
        from: before,
        to: Some(to),
        code: told.map(|told| told.code().to_owned()),
        ..StampData::default()
    };
    case.stamp(tx, "promise", reason, &data)?;
    tasks::promise_is_safe(tx, &case)?;
    match reason {
        Some(reason) => tx.record_because("service.promise", case.subject(), reason),
        None => tx.record("service.promise", case.subject(), &["promised_at"]),
    }
}

/// Tells the advisor how a promise stands, each alarm once.
pub fn warn(tx: &mut Tx<'_>, id: ServiceOrderId) -> Result<(), Error> {
    let mut case = Case::lock_unseen(tx, id)?;
    let promise = case.row.promise(None).filter(|_| case.row.state.promise_runs());
    let reached = promise.and_then(|promise| promise.reached(tx.now, case.settings.warnings()));
    if let Some(alarm) = reached.filter(|alarm| alarm.rank() > case.row.warned) {
        case.row.warned = alarm.rank();
        tasks::warn(tx, &case, alarm)?;
        tx.record("service.warn", case.subject(), &["promised_at"])?;
    }
    case.save(tx)
}
