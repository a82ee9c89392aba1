//! The life of a test drive: booked, out, back, told.

use chrono::{NaiveDate, TimeDelta};
use diesel::prelude::*;

use crate::access::Role;
use crate::followups::commands::{cancel_task, finish_task, open_task, reassign_tasks};
use crate::followups::model::NewTask;
use crate::platform::db::{Tx, still_fresh};
use crate::platform::error::{Error, FieldErrors};
use crate::platform::i18n::times;
use crate::platform::settings;
use crate::platform::vault::Purpose;
use crate::sales::clock::queries as clock;
use crate::sales::opportunities::commands::advance;
use crate::sales::opportunities::queries::{hold_leads, visible};
use crate::sales::rules::{Stage, StageAction};
use crate::sales::test_drives::model::{
    Car, DRIVER, DriveRow, ENDED, HandOver, LICENCE, LIKED, Listed, MARKS, NewDrive, Outcome, RESULT, Return,
    SIGNATURE, START, TOPIC, WORRIED, car_subject, subject,
};
use crate::sales::test_drives::queries;
use crate::sales::test_drives::rules::{DriveState, reading};
use crate::sales::test_drives::settings::DriveSettings;
use crate::sales::test_drives::text;
use crate::schema::{demo_cars, opportunities, test_drives};
use crate::service::check_in::rules::Strokes;
use crate::staff::hours;
use crate::values::fault::Fault;
use crate::values::ids::{CustomerId, DemoCarId, OpportunityId, StaffId, StoreId, TestDriveId};
use crate::values::mileage::Km;

/// How late a drive may be booked after it has begun: the customer already sits in the car.
const GRACE_MINUTES: i64 = 15;

/// The car under lock: two who want it at once come one after the other.
fn locked(tx: &mut Tx<'_>, store: StoreId, id: DemoCarId) -> Result<Car, Error> {
    demo_cars::table
        .find(id)
        .filter(demo_cars::store_id.eq(store))
        .select(demo_cars::id)
        .for_update()
        .first::<DemoCarId>(tx.conn)
        .optional()?
        .ok_or(Error::field("car", Fault::Choice))?;
    let vault = tx.vault().clone();
    queries::car(tx.conn, &vault, store, id)
}

/// Whether a car may be driven at all on a day.
fn drivable(car: &Car, day: NaiveDate) -> Result<(), Error> {
    if car.out_because.is_some() {
        return Err(Error::field("car", Fault::Taken));
    }
    if !car.has_papers(day) {
        return Err(Error::field("car", Fault::DateInPast));
    }
    Ok(())
}

/// Books a car for the customer of an opportunity. A car that is taken then is a fault of the field `car`.
pub fn book(tx: &mut Tx<'_>, new: &NewDrive) -> Result<TestDriveId, Error> {
    let actor = tx.actor()?.clone();
    let found: Option<(CustomerId, Stage)> = visible(&actor)
        .filter(opportunities::id.eq(new.opportunity))
        .select((opportunities::customer_id, opportunities::stage))
        .first(tx.conn)
        .optional()?;
    let (customer, stage) = found.ok_or(Error::field("opportunity", Fault::Choice))?;
    if matches!(stage, Stage::Delivered | Stage::Lost) {
        return Err(Error::field("opportunity", Fault::Taken));
    }
    let rules = settings::load::<DriveSettings>(tx.conn, actor.store)?.value;
    if new.starts_at < tx.now - TimeDelta::minutes(GRACE_MINUTES) {
        return Err(Error::field("starts_at", Fault::DateInPast));
    }
    if new.starts_at > tx.now + TimeDelta::days(rules.ahead_days.into()) {
        return Err(Error::field("starts_at", Fault::DateTooLate { days: rules.ahead_days }));
    }
    let until = new.starts_at + TimeDelta::minutes(new.minutes.into());
    let open = hours::calendar(tx.conn, actor.store)?;
    if !open.is_open(new.starts_at) || !open.is_open(until - TimeDelta::seconds(1)) {
        return Err(Error::field("starts_at", Fault::Choice));
    }
    let car = locked(tx, actor.store, new.car)?;
    drivable(&car, times::day_of(until))?;
    let id = TestDriveId::new();
    diesel::insert_into(test_drives::table)
        .values((
            test_drives::id.eq(id),
            test_drives::store_id.eq(actor.store),
            test_drives::car_id.eq(car.id),
            test_drives::opportunity_id.eq(new.opportunity),
            test_drives::customer_id.eq(customer),
            test_drives::consultant_id.eq(actor.id),
            test_drives::state.eq(DriveState::Booked),
            test_drives::starts_at.eq(new.starts_at),
            test_drives::until_at.eq(until),
            test_drives::ends_at.eq(until),
            test_drives::route.eq(&new.route),
            test_drives::created_by.eq(actor.id),
            test_drives::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    tx.record("test_drives.book", subject(id), &["car", "starts_at"])?;
    open_task(
        tx,
        NewTask {
            store: actor.store,
            kind: START,
            subject: subject(id),
            customer: Some(customer),
            owner: Some(actor.id),
            role: Some(Role::SalesConsultant),
            started_at: tx.now,
            due_at: new.starts_at.max(tx.now),
            title: text::start_task(new.starts_at),
        },
    )?;
    tx.notify(TOPIC, actor.store)?;
    Ok(id)
}

/// The drive under lock, in the state that a step needs, for somebody who sees it.
fn at(tx: &mut Tx<'_>, id: TestDriveId, state: DriveState) -> Result<DriveRow, Error> {
    let actor = tx.actor()?.clone();
    queries::is_visible(tx.conn, &actor, id)?;
    let row: DriveRow = test_drives::table
        .find(id)
        .select(DriveRow::as_select())
        .for_update()
        .first(tx.conn)?;
    if row.state == state {
        Ok(row)
    } else {
        Err(Error::WrongState)
    }
}

fn read(tx: &mut Tx<'_>, car: DemoCarId, km: Km) -> Result<(), Error> {
    diesel::update(demo_cars::table.find(car))
        .set((
            demo_cars::mileage_km.eq(km.km()),
            demo_cars::lock_version.eq(demo_cars::lock_version + 1),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Keeps why a reading is lower than the last one, or far above it.
fn explained(tx: &mut Tx<'_>, car: DemoCarId, read: Result<(), Fault>, reason: Option<&str>) -> Result<(), Error> {
    match (read, reason) {
        (Err(Fault::MileageBelowLast { .. }), Some(reason)) => {
            tx.record_because("demo_cars.lower_mileage", car_subject(car), reason)
        }
        (Err(_), Some(reason)) => tx.record_because("demo_cars.high_mileage", car_subject(car), reason),
        _ => Ok(()),
    }
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

/// The licence was seen and the agreement signed: the car leaves.
pub fn hand_over(tx: &mut Tx<'_>, id: TestDriveId, new: &HandOver) -> Result<(), Error> {
    let row = at(tx, id, DriveState::Booked)?;
    if row.until_at <= tx.now {
        return Err(Error::WrongState);
    }
    let today = times::day_of(tx.now);
    let car = locked(tx, row.store_id, row.car_id)?;
    let mut faults = FieldErrors::new();
    if new.licence_until < today {
        faults.insert("licence_until".to_owned(), Fault::DateInPast);
    }
    gather(&mut faults, drivable(&car, today))?;
    let far_km = settings::load::<DriveSettings>(tx.conn, row.store_id)?.value.far_km;
    if let (Err(fault), None) = (reading(new.km, car.mileage, far_km), &new.km_reason) {
        faults.insert("km".to_owned(), fault);
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    explained(
        tx,
        car.id,
        reading(new.km, car.mileage, far_km),
        new.km_reason.as_deref(),
    )?;
    let vault = tx.vault().clone();
    let strokes = new.strokes.as_ref().map(Strokes::canonical);
    let updated = diesel::update(
        test_drives::table
            .find(id)
            .filter(test_drives::lock_version.eq(new.seen)),
    )
    .set((
        test_drives::state.eq(DriveState::Out),
        test_drives::starts_at.eq(row.starts_at.min(tx.now)),
        test_drives::plate_bidx.eq(vault.blind(Purpose::Plate, car.plate.expose())),
        test_drives::driver_sealed.eq(vault.seal(DRIVER, id.uuid(), &new.driver)?),
        test_drives::licence_sealed.eq(vault.seal(LICENCE, id.uuid(), new.licence.canonical())?),
        test_drives::licence_until.eq(new.licence_until),
        test_drives::out_at.eq(tx.now),
        test_drives::out_km.eq(new.km.km()),
        test_drives::signed_how.eq(new.signing),
        test_drives::signature_sealed.eq(vault.seal_opt(SIGNATURE, id.uuid(), strokes.as_deref())?),
        test_drives::lock_version.eq(test_drives::lock_version + 1),
    ))
    .execute(tx.conn)?;
    still_fresh(updated)?;
    read(tx, car.id, new.km)?;
    finish_task(tx, subject(id), START, "started")?;
    tx.record(
        "test_drives.hand_over",
        subject(id),
        &["state", "mileage", "driver", "signature"],
    )?;
    tx.notify(TOPIC, row.store_id)
}

/// The agreement with the driver's licence in full is printed.
pub fn print(tx: &mut Tx<'_>, id: TestDriveId) -> Result<Listed, Error> {
    let (actor, vault) = (tx.actor()?.clone(), tx.vault().clone());
    let listed = queries::drive(tx.conn, &vault, &actor, id)?;
    if matches!(listed.drive.state, DriveState::Missed | DriveState::Cancelled) {
        return Err(Error::NotFound);
    }
    tx.record("test_drives.print", subject(id), &["licence"])?;
    Ok(listed)
}

/// The car is back; what the customer says of it is asked on the same day.
pub fn take_back(tx: &mut Tx<'_>, id: TestDriveId, new: &Return) -> Result<(), Error> {
    let row = at(tx, id, DriveState::Out)?;
    let far_km = settings::load::<DriveSettings>(tx.conn, row.store_id)?.value.far_km;
    let read_out = reading(new.km, Km::new(row.out_km.unwrap_or_default()), far_km);
    if let (Err(fault), None) = (read_out, &new.km_reason) {
        return Err(Error::field("km", fault));
    }
    explained(tx, row.car_id, read_out, new.km_reason.as_deref())?;
    let vault = tx.vault().clone();
    let updated = diesel::update(
        test_drives::table
            .find(id)
            .filter(test_drives::lock_version.eq(new.seen)),
    )
    .set((
        test_drives::state.eq(DriveState::Returned),
        // Back early, the car is free early; late, the plan stays as it was made.
        test_drives::ends_at.eq(row.until_at.min(tx.now).max(row.starts_at)),
        test_drives::back_at.eq(tx.now),
        test_drives::back_km.eq(new.km.km()),
        test_drives::back_marks_sealed.eq(vault.seal_opt(MARKS, id.uuid(), new.marks.as_deref())?),
        test_drives::lock_version.eq(test_drives::lock_version + 1),
    ))
    .execute(tx.conn)?;
    still_fresh(updated)?;
    read(tx, row.car_id, new.km)?;
    tx.record("test_drives.take_back", subject(id), &["state", "mileage"])?;
    open_task(
        tx,
        NewTask {
            store: row.store_id,
            kind: RESULT,
            subject: subject(id),
            customer: Some(row.customer_id),
            owner: Some(row.consultant_id),
            role: Some(Role::SalesConsultant),
            started_at: tx.now,
            due_at: times::end_of_day(tx.now),
            title: text::result_task(row.starts_at),
        },
    )?;
    tx.notify(TOPIC, row.store_id)
}

/// The reading at the return was mistyped. The car goes by the new one unless it was read again since.
pub fn correct(tx: &mut Tx<'_>, id: TestDriveId, km: Km, reason: &str) -> Result<(), Error> {
    let actor = tx.actor()?.clone();
    queries::is_visible(tx.conn, &actor, id)?;
    let row: DriveRow = test_drives::table
        .find(id)
        .select(DriveRow::as_select())
        .for_update()
        .first(tx.conn)?;
    if !matches!(row.state, DriveState::Returned | DriveState::Done) {
        return Err(Error::WrongState);
    }
    km.not_below(Km::new(row.out_km.unwrap_or_default()))
        .map_err(|fault| Error::field("km", fault))?;
    diesel::update(test_drives::table.find(id))
        .set((
            test_drives::back_km.eq(km.km()),
            test_drives::lock_version.eq(test_drives::lock_version + 1),
        ))
        .execute(tx.conn)?;
    let car = locked(tx, row.store_id, row.car_id)?;
    if row.back_km == Some(car.mileage.km()) {
        read(tx, car.id, km)?;
    }
    tx.record_because("test_drives.correct_mileage", subject(id), reason)?;
    tx.notify(TOPIC, row.store_id)
}

/// What came of the drive. With it the customer was met, and the opportunity counts as tried out unless it is further on or closed.
pub fn conclude(tx: &mut Tx<'_>, id: TestDriveId, new: &Outcome) -> Result<(), Error> {
    let row = at(tx, id, DriveState::Returned)?;
    let vault = tx.vault().clone();
    let updated = diesel::update(
        test_drives::table
            .find(id)
            .filter(test_drives::lock_version.eq(new.seen)),
    )
    .set((
        test_drives::state.eq(DriveState::Done),
        test_drives::result_at.eq(tx.now),
        test_drives::rating.eq(new.rating),
        test_drives::intent.eq(new.intent),
        test_drives::liked_sealed.eq(vault.seal_opt(LIKED, id.uuid(), new.liked.as_deref())?),
        test_drives::worried_sealed.eq(vault.seal_opt(WORRIED, id.uuid(), new.worried.as_deref())?),
        test_drives::lock_version.eq(test_drives::lock_version + 1),
    ))
    .execute(tx.conn)?;
    still_fresh(updated)?;
    finish_task(tx, subject(id), RESULT, "told")?;
    tx.record("test_drives.conclude", subject(id), &["state", "rating", "intent"])?;
    tried_out(tx, row.opportunity_id)?;
    tx.notify(TOPIC, row.store_id)
}

fn tried_out(tx: &mut Tx<'_>, id: OpportunityId) -> Result<(), Error> {
    hold_leads(tx.conn, id)?;
    let stage: Stage = opportunities::table
        .find(id)
        .select(opportunities::stage)
        .for_update()
        .first(tx.conn)?;
    if stage.is_on_board() {
        advance(tx, id, StageAction::TestDriven, None)?;
    }
    Ok(())
}

/// Gives a booking up.
pub fn cancel(tx: &mut Tx<'_>, id: TestDriveId, reason: &str) -> Result<(), Error> {
    let row = at(tx, id, DriveState::Booked)?;
    end(tx, &row, DriveState::Cancelled, reason)?;
    tx.record_because("test_drives.cancel", subject(id), reason)
}

/// What is booked for an opportunity that has ended is given up, and the cars are free again. Whoever calls has looked
/// whether the author may.
pub fn give_up_booked(tx: &mut Tx<'_>, opportunity: OpportunityId, reason: &str) -> Result<(), Error> {
    let booked: Vec<DriveRow> = test_drives::table
        .filter(test_drives::opportunity_id.eq(opportunity))
        .filter(test_drives::state.eq(DriveState::Booked))
        .select(DriveRow::as_select())
        .for_update()
        .load(tx.conn)?;
    for row in booked {
        end(tx, &row, DriveState::Cancelled, reason)?;
        tx.record_because("test_drives.cancel", subject(row.id), reason)?;
    }
    Ok(())
}

/// The customer did not come: the car is free again.
pub fn miss(tx: &mut Tx<'_>, id: TestDriveId, reason: &str) -> Result<(), Error> {
    let row = at(tx, id, DriveState::Booked)?;
    if row.starts_at > tx.now {
        return Err(Error::WrongState);
    }
    end(tx, &row, DriveState::Missed, reason)?;
    tx.record_because("test_drives.miss", subject(id), reason)
}

fn end(tx: &mut Tx<'_>, row: &DriveRow, state: DriveState, reason: &str) -> Result<(), Error> {
    diesel::update(test_drives::table.find(row.id))
        .set((
            test_drives::state.eq(state),
            test_drives::ended_because_sealed.eq(tx.vault().seal(ENDED, row.id.uuid(), reason)?),
            test_drives::lock_version.eq(test_drives::lock_version + 1),
        ))
        .execute(tx.conn)?;
    cancel_task(tx, subject(row.id), START)?;
    tx.notify(TOPIC, row.store_id)
}

/// Somebody else rides along, unless the drive is over.
///
/// # Errors
/// [`Error::Invalid`] on `consultant` for whoever doesn't sell; [`Error::WrongState`] once it is over.
pub fn give(tx: &mut Tx<'_>, id: TestDriveId, to: StaffId) -> Result<(), Error> {
    let actor = tx.actor()?.clone();
    queries::is_visible(tx.conn, &actor, id)?;
    if !clock::is_worker(tx.conn, actor.store, to)? {
        return Err(Error::field("consultant", Fault::Choice));
    }
    let row: DriveRow = test_drives::table
        .find(id)
        .select(DriveRow::as_select())
        .for_update()
        .first(tx.conn)?;
    if matches!(row.state, DriveState::Done | DriveState::Missed | DriveState::Cancelled) {
        return Err(Error::WrongState);
    }
    accompany(tx, (id, row.store_id), to)?;
    tx.record("test_drives.give", subject(id), &["consultant"])
}

/// Gives every drive that somebody has in hand to another; tells how many.
pub fn give_all(tx: &mut Tx<'_>, from: StaffId, to: StaffId, reason: &str) -> Result<usize, Error> {
    let open = queries::in_hand(tx.conn, from)?;
    for one in &open {
        accompany(tx, *one, to)?;
        tx.record_fields_because("test_drives.give", subject(one.0), &["consultant"], reason)?;
    }
    Ok(open.len())
}

fn accompany(tx: &mut Tx<'_>, (id, store): (TestDriveId, StoreId), to: StaffId) -> Result<(), Error> {
    diesel::update(test_drives::table.find(id))
        .set((
            test_drives::consultant_id.eq(to),
            test_drives::lock_version.eq(test_drives::lock_version + 1),
        ))
        .execute(tx.conn)?;
    reassign_tasks(tx, subject(id), &[START, RESULT], Some(to))?;
    tx.notify(TOPIC, store)
}
