//! The demo cars: added, changed, taken out of service, looked up.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::platform::db::{Tx, still_fresh};
use crate::platform::error::Error;
use crate::platform::vault::Purpose;
use crate::sales::test_drives::model::{Holders, NewCar, PLATE, TOPIC, car_subject, subject};
use crate::sales::test_drives::queries;
use crate::schema::demo_cars;
use crate::values::ids::{DemoCarId, StoreId};
use crate::values::plate::Plate;

/// Adds a demo car.
pub fn add_car(tx: &mut Tx<'_>, new: &NewCar) -> Result<DemoCarId, Error> {
    let (store, staff) = {
        let actor = tx.actor()?;
        (actor.store, actor.id)
    };
    let id = DemoCarId::new();
    diesel::insert_into(demo_cars::table)
        .values((
            demo_cars::id.eq(id),
            demo_cars::store_id.eq(store),
            demo_cars::plate_sealed.eq(tx.vault().seal(PLATE, id.uuid(), new.plate.canonical())?),
            demo_cars::plate_bidx.eq(tx.vault().blind(Purpose::Plate, new.plate.canonical())),
            demo_cars::model.eq(&new.model),
            demo_cars::colour.eq(&new.colour),
            demo_cars::energy.eq(new.energy),
            demo_cars::mileage_km.eq(new.mileage.km()),
            demo_cars::insurance_until.eq(new.insurance_until),
            demo_cars::inspection_until.eq(new.inspection_until),
            demo_cars::created_by.eq(staff),
            demo_cars::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    tx.record("demo_cars.create", car_subject(id), &["plate", "model"])?;
    tx.notify(TOPIC, store)?;
    Ok(id)
}

/// Changes a demo car; tells how many drives are booked with it for when it can't be driven.
pub fn change_car(tx: &mut Tx<'_>, id: DemoCarId, new: &NewCar) -> Result<i64, Error> {
    let store = tx.actor()?.store;
    let vault = tx.vault().clone();
    let old = queries::car(tx.conn, &vault, store, id)?;
    match (new.mileage.not_below(old.mileage), &new.mileage_reason) {
        (Err(fault), None) => return Err(Error::field("mileage", fault)),
        (Err(_), Some(reason)) => tx.record_because("demo_cars.lower_mileage", car_subject(id), reason)?,
        (Ok(_), _) => {}
    }
    let own = demo_cars::table.find(id).filter(demo_cars::store_id.eq(store));
    let updated = diesel::update(own.filter(demo_cars::lock_version.eq(new.seen)))
        .set((
            demo_cars::plate_sealed.eq(vault.seal(PLATE, id.uuid(), new.plate.canonical())?),
            demo_cars::plate_bidx.eq(vault.blind(Purpose::Plate, new.plate.canonical())),
            demo_cars::model.eq(&new.model),
            demo_cars::colour.eq(&new.colour),
            demo_cars::energy.eq(new.energy),
            demo_cars::mileage_km.eq(new.mileage.km()),
            demo_cars::insurance_until.eq(new.insurance_until),
            demo_cars::inspection_until.eq(new.inspection_until),
            demo_cars::lock_version.eq(demo_cars::lock_version + 1),
        ))
        .execute(tx.conn)?;
    still_fresh(updated)?;
    let changed: Vec<&str> = [
        ("plate", old.plate.expose().as_str() != new.plate.canonical()),
        ("model", old.model != new.model),
        ("colour", old.colour != new.colour),
        ("energy", old.energy != new.energy),
        ("mileage", old.mileage != new.mileage),
        ("insurance_until", old.insurance_until != new.insurance_until),
        ("inspection_until", old.inspection_until != new.inspection_until),
    ]
    .into_iter()
    .filter_map(|(field, is_new)| is_new.then_some(field))
    .collect();
    tx.record("demo_cars.change", car_subject(id), &changed)?;
    tx.notify(TOPIC, store)?;
    without_it(tx, store, id)
}

/// How many drives are booked with a car for when it can't be driven.
fn without_it(tx: &mut Tx<'_>, store: StoreId, id: DemoCarId) -> Result<i64, Error> {
    let (vault, now) = (tx.vault().clone(), tx.now);
    let car = queries::car(tx.conn, &vault, store, id)?;
    queries::without_their_car(tx.conn, &car, now)
}

/// Takes a car out of service for a reason, or puts it back. What is booked stays booked: tells how many must be moved.
pub fn set_standing(tx: &mut Tx<'_>, id: DemoCarId, out_because: Option<&str>) -> Result<i64, Error> {
    let store = tx.actor()?.store;
    let updated = diesel::update(demo_cars::table.find(id).filter(demo_cars::store_id.eq(store)))
        .set((
            demo_cars::out_because.eq(out_because),
            demo_cars::out_since.eq(out_because.map(|_| tx.now)),
            demo_cars::lock_version.eq(demo_cars::lock_version + 1),
        ))
        .execute(tx.conn)?;
    if updated == 0 {
        return Err(Error::NotFound);
    }
    match out_because {
        Some(reason) => tx.record_because("demo_cars.take_out", car_subject(id), reason)?,
        None => tx.record("demo_cars.put_back", car_subject(id), &["state"])?,
    }
    tx.notify(TOPIC, store)?;
    without_it(tx, store, id)
}

/// Tells who had a plate between two instants; that somebody asked is kept.
pub fn search(tx: &mut Tx<'_>, plate: &Plate, span: (DateTime<Utc>, DateTime<Utc>)) -> Result<Holders, Error> {
    let actor = tx.actor()?.clone();
    let vault = tx.vault().clone();
    let had = queries::who_had(tx.conn, &vault, &actor, plate, span)?;
    match had.found.first() {
        Some(listed) => tx.record("demo_cars.registry", subject(listed.drive.id), &["plate"])?,
        None => tx.record_general("demo_cars.registry", &["plate"])?,
    }
    Ok(had)
}
