//! Writes of services from before the portal, and of what follows for a car from its last service.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Date, Integer, Nullable, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;

use super::model::Prepared;
use super::queries::{self, Intervals};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::settings;
use crate::schema::past_services;
use crate::service::after_care::settings::AfterCareSettings;
use crate::service::rules::next_service;
use crate::values::ids::{ImportId, PastServiceId, StoreId, VehicleId};
use crate::values::mileage::Km;
use crate::vehicles::model::subject;

/// Rows of one statement.
const CHUNK: usize = 1_000;

/// Adds services from before the portal, with an audit entry for each car. A number that the store knows already is
/// [`Error::Constraint`] `past_services_number`.
pub fn add_many(tx: &mut Tx<'_>, store: StoreId, services: Vec<Prepared>) -> Result<(), Error> {
    let mut cars: Vec<VehicleId> = services.iter().map(Prepared::vehicle).collect();
    cars.sort_unstable();
    cars.dedup();
    write_many(tx, services)?;
    follow(tx, store, &cars)?;
    let entries: Vec<_> = cars
        .into_iter()
        .map(|car| (subject(car), vec!["past_services"]))
        .collect();
    tx.record_many("service.add_past", &entries)?;
    tx.notify("customers", store)
}

/// Writes the rows alone: for seeds, which nobody did.
pub fn write_many(tx: &mut Tx<'_>, services: Vec<Prepared>) -> Result<(), Error> {
    for chunk in services.chunks(CHUNK) {
        diesel::insert_into(past_services::table)
            .values(chunk)
            .execute(tx.conn)?;
    }
    Ok(())
}

/// Takes services out again that an import brought.
pub fn remove_many(tx: &mut Tx<'_>, store: StoreId, ids: &[PastServiceId]) -> Result<(), Error> {
    let mut cars: Vec<VehicleId> = diesel::delete(past_services::table.filter(past_services::id.eq_any(ids)))
        .returning(past_services::vehicle_id)
        .get_results(tx.conn)?;
    cars.sort_unstable();
    cars.dedup();
    follow(tx, store, &cars)?;
    let entries: Vec<_> = cars
        .into_iter()
        .map(|car| (subject(car), vec!["past_services"]))
        .collect();
    tx.record_many("service.remove_past", &entries)
}

/// What follows for cars from their last maintenance, whoever knows of it: when they are due next. A car without any is
/// due at no time; a repair moves nothing.
pub fn follow(tx: &mut Tx<'_>, store: StoreId, cars: &[VehicleId]) -> Result<(), Error> {
    if cars.is_empty() {
        return Ok(());
    }
    let intervals = Intervals::load(tx.conn, store)?;
    let words = settings::load::<AfterCareSettings>(tx.conn, store)?
        .value
        .maintenance_words;
    let last = queries::last_services(tx.conn, cars, &words)?;
    let built = queries::builds(tx.conn, cars)?;
    let (mut ids, mut days, mut kms): (Vec<Uuid>, Vec<Option<NaiveDate>>, Vec<Option<i32>>) = Default::default();
    for car in cars {
        let due = last.get(car).and_then(|service| {
            let interval = intervals.of(built.get(car)?);
            Some(next_service(times::day_of(service.at), service.km, interval))
        });
        ids.push(car.uuid());
        days.push(due.map(|due| due.on));
        kms.push(due.and_then(|due| due.km).map(Km::km));
    }
    diesel::sql_query(
        "UPDATE vehicles SET next_service_on = new.day, next_service_km = new.km \
         FROM unnest($1, $2, $3) AS new (id, day, km) WHERE vehicles.id = new.id \
         AND (next_service_on, next_service_km) IS DISTINCT FROM (new.day, new.km)",
    )
    .bind::<Array<SqlUuid>, _>(ids)
    .bind::<Array<Nullable<Date>>, _>(days)
    .bind::<Array<Nullable<Integer>>, _>(kms)
    .execute(tx.conn)?;
    Ok(())
}

/// Moves mileages up to the readings of services that an import brought, and keeps what they were before. A reading that
/// somebody took after the service stays; one from the customer list is of no known day, so that the larger one counts.
pub fn read_mileages(
    tx: &mut Tx<'_>,
    import: ImportId,
    readings: &HashMap<VehicleId, (DateTime<Utc>, Km)>,
) -> Result<(), Error> {
    let (mut ids, mut ats, mut kms): (Vec<Uuid>, Vec<DateTime<Utc>>, Vec<i32>) = Default::default();
    for (car, (at, km)) in readings {
        ids.push(car.uuid());
        ats.push(*at);
        kms.push(km.km());
    }
    diesel::sql_query(
        "WITH new AS (SELECT v.id, v.mileage_km AS old_km, v.mileage_at AS old_at, n.at, n.km \
           FROM unnest($1, $2, $3) AS n (id, at, km) JOIN vehicles AS v ON v.id = n.id \
           WHERE v.mileage_km IS NULL OR v.mileage_at IS NULL OR v.mileage_at < n.at \
             OR (v.import_id IS NOT NULL AND v.lock_version = 0 AND v.mileage_km < n.km)), \
         kept AS (INSERT INTO past_service_readings (import_id, vehicle_id, before_km, before_at, set_km, set_at) \
           SELECT $4, id, old_km, old_at, km, at FROM new \
           ON CONFLICT (import_id, vehicle_id) DO UPDATE SET set_km = excluded.set_km, set_at = excluded.set_at) \
         UPDATE vehicles SET mileage_km = new.km, mileage_at = new.at FROM new WHERE vehicles.id = new.id",
    )
    .bind::<Array<SqlUuid>, _>(ids)
    .bind::<Array<Timestamptz>, _>(ats)
    .bind::<Array<Integer>, _>(kms)
    .bind::<SqlUuid, _>(import)
    .execute(tx.conn)?;
    Ok(())
}

/// Gives cars the mileage back that they had before an import, unless somebody read it since.
pub fn forget_mileages(tx: &mut Tx<'_>, import: ImportId) -> Result<(), Error> {
    diesel::sql_query(
        "UPDATE vehicles AS v SET mileage_km = r.before_km, mileage_at = r.before_at FROM past_service_readings AS r \
         WHERE r.import_id = $1 AND v.id = r.vehicle_id AND v.mileage_km = r.set_km AND v.mileage_at = r.set_at",
    )
    .bind::<SqlUuid, _>(import)
    .execute(tx.conn)?;
    diesel::sql_query("DELETE FROM past_service_readings WHERE import_id = $1")
        .bind::<SqlUuid, _>(import)
        .execute(tx.conn)?;
    Ok(())
}
