//! Work on a car: who does it, from when to when.

use diesel::prelude::*;
use uuid::Uuid;

use super::{Case, tasks};
use crate::access::Permission;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::schema::work_spells;
use crate::service::model::{SpellRow, StampData, undone};
use crate::service::queries;
use crate::service::rules::{Action, State};
use crate::values::fault::Fault;
use crate::values::ids::{ServiceOrderId, StaffId};
use crate::visits;
use crate::visits::rules::VisitAction;

/// Gives the order to a technician; whoever works on it now stops.
pub fn assign(tx: &mut Tx<'_>, id: ServiceOrderId, to: StaffId) -> Result<(), Error> {
    let mut case = Case::lock(tx, id)?;
    case.must_be_open()?;
    if case.row.state == State::Ready {
        return Err(Error::WrongState);
    }
    if !queries::is_technician(tx.conn, case.row.store_id, to)? {
        return Err(Error::field("technician_id", Fault::Choice));
    }
    give_to(tx, &mut case, to)?;
    tx.record("service.assign", case.subject(), &["technician_id"])
}

pub(super) fn give_to(tx: &mut Tx<'_>, case: &mut Case, to: StaffId) -> Result<(), Error> {
    if let Some(had) = case.row.technician_id.filter(|had| *had != to) {
        case.end_spells(tx, Some(had))?;
    }
    case.row.technician_id = Some(to);
    case.save(tx)?;
    let told = StampData {
        staff: Some(to),
        ..StampData::default()
    };
    case.stamp(tx, "assign", None, &told)
}

/// Begins to work. The first time, the car goes into the workshop. Whoever works on another car stops there first:
/// [`Error::Constraint`] `work_spells_running`.
pub fn start(tx: &mut Tx<'_>, id: ServiceOrderId) -> Result<(), Error> {
    let me = tx.actor()?.id;
    let mut case = Case::lock(tx, id)?;
    if case.row.technician_id != Some(me) {
        return Err(Error::NotFound);
    }
    if queries::running_of(tx.conn, me)?.is_some_and(|(order, _)| order == id) {
        return Err(Error::WrongState);
    }
    let from = case.step(Action::StartWork)?;
    let spell = SpellRow {
        id: Uuid::now_v7(),
        order_id: id,
        technician_id: me,
        from_at: tx.now,
        until_at: None,
    };
    diesel::insert_into(work_spells::table).values(spell).execute(tx.conn)?;
    case.save(tx)?;
    case.stamp(tx, Action::StartWork.code(), None, &StampData::default())?;
    if from == State::Agreed {
        visits::commands::advance(tx, case.row.visit_id, VisitAction::StartWork)?;
    }
    tx.record("service.start_work", case.subject(), &["state"])
}

/// Stops working for now.
pub fn stop(tx: &mut Tx<'_>, id: ServiceOrderId) -> Result<(), Error> {
    let me = tx.actor()?.id;
    let mut case = Case::lock(tx, id)?;
    if case.end_spells(tx, Some(me))? == 0 {
        return Err(Error::WrongState);
    }
    case.save(tx)?;
    case.stamp(tx, "stop", None, &StampData::default())?;
    tx.record("service.stop_work", case.subject(), &[])
}

/// The work is done; somebody else has to look at it. What was agreed to on top has to be worked on first.
pub fn finish(tx: &mut Tx<'_>, id: ServiceOrderId) -> Result<(), Error> {
    let actor = tx.actor()?.clone();
    let mut case = Case::lock(tx, id)?;
    if case.row.technician_id != Some(actor.id) && !actor.may(Permission::WorkServiceOrders) {
        return Err(Error::NotFound);
    }
    case.step(Action::Finish)?;
    if !undone(&case.items, &queries::spells_of(tx.conn, id)?).is_empty() {
        return Err(Error::field("", Fault::Mismatch));
    }
    case.end_spells(tx, None)?;
    case.save(tx)?;
    case.stamp(tx, Action::Finish.code(), None, &StampData::default())?;
    visits::commands::advance(tx, case.row.visit_id, VisitAction::Check)?;
    tasks::parts_came(tx, &case)?;
    tx.record("service.finish_work", case.subject(), &["state"])
}
