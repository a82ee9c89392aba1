//! Service orders over HTTP.

mod bill;
mod life;
mod money;
mod prices;
mod seen;
mod technician;
mod told;
mod traces;
mod workshop;

use chrono::TimeDelta;
use diesel::prelude::*;
use uuid::Uuid;
use yingke::schema::{service_orders, visits};
use yingke::service::commands::{self, NewPrice, Opening};
use yingke::service::rules::{ItemKind, LabourKind};
use yingke::values::ids::{PriceItemId, ServiceOrderId, VisitId};
use yingke::values::money::Fen;

use crate::support::builders::VIN;
use crate::support::{Client, TestApp};

/// A service visitor who is being received by the advisor.
pub fn visit(app: &TestApp) -> VisitId {
    let customer = app.customer("顾明", "138 1234 5621");
    let vehicle = app.vehicle(customer, "沪A12345", VIN);
    visit_of(app, customer.uuid(), vehicle.uuid(), 1)
}

pub fn visit_of(app: &TestApp, customer: Uuid, vehicle: Uuid, ticket: i16) -> VisitId {
    let id = VisitId::new();
    let now = app.clock.now();
    diesel::insert_into(visits::table)
        .values((
            visits::id.eq(id),
            visits::store_id.eq(app.store()),
            visits::line.eq("service"),
            visits::ticket_on.eq(now.date_naive()),
            visits::ticket_no.eq(ticket),
            visits::state.eq("receiving"),
            visits::purpose.eq("service"),
            visits::customer_id.eq(customer),
            visits::vehicle_id.eq(vehicle),
            visits::advisor_id.eq(app.actor("advisor").id),
            visits::queued_at.eq(now),
            visits::token.eq(Uuid::now_v7().simple().to_string()),
            visits::arrived_at.eq(now),
            visits::received_at.eq(now),
        ))
        .execute(&mut app.database.owner())
        .unwrap();
    id
}

/// An order without items, promised in four hours.
pub fn order(app: &TestApp) -> ServiceOrderId {
    let visit = visit(app);
    let opening = Opening {
        wish: Some("刹车异响，顺便保养".into()),
        promised_at: Some(app.clock.now() + TimeDelta::hours(4)),
        ..Opening::default()
    };
    app.write("advisor", |tx| commands::open_for_visit(tx, visit, &opening))
        .unwrap()
}

/// An hour and a half of maintenance at the hourly rate of 160 yuan.
pub fn price(app: &TestApp) -> PriceItemId {
    let new = NewPrice {
        lock_version: 0,
        kind: ItemKind::Labour,
        labour_kind: Some(LabourKind::Maintenance),
        zh: "小保养".into(),
        en: "Minor service".into(),
        part_number: String::new(),
        unit: String::new(),
        hours: Some(150),
        price: None,
        extra: None,
    };
    app.write("service.manager", |tx| commands::add_price(tx, &new))
        .unwrap()
}

pub fn part(app: &TestApp) -> PriceItemId {
    let new = NewPrice {
        lock_version: 0,
        kind: ItemKind::Part,
        labour_kind: None,
        zh: "机油滤清器".into(),
        en: "Oil filter".into(),
        part_number: "OF-2204".into(),
        unit: "个".into(),
        hours: None,
        price: Some(Fen::new(8_500)),
        extra: None,
    };
    app.write("service.manager", |tx| commands::add_price(tx, &new))
        .unwrap()
}

pub fn path(id: ServiceOrderId, noun: &str) -> String {
    format!("/service-orders/{id}/{noun}")
}

/// Takes a step that must succeed.
pub fn step(client: &Client, path: &str, fields: &[(&str, &str)]) {
    let answer = client.post_form(path, fields);
    assert_eq!(answer.status, 303, "{path}: {}", answer.body);
}

pub fn add(client: &Client, id: ServiceOrderId, entry: PriceItemId) {
    let entry = entry.to_string();
    let fields = [("price_item_id", entry.as_str()), ("payer", "customer")];
    step(client, &path(id, "items"), &fields);
}

/// Posts a step whose form holds an amount that was seen.
pub fn seen(client: &Client, id: ServiceOrderId, noun: &str, fields: &[(&str, &str)]) {
    let there = path(id, noun);
    let amount = client.get(&there).value("seen");
    let mut all = fields.to_vec();
    all.push(("seen", &amount));
    step(client, &there, &all);
}

/// Puts a job on it that is on no list, offered and agreed to.
pub fn agreed_freely(client: &Client, id: ServiceOrderId) {
    let fields = [
        ("kind", "labour"),
        ("name", "检查异响"),
        ("price", "120"),
        ("payer", "customer"),
    ];
    step(client, &path(id, "items"), &fields);
    step(client, &path(id, "offer"), &[]);
    seen(client, id, "consent", &[("how", "wechat")]);
}

/// The customer says on the phone that they want what was found.
pub fn accepted(client: &Client, id: ServiceOrderId, finding: &str, more: &[(&str, &str)]) {
    let mut all = vec![("finding_id", finding), ("answer", "accepted"), ("how", "phone")];
    all.extend_from_slice(more);
    step(client, &path(id, "answers"), &all);
}

pub fn state(app: &TestApp, id: ServiceOrderId) -> String {
    service_orders::table
        .find(id)
        .select(service_orders::state)
        .first(&mut app.database.owner())
        .unwrap()
}

pub fn visit_state(app: &TestApp, id: ServiceOrderId) -> String {
    service_orders::table
        .inner_join(visits::table)
        .filter(service_orders::id.eq(id))
        .select(visits::state)
        .first(&mut app.database.owner())
        .unwrap()
}

/// With a job and a part, agreed to on paper, given to the technician.
pub fn agreed(app: &TestApp, advisor: &Client) -> ServiceOrderId {
    let id = order(app);
    add(advisor, id, price(app));
    add(advisor, id, part(app));
    step(advisor, &path(id, "offer"), &[]);
    seen(advisor, id, "consent", &[("how", "paper")]);
    let technician = app.actor("technician").id.to_string();
    step(advisor, &path(id, "technician"), &[("technician_id", &technician)]);
    id
}

pub fn repair(id: ServiceOrderId, noun: &str) -> String {
    format!("/repairs/{id}/{noun}")
}

pub const PASSED: [(&str, &str); 8] = [
    ("points", "items_done"),
    ("points", "torque"),
    ("points", "leaks"),
    ("points", "lights"),
    ("points", "road_test"),
    ("points", "clean"),
    ("points", "old_parts"),
    ("decision", "pass"),
];

/// Done and checked: to be settled.
pub fn ready(app: &TestApp, advisor: &Client) -> ServiceOrderId {
    let id = agreed(app, advisor);
    let technician = app.sign_in("technician");
    step(&technician, &repair(id, "work"), &[]);
    step(&technician, &repair(id, "completion"), &[]);
    step(advisor, &path(id, "quality-check"), &PASSED);
    id
}
