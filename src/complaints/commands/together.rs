//! Two complaints that are one, and one that is two; the clocks stay right either way.

use diesel::prelude::*;
use uuid::Uuid;

use super::{Case, tasks};
use crate::complaints::model::{ComplaintRow, EntryData, EntryKind, FACTS, PREFIX, REPORTER, VISIT_REF};
use crate::complaints::queries;
use crate::complaints::rules::{Severity, State};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::files;
use crate::schema::{complaint_goodwill as goodwill, complaint_pauses as pauses, complaints};
use crate::values::fault::Fault;
use crate::values::ids::ComplaintId;

/// Merges `id` into the complaint with this number: that one lives on, from the earlier receipt.
pub fn merge(tx: &mut Tx<'_>, id: ComplaintId, number: &str) -> Result<ComplaintId, Error> {
    let actor = tx.actor()?.clone();
    let into =
        queries::by_number(tx.conn, &actor, number)?.ok_or_else(|| Error::field("number", Fault::RecordNumber))?;
    if into == id {
        return Err(Error::field("number", Fault::Taken));
    }
    // In the order of their ids, so that two merges of the same pair can't wait for each other.
    let (mut gone, mut kept) = if id < into {
        let gone = Case::lock(tx, id)?;
        (gone, Case::lock(tx, into)?)
    } else {
        let kept = Case::lock(tx, into)?;
        (Case::lock(tx, id)?, kept)
    };
    gone.must_be_open()?;
    kept.must_be_open()?;
    if gone.row.customer_id.is_some() && kept.row.customer_id.is_some() && gone.row.customer_id != kept.row.customer_id
    {
        return Err(Error::field("number", Fault::Mismatch));
    }
    let merged = kept.clocks().merged_with(&gone.clocks());
    // The pauses before the survivor was received are the other's: they move over.
    let own = kept.pauses.len();
    for pause in merged.pauses.iter().take(merged.pauses.len().saturating_sub(own)) {
        let reason = queries::pause_reason(tx.conn, id, pause.from)?;
        diesel::insert_into(pauses::table)
            .values((
                pauses::id.eq(Uuid::now_v7()),
                pauses::complaint_id.eq(into),
                pauses::round.eq(kept.row.round),
                pauses::reason.eq(reason),
                pauses::from_at.eq(pause.from),
                pauses::until_at.eq(pause.until),
                pauses::started_by.eq(actor.id),
            ))
            .execute(tx.conn)?;
    }
    kept.pauses.clone_from(&merged.pauses);
    kept.row.severity = merged.severity;
    kept.row.received_at = kept.row.received_at.min(gone.row.received_at);
    kept.row.customer_id = kept.row.customer_id.or(gone.row.customer_id);
    kept.row.vehicle_id = kept.row.vehicle_id.or(gone.row.vehicle_id);
    // What one of them lacks the other may know.
    kept.row.owner_id = kept.row.owner_id.or(gone.row.owner_id);
    kept.row.department = kept.row.department.or(gone.row.department);
    kept.row.responsible_id = kept.row.responsible_id.or(gone.row.responsible_id);
    if kept.row.cause.is_none() {
        kept.row.cause.clone_from(&gone.row.cause);
        kept.row.cause_at = gone.row.cause_at;
    }
    if kept.row.reporter_sealed.is_none() {
        let left = tx
            .vault()
            .open_opt(REPORTER, id.uuid(), gone.row.reporter_sealed.as_ref())?;
        let left = left.as_ref().map(|text| text.expose().as_str());
        kept.row.reporter_sealed = tx.vault().seal_opt(REPORTER, into.uuid(), left)?;
    }
    // Whoever was contacted first was contacted in time or not: by the deadline it had.
    if merged.contacted_at.is_some() && merged.contacted_at != kept.round.contacted_at {
        kept.round.contact_due_at = gone.round.contact_due_at;
    }
    kept.round.started_at = merged.started_at;
    if merged.contacted_at.is_some() && kept.row.state == State::Received {
        kept.row.state = State::Contacted;
    }
    kept.round.contacted_at = merged.contacted_at;
    kept.round.last_contact_at = kept.round.last_contact_at.max(gone.round.last_contact_at);
    if !matches!(kept.row.state, State::Resolved) {
        kept.round.report_due_at = kept.round.last_contact_at.map(|at| at + kept.limits.report_every());
    }
    super::upkeep::end_pause(tx, &mut gone)?;
    super::steps::drop_waiting_solution(tx, id)?;
    gone.row.merged_into = Some(into);
    gone.end(tx.now);
    let facts = tx.vault().open(FACTS, id.uuid(), &gone.row.facts_sealed)?;
    kept.save(tx)?;
    gone.save(tx)?;
    move_over(tx, &gone, &kept)?;
    let told = |case: &Case| EntryData {
        number: Some(case.row.number.clone()),
        complaint: Some(case.id()),
        ..EntryData::default()
    };
    kept.stamp(tx, EntryKind::Merged, Some(facts.expose()), &told(&gone))?;
    gone.stamp(tx, EntryKind::Merged, None, &told(&kept))?;
    tasks::end(tx, &gone)?;
    super::upkeep::tell_of_crisis(tx, &kept)?;
    match (kept.row.state, kept.round.contacted_at) {
        (State::Resolved, _) => {}
        (_, Some(_)) => tasks::reached(tx, &kept, "merged")?,
        (_, None) => tasks::await_contact(tx, &kept)?,
    }
    tx.record("complaints.merge", gone.subject(), &["merged_into"])?;
    tx.record("complaints.merge", kept.subject(), &["received_at", "severity"])?;
    Ok(into)
}

/// What belongs to a merged complaint belongs to the one that stays: its goodwill and files, and what was merged into it
/// before. Its timeline stays its own and is read with the other's.
fn move_over(tx: &mut Tx<'_>, gone: &Case, kept: &Case) -> Result<(), Error> {
    diesel::update(complaints::table.filter(complaints::merged_into.eq(gone.id())))
        .set(complaints::merged_into.eq(kept.id()))
        .execute(tx.conn)?;
    diesel::update(goodwill::table.filter(goodwill::complaint_id.eq(gone.id())))
        .set(goodwill::complaint_id.eq(kept.id()))
        .execute(tx.conn)?;
    files::move_all(tx, gone.subject(), kept.subject())?;
    // Whoever had to decide about goodwill there decides here.
    tasks::await_goodwill(tx, kept)
}

/// A part of a complaint that is a complaint of its own.
#[derive(Clone, Debug)]
pub struct Part {
    pub facts: String,
    pub category: String,
    pub severity: Severity,
}

/// Splits a part off: received when the whole was, everything but the first contact still to do.
pub fn split(tx: &mut Tx<'_>, id: ComplaintId, part: &Part) -> Result<ComplaintId, Error> {
    let by = tx.actor()?.id;
    let mut whole = Case::lock(tx, id)?;
    whole.must_be_open()?;
    if !queries::is_category(tx.conn, &part.category)? {
        return Err(Error::field("category", Fault::Choice));
    }
    let new = ComplaintId::new();
    let clocks = whole.clocks().split_off(part.severity);
    let reporter = tx
        .vault()
        .open_opt(REPORTER, id.uuid(), whole.row.reporter_sealed.as_ref())?;
    let visit = tx
        .vault()
        .open_opt(VISIT_REF, id.uuid(), whole.row.visit_ref_sealed.as_ref())?;
    let row = ComplaintRow {
        id: new,
        number: super::intake::next_number(tx, whole.row.store_id, PREFIX)?,
        category: part.category.clone(),
        severity: part.severity,
        state: if clocks.contacted_at.is_some() {
            State::Contacted
        } else {
            State::Received
        },
        facts_sealed: tx.vault().seal(FACTS, new.uuid(), &part.facts)?,
        reporter_sealed: tx.vault().seal_opt(
            REPORTER,
            new.uuid(),
            reporter.as_ref().map(|text| text.expose().as_str()),
        )?,
        visit_ref_sealed: tx.vault().seal_opt(
            VISIT_REF,
            new.uuid(),
            visit.as_ref().map(|text| text.expose().as_str()),
        )?,
        cause: None,
        cause_at: None,
        created_by: Some(by),
        created_at: tx.now,
        round: 1,
        escalation: 0,
        split_from: Some(id),
        lock_version: 0,
        ..whole.row.clone()
    };
    let mut case = Case::fresh(row, &clocks, whole.limits.clone());
    // A first contact that was made in time stays so.
    case.round.contact_due_at = whole.round.contact_due_at;
    case.insert(tx)?;
    for pause in &mut case.pauses {
        let reason = queries::pause_reason(tx.conn, id, pause.from)?;
        // A pause that still lasts is the whole's; the part begins to run.
        let until = pause.until.unwrap_or(tx.now);
        pause.until = Some(until);
        diesel::insert_into(pauses::table)
            .values((
                pauses::id.eq(Uuid::now_v7()),
                pauses::complaint_id.eq(new),
                pauses::round.eq(1),
                pauses::reason.eq(reason),
                pauses::from_at.eq(pause.from),
                pauses::until_at.eq(until),
                pauses::started_by.eq(by),
            ))
            .execute(tx.conn)?;
    }
    if case.round.contacted_at.is_some() {
        case.round.report_due_at = Some(tx.now + case.limits.report_every());
    }
    case.save(tx)?;
    let told = |case: &Case| EntryData {
        number: Some(case.row.number.clone()),
        complaint: Some(case.id()),
        ..EntryData::default()
    };
    case.stamp(tx, EntryKind::Received, None, &EntryData::default())?;
    case.stamp(tx, EntryKind::Split, None, &told(&whole))?;
    whole.save(tx)?;
    whole.stamp(tx, EntryKind::Split, None, &told(&case))?;
    super::upkeep::tell_of_crisis(tx, &case)?;
    tasks::await_contact(tx, &case)?;
    tx.record("complaints.split", whole.subject(), &[])?;
    tx.record("complaints.create", case.subject(), &["facts", "category", "severity"])?;
    Ok(new)
}
