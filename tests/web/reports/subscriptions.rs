//! Mails by subscription.

use chrono::TimeDelta;
use diesel::prelude::*;
use yingke::platform::mail::Sent;
use yingke::schema::{report_subscriptions as subscriptions, staff};

use super::store_with_answers;
use crate::support::{Client, Page, TestApp};

const PATH: &str = "/reports/subscriptions";

fn address(app: &TestApp, who: &str, address: Option<&str>) {
    let person = staff::table.filter(staff::username.eq(who));
    diesel::update(person)
        .set(staff::email.eq(address))
        .execute(&mut app.database.owner())
        .unwrap();
}

/// On the 28th of each month at eight.
fn subscribe(app: &TestApp, client: &Client, who: &str, report: &str, language: &str) -> Page {
    let person = app.actor(who).id.to_string();
    client.post_form(
        PATH,
        &[
            ("person", &person),
            ("report", report),
            ("rhythm", "monthly"),
            ("weekday", "1"),
            ("day", "28"),
            ("hour", "8"),
            ("language", language),
        ],
    )
}

fn reports(app: &TestApp) -> Vec<Sent> {
    let to_us = |mail: &Sent| mail.to.contains("@store.example");
    app.mails().into_iter().filter(to_us).collect()
}

fn state(app: &TestApp) -> (String, Option<String>) {
    subscriptions::table
        .select((subscriptions::state, subscriptions::trouble))
        .first(&mut app.database.owner())
        .unwrap()
}

/// From Sunday the 22nd to Saturday the 28th at ten.
const TO_THE_DAY: TimeDelta = TimeDelta::days(6);

#[test]
fn the_mail_comes_when_it_is_due_with_the_figures_of_the_page() {
    let app = store_with_answers();
    address(&app, "manager", Some("manager@store.example"));
    let manager = app.sign_in("manager");
    let made = subscribe(&app, &manager, "manager", "management", "zh");
    assert_eq!(made.status, 303, "{}", made.body);
    let list = manager.get(PATH);
    assert!(list.text("#subscriptions tbody").contains("每月 28 日 08:00"));
    assert!(list.text("#subscriptions tbody").contains("2026-11-28 08:00"));
    assert!(reports(&app).is_empty(), "not before it is time");
    app.advance(TO_THE_DAY);
    let mails = reports(&app);
    assert_eq!(mails.len(), 1);
    let mail = &mails[0];
    assert!(mail.subject.starts_with("月度经营报告 2026年10月"), "{}", mail.subject);
    let expected = "客户满意度：80.0%（n = 10，目标 90.0%，未达标，环比 +30.0）";
    assert!(mail.text.contains(expected), "{}", mail.text);
    assert!(
        mail.text.contains("净推荐值 NPS：25.0（n = 4，目标 40.0，未达标"),
        "{}",
        mail.text
    );
    assert!(mail.text.contains("线索转化率：–（n = 0"), "never a wrong 0 %");
    assert!(mail.text.contains("/reports/2026-10\n"));
    let raw = String::from_utf8_lossy(&mail.raw);
    assert!(raw.contains("multipart/alternative"), "links can be followed");
    assert!(reports(&app).len() == 1, "once");
    app.advance(TimeDelta::days(63));
    assert_eq!(reports(&app).len(), 2, "who was away for months gets one");
    assert!(app.audit().contains(&"reports.mail".to_owned()));
}

#[test]
fn a_mail_speaks_the_language_of_the_subscription() {
    let app = store_with_answers();
    address(&app, "crm.manager", Some("crm@store.example"));
    let manager = app.sign_in("manager");
    assert_eq!(subscribe(&app, &manager, "crm.manager", "management", "en").status, 303);
    assert_eq!(
        subscribe(&app, &manager, "crm.manager", "data_quality", "en").status,
        303
    );
    app.advance(TO_THE_DAY);
    let mut mails = reports(&app);
    mails.sort_by(|a, b| a.subject.cmp(&b.subject));
    let subjects: Vec<&str> = mails.iter().map(|mail| mail.subject.as_str()).collect();
    assert_eq!(
        subjects,
        ["Data quality, Pudong store", "Management report 2026-10, Pudong store"]
    );
    assert!(
        mails[1]
            .text
            .contains("Customer satisfaction: 80.0% (n = 10, target 90.0%, Off target")
    );
    assert!(mails[0].text.contains("Total: Score"), "{}", mails[0].text);
}

#[test]
fn it_pauses_resumes_stops_and_comes_back() {
    let app = store_with_answers();
    address(&app, "manager", Some("manager@store.example"));
    let manager = app.sign_in("manager");
    subscribe(&app, &manager, "manager", "management", "zh");
    let base = manager.get(PATH).attributes("#subscriptions .go", "href").remove(0);
    let press = |what: &str| manager.post_form(&format!("{base}/{what}"), &[]);
    assert_eq!(press("pause").status, 303);
    assert_eq!(state(&app).0, "paused");
    assert_eq!(press("pause").status, 409, "it rests already");
    assert_eq!(press("resumption").status, 303);
    let stopped = press("end");
    assert_eq!((stopped.status, state(&app).0.as_str()), (303, "stopped"));
    let after = manager.get(stopped.location());
    assert!(!after.has("#subscriptions"));
    let undo = after.attributes(".toast form", "action").remove(0);
    assert_eq!(manager.post_form(&undo, &[]).status, 303);
    assert_eq!(state(&app).0, "active");
    let log = app.audit();
    for action in [
        "reports.subscribe",
        "reports.pause_mail",
        "reports.resume_mail",
        "reports.unsubscribe",
    ] {
        assert!(log.contains(&action.to_owned()), "{action}");
    }
}

#[test]
fn a_sample_goes_to_whoever_asks_for_it() {
    let app = store_with_answers();
    address(&app, "crm.manager", Some("crm@store.example"));
    let manager = app.sign_in("manager");
    subscribe(&app, &manager, "crm.manager", "management", "zh");
    let base = manager.get(PATH).attributes("#subscriptions .go", "href").remove(0);
    let refused = manager.post_form(&format!("{base}/test"), &[]);
    assert_eq!(refused.status, 422);
    assert!(refused.text("#problem").contains("没有邮箱"));
    address(&app, "manager", Some("manager@store.example"));
    assert_eq!(manager.post_form(&format!("{base}/test"), &[]).status, 303);
    let mails = reports(&app);
    assert_eq!(mails.len(), 1);
    assert!(mails[0].to.contains("manager@store.example") && mails[0].subject.starts_with("【样张】"));
    assert!(app.audit().contains(&"reports.test_mail".to_owned()));
}

#[test]
fn who_can_not_be_sent_it_is_told_and_what_was_typed_stays() {
    let app = store_with_answers();
    let manager = app.sign_in("manager");
    let without = subscribe(&app, &manager, "crm.manager", "management", "zh");
    assert_eq!(without.status, 422);
    assert!(without.body.contains("没有可用的邮箱"));
    assert!(without.has("#f-day option[value='28'][selected]"));
    address(&app, "data", Some("data@store.example"));
    let may_not = subscribe(&app, &manager, "data", "management", "zh");
    assert_eq!(may_not.status, 422);
    assert!(may_not.body.contains("无权查看这份报告"));
    assert_eq!(subscribe(&app, &manager, "data", "data_quality", "zh").status, 303);
    let twice = subscribe(&app, &manager, "data", "data_quality", "zh");
    assert_eq!(twice.status, 422);
    assert!(twice.body.contains("已订阅同样频率"));
    let base = manager.get(PATH).attributes("#subscriptions .go", "href").remove(0);
    let stale = manager.post_form(
        &base,
        &[
            ("person", &app.actor("data").id.to_string()),
            ("report", "data_quality"),
            ("rhythm", "weekly"),
            ("weekday", "3"),
            ("day", "1"),
            ("hour", "7"),
            ("language", "en"),
            ("lock_version", "7"),
        ],
    );
    assert_eq!(stale.status, 409);
    assert_eq!(app.sign_in("care").get(PATH).status, 403);
}

#[test]
fn nothing_is_sent_to_whoever_may_no_longer_see_it() {
    let app = store_with_answers();
    address(&app, "crm.manager", Some("crm@store.example"));
    let manager = app.sign_in("manager");
    subscribe(&app, &manager, "crm.manager", "management", "zh");
    let person = staff::table.filter(staff::username.eq("crm.manager"));
    diesel::update(person)
        .set(staff::roles.eq(vec!["customer_care"]))
        .execute(&mut app.database.owner())
        .unwrap();
    app.advance(TO_THE_DAY);
    assert!(reports(&app).is_empty());
    assert_eq!(state(&app), ("active".to_owned(), Some("may_not".to_owned())));
    let manager = app.sign_in("manager");
    assert!(manager.get(PATH).body.contains("已无权查看"));
}
