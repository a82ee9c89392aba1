//! Groups of customers: counting, the grid and its lists, thresholds, marks, calls.

mod count;
mod marks;
mod pages;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Date, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;
use yingke::figures::groups::commands;
use yingke::figures::groups::model::{Counted, Grouped};
use yingke::figures::groups::queries;
use yingke::figures::groups::rules::{RfmGroup, Stage};
use yingke::values::ids::{CustomerId, VehicleId};

use crate::support::{Client, Page, TestApp};

/// A service from before the portal, so many days ago.
pub fn serve(app: &TestApp, customer: CustomerId, car: VehicleId, days: i64, yuan: i64) {
    let at: DateTime<Utc> = app.clock.now() - TimeDelta::days(days);
    sql_query(
        "INSERT INTO past_services (id, store_id, number, vehicle_id, customer_id, at, total_fen, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $6)",
    )
    .bind::<SqlUuid, _>(Uuid::now_v7())
    .bind::<SqlUuid, _>(app.store())
    .bind::<Text, _>(format!("P{}", Uuid::now_v7().simple()))
    .bind::<SqlUuid, _>(car)
    .bind::<SqlUuid, _>(customer)
    .bind::<Timestamptz, _>(at)
    .bind::<BigInt, _>(yuan * 100)
    .execute(&mut app.database.owner())
    .unwrap();
}

/// Somebody with a car and services: (days ago, yuan) each.
pub fn owner(app: &TestApp, name: &str, phone: &str, services: &[(i64, i64)]) -> CustomerId {
    let customer = app.customer(name, phone);
    let car = app.vehicle(customer, "", "");
    for (days, yuan) in services {
        serve(app, customer, car, *days, *yuan);
    }
    customer
}

pub fn scenario(app: &TestApp, customer: CustomerId, code: &str) {
    sql_query("UPDATE customers SET usage_scenario = $2 WHERE id = $1")
        .bind::<SqlUuid, _>(customer)
        .bind::<Text, _>(code)
        .execute(&mut app.database.owner())
        .unwrap();
}

pub fn count(app: &TestApp) -> Counted {
    let store = app.store();
    app.db.system_write_now(|tx| commands::count(tx, store)).unwrap()
}

pub fn stands(app: &TestApp, customer: CustomerId) -> Grouped {
    queries::of(&mut app.database.owner(), customer).unwrap().0.unwrap()
}

pub fn group(app: &TestApp, customer: CustomerId) -> Option<RfmGroup> {
    stands(app, customer).rfm_group
}

pub fn stage(app: &TestApp, customer: CustomerId) -> Stage {
    stands(app, customer).stage
}

/// The names on a list.
pub fn names(page: &Page) -> Vec<String> {
    page.texts("tbody a.go")
}

/// 顾明 spends much and often, 李娜 bought lately for the first time, 林可 is dormant, 周一 is lost, 何静 is none of these, and 孙和
/// never bought.
pub fn six(app: &TestApp) -> [CustomerId; 6] {
    let often: Vec<(i64, i64)> = (0..6).map(|nth| (30 + nth * 60, 50_000)).collect();
    let all = [
        owner(app, "顾明", "13812345621", &often),
        owner(app, "李娜", "13712348812", &[(20, 30_000)]),
        owner(app, "林可", "13917264830", &[(800, 4_000), (900, 9_000)]),
        owner(app, "周一", "13612348811", &[(1_200, 2_000)]),
        owner(app, "何静", "13512348813", &[(200, 800), (300, 600)]),
        app.customer("孙和", "13412348814"),
    ];
    scenario(app, all[0], "business");
    scenario(app, all[1], "family");
    scenario(app, all[2], "family");
    all
}

#[derive(QueryableByName)]
struct Moved {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    was: String,
    #[diesel(sql_type = Text)]
    became: String,
    #[diesel(sql_type = Date)]
    moved_on: chrono::NaiveDate,
}

/// The moves of a customer: `group promising → dormant 2026-11-22`.
fn moves(app: &TestApp, customer: CustomerId) -> Vec<String> {
    let rows: Vec<Moved> = sql_query(
        "SELECT kind, was, became, moved_on FROM group_moves WHERE customer_id = $1 ORDER BY kind, moved_on, id",
    )
    .bind::<SqlUuid, _>(customer)
    .load(&mut app.database.owner())
    .unwrap();
    rows.into_iter()
        .map(|row| format!("{} {} → {} {}", row.kind, row.was, row.became, row.moved_on))
        .collect()
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = Nullable<BigInt>)]
    n: Option<i64>,
}

fn number(app: &TestApp, sql: &str) -> i64 {
    let found: Number = sql_query(sql).get_result(&mut app.database.owner()).unwrap();
    found.n.unwrap_or_default()
}

/// Buys a car that was handed over so many days ago.
fn buy(app: &TestApp, customer: CustomerId, days: i64, yuan: i64) {
    let mut conn = app.database.owner();
    let (opportunity, at) = (Uuid::now_v7(), app.clock.now() - TimeDelta::days(days));
    let tail = opportunity.simple().to_string();
    sql_query(
        "INSERT INTO opportunities (id, store_id, number, customer_id, stage, nurture_from, created_at, closed_at) \
         VALUES ($1, $2, $3, $4, 'delivered', $5, $5, $5)",
    )
    .bind::<SqlUuid, _>(opportunity)
    .bind::<SqlUuid, _>(app.store())
    .bind::<Text, _>(format!("O{tail}"))
    .bind::<SqlUuid, _>(customer)
    .bind::<Timestamptz, _>(at)
    .execute(&mut conn)
    .unwrap();
    sql_query(
        "INSERT INTO sales_orders (id, store_id, number, opportunity_id, customer_id, model, state, method, car_price_fen, \
         total_fen, signed_on, first_promised_on, promised_on, delivered_at, created_at) \
         VALUES ($1, $2, $3, $4, $5, 'X7', 'delivered', 'full', $6, $6, $7, $7, $7, $8, $8)",
    )
    .bind::<SqlUuid, _>(Uuid::now_v7())
    .bind::<SqlUuid, _>(app.store())
    .bind::<Text, _>(format!("S{tail}"))
    .bind::<SqlUuid, _>(opportunity)
    .bind::<SqlUuid, _>(customer)
    .bind::<BigInt, _>(yuan * 100)
    .bind::<Date, _>(yingke::platform::i18n::times::day_of(at))
    .bind::<Timestamptz, _>(at)
    .execute(&mut conn)
    .unwrap();
}

/// An arrival at the store.
fn visit(app: &TestApp, customer: CustomerId, days: i64, ticket: i32) {
    sql_query(
        "INSERT INTO visits (id, store_id, line, ticket_on, ticket_no, state, customer_id, purpose, queued_at, token, \
         arrived_at, left_at) VALUES ($1, $2, 'sales', $3, $4::smallint, 'left', $5, 'showroom', $6, $7, $6, $6)",
    )
    .bind::<SqlUuid, _>(Uuid::now_v7())
    .bind::<SqlUuid, _>(app.store())
    .bind::<Date, _>(yingke::platform::i18n::times::day_of(
        app.clock.now() - TimeDelta::days(days),
    ))
    .bind::<Integer, _>(ticket)
    .bind::<SqlUuid, _>(customer)
    .bind::<Timestamptz, _>(app.clock.now() - TimeDelta::days(days))
    .bind::<Text, _>(Uuid::now_v7().simple().to_string())
    .execute(&mut app.database.owner())
    .unwrap();
}

fn manager(app: &TestApp) -> Client {
    app.sign_in("crm.manager")
}
