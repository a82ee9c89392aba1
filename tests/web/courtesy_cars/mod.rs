//! Courtesy cars over HTTP.

use diesel::prelude::*;
use yingke::schema::{courtesy_cars, courtesy_loans, courtesy_offers};
use yingke::service::commands::{Opening, open_for_visit};
use yingke::values::ids::{CourtesyCarId, VisitId};

use crate::support::{Client, Page, TestApp};
use crate::web::check_in::{save, visit, visit_of};

const CAR: [(&str, &str); 6] = [
    ("plate", "沪A12345"),
    ("model", "星驰 S3 1.5L"),
    ("energy", "fuel"),
    ("mileage", "12000"),
    ("insurance_until", "2027-06-01"),
    ("inspection_until", "2027-06-01"),
];
/// The number of the standard's own example.
const LICENCE: &str = "11010519491231002X";

pub fn car(app: &TestApp, plate: &str) -> CourtesyCarId {
    let mut fields = CAR.to_vec();
    fields[0].1 = plate;
    let answer = app.sign_in("service.manager").post_form("/courtesy-cars", &fields);
    assert_eq!(answer.status, 303, "{}", answer.body);
    courtesy_cars::table
        .order(courtesy_cars::id.desc())
        .select(courtesy_cars::id)
        .first(&mut app.database.owner())
        .unwrap()
}

pub fn book(client: &Client, visit: VisitId, car: CourtesyCarId, from: &str, due: &str) -> Page {
    let car = car.to_string();
    let fields = [("car", car.as_str()), ("starts_at", from), ("due_at", due)];
    client.post_form(&format!("/visits/{visit}/courtesy-car"), &fields)
}

pub const FROM: &str = "2026-11-22T10:30";
pub const DUE: &str = "2026-11-24T17:00";

const OUT: [(&str, &str); 8] = [
    ("lock_version", "0"),
    ("driver", "顾明"),
    ("licence_kind", "mainland_id"),
    ("licence", LICENCE),
    ("licence_until", "2030-01-01"),
    ("km", "12010"),
    ("fuel", "8"),
    ("on_paper", "1"),
];

fn hand_over(client: &Client, loan: &str) -> Page {
    client.post_form(&format!("{loan}/hand-over"), &OUT)
}

#[test]
fn a_car_joins_the_fleet_is_changed_and_taken_out_of_service() {
    let app = TestApp::spawn();
    let manager = app.sign_in("service.manager");
    assert!(manager.get("/courtesy-cars").has(".empty"));
    let id = car(&app, "沪A12345");
    let page = manager.get("/courtesy-cars");
    assert_eq!(page.texts("tbody .tag-green"), ["可借"]);
    let twice = manager.post_form("/courtesy-cars", &CAR);
    assert!(twice.status == 422 && twice.has("#f-plate-err"));
    assert_eq!(twice.value("model"), "星驰 S3 1.5L");
    let bad = manager.post_form("/courtesy-cars", &[("plate", "沪IO000"), ("mileage", "-1")]);
    for field in ["plate", "model", "energy", "mileage", "insurance_until"] {
        assert!(bad.has(&format!("#f-{field}-err")), "{field}");
    }
    let path = format!("/courtesy-cars/{id}");
    let mut lower = CAR.to_vec();
    lower[3].1 = "11000";
    lower.push(("lock_version", "0"));
    assert!(
        manager
            .post_form(&path, &lower)
            .text("#f-mileage-err")
            .contains("12,000")
    );
    let mut changed = CAR.to_vec();
    changed[4].1 = "2026-12-01";
    changed.push(("lock_version", "0"));
    assert_eq!(manager.post_form(&path, &changed).status, 303);
    assert_eq!(manager.post_form(&path, &changed).status, 409, "somebody was faster");
    assert_eq!(
        manager.get("/courtesy-cars").texts("tbody .tag-amber"),
        ["2026-12-01"],
        "it ends soon"
    );
    let silent = manager.post_form(&format!("{path}/standing"), &[("out", "1")]);
    assert!(silent.status == 422 && silent.has("#o-out_because-err"));
    let out = [("out", "1"), ("out_because", "送修")];
    assert_eq!(manager.post_form(&format!("{path}/standing"), &out).status, 303);
    assert!(manager.get("/courtesy-cars").text("tbody").contains("停用"));
    let visit = visit(&app);
    let refused = book(&app.sign_in("advisor"), visit, id, FROM, DUE);
    assert!(refused.status == 422 && refused.text("#f-car-err").contains("停用"));
    let audit = app.audit();
    for action in ["courtesy_cars.create", "courtesy_cars.change", "courtesy_cars.take_out"] {
        assert!(audit.contains(&action.into()), "{action}");
    }
}

#[test]
fn booked_handed_over_and_back() {
    let app = TestApp::spawn();
    let (id, visit, advisor) = (car(&app, "沪A12345"), visit(&app), app.sign_in("advisor"));
    let booked = book(&advisor, visit, id, FROM, DUE);
    assert_eq!(booked.status, 303, "{}", booked.body);
    let loan = booked.location().to_owned();
    let page = advisor.get(&loan);
    assert!(page.status == 200 && page.has(&format!("form[action='{loan}/hand-over']")));
    for (field, value) in [
        ("licence", "123"),
        ("licence_until", "2026-11-23"),
        ("km", "11999"),
        ("driver", "1"),
        ("fuel", "9"),
    ] {
        let mut fields = OUT.to_vec();
        for pair in &mut fields {
            if pair.0 == field {
                pair.1 = value;
            }
        }
        let answer = advisor.post_form(&format!("{loan}/hand-over"), &fields);
        assert_eq!(answer.status, 422, "{field}");
        assert!(answer.has(&format!("#f-{field}-err")), "{field}");
        assert!(
            !answer.value("driver").is_empty() && !answer.value("licence").is_empty(),
            "what was typed stays"
        );
    }
    let mut fields = OUT.to_vec();
    for pair in &mut fields {
        match pair.0 {
            "licence_until" => pair.1 = "2026-11-23",
            "km" => pair.1 = "11999",
            _ => {}
        }
    }
    let answer = advisor.post_form(&format!("{loan}/hand-over"), &fields);
    assert!(
        answer.has("#f-licence_until-err") && answer.has("#f-km-err"),
        "both at once: {}",
        answer.body
    );
    for pair in &mut fields {
        if pair.0 == "licence" {
            pair.1 = "123";
        }
    }
    let answer = advisor.post_form(&format!("{loan}/hand-over"), &fields);
    for field in ["licence", "licence_until", "km"] {
        assert!(answer.has(&format!("#f-{field}-err")), "all at once: {field}");
    }
    let unsigned: Vec<_> = OUT.iter().copied().filter(|(name, _)| *name != "on_paper").collect();
    assert!(
        advisor
            .post_form(&format!("{loan}/hand-over"), &unsigned)
            .has("#f-strokes-err")
    );
    let out = hand_over(&advisor, &loan);
    assert_eq!(out.status, 303, "{}", out.body);
    assert_eq!(hand_over(&advisor, &loan).status, 409, "once");
    let page = advisor.get(&loan);
    assert!(!page.body.contains(LICENCE), "the number is masked");
    assert!(app.audit().contains(&"courtesy_cars.hand_over".into()));
    assert!(
        advisor.get("/call-backs").body.contains("代步车 沪A·12345 应还"),
        "a task tells when it is due"
    );
    // Late, it stands red.
    app.advance(chrono::TimeDelta::days(3));
    let advisor = app.sign_in("advisor");
    assert!(advisor.get("/courtesy-cars").has("tr.row-over"));
    let late = advisor.get("/courtesy-cars/loans?view=late");
    assert_eq!(late.texts("tbody tr").len(), 1);
    for page in [
        late,
        advisor.get("/courtesy-cars"),
        advisor.get("/courtesy-cars/loans"),
        advisor.get(&loan),
        advisor.get(&format!("/visits/{visit}")),
    ] {
        assert!(
            page.texts("main .tag-red").contains(&"逾期未还".to_owned()),
            "{}",
            page.body
        );
        assert!(!page.texts("main .tag").contains(&"使用中".to_owned()));
    }
    let due = advisor.get("/courtesy-cars").text("td.red");
    assert!(due.contains("2026-11-24 17:00"), "{due}");
    let back = |fields: &[(&str, &str)]| advisor.post_form(&format!("{loan}/return"), fields);
    let low = back(&[("lock_version", "1"), ("km", "12000"), ("fuel", "7")]);
    assert!(low.status == 422 && low.text("#f-km-err").contains("12,010"));
    let high = back(&[("lock_version", "1"), ("km", "122100"), ("fuel", "7")]);
    assert!(high.status == 422 && high.text("#f-km-err").contains("高出很多"));
    let done = back(&[
        ("lock_version", "1"),
        ("km", "12210"),
        ("fuel", "7"),
        ("marks", "右后轮毂擦伤"),
    ]);
    assert_eq!(done.status, 303, "{}", done.body);
    let km: i32 = courtesy_cars::table
        .select(courtesy_cars::mileage_km)
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(km, 12_210);
    assert!(advisor.get(&loan).text("aside dl").contains("右后轮毂擦伤"));
    assert_eq!(advisor.get(&format!("{loan}/sheet")).status, 200);
    assert!(!advisor.get("/call-backs").body.contains("代步车 沪A·12345 应还"));
}

#[test]
fn nothing_is_lent_once_the_own_car_is_ready() {
    use yingke::schema::visits;
    let app = TestApp::spawn();
    let (id, visit, advisor) = (car(&app, "沪A12345"), visit(&app), app.sign_in("advisor"));
    let path = format!("/visits/{visit}");
    save(
        &advisor,
        visit,
        "estimate",
        &[("estimate_from", "1"), ("promised_at", "2026-11-24T10:00")],
    );
    assert!(advisor.get(&path).has("#courtesy-h"), "more than a day");
    diesel::update(visits::table.find(visit))
        .set((visits::state.eq("ready"), visits::ready_at.eq(app.clock.now())))
        .execute(&mut app.database.owner())
        .unwrap();
    assert!(!advisor.get(&path).has("#courtesy-h"), "there is nothing to offer");
    let asked = advisor.get(&format!("{path}/courtesy-car"));
    assert!(asked.status == 409 && asked.text("main .notice").contains("已经完工"));
    let booked = book(&advisor, visit, id, FROM, DUE);
    assert!(booked.status == 409 && booked.text("main .notice").contains("已经完工"));
}

#[test]
fn no_car_is_lent_twice_at_once_also_by_two_at_the_same_moment() {
    let app = TestApp::spawn();
    let (id, first) = (car(&app, "沪A12345"), visit(&app));
    let other = visit_of(&app, None, "service", "receiving");
    let advisor = app.sign_in("advisor");
    assert_eq!(book(&advisor, first, id, FROM, DUE).status, 303);
    let clash = book(&advisor, other, id, "2026-11-24T16:00", "2026-11-25T10:00");
    assert_eq!(clash.status, 422);
    assert!(clash.text("#f-car-err").contains("已被预订"));
    assert_eq!(clash.value("due_at"), "2026-11-25T10:00");
    assert_eq!(
        book(&advisor, other, id, DUE, "2026-11-25T10:00").status,
        303,
        "one after the other"
    );
    let id = car(&app, "沪A54321").to_string();
    let fields = [("car", id.as_str()), ("starts_at", FROM), ("due_at", DUE)];
    let answers = advisor.post_at_once(&format!("/visits/{other}/courtesy-car"), &fields, 4);
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 422, 422, 422]);
    let loans: i64 = courtesy_loans::table
        .count()
        .get_result(&mut app.database.owner())
        .unwrap();
    assert_eq!(loans, 3);
}

#[test]
fn bad_times_are_refused() {
    let app = TestApp::spawn();
    let (id, visit, advisor) = (car(&app, "沪A12345"), visit(&app), app.sign_in("advisor"));
    for (from, due, field) in [
        ("2026-11-21T10:00", DUE, "starts_at"),
        (FROM, "2026-11-22T10:00", "due_at"),
        (FROM, "2028-11-22T10:00", "due_at"),
        ("nonsense", DUE, "starts_at"),
    ] {
        let answer = book(&advisor, visit, id, from, due);
        assert_eq!(answer.status, 422, "{from} {due}");
        assert!(answer.has(&format!("#f-{field}-err")), "{from} {due}");
    }
    let late = book(&advisor, visit, id, FROM, "2027-06-02T10:00");
    assert_eq!(late.status, 422, "its insurance ends before");
    let nobody = book(&advisor, visit, CourtesyCarId::new(), FROM, DUE);
    assert!(nobody.status == 422 && nobody.has("#f-car-err"));
}

#[test]
fn a_customer_with_a_mark_gets_no_car_until_it_is_lifted() {
    let app = TestApp::spawn();
    let (id, visit, advisor) = (car(&app, "沪A12345"), visit(&app), app.sign_in("advisor"));
    let loan = book(&advisor, visit, id, FROM, DUE).location().to_owned();
    let cancelled = advisor.post_form(&format!("{loan}/cancellation"), &[("reason", "改坐地铁")]);
    assert_eq!(cancelled.status, 303);
    let mark = |until: &str| {
        let fields = [("refusal", "上次还车严重损坏"), ("until", until)];
        advisor.post_form(&format!("{loan}/refusal"), &fields)
    };
    assert_eq!(mark("2026-11-01").status, 422);
    // A mark lasts as long as the store lets it, and no longer.
    assert_eq!(advisor.get(&loan).value("until"), "2027-11-22");
    let long = mark("2027-11-23");
    assert!(long.status == 422 && long.has("#r-until-err"));
    assert_eq!(mark("2027-11-22").status, 303);
    let refused = book(&advisor, visit, id, FROM, DUE);
    assert!(refused.status == 422 && refused.text("main .notice").contains("不再出借"));
    let manager = app.sign_in("service.manager");
    let page = manager.get("/courtesy-cars/refusals");
    let lifting = page.attributes("main .list form", "action").remove(0);
    assert_eq!(advisor.post_form(&lifting, &[]).status, 403);
    assert_eq!(manager.post_form(&lifting, &[]).status, 303);
    assert_eq!(book(&advisor, visit, id, FROM, DUE).status, 303);
    let audit = app.audit();
    assert!(audit.contains(&"courtesy_cars.refuse".into()) && audit.contains(&"courtesy_cars.lift".into()));
}

#[test]
fn how_long_a_mark_lasts_is_the_stores_to_say() {
    let app = TestApp::spawn();
    let (id, visit, advisor) = (car(&app, "沪A12345"), visit(&app), app.sign_in("advisor"));
    diesel::sql_query(
        "INSERT INTO settings (store_id, key, value, lock_version, updated_at) \
         SELECT id, 'service.courtesy', '{\"refusal_days\": 30}', 1, now() FROM stores",
    )
    .execute(&mut app.database.owner())
    .unwrap();
    let loan = book(&advisor, visit, id, FROM, DUE).location().to_owned();
    assert_eq!(advisor.get(&loan).value("until"), "2026-12-22");
    let mark = |until: &str| {
        let fields = [("refusal", "逾期未还"), ("until", until)];
        advisor.post_form(&format!("{loan}/refusal"), &fields).status
    };
    assert_eq!((mark("2026-12-23"), mark("2026-12-22")), (422, 303));
    app.advance(chrono::TimeDelta::days(31));
    let advisor = app.sign_in("advisor");
    let again = book(&advisor, visit, id, "2026-12-23T10:30", "2026-12-24T10:30");
    assert_eq!(again.status, 303, "the mark is over: {}", again.body);
}

#[test]
fn the_order_says_what_is_due_and_takes_the_answer() {
    let app = TestApp::spawn();
    let (visit, advisor) = (visit(&app), app.sign_in("advisor"));
    for (step, fields) in [
        ("wishes", &[("warranty", "1"), ("household", "1")][..]),
        (
            "estimate",
            &[("estimate_from", "1"), ("promised_at", "2026-11-22T17:00")],
        ),
    ] {
        let answer = save(&advisor, visit, step, fields);
        assert_eq!(answer.status, 303, "{step}: {}", answer.body);
    }
    let opening = Opening {
        promised_at: Some("2026-11-30T02:00:00Z".parse().unwrap()),
        ..Opening::default()
    };
    let order = app.write("advisor", |tx| open_for_visit(tx, visit, &opening)).unwrap();
    let path = format!("/service-orders/{order}");
    let page = advisor.get(&path);
    let section = |rest: &str| format!("section[aria-labelledby=courtesy-h] {rest}");
    assert!(
        page.text(&section(".notice")).contains("2026-11-27 10:00"),
        "the promise of the order counts, not that of the sheet"
    );
    assert!(page.has(&section("details[open]")), "one or the other is due");
    assert_eq!(
        page.attributes(&section("a.btn"), "href"),
        [format!("/visits/{visit}/courtesy-car")]
    );
    assert!(!app.sign_in("care").get(&path).has("#courtesy-h"), "who lends no cars");
    let answer = |back: &str| {
        let fields = [("reply", "travel_money"), ("amount", "500"), ("back", back)];
        advisor.post_form(&format!("/visits/{visit}/courtesy-answer"), &fields)
    };
    assert_eq!(
        page.attributes(&section("input[name=back]"), "value"),
        std::slice::from_ref(&path)
    );
    let done = answer(&path);
    assert_eq!((done.status, done.location()), (303, path.as_str()));
    assert_eq!(answer("//elsewhere.example").location(), format!("/visits/{visit}"));
    let page = advisor.get(&path);
    assert!(page.text(&section("")).contains("¥500") && !page.has(&section("details[open]")));
}

#[test]
fn the_registry_tells_who_had_a_plate_and_keeps_that_it_was_asked() {
    let app = TestApp::spawn();
    let (id, visit, advisor) = (car(&app, "沪A12345"), visit(&app), app.sign_in("advisor"));
    let loan = book(&advisor, visit, id, FROM, DUE).location().to_owned();
    hand_over(&advisor, &loan);
    app.advance(chrono::TimeDelta::hours(3));
    let advisor = app.sign_in("advisor");
    let search = |plate: &str, at: &str| advisor.post_form("/courtesy-cars/registry", &[("plate", plate), ("at", at)]);
    let found = search("沪A12345", "2026-11-22T12:00");
    assert_eq!(found.status, 200);
    assert_eq!(found.texts("[role=status] a"), ["顾明"]);
    assert!(search("沪A12345", "2026-11-22T09:00").has("[role=status] .empty"));
    assert!(search("沪A99999", "2026-11-22T12:00").has("[role=status] .empty"));
    let bad = search("abc", "");
    assert!(bad.status == 422 && bad.has("#f-plate-err") && bad.has("#f-at-err"));
    assert_eq!(bad.value("plate"), "abc");
    let ahead = search("沪A12345", "2026-11-22T13:01");
    assert!(ahead.status == 422 && ahead.text("#f-at-err").contains("不晚于现在"));
    let audit = app.audit();
    assert_eq!(
        audit
            .iter()
            .filter(|action| *action == "courtesy_cars.registry")
            .count(),
        3
    );
    assert_eq!(app.sign_in("technician").get("/courtesy-cars/registry").status, 403);
}

#[test]
fn a_long_warranty_repair_is_due_a_car_or_travel_money() {
    let app = TestApp::spawn();
    let (visit, advisor) = (visit(&app), app.sign_in("advisor"));
    let path = format!("/visits/{visit}");
    assert!(!advisor.get(&path).has("#courtesy-h"), "nothing is due yet");
    save(
        &advisor,
        visit,
        "estimate",
        &[("estimate_from", "1"), ("promised_at", "2026-11-24T10:00")],
    );
    assert!(advisor.get(&path).has("#courtesy-h"), "more than a day");
    save(&advisor, visit, "wishes", &[("warranty", "1"), ("household", "1")]);
    save(
        &advisor,
        visit,
        "estimate",
        &[("estimate_from", "1"), ("promised_at", "2026-11-30T10:00")],
    );
    let page = advisor.get(&path);
    assert!(
        page.text("section[aria-labelledby=courtesy-h] .notice")
            .contains("2026-11-27 10:00"),
        "the sixth day"
    );
    let answer = |fields: &[(&str, &str)]| advisor.post_form(&format!("{path}/courtesy-answer"), fields);
    let without = answer(&[("reply", "travel_money")]);
    assert!(without.status == 422 && without.has("#a-amount-err"));
    assert_eq!(answer(&[("reply", "travel_money"), ("amount", "-5")]).status, 422);
    assert_eq!(answer(&[("reply", "lent")]).status, 422, "that is said by lending one");
    assert_eq!(answer(&[("reply", "travel_money"), ("amount", "500")]).status, 303);
    let amount: Option<i64> = courtesy_offers::table
        .select(courtesy_offers::amount_fen)
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(amount, Some(50_000));
    assert!(
        advisor
            .get(&path)
            .text("section[aria-labelledby=courtesy-h]")
            .contains("¥500")
    );
    assert!(app.audit().contains(&"courtesy_cars.answer".into()));
}

#[test]
fn pages_of_the_fleet_and_who_sees_them() {
    let app = TestApp::spawn();
    let (id, visit, advisor) = (car(&app, "沪A12345"), visit(&app), app.sign_in("advisor"));
    let loan = book(&advisor, visit, id, FROM, DUE).location().to_owned();
    let page = advisor.get("/courtesy-cars/calendar");
    assert_eq!(page.texts("tbody td .tag").len(), 3, "three days");
    for path in [
        "/courtesy-cars",
        "/courtesy-cars/loans?view=booked",
        "/courtesy-cars/refusals",
        &loan,
    ] {
        assert_eq!(advisor.get(path).status, 200, "{path}");
        for stranger in ["technician", "consultant", "care"] {
            assert_eq!(app.sign_in(stranger).get(path).status, 403, "{path} {stranger}");
        }
    }
    assert_eq!(advisor.get("/courtesy-cars/new").status, 403);
    assert_eq!(
        advisor
            .get(&format!("/courtesy-cars/loans/{}", yingke::values::ids::LoanId::new()))
            .status,
        404
    );
    diesel::update(yingke::schema::staff::table)
        .set(yingke::schema::staff::language.eq("en"))
        .execute(&mut app.database.owner())
        .unwrap();
    let advisor = app.sign_in("advisor");
    for path in [
        "/courtesy-cars",
        "/courtesy-cars/calendar",
        "/courtesy-cars/registry",
        &loan,
    ] {
        let words = advisor
            .get(path)
            .texts("main label, main th, main h1, main h2, main dt, main .btn")
            .join(" ");
        let han: String = words
            .chars()
            .filter(|sign| ('\u{4e00}'..='\u{9fff}').contains(sign) && *sign != '沪')
            .collect();
        assert_eq!(han, "", "{path}");
    }
}
