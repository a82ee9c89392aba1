//! One form, posted fifty times at once: one effect, and everybody is led to it.

use diesel::prelude::*;
use yingke::platform::db::FormToken;
use yingke::schema::{audit_entries, complaints, customers};

use crate::support::TestApp;

const AT_ONCE: usize = 50;

/// (complaints, customers, audit entries)
fn counts(app: &TestApp) -> [i64; 3] {
    let conn = &mut app.database.owner();
    [
        complaints::table.count().get_result(conn).unwrap(),
        customers::table.count().get_result(conn).unwrap(),
        audit_entries::table.count().get_result(conn).unwrap(),
    ]
}

/// What one such post adds, then what fifty more of another add.
fn fifty_are_as_one(path: &str, account: &str, fields: &[(&str, &str)], others: &[(&str, &str)]) {
    let app = TestApp::spawn();
    let client = app.sign_in(account);
    let before = counts(&app);
    let once = client.post_form(path, fields);
    assert_eq!(once.status, 303, "{}", once.body);
    let single = counts(&app);
    let effect = |before: [i64; 3], after: [i64; 3]| [after[0] - before[0], after[1] - before[1], after[2] - before[2]];

    let token = FormToken::new().to_string();
    let others = [others, &[("token", token.as_str())]].concat();
    let answers = client.post_at_once(path, &others, AT_ONCE);
    let locations: std::collections::BTreeSet<&str> = answers
        .iter()
        .filter(|answer| answer.status == 303)
        .map(|answer| answer.location())
        .collect();
    let busy = answers.iter().filter(|answer| answer.status == 503).count();
    let led = answers.iter().filter(|answer| answer.status == 303).count();
    println!(
        "{AT_ONCE} equal posts to {path}: {led} led to {} place, {busy} asked to try again",
        locations.len()
    );
    assert_eq!(led + busy, AT_ONCE);
    assert_eq!(locations.len(), 1, "{locations:?}");
    assert_eq!(
        effect(single, counts(&app)),
        effect(before, single),
        "fifty at once do what one does"
    );

    let late = client.post_form(path, &others);
    assert_eq!(
        (late.status, Some(&late.location())),
        (303, locations.first()),
        "and so does one that comes late"
    );
    assert_eq!(effect(single, counts(&app)), effect(before, single));
}

#[test]
fn a_complaint_is_recorded_once() {
    let fields = |phone| {
        [
            ("new_name", "周一"),
            ("new_phone", phone),
            ("channel", "phone"),
            ("category", "waiting_time"),
            ("severity", "normal"),
            ("facts", "等了三个小时"),
        ]
    };
    fifty_are_as_one("/complaints", "care", &fields("13800001111"), &fields("13800002222"));
}
