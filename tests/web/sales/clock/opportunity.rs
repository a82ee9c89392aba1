//! A lead that became an opportunity: what is done to one moves the clock of the other.

use chrono::TimeDelta;
use yingke::sales::clock::rules::{Evidence, Mark};
use yingke::sales::leads::commands::qualify;
use yingke::sales::leads::model::Qualified;
use yingke::sales::opportunities::commands as opportunities;
use yingke::sales::rules::StageAction;
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

#[test]
fn who_asks_again_is_heard_by_whoever_has_them() {
    let app = TestApp::spawn();
    let (_, id) = qualified(&app);
    lead(&app, None);
    let consultant = app.sign_in("consultant");
    assert!(
        consultant
            .get("/board")
            .text(&format!("#card-{id}"))
            .contains("再次来询")
    );
    let history = consultant.get(&format!("/opportunities/{id}")).text(".tl");
    assert!(history.contains("客户再次来询") && history.contains("想了解落地价"));
    let asked = |app: &TestApp| -> Vec<(Option<StaffId>, chrono::DateTime<chrono::Utc>)> {
        tasks::table
            .filter(tasks::subject_id.eq(id.uuid()))
            .filter(tasks::kind.eq("sales.asked_again"))
            .filter(tasks::done_at.is_null())
            .select((tasks::owner_id, tasks::due_at))
            .load(&mut app.database.owner())
            .unwrap()
    };
    let due = app.clock.now() + TimeDelta::hours(1);
    assert_eq!(asked(&app), [(Some(app.actor("consultant").id), due)]);
    follow_up(&app, id, "phone", "unanswered");
    assert_eq!(asked(&app).len(), 1, "nobody answered");
    follow_up(&app, id, "phone", "answered");
    assert!(asked(&app).is_empty());
    assert!(
        !app.sign_in("consultant")
            .get("/board")
            .text(&format!("#card-{id}"))
            .contains("再次来询")
    );
}

#[test]
fn who_asks_again_out_of_the_pool_is_dealt_out() {
    let app = TestApp::spawn();
    let (_, id) = qualified(&app);
    app.write("consultant", |tx| commands::release(tx, id, "客户搬到外地"))
        .unwrap();
    let again = lead(&app, None);
    assert!(again.owner.is_some());
    let (has, since): (Option<StaffId>, Option<chrono::DateTime<chrono::Utc>>) = yingke::schema::opportunities::table
        .find(id)
        .select((
            yingke::schema::opportunities::owner_id,
            yingke::schema::opportunities::pool_since,
        ))
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!((has, since), (again.owner, None));
}

#[test]
fn what_was_overdue_in_the_pool_stays_missed_and_is_asked_for_anew() {
    let app = TestApp::spawn();
    let (lead, id) = qualified(&app);
    app.advance(TimeDelta::hours(2));
    app.write("consultant", |tx| commands::release(tx, id, "客户搬到外地"))
        .unwrap();
    app.write("consultant2", |tx| commands::claim(tx, id)).unwrap();
    let calls: Vec<StepRow> = steps(&app, lead)
        .into_iter()
        .filter(|step| step.kind == StepKind::FirstCall)
        .collect();
    let now = app.clock.now();
    assert_eq!(
        calls.iter().map(|step| step.mark(now)).collect::<Vec<_>>(),
        [Mark::Missed, Mark::Waiting]
    );
    let open: Vec<String> = tasks_of(&app, lead);
    assert_eq!(open.iter().filter(|kind| *kind == "lead.first_call").count(), 1);
}

#[test]
fn an_order_ends_the_clock_of_the_lead_and_its_cancellation_begins_it_anew() {
    let app = TestApp::spawn();
    let (lead, id) = qualified(&app);
    app.db
        .system_write_now(|tx| opportunities::advance(tx, id, StageAction::Ordered, None))
        .unwrap();
    assert!(tasks_of(&app, lead).is_empty(), "sold: nobody calls for the first time");
    app.advance(TimeDelta::days(5));
    app.db
        .system_write_now(|tx| opportunities::advance(tx, id, StageAction::BackToQuoted, Some("改买现车")))
        .unwrap();
    assert!(!tasks_of(&app, lead).is_empty());
    let now = app.clock.now();
    assert!(
        steps(&app, lead)
            .iter()
            .all(|step| !step.is_open() || step.due_at > now),
        "nothing is late from the start"
    );
}

#[test]
fn a_lead_that_was_reached_begins_as_contacted() {
    let app = TestApp::spawn();
    let id = lead(&app, Some("consultant")).lead;
    contact(&app, id, Contact::Answered);
    let consultant = app.sign_in("consultant");
    let path = format!("/leads/{id}/qualification");
    let seen = consultant.get(&path).value("seen");
    let done = consultant.post_form(&path, &[("model", "X7 混动"), ("seen", &seen)]);
    let deal: OpportunityId = done.location().rsplit('/').next().unwrap().parse().unwrap();
    let stage: String = yingke::schema::opportunities::table
        .find(deal)
        .select(yingke::schema::opportunities::stage)
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(stage, "contacted");
}

#[test]
fn a_card_is_as_late_as_what_its_lead_still_asks_for() {
    let app = TestApp::spawn();
    let (lead, id) = qualified(&app);
    let card = format!("#card-{id}");
    let early = app.sign_in("consultant").get("/board?view=late");
    assert!(!early.has(&card), "not due yet");
    app.advance(TimeDelta::minutes(70));
    let consultant = app.sign_in("consultant");
    let late = || consultant.get("/board?view=late");
    assert!(late().text(&format!("{card} .sla-over")).contains("首次联系"));
    assert!(consultant.get(&format!("/opportunities/{id}")).has(".ph .sla-over"));
    assert_eq!(consultant.get("/board/count").text(".hot"), "1");
    let queue = consultant.get("/board/next");
    assert!(queue.has(&format!("a[href='/opportunities/{id}']")), "{}", queue.body);
    contact(&app, lead, Contact::Answered);
    assert!(!late().has(&card), "done");
    assert!(consultant.get("/board").has(&card));
}

#[test]
fn what_lies_in_the_pool_is_nobodys_task() {
    let app = TestApp::spawn();
    let (lead, id) = qualified(&app);
    app.write("consultant", |tx| commands::release(tx, id, "客户搬到外地"))
        .unwrap();
    assert!(tasks_of(&app, lead).is_empty());
    assert!(!app.sign_in("care").get("/call-backs?view=free").has("tr[data-row]"));
    app.write("consultant2", |tx| commands::claim(tx, id)).unwrap();
    let two = app.actor("consultant2").id;
    let open = open_tasks(&app, lead);
    assert!(
        open.len() == 4 && open.iter().all(|(_, owner)| *owner == Some(two)),
        "{open:?}"
    );
}

#[test]
fn whoever_was_followed_up_does_not_come_again_for_the_message_their_lead_waits_for() {
    let app = TestApp::spawn();
    let (lead, id) = qualified(&app);
    contact(&app, lead, Contact::Answered);
    app.advance(TimeDelta::hours(25));
    let consultant = app.sign_in("consultant");
    let here = format!("a[href='/opportunities/{id}']");
    assert!(consultant.get("/board/next").has(&here), "the message is overdue");
    follow_up(&app, id, "phone", "answered");
    assert_eq!(consultant.get("/board/next").status, 303, "it had its turn");
    assert!(
        consultant.get("/board?view=late").has(&format!("#card-{id}")),
        "and is late all the same"
    );
}
