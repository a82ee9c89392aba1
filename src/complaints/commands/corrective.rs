//! Corrective actions: opened by hand, or by a cause that keeps coming back.

use chrono::{Days, NaiveDate};
use diesel::prelude::*;

use super::{Case, tasks};
use crate::complaints::model::{
    ACTION_DONE, ACTION_EFFECT, ACTION_MEASURE, ACTION_TITLE, CORRECTIVE_ACTION, Effect, TOPIC,
};
use crate::complaints::queries;
use crate::complaints::rules::{RepeatAlarm, raises_alarm};
use crate::platform::db::{Subject, Tx, still_fresh};
use crate::platform::error::Error;
use crate::schema::corrective_actions as actions;
use crate::values::fault::Fault;
use crate::values::ids::{ComplaintId, CorrectiveActionId, StaffId, StoreId};

#[derive(Clone, Debug)]
pub struct NewAction {
    pub complaint: Option<ComplaintId>,
    pub cause: Option<String>,
    pub title: String,
    pub measure: String,
    pub owner: StaffId,
    pub due_on: NaiveDate,
}

/// Opens an action by hand.
pub fn open_action(tx: &mut Tx<'_>, new: &NewAction) -> Result<CorrectiveActionId, Error> {
    let actor = tx.actor()?.clone();
    if !queries::is_colleague(tx.conn, actor.store, new.owner)? {
        return Err(Error::field("owner_id", Fault::Choice));
    }
    if let Some(complaint) = new.complaint {
        queries::is_visible(tx.conn, &actor, complaint)?;
    }
    let id = CorrectiveActionId::new();
    diesel::insert_into(actions::table)
        .values((
            actions::id.eq(id),
            actions::store_id.eq(actor.store),
            actions::complaint_id.eq(new.complaint),
            actions::cause.eq(&new.cause),
            actions::opened_because.eq("by_hand"),
            actions::title_sealed.eq(tx.vault().seal(ACTION_TITLE, id.uuid(), &new.title)?),
            actions::measure_sealed.eq(tx.vault().seal(ACTION_MEASURE, id.uuid(), &new.measure)?),
            actions::owner_id.eq(new.owner),
            actions::due_on.eq(new.due_on),
            actions::created_by.eq(actor.id),
            actions::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    tx.notify(TOPIC, actor.store)?;
    tasks::await_action(tx, actor.store, id, new.owner, new.due_on)?;
    let fields = ["title", "measure", "owner_id", "due_on"];
    tx.record(
        "corrective_actions.create",
        Subject::new(CORRECTIVE_ACTION, id),
        &fields,
    )
    .map(|()| id)
}

/// What is to be done, by whom, until when.
#[derive(Clone, Debug)]
pub struct ActionPlan {
    pub lock_version: i32,
    pub cause: Option<String>,
    pub title: String,
    pub measure: String,
    pub owner: StaffId,
    pub due_on: NaiveDate,
}

/// Changes the plan of an open action. One that the alarm opened gets its words here, and keeps its cause.
pub fn plan_action(tx: &mut Tx<'_>, id: CorrectiveActionId, plan: &ActionPlan) -> Result<(), Error> {
    let actor = tx.actor()?.clone();
    let (state, _) = lock(tx, id)?;
    if state != "open" {
        return Err(Error::WrongState);
    }
    if !queries::is_colleague(tx.conn, actor.store, plan.owner)? {
        return Err(Error::field("owner_id", Fault::Choice));
    }
    let open = actions::table
        .find(id)
        .filter(actions::lock_version.eq(plan.lock_version));
    let updated = diesel::update(open)
        .set((
            actions::title_sealed.eq(tx.vault().seal(ACTION_TITLE, id.uuid(), &plan.title)?),
            actions::measure_sealed.eq(tx.vault().seal(ACTION_MEASURE, id.uuid(), &plan.measure)?),
            actions::owner_id.eq(plan.owner),
            actions::due_on.eq(plan.due_on),
            actions::lock_version.eq(plan.lock_version + 1),
        ))
        .execute(tx.conn)?;
    still_fresh(updated)?;
    diesel::update(actions::table.find(id).filter(actions::opened_because.eq("by_hand")))
        .set(actions::cause.eq(&plan.cause))
        .execute(tx.conn)?;
    tx.notify(TOPIC, actor.store)?;
    tasks::await_action(tx, actor.store, id, plan.owner, plan.due_on)?;
    let fields = ["title", "measure", "cause", "owner_id", "due_on"];
    tx.record("corrective_actions.plan", Subject::new(CORRECTIVE_ACTION, id), &fields)
}

/// Whose action it is.
pub fn action_owner(tx: &mut Tx<'_>, id: CorrectiveActionId) -> Result<Option<StaffId>, Error> {
    let store = tx.actor()?.store;
    Ok(actions::table
        .find(id)
        .filter(actions::store_id.eq(store))
        .select(actions::owner_id)
        .first(tx.conn)?)
}

/// The open actions that are this person's.
pub fn open_actions_of(conn: &mut PgConnection, owner: StaffId) -> Result<i64, Error> {
    Ok(actions::table
        .filter(actions::owner_id.eq(owner))
        .filter(actions::state.eq("open"))
        .count()
        .get_result(conn)?)
}

/// Gives every open action of one person to another; tells how many.
pub fn hand_over_actions(tx: &mut Tx<'_>, from: StaffId, to: StaffId) -> Result<usize, Error> {
    let open = actions::table
        .filter(actions::owner_id.eq(from))
        .filter(actions::state.eq("open"));
    let given: Vec<(CorrectiveActionId, StoreId)> = diesel::update(open)
        .set((
            actions::owner_id.eq(to),
            actions::lock_version.eq(actions::lock_version + 1),
        ))
        .returning((actions::id, actions::store_id))
        .get_results(tx.conn)?;
    for (id, store) in &given {
        tasks::hand_over_action(tx, *id, to)?;
        tx.notify(TOPIC, *store)?;
        let subject = Subject::new(CORRECTIVE_ACTION, *id);
        tx.record("corrective_actions.hand_over", subject, &["owner_id"])?;
    }
    Ok(given.len())
}

/// Says what was done about it.
pub fn finish_action(tx: &mut Tx<'_>, id: CorrectiveActionId, seen: i32, note: &str) -> Result<(), Error> {
    let actor = tx.actor()?.clone();
    let (state, _) = lock(tx, id)?;
    if state != "open" {
        return Err(Error::WrongState);
    }
    let updated = diesel::update(actions::table.find(id).filter(actions::lock_version.eq(seen)))
        .set((
            actions::state.eq("done"),
            actions::done_at.eq(tx.now),
            actions::done_by.eq(actor.id),
            actions::done_note_sealed.eq(tx.vault().seal(ACTION_DONE, id.uuid(), note)?),
            actions::lock_version.eq(seen + 1),
        ))
        .execute(tx.conn)?;
    still_fresh(updated)?;
    tx.notify(TOPIC, actor.store)?;
    tasks::action_done(tx, id)?;
    tx.record(
        "corrective_actions.finish",
        Subject::new(CORRECTIVE_ACTION, id),
        &["state"],
    )
}

/// Whether it helped.
#[derive(Clone, Debug)]
pub struct EffectCheck {
    pub lock_version: i32,
    pub effect: Effect,
    pub note: String,
}

/// Checks the effect; somebody other than who did it.
pub fn check_effect(tx: &mut Tx<'_>, id: CorrectiveActionId, check: &EffectCheck) -> Result<(), Error> {
    let actor = tx.actor()?.clone();
    let (state, done_by) = lock(tx, id)?;
    if state != "done" {
        return Err(Error::WrongState);
    }
    if done_by == Some(actor.id) {
        return Err(Error::field("effect", Fault::Choice));
    }
    let updated = diesel::update(
        actions::table
            .find(id)
            .filter(actions::lock_version.eq(check.lock_version)),
    )
    .set((
        actions::state.eq("checked"),
        actions::effect.eq(check.effect),
        actions::effect_note_sealed.eq(tx.vault().seal(ACTION_EFFECT, id.uuid(), &check.note)?),
        actions::checked_at.eq(tx.now),
        actions::checked_by.eq(actor.id),
        actions::lock_version.eq(check.lock_version + 1),
    ))
    .execute(tx.conn)?;
    still_fresh(updated)?;
    tx.notify(TOPIC, actor.store)?;
    tx.record(
        "corrective_actions.check",
        Subject::new(CORRECTIVE_ACTION, id),
        &["effect"],
    )
}

/// The state of an action of the actor's store, locked, and who did it.
fn lock(tx: &mut Tx<'_>, id: CorrectiveActionId) -> Result<(String, Option<StaffId>), Error> {
    let store = tx.actor()?.store;
    Ok(actions::table
        .find(id)
        .filter(actions::store_id.eq(store))
        .select((actions::state, actions::done_by))
        .for_update()
        .first(tx.conn)?)
}

/// The repeat-cause alarm: once a cause has come back often enough, an action is opened for the manager in charge.
pub(super) fn watch_for_repetition(tx: &mut Tx<'_>, case: &Case, cause: &str) -> Result<(), Error> {
    let store = case.row.store_id;
    // Two complaints that reach the count at once wait for each other here, so that one alarm is raised.
    queries::lock_term(tx.conn, cause)?;
    let alarm = RepeatAlarm {
        count: queries::times_since(tx.conn, store, cause, RepeatAlarm::since(tx.now, &case.limits))?,
        already_open: queries::has_open_alarm(tx.conn, store, cause)?,
    };
    if !raises_alarm(alarm, &case.limits) {
        return Ok(());
    }
    let id = CorrectiveActionId::new();
    let owner = queries::manager_of(tx.conn, store, case.row.department, &case.row.category)?;
    let due_on = queries::store_day(tx.conn, store, tx.now)?
        .checked_add_days(Days::new(u64::from(case.limits.corrective_days)))
        .ok_or_else(|| Error::internal("no such day"))?;
    diesel::insert_into(actions::table)
        .values((
            actions::id.eq(id),
            actions::store_id.eq(store),
            actions::complaint_id.eq(case.id()),
            actions::cause.eq(cause),
            actions::opened_because.eq("repeat_cause"),
            // The words are the screen's: what the alarm says follows from cause and count.
            actions::title_sealed.eq(tx.vault().seal(ACTION_TITLE, id.uuid(), &alarm.count.to_string())?),
            actions::owner_id.eq(owner),
            actions::due_on.eq(due_on),
            actions::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    if let Some(owner) = owner {
        tasks::await_action(tx, store, id, owner, due_on)?;
    }
    tx.record(
        "corrective_actions.alarm",
        Subject::new(CORRECTIVE_ACTION, id),
        &["cause"],
    )
}
