//! Test drives and demo cars over HTTP.

use chrono::TimeDelta;
use diesel::prelude::*;
use yingke::sales::rules::Stage;
use yingke::schema::{audit_entries, demo_cars, test_drives};
use yingke::values::ids::{DemoCarId, OpportunityId, StaffId, TestDriveId};

use super::opportunities::{opportunity_of, stage};
use crate::support::{Client, Page, TestApp};

const CAR: [(&str, &str); 6] = [
    ("plate", "沪AD12345"),
    ("model", "星驰 X7"),
    ("energy", "electric"),
    ("mileage", "1200"),
    ("insurance_until", "2027-06-01"),
    ("inspection_until", "2027-06-01"),
];
/// The number of the standard's own example.
const LICENCE: &str = "11010519491231002X";

const OUT: [(&str, &str); 8] = [
    ("lock_version", "0"),
    ("driver", "顾明"),
    ("licence_kind", "mainland_id"),
    ("licence", LICENCE),
    ("licence_until", "2030-01-01"),
    ("licence_seen", "1"),
    ("km", "1205"),
    ("on_paper", "1"),
];

/// An opportunity of one of the cast.
pub fn opportunity(app: &TestApp, owner: &str, name: &str, phone: &str) -> OpportunityId {
    let customer = app.customer_of(owner, name, phone);
    opportunity_of(app, owner, customer)
}

pub fn car(app: &TestApp, plate: &str) -> DemoCarId {
    let mut fields = CAR.to_vec();
    fields[0].1 = plate;
    let answer = app.sign_in("sales.manager").post_form("/demo-cars", &fields);
    assert_eq!(answer.status, 303, "{}", answer.body);
    demo_cars::table
        .order(demo_cars::id.desc())
        .select(demo_cars::id)
        .first(&mut app.database.owner())
        .unwrap()
}

pub fn book(client: &Client, of: OpportunityId, car: DemoCarId, from: &str) -> Page {
    let (of, car) = (of.to_string(), car.to_string());
    let fields = [
        ("opportunity", of.as_str()),
        ("car", car.as_str()),
        ("starts_at", from),
        ("minutes", "60"),
        ("route", "城市路线"),
    ];
    client.post_form("/test-drives", &fields)
}

pub const FROM: &str = "2026-11-22T11:00";

#[test]
fn a_demo_car_is_added_changed_and_taken_out_of_service() {
    let app = TestApp::spawn();
    let manager = app.sign_in("sales.manager");
    assert!(manager.get("/test-drives").has(".empty"));
    let id = car(&app, "沪AD12345");
    let twice = manager.post_form("/demo-cars", &CAR);
    assert!(twice.status == 422 && twice.has("#f-plate-err"));
    assert_eq!(twice.value("model"), "星驰 X7");
    let path = format!("/demo-cars/{id}");
    let mut changed = CAR.to_vec();
    changed.push(("lock_version", "0"));
    changed[3].1 = "1100";
    assert!(
        manager
            .post_form(&path, &changed)
            .text("#f-mileage-err")
            .contains("1,200")
    );
    changed.push(("mileage_reason", "录入时多打了一位"));
    assert_eq!(manager.post_form(&path, &changed).status, 303);
    assert!(app.audit().contains(&"demo_cars.lower_mileage".to_owned()));
    changed.pop();
    changed.pop();
    changed.push(("lock_version", "1"));
    changed[3].1 = "1300";
    assert_eq!(manager.post_form(&path, &changed).status, 303);
    assert_eq!(manager.post_form(&path, &changed).status, 409, "somebody was faster");
    let out = [("out", "1"), ("out_because", "外展")];
    assert_eq!(manager.post_form(&format!("{path}/standing"), &out).status, 303);
    assert!(manager.get("/demo-cars").text("tbody").contains("外展"));
    let consultant = app.sign_in("consultant");
    let of = opportunity(&app, "consultant", "顾明", "13812345621");
    let refused = book(&consultant, of, id, FROM);
    assert!(refused.status == 422 && refused.text("#f-car-err").contains("停用"));
    assert!(!consultant.get("/test-drives").has("a.cal-open"), "nothing to book");
    assert_eq!(consultant.post_form("/demo-cars", &CAR).status, 403);
    assert_eq!(consultant.get(&path).status, 403);
    let audit = app.audit();
    for action in ["demo_cars.create", "demo_cars.change", "demo_cars.take_out"] {
        assert!(audit.contains(&action.into()), "{action}");
    }
}

#[test]
fn booked_driven_and_told_the_opportunity_moves_on() {
    let app = TestApp::spawn();
    let (id, consultant) = (car(&app, "沪AD12345"), app.sign_in("consultant"));
    let of = opportunity(&app, "consultant", "顾明", "13812345621");
    let grid = consultant.get(&format!("/test-drives?opportunity={of}"));
    assert!(grid.text("main .notice").contains("顾明"));
    let free = grid.attributes("a.cal-open", "href");
    assert!(!free.is_empty());
    assert_eq!(
        consultant.get(&free[0]).value("starts_at").len(),
        16,
        "the place is filled in"
    );
    let booked = book(&consultant, of, id, FROM);
    assert_eq!(booked.status, 303, "{}", booked.body);
    let drive = booked.location().to_owned();
    let entries = consultant.get("/test-drives").texts("a.cal-entry");
    assert!(
        entries.len() == 2 && entries.iter().all(|entry| entry.contains("顾明")),
        "an hour is two places"
    );
    for (field, value) in [
        ("licence", "123"),
        ("licence_until", "2026-11-21"),
        ("licence_seen", ""),
        ("km", "1199"),
        ("driver", "1"),
    ] {
        let mut fields = OUT.to_vec();
        for pair in &mut fields {
            if pair.0 == field {
                pair.1 = value;
            }
        }
        let answer = consultant.post_form(&format!("{drive}/hand-over"), &fields);
        assert_eq!(answer.status, 422, "{field}");
        assert!(answer.has(&format!("#f-{field}-err")), "{field}");
    }
    let unsigned: Vec<_> = OUT.iter().copied().filter(|(name, _)| *name != "on_paper").collect();
    let answer = consultant.post_form(&format!("{drive}/hand-over"), &unsigned);
    assert!(answer.has("#f-strokes-err"));
    let out = consultant.post_form(&format!("{drive}/hand-over"), &OUT);
    assert_eq!(out.status, 303, "{}", out.body);
    assert_eq!(consultant.post_form(&format!("{drive}/hand-over"), &OUT).status, 409);
    let page = consultant.get(&drive);
    assert!(!page.body.contains(LICENCE), "the number is masked");
    let agreement = consultant.get(&format!("{drive}/agreement"));
    assert!(
        agreement.text("main").contains(LICENCE),
        "what is signed says whose licence was seen"
    );
    assert_eq!(app.audit().last().unwrap(), "test_drives.print");

    app.advance(TimeDelta::minutes(40));
    let consultant = app.sign_in("consultant");
    let back = |km: &str| consultant.post_form(&format!("{drive}/return"), &[("lock_version", "1"), ("km", km)]);
    assert!(back("1204").text("#f-km-err").contains("1,205"));
    assert_eq!(back("1225").status, 303);
    let km: i32 = demo_cars::table
        .select(demo_cars::mileage_km)
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(km, 1_225);
    assert_eq!(stage(&app, of), Stage::New, "not tried out before the result is there");
    let waits = || {
        let rows = consultant.get("/call-backs").texts("[data-row]");
        rows.iter().any(|row| row.contains("登记试驾结果"))
    };
    assert!(waits());
    let silent = consultant.post_form(&format!("{drive}/result"), &[("lock_version", "2"), ("liked", "加速")]);
    assert!(silent.status == 422 && silent.has("#f-rating-err") && silent.has("#f-intent-err"));
    assert!(silent.texts("textarea[name=liked]").contains(&"加速".to_owned()));
    let told = [
        ("lock_version", "2"),
        ("rating", "4"),
        ("intent", "ready"),
        ("liked", "加速"),
    ];
    let done = consultant.post_form(&format!("{drive}/result"), &told);
    assert_eq!(done.status, 303, "{}", done.body);
    assert_eq!(stage(&app, of), Stage::TestDriven);
    assert!(consultant.get(&drive).text("aside dl").contains("加速"));
    assert!(!waits());
    let past = consultant.get("/test-drives/list?view=past");
    assert_eq!(past.texts("tbody tr").len(), 1);
    let audit = app.audit();
    for action in ["book", "hand_over", "take_back", "conclude"] {
        assert!(audit.contains(&format!("test_drives.{action}")), "{action}");
    }
}

#[test]
fn no_car_is_booked_twice_also_by_two_at_the_same_moment() {
    let app = TestApp::spawn();
    let (id, consultant) = (car(&app, "沪AD12345"), app.sign_in("consultant"));
    let of = opportunity(&app, "consultant", "顾明", "13812345621");
    let other = opportunity(&app, "consultant2", "李娜", "13912345622");
    assert_eq!(book(&consultant, of, id, FROM).status, 303);
    let colleague = app.sign_in("consultant2");
    let clash = book(&colleague, other, id, "2026-11-22T11:30");
    assert!(clash.status == 422 && clash.text("#f-car-err").contains("占用"));
    assert_eq!(clash.value("starts_at"), "2026-11-22T11:30");
    assert_eq!(
        book(&colleague, other, id, "2026-11-22T12:00").status,
        303,
        "one after the other"
    );
    let second = car(&app, "沪AD54321");
    let same = book(&consultant, of, second, "2026-11-22T11:30");
    assert!(
        same.status == 422 && same.has("#f-opportunity-err"),
        "nobody drives two at once"
    );
    let (of_text, car_text) = (of.to_string(), second.to_string());
    let fields = [
        ("opportunity", of_text.as_str()),
        ("car", car_text.as_str()),
        ("starts_at", "2026-11-22T15:00"),
        ("minutes", "60"),
    ];
    let answers = consultant.post_at_once("/test-drives", &fields, 4);
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 422, 422, 422]);
    let drives: i64 = test_drives::table
        .count()
        .get_result(&mut app.database.owner())
        .unwrap();
    assert_eq!(drives, 3);
}

#[test]
fn bad_times_and_strange_opportunities_are_refused() {
    let app = TestApp::spawn();
    let (id, consultant) = (car(&app, "沪AD12345"), app.sign_in("consultant"));
    let of = opportunity(&app, "consultant", "顾明", "13812345621");
    for from in [
        "2026-11-22T08:30",
        "2026-11-22T17:30",
        "2026-11-22T20:00",
        "2027-02-01T10:00",
        "nonsense",
    ] {
        let answer = book(&consultant, of, id, from);
        assert!(answer.status == 422 && answer.has("#f-starts_at-err"), "{from}");
    }
    let theirs = opportunity(&app, "consultant2", "李娜", "13912345622");
    let answer = book(&consultant, theirs, id, FROM);
    assert!(answer.status == 422 && answer.has("#f-opportunity-err"), "not theirs");
    assert_eq!(book(&app.sign_in("care"), of, id, FROM).status, 403);
}

#[test]
fn a_colleagues_drive_is_a_taken_place_without_a_name() {
    let app = TestApp::spawn();
    let id = car(&app, "沪AD12345");
    let of = opportunity(&app, "consultant", "顾明", "13812345621");
    let drive = book(&app.sign_in("consultant"), of, id, FROM).location().to_owned();
    let colleague = app.sign_in("consultant2");
    let grid = colleague.get("/test-drives");
    let entries = grid.texts("span.cal-entry");
    assert!(entries.len() == 2 && entries.iter().all(|entry| entry.contains("已占用")));
    assert!(!grid.body.contains("顾明"));
    assert_eq!(colleague.get(&drive).status, 404);
    assert_eq!(colleague.get(&format!("{drive}/agreement")).status, 404);
    assert_eq!(colleague.post_form(&format!("{drive}/hand-over"), &OUT).status, 404);
    assert!(!colleague.get("/test-drives/list").body.contains("顾明"));
    assert_eq!(app.sign_in("sales.manager").get(&drive).status, 200);
    let unknown = format!("/test-drives/{}", TestDriveId::new());
    assert_eq!(colleague.get(&unknown).status, 404);
}

#[test]
fn given_up_or_missed_the_car_is_free_again() {
    let app = TestApp::spawn();
    let (id, consultant) = (car(&app, "沪AD12345"), app.sign_in("consultant"));
    let of = opportunity(&app, "consultant", "顾明", "13812345621");
    let drive = book(&consultant, of, id, FROM).location().to_owned();
    let page = consultant.get(&drive);
    assert_eq!(page.text("h1"), "试驾 · 顾明");
    assert!(page.texts("h2.card-h").contains(&"取消预约".to_owned()));
    assert!(
        !consultant.get("/test-drives").text("#grid h2").contains("今天"),
        "the button says it"
    );
    let early = consultant.post_form(&format!("{drive}/absence"), &[("reason", "没来")]);
    assert_eq!(early.status, 409, "it has not begun");
    let silent = consultant.post_form(&format!("{drive}/cancellation"), &[]);
    assert!(silent.status == 422 && silent.has("#c-reason-err"));
    let cancelled = consultant.post_form(&format!("{drive}/cancellation"), &[("reason", "客户改期")]);
    assert_eq!(cancelled.status, 303);
    assert_eq!(consultant.get(&format!("{drive}/agreement")).status, 404);
    let drive = book(&consultant, of, id, FROM).location().to_owned();
    app.advance(TimeDelta::hours(2));
    let consultant = app.sign_in("consultant");
    let missed = consultant.post_form(&format!("{drive}/absence"), &[("reason", "没来")]);
    assert_eq!(missed.status, 303, "{}", missed.body);
    let past = consultant.get("/test-drives/list?view=past");
    assert_eq!(past.texts("tbody tr").len(), 2);
    assert!(app.audit().contains(&"test_drives.miss".into()));
}

#[test]
fn the_registry_tells_who_had_a_plate_and_keeps_that_it_was_asked() {
    let app = TestApp::spawn();
    let (id, consultant) = (car(&app, "沪AD12345"), app.sign_in("consultant"));
    let of = opportunity(&app, "consultant", "顾明", "13812345621");
    let drive = book(&consultant, of, id, FROM).location().to_owned();
    consultant.post_form(&format!("{drive}/hand-over"), &OUT);
    let search =
        |client: &Client, at: &str| client.post_form("/demo-cars/registry", &[("plate", "沪AD12345"), ("at", at)]);
    let found = search(&consultant, "2026-11-22T13:00");
    assert_eq!(found.texts("main [role=status] a"), ["顾明"]);
    let before = search(&consultant, "2026-11-22T07:00");
    assert_eq!(
        before.texts("[data-around] a"),
        ["顾明"],
        "nobody then; the drive after it"
    );
    let theirs = search(&app.sign_in("consultant2"), "2026-11-22T13:00");
    assert!(!theirs.body.contains("顾明") && theirs.texts("section[role=status] li").concat().contains("其他顾问"));
    let bad = search(&consultant, "");
    assert!(bad.status == 422 && bad.has("#f-at-err"));
    let asked = app.audit().into_iter().filter(|action| action == "demo_cars.registry");
    assert_eq!(asked.count(), 3);
}

#[test]
fn a_lower_reading_at_the_return_needs_its_reason() {
    let app = TestApp::spawn();
    let (id, consultant) = (car(&app, "沪AD12345"), app.sign_in("consultant"));
    let of = opportunity(&app, "consultant", "顾明", "13812345621");
    let drive = book(&consultant, of, id, FROM).location().to_owned();
    assert_eq!(consultant.post_form(&format!("{drive}/hand-over"), &OUT).status, 303);
    let back = |reason: &str| {
        let fields = [("lock_version", "1"), ("km", "1202"), ("km_reason", reason)];
        consultant.post_form(&format!("{drive}/return"), &fields)
    };
    assert!(consultant.get(&drive).has("#f-km_reason"));
    assert!(back("").has("#f-km-err"));
    let done = back("出发时多看了一位");
    assert_eq!(done.status, 303, "{}", done.body);
    assert!(app.audit().contains(&"demo_cars.lower_mileage".to_owned()));
}

#[test]
fn a_car_that_can_not_be_driven_names_the_bookings_that_must_be_moved() {
    let app = TestApp::spawn();
    let (id, manager) = (car(&app, "沪AD12345"), app.sign_in("sales.manager"));
    let of = opportunity(&app, "consultant", "顾明", "13812345621");
    let drive = book(&app.sign_in("consultant"), of, id, FROM).location().to_owned();
    let path = format!("/demo-cars/{id}");
    assert!(!manager.get(&path).has("[data-waiting]"));
    assert_eq!(manager.get(&path).texts("[data-drives] li").len(), 1);
    let mut lapsed = CAR.to_vec();
    lapsed[4].1 = "2026-11-21";
    lapsed.push(("lock_version", "0"));
    let saved = manager.post_form(&path, &lapsed);
    assert_eq!((saved.status, saved.location()), (303, path.as_str()));
    assert!(manager.get(&path).text("[data-waiting]").contains("顾明"));
    let notice = manager.get(&drive).text("main .notice");
    assert!(
        notice.contains("保险到期") && !notice.contains("停用") && !notice.contains("年检"),
        "{notice}"
    );
    assert!(
        manager.get(&path).has("button[name=out][data-confirm]"),
        "it asks first"
    );
    lapsed[4].1 = "2027-06-01";
    lapsed[6].1 = "1";
    assert_eq!(manager.post_form(&path, &lapsed).location(), "/demo-cars");
    let out = manager.post_form(&format!("{path}/standing"), &[("out", "1"), ("out_because", "外展")]);
    assert_eq!((out.status, out.location()), (303, path.as_str()));
    assert!(manager.get(&path).has(&format!("[data-waiting] a[href='{drive}']")));
}

#[test]
fn the_registry_knows_minutes_spans_and_plates() {
    let app = TestApp::spawn();
    let (id, consultant) = (car(&app, "沪AD12345"), app.sign_in("consultant"));
    let of = opportunity(&app, "consultant", "顾明", "13812345621");
    let drive = book(&consultant, of, id, FROM).location().to_owned();
    app.advance(TimeDelta::seconds(20));
    assert_eq!(consultant.post_form(&format!("{drive}/hand-over"), &OUT).status, 303);
    let left = yingke::platform::i18n::times::minute(app.clock.now()).replace(' ', "T");
    app.advance(TimeDelta::seconds(60));
    assert_eq!(
        consultant
            .post_form(&format!("{drive}/return"), &[("lock_version", "1"), ("km", "1206")])
            .status,
        303
    );
    let search = |plate: &str, at: &str, until: &str| {
        let fields = [("plate", plate), ("at", at), ("until", until)];
        consultant.post_form("/demo-cars/registry", &fields)
    };
    let minute = search("沪AD12345", &left, "");
    assert_eq!(
        minute.texts("main [role=status] a"),
        ["顾明"],
        "in the minute that it left"
    );
    let day = search("沪AD12345", "2026-11-22T00:00", "2026-11-22T23:59");
    assert_eq!(day.texts("main [role=status] a"), ["顾明"]);
    let later = search("沪AD12345", "2026-11-23T10:00", "");
    assert_eq!(later.texts("[data-around] a"), ["顾明"], "the one before");
    assert!(
        search("沪AD99999", &left, "")
            .text("main [role=status]")
            .contains("没有这个车牌")
    );
    assert!(search("沪AD12345", &left, "2026-11-01T00:00").has("#f-until-err"));
}

#[test]
fn the_grid_covers_opening_hours_and_offers_what_fits() {
    let app = TestApp::spawn();
    let (id, consultant) = (car(&app, "沪AD12345"), app.sign_in("consultant"));
    let of = opportunity(&app, "consultant", "顾明", "13812345621");
    let (of_text, car_text) = (of.to_string(), id.to_string());
    let late = [
        ("opportunity", of_text.as_str()),
        ("car", car_text.as_str()),
        ("starts_at", "2026-11-22T17:30"),
        ("minutes", "30"),
    ];
    let grid = consultant.get("/test-drives");
    assert_eq!(
        grid.texts("tbody th").last().unwrap(),
        "17:30",
        "until the store closes"
    );
    assert_eq!(consultant.post_form("/test-drives", &late).status, 303);
    assert!(
        consultant
            .get("/test-drives")
            .text("tbody tr:last-child")
            .contains("顾明")
    );

    // 16:47: three quarters of an hour are left before the next drive.
    app.advance(TimeDelta::minutes(6 * 60 + 47));
    let consultant = app.sign_in("consultant");
    let free = consultant.get("/test-drives").attributes("a.cal-open", "href");
    assert_eq!(free.len(), 1, "{free:?}");
    let form = consultant.get(&free[0]);
    assert_eq!(form.value("starts_at"), "2026-11-22T16:47");
    assert_eq!(
        form.attributes("select[name=minutes] option[selected]", "value"),
        ["30"]
    );
    let other = opportunity(&app, "consultant2", "李娜", "13912345622");
    let clash = book(&app.sign_in("consultant2"), other, id, "2026-11-22T16:50");
    let words = clash.text("#f-car-err");
    assert!(clash.status == 422 && words.contains("17:30–18:00"), "{words}");
    assert!(!words.contains("顾明"), "a colleague's customer stays unnamed");
    let mine = opportunity(&app, "consultant", "周明", "13712345623");
    let again = book(&consultant, mine, id, "2026-11-22T16:50").text("#f-car-err");
    assert!(again.contains("顾明"), "{again}");

    // Booked for after closing time, as it is when the hours change: the drive is shown all the same.
    let late = app.clock.now() + TimeDelta::minutes(103);
    diesel::update(test_drives::table)
        .set((
            test_drives::starts_at.eq(late),
            test_drives::until_at.eq(late + TimeDelta::minutes(30)),
            test_drives::ends_at.eq(late + TimeDelta::minutes(30)),
        ))
        .execute(&mut app.database.owner())
        .unwrap();
    let grid = consultant.get("/test-drives");
    assert_eq!(grid.texts("tbody th").last().unwrap(), "18:30");
    assert!(grid.text("tbody tr:last-child").contains("顾明"));
}

#[test]
fn a_reading_far_above_the_last_is_asked_about_and_can_be_corrected() {
    let app = TestApp::spawn();
    let (id, consultant) = (car(&app, "沪AD12345"), app.sign_in("consultant"));
    let of = opportunity(&app, "consultant", "顾明", "13812345621");
    let drive = book(&consultant, of, id, FROM).location().to_owned();
    let mut out = OUT.to_vec();
    out[6].1 = "91200";
    let leap = consultant.post_form(&format!("{drive}/hand-over"), &out);
    assert!(leap.status == 422 && leap.text("#f-km-err").contains("1,200"));
    assert_eq!(consultant.post_form(&format!("{drive}/hand-over"), &OUT).status, 303);
    let early = consultant.post_form(&format!("{drive}/mileage"), &[("km", "1210"), ("reason", "看错")]);
    assert_eq!(early.status, 409, "it is not back yet");
    let back = |reason: &str| {
        let fields = [("lock_version", "1"), ("km", "99999"), ("km_reason", reason)];
        consultant.post_form(&format!("{drive}/return"), &fields)
    };
    assert!(back("").text("#f-km-err").contains("1,205"));
    assert_eq!(back("读数如此").status, 303);
    let correct =
        |km: &str, reason: &str| consultant.post_form(&format!("{drive}/mileage"), &[("km", km), ("reason", reason)]);
    assert!(consultant.get(&drive).has(&format!("form[action='{drive}/mileage']")));
    let silent = correct("1219", "");
    assert!(silent.status == 422 && silent.has("#c-reason-err"));
    assert!(correct("1204", "看错一位").has("#c-km-err"), "not below where it left");
    assert_eq!(correct("1219", "看错一位").status, 303);
    assert!(consultant.get(&drive).text("aside dl").contains("1,219"));
    let km: i32 = demo_cars::table
        .select(demo_cars::mileage_km)
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(km, 1_219, "the car goes by it");
    let audit = app.audit();
    assert!(audit.contains(&"demo_cars.high_mileage".into()) && audit.contains(&"test_drives.correct_mileage".into()));
    assert_eq!(
        app.sign_in("consultant2")
            .post_form(&format!("{drive}/mileage"), &[("km", "1300"), ("reason", "看错")])
            .status,
        404
    );
    consultant.post_form("/preferences", &[("lang", "en"), ("next", "/")]);
    assert!(consultant.get(&drive).text("main").contains("Correct the mileage in"));
}

/// Whose drives and tasks there are.
fn companion(app: &TestApp) -> StaffId {
    test_drives::table
        .select(test_drives::consultant_id)
        .first(&mut app.database.owner())
        .unwrap()
}

#[test]
fn somebody_else_rides_along() {
    let app = TestApp::spawn();
    let (id, consultant) = (car(&app, "沪AD12345"), app.sign_in("consultant"));
    let of = opportunity(&app, "consultant", "顾明", "13812345621");
    let drive = book(&consultant, of, id, FROM).location().to_owned();
    let (manager, other) = (app.sign_in("sales.manager"), app.sign_in("consultant2"));
    let path = format!("{drive}/companion");
    assert!(manager.get(&drive).has(&format!("a[href='{path}']")));
    assert_eq!(other.get(&path).status, 404, "another's");
    let technician = app.actor("technician").id.to_string();
    let wrong = manager.post_form(&path, &[("consultant", &technician)]);
    assert!(
        wrong.status == 422 && wrong.has("[aria-invalid='true']"),
        "{}",
        wrong.body
    );
    let to = app.actor("consultant2").id;
    assert_eq!(manager.post_form(&path, &[("consultant", &to.to_string())]).status, 303);
    assert_eq!(companion(&app), to);
    assert!(app.audit().contains(&"test_drives.give".into()));
    assert_eq!(other.get(&drive).status, 200);
    let waits = |client: &Client| {
        client
            .get("/call-backs")
            .texts("[data-row]")
            .iter()
            .any(|row| row.contains("试驾"))
    };
    assert!(waits(&other) && !waits(&consultant), "the task goes along");
    consultant.post_form(&format!("{drive}/cancellation"), &[("reason", "客户改期")]);
    let over = manager.post_form(&path, &[("consultant", &to.to_string())]);
    assert_eq!(over.status, 409);
}

#[test]
fn who_leaves_leaves_no_drive_behind_and_who_is_away_has_theirs_listed() {
    let app = TestApp::spawn();
    let (id, consultant) = (car(&app, "沪AD12345"), app.sign_in("consultant"));
    let of = opportunity(&app, "consultant", "顾明", "13812345621");
    let drive = book(&consultant, of, id, FROM).location().to_owned();
    let (from, to) = (app.actor("consultant").id, app.actor("consultant2").id);
    let day = FROM[..10].to_owned();
    let off = [("from", day.as_str()), ("until", ""), ("reason", "holiday")];
    let plan = format!("/working-plans/{from}");
    let manager = app.sign_in("manager");
    assert_eq!(manager.post_form(&format!("{plan}/days-off"), &off).status, 303);
    let listed = manager.get(&plan);
    assert!(listed.has(&format!("#stranded a[href='{drive}']")), "{}", listed.body);
    assert!(listed.text("#stranded").contains("顾明"));

    let admin = app.sign_in("admin");
    let path = format!("/staff/{from}/disable");
    assert!(admin.get(&path).text(".props").contains("未完成的试驾"));
    assert_eq!(admin.post_form(&path, &[("to", &to.to_string())]).status, 303);
    assert_eq!(companion(&app), to);
}

#[test]
fn the_log_names_what_changed_of_a_car_and_nothing_else() {
    let app = TestApp::spawn();
    let id = car(&app, "沪AD12345");
    let manager = app.sign_in("sales.manager");
    let mut fields = CAR.to_vec();
    fields.push(("lock_version", "0"));
    fields.push(("colour", "白色"));
    assert_eq!(manager.post_form(&format!("/demo-cars/{id}"), &fields).status, 303);
    let named: Vec<Option<String>> = audit_entries::table
        .filter(audit_entries::action.eq("demo_cars.change"))
        .select(audit_entries::fields)
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(named, [Some("colour".to_owned())]);
}
