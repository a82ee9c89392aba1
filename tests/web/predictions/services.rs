//! The next service by mileage, on the customer's page.

use chrono::TimeDelta;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;
use yingke::values::ids::{CustomerId, VehicleId};

use crate::support::{Page, TestApp};

/// A mileage that was read so many days ago.
fn read(app: &TestApp, customer: CustomerId, car: VehicleId, days: i64, km: i32) {
    sql_query(
        "INSERT INTO past_services (id, store_id, number, vehicle_id, customer_id, at, mileage_km, total_fen, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, 50000, $6)",
    )
    .bind::<SqlUuid, _>(Uuid::now_v7())
    .bind::<SqlUuid, _>(app.store())
    .bind::<Text, _>(Uuid::now_v7().simple().to_string())
    .bind::<SqlUuid, _>(car)
    .bind::<SqlUuid, _>(customer)
    .bind::<Timestamptz, _>(app.clock.now() - TimeDelta::days(days))
    .bind::<Integer, _>(km)
    .execute(&mut app.database.owner())
    .unwrap();
}

fn due_at(app: &TestApp, car: VehicleId, km: Option<i32>) {
    sql_query("UPDATE vehicles SET next_service_km = $2 WHERE id = $1")
        .bind::<SqlUuid, _>(car)
        .bind::<Nullable<Integer>, _>(km)
        .execute(&mut app.database.owner())
        .unwrap();
}

fn told(app: &TestApp, customer: CustomerId) -> Page {
    let page = app
        .sign_in("care")
        .get_region(&format!("/predictions/of/{customer}"), "foretold");
    assert_eq!(page.status, 200);
    page
}

/// By hand: 9,000 km in 300 days are 30 a day; 3,000 are left, 100 days from the last reading ten days ago. The spread makes it
/// 72.59 days more or less (see `rules::service`).
#[test]
fn the_next_service_is_told_with_its_interval_and_what_it_rests_on() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", "13812345621");
    let car = app.vehicle(customer, "沪A7K32D", "");
    for (days, km) in [(310, 0), (210, 3_000), (110, 7_000), (10, 9_000)] {
        read(&app, customer, car, days, km);
    }
    due_at(&app, car, Some(12_000));
    let page = told(&app, customer);
    let due = page.text("[data-due]");
    assert!(due.contains("2027-02-20"), "{due}");
    assert!(due.contains("2026-12-09 – 2027-05-04"), "{due}");
    assert!(due.contains("日均 30 公里，依据 4 次里程、跨 300 天"), "{due}");
    assert!(page.text("[data-car]").contains("沪A·7K32D") || page.text("[data-car]").contains("7K32D"));
}

#[test]
fn nothing_is_told_of_too_few_readings_or_without_a_mileage_to_reach() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", "13812345621");
    let car = app.vehicle(customer, "", "");
    for (days, km) in [(310, 0), (10, 9_000)] {
        read(&app, customer, car, days, km);
    }
    let page = told(&app, customer);
    assert!(!page.has("[data-due]"));
    assert_eq!(page.text("[data-unknown]"), "没有登记下次保养里程");
    due_at(&app, car, Some(12_000));
    let page = told(&app, customer);
    assert!(!page.has("[data-due]"));
    assert_eq!(page.text("[data-unknown]"), "里程记录只有 2 次，至少需要 4 次");
}

#[test]
fn only_who_sees_the_customer_is_told() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", "13812345621");
    let path = format!("/predictions/of/{customer}");
    assert_eq!(app.sign_in("consultant").get(&path).status, 404);
    assert_eq!(app.sign_in("marketing").get(&path).status, 403);
    assert!(
        app.sign_in("care").get(&path).has("h1"),
        "without a script it is a page"
    );
    let page = app.sign_in("care").get(&format!("/customers/{customer}"));
    assert!(page.has(&format!("#foretold[hx-get='{path}']")));
}
