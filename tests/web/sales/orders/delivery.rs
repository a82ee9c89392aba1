//! From the plan of a delivery to the car that is the customer's.

use diesel::prelude::*;
use yingke::followups::commands::open_task;
use yingke::followups::model::NewTask;
use yingke::sales::quotes::model::REPLY;
use yingke::schema::{deliveries, sales_orders, spend_entries, tasks, vehicle_owners, vehicles};
use yingke::surveys::programmes::commands::start_standing;
use yingke::values::ids::{CustomerId, OpportunityId, VehicleId};

use super::super::test_drives::{book, car};
use super::{signed, standing};
use crate::support::{Client, Page, TestApp};

/// With the right check digit.
const VIN: &str = "LSVAA49J132047371";
const CHECKS: [&str; 15] = [
    "wash",
    "fluids",
    "air_con",
    "audio",
    "lights",
    "tyres",
    "documents",
    "functions",
    "emergency",
    "warranty",
    "first_service",
    "invoice",
    "conformity",
    "consistency",
    "three_guarantees",
];

fn planned(consultant: &Client, order: &str) -> String {
    let id = order.rsplit('/').next().unwrap();
    let fields = [("order", id), ("planned_at", "2026-12-10T10:00"), ("place", "store")];
    let answer = consultant.post_form("/deliveries", &fields);
    assert_eq!(answer.status, 303, "{}", answer.body);
    answer.location().to_owned()
}

fn tick(client: &Client, path: &str, ticked: &[&str], shown: &[&str]) -> Page {
    let ticked = ticked.iter().map(|code| ("checks", *code));
    let fields: Vec<_> = ticked.chain(shown.iter().map(|code| ("shown", *code))).collect();
    client.post_form(&format!("{path}/checks"), &fields)
}

/// Adds a photo as a browser does.
fn add_photo(client: &Client, path: &str) -> u16 {
    let mut photo = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(60, 40)
        .write_to(&mut photo, image::ImageFormat::Jpeg)
        .unwrap();
    let token = yingke::platform::db::FormToken::new().to_string();
    let mut body = Vec::new();
    let part = format!("--XX\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n{token}\r\n");
    body.extend_from_slice(part.as_bytes());
    body.extend_from_slice(b"--XX\r\nContent-Disposition: form-data; name=\"photos\"; filename=\"car.jpg\"\r\n\r\n");
    body.extend_from_slice(&photo.into_inner());
    body.extend_from_slice(b"\r\n--XX--\r\n");
    let request = client
        .request("POST", &format!("{path}/photos"))
        .header("Sec-Fetch-Site", "same-origin")
        .header("Content-Type", "multipart/form-data; boundary=XX")
        .body(body);
    client.send(request).status
}

fn hand_over(client: &Client, path: &str, vin: &str) -> Page {
    let fields = [
        ("vin", vin),
        ("mileage", "12"),
        ("gift", "脚垫"),
        ("on_paper", "1"),
        ("lock_version", "0"),
    ];
    client.post_form(&format!("{path}/hand-over"), &fields)
}

/// Notes that the whole plan of an order was paid.
fn pay(client: &Client, order: &str) {
    for _ in 0..2 {
        let form = client.get(&format!("{order}/receipts"));
        let next = form.attributes("[name=payment] option[selected]", "value").remove(0);
        let fields = [
            ("payment", next.as_str()),
            ("paid_on", "2026-11-22"),
            ("paid_how", "transfer"),
        ];
        assert_eq!(client.post_form(&format!("{order}/receipts"), &fields).status, 303);
    }
}

#[test]
fn with_money_owed_the_car_leaves_only_when_the_manager_says_why() {
    let app = TestApp::spawn();
    let (id, order, consultant) = signed(&app);
    let path = planned(&consultant, &order);
    tick(&consultant, &path, &CHECKS, &[]);
    assert_eq!(add_photo(&consultant, &path), 303);
    assert_eq!(consultant.get(&path).text("[data-owed]"), "¥212,000");
    let said = [
        ("vin", VIN),
        ("mileage", "12"),
        ("on_paper", "1"),
        ("owed_because", "贷款三日内放款"),
        ("lock_version", "0"),
    ];
    let refused = consultant.post_form(&format!("{path}/hand-over"), &said);
    assert!(refused.status == 422 && refused.text("#f-owed_because").contains("销售经理"));
    let manager = app.sign_in("sales.manager");
    let silent = hand_over(&manager, &path, VIN);
    assert!(
        silent.status == 422 && silent.has("#f-owed_because-err"),
        "{}",
        silent.body
    );
    assert_eq!(standing(&app, id), ("open".to_owned(), "ordered".to_owned()));
    manager.post_form("/preferences", &[("lang", "en"), ("next", "/board")]);
    let english = hand_over(&manager, &path, VIN);
    assert!(english.text("#f-owed_because-err").contains("before it is paid"));
    assert_eq!(manager.post_form(&format!("{path}/hand-over"), &said).status, 303);
    assert_eq!(standing(&app, id), ("delivered".to_owned(), "delivered".to_owned()));
    assert!(app.audit().contains(&"deliveries.deliver_unpaid".to_owned()));
}

#[test]
fn a_delivery_is_planned_once_and_moved() {
    let app = TestApp::spawn();
    let (_, order, consultant) = signed(&app);
    let id = order.rsplit('/').next().unwrap();
    for (field, fields) in [
        ("planned_at", [("planned_at", "2026-11-21T10:00"), ("place", "store")]),
        ("address", [("planned_at", "2026-12-10T10:00"), ("place", "door")]),
        ("place", [("planned_at", "2026-12-10T10:00"), ("place", "moon")]),
    ] {
        let mut fields = fields.to_vec();
        fields.push(("order", id));
        let answer = consultant.post_form("/deliveries", &fields);
        assert!(
            answer.status == 422 && answer.has(&format!("#s-{field}-err")),
            "{field}"
        );
    }
    let path = planned(&consultant, &order);
    let again = [("order", id), ("planned_at", "2026-12-10T10:00"), ("place", "store")];
    assert_eq!(consultant.post_form("/deliveries", &again).status, 409);
    let moved = [
        ("planned_at", "2026-12-11T15:00"),
        ("until", "16:30"),
        ("place", "door"),
        ("address", "浦东大道 1 号"),
        ("driver", "小李"),
        ("late_told", "1"),
        ("lock_version", "0"),
    ];
    assert_eq!(consultant.post_form(&format!("{path}/plan"), &moved).status, 303);
    assert_eq!(
        consultant.post_form(&format!("{path}/plan"), &moved).status,
        409,
        "somebody was faster"
    );
    let page = consultant.get(&path);
    assert!(
        page.text("main aside").contains("浦东大道 1 号") && page.text("main aside").contains("2026-12-11 15:00–16:30")
    );
    assert_eq!(consultant.get("/deliveries").texts("tbody tr").len(), 1);
    let other = app.sign_in("consultant2");
    assert_eq!(other.get(&path).status, 404);
    assert!(!other.get("/deliveries").has("tbody tr"));
}

#[test]
fn two_who_tick_at_once_do_not_undo_each_other() {
    let app = TestApp::spawn();
    let (_, order, consultant) = signed(&app);
    let path = planned(&consultant, &order);
    assert_eq!(tick(&consultant, &path, &["wash"], &[]).status, 303);
    assert_eq!(tick(&app.sign_in("sales.manager"), &path, &["tyres"], &[]).status, 303);
    let page = consultant.get(&path);
    assert_eq!(
        page.attributes("input[name=checks][checked]", "value"),
        ["wash", "tyres"]
    );
    assert_eq!(tick(&consultant, &path, &["wash"], &["wash", "tyres"]).status, 303);
    let page = consultant.get(&path);
    assert_eq!(page.attributes("input[name=checks][checked]", "value"), ["wash"]);
    assert_eq!(tick(&consultant, &path, &["gold"], &[]).status, 422);
}

#[test]
fn the_car_leaves_only_with_everything_done_and_is_the_customers_then() {
    let app = TestApp::spawn();
    let (id, order, consultant) = signed(&app);
    pay(&consultant, &order);
    let path = planned(&consultant, &order);
    let early = hand_over(&consultant, &path, VIN);
    assert!(
        early.status == 422 && early.has("#f-checks") && early.has("#f-photos-err"),
        "{}",
        early.body
    );
    assert_eq!(tick(&consultant, &path, &CHECKS, &[]).status, 303);
    let bare = hand_over(&consultant, &path, VIN);
    assert!(bare.status == 422 && !bare.has("#f-checks") && bare.has("#f-photos-err"));
    assert_eq!(add_photo(&consultant, &path), 303);
    let wrong = hand_over(&consultant, &path, "LSVAA49J132047372");
    assert!(wrong.status == 422 && wrong.has("#f-vin-err"));
    assert_eq!(wrong.value("gift"), "脚垫", "what was typed stays");
    let unsigned = [("vin", VIN), ("mileage", "12"), ("lock_version", "0")];
    assert!(
        consultant
            .post_form(&format!("{path}/hand-over"), &unsigned)
            .has("#f-strokes-err")
    );
    assert_eq!(hand_over(&consultant, &path, VIN).status, 303);
    assert_eq!(standing(&app, id), ("delivered".to_owned(), "delivered".to_owned()));
    assert!(!app.audit().contains(&"deliveries.deliver_unpaid".to_owned()));

    let mut owner = app.database.owner();
    let car: Option<VehicleId> = deliveries::table
        .select(deliveries::vehicle_id)
        .first(&mut owner)
        .unwrap();
    let (warranty, service, km): (Option<chrono::NaiveDate>, Option<chrono::NaiveDate>, Option<i32>) = vehicles::table
        .find(car.unwrap())
        .select((
            vehicles::warranty_until,
            vehicles::next_service_on,
            vehicles::next_service_km,
        ))
        .first(&mut owner)
        .unwrap();
    let day = |text: &str| text.parse::<chrono::NaiveDate>().ok();
    assert_eq!(
        (warranty, service, km),
        (day("2029-11-22"), day("2027-05-22"), Some(5_000))
    );
    let owners: i64 = vehicle_owners::table.count().get_result(&mut owner).unwrap();
    assert_eq!(owners, 1);
    let (spent, counts): (i64, i64) = spend_entries::table
        .select((spend_entries::amount_fen, spend_entries::counts_fen))
        .first(&mut owner)
        .unwrap();
    assert_eq!((spent, counts), (18_980_000, 3_796_000), "a car counts with a fifth");
    let calls: Vec<(String, chrono::DateTime<chrono::Utc>)> = tasks::table
        .filter(tasks::subject_kind.eq("delivery"))
        .order(tasks::due_at)
        .select((tasks::kind, tasks::due_at))
        .load(&mut owner)
        .unwrap();
    let kinds: Vec<&str> = calls.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(
        kinds,
        ["sales.week_call", "sales.month_call"],
        "the delivery itself is done"
    );
    let at = |text: &str| text.parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    assert_eq!(
        (calls[0].1, calls[1].1),
        (at("2026-11-29T18:00:00+08:00"), at("2026-12-22T18:00:00+08:00")),
        "before the store closes on the seventh day, and on the thirtieth"
    );

    assert_eq!(hand_over(&consultant, &path, VIN).status, 409);
    assert_eq!(tick(&consultant, &path, &["wash"], &[]).status, 409);
    assert_eq!(
        app.sign_in("care").get(&path).status,
        200,
        "who calls sees what was delivered"
    );
    let sheet = consultant.get(&format!("{path}/sheet"));
    assert!(sheet.status == 200 && sheet.text("main").contains("合格证"));
    let car = sheet.text("[data-car]");
    for known in [VIN, "12 km", "未上牌", "2029-11-22", "2027-05-22", "5,000 km"] {
        assert!(car.contains(known), "{known}: {car}");
    }
    assert_eq!(app.audit().last().unwrap(), "deliveries.print");
    let done = consultant.get(&path).text("main aside");
    assert!(done.contains("12 km") && done.contains("2029-11-22") && done.contains("按期交车"));
    assert!(done.contains(&app.actor("consultant").name) && !done.contains(VIN));
    assert!(app.audit().contains(&"deliveries.hand_over".to_owned()));
}

#[test]
fn whoever_got_their_car_is_handed_a_slip_with_questions() {
    let app = TestApp::spawn();
    let (id, order, consultant) = signed(&app);
    let door = format!("/surveys/slips/sale/{id}");
    assert!(!consultant.get(&order).has(&format!("a[href='{door}']")));
    pay(&consultant, &order);
    let path = planned(&consultant, &order);
    assert_eq!(tick(&consultant, &path, &CHECKS, &[]).status, 303);
    assert_eq!(add_photo(&consultant, &path), 303);
    assert_eq!(hand_over(&consultant, &path, VIN).status, 303);
    assert!(consultant.get(&order).has(&format!("a[href='{door}']")));
    assert_eq!(consultant.get(&door).status, 200);
    assert_eq!(
        consultant.post_form(&door, &[]).status,
        409,
        "nothing asks after deliveries"
    );
    let store = app.store();
    app.write("crm.manager", |tx| start_standing(tx, store)).unwrap();
    let slip = consultant.post_form(&door, &[]);
    assert_eq!(slip.status, 303, "{}", slip.body);
    assert!(consultant.get(slip.location()).has("svg.slip-qr"));
}

#[test]
fn a_vin_on_record_is_said_beside_its_field_and_nothing_is_half_done() {
    let app = TestApp::spawn();
    let (id, order, consultant) = signed(&app);
    let neighbour = app.customer("林青", "13812345622");
    app.vehicle(neighbour, "", VIN);
    pay(&consultant, &order);
    let path = planned(&consultant, &order);
    tick(&consultant, &path, &CHECKS, &[]);
    assert_eq!(add_photo(&consultant, &path), 303);
    let answer = hand_over(&consultant, &path, VIN);
    assert!(answer.status == 422 && answer.has("#f-vin-err"), "{}", answer.body);
    assert_eq!(standing(&app, id), ("open".to_owned(), "ordered".to_owned()));
}

#[test]
fn an_appointment_is_within_opening_hours_and_later_than_promised_only_if_the_customer_knows() {
    let app = TestApp::spawn();
    let (_, order, consultant) = signed(&app);
    let id = order.rsplit('/').next().unwrap();
    let ask = |planned_at: &str, more: &[(&str, &str)]| {
        let mut fields = vec![("order", id), ("planned_at", planned_at), ("place", "store")];
        fields.extend_from_slice(more);
        consultant.post_form("/deliveries", &fields)
    };
    let night = ask("2026-12-10T02:00", &[]);
    assert!(night.status == 422 && night.text("#s-planned_at-err").contains("不营业"));
    let long = ask("2026-12-10T17:00", &[("until", "19:00")]);
    assert!(long.status == 422 && long.text("#s-until-err").contains("不营业"));
    assert!(ask("2026-12-10T17:00", &[("until", "16:00")]).has("#s-until-err"));
    let late = ask("2027-03-01T10:00", &[]);
    assert!(
        late.status == 422 && late.text("#s-late_told-err").contains("2026-12-10"),
        "{}",
        late.body
    );
    assert!(late.has("[name=late_told]"));
    let door = [
        ("order", id),
        ("planned_at", "2026-12-10T10:00"),
        ("place", "door"),
        ("address", "浦东大道 1 号"),
    ];
    let door = consultant.post_form("/deliveries", &door);
    assert!(
        door.status == 422 && door.has("#s-until-err"),
        "the customer waits at home: until when?"
    );
    let told = ask("2027-03-01T10:00", &[("late_told", "1")]);
    assert_eq!(told.status, 303, "{}", told.body);
    assert!(
        consultant
            .get(told.location())
            .text("main aside")
            .contains("已告知客户")
    );
}

#[test]
fn what_was_typed_stays_when_ticks_or_photos_are_saved() {
    let app = TestApp::spawn();
    let (_, order, consultant) = signed(&app);
    let path = planned(&consultant, &order);
    let fields = [("checks", "wash"), ("vin", VIN), ("mileage", "12"), ("gift", "脚垫")];
    assert_eq!(consultant.post_form(&format!("{path}/checks"), &fields).status, 303);
    let page = consultant.get(&path);
    assert_eq!(
        (page.value("vin"), page.value("mileage"), page.value("gift")),
        (VIN.into(), "12".into(), "脚垫".into())
    );
    assert_eq!(page.attributes("input[name=checks][checked]", "value"), ["wash"]);
    let none = consultant.post_form(
        &format!("{path}/photos"),
        &[("checks", "tyres"), ("typed", "1"), ("vin", VIN)],
    );
    assert!(none.status == 422 && none.has("#f-photos-err"));
    assert_eq!(none.value("vin"), VIN);
    assert_eq!(none.attributes("input[name=checks][checked]", "value"), ["tyres"]);
    let manager = app.sign_in("sales.manager");
    assert_eq!(manager.get(&path).value("vin"), "", "a draft is its writer's own");
}

#[test]
fn the_ticks_of_the_page_count_when_the_car_is_handed_over() {
    let app = TestApp::spawn();
    let (id, order, consultant) = signed(&app);
    pay(&consultant, &order);
    let path = planned(&consultant, &order);
    assert_eq!(add_photo(&consultant, &path), 303);
    let mut fields = vec![
        ("vin", VIN),
        ("mileage", "12"),
        ("on_paper", "1"),
        ("lock_version", "0"),
    ];
    fields.extend(CHECKS.map(|code| ("checks", code)));
    let answer = consultant.post_form(&format!("{path}/hand-over"), &fields);
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert_eq!(standing(&app, id), ("delivered".to_owned(), "delivered".to_owned()));
}

#[test]
fn a_promise_that_was_moved_asks_for_another_appointment() {
    let app = TestApp::spawn();
    let (id, order, consultant) = signed(&app);
    let path = planned(&consultant, &order);
    assert!(!consultant.get(&path).has("[data-notice]"));
    app.advance(chrono::TimeDelta::minutes(5));
    let seen = super::version(&app, id);
    let form = consultant.get(&format!("{order}/promise"));
    assert!(
        form.text("main form dl.props").contains("2026-12-10 10:00"),
        "the appointment is named"
    );
    let moved = [
        ("promised_on", "2026-12-20"),
        ("reason", "车辆晚到"),
        ("lock_version", seen.as_str()),
    ];
    assert_eq!(consultant.post_form(&format!("{order}/promise"), &moved).status, 303);
    for page in [&order, &path] {
        let page = consultant.get(page);
        assert!(page.text("[data-notice]").contains("交车预约"), "{}", page.body);
        assert!(page.has(&format!("main a[href='{path}/plan']")));
    }
    let version = consultant.get(&format!("{path}/plan")).value("lock_version");
    let plan = [
        ("planned_at", "2026-12-19T10:00"),
        ("place", "store"),
        ("lock_version", version.as_str()),
    ];
    app.advance(chrono::TimeDelta::minutes(5));
    assert_eq!(consultant.post_form(&format!("{path}/plan"), &plan).status, 303);
    assert!(!consultant.get(&order).has("[data-notice]"));
}

#[test]
fn that_the_customer_was_told_may_be_noted_later() {
    let app = TestApp::spawn();
    let (id, order, consultant) = signed(&app);
    let seen = super::version(&app, id);
    let moved = [
        ("promised_on", "2026-12-20"),
        ("reason", "车辆晚到"),
        ("lock_version", seen.as_str()),
    ];
    assert_eq!(consultant.post_form(&format!("{order}/promise"), &moved).status, 303);
    let page = consultant.get(&order);
    let telling = page.attributes("form[action$='/telling']", "action").remove(0);
    assert_eq!(consultant.post_form(&telling, &[]).status, 303);
    let page = consultant.get(&order);
    assert!(
        !page.has("form[action$='/telling']") && page.text("section[aria-labelledby=moves-h]").contains("已告知客户")
    );
    assert_eq!(app.audit().last().unwrap(), "sales_orders.tell");
    assert_eq!(consultant.post_form(&telling, &[]).status, 409);
    assert_eq!(app.sign_in("consultant2").post_form(&telling, &[]).status, 404);
}

#[test]
fn an_empty_view_offers_the_way_back() {
    let app = TestApp::spawn();
    let page = app.sign_in("consultant").get("/deliveries?view=done");
    assert!(page.has(".empty a[href='/deliveries']"));
    let page = app.sign_in("consultant").get("/sales-orders?view=late");
    assert!(page.has(".empty a[href='/sales-orders']"));
}

#[test]
fn once_the_car_is_theirs_no_drive_stays_booked_and_no_answer_is_owed() {
    let app = TestApp::spawn();
    let (id, order, consultant) = signed(&app);
    let (deal, customer): (OpportunityId, CustomerId) = sales_orders::table
        .find(id)
        .select((sales_orders::opportunity_id, sales_orders::customer_id))
        .first(&mut app.database.owner())
        .unwrap();
    let demo = car(&app, "沪AD12345");
    let booked = book(&consultant, deal, demo, "2026-11-22T15:00");
    assert_eq!(booked.status, 303, "{}", booked.body);
    let reply = NewTask {
        store: app.store(),
        kind: REPLY,
        subject: yingke::customers::model::subject(customer),
        customer: Some(customer),
        owner: Some(app.actor("consultant").id),
        role: None,
        started_at: app.clock.now(),
        due_at: app.clock.now(),
        title: "客户对报价有疑问".into(),
    };
    app.write("consultant", |tx| {
        tx.record_general("followups.open", &[])?;
        open_task(tx, reply).map(drop)
    })
    .unwrap();
    let waits = || -> i64 {
        tasks::table
            .filter(tasks::kind.eq_any([REPLY, "test_drive.start"]))
            .filter(tasks::done_at.is_null())
            .filter(tasks::cancelled_at.is_null())
            .count()
            .get_result(&mut app.database.owner())
            .unwrap()
    };
    assert_eq!(waits(), 2);
    let path = planned(&consultant, &order);
    tick(&consultant, &path, &CHECKS, &[]);
    assert_eq!(add_photo(&consultant, &path), 303);
    pay(&consultant, &order);
    let done = hand_over(&consultant, &path, VIN);
    assert_eq!(done.status, 303, "{}", done.body);
    assert_eq!(waits(), 0);
    let drive = consultant.get(booked.location());
    assert!(drive.text("main").contains("已取消") && drive.text("aside dl").contains("已交车"));
    assert!(
        !consultant.get("/test-drives").has("a.cal-entry"),
        "the car is free again"
    );
}
