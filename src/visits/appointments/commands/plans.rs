//! Working plans and days off.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use super::announce;
use super::waits::lapse;
use crate::platform::db::{Subject, Tx, still_fresh};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::settings;
use crate::schema::{appointment_waits as waits, appointments, days_off, staff, working_plans};
use crate::staff::hours::Hours;
use crate::values::fault::Fault;
use crate::values::ids::{DayOffId, StaffId, StoreId, WaitId};
use crate::visits::appointments::model::PLAN;
use crate::visits::appointments::rules::{DaysOff, WaitState, Week, slots};
use crate::visits::rules::{AppointmentState, Line};

/// Writes down when somebody of the actor's store works, unless a colleague did so since the plan was looked at.
pub fn save_plan(tx: &mut Tx<'_>, person: StaffId, week: &Week, seen_version: i32) -> Result<(), Error> {
    let store = own(tx, person)?;
    let by = tx.actor()?.id;
    let week = serde_json::to_value(week).map_err(Error::internal)?;
    let written = if seen_version == 0 {
        diesel::insert_into(working_plans::table)
            .values((
                working_plans::staff_id.eq(person),
                working_plans::store_id.eq(store),
                working_plans::week.eq(&week),
                working_plans::updated_by.eq(by),
                working_plans::updated_at.eq(tx.now),
                working_plans::lock_version.eq(1),
            ))
            .on_conflict_do_nothing()
            .execute(tx.conn)?
    } else {
        diesel::update(
            working_plans::table
                .find(person)
                .filter(working_plans::lock_version.eq(seen_version)),
        )
        .set((
            working_plans::week.eq(&week),
            working_plans::updated_by.eq(by),
            working_plans::updated_at.eq(tx.now),
            working_plans::lock_version.eq(seen_version + 1),
        ))
        .execute(tx.conn)?
    };
    still_fresh(written)?;
    tx.record("working_plans.change", Subject::new(PLAN, person), &["week"])?;
    announce(tx, store)
}

/// Notes days on which somebody doesn't work.
pub fn add_day_off(tx: &mut Tx<'_>, person: StaffId, off: DaysOff) -> Result<DayOffId, Error> {
    let store = own(tx, person)?;
    if off.from < times::day_of(tx.now) {
        return Err(Error::field("from", Fault::DateInPast));
    }
    let overlapping = days_off::table
        .filter(days_off::staff_id.eq(person))
        .filter(days_off::from_on.le(off.until))
        .filter(days_off::until_on.ge(off.from));
    if diesel::select(diesel::dsl::exists(overlapping)).get_result::<bool>(tx.conn)? {
        return Err(Error::field("from", Fault::Overlap));
    }
    let (id, by) = (DayOffId::new(), tx.actor()?.id);
    diesel::insert_into(days_off::table)
        .values((
            days_off::id.eq(id),
            days_off::staff_id.eq(person),
            days_off::from_on.eq(off.from),
            days_off::until_on.eq(off.until),
            days_off::reason.eq(off.reason),
            days_off::created_by.eq(by),
            days_off::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    tx.record(
        "working_plans.add_days_off",
        Subject::new(PLAN, person),
        &["from", "until"],
    )?;
    announce(tx, store)?;
    Ok(id)
}

/// Takes days off back.
pub fn remove_day_off(tx: &mut Tx<'_>, person: StaffId, id: DayOffId) -> Result<(), Error> {
    let store = own(tx, person)?;
    let gone: Vec<NaiveDate> = diesel::delete(days_off::table.find(id).filter(days_off::staff_id.eq(person)))
        .returning(days_off::from_on)
        .get_results(tx.conn)?;
    if gone.is_empty() {
        return Err(Error::NotFound);
    }
    tx.record(
        "working_plans.remove_days_off",
        Subject::new(PLAN, person),
        &["from", "until"],
    )?;
    announce(tx, store)
}

/// After the opening hours changed: gives back the places that are held outside them for the waiting list, and tells on
/// which coming days, on which side of the house, how many appointments lie outside.
pub fn see_to_hours(tx: &mut Tx<'_>, store: StoreId) -> Result<Vec<(NaiveDate, Line, usize)>, Error> {
    let hours = settings::load::<Hours>(tx.conn, store)?.value;
    let calendar = hours
        .calendar(times::ZONE)
        .map_err(|fault| Error::internal(format!("{fault:?}")))?;
    let is_open = |at: DateTime<Utc>| {
        let local = times::local(at);
        slots(calendar.periods_on(local.date())).contains(&local.time())
    };
    let held: Vec<(WaitId, DateTime<Utc>)> = waits::table
        .filter(waits::store_id.eq(store))
        .filter(waits::state.eq(WaitState::Offered))
        .filter(waits::offered_slot.assume_not_null().ge(tx.now))
        .order((waits::day, waits::created_at, waits::id))
        .select((waits::id, waits::offered_slot.assume_not_null()))
        .load(tx.conn)?;
    for (id, _) in held.into_iter().filter(|(_, at)| !is_open(*at)) {
        match lapse(tx, id) {
            // Somebody has just answered.
            Err(Error::WrongState) => {}
            done => done?,
        }
    }
    let booked: Vec<(DateTime<Utc>, Line)> = appointments::table
        .filter(appointments::store_id.eq(store))
        .filter(appointments::state.eq(AppointmentState::Booked))
        .filter(appointments::starts_at.ge(tx.now))
        .order(appointments::starts_at)
        .select((appointments::starts_at, appointments::line))
        .load(tx.conn)?;
    let mut outside: Vec<(NaiveDate, Line, usize)> = Vec::new();
    for (at, line) in booked.into_iter().filter(|(at, _)| !is_open(*at)) {
        let day = times::day_of(at);
        match outside.iter_mut().find(|one| (one.0, one.1) == (day, line)) {
            Some(one) => one.2 += 1,
            None => outside.push((day, line, 1)),
        }
    }
    Ok(outside)
}

/// The store of a colleague, whose row is held so that their plan changes once at a time.
fn own(tx: &mut Tx<'_>, person: StaffId) -> Result<StoreId, Error> {
    let store = tx.actor()?.store;
    Ok(staff::table
        .find(person)
        .filter(staff::store_id.eq(store))
        .filter(staff::disabled_at.is_null())
        .select(staff::store_id)
        .for_no_key_update()
        .first(tx.conn)?)
}
