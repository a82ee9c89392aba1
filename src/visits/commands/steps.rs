//! One step on.

use diesel::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{access, arrive, lock};
use crate::events::Event;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::schema::{visit_stamps, visits};
use crate::values::fault::Fault;
use crate::values::ids::{StaffId, VisitId};
use crate::visits::model::{LEFT_NOTE, TOPIC, Visit, subject};
use crate::visits::rules::{LeaveReason, Line, VisitAction, VisitState};

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
            (action == VisitAction::Reopen).then(|| visits::ready_at.eq(None::<chrono::DateTime<chrono::Utc>>)),
            (action == VisitAction::Settle).then(|| visits::settled_at.eq(tx.now)),
            (action == VisitAction::Leave).then(|| visits::left_at.eq(tx.now)),
            visits::lock_version.eq(visits::lock_version + 1),
        ))
        .execute(tx.conn)?;
    stamp(tx, id, action, state)?;
    if let (VisitAction::Leave, Some(customer)) = (action, visit.customer_id) {
        access::end(tx, customer, id)?;
    }
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
pub(super) fn stamp(tx: &mut Tx<'_>, visit: VisitId, action: VisitAction, state: VisitState) -> Result<(), Error> {
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

/// Looks after a visitor. Nobody's visitor becomes that person's.
///
/// # Errors
/// [`Error::WrongState`] if somebody does already, [`Error::Stale`] if somebody called them since the page was made.
pub fn receive(tx: &mut Tx<'_>, id: VisitId, seen: Option<i32>) -> Result<Visit, Error> {
    let actor = tx.actor()?.clone();
    let visit = lock(tx, id)?;
    super::queue::not_taken(tx, &visit, seen)?;
    let mut visit = advance(tx, id, VisitAction::Receive)?;
    if visit.advisor_id.is_none() && arrive::receives(&actor, visit.line) {
        give(tx, &visit, actor.id)?;
        visit.advisor_id = Some(actor.id);
    }
    if let (Line::Sales, Some(customer)) = (visit.line, visit.customer_id) {
        tx.emit(Event::ShowroomReceived {
            visit: id,
            store: visit.store_id,
            customer,
            staff: visit.advisor_id.unwrap_or(actor.id),
        });
    }
    Ok(visit)
}

/// Gives a visitor to a colleague.
///
/// # Errors
/// [`Error::Invalid`] on `advisor` for somebody who receives no visitors.
pub fn assign(tx: &mut Tx<'_>, id: VisitId, to: StaffId) -> Result<Visit, Error> {
    let visit = lock(tx, id)?;
    if visit.state == VisitState::Left {
        return Err(Error::WrongState);
    }
    arrive::able(tx, visit.store_id, to, visit.line)?;
    give(tx, &visit, to)?;
    tx.record("visits.assign", subject(id), &["advisor"])?;
    tx.notify(TOPIC, visit.store_id)?;
    Ok(Visit {
        advisor_id: Some(to),
        lock_version: visit.lock_version + 1,
        ..visit
    })
}

fn give(tx: &mut Tx<'_>, visit: &Visit, to: StaffId) -> Result<(), Error> {
    diesel::update(visits::table.find(visit.id))
        .set((
            visits::advisor_id.eq(to),
            visits::lock_version.eq(visits::lock_version + 1),
        ))
        .execute(tx.conn)?;
    match visit.customer_id {
        Some(customer) => access::to_receiver(tx, customer, visit.id, to),
        None => Ok(()),
    }
}

/// The visitor goes. What to take it back by.
///
/// # Errors
/// [`Error::Invalid`] on `note` without words for [`LeaveReason::Other`]; [`Error::WrongState`] with a car in the workshop.
pub fn leave(
    tx: &mut Tx<'_>,
    id: VisitId,
    because: LeaveReason,
    note: Option<&str>,
    seen: Option<i32>,
) -> Result<Value, Error> {
    let visit = lock(tx, id)?;
    if because == LeaveReason::Other && note.is_none() {
        return Err(Error::field("note", Fault::Required));
    }
    if visit.state.waits() {
        super::queue::not_taken(tx, &visit, seen)?;
    }
    advance(tx, id, VisitAction::Leave)?;
    diesel::update(visits::table.find(id))
        .set((
            visits::left_because.eq(because),
            visits::left_note_sealed.eq(tx.vault().seal_opt(LEFT_NOTE, id.uuid(), note)?),
        ))
        .execute(tx.conn)?;
    Ok(json!({ "visit": id, "state": visit.state.code() }))
}

/// The visitor did not go after all: as it was before [`leave`].
pub fn come_back(tx: &mut Tx<'_>, payload: &Value) -> Result<Visit, Error> {
    let part = |name: &str| payload.get(name).cloned().unwrap_or_default();
    let id: VisitId = serde_json::from_value(part("visit")).map_err(Error::internal)?;
    let state = part("state")
        .as_str()
        .and_then(VisitState::parse)
        .ok_or(Error::WrongState)?;
    let visit = lock(tx, id)?;
    if visit.state != VisitState::Left {
        return Err(Error::WrongState);
    }
    let again = match (visit.vehicle_id, visit.customer_id) {
        (Some(vehicle), _) => arrive::is_present(tx, vehicle)?,
        (None, Some(customer)) => arrive::is_there(tx, customer, visit.line)?,
        (None, None) => false,
    };
    if again {
        return Err(Error::WrongState);
    }
    diesel::update(visits::table.find(id))
        .set((
            visits::state.eq(state),
            visits::left_at.eq(None::<chrono::DateTime<chrono::Utc>>),
            visits::left_because.eq(None::<String>),
            visits::left_note_sealed.eq(None::<crate::platform::vault::Sealed>),
            visits::lock_version.eq(visits::lock_version + 1),
        ))
        .execute(tx.conn)?;
    stamp(tx, id, VisitAction::ComeBack, state)?;
    if let Some(customer) = visit.customer_id {
        if let Some(advisor) = visit.advisor_id {
            access::to_receiver(tx, customer, id, advisor)?;
        }
        access::to_advisors(tx, visit.store_id, customer, id)?;
    }
    tx.notify(TOPIC, visit.store_id)?;
    tx.record("visits.come_back", subject(id), &["state"])?;
    Ok(Visit {
        state,
        left_at: None,
        lock_version: visit.lock_version + 1,
        ..visit
    })
}
