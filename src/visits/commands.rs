//! Writes of visits and appointments.

use diesel::prelude::*;
use uuid::Uuid;

use super::model::{TOPIC, Visit, subject};
use super::rules::{VisitAction, VisitState};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::schema::{visit_stamps, visits};
use crate::values::ids::VisitId;

/// Takes a visit one step on and stamps it. Who may is the caller's matter.
pub fn advance(tx: &mut Tx<'_>, id: VisitId, action: VisitAction) -> Result<Visit, Error> {
    let visit: Visit = visits::table
        .find(id)
        .select(Visit::as_select())
        .for_update()
        .first(tx.conn)?;
    let state = visit.state.after(action, visit.line).map_err(|_| Error::WrongState)?;
    let received = (action == VisitAction::Receive).then_some(tx.now);
    diesel::update(visits::table.find(id))
        .set((
            visits::state.eq(state),
            received.map(|at| visits::received_at.eq(at)),
            (action == VisitAction::Pass).then(|| visits::ready_at.eq(tx.now)),
            (action == VisitAction::Settle).then(|| visits::settled_at.eq(tx.now)),
            (action == VisitAction::Leave).then(|| visits::left_at.eq(tx.now)),
            visits::lock_version.eq(visits::lock_version + 1),
        ))
        .execute(tx.conn)?;
    stamp(tx, id, action, state)?;
    tx.notify(TOPIC, visit.store_id)?;
    tx.record(&format!("visits.{}", action.code()), subject(id), &["state"])?;
    Ok(Visit {
        state,
        received_at: visit.received_at.or(received),
        lock_version: visit.lock_version + 1,
        ..visit
    })
}

/// Keeps who did what when.
fn stamp(tx: &mut Tx<'_>, visit: VisitId, action: VisitAction, state: VisitState) -> Result<(), Error> {
    let staff = tx.actor().ok().map(|actor| actor.id);
    diesel::insert_into(visit_stamps::table)
        .values((
            visit_stamps::id.eq(Uuid::now_v7()),
            visit_stamps::visit_id.eq(visit),
            visit_stamps::action.eq(action),
            visit_stamps::state.eq(state),
            visit_stamps::staff_id.eq(staff),
            visit_stamps::at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}
