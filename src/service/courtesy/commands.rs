//! Writes of courtesy cars.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::model::{
    BACK_MARKS, CANCELLED, Car, DRIVER, HandOver, LATE, LICENCE, LOAN_PLATE, LoanRow, NOTE, NewCar, NewLoan, OUT_MARKS,
    PLATE, REFUSAL, Reading, SIGNATURE, car_subject, loan_subject,
};
use super::queries;
use super::rules::{LoanState, Reply, waits_for_car};
use super::settings::CourtesySettings;
use super::text;
use crate::access::Role;
use crate::customers;
use crate::followups::commands::{finish_task, open_task};
use crate::followups::model::NewTask;
use crate::membership::commands::use_benefit;
use crate::membership::rules::Benefit;
use crate::platform::db::{Tx, still_fresh};
use crate::platform::error::{Error, FieldErrors};
use crate::platform::i18n::times;
use crate::platform::settings;
use crate::platform::vault::Purpose;
use crate::schema::{courtesy_cars, courtesy_loans, courtesy_offers, courtesy_refusals};
use crate::service::check_in;
use crate::service::check_in::rules::{Last, Strokes, reading};
use crate::values::fault::Fault;
use crate::values::ids::{CourtesyCarId, CustomerId, LoanId, StoreId, VisitId};
use crate::values::mileage::Km;
use crate::values::money::Fen;
use crate::visits::model::{TOPIC, subject};

/// Adds a car to the fleet.
pub fn add_car(tx: &mut Tx<'_>, new: &NewCar) -> Result<CourtesyCarId, Error> {
    let (store, staff) = {
        let actor = tx.actor()?;
        (actor.store, actor.id)
    };
    let id = CourtesyCarId::new();
    diesel::insert_into(courtesy_cars::table)
        .values((
            courtesy_cars::id.eq(id),
            courtesy_cars::store_id.eq(store),
            courtesy_cars::plate_sealed.eq(tx.vault().seal(PLATE, id.uuid(), new.plate.canonical())?),
            courtesy_cars::plate_bidx.eq(tx.vault().blind(Purpose::Plate, new.plate.canonical())),
            courtesy_cars::model.eq(&new.model),
            courtesy_cars::colour.eq(&new.colour),
            courtesy_cars::energy.eq(new.energy),
            courtesy_cars::mileage_km.eq(new.mileage.km()),
            courtesy_cars::insurance_until.eq(new.insurance_until),
            courtesy_cars::inspection_until.eq(new.inspection_until),
            courtesy_cars::created_by.eq(staff),
            courtesy_cars::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    tx.record("courtesy_cars.create", car_subject(id), &["plate", "model"])?;
    Ok(id)
}

/// Changes a car of the fleet.
pub fn change_car(tx: &mut Tx<'_>, id: CourtesyCarId, new: &NewCar) -> Result<(), Error> {
    let store = tx.actor()?.store;
    let vault = tx.vault().clone();
    let old = queries::car(tx.conn, &vault, store, id)?;
    if new.mileage < old.mileage {
        return Err(Error::field(
            "mileage",
            Fault::MileageBelowLast { last: old.mileage.km() },
        ));
    }
    let own = courtesy_cars::table.find(id).filter(courtesy_cars::store_id.eq(store));
    let updated = diesel::update(own.filter(courtesy_cars::lock_version.eq(new.seen)))
        .set((
            courtesy_cars::plate_sealed.eq(vault.seal(PLATE, id.uuid(), new.plate.canonical())?),
            courtesy_cars::plate_bidx.eq(vault.blind(Purpose::Plate, new.plate.canonical())),
            courtesy_cars::model.eq(&new.model),
            courtesy_cars::colour.eq(&new.colour),
            courtesy_cars::energy.eq(new.energy),
            courtesy_cars::mileage_km.eq(new.mileage.km()),
            courtesy_cars::insurance_until.eq(new.insurance_until),
            courtesy_cars::inspection_until.eq(new.inspection_until),
            courtesy_cars::lock_version.eq(courtesy_cars::lock_version + 1),
        ))
        .execute(tx.conn)?;
    still_fresh(updated)?;
    tx.record(
        "courtesy_cars.change",
        car_subject(id),
        &["plate", "model", "mileage", "insurance_until"],
    )
}

/// Takes a car out of service for a reason, or puts it back.
pub fn set_standing(tx: &mut Tx<'_>, id: CourtesyCarId, out_because: Option<&str>) -> Result<(), Error> {
    let store = tx.actor()?.store;
    let updated = diesel::update(courtesy_cars::table.find(id).filter(courtesy_cars::store_id.eq(store)))
        .set((
            courtesy_cars::out_because.eq(out_because),
            courtesy_cars::out_since.eq(out_because.map(|_| tx.now)),
            courtesy_cars::lock_version.eq(courtesy_cars::lock_version + 1),
        ))
        .execute(tx.conn)?;
    if updated == 0 {
        return Err(Error::NotFound);
    }
    match out_because {
        Some(reason) => tx.record_because("courtesy_cars.take_out", car_subject(id), reason),
        None => tx.record("courtesy_cars.put_back", car_subject(id), &["state"]),
    }
}

/// The car under lock: two who want it at once come one after the other.
fn locked(tx: &mut Tx<'_>, store: StoreId, id: CourtesyCarId) -> Result<Car, Error> {
    courtesy_cars::table
        .find(id)
        .filter(courtesy_cars::store_id.eq(store))
        .filter(courtesy_cars::retired_at.is_null())
        .select(courtesy_cars::id)
        .for_update()
        .first::<CourtesyCarId>(tx.conn)
        .optional()?
        .ok_or(Error::field("car", Fault::Choice))?;
    let vault = tx.vault().clone();
    queries::car(tx.conn, &vault, store, id)
}

/// Whether a car may be lent at all, until a day.
fn lendable(car: &Car, until: NaiveDate) -> Result<(), Error> {
    if car.out_because.is_some() {
        return Err(Error::field("car", Fault::Taken));
    }
    if car.insurance_until < until || car.inspection_until < until {
        return Err(Error::field("car", Fault::DateInPast));
    }
    Ok(())
}

fn not_refused(tx: &mut Tx<'_>, customer: CustomerId) -> Result<(), Error> {
    let vault = tx.vault().clone();
    let today = times::day_of(tx.now);
    match queries::refused(tx.conn, &vault, customer, today)? {
        Some(_) => Err(Error::field("customer", Fault::Choice)),
        None => Ok(()),
    }
}

/// Books a car for the customer of a visit. A car that is taken then is a fault of the field `car`.
pub fn book(tx: &mut Tx<'_>, visit: VisitId, new: NewLoan) -> Result<LoanId, Error> {
    let actor = tx.actor()?.clone();
    let visit = crate::visits::queries::visit(tx.conn, &actor, visit)?;
    if !waits_for_car(visit.state) {
        return Err(Error::WrongState);
    }
    let customer = visit.customer_id.ok_or(Error::field("customer", Fault::Required))?;
    not_refused(tx, customer)?;
    if new.starts_at < tx.now - TimeDelta::minutes(15) {
        return Err(Error::field("starts_at", Fault::DateInPast));
    }
    if new.due_at <= new.starts_at {
        return Err(Error::field("due_at", Fault::EndBeforeStart));
    }
    if new.due_at > new.starts_at + TimeDelta::days(LONGEST_DAYS.into()) {
        return Err(Error::field("due_at", Fault::DateTooLate { days: LONGEST_DAYS }));
    }
    let car = locked(tx, actor.store, new.car)?;
    lendable(&car, times::day_of(new.due_at))?;
    let id = LoanId::new();
    diesel::insert_into(courtesy_loans::table)
        .values((
            courtesy_loans::id.eq(id),
            courtesy_loans::store_id.eq(actor.store),
            courtesy_loans::car_id.eq(car.id),
            courtesy_loans::visit_id.eq(visit.id),
            courtesy_loans::customer_id.eq(customer),
            courtesy_loans::state.eq(LoanState::Booked),
            courtesy_loans::starts_at.eq(new.starts_at),
            courtesy_loans::due_at.eq(new.due_at),
            courtesy_loans::ends_at.eq(new.due_at),
            courtesy_loans::created_by.eq(actor.id),
            courtesy_loans::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    tx.record("courtesy_cars.book", loan_subject(id), &["car", "starts_at", "due_at"])?;
    tx.notify(TOPIC, actor.store)?;
    Ok(id)
}

/// Nobody needs a courtesy car for longer.
const LONGEST_DAYS: u32 = 90;

/// The loan under lock, in the state that a step needs.
fn at(tx: &mut Tx<'_>, id: LoanId, state: LoanState) -> Result<LoanRow, Error> {
    let store = tx.actor()?.store;
    let row: LoanRow = courtesy_loans::table
        .find(id)
        .filter(courtesy_loans::store_id.eq(store))
        .select(LoanRow::as_select())
        .for_update()
        .first(tx.conn)?;
    if row.state == state {
        Ok(row)
    } else {
        Err(Error::WrongState)
    }
}

/// A reading that is below the one before, or far above it, needs a reason, as at the check-in.
fn likely(tx: &mut Tx<'_>, store: StoreId, car: CourtesyCarId, typed: &Reading, last: Last) -> Result<(), Error> {
    let leap = check_in::queries::leap(tx.conn, store)?;
    match (reading(typed.km, Some(last), false, leap), &typed.km_reason) {
        (Err(fault), None) => Err(Error::field("km", fault)),
        (Err(Fault::MileageBelowLast { .. }), Some(reason)) => {
            tx.record_because("courtesy_cars.lower_mileage", car_subject(car), reason)
        }
        (Err(_), Some(reason)) => tx.record_because("courtesy_cars.explain_mileage", car_subject(car), reason),
        (Ok(()), _) => Ok(()),
    }
}

fn read(tx: &mut Tx<'_>, car: CourtesyCarId, km: Km) -> Result<(), Error> {
    diesel::update(courtesy_cars::table.find(car))
        .set((
            courtesy_cars::mileage_km.eq(km.km()),
            courtesy_cars::lock_version.eq(courtesy_cars::lock_version + 1),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Keeps what is wrong with a field, so that everything is said at once.
fn gather(faults: &mut FieldErrors, checked: Result<(), Error>) -> Result<(), Error> {
    match checked {
        Err(Error::Invalid(more)) => {
            faults.extend(more);
            Ok(())
        }
        other => other,
    }
}

/// Gives the car to the customer: from now on it is in their hands.
pub fn hand_over(tx: &mut Tx<'_>, id: LoanId, new: &HandOver) -> Result<(), Error> {
    let row = at(tx, id, LoanState::Booked)?;
    if row.due_at <= tx.now {
        return Err(Error::WrongState);
    }
    let last_day = times::day_of(row.due_at);
    let car = locked(tx, row.store_id, row.car_id)?;
    let mut faults = FieldErrors::new();
    gather(&mut faults, not_refused(tx, row.customer_id))?;
    if new.licence_until < last_day {
        faults.insert("licence_until".to_owned(), Fault::DateInPast);
    }
    gather(&mut faults, lendable(&car, last_day))?;
    // It was read when it came back, and has stood here since.
    let last = Last {
        km: car.mileage,
        days: 0,
    };
    gather(&mut faults, likely(tx, row.store_id, car.id, &new.reading, last))?;
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let (vault, me) = (tx.vault().clone(), tx.actor()?.id);
    let strokes = new.strokes.as_ref().map(Strokes::canonical);
    let read_off = &new.reading;
    let updated = diesel::update(
        courtesy_loans::table
            .find(id)
            .filter(courtesy_loans::lock_version.eq(read_off.seen)),
    )
    .set((
        courtesy_loans::state.eq(LoanState::Out),
        courtesy_loans::starts_at.eq(row.starts_at.min(tx.now)),
        courtesy_loans::plate_sealed.eq(vault.seal(LOAN_PLATE, id.uuid(), car.plate.expose())?),
        courtesy_loans::plate_bidx.eq(vault.blind(Purpose::Plate, car.plate.expose())),
        courtesy_loans::driver_sealed.eq(vault.seal(DRIVER, id.uuid(), &new.driver)?),
        courtesy_loans::licence_sealed.eq(vault.seal(LICENCE, id.uuid(), new.licence.canonical())?),
        courtesy_loans::licence_until.eq(new.licence_until),
        courtesy_loans::out_at.eq(tx.now),
        courtesy_loans::out_by.eq(me),
        courtesy_loans::out_km.eq(read_off.km.km()),
        courtesy_loans::out_fuel.eq(read_off.fuel),
        courtesy_loans::out_charge.eq(read_off.charge),
        courtesy_loans::out_marks_sealed.eq(vault.seal_opt(OUT_MARKS, id.uuid(), read_off.marks.as_deref())?),
        courtesy_loans::signed_how.eq(new.signing),
        courtesy_loans::signature_sealed.eq(vault.seal_opt(SIGNATURE, id.uuid(), strokes.as_deref())?),
        courtesy_loans::lock_version.eq(courtesy_loans::lock_version + 1),
    ))
    .execute(tx.conn)?;
    still_fresh(updated)?;
    read(tx, car.id, read_off.km)?;
    if new.benefit {
        use_benefit(tx, row.customer_id, Benefit::CourtesyCar, Some(row.visit_id))?;
    }
    tx.record(
        "courtesy_cars.hand_over",
        loan_subject(id),
        &["state", "mileage", "signature"],
    )?;
    answer_quietly(tx, row.visit_id, Reply::Lent)?;
    // Late, it stands red on the advisor's list.
    open_task(
        tx,
        NewTask {
            store: row.store_id,
            kind: LATE,
            subject: loan_subject(id),
            customer: Some(row.customer_id),
            owner: Some(me),
            role: Some(Role::ServiceAdvisor),
            started_at: tx.now,
            due_at: row.due_at,
            title: text::task(&car.plate_shown()),
        },
    )?;
    tx.notify(TOPIC, row.store_id)
}

/// Takes the car back.
pub fn take_back(tx: &mut Tx<'_>, id: LoanId, typed: &Reading) -> Result<(), Error> {
    let row = at(tx, id, LoanState::Out)?;
    let car = row.car_id;
    let last = Last {
        km: Km::new(row.out_km.unwrap_or_default()),
        days: row.out_at.map_or(0, |at| (tx.now - at).num_days()),
    };
    likely(tx, row.store_id, car, typed, last)?;
    let (vault, me) = (tx.vault().clone(), tx.actor()?.id);
    let updated = diesel::update(
        courtesy_loans::table
            .find(id)
            .filter(courtesy_loans::lock_version.eq(typed.seen)),
    )
    .set((
        courtesy_loans::state.eq(LoanState::Returned),
        // Back early, the car is free early; late, the plan stays as it was made.
        courtesy_loans::ends_at.eq(row.due_at.min(tx.now).max(row.starts_at)),
        courtesy_loans::back_at.eq(tx.now),
        courtesy_loans::back_by.eq(me),
        courtesy_loans::back_km.eq(typed.km.km()),
        courtesy_loans::back_fuel.eq(typed.fuel),
        courtesy_loans::back_charge.eq(typed.charge),
        courtesy_loans::back_marks_sealed.eq(vault.seal_opt(BACK_MARKS, id.uuid(), typed.marks.as_deref())?),
        courtesy_loans::lock_version.eq(courtesy_loans::lock_version + 1),
    ))
    .execute(tx.conn)?;
    still_fresh(updated)?;
    read(tx, car, typed.km)?;
    finish_task(tx, loan_subject(id), LATE, "returned")?;
    tx.record("courtesy_cars.take_back", loan_subject(id), &["state", "mileage"])?;
    tx.notify(TOPIC, row.store_id)
}

/// Gives a booking up.
pub fn cancel(tx: &mut Tx<'_>, id: LoanId, reason: &str) -> Result<(), Error> {
    let row = at(tx, id, LoanState::Booked)?;
    diesel::update(courtesy_loans::table.find(id))
        .set((
            courtesy_loans::state.eq(LoanState::Cancelled),
            courtesy_loans::cancelled_because_sealed.eq(tx.vault().seal(CANCELLED, id.uuid(), reason)?),
            courtesy_loans::lock_version.eq(courtesy_loans::lock_version + 1),
        ))
        .execute(tx.conn)?;
    tx.record_because("courtesy_cars.cancel", loan_subject(id), reason)?;
    tx.notify(TOPIC, row.store_id)
}

/// Marks the customer of a loan: nothing is lent to them until the mark ends, at the latest when the store says.
pub fn refuse(tx: &mut Tx<'_>, id: LoanId, reason: &str, until: NaiveDate) -> Result<(), Error> {
    if until <= times::day_of(tx.now) {
        return Err(Error::field("until", Fault::DateInPast));
    }
    let (store, me) = {
        let actor = tx.actor()?;
        (actor.store, actor.id)
    };
    let days = settings::load::<CourtesySettings>(tx.conn, store)?.value.refusal_days;
    if until > times::day_of(tx.now) + Days::new(days.into()) {
        return Err(Error::field("until", Fault::DateTooLate { days }));
    }
    let customer: CustomerId = courtesy_loans::table
        .find(id)
        .filter(courtesy_loans::store_id.eq(store))
        .select(courtesy_loans::customer_id)
        .first(tx.conn)?;
    let refusal = Uuid::now_v7();
    diesel::insert_into(courtesy_refusals::table)
        .values((
            courtesy_refusals::id.eq(refusal),
            courtesy_refusals::store_id.eq(store),
            courtesy_refusals::customer_id.eq(customer),
            courtesy_refusals::reason_sealed.eq(tx.vault().seal(REFUSAL, refusal, reason)?),
            courtesy_refusals::until_on.eq(until),
            courtesy_refusals::created_by.eq(me),
            courtesy_refusals::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    tx.record_because("courtesy_cars.refuse", customers::model::subject(customer), reason)
}

/// Ends such a mark before its time.
pub fn lift(tx: &mut Tx<'_>, id: Uuid) -> Result<(), Error> {
    let (store, me) = {
        let actor = tx.actor()?;
        (actor.store, actor.id)
    };
    let customer: CustomerId = diesel::update(
        courtesy_refusals::table
            .find(id)
            .filter(courtesy_refusals::store_id.eq(store))
            .filter(courtesy_refusals::lifted_at.is_null()),
    )
    .set((
        courtesy_refusals::lifted_at.eq(tx.now),
        courtesy_refusals::lifted_by.eq(me),
    ))
    .returning(courtesy_refusals::customer_id)
    .get_result(tx.conn)?;
    tx.record("courtesy_cars.lift", customers::model::subject(customer), &["state"])
}

/// Keeps what was answered to a visitor who is due a car.
pub fn answer(
    tx: &mut Tx<'_>,
    visit: VisitId,
    reply: Reply,
    amount: Option<Fen>,
    note: Option<&str>,
) -> Result<(), Error> {
    let actor = tx.actor()?.clone();
    let visit = crate::visits::queries::visit(tx.conn, &actor, visit)?;
    if reply == Reply::Lent {
        // That a car was lent is said by lending it.
        return Err(Error::field("reply", Fault::Choice));
    }
    write_answer(tx, visit.id, reply, amount, note)?;
    tx.record("courtesy_cars.answer", subject(visit.id), &["reply", "amount"])?;
    tx.notify(TOPIC, visit.store_id)
}

fn answer_quietly(tx: &mut Tx<'_>, visit: VisitId, reply: Reply) -> Result<(), Error> {
    write_answer(tx, visit, reply, None, None)
}

fn write_answer(
    tx: &mut Tx<'_>,
    visit: VisitId,
    reply: Reply,
    amount: Option<Fen>,
    note: Option<&str>,
) -> Result<(), Error> {
    let staff = tx.actor()?.id;
    let values = (
        courtesy_offers::answer.eq(reply),
        courtesy_offers::amount_fen.eq(amount.map(Fen::fen)),
        courtesy_offers::note_sealed.eq(tx.vault().seal_opt(NOTE, visit.uuid(), note)?),
        courtesy_offers::staff_id.eq(staff),
        courtesy_offers::at.eq(tx.now),
    );
    diesel::insert_into(courtesy_offers::table)
        .values((courtesy_offers::visit_id.eq(visit), values.clone()))
        .on_conflict(courtesy_offers::visit_id)
        .do_update()
        .set(values)
        .execute(tx.conn)?;
    Ok(())
}

/// Tells who had a plate at an instant; that somebody asked is kept.
pub fn search(
    tx: &mut Tx<'_>,
    plate: &crate::values::plate::Plate,
    at: DateTime<Utc>,
) -> Result<Vec<super::model::Listed>, Error> {
    let store = tx.actor()?.store;
    let vault = tx.vault().clone();
    let found = queries::who_had(tx.conn, &vault, store, plate, at)?;
    match found.first() {
        Some(listed) => tx.record("courtesy_cars.registry", loan_subject(listed.loan.id), &["plate"])?,
        None => tx.record_general("courtesy_cars.registry", &["plate"])?,
    }
    Ok(found)
}
