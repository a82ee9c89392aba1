//! Telephone interviews.

use chrono::TimeDelta;
use diesel::prelude::*;
use yingke::schema::{survey_call_attempts, survey_calls, tasks};
use yingke::surveys::rules::Way;
use yingke::values::ids::InvitationId;

use super::{Kept, field, kept, one_question, paper_of, says, state, survey, to_call, willing};
use crate::support::{Client, Page, TestApp};

const PHONE: &str = "13812345621";

/// One customer to be called, and where.
fn called(app: &TestApp) -> (InvitationId, String) {
    let survey = one_question(app, Way::Phone);
    let id = to_call(app, survey, willing(app, "顾明", PHONE));
    (id, format!("/survey-calls/{id}"))
}

fn attempt(care: &Client, call: &str, result: &str, again_at: &str, seen: &str) -> Page {
    let fields = [("result", result), ("again_at", again_at), ("lock_version", seen)];
    care.post_form(&format!("{call}/attempts"), &fields)
}

#[test]
fn a_customer_is_called_asked_and_listened_to() {
    let app = TestApp::spawn();
    let survey = one_question(&app, Way::Phone);
    let customer = willing(&app, "顾明", PHONE);
    let id = to_call(&app, survey, customer);
    let care = app.sign_in("care");
    let list = care.get("/survey-calls");
    assert_eq!(list.texts("tbody tr").len(), 1);
    assert!(list.text("tbody tr").contains("顾明") && list.text("tbody tr").contains("138****5621"));
    assert_eq!(care.get("/survey-calls/count").body.trim(), "1");

    let call = format!("/survey-calls/{id}");
    let page = care.get(&call);
    assert!(page.text(".say").contains("顾明"), "the script says whom one speaks to");
    assert!(!page.body.contains("138 1234 5621"));
    let shown = care.post_form(&format!("{call}/reveals"), &[]);
    assert_eq!((shown.status, &*shown.text("[data-revealed]")), (200, "138 1234 5621"));
    for action in ["survey_calls.reveal_for_call", "customers.reveal"] {
        assert!(app.audit().contains(&action.into()), "{action}");
    }

    // Kept as one goes: the question about what to improve is asked, the one about what is liked isn't.
    let paper = paper_of(&app, survey);
    let (nps, better, liked) = (field(&paper, 0), field(&paper, 2), field(&paper, 3));
    let saved = care.post_region(&format!("{call}/answers"), "saved", &[(&nps, "3")]);
    assert_eq!(saved.status, 200);
    let shown = saved.attributes("[data-shown]", "data-shown").concat();
    assert!(shown.contains(&better) && !shown.contains(&liked));
    let me = Some(app.actor("care").id);
    let draft = Kept {
        way: Way::Phone,
        sent: false,
        nps: None,
        customer: Some(customer),
        taken_by: me,
    };
    assert_eq!(kept(&app), [draft]);
    assert!(care.get(&call).has(&format!("[name='{nps}'][value='3'][checked]")));

    let finish = format!("{call}/submission");
    let silent = care.post_form(&finish, &[(&nps, "3"), (&better, "等候太久")]);
    assert!(silent.status == 422 && silent.has("#a-consented-err"));
    assert!(
        silent.text(&format!("textarea[name='{better}']")).contains("等候太久"),
        "what was typed stays"
    );
    let whole = [(nps.as_str(), "3"), (better.as_str(), "等候太久"), ("consented", "1")];
    let done = care.post_form(&finish, &whole);
    assert_eq!((done.status, done.location()), (303, "/survey-calls"));
    let sent = Kept {
        way: Way::Phone,
        sent: true,
        nps: Some(3),
        customer: Some(customer),
        taken_by: me,
    };
    assert_eq!(kept(&app), [sent]);
    assert_eq!(state(&app, id), "answered");
    let calls: i64 = tasks::table
        .filter(tasks::kind.eq("survey_call_back"))
        .count()
        .get_result(&mut app.database.owner())
        .unwrap();
    assert_eq!(calls, 1, "whoever is unhappy is called back");
    assert!(app.audit().contains(&"survey_calls.finish".into()));
    assert!(!care.get("/survey-calls").has("tbody tr"));
    assert!(
        care.get("/survey-calls?view=done")
            .text("tbody tr")
            .contains("已完成访谈")
    );
    let again = care.post_form(&finish, &whole);
    assert!(again.status == 409 && again.has("#over"), "one answer per invitation");
    assert_eq!(kept(&app).len(), 1);
}

#[test]
fn what_can_t_be_an_answer_is_told_beside_its_question() {
    let app = TestApp::spawn();
    let (_, call) = called(&app);
    let care = app.sign_in("care");
    let list = care.get(&call);
    let nps = list.attributes("[data-ask=nps] input", "name").remove(0);
    let finish = format!("{call}/submission");
    let missing = care.post_form(&finish, &[("consented", "1")]);
    assert!(missing.status == 422 && missing.has(&format!("#a-{nps}-err")));
    for wrong in ["11", "-1", "好"] {
        let page = care.post_form(&finish, &[("consented", "1"), (&nps, wrong)]);
        assert!(page.status == 422 && page.has(&format!("#a-{nps}-err")), "{wrong}");
    }
    let saved = care.post_region(&format!("{call}/answers"), "saved", &[(&nps, "12")]);
    assert!(saved.status == 200 && saved.has(".err"), "nothing is kept silently");
    assert!(kept(&app).iter().all(|one| !one.sent));
}

#[test]
fn whoever_doesn_t_answer_is_tried_again_and_then_left_in_peace() {
    let app = TestApp::spawn();
    let (id, call) = called(&app);
    let care = app.sign_in("care");
    let without = attempt(&care, &call, "", "", "0");
    assert!(without.status == 422 && without.has("#t-result-err"));
    assert_eq!(attempt(&care, &call, "unanswered", "", "0").status, 303);
    assert!(!care.get("/survey-calls").has("tbody tr"));
    // Four hours on, at two in the afternoon.
    assert!(
        care.get("/survey-calls?view=later")
            .text("tbody time")
            .contains("14:00")
    );
    let stale = attempt(&care, &call, "unanswered", "", "0");
    assert_eq!(stale.status, 409);
    assert_eq!(stale.value("lock_version"), "1", "the next post counts against what is");
    for seen in ["1", "2"] {
        assert_eq!(attempt(&care, &call, "unanswered", "", seen).status, 303);
    }
    assert!(
        care.get("/survey-calls?view=done")
            .text("tbody tr")
            .contains("没人接听")
    );
    assert_eq!(
        attempt(&care, &call, "unanswered", "", "3").status,
        409,
        "three times is enough"
    );
    let attempts: i64 = survey_call_attempts::table
        .count()
        .get_result(&mut app.database.owner())
        .unwrap();
    assert_eq!((attempts, &*state(&app, id)), (3, "sent"));
}

#[test]
fn an_agreed_time_counts_even_when_one_may_not_call_otherwise() {
    let app = TestApp::spawn();
    let (_, call) = called(&app);
    let care = app.sign_in("care");
    let without = attempt(&care, &call, "later", "", "0");
    assert!(without.status == 422 && without.has("#t-again_at-err"));
    let past = attempt(&care, &call, "later", "2026-11-22T09:00", "0");
    assert!(past.status == 422 && past.has("#t-again_at-err"));
    assert!(!past.has("[name=outside]"), "nine is within the hours");
    let late = "2026-11-22T20:30";
    let doubted = attempt(&care, &call, "later", late, "0");
    assert!(doubted.status == 422 && doubted.has("#t-outside-err") && doubted.has("[name=outside]"));
    let sure = [
        ("result", "later"),
        ("again_at", late),
        ("outside", "1"),
        ("lock_version", "0"),
    ];
    let unheard = [
        ("result", "unanswered"),
        ("again_at", late),
        ("outside", "1"),
        ("lock_version", "0"),
    ];
    let attempts = format!("{call}/attempts");
    assert_eq!(care.post_form(&attempts, &unheard).status, 422, "nobody asked for it");
    assert_eq!(care.post_form(&attempts, &sure).status, 303);
    // 20:15: outside the hours, and before the agreed time.
    app.advance(TimeDelta::minutes(10 * 60 + 15));
    let care = app.sign_in("care");
    assert!(care.get(&call).has("#outside") && care.get(&call).has("#agreed"));
    let refused = care.post_form(&format!("{call}/reveals"), &[]);
    assert!(refused.status == 409 && !refused.body.contains("138 1234 5621"));
    app.advance(TimeDelta::minutes(20));
    assert!(care.get("/survey-calls").has("tbody tr.row-due"));
    assert!(care.get("/survey-calls/count").has(".hot"));
    assert_eq!(care.post_form(&format!("{call}/reveals"), &[]).status, 200);
}

#[test]
fn a_refusal_ends_it_and_so_does_a_consent_taken_back() {
    let app = TestApp::spawn();
    let survey = one_question(&app, Way::Phone);
    let unwilling = to_call(&app, survey, willing(&app, "顾明", PHONE));
    let other = willing(&app, "周一", "13712345623");
    let waiting = to_call(&app, survey, other);
    let care = app.sign_in("care");
    assert_eq!(
        attempt(&care, &format!("/survey-calls/{unwilling}"), "refused", "", "0").status,
        303
    );
    assert_eq!(state(&app, unwilling), "refused");
    assert_eq!(care.get("/survey-calls").texts("tbody tr").len(), 1);
    says(&app, other, false);
    assert!(!care.get("/survey-calls").has("tbody tr"));
    let call = format!("/survey-calls/{waiting}");
    assert!(care.get(&call).text("#over").contains("撤回"));
    assert_eq!(care.post_form(&format!("{call}/reveals"), &[]).status, 409);
    assert_eq!(attempt(&care, &call, "unanswered", "", "0").status, 409);
}

#[test]
fn an_anonymous_interview_leads_back_to_nobody() {
    let app = TestApp::spawn();
    let survey = survey(&app, yingke::surveys::rules::Purpose::QuarterlyNps, Way::Phone, true);
    let id = to_call(&app, survey, willing(&app, "顾明", PHONE));
    let care = app.sign_in("care");
    let call = format!("/survey-calls/{id}");
    assert!(!care.get(&call).has("[name=call_me]"), "nothing follows from it");
    let nps = field(&paper_of(&app, survey), 0);
    let done = care.post_form(&format!("{call}/submission"), &[(&nps, "1"), ("consented", "1")]);
    assert_eq!(done.status, 303, "{}", done.body);
    let anonymous = Kept {
        way: Way::Phone,
        sent: true,
        nps: Some(1),
        customer: None,
        taken_by: None,
    };
    assert_eq!(kept(&app), [anonymous]);
    let done: i64 = survey_calls::table
        .filter(survey_calls::done_at.is_not_null())
        .count()
        .get_result(&mut app.database.owner())
        .unwrap();
    assert_eq!(done, 1);
}

#[test]
fn only_who_interviews_gets_in_and_in_english_too() {
    let app = TestApp::spawn();
    let (_, call) = called(&app);
    for account in ["consultant", "advisor", "marketing", "manager"] {
        assert_eq!(app.sign_in(account).get(&call).status, 403, "{account}");
    }
    let care = app.sign_in("care");
    let nowhere = InvitationId::new();
    assert_eq!(care.get(&format!("/survey-calls/{nowhere}")).status, 404);
    assert_eq!(
        attempt(&care, &format!("/survey-calls/{nowhere}"), "refused", "", "0").status,
        404
    );
    assert_eq!(
        care.post_form("/preferences", &[("lang", "en"), ("next", "/")]).status,
        303
    );
    let page = care.get(&call);
    assert!(page.text(".say").contains("Hello, am I speaking to") && page.text("#asks-h") == "Questions");
    assert_eq!(care.get("/survey-calls").text("h1"), "Telephone interviews");
    let region = care.get_region("/survey-calls", "calls");
    assert!(region.has("nav.tabs") && !region.has("#nav"), "only what was asked for");
}

#[test]
fn the_summary_of_faults_says_what_it_speaks_of() {
    let app = TestApp::spawn();
    let survey = one_question(&app, Way::Phone);
    let customer = willing(&app, "顾明", "13812345621");
    let call = to_call(&app, survey, customer);
    let care = app.sign_in("care");
    let nps = field(&paper_of(&app, survey), 0);
    let silent = care.post_form(&format!("/survey-calls/{call}/submission"), &[(&nps, "9")]);
    assert_eq!(silent.status, 422);
    let summary = silent.texts("#interview .problems li");
    assert!(
        summary.iter().any(|line| line.starts_with("客户同意接受访谈：")),
        "{summary:?}"
    );
    let gap = care.post_form(&format!("/survey-calls/{call}/submission"), &[("consented", "1")]);
    let summary = gap.text("#interview .problems li");
    assert!(
        summary.starts_with("1. ") && summary.contains('？') && !summary.contains("？："),
        "{summary}"
    );
}

#[test]
fn a_call_that_waits_too_long_is_marked() {
    let app = TestApp::spawn();
    called(&app);
    let care = app.sign_in("care");
    assert!(!care.get("/survey-calls").has("tbody .tag-red"));
    app.advance(TimeDelta::hours(25));
    assert_eq!(
        app.sign_in("care").get("/survey-calls").texts("tbody .tag-red"),
        ["已晚"]
    );
}
