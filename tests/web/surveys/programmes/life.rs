//! A survey from its draft to its end, and what becomes of one invitation.

use diesel::prelude::*;
use uuid::Uuid;
use yingke::schema::survey_invitations;

use super::{
    after_service, days_later, drafted, invitations, only, only_id, post_survey, questionnaire, reachable, row,
    running, say, serviced, state, survey_mails, survey_with, willing,
};
use crate::support::builders::VIN;
use crate::support::{Client, TestApp};

const STANDING: [(&str, &str); 3] = [("kind", "standing"), ("ends_on", ""), ("delay_days", "1")];

fn steps(client: &Client, path: &str, steps: &[&str]) {
    for step in steps {
        let answer = client.post_form(&format!("{path}/{step}"), &[]);
        assert_eq!(answer.status, 303, "{step}: {}", answer.body);
    }
}

#[test]
fn a_survey_is_drafted_started_paused_and_stopped() {
    let app = TestApp::spawn();
    let manager = app.sign_in("crm.manager");
    let chosen = manager.get("/surveys/new");
    assert!(
        chosen
            .attributes("a", "href")
            .iter()
            .any(|href| href.contains("kind=standing")),
        "{}",
        chosen.body
    );
    let id = questionnaire(&app, "service");
    let form = manager.get(&format!("/surveys/new?kind=standing&questionnaire={id}"));
    assert_eq!(
        (form.value("delay_days"), form.value("cool_off_days")),
        ("1".into(), "30".into())
    );

    let (id, path) = drafted(&app, &manager, "service", &STANDING);
    assert_eq!(state(&app, id), "draft");
    let page = manager.get(&path);
    assert!(page.text("h1").starts_with("DC20261122-"), "{}", page.body);
    steps(&manager, &path, &["start", "pause", "resume"]);
    assert_eq!(state(&app, id), "running");
    let again = manager.post_form(&format!("{path}/start"), &[]);
    assert_eq!(again.status, 409);
    let silent = manager.post_form(&format!("{path}/stop"), &[("reason", " ")]);
    assert_eq!(silent.status, 422);
    assert_eq!(state(&app, id), "running");
    let stopped = manager.post_form(&format!("{path}/stop"), &[("reason", "换新问卷")]);
    assert_eq!(stopped.status, 303);
    assert_eq!(state(&app, id), "stopped");
    assert_eq!(manager.get(&format!("{path}/stop")).status, 409);
    let log = app.audit();
    let ours: Vec<&str> = log
        .iter()
        .map(String::as_str)
        .filter(|action| action.starts_with("surveys."))
        .collect();
    let expected = [
        "surveys.create",
        "surveys.start",
        "surveys.hold",
        "surveys.go_on",
        "surveys.stop",
    ];
    assert_eq!(ours, expected);

    let over = manager.get("/surveys?view=over");
    assert_eq!(over.texts("#surveys tbody tr").len(), 1);
    let region = manager.get_region("/surveys", "surveys");
    assert!(!region.body.contains("<html") && !region.has("tbody tr"));
}

#[test]
fn stopping_drops_who_waits_and_leaves_links_that_are_out() {
    let app = TestApp::spawn();
    let (_, path) = after_service(&app, &[]);
    let customer = willing(&app, "顾明", "13812345621", "gu@example.com");
    let car = app.vehicle(customer, "沪A12345", VIN);
    serviced(&app, customer, car, "customer");
    days_later(&app, 1);
    let second = willing(&app, "李雷", "13812345622", "li@example.com");
    let car = app.vehicle(second, "沪A12346", "");
    serviced(&app, second, car, "customer");
    let manager = app.sign_in("crm.manager");
    manager.post_form(&format!("{path}/stop"), &[("reason", "换新问卷")]);
    assert_eq!(
        invitations(&app),
        [row("email", "sent", ""), row("email", "cancelled", "stopped")]
    );
    days_later(&app, 4);
    assert_eq!(survey_mails(&app).len(), 1, "nobody is reminded");
}

#[test]
fn who_was_never_called_was_not_asked() {
    let app = TestApp::spawn();
    let people = [("顾明", "13812345621"), ("李雷", "13812345622")].map(|(name, phone)| {
        let id = reachable(&app, name, phone, "");
        say(&app, id, "phone", true);
        id
    });
    let (_, path) = running(&app, "quarterly_nps", &[("way", "phone")]);
    app.work();
    days_later(&app, 1);
    let waits = row("phone", "sent", "");
    assert_eq!(invitations(&app), [waits.clone(), waits]);
    // One of them is called, in vain.
    let called = survey_invitations::table
        .filter(survey_invitations::customer_id.eq(people[0]))
        .select(survey_invitations::id)
        .first::<yingke::values::ids::InvitationId>(&mut app.database.owner())
        .unwrap();
    let tried = [("result", "unanswered"), ("lock_version", "0")];
    let care = app.sign_in("care");
    assert_eq!(
        care.post_form(&format!("/survey-calls/{called}/attempts"), &tried)
            .status,
        303
    );

    let manager = app.sign_in("crm.manager");
    manager.post_form(&format!("{path}/stop"), &[("reason", "换新问卷")]);
    let over = row("phone", "cancelled", "stopped");
    assert_eq!(invitations(&app), [over.clone(), over]);
    let (_, next) = drafted(&app, &manager, "quarterly_nps", &[("way", "phone")]);
    let page = manager.get(&next);
    assert_eq!(page.text("[data-asked]"), "1", "the one whose telephone never rang");
    let left_out = manager.get(&format!("{next}/left-out?because=asked_recently"));
    assert_eq!(left_out.texts("[data-left-out] th a"), ["顾明"]);
}

#[test]
fn an_event_leads_to_one_survey() {
    let app = TestApp::spawn();
    running(&app, "service", &STANDING);
    let manager = app.sign_in("crm.manager");
    let (second, path) = drafted(&app, &manager, "service", &STANDING);
    let refused = manager.post_form(&format!("{path}/start"), &[]);
    assert_eq!(refused.status, 409);
    assert!(refused.body.contains("请先停止那一个"), "{}", refused.body);
    assert_eq!(state(&app, second), "draft");
    let delivery = drafted(&app, &manager, "delivery", &STANDING).1;
    steps(&manager, &delivery, &["start"]);
}

#[test]
fn what_is_wrong_is_shown_and_what_was_typed_stays() {
    let app = TestApp::spawn();
    let manager = app.sign_in("crm.manager");
    for (changes, field) in [
        ([("name", " "), ("way", "email")], "name"),
        ([("ends_on", ""), ("way", "email")], "ends_on"),
        ([("ends_on", "2026-11-21"), ("way", "email")], "ends_on"),
        ([("remind_after_days", "15"), ("way", "email")], "remind_after_days"),
        ([("cool_off_days", "0"), ("way", "email")], "cool_off_days"),
        ([("self_paid_quota", "120"), ("way", "email")], "self_paid_quota"),
        (
            [("visited_from", "2026-11-02"), ("visited_to", "2026-11-01")],
            "visited_to",
        ),
    ] {
        let answer = post_survey(&app, &manager, "quarterly_nps", &changes);
        assert_eq!(answer.status, 422, "{field}");
        assert!(answer.has(&format!("#f-{field}-err")), "{field}: {}", answer.body);
        let typed = if field == "name" { " " } else { "冬季用车回访" };
        assert_eq!(answer.value("name"), typed);
    }
    let own = [("kind", "standing"), ("ends_on", "")];
    let inquiry = post_survey(&app, &manager, "inquiry", &own);
    assert_eq!(inquiry.status, 422, "nothing happens that it could follow");
}

#[test]
fn a_change_counts_against_what_was_seen() {
    let app = TestApp::spawn();
    let manager = app.sign_in("crm.manager");
    let (id, path) = drafted(&app, &manager, "quarterly_nps", &[]);
    let form = manager.get(&format!("{path}/edit"));
    assert_eq!(
        (form.value("name"), form.value("lock_version")),
        ("冬季用车回访".into(), "0".into())
    );
    let questionnaire = questionnaire(&app, "quarterly_nps").to_string();
    let post = |name: &str, version: &str| {
        let mut fields = survey_with(&[("name", name), ("tiers", "gold"), ("lock_version", version)]);
        fields.push(("questionnaire", questionnaire.as_str()));
        manager.post_form(&path, &fields)
    };
    assert_eq!(post("春季回访", "0").status, 303);
    let stale = post("夏季回访", "0");
    assert_eq!(stale.status, 409);
    assert_eq!(stale.value("name"), "夏季回访");
    assert!(stale.body.contains("春季回访"), "what it is now stands beside it");
    assert!(manager.get(&path).body.contains("金卡"), "the filter in words");
    steps(&manager, &path, &["start"]);
    assert_eq!(post("夏季回访", "1").status, 409, "what runs is paused first");
    assert_eq!(manager.get(&format!("{path}/edit")).status, 409);
    assert_eq!(state(&app, id), "running");
}

#[test]
fn it_ends_with_its_last_day() {
    let app = TestApp::spawn();
    let (id, _) = running(&app, "quarterly_nps", &[("ends_on", "2026-11-24")]);
    days_later(&app, 2);
    assert_eq!(state(&app, id), "running");
    days_later(&app, 1);
    assert_eq!(state(&app, id), "finished");
}

#[test]
fn an_invitation_is_taken_back() {
    let app = TestApp::spawn();
    after_service(&app, &[]);
    let customer = willing(&app, "顾明", "13812345621", "gu@example.com");
    let car = app.vehicle(customer, "沪A12345", VIN);
    serviced(&app, customer, car, "customer");
    days_later(&app, 1);
    let care = app.sign_in("care");
    let path = format!("/surveys/invitations/{}", only_id(&app));
    let page = care.get(&path);
    assert_eq!(page.text("h1"), "顾明");
    assert!(page.text("[data-link]").contains("/s/"));
    let manager = app.sign_in("manager");
    assert!(
        !manager.get(&path).has("[data-link]"),
        "only who interviews hands links out"
    );
    let cancel = format!("{path}/cancellation");
    let version = care.get(&cancel).value("lock_version");
    assert_eq!(
        care.post_form(&cancel, &[("reason", ""), ("lock_version", &version)])
            .status,
        422
    );
    assert_eq!(
        care.post_form(&cancel, &[("reason", "客户出国"), ("lock_version", "0")])
            .status,
        409
    );
    assert_eq!(only(&app), row("email", "sent", ""));
    let done = care.post_form(&cancel, &[("reason", "客户出国"), ("lock_version", &version)]);
    assert_eq!(done.status, 303, "{}", done.body);
    assert_eq!(only(&app), row("email", "cancelled", "by_hand"));
    assert_eq!(
        care.post_form(&cancel, &[("reason", "再来"), ("lock_version", &version)])
            .status,
        409
    );
    assert_eq!(app.audit().last().unwrap(), "surveys.cancel_invitation");
}

#[test]
fn marketing_sees_how_it_runs_but_nobody_by_name() {
    let app = TestApp::spawn();
    let (_, path) = after_service(&app, &[]);
    let customer = willing(&app, "顾明", "13812345621", "gu@example.com");
    let car = app.vehicle(customer, "沪A12345", VIN);
    serviced(&app, customer, car, "customer");
    days_later(&app, 1);
    let care = app.sign_in("care");
    let list = care.get(&format!("{path}/invitations?state=sent"));
    assert_eq!(list.texts("#invitations tbody .lead"), ["顾明"]);
    assert!(
        !care
            .get(&format!("{path}/invitations?state=answered"))
            .has("#invitations tbody tr")
    );
    assert!(care.get(&path).has("main a[href*='/invitations']"));
    let marketing = app.sign_in("marketing");
    let page = marketing.get(&path);
    assert!(page.texts(".kpi .v").contains(&"1".to_owned()));
    assert!(
        !page.has("main a[href*='/invitations']") && !page.has("main a[href$='/left-out']"),
        "no way to what they don't see"
    );
    for part in ["invitations", "left-out"] {
        let list = marketing.get(&format!("{path}/{part}"));
        assert_eq!(list.status, 200);
        assert!(!list.body.contains("顾明") && !list.has("#main .tabs"), "{part}");
        assert!(list.text(".empty").contains("只看数字"), "and not that nobody is there");
    }
    let one = marketing.get(&format!("/surveys/invitations/{}", only_id(&app)));
    assert_eq!(one.status, 404);
}

#[test]
fn who_may_not_run_surveys_is_refused_and_nothing_of_nobody_is_found() {
    let app = TestApp::spawn();
    let manager = app.sign_in("crm.manager");
    let (_, path) = drafted(&app, &manager, "service", &STANDING);
    let care = app.sign_in("care");
    for step in ["start", "pause", "resume", "stop"] {
        assert_eq!(
            care.post_form(&format!("{path}/{step}"), &[("reason", "x")]).status,
            403,
            "{step}"
        );
    }
    assert_eq!(app.sign_in("consultant").get("/surveys").status, 403);
    let nowhere = format!("/surveys/{}", Uuid::now_v7());
    assert_eq!(manager.get(&nowhere).status, 404);
    assert_eq!(manager.post_form(&format!("{nowhere}/start"), &[]).status, 404);
    assert_eq!(manager.get("/surveys/abc").status, 404);
    assert_eq!(
        manager
            .get(&format!("/surveys/new?kind=standing&questionnaire={}", Uuid::now_v7()))
            .status,
        404
    );
    let none: i64 = survey_invitations::table
        .count()
        .get_result(&mut app.database.owner())
        .unwrap();
    assert_eq!(none, 0);
}

#[test]
fn a_one_off_about_an_event_warns_while_everybody_would_get_it() {
    let app = TestApp::spawn();
    let manager = app.sign_in("crm.manager");
    let (_, everybody) = drafted(&app, &manager, "service", &[]);
    assert!(manager.get(&everybody).text("#note").contains("没有经历过"));
    let (_, visitors) = drafted(&app, &manager, "service", &[("visited_from", "2026-11-01")]);
    assert!(!manager.get(&visitors).has("#note"));
    let (_, general) = drafted(&app, &manager, "quarterly_nps", &[]);
    assert!(
        !manager.get(&general).has("#note"),
        "it asks about nothing in particular"
    );
}
