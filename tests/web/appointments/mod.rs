//! Appointments over HTTP.

mod arriving;
mod asking;
mod booking;
mod plans;
mod timed;
mod waits;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use yingke::platform::error::Error;
use yingke::platform::i18n::times;
use yingke::values::ids::{AppointmentId, CustomerId, StaffId};
use yingke::visits::appointments::commands;
use yingke::visits::appointments::model::NewAppointment;
use yingke::visits::rules::Purpose;

use crate::support::{Page, TestApp};

/// Wednesday.
pub const DAY: &str = "2026-11-25";

/// A time in the store.
pub fn at(text: &str) -> DateTime<Utc> {
    times::instant(NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap()).unwrap()
}

pub fn wanted(app: &TestApp, customer: CustomerId, time: &str, advisor: Option<StaffId>) -> NewAppointment {
    NewAppointment {
        store: app.store(),
        customer,
        vehicle: None,
        purpose: Purpose::Service,
        starts_at: at(time),
        advisor,
        wish: None,
    }
}

pub fn try_book(app: &TestApp, customer: CustomerId, time: &str) -> Result<AppointmentId, Error> {
    let new = wanted(app, customer, time, None);
    app.write("care", |tx| commands::book(tx, &new))
}

pub fn book(app: &TestApp, customer: CustomerId, time: &str) -> AppointmentId {
    try_book(app, customer, time).unwrap()
}

pub fn state(app: &TestApp, id: AppointmentId) -> String {
    use yingke::schema::appointments;
    appointments::table
        .find(id)
        .select(appointments::state)
        .first(&mut app.database.owner())
        .unwrap()
}

pub fn count(app: &TestApp) -> i64 {
    yingke::schema::appointments::table
        .count()
        .get_result(&mut app.database.owner())
        .unwrap()
}

/// The open tasks of a kind.
pub fn tasks(app: &TestApp, kind: &str) -> i64 {
    use yingke::schema::tasks;
    tasks::table
        .filter(tasks::kind.eq(kind))
        .filter(tasks::done_at.is_null())
        .filter(tasks::cancelled_at.is_null())
        .count()
        .get_result(&mut app.database.owner())
        .unwrap()
}

/// Different customers, by number.
pub fn somebody(app: &TestApp, number: u32) -> CustomerId {
    app.customer(&format!("客人{number}"), &format!("139000{number:05}"))
}

/// The next free times that a refusal offers.
pub fn offered(page: &Page) -> Vec<String> {
    page.attributes("[data-next-free] button[name=instead]", "value")
}
