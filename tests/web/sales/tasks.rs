//! What there is to do in sales, in the list of calls and tasks.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;
use yingke::sales::clock::rules::Contact;
use yingke::schema::tasks;
use yingke::values::ids::{OpportunityId, TaskId};

use super::clock::contact;
use super::leads::lead;
use super::opportunities::{in_days, opportunity, step};
use crate::support::TestApp;

/// The open task of a record, with when it is due.
fn task(app: &TestApp, subject: Uuid, kind: &str) -> (TaskId, DateTime<Utc>) {
    tasks::table
        .filter(tasks::subject_id.eq(subject))
        .filter(tasks::kind.eq(kind))
        .filter(tasks::done_at.is_null())
        .filter(tasks::cancelled_at.is_null())
        .select((tasks::id, tasks::due_at))
        .first(&mut app.database.owner())
        .unwrap()
}

fn answered(app: &TestApp, id: OpportunityId) {
    let next = in_days(app, 2);
    let fields = [
        ("kind", "phone"),
        ("outcome", "answered"),
        ("note", "想看油耗实测报告"),
        ("next_at", next.as_str()),
    ];
    step(&app.sign_in("consultant"), id, "follow-ups", &fields);
}

#[test]
fn a_follow_up_is_done_from_the_list_and_its_outcome_is_told() {
    let app = TestApp::spawn();
    let id = opportunity(&app);
    let (due, _) = task(&app, id.uuid(), "sales.follow_up");
    let consultant = app.sign_in("consultant");
    let form = format!("/opportunities/{id}/follow-ups");
    let list = consultant.get("/call-backs?view=mine");
    assert!(
        list.has(&format!("#task-{due} a[hx-get='{form}']")),
        "the step is one press away: {}",
        list.body
    );
    let page = consultant.get(&format!("/call-backs/{due}"));
    assert!(page.has(&format!("a[href='{form}']")) && page.has(&format!("a[href='/opportunities/{id}']")));
    assert!(!page.has("form[action$='/calls']"), "it is done on the opportunity");
    answered(&app, id);
    let done = consultant.get("/call-backs?view=done");
    assert!(done.text(&format!("#task-{due}")).contains("已联系上"), "{}", done.body);
    let (next, _) = task(&app, id.uuid(), "sales.follow_up");
    assert_ne!(next, due, "the next one is planned");
}

#[test]
fn a_follow_up_is_put_off_with_a_reason_and_stays_due() {
    let app = TestApp::spawn();
    let id = opportunity(&app);
    let (put_off, due) = task(&app, id.uuid(), "sales.follow_up");
    let consultant = app.sign_in("consultant");
    let snooze = format!("/call-backs/{put_off}/snooze");
    let page = consultant.get(&format!("/call-backs/{put_off}"));
    assert!(page.has(&format!("a[hx-get^='{snooze}']")));
    let seen = consultant.get(&snooze).value("lock_version");
    let fields = [
        ("for", "tomorrow"),
        ("reason", "客户在开会"),
        ("lock_version", seen.as_str()),
    ];
    let answer = consultant.post_form(&snooze, &fields);
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert_eq!(task(&app, id.uuid(), "sales.follow_up").1, due);
    let later = consultant.get("/call-backs?view=later");
    assert!(later.has(&format!("#task-{put_off}")));
    assert!(!consultant.get("/call-backs?view=mine").has(&format!("#task-{put_off}")));
    let other = app.sign_in("consultant2");
    assert_eq!(other.get(&snooze).status, 404, "another's task");
}

#[test]
fn a_loss_is_decided_from_the_managers_list() {
    let app = TestApp::spawn();
    let id = opportunity(&app);
    let consultant = app.sign_in("consultant");
    step(&consultant, id, "loss", &[("reason", "price"), ("note", "差两万")]);
    let (decision, _) = task(&app, id.uuid(), "sales.loss_decision");
    let manager = app.sign_in("sales.manager");
    let list = manager.get("/call-backs?view=all");
    let form = format!("/opportunities/{id}/loss-decision");
    assert!(
        list.has(&format!("#task-{decision} a[hx-get='{form}']")),
        "{}",
        list.body
    );
    assert!(
        !consultant
            .get("/call-backs?view=mine")
            .has(&format!("#task-{decision}"))
    );
}

#[test]
fn a_step_of_a_lead_leads_to_the_lead() {
    let app = TestApp::spawn();
    let id = lead(&app, Some("consultant")).lead;
    let consultant = app.sign_in("consultant");
    for kind in ["lead.first_call", "lead.message"] {
        let (due, _) = task(&app, id.uuid(), kind);
        let page = consultant.get(&format!("/call-backs/{due}"));
        assert!(page.has(&format!("a[href='/leads/{id}']")), "{kind}: {}", page.body);
        assert!(
            page.has(&format!("a[href='/leads/{id}/contacts']")),
            "{kind}: {}",
            page.body
        );
        let of_kind = format!("/call-backs?kind={kind}");
        let row = consultant.get(&of_kind).text(&format!("#task-{due}"));
        assert!(row.contains("顾明") && row.contains("****5621"), "who it is: {row}");
        assert!(!row.contains("未登记客户"), "{row}");
    }
    consultant.post_form("/preferences", &[("lang", "en"), ("next", "/call-backs")]);
    let (due, _) = task(&app, id.uuid(), "lead.first_call");
    let row = consultant.get("/call-backs").text(&format!("#task-{due}"));
    assert!(row.contains("First call to a lead · 顾明"), "{row}");
    assert!(row.contains("X7 混动"), "the car stays: {row}");
}

#[test]
fn one_person_is_in_the_list_once_with_what_is_due_first() {
    let app = TestApp::spawn();
    let id = lead(&app, Some("consultant")).lead;
    let consultant = app.sign_in("consultant");
    let (call, _) = task(&app, id.uuid(), "lead.first_call");
    let (message, _) = task(&app, id.uuid(), "lead.message");
    let rows = |view: &str| {
        consultant
            .get(&format!("/call-backs?view={view}"))
            .attributes("tr[data-row]", "id")
    };
    assert_eq!(rows("mine"), [format!("task-{call}")]);
    assert!(consultant.get("/call-backs").texts(".tabs a")[0].ends_with(" 1"));
    contact(&app, id, Contact::Answered);
    assert_eq!(rows("mine"), [format!("task-{message}")], "its turn has come");
    // What is put off keeps nothing waiting.
    let snooze = format!("/call-backs/{message}/snooze");
    let seen = consultant.get(&snooze).value("lock_version");
    let fields = [
        ("for", "tomorrow"),
        ("reason", "客户在开会"),
        ("lock_version", seen.as_str()),
    ];
    assert_eq!(consultant.post_form(&snooze, &fields).status, 303);
    let (second, _) = task(&app, id.uuid(), "lead.second_call");
    assert_eq!(rows("mine"), [format!("task-{second}")]);
    assert_eq!(rows("later"), [format!("task-{message}")]);
}

#[test]
fn the_list_is_narrowed_to_kinds_of_ones_own_work() {
    let app = TestApp::spawn();
    let kinds = |who: &str| {
        app.sign_in(who)
            .get("/call-backs")
            .attributes("input[name=kind]", "value")
    };
    let (seller, advisor) = (kinds("consultant"), kinds("advisor"));
    let has = |list: &[String], kind: &str| list.iter().any(|one| one == kind);
    assert!(has(&seller, "sales.follow_up") && !has(&seller, "service.finding"));
    assert!(has(&advisor, "service.finding") && !has(&advisor, "sales.follow_up"));
    assert!(has(&seller, "customer.call_back") && has(&advisor, "customer.call_back"));
}

#[test]
fn care_gives_a_lead_away_from_the_list() {
    let app = TestApp::spawn();
    let id = lead(&app, None).lead;
    let (due, _) = task(&app, id.uuid(), "lead.first_call");
    let form = format!("/leads/{id}/assignment");
    let page = app.sign_in("care").get(&format!("/call-backs/{due}"));
    assert!(page.has(&format!("a[href='{form}']")), "{}", page.body);
}
