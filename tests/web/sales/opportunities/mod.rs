//! The follow-up board and one opportunity over HTTP.

mod board;
mod doors;
mod losses;
mod opening;
mod stages;

use chrono::TimeDelta;
use diesel::prelude::*;
use yingke::platform::i18n::times;
use yingke::sales::opportunities::commands;
use yingke::sales::opportunities::model::NewOpportunity;
use yingke::sales::rules::{Level, Stage};
use yingke::schema::opportunities;
use yingke::values::ids::{CustomerId, OpportunityId};

use crate::support::{Client, TestApp};

/// An opportunity that the consultant opened just now.
pub fn opportunity(app: &TestApp) -> OpportunityId {
    let customer = app.customer("李娜", "137 1234 8812");
    opportunity_of(app, "consultant", customer)
}

pub fn opportunity_of(app: &TestApp, owner: &str, customer: CustomerId) -> OpportunityId {
    let new = NewOpportunity {
        owner: Some(app.actor(owner).id),
        level: Some(Level::H),
        model: "星驰 X7".into(),
        ..NewOpportunity::of(app.store(), customer)
    };
    app.write(owner, |tx| commands::open(tx, new)).unwrap()
}

pub fn stage(app: &TestApp, id: OpportunityId) -> Stage {
    opportunities::table
        .find(id)
        .select(opportunities::stage)
        .first(&mut app.database.owner())
        .unwrap()
}

/// What was said when they were reached first: nobody leaves the first stage without.
pub const CALLED: [(&str, &str); 2] = [("kind", "phone"), ("said", "已沟通购车计划")];

/// So many days from now, as a form holds it.
pub fn in_days(app: &TestApp, days: i64) -> String {
    times::minute(app.clock.now() + TimeDelta::days(days)).replace(' ', "T")
}

/// Takes a step that must succeed.
pub fn step(client: &Client, id: OpportunityId, noun: &str, fields: &[(&str, &str)]) {
    let answer = client.post_form(&format!("/opportunities/{id}/{noun}"), fields);
    assert_eq!(answer.status, 303, "{noun}: {}", answer.body);
}

#[test]
fn a_follow_up_plans_the_next_and_a_first_contact_moves_the_card() {
    let app = TestApp::spawn();
    let id = opportunity(&app);
    let consultant = app.sign_in("consultant");
    let next = in_days(&app, 3);
    let fields = [
        ("kind", "phone"),
        ("outcome", "answered"),
        ("note", "想看油耗实测报告"),
        ("next_at", next.as_str()),
    ];
    step(&consultant, id, "follow-ups", &fields);
    assert_eq!(stage(&app, id), Stage::Contacted);
    let page = consultant.get(&format!("/opportunities/{id}"));
    assert!(page.text(".tl").contains("想看油耗实测报告"));
    assert!(app.audit().iter().any(|action| action == "sales.follow_up"));
    let region = consultant.get_region(&format!("/opportunities/{id}"), "opportunity");
    assert!(!region.body.contains("<!doctype html>"), "only what was asked for");
}

#[test]
fn the_form_knows_what_can_come_of_each_way_of_contact() {
    let app = TestApp::spawn();
    let id = opportunity(&app);
    let form = app
        .sign_in("consultant")
        .get(&format!("/opportunities/{id}/follow-ups"));
    let fits = form.value("fits");
    let of = |kind: &str| {
        let way = fits
            .split(';')
            .find_map(|way| way.strip_prefix(kind)?.strip_prefix('='));
        way.unwrap().split(' ').map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(of("phone"), ["answered", "unanswered", "wrong_number", "booked"]);
    assert_eq!(of("wechat"), ["booked", "sent", "replied"]);
    let quick = form.texts("[data-when='level=h']");
    assert_eq!(quick, ["H 级 · 2 天后"]);
    let next = in_days(&app, 3);
    let answered = [
        ("kind", "wechat"),
        ("outcome", "replied"),
        ("note", "周六上午到店"),
        ("next_at", next.as_str()),
    ];
    step(&app.sign_in("consultant"), id, "follow-ups", &answered);
    assert_eq!(stage(&app, id), Stage::Contacted);
}

#[test]
fn nobody_who_was_not_reached_was_contacted() {
    let app = TestApp::spawn();
    let id = opportunity(&app);
    let consultant = app.sign_in("consultant");
    let next = in_days(&app, 1);
    let fields = [
        ("kind", "phone"),
        ("outcome", "unanswered"),
        ("note", "无人接听"),
        ("next_at", next.as_str()),
    ];
    step(&consultant, id, "follow-ups", &fields);
    assert_eq!(stage(&app, id), Stage::New);
}

#[test]
fn a_follow_up_needs_the_next_date_and_an_outcome_that_fits() {
    let app = TestApp::spawn();
    let id = opportunity(&app);
    let consultant = app.sign_in("consultant");
    let path = format!("/opportunities/{id}/follow-ups");
    let past = in_days(&app, -1);
    for (kind, outcome, next, wrong) in [
        ("phone", "answered", "", "next_at"),
        ("phone", "answered", past.as_str(), "next_at"),
        ("wechat", "unanswered", &*in_days(&app, 1), "outcome"),
        ("phone", "answered", &*in_days(&app, 4_000), "next_at"),
    ] {
        let fields = [
            ("kind", kind),
            ("outcome", outcome),
            ("note", "沟通内容"),
            ("next_at", next),
        ];
        let answer = consultant.post_form(&path, &fields);
        assert_eq!(answer.status, 422, "{kind} {outcome} {next}");
        assert!(answer.has(&format!("[href='#s-{wrong}']")) || answer.has(&format!("#s-{wrong}[aria-invalid='true']")));
        assert!(answer.body.contains("沟通内容"), "what was typed stays");
    }
    assert_eq!(stage(&app, id), Stage::New);
}

#[test]
fn going_back_needs_a_reason_and_a_comparison_its_competitor() {
    let app = TestApp::spawn();
    let id = opportunity(&app);
    let consultant = app.sign_in("consultant");
    let path = format!("/opportunities/{id}/stage");
    let version = || consultant.get(&path).value("lock_version");
    let seen = version();
    let without = consultant.post_form(&path, &[("stage", "comparing"), ("lock_version", &seen)]);
    assert_eq!(without.status, 422);
    step(
        &consultant,
        id,
        "stage",
        &[
            ("stage", "comparing"),
            ("competitor", "汉 DM-i"),
            ("lock_version", &seen),
            CALLED[0],
            CALLED[1],
        ],
    );
    assert_eq!(stage(&app, id), Stage::Comparing);
    let seen = version();
    let back = consultant.post_form(&path, &[("stage", "contacted"), ("lock_version", &seen)]);
    assert_eq!(back.status, 422, "no reason");
    step(
        &consultant,
        id,
        "stage",
        &[("stage", "contacted"), ("reason", "重新考虑"), ("lock_version", &seen)],
    );
    assert_eq!(stage(&app, id), Stage::Contacted);
}

#[test]
fn a_card_that_another_moved_first_is_a_conflict() {
    let app = TestApp::spawn();
    let id = opportunity(&app);
    let (consultant, manager) = (app.sign_in("consultant"), app.sign_in("sales.manager"));
    let path = format!("/opportunities/{id}/stage");
    let seen = consultant.get(&path).value("lock_version");
    let fields = [
        ("stage", "interested"),
        ("lock_version", seen.as_str()),
        CALLED[0],
        CALLED[1],
    ];
    assert_eq!(manager.post_form(&path, &fields).status, 303);
    let late = consultant.post_form(&path, &[("stage", "quoted"), ("lock_version", seen.as_str())]);
    assert_eq!(late.status, 409);
    let (who, at) = (app.actor("sales.manager").name, times::clock(app.clock.now()));
    assert!(
        late.body.contains(&who) && late.body.contains(&at),
        "who was first, and when"
    );
    assert!(late.body.contains("现在的阶段：意向明确"), "where it stands now");
    assert!(!late.has("[data-theirs=back]") && !late.has("[data-theirs=stage]"));
    assert_eq!(stage(&app, id), Stage::Interested, "the first move holds");
    // As well where the step no longer applies.
    let lost = [("reason", "price"), ("note", "预算不足")];
    step(&consultant, id, "loss", &lost);
    step(&manager, id, "loss-decision", &[("verdict", "approve")]);
    consultant.post_form("/preferences", &[("lang", "en"), ("next", "/board")]);
    let gone = consultant.post_form(&path, &fields);
    assert!(gone.status == 409 && gone.body.contains(&format!("{who} changed it first")));
}

#[test]
fn the_steps_under_more_have_their_keys() {
    let app = TestApp::spawn();
    let id = opportunity(&app);
    let page = app.sign_in("sales.manager").get(&format!("/opportunities/{id}"));
    for (key, noun) in [("e", "needs"), ("a", "owner")] {
        let href = page.attributes(&format!(".pop-item[data-hotkey='{key}']"), "href");
        assert_eq!(href, [format!("/opportunities/{id}/{noun}")]);
    }
}

#[test]
fn the_neighbouring_stage_is_chosen_before_the_step_is_sent() {
    let app = TestApp::spawn();
    let id = opportunity(&app);
    let consultant = app.sign_in("consultant");
    let path = format!("/opportunities/{id}/stage");
    let chosen = |to: &str| {
        consultant
            .get(&format!("{path}?to={to}"))
            .attributes("input[name=stage][checked]", "value")
    };
    assert_eq!(chosen("next"), ["contacted"]);
    assert!(chosen("previous").is_empty(), "it stands in the first");
    let seen = consultant.get(&path).value("lock_version");
    step(
        &consultant,
        id,
        "stage",
        &[("stage", "interested"), ("lock_version", &seen), CALLED[0], CALLED[1]],
    );
    assert_eq!(chosen("next"), ["comparing"]);
    assert_eq!(chosen("previous"), ["contacted"]);
    let card = consultant.get("/board");
    let keys = card.attributes(&format!("#card-{id} [data-move]"), "aria-keyshortcuts");
    assert_eq!(keys, ["m [ ]"], "what the script of the board listens to");
}

#[test]
fn a_consultant_sees_only_their_own() {
    let app = TestApp::spawn();
    let id = opportunity(&app);
    let other = app.sign_in("consultant2");
    let path = format!("/opportunities/{id}");
    assert_eq!(other.get(&path).status, 404);
    let next = in_days(&app, 1);
    let fields = [
        ("kind", "phone"),
        ("outcome", "answered"),
        ("note", "x"),
        ("next_at", next.as_str()),
    ];
    assert_eq!(other.post_form(&format!("{path}/follow-ups"), &fields).status, 404);
    assert_eq!(other.get("/board").texts("[data-card]").len(), 0);
    assert_eq!(other.get("/board?layout=list").texts("tr[data-row]").len(), 0);
    assert_eq!(app.sign_in("consultant").get("/board").texts("[data-card]").len(), 1);
    assert_eq!(app.sign_in("care").get(&path).status, 404, "somebody looks after it");
    assert_eq!(app.sign_in("advisor").get(&path).status, 403);
}

#[test]
fn who_is_given_an_opportunity_sees_the_customer_and_who_had_it_no_longer_does() {
    let app = TestApp::spawn();
    let customer = app.customer("李娜", "137 1234 8812");
    let id = opportunity_of(&app, "consultant", customer);
    let page = format!("/customers/{customer}");
    let (first, second) = (app.sign_in("consultant"), app.sign_in("consultant2"));
    assert_eq!((first.get(&page).status, second.get(&page).status), (200, 404));
    let to = app.actor("consultant2").id.to_string();
    let manager = app.sign_in("sales.manager");
    let owner = format!("/opportunities/{id}/owner");
    assert_eq!(manager.post_form(&owner, &[("owner_id", &to)]).status, 422, "why?");
    let given = manager.post_form(&owner, &[("owner_id", &to), ("reason", "休假")]);
    assert_eq!(
        (given.status, given.location()),
        (303, format!("/opportunities/{id}").as_str())
    );
    let told = manager.get(given.location()).text(".tl");
    let (from, whom) = (app.actor("consultant").name, app.actor("consultant2").name);
    assert!(
        told.contains(&format!("{from} → {whom}")) && told.contains("休假"),
        "{told}"
    );
    assert_eq!((first.get(&page).status, second.get(&page).status), (404, 200));
}

#[test]
fn needs_are_written_down_and_a_second_window_is_told() {
    let app = TestApp::spawn();
    let id = opportunity(&app);
    let consultant = app.sign_in("consultant");
    let path = format!("/opportunities/{id}/needs");
    let seen = consultant.get(&path).value("lock_version");
    let fields = [
        ("level", "a"),
        ("model", "星驰 X7"),
        ("who", "家里两个孩子"),
        ("lock_version", seen.as_str()),
    ];
    assert_eq!(consultant.post_form(&path, &fields).status, 303);
    let page = consultant.get(&format!("/opportunities/{id}"));
    assert!(page.text("#needs").contains("家里两个孩子"));
    assert_eq!(consultant.post_form(&path, &fields).status, 409);
}

#[test]
fn nobody_expects_to_buy_in_the_past_or_for_less_than_nothing() {
    let app = TestApp::spawn();
    let id = opportunity(&app);
    let consultant = app.sign_in("consultant");
    let path = format!("/opportunities/{id}/needs");
    let put = |name: &str, value: &str| {
        let seen = consultant.get(&path).value("lock_version");
        let fields = [
            ("level", "a"),
            ("model", "星驰 X7"),
            (name, value),
            ("lock_version", seen.as_str()),
        ];
        consultant.post_form(&path, &fields)
    };
    for (name, value) in [("expected_on", "2026-11-21"), ("budget", "-5"), ("budget", "－ 5 万")] {
        let answer = put(name, value);
        assert!(
            answer.status == 422 && answer.has(&format!("#s-{name}-err")),
            "{name} {value}"
        );
        assert_eq!(answer.value(name), value);
    }
    for (name, value) in [("expected_on", "2026-11-22"), ("budget", "15-20 万")] {
        assert_eq!(put(name, value).status, 303, "{name} {value}");
    }
    // What was planned stays when its day has passed.
    step(
        &consultant,
        id,
        "needs",
        &[
            ("level", "a"),
            ("model", "星驰 X7"),
            ("expected_on", "2026-11-22"),
            ("lock_version", &consultant.get(&path).value("lock_version")),
        ],
    );
    app.advance(TimeDelta::days(2));
    let consultant = app.sign_in("consultant");
    let seen = consultant.get(&path).value("lock_version");
    let kept = [
        ("level", "b"),
        ("model", "星驰 X7"),
        ("expected_on", "2026-11-22"),
        ("lock_version", seen.as_str()),
    ];
    step(&consultant, id, "needs", &kept);
}

#[test]
fn an_opportunity_is_opened_for_somebody_new() {
    let app = TestApp::spawn();
    let consultant = app.sign_in("consultant");
    let next = in_days(&app, 1);
    let without = consultant.post_form("/opportunities", &[("name", "王建国"), ("next_at", &next)]);
    assert_eq!(without.status, 422, "no phone");
    assert_eq!(without.value("name"), "王建国");
    let fields = [
        ("name", "王建国"),
        ("phone", "13912344470"),
        ("source", "walk_in"),
        ("next_at", next.as_str()),
    ];
    let answer = consultant.post_form("/opportunities", &fields);
    assert_eq!(answer.status, 303);
    assert!(consultant.get(answer.location()).body.contains("王建国"));
}
