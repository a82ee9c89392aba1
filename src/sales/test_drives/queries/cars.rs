//! The demo cars of a store.

use diesel::PgConnection;
use diesel::prelude::*;
use serde_json::Value;

use crate::platform::error::Error;
use crate::platform::settings::{Setting, of_value};
use crate::platform::vault::Vault;
use crate::sales::test_drives::model::{Car, CarRow};
use crate::sales::test_drives::settings::DriveSettings;
use crate::schema::{demo_cars, settings, stores};
use crate::staff::hours::Hours;
use crate::values::ids::{DemoCarId, StoreId};

/// The demo cars of a store, in the order they came.
pub fn cars(conn: &mut PgConnection, vault: &Vault, store: StoreId) -> Result<Vec<Car>, Error> {
    let rows: Vec<CarRow> = demo_cars::table
        .filter(demo_cars::store_id.eq(store))
        .order(demo_cars::id)
        .select(CarRow::as_select())
        .load(conn)?;
    rows.into_iter().map(|row| Car::open(row, vault)).collect()
}

/// As [`cars`], with when the store is open and the rules of test drives.
pub fn cars_and_rules(
    conn: &mut PgConnection,
    vault: &Vault,
    store: StoreId,
) -> Result<(Vec<Car>, Hours, DriveSettings), Error> {
    type Row = (Option<CarRow>, Option<Value>, Option<Value>);
    let hours = settings::table
        .filter(settings::store_id.eq(store))
        .filter(settings::key.eq(<Hours as Setting>::KEY))
        .select(settings::value)
        .single_value();
    let rules = settings::table
        .filter(settings::store_id.eq(store))
        .filter(settings::key.eq(<DriveSettings as Setting>::KEY))
        .select(settings::value)
        .single_value();
    let mut found: Vec<Row> = stores::table
        .left_join(demo_cars::table)
        .filter(stores::id.eq(store))
        .order(demo_cars::id)
        .select((Option::<CarRow>::as_select(), hours, rules))
        .load(conn)?;
    // Every row tells them.
    let (hours, rules) = found
        .first_mut()
        .map(|(_, hours, rules)| (hours.take(), rules.take()))
        .unwrap_or_default();
    let cars = found.into_iter().filter_map(|(car, ..)| car);
    Ok((
        cars.map(|row| Car::open(row, vault)).collect::<Result<_, _>>()?,
        of_value(hours)?,
        of_value(rules)?,
    ))
}

pub fn car(conn: &mut PgConnection, vault: &Vault, store: StoreId, id: DemoCarId) -> Result<Car, Error> {
    let row: CarRow = demo_cars::table
        .find(id)
        .filter(demo_cars::store_id.eq(store))
        .select(CarRow::as_select())
        .first(conn)?;
    Car::open(row, vault)
}
