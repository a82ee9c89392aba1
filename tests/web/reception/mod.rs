//! The reception desk over HTTP.

mod boards;
mod duty;
mod figures;
mod looking;
mod night;
mod paper;
mod purpose;
mod queue;
mod races;
mod registering;
mod rotation;
mod scope;

use diesel::prelude::*;
use yingke::customers::rules::Tier;
use yingke::schema::visits;
use yingke::values::ids::{CustomerId, StaffId, VehicleId, VisitId};
use yingke::visits::commands;
use yingke::visits::model::{NewArrival, Receiver, Visit, Who};
use yingke::visits::rules::Purpose;

use crate::support::builders::VIN;
use crate::support::{Client, Page, TestApp};

pub const PHONE: &str = "13812345621";

/// Somebody with a car, looked after by nobody.
pub fn known(app: &TestApp) -> (CustomerId, VehicleId) {
    let customer = app.customer("顾明", PHONE);
    (customer, app.vehicle(customer, "沪A7K32D", VIN))
}

/// How the desk names them.
pub fn who((customer, vehicle): (CustomerId, VehicleId)) -> String {
    format!("{customer}:{vehicle}")
}

/// Somebody of a tier.
pub fn member(app: &TestApp, name: &str, phone: &str, tier: Tier) -> CustomerId {
    app.customer_with(name, phone, |new| new.tier = tier)
}

/// Somebody comes through the door.
pub fn arrive(app: &TestApp, new: NewArrival) -> Visit {
    app.write("service.manager", |tx| commands::arrive(tx, new)).unwrap()
}

/// A known customer without a car comes through the door.
pub fn walk_in(app: &TestApp, customer: CustomerId, purpose: Purpose) -> Visit {
    let who = Who::Known {
        customer,
        vehicle: None,
    };
    arrive(app, NewArrival::new(app.store(), purpose, who))
}

/// Somebody without a record comes through the door.
pub fn guest(app: &TestApp, purpose: Purpose) -> Visit {
    arrive(app, NewArrival::new(app.store(), purpose, Who::Guest(None)))
}

/// The same, to be received by one of the cast.
pub fn guest_of(app: &TestApp, username: &str, purpose: Purpose) -> Visit {
    let new = NewArrival::new(app.store(), purpose, Who::Guest(None));
    let receiver = Receiver::Person(app.actor(username).id);
    arrive(app, NewArrival { receiver, ..new })
}

pub fn path(id: VisitId, noun: &str) -> String {
    format!("/visits/{id}/{noun}")
}

/// Numbers in the queue, in its order.
pub fn queue(client: &Client) -> Vec<String> {
    client.get("/reception").texts(".desk-queue .desk-no")
}

/// What the desk said of the last step.
pub fn said(page: &Page) -> String {
    page.text("#toasts .toast > span")
}

pub fn now(app: &TestApp, id: VisitId) -> Visit {
    visits::table
        .find(id)
        .select(Visit::as_select())
        .first(&mut app.database.owner())
        .unwrap()
}

pub fn state(app: &TestApp, id: VisitId) -> &'static str {
    now(app, id).state.code()
}

pub fn advisor(app: &TestApp, id: VisitId) -> Option<StaffId> {
    now(app, id).advisor_id
}

pub fn count(app: &TestApp) -> i64 {
    visits::table.count().get_result(&mut app.database.owner()).unwrap()
}
