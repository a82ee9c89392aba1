//! The clocks' upkeep: severity, crisis checklist, pauses, escalation.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::{Case, tasks};
use crate::access::Role;
use crate::complaints::model::{CONTAINMENT, EntryData, EntryKind, STATEMENT};
use crate::complaints::rules::{PauseReason, Severity, due_now};
use crate::complaints::settings::ComplaintSettings;
use crate::platform::db::{Tx, still_fresh};
use crate::platform::error::Error;
use crate::platform::settings::Setting;
use crate::schema::{
    complaint_crises as crises, complaint_escalations as escalations, complaint_pauses as pauses, complaints,
};
use crate::values::deadline::Pause;
use crate::values::fault::Fault;
use crate::values::ids::{ComplaintId, StaffId, StoreId};

/// Changes the severity: the running clocks are worked out again from receipt.
pub fn set_severity(tx: &mut Tx<'_>, id: ComplaintId, to: Severity, reason: &str) -> Result<(), Error> {
    let mut case = Case::lock(tx, id)?;
    case.must_be_open()?;
    let from = case.row.severity;
    if from == to {
        return Err(Error::WrongState);
    }
    case.row.severity = to;
    case.save(tx)?;
    let told = EntryData {
        from: Some(from.code().to_owned()),
        to: Some(to.code().to_owned()),
        ..EntryData::default()
    };
    case.stamp(tx, EntryKind::Severity, Some(reason), &told)?;
    if from == Severity::Crisis {
        tasks::no_crisis(tx, &case)?;
    }
    tell_of_crisis(tx, &case)?;
    tx.record_because("complaints.severity", case.subject(), reason)
}

/// A crisis alerts the store manager at once and opens the checklist.
pub(super) fn tell_of_crisis(tx: &mut Tx<'_>, case: &Case) -> Result<(), Error> {
    if case.row.severity != Severity::Crisis {
        return Ok(());
    }
    diesel::insert_into(crises::table)
        .values((
            crises::complaint_id.eq(case.id()),
            crises::owner_id.eq(case.row.owner_id),
            crises::updated_at.eq(tx.now),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn)?;
    tasks::alert_of_crisis(tx, case)
}

/// What a crisis needs beside the usual.
#[derive(Clone, Debug)]
pub struct Checklist {
    pub lock_version: i32,
    pub owner: StaffId,
    pub statement: Option<String>,
    pub containment: Option<String>,
    pub next_report_at: DateTime<Utc>,
}

/// A crisis is reported on within so many days.
const LATEST_REPORT: u32 = 30;

/// Keeps the checklist. The store manager's alert ends once it is complete, or once they filled it in themselves.
pub fn keep_checklist(tx: &mut Tx<'_>, id: ComplaintId, new: &Checklist) -> Result<(), Error> {
    let by = tx.actor()?.id;
    let mut case = Case::lock(tx, id)?;
    case.must_be_open()?;
    let updated = diesel::update(crises::table.find(id).filter(crises::lock_version.eq(new.lock_version)))
        .set((
            crises::owner_id.eq(new.owner),
            crises::statement_sealed.eq(tx.vault().seal_opt(STATEMENT, id.uuid(), new.statement.as_deref())?),
            crises::containment_sealed.eq(tx
                .vault()
                .seal_opt(CONTAINMENT, id.uuid(), new.containment.as_deref())?),
            crises::next_report_at.eq(new.next_report_at),
            crises::updated_by.eq(by),
            crises::updated_at.eq(tx.now),
            crises::lock_version.eq(crises::lock_version + 1),
        ))
        .execute(tx.conn)?;
    still_fresh(updated)?;
    if new.next_report_at < tx.now {
        return Err(Error::field("next_report_at", Fault::DateInPast));
    }
    if new.next_report_at > tx.now + TimeDelta::days(LATEST_REPORT.into()) {
        return Err(Error::field(
            "next_report_at",
            Fault::DateTooLate { days: LATEST_REPORT },
        ));
    }
    case.save(tx)?;
    case.stamp(tx, EntryKind::Crisis, None, &EntryData::default())?;
    let complete = new.statement.is_some() && new.containment.is_some();
    if complete || tx.actor()?.is(Role::StoreManager) {
        tasks::crisis_in_hand(tx, &case)?;
    }
    tasks::await_crisis_report(tx, &case, new.owner, new.next_report_at)?;
    tx.record(
        "complaints.crisis",
        case.subject(),
        &["owner_id", "statement", "containment", "next_report_at"],
    )
}

/// Stops the clocks, for a named reason only.
pub fn pause(tx: &mut Tx<'_>, id: ComplaintId, reason: PauseReason, note: Option<&str>) -> Result<(), Error> {
    let by = tx.actor()?.id;
    let mut case = Case::lock(tx, id)?;
    if !case.row.state.may_pause() || case.clocks().paused_since().is_some() {
        return Err(Error::WrongState);
    }
    diesel::insert_into(pauses::table)
        .values((
            pauses::id.eq(Uuid::now_v7()),
            pauses::complaint_id.eq(id),
            pauses::round.eq(case.row.round),
            pauses::reason.eq(reason),
            pauses::from_at.eq(tx.now),
            pauses::started_by.eq(by),
        ))
        .execute(tx.conn)?;
    case.pauses.push(Pause {
        from: tx.now,
        until: None,
    });
    case.round.paused_at = Some(tx.now);
    case.round.pause_reason = Some(reason);
    case.save(tx)?;
    let told = EntryData {
        to: Some(reason.code().to_owned()),
        ..EntryData::default()
    };
    case.stamp(tx, EntryKind::Paused, note, &told)?;
    tx.record("complaints.pause", case.subject(), &["pauses"])
}

/// Lets the clocks run on.
pub fn resume(tx: &mut Tx<'_>, id: ComplaintId) -> Result<(), Error> {
    let mut case = Case::lock(tx, id)?;
    if !end_pause(tx, &mut case)? {
        return Err(Error::WrongState);
    }
    case.save(tx)?;
    case.stamp(tx, EntryKind::Resumed, None, &EntryData::default())?;
    tx.record("complaints.resume", case.subject(), &["pauses"])
}

/// Ends a pause that lasts; the complaint is still to be saved.
pub(super) fn end_pause(tx: &mut Tx<'_>, case: &mut Case) -> Result<bool, Error> {
    let by = tx.actor().ok().map(|actor| actor.id);
    let ended = diesel::update(
        pauses::table
            .filter(pauses::complaint_id.eq(case.id()))
            .filter(pauses::until_at.is_null()),
    )
    .set((pauses::until_at.eq(tx.now), pauses::ended_by.eq(by)))
    .execute(tx.conn)?;
    for pause in case.pauses.iter_mut().filter(|pause| pause.until.is_none()) {
        pause.until = Some(tx.now);
    }
    case.round.paused_at = None;
    case.round.pause_reason = None;
    Ok(ended > 0)
}

/// Tells whoever has to hear of a clock that ran on; each level once.
pub fn escalate(tx: &mut Tx<'_>, id: ComplaintId) -> Result<(), Error> {
    let mut case = Case::lock(tx, id)?;
    let due = due_now(&case.clocks(), &case.limits, case.raised(), tx.now);
    for (clock, level) in &due {
        diesel::insert_into(escalations::table)
            .values((
                escalations::complaint_id.eq(id),
                escalations::round.eq(case.row.round),
                escalations::clock.eq(*clock),
                escalations::level.eq(*level),
                escalations::at.eq(tx.now),
            ))
            .execute(tx.conn)?;
        let told = EntryData {
            clock: Some(clock.code().to_owned()),
            level: Some(level.code().to_owned()),
            ..EntryData::default()
        };
        case.stamp(tx, EntryKind::Escalated, None, &told)?;
        tasks::escalate(tx, &case, *clock, *level)?;
    }
    case.raise(&due);
    case.save(tx)?;
    tx.record("complaints.escalate", case.subject(), &[])
}

/// Other limits are in force: every clock that still runs is measured by them at once, not only when somebody next
/// touches the complaint. Nothing is stamped or recorded beside the change of the rules itself.
pub fn rules_changed(tx: &mut Tx<'_>, store: StoreId, key: &str) -> Result<(), Error> {
    if key != ComplaintSettings::KEY {
        return Ok(());
    }
    let open: Vec<ComplaintId> = complaints::table
        .filter(complaints::store_id.eq(store))
        .filter(complaints::ended_at.is_null())
        .filter(complaints::merged_into.is_null())
        .order(complaints::id)
        .select(complaints::id)
        .load(tx.conn)?;
    for id in open {
        let mut case = Case::lock_unseen(tx, id)?;
        let before = (case.round.dues(), case.row.escalate_at);
        case.reckon();
        if before != (case.round.dues(), case.row.escalate_at) {
            case.save(tx)?;
        }
    }
    Ok(())
}
