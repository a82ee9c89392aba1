//! The queue: views, counts, filters, order.

use chrono::TimeDelta;
use yingke::complaints::rules::Severity;

use super::*;

#[test]
fn what_is_due_first_stands_first_and_late_ones_are_said_to_be() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", "138 1234 5621");
    let early = complaint_of(&app, customer, Severity::Normal);
    app.advance(TimeDelta::minutes(11));
    let late = complaint_of(&app, customer, Severity::Crisis);
    let care = app.sign_in("care");
    let page = care.get("/complaints");
    assert_eq!(page.status, 200);
    assert_eq!(
        page.attributes("tr[data-row]", "data-href"),
        [format!("/complaints/{early}"), format!("/complaints/{late}")]
    );
    assert_eq!(page.texts("tr.row-over").len(), 1);
    assert!(page.texts(".sla-over").contains(&"超时 1 分".to_owned()));
    assert_eq!(page.texts(".tabs .pill"), ["2", "0", "0", "0", "1"]);
    assert_eq!(care.get("/complaints?view=overdue").texts("tr[data-row]").len(), 1);
}

#[test]
fn the_clock_that_counts_now_stands_in_the_queue_by_its_name() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let id = complaint(&app, Severity::Crisis);
    step(&care, id, "contacts", &CONTACT);
    let cell = |client: &Client| client.get("/complaints").text(".queue-next");
    assert!(cell(&care).contains("方案"), "two hours for the proposal");
    app.advance(TimeDelta::hours(3));
    let care = app.sign_in("care");
    let late = care.get("/complaints?view=overdue");
    assert!(late.has(".queue-next .sla-over"), "what is late is seen to be");
    step(&care, id, "investigation", &INVESTIGATION);
    step(&care, id, "solutions", &SOLUTION);
    assert!(cell(&care).contains("解决"));
    step(&app.sign_in("manager"), id, "approval", &[("decision", "approve")]);
    step(&care, id, "execution", &[]);
    step(&care, id, "resolution", &[("outcome", "已更换")]);
    assert!(cell(&care).contains("回访"));
    step(
        &care,
        id,
        "call-backs",
        &[("outcome", "answered"), ("satisfaction", "5")],
    );
    assert!(cell(&care).contains("解决"));
    assert!(care.get("/complaints").has(".queue-next .sla-done"));
}

#[test]
fn filters_stand_in_the_url_and_nonsense_filters_nothing() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", "138 1234 5621");
    complaint_of(&app, customer, Severity::Normal);
    complaint_of(&app, customer, Severity::Crisis);
    let care = app.sign_in("care");
    let rows = |query: &str| care.get(&format!("/complaints?{query}")).texts("tr[data-row]").len();
    assert_eq!(rows("severity=crisis"), 1);
    assert_eq!(rows("category=delivery"), 0);
    assert_eq!(rows("owner=none"), 2);
    assert_eq!(rows("owner=me"), 0);
    assert_eq!(rows("period=7"), 2);
    assert_eq!(rows("from=2026-11-23"), 0);
    for nonsense in [
        "severity=awful",
        "owner=x",
        "period=-1",
        "after=x",
        "view=none",
        "from=now",
        "responsible=1",
    ] {
        assert_eq!(rows(nonsense), 2, "{nonsense}");
    }
    let page = care.get("/complaints?category=%00&model=%00");
    assert_eq!(page.status, 404, "no page has a NUL in its address");
}

#[test]
fn a_region_is_answered_with_the_region_only() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let part = care.get_region("/complaints", "queue");
    assert!(part.has(".tabs") && !part.has("nav.nav"));
}

#[test]
fn the_navigation_counts_ones_own_and_reddens_when_late() {
    let app = TestApp::spawn();
    let id = complaint(&app, Severity::Normal);
    let care = app.sign_in("care");
    assert_eq!(care.get("/complaints/count").body, "");
    step(&care, id, "ownership", &[]);
    assert_eq!(care.get("/complaints/count").body, "1");
    app.advance(TimeDelta::minutes(10) + TimeDelta::seconds(1));
    assert!(care.get("/complaints/count").has(".hot"));
}

#[test]
fn in_english_nothing_is_left_in_chinese_but_data() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    diesel::update(yingke::schema::staff::table)
        .set(yingke::schema::staff::language.eq("en"))
        .execute(&mut app.database.owner())
        .unwrap();
    for path in ["/complaints", "/complaints/new"] {
        let page = care.get(path);
        let words = page.text("main");
        let words = words.replace(
            |c: char| "陈思远周敏吴凡许强李建王芳林晓赵晴孙悦郑浩何志刚沈佳怡顾国强唐文".contains(c),
            "",
        );
        assert!(
            !words.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)),
            "{path}: {words}"
        );
    }
}
