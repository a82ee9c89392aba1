//! The four steps of a lead.

use chrono::TimeDelta;
use yingke::sales::clock::rules::{Evidence, Mark};

use super::*;

#[test]
fn a_lead_asks_for_four_things_and_each_stops_by_its_own_contact() {
    let app = TestApp::spawn();
    let id = lead(&app, Some("consultant")).lead;
    let me = app.actor("consultant").id;
    let received = app.clock.now();
    let due: Vec<(StepKind, TimeDelta)> = steps(&app, id)
        .iter()
        .map(|step| (step.kind, step.due_at - received))
        .collect();
    assert_eq!(
        due,
        [
            (StepKind::FirstCall, TimeDelta::hours(1)),
            (StepKind::Message, TimeDelta::hours(24)),
            (StepKind::SecondCall, TimeDelta::days(3)),
            (StepKind::Status, TimeDelta::days(7)),
        ]
    );
    let asked = open_tasks(&app, id);
    assert_eq!(asked.len(), 4);
    assert!(asked.iter().all(|(_, owner)| *owner == Some(me)));

    app.advance(TimeDelta::minutes(20));
    contact(&app, id, Contact::Answered);
    let call = step(&app, id, StepKind::FirstCall);
    assert_eq!(
        (call.evidence, call.mark(app.clock.now())),
        (Some(Evidence::Call), Mark::OnTime)
    );
    // The status is renewed, the second follow-up is another call.
    let renewed: Vec<_> = steps(&app, id)
        .into_iter()
        .filter(|step| step.kind == StepKind::Status)
        .collect();
    assert_eq!(renewed.len(), 2);
    assert_eq!(renewed[1].due_at, app.clock.now() + TimeDelta::days(7));
    assert!(step(&app, id, StepKind::SecondCall).is_open());
    let kinds: Vec<String> = open_tasks(&app, id).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, ["lead.message", "lead.second_call", "lead.status"]);

    contact(&app, id, Contact::Message);
    assert!(!step(&app, id, StepKind::Message).is_open());
    app.advance(TimeDelta::days(1));
    contact(&app, id, Contact::Answered);
    assert_eq!(step(&app, id, StepKind::SecondCall).evidence, Some(Evidence::Call));
}

#[test]
fn three_calls_on_two_days_do_the_first_call_and_the_first_one_decides() {
    let app = TestApp::spawn();
    let id = lead(&app, Some("consultant")).lead;
    app.advance(TimeDelta::minutes(10));
    contact(&app, id, Contact::Unanswered);
    contact(&app, id, Contact::Unanswered);
    app.advance(TimeDelta::hours(2));
    app.work();
    let tried = step(&app, id, StepKind::FirstCall);
    assert!(tried.is_open() && tried.missed_at.is_none() && tried.attempts == 2);
    app.advance(TimeDelta::days(1));
    contact(&app, id, Contact::Unanswered);
    let done = step(&app, id, StepKind::FirstCall);
    assert_eq!(done.evidence, Some(Evidence::Attempts));
    assert_eq!(done.mark(app.clock.now()), Mark::OnTime);
}

#[test]
fn a_missed_first_call_is_the_managers_until_somebody_calls_and_stays_missed() {
    let app = TestApp::spawn();
    let id = lead(&app, Some("consultant")).lead;
    app.advance(TimeDelta::minutes(59));
    app.work();
    assert!(step(&app, id, StepKind::FirstCall).missed_at.is_none());
    app.advance(TimeDelta::minutes(2));
    app.work();
    assert!(step(&app, id, StepKind::FirstCall).missed_at.is_some());
    let alert = |app: &TestApp| {
        open_tasks(app, id)
            .iter()
            .any(|(kind, _)| kind == "lead.first_call_alert")
    };
    assert!(alert(&app));
    contact(&app, id, Contact::Visit);
    assert!(!alert(&app));
    let late = step(&app, id, StepKind::FirstCall);
    assert_eq!(
        (late.mark(app.clock.now()), late.missed_at.is_some()),
        (Mark::Late, true)
    );
}

#[test]
fn a_closed_lead_asks_for_nothing_until_it_is_one_again() {
    let app = TestApp::spawn();
    let id = lead(&app, Some("consultant")).lead;
    app.advance(TimeDelta::hours(2));
    app.db.system_write_now(|tx| commands::ended(tx, id)).unwrap();
    assert!(open_tasks(&app, id).is_empty());
    assert_eq!(step(&app, id, StepKind::FirstCall).mark(app.clock.now()), Mark::Missed);
    assert_eq!(step(&app, id, StepKind::Status).mark(app.clock.now()), Mark::Dropped);
    let due = step(&app, id, StepKind::Message).due_at;
    app.db.system_write_now(|tx| commands::started(tx, id)).unwrap();
    assert_eq!(open_tasks(&app, id).len(), 4);
    assert_eq!(step(&app, id, StepKind::Message).due_at, due);
}

#[test]
fn a_call_that_nobody_answered_is_late_everywhere_until_somebody_is_reached() {
    let app = TestApp::spawn();
    let id = lead(&app, Some("consultant")).lead;
    app.advance(TimeDelta::minutes(10));
    contact(&app, id, Contact::Unanswered);
    let consultant = app.sign_in("consultant");
    assert!(
        !consultant.get("/leads?view=late").has(&format!("#lead-{id}")),
        "tried in time"
    );
    app.advance(TimeDelta::hours(2));
    app.work();
    let consultant = app.sign_in("consultant");
    let list = consultant.get("/leads?view=late");
    assert!(list.text(&format!("#lead-{id} .sla-over")).contains("首次联系"));
    let step = consultant.get(&format!("/leads/{id}")).text("[data-step=first_call]");
    assert!(step.contains("超时") && step.contains("已拨打 1 次"), "{step}");
    assert!(consultant.get("/call-backs?view=overdue").has("tr.row-over"));
    let manager = app.sign_in("sales.manager");
    assert!(
        manager
            .get("/leads?view=all&called=overdue")
            .has(&format!("#lead-{id}"))
    );
    assert!(
        manager
            .get("/leads?view=all&called=in_time")
            .has(&format!("#lead-{id}")),
        "it was tried in time"
    );
    contact(&app, id, Contact::Answered);
    assert!(!consultant.get("/leads?view=late").has(&format!("#lead-{id}")));
}
