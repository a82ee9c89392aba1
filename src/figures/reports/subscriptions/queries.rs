//! Reads of subscriptions.

use diesel::PgConnection;
use diesel::prelude::*;

use super::model::{Listed, Row};
use super::rules::{State, Topic};
use crate::platform::error::Error;
use crate::schema::{report_subscriptions as subscriptions, staff};
use crate::staff::model::{Colleague, StaffRow};
use crate::staff::queries::colleagues;
use crate::values::ids::{ReportSubscriptionId, StaffId, StoreId};

/// More than these nobody keeps an eye on.
const MOST: i64 = 200;

/// Those of a store that were not stopped, by name.
pub fn list(conn: &mut PgConnection, store: StoreId) -> Result<Vec<Listed>, Error> {
    Ok(subscriptions::table
        .inner_join(staff::table.on(staff::id.eq(subscriptions::staff_id)))
        .filter(subscriptions::store_id.eq(store))
        .filter(subscriptions::state.ne(State::Stopped))
        .order((staff::name, subscriptions::created_at))
        .limit(MOST)
        .select(Listed::as_select())
        .load(conn)?)
}

/// One of the store.
pub fn one(conn: &mut PgConnection, store: StoreId, id: ReportSubscriptionId) -> Result<Row, Error> {
    Ok(subscriptions::table
        .find(id)
        .filter(subscriptions::store_id.eq(store))
        .select(Row::as_select())
        .first(conn)?)
}

/// Colleagues who may be sent any report.
pub fn readers(conn: &mut PgConnection, store: StoreId) -> Result<Vec<Colleague>, Error> {
    let may = |one: &Colleague| Topic::ALL.iter().any(|topic| topic.open_to(&one.roles()));
    Ok(colleagues(conn, store)?.into_iter().filter(may).collect())
}

/// A person of the store who can sign in.
pub fn person(conn: &mut PgConnection, store: StoreId, id: StaffId) -> Result<Option<StaffRow>, Error> {
    Ok(staff::table
        .find(id)
        .filter(staff::store_id.eq(store))
        .filter(staff::disabled_at.is_null())
        .select(StaffRow::as_select())
        .first(conn)
        .optional()?)
}
