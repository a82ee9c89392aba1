//! A lead that became an opportunity: what is done to one moves the clock of the other.

use chrono::TimeDelta;
use yingke::sales::clock::rules::{Evidence, Mark};
use yingke::sales::leads::commands::qualify;
use yingke::sales::leads::model::Qualified;
use yingke::values::ids::OpportunityId;

use super::*;
use crate::web::sales::opportunities::{in_days, step as take};

/// A lead of the consultant, and the opportunity it became.
fn qualified(app: &TestApp) -> (LeadId, OpportunityId) {
    let id = lead(app, Some("consultant")).lead;
    let seen: i32 = leads::table
        .find(id)
        .select(leads::lock_version)
        .first(&mut app.database.owner())
        .unwrap();
    let with = Qualified {
        model: "X7 混动".into(),
        seen,
    };
    let opportunity = app.write("consultant", |tx| qualify(tx, id, &with)).unwrap();
    (id, opportunity)
}

fn follow_up(app: &TestApp, id: OpportunityId, kind: &str, outcome: &str) {
    let next = in_days(app, 2);
    let fields = [
        ("kind", kind),
        ("outcome", outcome),
        ("note", "确认需求"),
        ("next_at", next.as_str()),
    ];
    take(&app.sign_in("consultant"), id, "follow-ups", &fields);
}

fn tasks_of(app: &TestApp, id: LeadId) -> Vec<String> {
    open_tasks(app, id).into_iter().map(|(kind, _)| kind).collect()
}

#[test]
fn a_follow_up_stops_the_clock_of_the_lead() {
    let app = TestApp::spawn();
    let (lead, id) = qualified(&app);
    app.advance(TimeDelta::minutes(10));
    follow_up(&app, id, "phone", "unanswered");
    let tried = step(&app, lead, StepKind::FirstCall);
    assert!(tried.is_open() && tried.attempts == 1, "nobody answered");
    follow_up(&app, id, "phone", "answered");
    let call = step(&app, lead, StepKind::FirstCall);
    assert_eq!(
        (call.evidence, call.mark(app.clock.now())),
        (Some(Evidence::Call), Mark::OnTime)
    );
    assert!(step(&app, lead, StepKind::Message).is_open());
    follow_up(&app, id, "wechat", "sent");
    assert_eq!(step(&app, lead, StepKind::Message).evidence, Some(Evidence::Message));
}

#[test]
fn a_loss_ends_the_clock_and_a_reopening_revives_it() {
    let app = TestApp::spawn();
    let (lead, id) = qualified(&app);
    let consultant = app.sign_in("consultant");
    let before = tasks_of(&app, lead);
    assert_eq!(before.len(), 4);
    take(&consultant, id, "loss", &[("reason", "price"), ("note", "差两万")]);
    assert_eq!(tasks_of(&app, lead).len(), 4, "the manager decides");
    take(
        &app.sign_in("sales.manager"),
        id,
        "loss-decision",
        &[("verdict", "approve")],
    );
    assert!(tasks_of(&app, lead).is_empty());
    let next = in_days(&app, 1);
    take(
        &consultant,
        id,
        "reopening",
        &[("reason", "价格可谈"), ("next_at", &next)],
    );
    assert_eq!(tasks_of(&app, lead), before);
}

#[test]
fn who_is_given_an_opportunity_has_its_lead_and_what_is_to_be_done_with_it() {
    let app = TestApp::spawn();
    let (lead, id) = qualified(&app);
    let two = app.actor("consultant2").id;
    let to = two.to_string();
    take(
        &app.sign_in("sales.manager"),
        id,
        "owner",
        &[("owner_id", &to), ("reason", "休假")],
    );
    assert_eq!(owner(&app, lead), Some(two));
    assert!(open_tasks(&app, lead).iter().all(|(_, owner)| *owner == Some(two)));
    let colleague = app.sign_in("consultant2");
    assert_eq!(colleague.get(&format!("/leads/{lead}")).status, 200);
    assert_eq!(app.sign_in("consultant").get(&format!("/leads/{lead}")).status, 404);
}

#[test]
fn the_history_of_an_opportunity_tells_of_the_pool() {
    let app = TestApp::spawn();
    let (lead, id) = qualified(&app);
    let released = app
        .sign_in("consultant")
        .post_form(&format!("/pool/{id}/release"), &[("reason", "客户搬到外地")]);
    assert_eq!(released.status, 303);
    assert_eq!(owner(&app, lead), None);
    let colleague = app.sign_in("consultant2");
    assert_eq!(colleague.post_form(&format!("/pool/{id}/claims"), &[]).status, 303);
    assert_eq!(owner(&app, lead), Some(app.actor("consultant2").id));
    let history = colleague.get(&format!("/opportunities/{id}")).text(".tl");
    assert!(history.contains("释放到公海") && history.contains("客户搬到外地"));
    assert!(history.contains("从公海认领"));
}

#[test]
fn who_is_given_a_lead_has_its_opportunity_also_out_of_the_pool() {
    let app = TestApp::spawn();
    let (lead, id) = qualified(&app);
    let released = app
        .sign_in("consultant")
        .post_form(&format!("/pool/{id}/release"), &[("reason", "客户搬到外地")]);
    assert_eq!(released.status, 303);
    let to = app.actor("consultant2").id.to_string();
    let given = app
        .sign_in("sales.manager")
        .post_form(&format!("/leads/{lead}/assignment"), &[("owner_id", &to)]);
    assert_eq!(given.status, 303, "{}", given.body);
    let colleague = app.sign_in("consultant2");
    let page = colleague.get(&format!("/opportunities/{id}"));
    assert!(page.text(".tl").contains("改派"));
    assert!(!colleague.get("/pool").has(&format!("#p-{id}")));
}
