//! Cars: added, changed, handed on.

use crate::support::TestApp;
use crate::support::builders::VIN;

const CAR: [(&str, &str); 4] = [
    ("brand", "星驰"),
    ("model", "E5"),
    ("plate", "沪AD61208"),
    ("mileage", "9870"),
];

#[test]
fn a_car_is_added_and_a_wrong_vin_comes_back_with_what_was_typed() {
    let app = TestApp::spawn();
    let id = app.customer("顾明", "13812345621");
    let care = app.sign_in("care");
    let path = format!("/customers/{id}/vehicles/new");
    assert_eq!(care.get(&path).status, 200);
    let wrong = care.post_form(&path, &[CAR.as_slice(), &[("vin", "LSVAA49J132047372")]].concat());
    assert_eq!(wrong.status, 422);
    assert!(wrong.has("#f-vin[aria-invalid]"));
    assert_eq!(wrong.value("model"), "E5");
    let added = care.post_form(&path, &[CAR.as_slice(), &[("vin", VIN)]].concat());
    assert_eq!(added.status, 303, "{}", added.body);
    assert_eq!(app.audit().last().unwrap(), "vehicles.create");
    let twice = care.post_form(&path, &[CAR.as_slice(), &[("vin", VIN)]].concat());
    assert_eq!(twice.status, 422, "the store knows the VIN");
    let page = care.get(&format!("/customers/{id}"));
    assert_eq!(page.text(".vehicle .plate-nev"), "沪A·D61208");
}

#[test]
fn a_mileage_below_the_last_needs_a_reason_and_a_stale_sheet_shows_both() {
    let app = TestApp::spawn();
    let owner = app.customer("顾明", "13812345621");
    let id = app.vehicle(owner, "沪A12345", VIN);
    let care = app.sign_in("care");
    let path = format!("/vehicles/{id}/edit");
    let sheet = |km: &'static str, seen: &'static str| {
        [
            ("brand", "星驰"),
            ("model", "X7"),
            ("plate", "沪A12345"),
            ("vin", VIN),
            ("mileage", km),
            ("lock_version", seen),
        ]
    };
    assert_eq!(care.get(&path).value("vin"), "LSV**********7371");
    assert_eq!(care.post_form(&path, &sheet("20000", "0")).status, 303);
    assert_eq!(care.post_form(&path, &sheet("19000", "1")).status, 422);
    let because = [sheet("19000", "1").as_slice(), &[("lower_because", "上次录入有误")]].concat();
    assert_eq!(care.post_form(&path, &because).status, 303);
    let stale = care.post_form(&path, &sheet("21000", "1"));
    assert_eq!(stale.status, 409);
    assert_eq!(stale.value("mileage"), "21000", "mine");
    assert!(stale.text("[data-theirs=mileage]").contains("19000"), "theirs");
    assert_eq!(stale.value("lock_version"), "2");
    let page = care.get(&format!("/vehicles/{id}"));
    assert!(page.texts("ins").iter().any(|text| text == "19000"));
    assert!(!page.texts("dd").iter().any(|text| text.contains(VIN)));
}

#[test]
fn numbers_come_masked_stay_when_left_so_and_are_shown_for_a_reason() {
    let app = TestApp::spawn();
    let owner = app.customer("顾明", "13812345621");
    let id = app.vehicle(owner, "沪A12345", VIN);
    let care = app.sign_in("care");
    let left_so = [
        ("brand", "星驰"),
        ("model", "X7"),
        ("vin", "LSV**********7371"),
        ("engine_number", "EA888123"),
        ("lock_version", "0"),
    ];
    assert_eq!(care.post_form(&format!("/vehicles/{id}/edit"), &left_so).status, 303);
    let page = care.get(&format!("/vehicles/{id}"));
    assert!(!page.body.contains(VIN) && !page.body.contains("EA888123"));
    let urls = page.attributes("form.masked", "action");
    let asked = care.post_form(&urls[0], &[]);
    assert_eq!(asked.status, 422, "no reason yet");
    let shown = care.post_form(&urls[0], &[("reason", "verify")]);
    assert_eq!(shown.text("[data-revealed]"), VIN);
    assert_eq!(app.audit().last().unwrap(), "vehicles.reveal");
    let shown = care.post_form(&urls[1], &[("reason", "verify")]);
    assert_eq!(shown.text("[data-revealed]"), "EA888123");
    let entries = app.audit().len();
    let other = app.sign_in("consultant");
    assert_eq!(other.post_form(&urls[0], &[("reason", "verify")]).status, 404);
    assert_eq!(other.post_form(&urls[0], &[]).status, 404);
    assert_eq!(app.sign_in("technician").post_form(&urls[0], &[]).status, 403);
    assert_eq!(app.audit().len(), entries + 2, "two sign-ins, no look");
}

#[test]
fn a_car_is_handed_on_to_somebody_found_by_phone() {
    let app = TestApp::spawn();
    let (old, new) = (app.customer("顾明", "13812345621"), app.customer("李娜", "13712348812"));
    let id = app.vehicle(old, "沪A12345", VIN);
    let care = app.sign_in("care");
    let path = format!("/vehicles/{id}/owners");
    let unknown = care.post_form(&path, &[("phone", "13912345678"), ("day", "2026-11-20")]);
    assert_eq!(unknown.status, 422);
    assert!(unknown.has("a[href='/customers/new']"), "and a way to add them");
    let own = old.to_string();
    let same = [
        ("phone", "13812345621"),
        ("day", "2026-11-20"),
        ("customer", own.as_str()),
    ];
    let same = care.post_region(&path, "dialog", &same);
    assert_eq!(same.status, 422);
    assert_eq!(same.texts(".field .err"), ["该客户已是现车主"]);
    assert!(!same.has("nav.nav"), "only the dialog");
    assert!(same.body.contains("沪A·12345"), "the car tells two of one phone apart");
    let found = care.post_form(&path, &[("phone", "13712348812"), ("day", "2026-11-20")]);
    assert_eq!(found.status, 200);
    assert_eq!(found.value("customer"), new.to_string());
    let chosen = new.to_string();
    let fields = [
        ("phone", "13712348812"),
        ("day", "2026-11-20"),
        ("customer", chosen.as_str()),
    ];
    assert_eq!(care.post_form(&path, &fields).status, 303);
    assert_eq!(app.audit().last().unwrap(), "vehicles.change_owner");
    let page = care.get(&format!("/vehicles/{id}"));
    assert!(page.texts("td").iter().any(|cell| cell.contains("李娜")));
    assert!(page.texts("td").iter().any(|cell| cell == "2026-11-20"));
    let consultant = app.sign_in("consultant");
    for path in ["", "/edit", "/owners"] {
        assert_eq!(consultant.get(&format!("/vehicles/{id}{path}")).status, 404);
    }
}
