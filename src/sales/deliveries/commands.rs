//! Writes of deliveries.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use diesel::prelude::*;

use super::model::{
    ADDRESS, DELIVERY, Delivery, DeliveryRow, HandOver, MONTH_CALL, NewPlan, SIGNATURE, SoFar, WEEK_CALL, place,
    subject,
};
use super::queries;
use super::rules::{Check, Handover, Lacking, call_by, months_on, within_hours};
use super::settings::DeliverySettings;
use super::text;
use crate::access::{Permission, Role};
use crate::events::Event;
use crate::followups::commands::open_task;
use crate::followups::model::NewTask;
use crate::membership;
use crate::membership::rules::SpendKind;
use crate::platform::db::{Tx, still_fresh};
use crate::platform::drafts;
use crate::platform::error::{Error, FieldErrors};
use crate::platform::files::{self, File, Upload};
use crate::platform::i18n::times;
use crate::platform::settings;
use crate::sales::orders;
use crate::sales::orders::model::{OrderRow, TOPIC, sums};
use crate::sales::orders::rules::OrderAction;
use crate::schema::{attachments, deliveries, delivery_checks, vehicle_models};
use crate::service::check_in::rules::Strokes;
use crate::staff::hours::calendar;
use crate::values::fault::Fault;
use crate::values::ids::{AttachmentId, DeliveryId, ModelId, SalesOrderId, VehicleId};
use crate::values::mileage::Km;
use crate::values::money::Fen;
use crate::vehicles;
use crate::vehicles::rules::Energy;

/// No delivery is planned further ahead.
const LONGEST: u32 = 730;

/// Refuses a time that has passed, one when the store is closed, and one later than promised that the customer doesn't
/// know of.
fn possible(tx: &mut Tx<'_>, sold: &OrderRow, new: &NewPlan) -> Result<(), Error> {
    let now = tx.now;
    if new.planned_at < now - TimeDelta::minutes(15) {
        return Err(Error::field("planned_at", Fault::DateInPast));
    }
    if new.planned_at > now + TimeDelta::days(LONGEST.into()) {
        return Err(Error::field("planned_at", Fault::DateTooLate { days: LONGEST }));
    }
    if new.place == Handover::Door && new.address.is_none() {
        return Err(Error::field("address", Fault::Required));
    }
    let hours = calendar(tx.conn, sold.store_id)?;
    if !within_hours(&hours, new.planned_at, None) {
        return Err(Error::field("planned_at", Fault::Choice));
    }
    if !within_hours(&hours, new.planned_at, new.until) {
        return Err(Error::field("until", Fault::Choice));
    }
    if is_late(sold, new) && !new.late_told {
        return Err(Error::field("late_told", Fault::Required));
    }
    Ok(())
}

/// Whether a time is after the day that was promised.
fn is_late(sold: &OrderRow, new: &NewPlan) -> bool {
    times::day_of(new.planned_at) > sold.promised_on
}

/// Plans the hand-over of a sold car.
///
/// # Errors
/// [`Error::WrongState`] if the order has ended or its delivery is planned.
pub fn plan(tx: &mut Tx<'_>, order: SalesOrderId, new: &NewPlan) -> Result<DeliveryId, Error> {
    let sold = orders::commands::locked(tx, order, OrderAction::Schedule)?;
    possible(tx, &sold, new)?;
    let known: Option<DeliveryId> = deliveries::table
        .filter(deliveries::order_id.eq(order))
        .select(deliveries::id)
        .first(tx.conn)
        .optional()?;
    if known.is_some() {
        return Err(Error::WrongState);
    }
    let (id, staff) = (DeliveryId::new(), tx.actor()?.id);
    diesel::insert_into(deliveries::table)
        .values((
            deliveries::id.eq(id),
            deliveries::store_id.eq(sold.store_id),
            deliveries::order_id.eq(order),
            deliveries::planned_at.eq(new.planned_at),
            deliveries::planned_until.eq(new.until),
            deliveries::set_at.eq(tx.now),
            deliveries::late_told.eq(is_late(&sold, new)),
            deliveries::place.eq(new.place),
            deliveries::address_sealed.eq(tx.vault().seal_opt(ADDRESS, id.uuid(), new.address.as_deref())?),
            deliveries::driver.eq(&new.driver),
            deliveries::created_by.eq(staff),
            deliveries::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    tx.record("deliveries.plan", subject(id), &["planned_at", "place"])?;
    tx.notify(TOPIC, sold.store_id)?;
    Ok(id)
}

/// The delivery and its order under lock, while the car is still here.
fn locked(tx: &mut Tx<'_>, id: DeliveryId) -> Result<(DeliveryRow, OrderRow), Error> {
    let actor = tx.actor()?.clone();
    let order = queries::order_of(tx.conn, &actor, id)?;
    let sold = orders::commands::locked(tx, order, OrderAction::Deliver)?;
    let row: DeliveryRow = deliveries::table
        .find(id)
        .select(DeliveryRow::as_select())
        .for_update()
        .first(tx.conn)?;
    if row.is_open() {
        Ok((row, sold))
    } else {
        Err(Error::WrongState)
    }
}

/// Changes when and where.
pub fn change(tx: &mut Tx<'_>, id: DeliveryId, new: &NewPlan) -> Result<(), Error> {
    let (row, sold) = locked(tx, id)?;
    possible(tx, &sold, new)?;
    let updated = diesel::update(deliveries::table.find(id).filter(deliveries::lock_version.eq(new.seen)))
        .set((
            deliveries::planned_at.eq(new.planned_at),
            deliveries::planned_until.eq(new.until),
            deliveries::set_at.eq(tx.now),
            deliveries::late_told.eq(is_late(&sold, new)),
            deliveries::place.eq(new.place),
            deliveries::address_sealed.eq(tx.vault().seal_opt(ADDRESS, id.uuid(), new.address.as_deref())?),
            deliveries::driver.eq(&new.driver),
            deliveries::lock_version.eq(deliveries::lock_version + 1),
        ))
        .execute(tx.conn)?;
    still_fresh(updated)?;
    tx.record("deliveries.change", subject(id), &["planned_at", "place"])?;
    tx.notify(TOPIC, row.store_id)
}

/// What was seen to and when; who saw to it first stays on record.
fn done(tx: &mut Tx<'_>, id: DeliveryId) -> Result<BTreeSet<Check>, Error> {
    let found: Vec<Check> = delivery_checks::table
        .filter(delivery_checks::delivery_id.eq(id))
        .select(delivery_checks::item)
        .load(tx.conn)?;
    Ok(found.into_iter().collect())
}

/// Ticks what was seen to, and unticks what turned out not to be. Only what somebody changed is changed, so that two who
/// tick at once don't undo each other.
pub fn check(tx: &mut Tx<'_>, id: DeliveryId, ticked: &BTreeSet<Check>, shown: &BTreeSet<Check>) -> Result<(), Error> {
    let (row, _) = locked(tx, id)?;
    let (known, staff) = (done(tx, id)?, tx.actor()?.id);
    if ticked.is_subset(&known) && shown.is_subset(ticked) {
        return Ok(());
    }
    for item in ticked.difference(&known) {
        diesel::insert_into(delivery_checks::table)
            .values((
                delivery_checks::delivery_id.eq(id),
                delivery_checks::item.eq(*item),
                delivery_checks::done_by.eq(staff),
                delivery_checks::done_at.eq(tx.now),
            ))
            .execute(tx.conn)?;
    }
    let gone: Vec<Check> = shown.difference(ticked).copied().collect();
    diesel::delete(
        delivery_checks::table
            .filter(delivery_checks::delivery_id.eq(id))
            .filter(delivery_checks::item.eq_any(gone)),
    )
    .execute(tx.conn)?;
    tx.record("deliveries.check", subject(id), &["checks"])?;
    tx.notify(TOPIC, row.store_id)
}

/// Keeps what there is of a hand-over before it is done: the ticks, the photos, and what was typed meanwhile.
///
/// # Errors
/// [`Error::WrongState`] if it is done.
pub fn prepare(tx: &mut Tx<'_>, id: DeliveryId, so_far: &SoFar, photos: &[Upload]) -> Result<(), Error> {
    check(tx, id, &so_far.ticked, &so_far.shown)?;
    add_photos(tx, id, photos)?;
    drafts::put(tx, &place(id), &so_far.typed)?;
    tx.record("deliveries.prepare", subject(id), &["checks"])
}

/// Keeps photos of the hand-over.
pub fn add_photos(tx: &mut Tx<'_>, id: DeliveryId, photos: &[Upload]) -> Result<(), Error> {
    let (row, _) = locked(tx, id)?;
    for photo in photos {
        files::attach(tx, row.store_id, subject(id), photo)?;
    }
    tx.notify(TOPIC, row.store_id)
}

/// The sheet with the car's numbers in full is printed.
pub fn print(tx: &mut Tx<'_>, id: DeliveryId) -> Result<Delivery, Error> {
    let (actor, vault) = (tx.actor()?.clone(), tx.vault().clone());
    let delivery = queries::delivery(tx.conn, &vault, &actor, id)?;
    tx.record("deliveries.print", subject(id), &["vin", "engine_number"])?;
    Ok(delivery)
}

/// Opens a photo, and records so.
pub fn look(tx: &mut Tx<'_>, id: DeliveryId, file: AttachmentId) -> Result<File, Error> {
    let actor = tx.actor()?.clone();
    queries::order_of(tx.conn, &actor, id)?;
    let vault = tx.vault().clone();
    let found = files::open(tx.conn, &vault, file, subject(id))?;
    tx.record("deliveries.look", subject(id), &["attachments"])?;
    Ok(found)
}

/// Gives the car to the customer. From now on it is theirs: the vehicle with its warranty and first service, the spend
/// that counts for the tier, the calls of the first week and month.
///
/// # Errors
/// A fault of `checks` or `photos` while something is not done; of `owed_because` while money is owed and nobody who may
/// says why the car leaves all the same; `vehicles_vin` if the store knows the VIN already.
pub fn hand_over(tx: &mut Tx<'_>, id: DeliveryId, new: &HandOver, taken: &[Upload]) -> Result<VehicleId, Error> {
    check(tx, id, &new.ticked, &new.shown)?;
    add_photos(tx, id, taken)?;
    let (row, sold) = locked(tx, id)?;
    let photos: i64 = attachments::table
        .filter(attachments::subject_kind.eq(DELIVERY))
        .filter(attachments::subject_id.eq(id.uuid()))
        .filter(attachments::removed_at.is_null())
        .count()
        .get_result(tx.conn)?;
    let lacking = Lacking::of(&done(tx, id)?, usize::try_from(photos).unwrap_or(0));
    let mut faults = FieldErrors::new();
    if !lacking.checks.is_empty() {
        faults.insert("checks".to_owned(), Fault::Required);
    }
    if lacking.photo {
        faults.insert("photos".to_owned(), Fault::Required);
    }
    let owed = sums(&orders::queries::payments(tx.conn, sold.id)?).owed(sold.total()) > Fen::ZERO;
    let unpaid = new.owed_because.as_deref().filter(|_| owed);
    if owed && !tx.actor()?.may(Permission::DeliverUnpaid) {
        faults.insert("owed_because".to_owned(), Fault::Mismatch);
    } else if owed && unpaid.is_none() {
        faults.insert("owed_because".to_owned(), Fault::Required);
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let rules = settings::load::<DeliverySettings>(tx.conn, row.store_id)?.value;
    let (vehicle, promised) = make_vehicle(tx, &sold, new, &rules)?;
    let (vault, staff) = (tx.vault().clone(), tx.actor()?.id);
    let strokes = new.strokes.as_ref().map(Strokes::canonical);
    let updated = diesel::update(deliveries::table.find(id).filter(deliveries::lock_version.eq(new.seen)))
        .set((
            deliveries::gift.eq(&new.gift),
            deliveries::signed_how.eq(new.signing),
            deliveries::signature_sealed.eq(vault.seal_opt(SIGNATURE, id.uuid(), strokes.as_deref())?),
            deliveries::handed_over_at.eq(tx.now),
            deliveries::handed_over_by.eq(staff),
            deliveries::vehicle_id.eq(vehicle),
            deliveries::mileage_km.eq(new.mileage.km()),
            deliveries::warranty_until.eq(promised.warranty_until),
            deliveries::first_service_on.eq(promised.first_service_on),
            deliveries::first_service_km.eq(promised.first_service.map(Km::km)),
            deliveries::lock_version.eq(deliveries::lock_version + 1),
        ))
        .execute(tx.conn)?;
    still_fresh(updated)?;
    drafts::clear(tx, &place(id))?;
    tx.record("deliveries.hand_over", subject(id), &["vehicle", "gift", "signature"])?;
    if let Some(why) = unpaid {
        tx.record_because("deliveries.deliver_unpaid", subject(id), why)?;
    }
    let now = tx.now;
    orders::commands::delivered(tx, &sold, now)?;
    membership::commands::settled(
        tx,
        &membership::commands::Settled {
            store: sold.store_id,
            customer: sold.customer_id,
            subject: orders::model::subject(sold.id),
            number: Some(sold.number.clone()),
            at: now,
            spend: vec![(SpendKind::Car, sold.car_price())],
            earns_on: sold.car_price(),
        },
    )?;
    let hours = calendar(tx.conn, sold.store_id)?;
    for (kind, days, title) in [
        (WEEK_CALL, rules.week_call_days, text::week_call(&sold.number)),
        (MONTH_CALL, rules.month_call_days, text::month_call(&sold.number)),
    ] {
        open_task(
            tx,
            NewTask {
                store: sold.store_id,
                kind,
                subject: subject(id),
                customer: Some(sold.customer_id),
                owner: None,
                role: Some(Role::CustomerCare),
                started_at: now,
                due_at: call_by(&hours, now, last_minute(now + TimeDelta::days(days.into()))),
                title,
            },
        )?;
    }
    tx.emit(Event::Delivered {
        order: sold.id,
        opportunity: sold.opportunity_id,
        customer: sold.customer_id,
        vehicle,
    });
    Ok(vehicle)
}

/// The last minute of a day: what is due by then is due on that day.
fn last_minute(at: DateTime<Utc>) -> DateTime<Utc> {
    times::end_of_day(at) - TimeDelta::minutes(1)
}

/// What is promised with a new car.
struct Promised {
    warranty_until: NaiveDate,
    first_service_on: NaiveDate,
    first_service: Option<Km>,
}

/// The car as it leaves: its owner, its warranty, when it is due for its first service.
fn make_vehicle(
    tx: &mut Tx<'_>,
    sold: &OrderRow,
    new: &HandOver,
    rules: &DeliverySettings,
) -> Result<(VehicleId, Promised), Error> {
    let today = times::day_of(tx.now);
    let promised = Promised {
        warranty_until: months_on(today, rules.warranty_months),
        first_service_on: months_on(today, rules.first_service_months),
        first_service: i32::try_from(rules.first_service_km).ok().map(Km::new),
    };
    let (brand, trim, energy) = match sold.model_id {
        Some(model) => catalogue(tx, model)?,
        None => (String::new(), String::new(), None),
    };
    let details = vehicles::model::Details {
        model_id: sold.model_id,
        brand,
        model: sold.model.clone(),
        trim,
        colour: sold.colour.clone(),
        energy,
        plate: new.plate.clone(),
        vin: Some(new.vin.clone()),
        engine_number: new.engine.clone(),
        mileage: Some(new.mileage),
        purchased_on: Some(today),
        warranty_until: Some(promised.warranty_until),
        insurance_until: None,
    };
    let car = vehicles::model::NewVehicle::new(sold.store_id, Some(sold.customer_id), details);
    let vehicle = vehicles::commands::add(tx, car)?;
    let due = (promised.first_service_on, promised.first_service);
    vehicles::commands::serviced(tx, vehicle, None, Some(due))?;
    Ok((vehicle, promised))
}

/// Brand, trim and energy of a model of the catalogue.
fn catalogue(tx: &mut Tx<'_>, model: ModelId) -> Result<(String, String, Option<Energy>), Error> {
    let (brand, trim, energy): (String, String, Energy) = vehicle_models::table
        .find(model)
        .select((vehicle_models::brand, vehicle_models::trim, vehicle_models::energy))
        .first(tx.conn)?;
    Ok((brand, trim, Some(energy)))
}
