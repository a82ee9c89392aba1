//! What loads or refreshes by itself: the day, the funnel, complaints, cars that came back, groups.

use chrono::TimeDelta;
use diesel::prelude::*;
use diesel::sql_types::{Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;
use yingke::complaints::rules::Severity;

use super::{PAGE, complaint, numbers, promised, rows};
use crate::support::builders::VIN;
use crate::support::{Page, TestApp};
use crate::web::sales::overview::evening;

const LISTS: [&str; 4] = ["/leads?", "/complaints?", "/service-orders?", "/deliveries?"];

fn is_a_piece(page: &Page) {
    assert_eq!(page.status, 200);
    assert!(!page.body.contains("<!doctype"), "no page around it");
}

#[test]
fn the_day_counts_what_its_lists_hold() {
    let app = evening();
    complaint(&app, Severity::Normal);
    promised(&app);
    app.advance(TimeDelta::hours(1));
    let manager = app.sign_in("manager");
    let today = manager.get(&format!("{PAGE}/today"));
    is_a_piece(&today);
    let found = numbers(&today, ".kpi", ".kpi .v");
    let lists: Vec<_> = found
        .iter()
        .filter(|(href, _)| LISTS.iter().any(|list| href.starts_with(list)))
        .collect();
    assert_eq!(lists.len(), 8);
    for (href, n) in &lists {
        assert_eq!(rows(&manager, href), *n, "{href}");
    }
    assert!(
        found
            .iter()
            .any(|(href, n)| href.starts_with("/leads?view=all&from") && *n == 6)
    );
    let page = manager.get(PAGE);
    assert_eq!(page.texts("#today .kpi .v"), today.texts(".kpi .v"));
    assert_eq!(page.attributes("#today", "hx-get"), ["/dashboard/today"]);
}

#[test]
fn deliveries_of_one_day() {
    let app = evening();
    planned(&app, app.clock.now() + TimeDelta::minutes(30));
    let manager = app.sign_in("manager");
    assert_eq!(rows(&manager, "/deliveries?view=planned&on=2026-11-22"), 1);
    assert_eq!(rows(&manager, "/deliveries?view=planned&on=2026-11-23"), 0);
    assert_eq!(rows(&manager, "/deliveries?view=done&on=2026-11-22"), 0);
    assert_eq!(rows(&manager, "/deliveries?on=nonsense"), 1);
    let today = manager.get(&format!("{PAGE}/today"));
    let found = numbers(&today, ".kpi", ".kpi .v");
    assert!(found.contains(&("/deliveries?view=planned&on=2026-11-22".to_owned(), 1)));
}

/// The hand-over of the only order.
fn planned(app: &TestApp, at: chrono::DateTime<chrono::Utc>) {
    diesel::sql_query(
        "INSERT INTO deliveries (id, store_id, order_id, planned_at, set_at, place, created_at) \
         SELECT $1, store_id, id, $2, $2, 'store', $2 FROM sales_orders LIMIT 1",
    )
    .bind::<SqlUuid, _>(Uuid::now_v7())
    .bind::<Timestamptz, _>(at)
    .execute(&mut app.database.owner())
    .unwrap();
}

#[test]
fn the_funnel_leads_to_the_leads_of_each_step() {
    let app = evening();
    let manager = app.sign_in("manager");
    let person = app.actor("consultant").id;
    for (query, first) in [(String::new(), 4), (format!("?person={person}"), 3)] {
        let funnel = manager.get(&format!("{PAGE}/funnel{query}"));
        is_a_piece(&funnel);
        let found = numbers(&funnel, ".funnel a", ".funnel .num");
        assert_eq!(found.len(), 6);
        assert_eq!(found[0].1, first, "{query}");
        for (href, n) in &found {
            assert_eq!(rows(&manager, href), *n, "{query}: {href}");
        }
    }
    let before = manager.get(&format!("{PAGE}/funnel?period=month&day=2026-10-01"));
    assert!(before.body.contains("没有收到有效线索") && !before.has(".funnel"));
}

#[test]
fn complaints_lead_to_those_of_their_category() {
    let app = TestApp::spawn();
    complaint(&app, Severity::Normal);
    let care = app.sign_in("care");
    let slow = [
        ("new_name", "周一"),
        ("new_phone", "13712345623"),
        ("channel", "phone"),
        ("category", "waiting_time"),
        ("severity", "normal"),
        ("facts", "约好十点，等了三个小时才有人接待"),
    ];
    assert_eq!(care.post_form("/complaints", &slow).status, 303);
    let manager = app.sign_in("manager");
    let piece = manager.get(&format!("{PAGE}/complaints"));
    is_a_piece(&piece);
    assert_eq!(piece.text("#complaints-total"), "件数 2");
    let links = piece.attributes("tbody a", "href");
    assert_eq!(links.len(), 2);
    for href in links {
        assert_eq!(rows(&manager, &href), 1, "{href}");
    }
}

/// The car of the only order, handed over at an instant and brought to the workshop when it was so old.
fn sold(app: &TestApp, at: &str, served_after: Option<i32>) {
    let customer = app.customer("何敏", "135 1234 5699");
    let vehicle = app.vehicle(customer, "沪B12345", VIN);
    let conn = &mut app.database.owner();
    diesel::sql_query(format!(
        "INSERT INTO deliveries (id, store_id, order_id, planned_at, set_at, place, created_at, handed_over_at, vehicle_id, \
         signed_how) SELECT gen_random_uuid(), store_id, id, '{at}', '{at}', 'store', '{at}', '{at}', $1, 'paper' \
         FROM sales_orders LIMIT 1",
    ))
    .bind::<SqlUuid, _>(vehicle.uuid())
    .execute(conn)
    .unwrap();
    if let Some(months) = served_after {
        let visit = crate::web::service_orders::visit_of(app, customer.uuid(), vehicle.uuid(), 7);
        app.write("advisor", |tx| {
            yingke::service::commands::open_for_visit(tx, visit, &yingke::service::commands::Opening::default())
        })
        .unwrap();
        diesel::sql_query(format!(
            "UPDATE service_orders SET settled_at = '{at}'::timestamptz + make_interval(months => {months}) \
             WHERE vehicle_id = $1"
        ))
        .bind::<SqlUuid, _>(vehicle.uuid())
        .execute(conn)
        .unwrap();
    }
}

#[test]
fn cars_count_as_back_from_their_first_service_on() {
    let app = evening();
    sold(&app, "2025-08-15T02:00:00Z", Some(5));
    let manager = app.sign_in("manager");
    let piece = manager.get(&format!("{PAGE}/cohorts"));
    is_a_piece(&piece);
    assert_eq!(
        piece.texts("#cohort-table tbody td"),
        ["1", "0.0%", "100.0%", "100.0%", "–", "–"],
        "three, six and twelve months are over for cars of 2025 Q3"
    );
    for (href, text) in piece
        .attributes("#cohort-table a", "href")
        .iter()
        .zip(piece.texts("#cohort-table a"))
    {
        let expected = usize::from(text != "0.0%");
        assert_eq!(rows(&manager, href), expected, "{href}");
    }
    let list = manager.get(&format!("{PAGE}/cohort?quarter=2025-07-01&age=6"));
    assert!(list.text("tbody tr").contains("顾明"), "whoever ordered it");
    assert_eq!(
        manager.get(&format!("{PAGE}/cohort?quarter=x&age=7&after=y")).status,
        200
    );
    assert_eq!(app.sign_in("consultant").get(&format!("{PAGE}/cohort")).status, 403);
}

#[test]
fn without_cars_and_groups_the_pieces_say_so() {
    let app = TestApp::spawn();
    let manager = app.sign_in("manager");
    let cars = manager.get(&format!("{PAGE}/cohorts"));
    assert!(cars.body.contains("没有交车记录"));
    let groups = manager.get(&format!("{PAGE}/groups"));
    is_a_piece(&groups);
    assert!(groups.body.contains("还没有分群"));
    let page = manager.get(PAGE);
    for piece in ["funnel", "complaints", "cohorts", "groups"] {
        assert_eq!(
            page.attributes(&format!("#{piece}[data-panel]"), "hx-get").len(),
            1,
            "{piece}"
        );
    }
}
