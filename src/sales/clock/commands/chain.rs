//! Starting and stopping the clocks of a lead.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use uuid::Uuid;

use super::assign::open_to;
use crate::access::Role;
use crate::followups::commands as followups;
use crate::followups::model::NewTask;
use crate::followups::text::ABOUT;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::settings;
use crate::sales::clock::model::{How, LEADS, Lead, MISSED, StepRow, lead_subject, task_of};
use crate::sales::clock::queries;
use crate::sales::clock::rules::{Effect, Evidence, Progress, StepKind, due, effect, plan};
use crate::sales::clock::settings::ClockSettings;
use crate::sales::leads::model::{Lead as WholeLead, LeadRow};
use crate::schema::{lead_steps, leads};
use crate::staff::hours::calendar;
use crate::values::ids::{LeadId, LeadStepId, StoreId};

/// A lead, held until this transaction ends.
pub(super) fn lock(tx: &mut Tx<'_>, id: LeadId) -> Result<Lead, Error> {
    Ok(leads::table
        .find(id)
        .select(Lead::as_select())
        .for_no_key_update()
        .first(tx.conn)?)
}

/// The steps of a lead that are still to be done, held.
pub(super) fn open_steps(tx: &mut Tx<'_>, lead: LeadId) -> Result<Vec<StepRow>, Error> {
    Ok(lead_steps::table
        .filter(lead_steps::lead_id.eq(lead))
        .filter(lead_steps::done_at.is_null())
        .filter(lead_steps::ended_at.is_null())
        .order(lead_steps::id)
        .select(StepRow::as_select())
        .for_update()
        .load(tx.conn)?)
}

/// A lead came in: its whole chain is planned from the moment it was received, each step with its task. What is nobody's
/// is dealt out within a minute ([`super::deal_waiting`]). Starting twice changes nothing; a lead that was
/// closed and is one after all is asked for what was not done, due when it always was.
pub fn started(tx: &mut Tx<'_>, id: LeadId) -> Result<(), Error> {
    let lead = lock(tx, id)?;
    if !lead.counts() {
        return Ok(());
    }
    let rules = settings::load::<ClockSettings>(tx.conn, lead.store_id)?.value;
    let hours = calendar(tx.conn, lead.store_id)?;
    let planned = plan(lead.received_at, &hours, &rules.limits());
    let planned = planned.ok_or_else(|| Error::internal("the store never opens"))?;
    let mut fresh = false;
    for (kind, due_at) in planned {
        fresh |= begin(tx, &lead, kind, 1, (lead.received_at, due_at))?;
    }
    if lead.owner_id.is_some() {
        open_to(tx, &lead, lead.owner_id)?;
    }
    if !fresh {
        return resume(tx, &lead);
    }
    tx.notify(LEADS, lead.store_id)
}

/// Asks again for what a closed lead left undone.
fn resume(tx: &mut Tx<'_>, lead: &Lead) -> Result<(), Error> {
    let stopped = lead_steps::table
        .filter(lead_steps::lead_id.eq(lead.id))
        .filter(lead_steps::done_at.is_null())
        .filter(lead_steps::ended_at.is_not_null())
        // What was asked for anew since is not asked for twice.
        .filter(sql::<Bool>(
            "NOT EXISTS (SELECT FROM lead_steps n WHERE n.lead_id = lead_steps.lead_id AND n.kind = lead_steps.kind \
             AND n.number > lead_steps.number)",
        ));
    let resumed = diesel::update(stopped)
        .set(lead_steps::ended_at.eq(None::<DateTime<Utc>>))
        .execute(tx.conn)?;
    if resumed == 0 {
        return Ok(());
    }
    for step in open_steps(tx, lead.id)? {
        ask(tx, lead, step.kind, (step.starts_at, step.due_at))?;
    }
    tx.notify(LEADS, lead.store_id)
}

/// Whoever took a lead out of the pool begins anew: what was overdue stays missed, and is asked for again from now on.
pub fn restarted(tx: &mut Tx<'_>, id: LeadId) -> Result<(), Error> {
    let lead = lock(tx, id)?;
    if !lead.counts() {
        return Ok(());
    }
    let now = tx.now;
    let overdue: Vec<StepRow> = open_steps(tx, id)?
        .into_iter()
        .filter(|step| step.due_at < now)
        .collect();
    if overdue.is_empty() {
        return Ok(());
    }
    let limits = settings::load::<ClockSettings>(tx.conn, lead.store_id)?.value.limits();
    let hours = calendar(tx.conn, lead.store_id)?;
    for step in overdue {
        let untried = step.first_attempt_at.is_none_or(|at| at > step.due_at);
        let missed = step.missed_at.or(untried.then_some(now));
        diesel::update(lead_steps::table.find(step.id))
            .set((lead_steps::ended_at.eq(now), lead_steps::missed_at.eq(missed)))
            .execute(tx.conn)?;
        let due_at = due(step.kind, now, &hours, &limits);
        let due_at = due_at.ok_or_else(|| Error::internal("the store never opens"))?;
        begin(tx, &lead, step.kind, step.number + 1, (now, due_at))?;
    }
    followups::finish_task(tx, lead_subject(id), MISSED, "reassigned")?;
    tx.notify(LEADS, lead.store_id)
}

/// When whoever asks at this moment is to be called.
pub fn first_call_due(tx: &mut Tx<'_>, store: StoreId) -> Result<DateTime<Utc>, Error> {
    let limits = settings::load::<ClockSettings>(tx.conn, store)?.value.limits();
    let due_at = due(StepKind::FirstCall, tx.now, &calendar(tx.conn, store)?, &limits);
    due_at.ok_or_else(|| Error::internal("the store never opens"))
}

/// Begins a step and opens its task; false if it was begun before.
fn begin(
    tx: &mut Tx<'_>,
    lead: &Lead,
    kind: StepKind,
    number: i32,
    (starts_at, due_at): (DateTime<Utc>, DateTime<Utc>),
) -> Result<bool, Error> {
    let written = diesel::insert_into(lead_steps::table)
        .values((
            lead_steps::id.eq(LeadStepId::new()),
            lead_steps::store_id.eq(lead.store_id),
            lead_steps::lead_id.eq(lead.id),
            lead_steps::kind.eq(kind),
            lead_steps::number.eq(number),
            lead_steps::owner_id.eq(lead.owner_id),
            lead_steps::starts_at.eq(starts_at),
            lead_steps::due_at.eq(due_at),
        ))
        .on_conflict((lead_steps::lead_id, lead_steps::kind, lead_steps::number))
        .do_nothing()
        .execute(tx.conn)?;
    if written == 1 {
        ask(tx, lead, kind, (starts_at, due_at))?;
    }
    Ok(written == 1)
}

/// Opens the task of a step, or gives it to the lead's owner; nobody's leads are for customer care. What lies in the pool asks
/// for nothing until somebody takes it.
pub(super) fn ask(
    tx: &mut Tx<'_>,
    lead: &Lead,
    kind: StepKind,
    (started_at, due_at): (DateTime<Utc>, DateTime<Utc>),
) -> Result<(), Error> {
    if lead.owner_id.is_none() && lead.opportunity_id.is_some() {
        return followups::cancel_task(tx, lead_subject(lead.id), task_of(kind));
    }
    let what = match kind {
        StepKind::FirstCall => "首次联系线索",
        StepKind::Message => "发送个性化资料",
        StepKind::SecondCall => "第二次跟进，确认需求变化",
        StepKind::Status => "更新线索状态",
    };
    let title = about(tx, what, lead)?;
    followups::open_task(
        tx,
        NewTask {
            store: lead.store_id,
            kind: task_of(kind),
            subject: lead_subject(lead.id),
            customer: lead.customer_id,
            owner: lead.owner_id,
            role: lead.owner_id.is_none().then_some(Role::CustomerCare),
            started_at,
            due_at,
            title,
        },
    )
    .map(drop)
}

/// What is to be done, and for whom and which car: the number as lists show it.
fn about(tx: &mut Tx<'_>, what: &str, lead: &Lead) -> Result<String, Error> {
    let row: LeadRow = leads::table.find(lead.id).select(LeadRow::as_select()).first(tx.conn)?;
    let known = WholeLead::open(row, tx.vault())?;
    let who = format!("{} {}", known.name.expose(), known.masked_phone());
    let parts = [what, who.trim_end(), known.model.as_str()];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    Ok(parts.join(ABOUT))
}

/// There was contact with a lead: stops the clocks that it stops.
pub fn contacted(tx: &mut Tx<'_>, id: LeadId, how: How) -> Result<(), Error> {
    let lead = lock(tx, id)?;
    let open = open_steps(tx, id)?;
    if open.is_empty() {
        return Ok(());
    }
    let called = open.iter().all(|step| step.kind != StepKind::FirstCall);
    let limits = settings::load::<ClockSettings>(tx.conn, lead.store_id)?.value.limits();
    let hours = calendar(tx.conn, lead.store_id)?;
    let outside = !hours.is_open(tx.now);
    let today = times::day_of(tx.now);
    for step in &open {
        match effect(step.kind, step.progress(), how.contact, called, today, &limits) {
            Effect::Nothing => {}
            Effect::Attempt(progress) => attempt(tx, step, progress, outside)?,
            Effect::Attempted(progress) => {
                attempt(tx, step, progress, outside)?;
                done(tx, &lead, step, Evidence::Attempts, how, outside)?;
            }
            Effect::Done(evidence) => {
                done(tx, &lead, step, evidence, how, outside)?;
                // A status is renewed until the lead is closed.
                if step.kind == StepKind::Status && lead.counts() {
                    let now = tx.now;
                    let due_at = due(StepKind::Status, now, &hours, &limits);
                    let due_at = due_at.ok_or_else(|| Error::internal("a status update without an end"))?;
                    begin(tx, &lead, StepKind::Status, step.number + 1, (now, due_at))?;
                }
            }
        }
    }
    tx.notify(LEADS, lead.store_id)
}

/// Whether it was made while the store was closed is a matter of the first time.
fn was_outside(step: &StepRow, outside: bool) -> bool {
    if step.first_attempt_at.is_some() {
        step.outside_hours
    } else {
        outside
    }
}

fn attempt(tx: &mut Tx<'_>, step: &StepRow, progress: Progress, outside: bool) -> Result<(), Error> {
    diesel::update(lead_steps::table.find(step.id))
        .set((
            lead_steps::attempts.eq(progress.attempts),
            lead_steps::attempt_days.eq(progress.attempt_days),
            lead_steps::first_attempt_at.eq(step.first_attempt_at.unwrap_or(tx.now)),
            lead_steps::last_attempt_at.eq(tx.now),
            lead_steps::outside_hours.eq(was_outside(step, outside)),
        ))
        .execute(tx.conn)?;
    Ok(())
}

fn done(
    tx: &mut Tx<'_>,
    lead: &Lead,
    step: &StepRow,
    evidence: Evidence,
    how: How,
    outside_hours: bool,
) -> Result<(), Error> {
    let who = tx.actor().ok().map(|actor| actor.id);
    diesel::update(lead_steps::table.find(step.id))
        .set((
            lead_steps::done_at.eq(tx.now),
            lead_steps::done_by.eq(who),
            lead_steps::owner_id.eq(lead.owner_id),
            lead_steps::evidence.eq(evidence),
            lead_steps::note_id.eq(how.note),
            lead_steps::outside_hours.eq(was_outside(step, outside_hours)),
        ))
        .execute(tx.conn)?;
    followups::finish_task(tx, lead_subject(lead.id), task_of(step.kind), evidence.code())?;
    if step.kind == StepKind::FirstCall {
        followups::finish_task(tx, lead_subject(lead.id), MISSED, evidence.code())?;
    }
    Ok(())
}

/// Nothing more is asked for: the lead was dismissed, or its opportunity is closed. What was overdue stays missed.
pub fn ended(tx: &mut Tx<'_>, id: LeadId) -> Result<(), Error> {
    let lead = lock(tx, id)?;
    let open = lead_steps::table
        .filter(lead_steps::lead_id.eq(id))
        .filter(lead_steps::done_at.is_null())
        .filter(lead_steps::ended_at.is_null());
    diesel::update(open)
        .set(lead_steps::ended_at.eq(tx.now))
        .execute(tx.conn)?;
    followups::cancel_tasks(tx, lead_subject(id))?;
    tx.notify(LEADS, lead.store_id)
}

/// How many steps are looked at in one transaction; the rest a minute later.
const BATCH: i32 = 500;

/// Notes what became overdue without an attempt, for ever; of a first call the sales manager is told.
pub fn miss_due(tx: &mut Tx<'_>) -> Result<(), Error> {
    let ids: Vec<Uuid> = queries::to_miss(tx.conn, tx.now, BATCH)?;
    if ids.is_empty() {
        return Ok(());
    }
    let ids: Vec<LeadStepId> = ids.into_iter().map(LeadStepId::from).collect();
    diesel::update(lead_steps::table.filter(lead_steps::id.eq_any(&ids)))
        .set(lead_steps::missed_at.eq(tx.now))
        .execute(tx.conn)?;
    let calls: Vec<(Lead, DateTime<Utc>)> = lead_steps::table
        .inner_join(leads::table)
        .filter(lead_steps::id.eq_any(&ids))
        .filter(lead_steps::kind.eq(StepKind::FirstCall))
        .order(lead_steps::id)
        .select((Lead::as_select(), lead_steps::due_at))
        .load(tx.conn)?;
    for (lead, due_at) in calls {
        let title = about(tx, "首次联系已超时，请改派或督促", &lead)?;
        followups::open_task(
            tx,
            NewTask {
                store: lead.store_id,
                kind: MISSED,
                subject: lead_subject(lead.id),
                customer: lead.customer_id,
                owner: None,
                role: Some(Role::SalesManager),
                started_at: due_at,
                due_at: tx.now,
                title,
            },
        )?;
        tx.notify(LEADS, lead.store_id)?;
    }
    Ok(())
}
