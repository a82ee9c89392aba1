//! Writes of corrective actions that look at more than the action itself.

use chrono::NaiveDate;

use super::forms::Plan;
use super::rules;
use crate::access::Permission;
use crate::complaints::commands::{self, ActionPlan, EffectCheck, NewAction};
use crate::complaints::queries;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::values::fault::Fault;
use crate::values::ids::CorrectiveActionId;

/// Opens an action by hand.
pub fn create(tx: &mut Tx<'_>, plan: Plan) -> Result<CorrectiveActionId, Error> {
    due_from_today(tx, plan.due_on)?;
    known_cause(tx, plan.cause.as_deref())?;
    let complaint = match &plan.complaint {
        None => None,
        Some(number) => {
            let actor = tx.actor()?.clone();
            let found = queries::by_number(tx.conn, &actor, number)?;
            Some(found.ok_or_else(|| Error::field("complaint", Fault::RecordNumber))?)
        }
    };
    let new = NewAction {
        complaint,
        cause: plan.cause,
        title: plan.title,
        measure: plan.measure,
        owner: plan.owner,
        due_on: plan.due_on,
    };
    commands::open_action(tx, &new)
}

/// Changes what is to be done, by whom, until when.
pub fn plan(tx: &mut Tx<'_>, id: CorrectiveActionId, plan: Plan) -> Result<(), Error> {
    known_cause(tx, plan.cause.as_deref())?;
    let plan = ActionPlan {
        lock_version: plan.lock_version,
        cause: plan.cause,
        title: plan.title,
        measure: plan.measure,
        owner: plan.owner,
        due_on: plan.due_on,
    };
    commands::plan_action(tx, id, &plan)
}

/// Says that it is done: the owner, or who is in charge.
pub fn finish(tx: &mut Tx<'_>, id: CorrectiveActionId, seen: i32, note: &str) -> Result<(), Error> {
    let actor = tx.actor()?.clone();
    if !actor.may(Permission::AssignComplaint) && commands::action_owner(tx, id)? != Some(actor.id) {
        return Err(Error::NotFound);
    }
    commands::finish_action(tx, id, seen, note)
}

pub fn check(tx: &mut Tx<'_>, id: CorrectiveActionId, check: &EffectCheck) -> Result<(), Error> {
    commands::check_effect(tx, id, check)
}

fn due_from_today(tx: &mut Tx<'_>, due_on: NaiveDate) -> Result<(), Error> {
    let store = tx.actor()?.store;
    let today = queries::store_day(tx.conn, store, tx.now)?;
    if rules::is_overdue(rules::State::Open, due_on, today) {
        return Err(Error::field("due_on", Fault::DateInPast));
    }
    Ok(())
}

fn known_cause(tx: &mut Tx<'_>, cause: Option<&str>) -> Result<(), Error> {
    match cause {
        Some(cause) if !queries::is_cause(tx.conn, cause)? => Err(Error::field("cause", Fault::Choice)),
        _ => Ok(()),
    }
}
