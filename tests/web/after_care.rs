//! After-care: who hears what after a service, and when; and what cars had done before.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;
use yingke::schema::{after_care_steps, tasks, vehicles};
use yingke::service::after_care::commands as after_care;
use yingke::values::email::Email;
use yingke::values::ids::{CustomerId, ServiceOrderId, VehicleId};

use crate::support::builders::VIN;
use crate::support::{Client, TestApp};

fn count(app: &TestApp, table: &str) -> i64 {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let found: Count = diesel::sql_query(format!("SELECT count(*) AS n FROM {table}"))
        .get_result(&mut app.database.owner())
        .unwrap();
    found.n
}

fn customer(app: &TestApp, email: &str) -> CustomerId {
    app.customer_with("顾明", "13812345621", |new| {
        new.details.email = (!email.is_empty()).then(|| Email::parse(email).unwrap());
    })
}

/// A visit of the car that began at `at`.
fn visit(app: &TestApp, customer: CustomerId, car: VehicleId, at: DateTime<Utc>, state: &str) -> Uuid {
    let id = Uuid::now_v7();
    diesel::sql_query(
        "INSERT INTO visits (id, store_id, line, ticket_on, ticket_no, state, customer_id, vehicle_id, purpose, queued_at, \
         token, arrived_at, left_at) SELECT $1, $2, 'service', $3::date, 1 + count(*), $4, $5, $6, 'service', $3, $1::text, \
         $3, CASE $4 WHEN 'left' THEN $3 + interval '3 hours' END FROM visits",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<SqlUuid, _>(app.store())
    .bind::<Timestamptz, _>(at)
    .bind::<Text, _>(state)
    .bind::<SqlUuid, _>(customer)
    .bind::<SqlUuid, _>(car)
    .execute(&mut app.database.owner())
    .unwrap();
    id
}

/// A service that was just settled, with the car due again in half a year.
fn settled(app: &TestApp, customer: CustomerId, car: VehicleId, number: &str) -> ServiceOrderId {
    let (id, now) = (ServiceOrderId::new(), app.clock.now());
    let visit = visit(app, customer, car, now - TimeDelta::hours(3), "left");
    let conn = &mut app.database.owner();
    diesel::sql_query(
        "INSERT INTO service_orders (id, store_id, number, visit_id, customer_id, vehicle_id, advisor_id, state, mileage_km, \
         current_fen, queue_at, settled_at, created_at, ended_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'settled', 28460, 98000, $8, $8, $8, $8)",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<SqlUuid, _>(app.store())
    .bind::<Text, _>(number)
    .bind::<SqlUuid, _>(visit)
    .bind::<SqlUuid, _>(customer)
    .bind::<SqlUuid, _>(car)
    .bind::<SqlUuid, _>(app.actor("advisor").id)
    .bind::<Timestamptz, _>(now)
    .execute(conn)
    .unwrap();
    diesel::sql_query(
        "INSERT INTO service_items (id, order_id, position, kind, zh, en, quantity, price_fen, payer, added_at) \
         VALUES ($1, $2, 1, 'labour', '更换机油机滤', 'Oil and filter', 100, 98000, 'customer', $3)",
    )
    .bind::<SqlUuid, _>(Uuid::now_v7())
    .bind::<SqlUuid, _>(id)
    .bind::<Timestamptz, _>(now)
    .execute(conn)
    .unwrap();
    diesel::sql_query(
        "INSERT INTO service_settlements (id, order_id, at, gross_fen, discount_fen, tier_discount_fen, customer_fen, \
         warranty_fen, insurer_fen, points, points_fen, due_fen, next_service_on) \
         VALUES ($1, $2, $3, 98000, 0, 0, 98000, 0, 0, 0, 0, 98000, $3::date + 180)",
    )
    .bind::<SqlUuid, _>(Uuid::now_v7())
    .bind::<SqlUuid, _>(id)
    .bind::<Timestamptz, _>(now)
    .execute(conn)
    .unwrap();
    let due = now.date_naive() + chrono::Days::new(180);
    diesel::update(vehicles::table.find(car))
        .set((vehicles::next_service_on.eq(due), vehicles::next_service_km.eq(38_460)))
        .execute(conn)
        .unwrap();
    app.db
        .system_write_now(|tx| after_care::plan(tx, id, customer, car))
        .unwrap();
    id
}

fn open_kinds(app: &TestApp) -> Vec<String> {
    tasks::table
        .filter(tasks::done_at.is_null())
        .filter(tasks::cancelled_at.is_null())
        .order(tasks::kind)
        .select(tasks::kind)
        .load(&mut app.database.owner())
        .unwrap()
}

fn outcomes(app: &TestApp) -> Vec<(String, Option<String>)> {
    after_care_steps::table
        .order(after_care_steps::kind)
        .select((after_care_steps::kind, after_care_steps::outcome))
        .load(&mut app.database.owner())
        .unwrap()
}

/// The call that stands in the list.
fn the_call(app: &TestApp) -> String {
    let id: Uuid = tasks::table
        .filter(tasks::kind.eq("service.after_call"))
        .select(tasks::id)
        .first::<yingke::values::ids::TaskId>(&mut app.database.owner())
        .unwrap()
        .uuid();
    format!("/call-backs/{id}")
}

/// As [`the_call`], where an earlier one was dropped.
fn the_open_call(app: &TestApp) -> String {
    let id: yingke::values::ids::TaskId = tasks::table
        .filter(tasks::kind.eq("service.after_call"))
        .filter(tasks::cancelled_at.is_null())
        .select(tasks::id)
        .first(&mut app.database.owner())
        .unwrap();
    format!("/call-backs/{id}")
}

fn call(client: &Client, path: &str, mood: &str) -> crate::support::Page {
    let version = client.get(path).value("lock_version");
    client.post_form(
        &format!("{path}/calls"),
        &[
            ("outcome", "answered"),
            ("channel", "phone"),
            ("note", "空调还是不够凉"),
            ("mood", mood),
            ("lock_version", &version),
        ],
    )
}

fn refuse(app: &TestApp, customer: CustomerId, channel: &str) {
    diesel::sql_query(
        "INSERT INTO consents (id, customer_id, purpose, channel, given, wording_version, at) \
         VALUES ($1, $2, 'service', $3, FALSE, '1', $4)",
    )
    .bind::<SqlUuid, _>(Uuid::now_v7())
    .bind::<SqlUuid, _>(customer)
    .bind::<Text, _>(channel)
    .bind::<Timestamptz, _>(app.clock.now())
    .execute(&mut app.database.owner())
    .unwrap();
}

#[test]
fn after_a_service_come_thanks_a_call_and_a_reminder_each_once() {
    let app = TestApp::spawn();
    let customer = customer(&app, "gu.ming@example.com");
    let car = app.vehicle(customer, "沪A12345", VIN);
    settled(&app, customer, car, "GD20261122-0001");
    assert_eq!(
        open_kinds(&app),
        ["service.after_call"],
        "the call stands in the list at once"
    );
    assert!(app.mails().is_empty(), "not before the hour is over");
    app.advance(TimeDelta::hours(1));
    let mails = app.mails();
    assert_eq!(mails.len(), 1);
    assert!(
        mails[0].text.contains("更换机油机滤") && mails[0].text.contains("顾明"),
        "{}",
        mails[0].text
    );
    app.advance(TimeDelta::days(28));
    let mails = app.mails();
    assert_eq!(mails.len(), 2);
    assert!(
        mails[1].text.contains("2027-05-21") && mails[1].text.contains("38,460"),
        "{}",
        mails[1].text
    );
    app.advance(TimeDelta::days(1));
    assert_eq!(app.mails().len(), 2);
    let sent = Some("sent".to_owned());
    assert_eq!(
        outcomes(&app),
        [
            ("call".to_owned(), Some("task".to_owned())),
            ("reminder".to_owned(), sent.clone()),
            ("thanks".to_owned(), sent)
        ]
    );
}

#[test]
fn the_call_is_in_the_list_of_customer_care_with_its_record() {
    let app = TestApp::spawn();
    let customer = customer(&app, "");
    let car = app.vehicle(customer, "沪A12345", VIN);
    let order = settled(&app, customer, car, "GD20261122-0001");
    let care = app.sign_in("care");
    let list = care.get("/call-backs?view=free&kind=service.after_call");
    assert_eq!(list.texts("tbody tr").len(), 1);
    assert!(list.text("tbody").contains("服务后回访 GD20261122-0001"));
    let page = care.get(&the_call(&app));
    assert_eq!(page.texts("input[name=mood]").len(), 3);
    assert!(
        page.attributes("dl a.link", "href")
            .contains(&format!("/service-orders/{order}"))
    );
    // An advisor has it not in their list.
    assert!(
        !app.sign_in("consultant")
            .get("/call-backs?view=free")
            .body
            .contains("GD20261122-0001")
    );
}

#[test]
fn what_a_call_lacks_is_told_at_once() {
    let app = TestApp::spawn();
    let customer = customer(&app, "");
    let car = app.vehicle(customer, "沪A12345", VIN);
    settled(&app, customer, car, "GD20261122-0001");
    let (care, path) = (app.sign_in("care"), the_call(&app));
    let version = care.get(&path).value("lock_version");
    let post = |outcome: &str| {
        let fields = [
            ("outcome", outcome),
            ("channel", "phone"),
            ("lock_version", version.as_str()),
        ];
        care.post_form(&format!("{path}/calls"), &fields)
    };
    let reached = post("answered");
    assert_eq!(reached.status, 422);
    assert!(reached.has("#c-note-err") && reached.has("#c-mood-err"));
    assert_eq!(post("unanswered").status, 303, "nobody was reached");
}

#[test]
fn somebody_who_is_reached_says_how_they_are() {
    let app = TestApp::spawn();
    let customer = customer(&app, "");
    let car = app.vehicle(customer, "沪A12345", VIN);
    settled(&app, customer, car, "GD20261122-0001");
    let (care, path) = (app.sign_in("care"), the_call(&app));
    let answer = call(&care, &path, "");
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("空调还是不够凉"), "what was typed is kept");
    let answer = call(&care, &path, "happy");
    assert_eq!((answer.status, answer.location()), (303, "/call-backs"));
    assert!(open_kinds(&app).is_empty());
    assert_eq!(count(&app, "tasks WHERE outcome = 'happy'"), 1);
    assert!(care.get("/call-backs?view=done").text("tbody").contains("满意"));
    assert!(app.audit().contains(&"followups.call".to_owned()));
}

#[test]
fn a_wish_goes_to_the_advisor_of_the_service() {
    let app = TestApp::spawn();
    let customer = customer(&app, "");
    let car = app.vehicle(customer, "沪A12345", VIN);
    settled(&app, customer, car, "GD20261122-0001");
    let (care, path) = (app.sign_in("care"), the_call(&app));
    assert_eq!(call(&care, &path, "wish").status, 303);
    assert_eq!(open_kinds(&app), ["service.wish"]);
    let advisor = app.sign_in("advisor").get("/call-backs");
    assert!(advisor.text("tbody").contains("客户回访时提出需求"));
}

#[test]
fn for_somebody_unhappy_the_complaint_form_opens_filled_in() {
    let app = TestApp::spawn();
    let customer = customer(&app, "");
    let car = app.vehicle(customer, "沪A12345", VIN);
    settled(&app, customer, car, "GD20261122-0001");
    let (care, path) = (app.sign_in("care"), the_call(&app));
    let answer = call(&care, &path, "unhappy");
    let task = path.trim_start_matches("/call-backs/");
    assert_eq!(
        (answer.status, answer.location()),
        (303, format!("/complaints/new?call={task}").as_str())
    );
    let form = care.get(answer.location());
    assert_eq!(form.text("textarea[name=facts]"), "空调还是不够凉");
    let chosen = form.attributes("input[name=who][checked]", "value");
    assert_eq!(chosen, [format!("{customer}:{car}")]);
    assert_eq!(form.value("visit_ref"), "GD20261122-0001");
    // Of another's call nothing is told.
    let other = app.sign_in("consultant").get(answer.location());
    assert_eq!(other.status, 200);
    assert!(!other.body.contains("空调还是不够凉") && !other.body.contains("顾明"));
}

#[test]
fn a_complaint_that_was_not_recorded_yet_stays_on_the_list() {
    let app = TestApp::spawn();
    let customer = customer(&app, "");
    let car = app.vehicle(customer, "沪A12345", VIN);
    settled(&app, customer, car, "GD20261122-0001");
    let (care, path) = (app.sign_in("care"), the_call(&app));
    let form = call(&care, &path, "unhappy").location().to_owned();
    // The form was left: the way back to it is in the list, for whoever made the call.
    assert_eq!(open_kinds(&app), ["service.unhappy"]);
    let list = care.get("/call-backs?view=mine");
    assert!(list.text("tbody").contains("客户不满意，登记投诉 GD20261122-0001"));
    assert!(list.attributes("tbody a", "href").contains(&form));
    let task = path.trim_start_matches("/call-backs/");
    let who = format!("{customer}:{car}");
    let sent = care.post_form(
        "/complaints",
        &[
            ("call", task),
            ("who", &who),
            ("channel", "phone"),
            ("category", "waiting_time"),
            ("severity", "normal"),
            ("facts", "空调还是不够凉"),
        ],
    );
    assert_eq!(sent.status, 303, "{}", sent.body);
    assert!(!open_kinds(&app).contains(&"service.unhappy".to_owned()));
    assert_eq!(
        count(&app, "tasks WHERE kind = 'service.unhappy' AND outcome = 'complaint'"),
        1
    );
}

#[test]
fn a_form_for_somebody_on_record_is_filled_in_within_scope_only() {
    let app = TestApp::spawn();
    let customer = customer(&app, "");
    let path = format!("/complaints/new?customer={customer}");
    assert!(app.sign_in("care").get(&path).body.contains("顾明"));
    assert!(!app.sign_in("consultant").get(&path).body.contains("顾明"));
    for garbage in ["customer=x", "call=x", "call=00000000-0000-0000-0000-000000000000"] {
        assert_eq!(
            app.sign_in("care").get(&format!("/complaints/new?{garbage}")).status,
            200
        );
    }
}

#[test]
fn without_an_address_a_person_does_it_and_without_consent_nobody() {
    let app = TestApp::spawn();
    let one = customer(&app, "");
    let car = app.vehicle(one, "沪A12345", VIN);
    settled(&app, one, car, "GD20261122-0001");
    app.advance(TimeDelta::hours(1));
    app.work();
    assert_eq!(open_kinds(&app), ["service.after_call", "service.after_thanks"]);

    let app = TestApp::spawn();
    let one = customer(&app, "gu.ming@example.com");
    for channel in ["email", "phone"] {
        refuse(&app, one, channel);
    }
    let car = app.vehicle(one, "沪A12345", VIN);
    settled(&app, one, car, "GD20261122-0001");
    app.advance(TimeDelta::hours(1));
    assert!(app.mails().is_empty() && open_kinds(&app).is_empty());
    assert_eq!(count(&app, "after_care_steps WHERE outcome = 'no_consent'"), 2);
}

#[test]
fn a_car_that_comes_in_again_needs_it_no_more() {
    let app = TestApp::spawn();
    let customer = customer(&app, "");
    let car = app.vehicle(customer, "沪A12345", VIN);
    settled(&app, customer, car, "GD20261122-0001");
    app.advance(TimeDelta::days(3));
    visit(&app, customer, car, app.clock.now(), "left");
    app.advance(TimeDelta::hours(1));
    app.work();
    assert!(
        !open_kinds(&app).contains(&"service.after_call".to_owned()),
        "{:?}",
        open_kinds(&app)
    );
    app.advance(TimeDelta::days(28));
    app.work();
    assert_eq!(count(&app, "messages WHERE template_key = 'service.reminder'"), 0);
}

#[test]
fn a_new_settlement_drops_what_was_planned_before() {
    let app = TestApp::spawn();
    let customer = customer(&app, "");
    let car = app.vehicle(customer, "沪A12345", VIN);
    settled(&app, customer, car, "GD20261122-0001");
    app.advance(TimeDelta::days(2));
    let second = settled(&app, customer, car, "GD20261124-0001");
    let open: Vec<Uuid> = tasks::table
        .filter(tasks::kind.eq("service.after_call"))
        .filter(tasks::cancelled_at.is_null())
        .select(tasks::subject_id)
        .load(&mut app.database.owner())
        .unwrap();
    assert_eq!(open, [second.uuid()]);
    // The same bill again plans nothing twice.
    app.db
        .system_write_now(|tx| after_care::plan(tx, second, customer, car))
        .unwrap();
    assert_eq!(
        count(&app, "tasks WHERE kind = 'service.after_call' AND cancelled_at IS NULL"),
        1
    );
}

fn refund(app: &TestApp, order: ServiceOrderId, reason: &str) {
    let manager = app.sign_in("service.manager");
    let answer = manager.post_form(&format!("/service-orders/{order}/refund"), &[("reason", reason)]);
    assert_eq!(answer.status, 303, "{}", answer.body);
}

#[test]
fn a_bill_that_is_taken_back_drops_what_was_to_follow() {
    let app = TestApp::spawn();
    let customer = customer(&app, "gu.ming@example.com");
    let car = app.vehicle(customer, "沪A12345", VIN);
    let order = settled(&app, customer, car, "GD20261122-0001");
    app.advance(TimeDelta::hours(1));
    // The thanks are written, and wait for the post.
    app.db.system_write_now(after_care::take_due).unwrap();
    assert_eq!(count(&app, "messages WHERE state = 'queued'"), 1);
    refund(&app, order, "开错项目");
    assert!(open_kinds(&app).is_empty());
    assert_eq!(count(&app, "outgoing_mails"), 0);
    assert_eq!(count(&app, "messages WHERE refused_because = 'withdrawn'"), 1);
    assert_eq!(count(&app, "after_care_steps WHERE cancelled_at IS NULL"), 0);
    let audit = app.audit();
    for action in ["service.drop_after_care", "messages.withdraw"] {
        assert!(audit.contains(&action.to_owned()), "{action}");
    }
    assert_eq!(
        count(
            &app,
            "audit_entries WHERE action = 'service.drop_after_care' AND reason_sealed IS NOT NULL"
        ),
        1
    );
    app.advance(TimeDelta::days(40));
    assert!(app.mails().is_empty() && open_kinds(&app).is_empty());
}

#[test]
fn a_bill_that_is_made_anew_plans_what_was_not_done_yet() {
    let app = TestApp::spawn();
    let customer = customer(&app, "gu.ming@example.com");
    let car = app.vehicle(customer, "沪A12345", VIN);
    let order = settled(&app, customer, car, "GD20261122-0001");
    app.advance(TimeDelta::hours(1));
    assert_eq!(app.mails().len(), 1, "the thanks have gone");
    refund(&app, order, "开错项目");
    assert!(open_kinds(&app).is_empty());
    diesel::sql_query(
        "UPDATE service_settlements SET undone_at = NULL, undone_by = NULL, undone_because_sealed = NULL",
    )
    .execute(&mut app.database.owner())
    .unwrap();
    let again = |tx: &mut yingke::platform::db::Tx<'_>| after_care::plan(tx, order, customer, car);
    app.db.system_write_now(again).unwrap();
    assert_eq!(open_kinds(&app), ["service.after_call"]);
    app.advance(TimeDelta::hours(2));
    assert_eq!(app.mails().len(), 1, "nobody is thanked twice");
    // A call that was made is not made again.
    assert_eq!(call(&app.sign_in("care"), &the_open_call(&app), "happy").status, 303);
    app.db
        .system_write_now(|tx| after_care::take_back(tx, order, "再次退款"))
        .unwrap();
    app.db.system_write_now(again).unwrap();
    assert!(open_kinds(&app).is_empty());
}

#[test]
fn nobody_is_written_to_at_night() {
    // 22:30 in Shanghai.
    let app = TestApp::spawn_at("2026-11-22T14:30:00Z".parse().unwrap());
    let customer = customer(&app, "gu.ming@example.com");
    let car = app.vehicle(customer, "沪A12345", VIN);
    settled(&app, customer, car, "GD20261122-0001");
    app.advance(TimeDelta::hours(2));
    assert!(app.mails().is_empty());
    app.advance(TimeDelta::hours(8));
    assert_eq!(app.mails().len(), 1, "in the morning");
}

#[test]
fn a_week_before_the_next_service_the_owner_is_reminded_once() {
    let app = TestApp::spawn();
    let customer = customer(&app, "gu.ming@example.com");
    let car = app.vehicle(customer, "沪A12345", VIN);
    let day = NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
    diesel::update(vehicles::table.find(car))
        .set(vehicles::next_service_on.eq(day))
        .execute(&mut app.database.owner())
        .unwrap();
    assert!(app.mails().is_empty(), "nine days before");
    app.advance(TimeDelta::days(2));
    let mails = app.mails();
    assert_eq!(mails.len(), 1);
    assert!(
        mails[0].text.contains("2026-12-01") && mails[0].text.contains("优先工位"),
        "{}",
        mails[0].text
    );
    app.advance(TimeDelta::days(1));
    assert_eq!(app.mails().len(), 1);
}

#[test]
fn who_is_booked_already_is_not_reminded() {
    let app = TestApp::spawn();
    let customer = customer(&app, "gu.ming@example.com");
    let car = app.vehicle(customer, "沪A12345", VIN);
    diesel::update(vehicles::table.find(car))
        .set(vehicles::next_service_on.eq(NaiveDate::from_ymd_opt(2026, 11, 27).unwrap()))
        .execute(&mut app.database.owner())
        .unwrap();
    diesel::sql_query(
        "INSERT INTO appointments (id, store_id, line, purpose, state, customer_id, vehicle_id, starts_at, created_at) \
         VALUES ($1, $2, 'service', 'service', 'booked', $3, $4, $5 + interval '3 days', $5)",
    )
    .bind::<SqlUuid, _>(Uuid::now_v7())
    .bind::<SqlUuid, _>(app.store())
    .bind::<SqlUuid, _>(customer)
    .bind::<SqlUuid, _>(car)
    .bind::<Timestamptz, _>(app.clock.now())
    .execute(&mut app.database.owner())
    .unwrap();
    assert_eq!(count(&app, "after_care_steps"), 0);
    app.work();
    assert_eq!(count(&app, "after_care_steps"), 0);
}

#[test]
fn the_customer_and_the_car_show_what_was_done() {
    let app = TestApp::spawn();
    let customer = customer(&app, "");
    let car = app.vehicle(customer, "沪A12345", VIN);
    let order = settled(&app, customer, car, "GD20261122-0001");
    diesel::sql_query(
        "INSERT INTO past_services (id, store_id, number, vehicle_id, customer_id, at, mileage_km, items, total_fen, created_at) \
         VALUES ($1, $2, 'WX2021', $3, $4, '2021-03-27 08:33Z', 6510, '{首次保养,四轮定位}', 320650, now())",
    )
    .bind::<SqlUuid, _>(Uuid::now_v7())
    .bind::<SqlUuid, _>(app.store())
    .bind::<SqlUuid, _>(car)
    .bind::<SqlUuid, _>(customer)
    .execute(&mut app.database.owner())
    .unwrap();
    // Settled and paid an hour after it was opened, by the manager.
    for (action, fen) in [("settle", 98_000_i64), ("pay", 98_000), ("refund", 98_000)] {
        diesel::sql_query(
            "INSERT INTO service_stamps (id, order_id, action, state, staff_id, data, at) \
             VALUES ($1, $2, $3, 'settled', $4, jsonb_build_object('amount', $5), $6 + interval '1 hour')",
        )
        .bind::<SqlUuid, _>(Uuid::now_v7())
        .bind::<SqlUuid, _>(order)
        .bind::<Text, _>(action)
        .bind::<SqlUuid, _>(app.actor("service.manager").id)
        .bind::<diesel::sql_types::BigInt, _>(fen)
        .bind::<Timestamptz, _>(app.clock.now())
        .execute(&mut app.database.owner())
        .unwrap();
    }
    let technician = app.actor("technician");
    diesel::update(yingke::schema::service_orders::table.find(order))
        .set(yingke::schema::service_orders::technician_id.eq(technician.id))
        .execute(&mut app.database.owner())
        .unwrap();
    let care = app.sign_in("care");
    let page = care.get(&format!("/customers/{customer}?tab=services"));
    let timeline = page.text(".tl");
    assert!(timeline.contains("WX2021") && timeline.contains("首次保养、四轮定位") && timeline.contains("¥3,206.50"));
    assert!(timeline.contains("GD20261122-0001") && !timeline.contains("已结算"));
    let titles = page.texts(".tl-h").join(" ");
    for told in ["结算 ¥980", "收款 ¥980", "撤销结算并退款 ¥980"] {
        assert!(titles.contains(told), "{told}: {titles}");
    }
    assert!(
        page.attributes(".tl a.link", "href")
            .contains(&format!("/service-orders/{order}"))
    );
    let tabs = page.text("nav.tabs");
    assert!(tabs.contains("服务记录 2"), "{tabs}");
    assert!(
        care.get(&format!("/customers/{customer}?tab=vehicles"))
            .text("nav.tabs")
            .contains("服务记录 2")
    );
    let narrowed = care.get(&format!("/customers/{customer}?kind=service"));
    assert!(narrowed.text(".tl").contains("WX2021") && !narrowed.text(".tl").contains("登记车辆"));
    let car_page = care.get(&format!("/vehicles/{car}"));
    assert_eq!(car_page.texts("#services tbody tr").len(), 2);
    assert!(car_page.text("dl.props").contains("2027-05-21 · 38,460 km"));
    assert!(car_page.text("#services tbody").contains(&technician.name));
    let cars = care.get(&format!("/customers/{customer}?tab=vehicles"));
    assert!(cars.text("#middle tbody").contains("2027-05-21 · 38,460 km"));
    // Who may not see service orders gets no link to them.
    let data = app.sign_in("data").get(&format!("/customers/{customer}?tab=services"));
    assert!(data.text(".tl").contains("GD20261122-0001"));
    assert!(!data.body.contains(&format!("/service-orders/{order}")));
}
