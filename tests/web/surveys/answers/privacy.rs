//! Answers are personal data, unless they are nobody's.

use chrono::TimeDelta;
use diesel::prelude::*;
use yingke::platform::i18n::Lang;
use yingke::schema::{complaints, survey_answers, survey_invitations, survey_responses};
use yingke::surveys::answers::commands::erase;
use yingke::surveys::answers::queries::copy_of;
use yingke::surveys::answers::rules::Follows;
use yingke::values::ids::{InvitationId, SurveyResponseId};

use super::{Mind, UNHAPPY, answer, ask, asked, fill, kept, post, sent, survey, tasks};
use crate::support::TestApp;

#[test]
fn an_anonymous_answer_leads_back_to_nobody() {
    let app = TestApp::spawn();
    let survey = survey(&app, true);
    let customer = app.customer_of("consultant", "顾明", "13812345621");
    let (invitation, path) = ask(&app, survey, Some(customer));
    let visitor = app.visitor();
    let page = visitor.get(&path);
    assert!(page.text("#anonymous").contains("匿名"));
    assert_eq!(post(&visitor, &path, &fill(&page, UNHAPPY)).status, 303);
    let drafts: Vec<(SurveyResponseId, Option<InvitationId>)> = survey_responses::table
        .select((survey_responses::id, survey_responses::invitation_id))
        .load(&mut app.database.owner())
        .unwrap();
    let [(draft, Some(of))] = drafts[..] else {
        panic!("one draft")
    };
    assert_eq!(of, invitation, "until it is sent off it can be gone on with");
    let mind = Mind { nps: "0", ..UNHAPPY };
    let done = answer(&visitor, &path, mind, &[("wish_complaint", "1"), ("wish_call", "1")]);
    assert_eq!(done.status, 303);
    let rows = sent(&app);
    let [row] = rows.as_slice() else { panic!("one answer") };
    assert_ne!(row.id, draft);
    assert_eq!(row.id.uuid().get_version_num(), 4, "its id tells no time");
    assert_eq!(
        (row.invitation_id, row.customer_id, row.advisor_id, row.tier.clone()),
        (None, None, None, None)
    );
    assert_eq!(
        (row.consequence, row.overall, row.nps),
        (Follows::None, Some(2), Some(0))
    );
    assert_eq!(
        row.submitted_at,
        Some("2026-11-21T16:00:00Z".parse().unwrap()),
        "the day, no moment of it"
    );
    assert!(tasks(&app).is_empty());
    let found: i64 = complaints::table.count().get_result(&mut app.database.owner()).unwrap();
    assert_eq!(found, 0);
    let subjects: Vec<Option<uuid::Uuid>> = yingke::schema::audit_entries::table
        .select(yingke::schema::audit_entries::subject_id)
        .load(&mut app.database.owner())
        .unwrap();
    assert!(!subjects.contains(&Some(row.id.uuid())), "the log doesn't know it");
    let state: String = survey_invitations::table
        .find(invitation)
        .select(survey_invitations::state)
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(state, "answered");
    let thanks = visitor.get(&path);
    assert!(thanks.text("h1").contains("谢谢") && !thanks.has("#wishes"));
    let care = app.sign_in("care");
    assert_eq!(care.get("/survey-answers?view=all").texts("tbody td.lead"), ["匿名"]);
    let desk = care.get(&format!("/survey-answers/{}", row.id));
    assert!(desk.status == 200 && !desk.has("#complain") && !desk.has("#call") && !desk.has("#reply"));
    assert!(!desk.body.contains("顾明"));
    let own = app.sign_in("consultant");
    assert_eq!(own.get(&format!("/survey-answers/{}", row.id)).status, 404);
}

#[test]
fn a_deleted_customer_is_out_of_their_answers_and_the_points_stay() {
    let app = TestApp::spawn();
    let (customer, path) = asked(&app);
    answer(&app.visitor(), &path, UNHAPPY, &[]);
    let copied = {
        let vault = app.database.vault();
        copy_of(&mut app.database.owner(), &vault, customer, Lang::Zh).unwrap()
    };
    assert_eq!(copied.len(), 8);
    assert!(copied.iter().any(|one| one.answer.expose().contains("等了三个小时")));
    assert!(copied.iter().any(|one| one.answer.expose() == "6 / 10"));
    let before = kept(&app);
    app.write("crm.manager", |tx| erase(tx, customer)).unwrap();
    let row = &sent(&app)[0];
    assert_eq!((row.customer_id, row.invitation_id, row.overall), (None, None, Some(2)));
    assert!(row.erased_at.is_some() && !row.has_remark && row.due_at.is_none());
    assert_eq!(kept(&app), before - 1, "only what was written is gone");
    assert!(tasks(&app).is_empty());
    assert!(app.audit().contains(&"survey_answers.erase".into()));
}

#[test]
fn a_customer_takes_an_answer_back() {
    let app = TestApp::spawn();
    let (_, path) = asked(&app);
    answer(&app.visitor(), &path, UNHAPPY, &[]);
    let page = format!("/survey-answers/{}", sent(&app)[0].id);
    let (manager, erasure) = (app.sign_in("crm.manager"), format!("{page}/erasure"));
    assert!(manager.get(&page).has("#erase form[data-confirm]") && !app.sign_in("care").get(&page).has("#erase"));
    let silent = manager.post_form(&erasure, &[]);
    assert!(silent.status == 422 && silent.has("#e-reason-err"));
    let because = [("reason", "客户来电要求撤回")];
    assert_eq!(app.sign_in("care").post_form(&erasure, &because).status, 403);
    assert_eq!(app.sign_in("marketing").post_form(&erasure, &because).status, 404);
    assert_eq!(manager.post_form(&erasure, &because).status, 303);
    let shown = manager.get(&page);
    assert_eq!(shown.text("h1"), "已撤回");
    assert!(shown.has("#erased") && !shown.has("#erase") && !shown.body.contains("顾明"));
    assert_eq!(manager.post_form(&erasure, &because).status, 409);
}

#[test]
fn after_two_years_an_answer_is_nobodys() {
    let app = TestApp::spawn();
    let (_, path) = asked(&app);
    answer(&app.visitor(), &path, UNHAPPY, &[]);
    app.advance(TimeDelta::days(365));
    app.work();
    assert!(sent(&app)[0].customer_id.is_some());
    app.advance(TimeDelta::days(366));
    app.work();
    let row = &sent(&app)[0];
    assert_eq!((row.customer_id, row.nps), (None, Some(6)));
    let written: i64 = survey_answers::table
        .filter(survey_answers::text_sealed.is_not_null())
        .count()
        .get_result(&mut app.database.owner())
        .unwrap();
    assert_eq!(written, 0);
    assert!(app.audit().contains(&"survey_answers.anonymise".into()));
}
