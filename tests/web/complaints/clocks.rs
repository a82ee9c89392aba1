//! Golden cases of the clocks, over HTTP and through the minute's job.

use chrono::{DateTime, TimeDelta, Utc};
use yingke::complaints::rules::Severity;
use yingke::complaints::settings::ComplaintSettings;
use yingke::platform::settings;

use super::*;

type Stored = (DateTime<Utc>, DateTime<Utc>, DateTime<Utc>);

fn dues(app: &TestApp, id: ComplaintId) -> Stored {
    use yingke::schema::complaint_rounds as rounds;
    rounds::table
        .filter(rounds::complaint_id.eq(id))
        .order(rounds::round.desc())
        .select((
            rounds::contact_due_at,
            rounds::proposal_due_at,
            rounds::resolution_due_at,
        ))
        .first(&mut app.database.owner())
        .unwrap()
}

fn raised(app: &TestApp, id: ComplaintId) -> Vec<(String, String)> {
    use yingke::schema::complaint_escalations as levels;
    levels::table
        .filter(levels::complaint_id.eq(id))
        .order((levels::clock, levels::level))
        .select((levels::clock, levels::level))
        .load(&mut app.database.owner())
        .unwrap()
}

fn minute(app: &TestApp) {
    app.db
        .system_write_now(|tx| (yingke::complaints::jobs::EVERY[0].run)(tx))
        .unwrap();
}

#[test]
fn other_limits_measure_the_running_clocks_at_once_and_judge_no_stopped_one_again() {
    let app = TestApp::spawn();
    let received = app.clock.now();
    let (fresh, answered) = (complaint(&app, Severity::Normal), complaint(&app, Severity::Normal));
    let care = app.sign_in("care");
    step(&care, answered, "contacts", &CONTACT);
    let limits = ComplaintSettings {
        contact_minutes: 15,
        proposal_normal: 12,
        ..ComplaintSettings::default()
    };
    let store = app.store();
    app.write("manager", |tx| settings::save(tx, store, &limits, 0))
        .unwrap();
    let (contact, proposal) = (
        |minutes| received + TimeDelta::minutes(minutes),
        received + TimeDelta::hours(12),
    );
    assert_eq!(
        dues(&app, fresh),
        (contact(15), proposal, received + TimeDelta::hours(72))
    );
    assert_eq!(
        dues(&app, answered),
        (contact(10), proposal, received + TimeDelta::hours(72))
    );
    step(
        &care,
        fresh,
        "assignment",
        &[("owner_id", &app.actor("care").id.to_string()), ("reason", "我来跟进")],
    );
    assert_eq!(dues(&app, fresh).0, contact(15), "no step moves a deadline");
}

#[test]
fn ten_minutes_one_day_three_days_and_a_change_of_severity_counts_from_receipt() {
    let app = TestApp::spawn();
    let received = app.clock.now();
    let id = complaint(&app, Severity::Normal);
    let hours = |hours| received + TimeDelta::hours(hours);
    assert_eq!(
        dues(&app, id),
        (received + TimeDelta::minutes(10), hours(24), hours(72))
    );
    app.advance(TimeDelta::minutes(30));
    let care = app.sign_in("care");
    step(
        &care,
        id,
        "severity",
        &[("severity", "crisis"), ("reason", "媒体已联系")],
    );
    assert_eq!(dues(&app, id), (received + TimeDelta::minutes(10), hours(2), hours(24)));
    assert!(
        care.get(&format!("/complaints/{id}/crisis"))
            .has("[name=next_report_at]")
    );
}

#[test]
fn a_pause_moves_everything_but_the_first_contact() {
    let app = TestApp::spawn();
    let received = app.clock.now();
    let id = complaint(&app, Severity::Normal);
    let care = app.sign_in("care");
    let path = format!("/complaints/{id}/pause");
    assert_eq!(
        care.post_form(&path, &[("pause_reason", "busy")]).status,
        422,
        "only for named reasons"
    );
    step(&care, id, "contacts", &CONTACT);
    step(&care, id, "pause", &[("pause_reason", "parts")]);
    assert_eq!(
        care.post_form(&path, &[("pause_reason", "parts")]).status,
        409,
        "it stands still already"
    );
    app.advance(TimeDelta::hours(5));
    let care = app.sign_in("care");
    step(&care, id, "resumption", &[]);
    let hours = |hours| received + TimeDelta::hours(hours);
    assert_eq!(
        dues(&app, id),
        (received + TimeDelta::minutes(10), hours(29), hours(77))
    );
}

#[test]
fn each_level_is_told_once() {
    let app = TestApp::spawn();
    let id = complaint(&app, Severity::Normal);
    app.advance(TimeDelta::minutes(4));
    minute(&app);
    assert!(raised(&app, id).is_empty());
    app.advance(TimeDelta::minutes(6));
    minute(&app);
    minute(&app);
    let told = |clock: &str, level: &str| (clock.to_owned(), level.to_owned());
    assert_eq!(raised(&app, id), [told("contact", "alert"), told("contact", "warn")]);
    app.advance(TimeDelta::minutes(10));
    minute(&app);
    assert_eq!(raised(&app, id).len(), 3);
    let page = app.sign_in("care").get(&format!("/complaints/{id}"));
    assert!(page.body.contains("已通知总经理"));
}

#[test]
fn half_of_a_limit_is_no_lateness_and_the_alarm_ends_with_its_clock() {
    let app = TestApp::spawn();
    let id = complaint(&app, Severity::Normal);
    app.advance(TimeDelta::minutes(5));
    minute(&app);
    let care = app.sign_in("care");
    let page = care.get(&format!("/complaints/{id}"));
    let told = page.texts(".tl-h").join(" ");
    assert!(told.contains("首次响应时限已过半，已提醒负责人"), "{told}");
    assert!(!told.contains("超时升级"), "{told}");
    assert!(page.texts(".ph .tag-amber").join(" ").contains("已提醒负责人"));
    step(&care, id, "contacts", &CONTACT);
    let page = care.get(&format!("/complaints/{id}"));
    assert!(!page.text(".ph").contains("已提醒负责人"), "it was done in time");
}
