//! Recording a complaint.

use super::*;
use crate::support::builders::VIN;

const NEW: [(&str, &str); 6] = [
    ("new_name", "阿依古丽·买买提"),
    ("new_phone", "13800001111"),
    ("channel", "phone"),
    ("category", "waiting_time"),
    ("severity", "normal"),
    ("facts", "等了三个小时"),
];

fn count(app: &TestApp) -> i64 {
    yingke::schema::complaints::table
        .count()
        .get_result(&mut app.database.owner())
        .unwrap()
}

#[test]
fn a_new_customer_is_made_on_the_way() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let answer = care.post_form("/complaints", &NEW);
    assert_eq!(answer.status, 303, "{}", answer.body);
    let page = care.get(answer.location());
    assert!(page.text("h1").starts_with("TS20261122-0001"));
    assert!(page.body.contains("阿依古丽·买买提"));
    let again = care.post_form("/complaints", &NEW);
    assert_eq!(again.status, 303);
    let customers: i64 = yingke::schema::customers::table
        .count()
        .get_result(&mut app.database.owner())
        .unwrap();
    assert_eq!((count(&app), customers), (2, 1), "the same phone is the same customer");
}

#[test]
fn a_known_customer_is_found_by_phone_tail_plate_vin_and_name() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", "138 1234 5621");
    let vehicle = app.vehicle(customer, "沪A7K32D", VIN);
    let care = app.sign_in("care");
    let value = format!("{customer}:{vehicle}");
    for term in ["13812345621", "5621", "沪A·7K32D", VIN, "047371", "顾明", "gm"] {
        let found = care.post_region("/complaints/customers", "matches", &[("q", term)]);
        assert_eq!(found.status, 200);
        assert_eq!(found.attributes("[name=who]", "value").first(), Some(&value), "{term}");
    }
    let mut fields = NEW[2..].to_vec();
    fields.push(("who", &value));
    assert_eq!(care.post_form("/complaints", &fields).status, 303);
}

#[test]
fn an_advisor_finds_others_customers_by_what_names_them_in_full() {
    let app = TestApp::spawn();
    let own = app.customer_of("advisor", "李娜", "13712348812");
    let customer = app.customer("顾明", "138 1234 5621");
    let vehicle = app.vehicle(customer, "沪A7K32D", VIN);
    let advisor = app.sign_in("advisor");
    let find = |client: &Client, term: &str| {
        let found = client.post_region("/complaints/customers", "matches", &[("q", term)]);
        assert_eq!(found.status, 200);
        found.attributes("[name=who]:not([value=''])", "value")
    };
    assert_eq!(find(&advisor, "李娜"), [own.to_string()]);
    for part in ["顾明", "gm", "5621", "047371"] {
        assert!(find(&advisor, part).is_empty(), "{part}");
    }
    let value = format!("{customer}:{vehicle}");
    let record = |client: &Client| {
        let mut fields = NEW[2..].to_vec();
        fields.push(("who", &value));
        client.post_form("/complaints", &fields).status
    };
    assert_eq!(record(&advisor), 422, "an id alone opens nobody");
    assert_eq!(find(&advisor, "沪A·7K32D"), std::slice::from_ref(&value));
    let audit = app.audit();
    assert!(
        audit.contains(&"search.identity".to_owned()) && audit.contains(&"customers.open_at_desk".to_owned()),
        "{audit:?}"
    );
    assert_eq!(record(&advisor), 303);
    let consultant = app.sign_in("consultant");
    for whole in ["13812345621", "沪A·7K32D", VIN] {
        assert!(find(&consultant, whole).is_empty(), "{whole}");
    }
}

#[test]
fn whoever_is_typed_in_is_not_pushed_aside_by_somebody_found() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", "138 1234 5621");
    let care = app.sign_in("care");
    let chosen = |fields: &[(&str, &str)]| {
        let found = care.post_region("/complaints/customers", "matches", fields);
        found.attributes("[name=who][checked]", "value")
    };
    assert_eq!(chosen(&[("q", "顾明")]), [customer.to_string()]);
    assert_eq!(chosen(&[("q", "顾明"), ("new_name", "李娜")]), [""]);
    let known = [("new_phone", "13812345621")];
    let fields = [&NEW[..1], &known[..], &NEW[2..]].concat();
    let answer = care.post_form("/complaints", &fields);
    assert!(
        care.get(answer.location()).text("#toasts").contains("已有客户"),
        "it says whom it went to"
    );
}

#[test]
fn on_site_needs_the_room_and_who_attended_and_what_was_typed_stays() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let mut fields = NEW.to_vec();
    fields[2] = ("channel", "on_site");
    let answer = care.post_form("/complaints", &fields);
    assert_eq!(answer.status, 422);
    assert_eq!(answer.texts(".field .err").len(), 2);
    assert!(answer.text("textarea[name=facts]").contains("等了三个小时"));
    assert_eq!(count(&app), 0);
}

#[test]
fn a_crisis_leads_to_its_checklist() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let mut fields = NEW.to_vec();
    fields[4] = ("severity", "crisis");
    let answer = care.post_form("/complaints", &fields);
    assert!(answer.location().ends_with("/crisis"), "{}", answer.location());
    let seen = care.get(answer.location()).value("lock_version");
    let owner = app.actor("manager").id.to_string();
    let saved = care.post_form(
        answer.location(),
        &[
            ("owner_id", &owner),
            ("statement", "正在核实"),
            ("next_report_at", "2026-11-22T12:00"),
            ("lock_version", &seen),
        ],
    );
    assert_eq!(saved.status, 303, "{}", saved.body);
}

#[test]
fn received_in_the_future_is_refused_and_an_unknown_category_too() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let post = |name, value| {
        let mut fields = NEW.to_vec();
        fields.retain(|(known, _)| *known != name);
        fields.push((name, value));
        care.post_form("/complaints", &fields).status
    };
    assert_eq!(post("received_at", "2026-11-23T08:00"), 422);
    assert_eq!(post("received_at", "1975-11-22T08:00"), 422, "nor half a century late");
    assert_eq!(post("received_at", "2026-10-24T08:00"), 303);
    assert_eq!(post("category", "weather"), 422);
    assert_eq!(post("received_at", "2026-11-22T08:00"), 303);
}

#[test]
fn fifty_equal_posts_at_once_record_one() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let token = yingke::platform::db::FormToken::new().to_string();
    let fields = [NEW.as_slice(), &[("token", token.as_str())]].concat();
    std::thread::scope(|scope| {
        for _ in 0..50 {
            scope.spawn(|| care.post_form("/complaints", &fields));
        }
    });
    assert_eq!(count(&app), 1);
}
