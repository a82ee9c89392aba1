//! The demo cars of a store.

use diesel::PgConnection;
use diesel::prelude::*;

use crate::platform::error::Error;
use crate::platform::vault::Vault;
use crate::sales::test_drives::model::{Car, CarRow};
use crate::schema::demo_cars;
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

pub fn car(conn: &mut PgConnection, vault: &Vault, store: StoreId, id: DemoCarId) -> Result<Car, Error> {
    let row: CarRow = demo_cars::table
        .find(id)
        .filter(demo_cars::store_id.eq(store))
        .select(CarRow::as_select())
        .first(conn)?;
    Car::open(row, vault)
}
