//! Writes of deliveries.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;

use super::model::{ADDRESS, DELIVERY, DeliveryRow, HandOver, MONTH_CALL, NewPlan, SIGNATURE, WEEK_CALL, subject};
use super::queries;
use super::rules::{Check, Handover, Lacking, months_on};
use super::settings::DeliverySettings;
use super::text;
use crate::access::{Permission, Role};
use crate::events::Event;
use crate::followups::commands::open_task;
use crate::followups::model::NewTask;
use crate::membership;
use crate::membership::rules::SpendKind;
use crate::platform::db::{Tx, still_fresh};
use crate::platform::error::{Error, FieldErrors};
use crate::platform::files::{self, File, Upload};
use crate::platform::i18n::times;
use crate::platform::settings;
use crate::sales::orders;
use crate::sales::orders::model::{OrderRow, TOPIC, sums};
use crate::sales::orders::rules::OrderAction;
use crate::schema::{attachments, deliveries, delivery_checks, vehicle_models};
use crate::service::check_in::rules::Strokes;
use crate::values::fault::Fault;
use crate::values::ids::{AttachmentId, DeliveryId, ModelId, SalesOrderId, VehicleId};
use crate::values::mileage::Km;
use crate::values::money::Fen;
use crate::vehicles;
use crate::vehicles::rules::Energy;

/// No delivery is planned further ahead.
const LONGEST: u32 = 730;

fn possible(new: &NewPlan, now: DateTime<Utc>) -> Result<(), Error> {
    if new.planned_at < now - TimeDelta::minutes(15) {
        return Err(Error::field("planned_at", Fault::DateInPast));
    }
    if new.planned_at > now + TimeDelta::days(LONGEST.into()) {
        return Err(Error::field("planned_at", Fault::DateTooLate { days: LONGEST }));
    }
    if new.place == Handover::Door && new.address.is_none() {
        return Err(Error::field("address", Fault::Required));
    }
    Ok(())
}

/// Plans the hand-over of a sold car.
///
/// # Errors
/// [`Error::WrongState`] if the order has ended or its delivery is planned.
pub fn plan(tx: &mut Tx<'_>, order: SalesOrderId, new: &NewPlan) -> Result<DeliveryId, Error> {
    let sold = orders::commands::locked(tx, order, OrderAction::Schedule)?;
    possible(new, tx.now)?;
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
    let (row, _) = locked(tx, id)?;
    possible(new, tx.now)?;
    let updated = diesel::update(deliveries::table.find(id).filter(deliveries::lock_version.eq(new.seen)))
        .set((
            deliveries::planned_at.eq(new.planned_at),
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

/// Keeps photos of the hand-over.
pub fn add_photos(tx: &mut Tx<'_>, id: DeliveryId, photos: &[Upload]) -> Result<(), Error> {
    let (row, _) = locked(tx, id)?;
    if photos.is_empty() {
        return Err(Error::field("photos", Fault::Required));
    }
    for photo in photos {
        files::attach(tx, row.store_id, subject(id), photo)?;
    }
    tx.notify(TOPIC, row.store_id)
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
pub fn hand_over(tx: &mut Tx<'_>, id: DeliveryId, new: &HandOver) -> Result<VehicleId, Error> {
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
    let vehicle = make_vehicle(tx, &sold, new, &rules)?;
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
            deliveries::lock_version.eq(deliveries::lock_version + 1),
        ))
        .execute(tx.conn)?;
    still_fresh(updated)?;
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
                due_at: times::end_of_day(now + TimeDelta::days(days.into())),
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

/// The car as it leaves: its owner, its warranty, when it is due for its first service.
fn make_vehicle(
    tx: &mut Tx<'_>,
    sold: &OrderRow,
    new: &HandOver,
    rules: &DeliverySettings,
) -> Result<VehicleId, Error> {
    let today = times::day_of(tx.now);
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
        warranty_until: Some(months_on(today, rules.warranty_months)),
        insurance_until: None,
    };
    let car = vehicles::model::NewVehicle::new(sold.store_id, Some(sold.customer_id), details);
    let vehicle = vehicles::commands::add(tx, car)?;
    let first = i32::try_from(rules.first_service_km).ok().map(Km::new);
    let due = (months_on(today, rules.first_service_months), first);
    vehicles::commands::serviced(tx, vehicle, None, Some(due))?;
    Ok(vehicle)
}

/// Brand, trim and energy of a model of the catalogue.
fn catalogue(tx: &mut Tx<'_>, model: ModelId) -> Result<(String, String, Option<Energy>), Error> {
    let (brand, trim, energy): (String, String, Energy) = vehicle_models::table
        .find(model)
        .select((vehicle_models::brand, vehicle_models::trim, vehicle_models::energy))
        .first(tx.conn)?;
    Ok((brand, trim, Some(energy)))
}
