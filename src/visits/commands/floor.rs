//! The consultants' floor rotation: who checked in is next in turn; who took a visitor or was skipped goes to the end.

use diesel::prelude::*;
use uuid::Uuid;

use crate::access::{Permission, Role};
use crate::platform::db::{Subject, Tx};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::schema::{floor_duty, floor_turns};
use crate::values::fault::Fault;
use crate::values::ids::{StaffId, StoreId, VisitId};
use crate::visits::model::{FLOOR_DUTY, TOPIC};
use crate::visits::queries;
use crate::visits::rules::{FloorAction, Line};

/// Somebody's duty of today.
#[derive(Queryable, Selectable)]
#[diesel(table_name = floor_duty)]
struct Duty {
    id: Uuid,
    staff_id: StaffId,
    place: i32,
    ended_at: Option<chrono::DateTime<chrono::Utc>>,
}

impl Duty {
    fn is_on(&self) -> bool {
        self.ended_at.is_none()
    }
}

/// Everybody's duty of today in the order of turns, locked until the transaction ends. Locked in an order that never
/// changes, and put in turns afterwards: whoever waited for a lock reads the new places in the old order.
fn duties(tx: &mut Tx<'_>, store: StoreId) -> Result<Vec<Duty>, Error> {
    let mut duties: Vec<Duty> = floor_duty::table
        .filter(floor_duty::store_id.eq(store))
        .filter(floor_duty::day.eq(times::day_of(tx.now)))
        .order(floor_duty::id)
        .select(Duty::as_select())
        .for_update()
        .load(tx.conn)?;
    duties.sort_by_key(|duty| (duty.place, duty.id));
    Ok(duties)
}

fn last(duties: &[Duty]) -> i32 {
    duties.iter().map(|duty| duty.place).max().unwrap_or_default()
}

/// Whose turn it is: of those on the floor the first who is at work by their plan.
pub(super) fn next(tx: &mut Tx<'_>, store: StoreId) -> Result<Option<StaffId>, Error> {
    let duties = duties(tx, store)?;
    let (people, _) = queries::receiving(tx.conn, store, tx.now)?;
    let takes = |id: StaffId| people.iter().any(|one| one.id == id && one.takes_turns());
    let next = duties.iter().find(|duty| duty.is_on() && takes(duty.staff_id));
    Ok(next.map(|duty| duty.staff_id))
}

/// A visitor went to `who`: if they are on the floor, that was their turn.
pub(super) fn took(tx: &mut Tx<'_>, store: StoreId, visit: VisitId, who: Option<StaffId>) -> Result<(), Error> {
    let Some(who) = who else { return Ok(()) };
    let duties = duties(tx, store)?;
    let Some(duty) = duties.iter().find(|duty| duty.staff_id == who && duty.is_on()) else {
        return Ok(());
    };
    diesel::update(floor_duty::table.find(duty.id))
        .set((
            floor_duty::place.eq(last(&duties) + 1),
            floor_duty::turns.eq(floor_duty::turns + 1),
        ))
        .execute(tx.conn)?;
    note(tx, store, who, FloorAction::Took, Some(visit))
}

fn note(
    tx: &mut Tx<'_>,
    store: StoreId,
    who: StaffId,
    action: FloorAction,
    visit: Option<VisitId>,
) -> Result<(), Error> {
    let by = tx.actor().ok().map(|actor| actor.id);
    diesel::insert_into(floor_turns::table)
        .values((
            floor_turns::id.eq(Uuid::now_v7()),
            floor_turns::store_id.eq(store),
            floor_turns::day.eq(times::day_of(tx.now)),
            floor_turns::staff_id.eq(who),
            floor_turns::action.eq(action),
            floor_turns::visit_id.eq(visit),
            floor_turns::by_id.eq(by),
            floor_turns::at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Puts a consultant on the floor for today, at the end of the rotation.
///
/// # Errors
/// [`Error::Invalid`] on `advisor` for somebody who sells no cars.
pub fn check_in(tx: &mut Tx<'_>, who: StaffId) -> Result<(), Error> {
    let store = allowed(tx, who)?;
    super::arrive::able(tx, store, who, Line::Sales)?;
    if !super::arrive::has_role(tx, who, Role::SalesConsultant)? {
        return Err(Error::field("advisor", Fault::Choice));
    }
    let duties = duties(tx, store)?;
    let place = last(&duties) + 1;
    let known = duties.iter().find(|duty| duty.staff_id == who);
    if known.is_some_and(Duty::is_on) {
        return Err(Error::WrongState);
    }
    let id = known.map_or_else(Uuid::now_v7, |duty| duty.id);
    diesel::insert_into(floor_duty::table)
        .values((
            floor_duty::id.eq(id),
            floor_duty::store_id.eq(store),
            floor_duty::day.eq(times::day_of(tx.now)),
            floor_duty::staff_id.eq(who),
            floor_duty::place.eq(place),
            floor_duty::checked_in_at.eq(tx.now),
        ))
        .on_conflict((floor_duty::store_id, floor_duty::day, floor_duty::staff_id))
        .do_update()
        .set((
            floor_duty::place.eq(place),
            floor_duty::paused_at.eq(None::<chrono::DateTime<chrono::Utc>>),
            floor_duty::ended_at.eq(None::<chrono::DateTime<chrono::Utc>>),
        ))
        .execute(tx.conn)?;
    done(tx, store, id, who, FloorAction::CheckIn)
}

/// Takes a consultant off the floor for today.
pub fn check_out(tx: &mut Tx<'_>, who: StaffId) -> Result<(), Error> {
    let (store, duty, _) = on_duty(tx, who)?;
    diesel::update(floor_duty::table.find(duty))
        .set(floor_duty::ended_at.eq(tx.now))
        .execute(tx.conn)?;
    done(tx, store, duty, who, FloorAction::Ended)
}

/// A break: the place stays, the turn goes by.
pub fn pause(tx: &mut Tx<'_>, who: StaffId) -> Result<(), Error> {
    let (store, duty, _) = on_duty(tx, who)?;
    diesel::update(floor_duty::table.find(duty))
        .set(floor_duty::paused_at.eq(tx.now))
        .execute(tx.conn)?;
    done(tx, store, duty, who, FloorAction::Paused)
}

pub fn resume(tx: &mut Tx<'_>, who: StaffId) -> Result<(), Error> {
    let (store, duty, _) = on_duty(tx, who)?;
    diesel::update(floor_duty::table.find(duty))
        .set(floor_duty::paused_at.eq(None::<chrono::DateTime<chrono::Utc>>))
        .execute(tx.conn)?;
    done(tx, store, duty, who, FloorAction::Resumed)
}

/// Lets the turn go by: to the end of the rotation.
pub fn skip(tx: &mut Tx<'_>, who: StaffId) -> Result<(), Error> {
    let (store, duty, duties) = on_duty(tx, who)?;
    diesel::update(floor_duty::table.find(duty))
        .set(floor_duty::place.eq(last(&duties) + 1))
        .execute(tx.conn)?;
    done(tx, store, duty, who, FloorAction::Skipped)
}

/// Puts a consultant one place further to the front; a manager's matter.
pub fn move_up(tx: &mut Tx<'_>, who: StaffId) -> Result<(), Error> {
    if !tx.actor()?.may(Permission::PlanWork) {
        return Err(Error::Forbidden(Permission::PlanWork));
    }
    let (store, duty, duties) = on_duty(tx, who)?;
    let on: Vec<&Duty> = duties.iter().filter(|duty| duty.is_on()).collect();
    let here = on.iter().position(|one| one.id == duty).unwrap_or_default();
    let (Some(me), Some(before)) = (on.get(here), here.checked_sub(1).and_then(|at| on.get(at))) else {
        return Err(Error::WrongState);
    };
    for (id, place) in [(me.id, before.place), (before.id, me.place)] {
        diesel::update(floor_duty::table.find(id))
            .set(floor_duty::place.eq(place))
            .execute(tx.conn)?;
    }
    done(tx, store, duty, who, FloorAction::Moved)
}

/// One's own turn is one's own matter, a colleague's a manager's.
fn allowed(tx: &Tx<'_>, who: StaffId) -> Result<StoreId, Error> {
    let actor = tx.actor()?;
    if who == actor.id || actor.may(Permission::PlanWork) {
        Ok(actor.store)
    } else {
        Err(Error::Forbidden(Permission::PlanWork))
    }
}

fn on_duty(tx: &mut Tx<'_>, who: StaffId) -> Result<(StoreId, Uuid, Vec<Duty>), Error> {
    let store = allowed(tx, who)?;
    let duties = duties(tx, store)?;
    let mine = duties.iter().find(|duty| duty.staff_id == who && duty.is_on());
    let id = mine.map(|duty| duty.id).ok_or(Error::WrongState)?;
    Ok((store, id, duties))
}

fn done(tx: &mut Tx<'_>, store: StoreId, duty: Uuid, who: StaffId, action: FloorAction) -> Result<(), Error> {
    note(tx, store, who, action, None)?;
    tx.record(
        &format!("visits.floor_{}", action.code()),
        Subject::new(FLOOR_DUTY, duty),
        &[],
    )?;
    tx.notify(TOPIC, store)
}
