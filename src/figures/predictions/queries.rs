//! Reads of predictions.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Double, Nullable, Timestamptz, Uuid as SqlUuid};
use diesel::{PgConnection, sql_query};

use super::model::{Behind, Car, Card, CardRow, Chance, ExampleRow, ReadingRow};
use super::rules::learn::Example;
use super::rules::service::{self, Least, Reading};
use crate::access::Scope;
use crate::figures::groups::queries::whose;
use crate::platform::db::page::Slice;
use crate::platform::error::Error;
use crate::platform::vault::Vault;
use crate::values::ids::{CustomerId, StoreId, VehicleId};
use crate::vehicles;

/// At most so many customers are learned from, drawn by lot: more would hardly change a weight.
const LEARNED_FROM: i64 = 200_000;

pub(super) const FEATURES: &str = include_str!("features.sql");

/// What is learned from: customers as they were on a day, and whether they bought in the twelve months from it on. In an order
/// that has nothing to do with them, and is the same each time.
pub(super) fn examples(conn: &mut PgConnection, store: StoreId, as_of: NaiveDate) -> Result<Vec<Example>, Error> {
    let rows: Vec<ExampleRow> = sql_query(format!(
        "WITH RECURSIVE {FEATURES} SELECT x, bought FROM featured \
         ORDER BY hashtextextended(customer_id::text, 11), customer_id LIMIT $3"
    ))
    .bind::<SqlUuid, _>(store)
    .bind::<Date, _>(as_of)
    .bind::<BigInt, _>(LEARNED_FROM)
    .load(conn)?;
    Ok(rows.into_iter().map(Example::from).collect())
}

/// The newest model of a store.
pub fn card(conn: &mut PgConnection, store: StoreId) -> Result<Option<Card>, Error> {
    let row: Option<CardRow> = sql_query(
        "SELECT id, trained_at, as_of, state, customers, positives, held_out, held_out_positives, auc, intercept, weights \
         FROM purchase_models WHERE store_id = $1 ORDER BY trained_at DESC, id DESC LIMIT 1",
    )
    .bind::<SqlUuid, _>(store)
    .get_result(conn)
    .optional()?;
    row.map(CardRow::open).transpose()
}

/// Stores whose last lesson is older than this, or that had none.
pub(super) fn due(conn: &mut PgConnection) -> Result<Vec<(StoreId, Option<DateTime<Utc>>)>, Error> {
    let rows: Vec<Last> = sql_query(
        "SELECT s.id AS store_id, max(m.trained_at) AS at FROM stores s LEFT JOIN purchase_models m ON m.store_id = s.id \
         GROUP BY s.id ORDER BY 2 NULLS FIRST, 1",
    )
    .load(conn)?;
    Ok(rows.into_iter().map(|row| (row.store_id, row.at)).collect())
}

#[derive(QueryableByName)]
struct Last {
    #[diesel(sql_type = SqlUuid)]
    store_id: StoreId,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    at: Option<DateTime<Utc>>,
}

const CHANCES: &str = "SELECT g.customer_id, g.chance, g.features, g.scored_on FROM purchase_chances g";

/// A page of the customers within scope, the likeliest buyers first.
pub fn list(
    conn: &mut PgConnection,
    scope: Scope,
    now: DateTime<Utc>,
    store: StoreId,
    behind: Option<Behind>,
    limit: usize,
) -> Result<Slice<Chance>, Error> {
    let (narrow, staff) = whose(scope);
    let after = if behind.is_some() {
        " AND (g.chance, g.customer_id) < ($4, $5)"
    } else {
        ""
    };
    let sql = format!(
        "{CHANCES} WHERE g.store_id = $1{narrow}{after} ORDER BY g.chance DESC, g.customer_id DESC LIMIT {}",
        limit + 1
    );
    let rows: Vec<Chance> = sql_query(sql)
        .bind::<SqlUuid, _>(store)
        .bind::<Nullable<SqlUuid>, _>(staff)
        .bind::<Timestamptz, _>(now)
        .bind::<Double, _>(behind.map(|key| key.chance).unwrap_or_default())
        .bind::<SqlUuid, _>(behind.map_or_else(uuid::Uuid::nil, |key| key.customer.uuid()))
        .load(conn)?;
    Ok(Slice::cut(rows, limit, |row| {
        Behind {
            chance: row.chance,
            customer: row.customer_id,
        }
        .to_string()
    }))
}

/// What is foretold of one customer; no scope: the caller has looked.
pub fn chance(conn: &mut PgConnection, customer: CustomerId) -> Result<Option<Chance>, Error> {
    Ok(sql_query(format!("{CHANCES} WHERE g.customer_id = $1"))
        .bind::<SqlUuid, _>(customer)
        .get_result(conn)
        .optional()?)
}

/// Every mileage that was read of these cars: at check-in, at services from before the portal, at the hand-over, and the last
/// one on record.
fn readings(conn: &mut PgConnection, cars: &[VehicleId]) -> Result<HashMap<VehicleId, Vec<Reading>>, Error> {
    let rows: Vec<ReadingRow> = sql_query(
        "SELECT vehicle_id, (at AT TIME ZONE 'Asia/Shanghai')::date AS day, km FROM ( \
             SELECT vehicle_id, created_at AS at, mileage_km AS km FROM service_orders \
             WHERE vehicle_id = ANY($1) AND mileage_km IS NOT NULL AND state <> 'cancelled' \
             UNION ALL SELECT vehicle_id, at, mileage_km FROM past_services WHERE vehicle_id = ANY($1) AND mileage_km IS NOT NULL \
             UNION ALL SELECT vehicle_id, handed_over_at, mileage_km FROM deliveries \
             WHERE vehicle_id = ANY($1) AND mileage_km IS NOT NULL AND handed_over_at IS NOT NULL \
             UNION ALL SELECT id, mileage_at, mileage_km FROM vehicles \
             WHERE id = ANY($1) AND mileage_km IS NOT NULL AND mileage_at IS NOT NULL) r",
    )
    .bind::<Array<SqlUuid>, _>(cars)
    .load(conn)?;
    let mut found: HashMap<VehicleId, Vec<Reading>> = HashMap::new();
    for row in rows {
        found.entry(row.vehicle_id).or_default().push(row.reading());
    }
    Ok(found)
}

/// When the cars that a customer has now are due; no scope: the caller has looked.
pub fn cars(conn: &mut PgConnection, vault: &Vault, customer: CustomerId, least: Least) -> Result<Vec<Car>, Error> {
    let owned = vehicles::queries::of_customer(conn, vault, customer)?;
    let mut cars: Vec<_> = owned
        .into_iter()
        .filter(|(owned, _)| owned.until.is_none())
        .map(|(_, car)| car)
        .collect();
    cars.dedup_by_key(|car| car.id);
    let ids: Vec<VehicleId> = cars.iter().map(|car| car.id).collect();
    let mut readings = if ids.is_empty() {
        HashMap::new()
    } else {
        readings(conn, &ids)?
    };
    Ok(cars
        .into_iter()
        .map(|car| {
            let known = service::usable(readings.remove(&car.id).unwrap_or_default());
            let next_km = car.next_service.map(|km| km.km());
            Car {
                id: car.id,
                title: car.title(),
                plate: car.plate_shown(),
                new_energy: car.is_new_energy_plate(),
                next_on: car.next_service_on,
                next_km,
                told: next_km.map(|target| service::due(&known, target, least)),
            }
        })
        .collect())
}
