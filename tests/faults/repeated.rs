//! One form, posted fifty times at once: one effect, and everybody is led to it.
//!
//! The effect is counted in the rows of every table, so that nothing that is done twice can be overlooked.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use yingke::platform::db::FormToken;

use crate::support::{Client, TestApp};

const AT_ONCE: usize = 50;
/// What a request changes whatever it is about.
const OF_EVERY_REQUEST: [&str; 2] = ["throttle_counters", "staff_sessions"];

#[derive(QueryableByName)]
struct Rows {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

/// Rows of each table.
fn counts(app: &TestApp) -> BTreeMap<String, i64> {
    let count = "SELECT table_name::TEXT AS name,
            (xpath('/row/c/text()', query_to_xml(format('SELECT count(*) AS c FROM %I', table_name), false, true, '')))[1]
                ::TEXT::BIGINT AS rows
        FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'";
    let all: Vec<Rows> = diesel::sql_query(count).load(&mut app.database.owner()).unwrap();
    all.into_iter()
        .filter(|table| !OF_EVERY_REQUEST.contains(&table.name.as_str()))
        .map(|table| (table.name, table.rows))
        .collect()
}

/// The tables that have more rows, and how many more.
fn added(before: &BTreeMap<String, i64>, after: &BTreeMap<String, i64>) -> BTreeMap<String, i64> {
    after
        .iter()
        .map(|(table, rows)| (table.clone(), rows - before[table]))
        .filter(|(_, more)| *more != 0)
        .collect()
}

/// A form: where it goes and what is in it.
type Sent<'a> = (&'a str, &'a [(&'a str, &'a str)]);

/// Posts one form once and another of its kind fifty times at the same moment; then the other once more.
fn fifty_are_as_one(app: &TestApp, client: &Client, one: Sent<'_>, other: Sent<'_>) {
    let token = FormToken::new().to_string();
    let fields = [other.1, &[("token", token.as_str())]].concat();
    let place = one_effect(app, client, one, (other.0, &fields), &[503]);
    let before = counts(app);
    let late = client.post_form(other.0, &fields);
    assert_eq!(
        (late.status, late.location()),
        (303, place.as_str()),
        "{}: one that comes late",
        other.0
    );
    assert_eq!(added(&before, &counts(app)), BTreeMap::new(), "{}: late", other.0);
}

/// Where fifty posts led, having done what one does. `refusals`: what may be answered instead.
fn one_effect(app: &TestApp, client: &Client, one: Sent<'_>, other: Sent<'_>, refusals: &[u16]) -> String {
    let before = counts(app);
    let answer = client.post_form(one.0, one.1);
    assert_eq!(answer.status, 303, "{}: {}", one.0, answer.body);
    let between = counts(app);
    let effect = added(&before, &between);
    assert!(effect.contains_key("audit_entries"), "{}: {effect:?}", one.0);

    let answers = client.post_at_once(other.0, other.1, AT_ONCE);
    let (led, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 303);
    let places: BTreeSet<&str> = led.iter().map(|answer| answer.location()).collect();
    println!(
        "{AT_ONCE} equal posts to {}: {} led to {} place, {} refused",
        other.0,
        led.len(),
        places.len(),
        refused.len()
    );
    for answer in refused {
        assert!(refusals.contains(&answer.status), "{}: {}", answer.status, answer.body);
    }
    assert_eq!(places.len(), 1, "{}: {places:?}", other.0);
    assert_eq!(
        added(&between, &counts(app)),
        effect,
        "{}: fifty at once do what one does",
        other.0
    );
    places.into_iter().next().unwrap().to_owned()
}

fn complaint(phone: &str) -> [(&str, &str); 6] {
    [
        ("new_name", "周一"),
        ("new_phone", phone),
        ("channel", "phone"),
        ("category", "waiting_time"),
        ("severity", "normal"),
        ("facts", "等了三个小时"),
    ]
}

#[test]
fn a_complaint_is_recorded_once_and_so_is_each_step() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    // The first of a day begins its series of numbers.
    assert_eq!(care.post_form("/complaints", &complaint("13800000000")).status, 303);
    let (one, other) = (complaint("13800001111"), complaint("13800002222"));
    fifty_are_as_one(&app, &care, ("/complaints", &one), ("/complaints", &other));

    let mut paths = ["13800003333", "13800004444"].map(|phone| {
        let answer = care.post_form("/complaints", &complaint(phone));
        assert_eq!(answer.status, 303, "{}", answer.body);
        answer.location().to_owned()
    });
    paths.sort();
    let contact = [("channel", "phone"), ("outcome", "answered"), ("body", "已致歉")];
    let note = [("body", "已查看监控")];
    let department = [("department", "service")];
    let solution = [
        ("measures", "免费更换刹车片"),
        ("effect", "异响消除"),
        ("deadline_on", "2026-11-25"),
        ("cost", "680"),
    ];
    let wash = [("kind", "wash"), ("amount", "150")];
    let steps: [(&str, &[(&str, &str)]); 6] = [
        ("ownership", &[]),
        ("contacts", &contact),
        ("notes", &note),
        ("goodwill", &wash),
        ("investigation", &department),
        ("solutions", &solution),
    ];
    for (noun, fields) in steps {
        let [one, other] = paths.each_ref().map(|path| format!("{path}/{noun}"));
        fifty_are_as_one(&app, &care, (&one, fields), (&other, fields));
    }
}

#[test]
fn a_complaint_from_the_public_form_is_recorded_once() {
    let app = TestApp::spawn();
    let fields = |phone| {
        [
            ("category", "repair_quality"),
            ("facts", "保养后左前门多了一道划痕"),
            ("wish", "请补漆"),
            ("name", "顾明"),
            ("phone", phone),
            ("email", ""),
            ("plate", ""),
            ("website", ""),
        ]
    };
    let (one, other) = (fields("13812345621"), fields("13712348812"));
    let path = "/complain/PD01";
    let first = app.visitor().post_form(path, &fields("13912340001"));
    assert_eq!(first.status, 303, "the first of a day begins its series of numbers");
    let token = FormToken::new().to_string();
    let other = [other.as_slice(), &[("token", token.as_str())]].concat();
    // So many from one address are too many: the rest is told to wait.
    one_effect(&app, &app.visitor(), (path, &one), (path, &other), &[422, 503]);
}

#[test]
fn a_customer_is_made_once_and_so_is_what_belongs_to_them() {
    let app = TestApp::spawn();
    let manager = app.sign_in("crm.manager");
    let new = |name, phone| {
        [
            ("name", name),
            ("phone", phone),
            ("phone_label", "mobile"),
            ("notice", "1"),
        ]
    };
    let (one, other) = (new("顾明", "13812345621"), new("李娜", "13712348812"));
    fifty_are_as_one(&app, &manager, ("/customers/new", &one), ("/customers/new", &other));

    let ids = [app.customer("王五", "13900000001"), app.customer("赵六", "13900000002")];
    let note = [("note", "客户周二到店复检")];
    let consent = [
        ("purpose", "marketing"),
        ("channel", "sms"),
        ("answer", "yes"),
        ("evidence", "签字单 12"),
    ];
    let car = [("brand", "星驰"), ("model", "E5")];
    let things: [(&str, &[(&str, &str)]); 3] = [("notes", &note), ("consents", &consent), ("vehicles/new", &car)];
    for (noun, fields) in things {
        let [one, other] = ids.map(|id| format!("/customers/{id}/{noun}"));
        fifty_are_as_one(&app, &manager, (&one, fields), (&other, fields));
    }

    let owner = app.actor("advisor").id.to_string();
    let action = |title| {
        [
            ("title", title),
            ("measure", "交车前由第二人按清单检查漆面"),
            ("cause", "paint"),
            ("owner_id", owner.as_str()),
            ("due_on", "2026-12-01"),
        ]
    };
    let (one, other) = (action("喷漆后增加复检"), action("每班首件检查"));
    fifty_are_as_one(
        &app,
        &manager,
        ("/corrective-actions", &one),
        ("/corrective-actions", &other),
    );
    let team = |name| [("name", name), ("name_en", "Test drives"), ("manager", "")];
    let (one, other) = (team("试驾一组"), team("试驾二组"));
    let boss = app.sign_in("manager");
    fifty_are_as_one(&app, &boss, ("/teams/new", &one), ("/teams/new", &other));
}
