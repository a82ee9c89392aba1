//! The customer's own page, and what follows from an answer.

use chrono::TimeDelta;
use diesel::prelude::*;
use yingke::schema::{complaint_entries, complaints, survey_invitations, survey_responses};
use yingke::surveys::answers::rules::Follows;
use yingke::surveys::programmes::commands as programmes;

use super::{
    HAPPY, Mind, UNHAPPY, answer, ask, asked, fill, has_no_script, kept, post, questions, sent, survey, tasks,
};
use crate::support::{Page, TestApp};

#[test]
fn answered_page_by_page_without_script_and_taken_up_again_by_the_same_link() {
    let app = TestApp::spawn();
    let (customer, path) = asked(&app);
    let visitor = app.visitor();
    let page = visitor.get(&path);
    assert_eq!(page.status, 200);
    assert!(has_no_script(&page));
    assert!(page.body.len() < 20_000, "{} bytes", page.body.len());
    assert_eq!(page.text("#step"), "第 1 / 2 步", "as many pages as on the tablet");
    assert!(page.has("progress[value='1'][max='2']") && page.text("form .hint").contains("24 个月"));
    assert_eq!(questions(&page).len(), 6);
    assert_eq!(page.texts("#survey h2").len(), 3, "each part is named");
    assert!(!page.body.contains("顾明"), "whoever has the link learns no name");
    let first = post(&visitor, &path, &fill(&page, HAPPY));
    assert_eq!(first.status, 303);
    assert_eq!(first.location(), format!("{path}?lang=zh&step=2"));
    // Another phone, later: where it was left.
    app.advance(TimeDelta::hours(3));
    let other = app.visitor();
    assert!(other.get(&path).text("#step").starts_with("第 2 / 2 步"));
    let again = other.get(&format!("{path}?step=1"));
    assert_eq!(
        again.attributes("input[checked]", "value"),
        ["5"; 5],
        "what was saved is there"
    );
    let done = answer(&other, &path, HAPPY, &[]);
    assert_eq!((done.status, done.location()), (303, &*format!("{path}?lang=zh")));
    let thanks = other.get(&path);
    assert!(thanks.text("h1").contains("谢谢") && has_no_script(&thanks) && !thanks.has("#wishes"));
    assert_eq!(thanks.text("#sent-at"), "已于 2026-11-22 13:00 提交");
    let rows = sent(&app);
    let [row] = rows.as_slice() else { panic!("one answer") };
    assert_eq!(
        (row.overall, row.nps, row.lowest, row.consequence),
        (Some(5), Some(9), Some(5), Follows::Thanks)
    );
    assert_eq!(
        (row.customer_id, row.has_remark, row.due_at),
        (Some(customer), false, None)
    );
    assert_eq!(kept(&app), 7, "six scores and the recommendation");
    assert!(tasks(&app).is_empty());
    let state: String = survey_invitations::table
        .select(survey_invitations::state)
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(state, "answered");
    for action in ["survey_answers.start", "survey_answers.save", "survey_answers.submit"] {
        assert!(app.audit().contains(&action.into()), "{action}");
    }
}

#[test]
fn the_other_language_keeps_what_was_chosen() {
    let app = TestApp::spawn();
    let (_, path) = asked(&app);
    let visitor = app.visitor();
    let page = visitor.get(&path);
    let mut fields = fill(&page, HAPPY);
    fields.truncate(3);
    fields.push(("then".into(), "en".into()));
    let switched = post(&visitor, &path, &fields);
    assert_eq!(
        (switched.status, switched.location()),
        (303, &*format!("{path}?lang=en&step=1"))
    );
    let english = visitor.get(switched.location());
    assert_eq!(english.attributes("input[checked]", "value"), ["5", "5"]);
    assert!(english.text("#step").starts_with("Step 1 of 2"));
    let words = english.text("main").replace("中文", "").replace("浦东店", "");
    assert!(
        !words.chars().any(|sign| ('\u{4e00}'..='\u{9fff}').contains(&sign)),
        "{words}"
    );
    let refusal = visitor.get(&format!("{path}/refusal?lang=en"));
    assert_eq!(refusal.text("h1"), "Not taking part?");
}

/// The field of the question with so many choices.
fn field_of(page: &Page, offered: usize) -> String {
    let found = questions(page).into_iter().find(|(_, count)| *count == offered);
    found.unwrap().0
}

#[test]
fn what_depends_on_an_answer_is_asked_next() {
    let app = TestApp::spawn();
    let (_, path) = asked(&app);
    let visitor = app.visitor();
    let page = visitor.get(&path);
    let mut fields = fill(&page, HAPPY);
    fields.push((field_of(&page, 4), "parts".into()));
    let next = post(&visitor, &path, &fields);
    assert!(next.location().ends_with("&step=2"), "{}", next.location());
    let parts = visitor.get(&path);
    assert!(parts.texts("#survey h2").iter().any(|title| title.contains("配件")));
    assert_eq!(
        questions(&parts).len(),
        6,
        "three about parts, and what is asked anyway"
    );
    // Back keeps what is there without asking for the rest.
    let mut some = fill(&parts, HAPPY);
    some.truncate(2);
    some.push(("then".into(), "back".into()));
    let back = post(&visitor, &path, &some);
    assert!(back.location().ends_with("&step=1"), "{}", back.location());
    assert_eq!(
        visitor
            .get(&format!("{path}?step=2"))
            .attributes("input[checked]", "value"),
        ["5"]
    );
}

#[test]
fn another_language_is_not_going_on() {
    let app = TestApp::spawn();
    let (_, path) = asked(&app);
    let visitor = app.visitor();
    let page = visitor.get(&path);
    assert_eq!(post(&visitor, &path, &fill(&page, HAPPY)).status, 303);
    let second = visitor.get(&path);
    let empty = [
        ("section".to_owned(), second.value("section")),
        ("then".to_owned(), "en".to_owned()),
    ];
    let english = post(&visitor, &path, &empty);
    assert!(english.location().ends_with("&step=2"), "{}", english.location());
    assert!(
        visitor.get(&path).text("#step").starts_with("Step 2 of 2"),
        "in the language that was chosen"
    );
    assert_eq!(kept(&app), 5, "nothing was answered on the second page");
}

/// What the page says after an answer of this mind was sent off with these boxes.
fn after(app: &TestApp, mind: Mind, last: &[(&str, &str)]) -> (String, Page) {
    let (_, path) = asked(app);
    let visitor = app.visitor();
    let done = answer(&visitor, &path, mind, last);
    assert_eq!(done.status, 303, "{}", done.body);
    let page = visitor.get(&path);
    (path, page)
}

#[test]
fn a_low_score_is_called_about_within_a_day() {
    let app = TestApp::spawn();
    let (_, page) = after(&app, UNHAPPY, &[]);
    assert!(page.text("#words").contains("24 小时"));
    assert!(page.has("#wishes button[value='call']") && page.has("#wishes button[value='complaint']"));
    let rows = sent(&app);
    let [row] = rows.as_slice() else { panic!("one answer") };
    assert_eq!(row.consequence, Follows::CallBack);
    assert_eq!(row.due_at, row.submitted_at.map(|at| at + TimeDelta::hours(24)));
    assert!(row.has_remark && row.waits_for_call());
    assert_eq!(tasks(&app), [("survey_call_back".to_owned(), false)]);
    let list = app.sign_in("care").get("/call-backs?kind=survey_call_back");
    assert!(
        list.has(&format!("a[href='/survey-answers/{}']", row.id)),
        "{}",
        list.body
    );
}

#[test]
fn a_content_customer_who_wrote_something_is_answered() {
    let app = TestApp::spawn();
    let mind = Mind {
        words: "技师很细心 👍",
        ..HAPPY
    };
    after(&app, mind, &[]);
    assert_eq!(tasks(&app), [("survey_remark".to_owned(), false)]);
    assert_eq!(sent(&app)[0].consequence, Follows::Thanks);
}

/// (facts, notes) of the only complaint.
fn complaint(app: &TestApp) -> (String, i64) {
    let found: Vec<(yingke::values::ids::ComplaintId, String)> = complaints::table
        .select((complaints::id, complaints::channel))
        .load(&mut app.database.owner())
        .unwrap();
    let [(id, channel)] = &found[..] else {
        panic!("{} complaints", found.len())
    };
    assert_eq!(channel, "survey");
    let notes = complaint_entries::table
        .filter(complaint_entries::complaint_id.eq(id))
        .filter(complaint_entries::kind.eq("note"))
        .count()
        .get_result(&mut app.database.owner())
        .unwrap();
    let page = app.sign_in("care").get(&format!("/complaints/{id}"));
    assert_eq!(page.status, 200);
    (page.body, notes)
}

#[test]
fn a_very_low_recommendation_is_a_complaint_with_the_answer_attached() {
    let app = TestApp::spawn();
    let mind = Mind { nps: "2", ..UNHAPPY };
    let (_, page) = after(&app, mind, &[]);
    assert!(page.text("#words").contains("投诉") && !page.has("#wishes"));
    let (body, notes) = complaint(&app);
    assert!(body.contains("等了三个小时 😡") && body.contains("2 / 10") && notes == 1);
    assert!(tasks(&app).is_empty(), "no call-back besides");
    let row = &sent(&app)[0];
    assert_eq!((row.consequence, row.due_at), (Follows::Complaint, None));
    let desk = app.sign_in("care").get(&format!("/survey-answers/{}", row.id));
    assert!(desk.has("#complaint") && !desk.has("#complain"));
}

#[test]
fn the_box_makes_it_a_complaint_too() {
    let app = TestApp::spawn();
    let (_, page) = after(&app, UNHAPPY, &[("wish_complaint", "1")]);
    assert!(page.text("#words").contains("投诉"));
    complaint(&app);
    assert!(sent(&app)[0].wants_complaint);
    // For somebody content the box isn't there, and what is posted all the same says nothing.
    let app = TestApp::spawn();
    after(&app, HAPPY, &[("wish_complaint", "1")]);
    assert_eq!(sent(&app)[0].consequence, Follows::Thanks);
}

#[test]
fn wishes_may_be_told_after_it_was_sent() {
    let app = TestApp::spawn();
    let (path, _) = after(&app, UNHAPPY, &[]);
    let (visitor, wishes) = (app.visitor(), format!("{path}/wishes"));
    let called = visitor.post_form(&wishes, &[("wish", "call")]);
    assert_eq!(
        (called.status, called.location()),
        (303, &*format!("{path}?lang=zh&why=wished"))
    );
    let page = visitor.get(called.location());
    assert!(page.has("#notice") && !page.has("#wishes button[value='call']"));
    assert_eq!(tasks(&app).len(), 1, "the call that was due anyway");
    assert!(sent(&app)[0].wants_call);
    assert_eq!(visitor.post_form(&wishes, &[("wish", "money")]).status, 400);
    assert_eq!(visitor.post_form(&wishes, &[("wish", "complaint")]).status, 303);
    complaint(&app);
    assert!(tasks(&app).is_empty(), "the complaint takes the place of the call");
    assert_eq!(visitor.post_form(&wishes, &[("wish", "complaint")]).status, 409);
    complaint(&app);
}

#[test]
fn whoever_is_content_again_next_time_has_recovered() {
    let app = TestApp::spawn();
    let customer = app.customer_of("consultant", "顾明", "13812345621");
    let survey = survey(&app, false);
    let visitor = app.visitor();
    for (mind, days) in [(UNHAPPY, 30), (UNHAPPY, 30), (HAPPY, 0)] {
        let (_, path) = ask(&app, survey, Some(customer));
        assert_eq!(answer(&visitor, &path, mind, &[]).status, 303);
        app.advance(TimeDelta::days(days));
    }
    let recovered: Vec<Option<bool>> = sent(&app).iter().map(|row| row.recovered).collect();
    assert_eq!(recovered, [Some(false), Some(true), None]);
}

#[test]
fn a_closed_invitation_says_why_kindly() {
    let app = TestApp::spawn();
    let survey_id = survey(&app, false);
    let customer = app.customer_of("consultant", "顾明", "13812345621");
    let visitor = app.visitor();
    let (_, path) = ask(&app, survey_id, Some(customer));
    app.write("crm.manager", |tx| programmes::pause(tx, survey_id)).unwrap();
    let paused = visitor.get(&path);
    assert!(paused.status == 200 && paused.text("h1").contains("暂停") && has_no_script(&paused));
    assert_eq!(visitor.post_form(&path, &[("section", "x")]).status, 409);
    app.write("crm.manager", |tx| programmes::resume(tx, survey_id))
        .unwrap();
    assert!(visitor.get(&path).has("#survey"));
    app.advance(TimeDelta::days(15));
    let late = visitor.get(&path);
    assert!(late.status == 200 && late.text("h1").contains("过期"));
    assert!(visitor.get(&format!("{path}?lang=en")).text("h1").contains("expired"));
    let (invitation, fresh) = ask(&app, survey_id, None);
    let seen: i32 = survey_invitations::table
        .find(invitation)
        .select(survey_invitations::lock_version)
        .first(&mut app.database.owner())
        .unwrap();
    app.write("care", |tx| programmes::cancel(tx, invitation, "发错了", seen))
        .unwrap();
    let gone = app.visitor().get(&fresh);
    assert!(gone.status == 200 && gone.text("h1").contains("取消") && gone.text("#words").contains("收回"));
    assert!(sent(&app).is_empty());
}

#[test]
fn a_link_that_is_out_holds_after_the_survey_was_stopped() {
    let app = TestApp::spawn();
    let survey_id = survey(&app, false);
    let customer = app.customer_of("consultant", "顾明", "13812345621");
    let visitor = app.visitor();
    let (_, path) = ask(&app, survey_id, Some(customer));
    let (_, other) = ask(&app, survey_id, None);
    let page = visitor.get(&path);
    assert_eq!(post(&visitor, &path, &fill(&page, HAPPY)).status, 303);
    app.write("crm.manager", |tx| programmes::stop(tx, survey_id, "结束"))
        .unwrap();
    let manager = app.sign_in("crm.manager");
    assert!(
        manager
            .get(&format!("/surveys/{survey_id}"))
            .text("#note")
            .contains("仍可作答")
    );
    let facts = manager.get(&format!("/surveys/{survey_id}")).texts("dd");
    assert!(facts.contains(&"结束".to_owned()), "why it was stopped: {facts:?}");
    assert!(visitor.get(&other).has("#survey"), "nobody had looked at it yet");
    assert_eq!(answer(&visitor, &path, HAPPY, &[]).status, 303);
    assert_eq!(sent(&app).len(), 1);
    app.advance(TimeDelta::days(15));
    assert!(visitor.get(&other).text("h1").contains("过期"));
}

#[test]
fn a_page_sent_while_the_survey_rests_is_kept() {
    let app = TestApp::spawn();
    let survey_id = survey(&app, false);
    let (_, path) = ask(&app, survey_id, None);
    let visitor = app.visitor();
    let page = visitor.get(&path);
    app.write("crm.manager", |tx| programmes::pause(tx, survey_id)).unwrap();
    let answer = post(&visitor, &path, &fill(&page, HAPPY));
    assert_eq!(
        (answer.status, answer.location()),
        (303, &*format!("{path}?lang=zh&why=kept"))
    );
    let rests = visitor.get(answer.location());
    assert!(rests.text("h1").contains("暂停") && rests.text("#notice").contains("已保存"));
    assert_eq!(kept(&app), 5);
    app.write("crm.manager", |tx| programmes::resume(tx, survey_id))
        .unwrap();
    let on = visitor.get(&path);
    assert!(on.text("#step").starts_with("第 2 / 2 步"), "{}", on.text("#step"));
    // The last page isn't sent off meanwhile.
    for _ in 0..8 {
        let page = visitor.get(&path);
        if page.texts("#survey button[value='next']") == ["提交"] {
            break;
        }
        post(&visitor, &path, &fill(&page, HAPPY));
    }
    let last = visitor.get(&path);
    app.write("crm.manager", |tx| programmes::pause(tx, survey_id)).unwrap();
    let mind = Mind {
        words: "有空再写",
        ..HAPPY
    };
    assert_eq!(post(&visitor, &path, &fill(&last, mind)).status, 303);
    assert!(sent(&app).is_empty());
    app.write("crm.manager", |tx| programmes::resume(tx, survey_id))
        .unwrap();
    assert_eq!(visitor.get(&path).text("textarea"), "有空再写");
}

/// A survey of one page, on which another may follow.
fn recommendation(app: &TestApp) -> String {
    let store = app.store();
    let id = app
        .write("crm.manager", |tx| {
            yingke::surveys::questionnaires::commands::install_standard(tx, store)?;
            let purpose = yingke::surveys::rules::Purpose::QuarterlyNps;
            let found = yingke::surveys::questionnaires::queries::published(tx.conn, store, purpose)?;
            let plan = yingke::surveys::programmes::model::Plan {
                name: "推荐意愿".into(),
                questionnaire: found.unwrap().0,
                way: yingke::surveys::rules::Way::Link,
                anonymous: false,
                starts_on: "2026-11-01".parse().unwrap(),
                ends_on: Some("2027-11-01".parse().unwrap()),
                delay_days: 0,
                cool_off_days: 30,
                remind_after_days: 3,
                expire_after_days: 15,
                self_paid_quota: None,
                filter: yingke::surveys::programmes::model::Filter::default(),
            };
            let id = programmes::create(tx, false, plan)?;
            programmes::start(tx, id)?;
            Ok(id)
        })
        .unwrap();
    ask(app, id, None).1
}

#[test]
fn nothing_is_called_the_end_that_is_not() {
    let app = TestApp::spawn();
    let path = recommendation(&app);
    let visitor = app.visitor();
    let first = visitor.get(&path);
    assert!(
        first.text("#step").starts_with("第 1 / 2 步"),
        "{}",
        first.text("#step")
    );
    assert_eq!(first.texts("#survey button[value='next']"), ["下一步"]);
    assert_eq!(first.value("more"), "1");
    let next = post(&visitor, &path, &fill(&first, HAPPY));
    let second = visitor.get(next.location());
    assert!(second.text("#step").starts_with("第 2 / 2 步"));
    assert!(second.texts("#survey button[value='next']") == ["提交"] && !second.has("[name='more']"));
    // A page on which more might have followed, and nothing did, is sent off from where it says so.
    let mut fields = fill(&second, HAPPY);
    fields.push(("more".into(), "1".into()));
    let last = post(&visitor, &path, &fields);
    assert!(last.location().ends_with("&step=2&why=last"), "{}", last.location());
    assert!(sent(&app).is_empty());
    let end = visitor.get(last.location());
    assert!(end.text("#notice").contains("请提交"));
    assert_eq!(end.texts("#survey button[value='next']"), ["提交"]);
    assert_eq!(post(&visitor, &path, &fill(&end, HAPPY)).status, 303);
    assert_eq!(sent(&app).len(), 1);
}

#[test]
fn the_language_that_was_chosen_stays_with_the_link() {
    let app = TestApp::spawn();
    let (_, path) = asked(&app);
    let visitor = app.visitor();
    let page = visitor.get(&path);
    let mut fields = fill(&page, HAPPY);
    fields.push(("then".into(), "en".into()));
    assert_eq!(post(&visitor, &path, &fields).status, 303);
    // The same link on another device.
    let other = app.visitor();
    let english = other.get(&path);
    assert!(
        english.text("#step").starts_with("Step 2 of 2"),
        "{}",
        english.text("#step")
    );
    assert!(other.get(&format!("{path}?lang=zh")).text("#step").starts_with("第 2"));
    for _ in 0..8 {
        let page = other.get(&path);
        if !page.has("#survey") {
            break;
        }
        assert_eq!(
            post(&other, &format!("{path}?lang=en"), &fill(&page, HAPPY)).status,
            303
        );
    }
    assert_eq!(sent(&app)[0].lang, "en");
    let thanks = app.visitor().get(&path);
    assert_eq!(thanks.text("h1"), "Thank you for your answers");
}

#[test]
fn a_link_that_leads_nowhere_is_counted() {
    let app = TestApp::spawn();
    let visitor = app.visitor();
    for _ in 0..30 {
        let page = visitor.get("/s/AAAAAAAAAAAAAAAAAAAAAA");
        assert!(page.status == 404 && page.text("h1").contains("无效") && has_no_script(&page));
    }
    let busy = visitor.get("/s/AAAAAAAAAAAAAAAAAAAAAB");
    assert!(busy.status == 429 && busy.text("h1").contains("稍后") && has_no_script(&busy));
    assert!(
        !busy.header("retry-after").is_empty() && !busy.has("main a"),
        "it leads to no page of the staff"
    );
    assert_eq!(visitor.get("/s/AAAAAAAAAAAAAAAAAAAAAA/qr.svg").status, 429);
    let (_, path) = asked(&app);
    assert_eq!(visitor.get(&path).status, 200, "a good link still opens");
}

#[test]
fn a_code_leads_to_the_link() {
    let app = TestApp::spawn();
    let (_, path) = asked(&app);
    let code = app.visitor().get(&format!("{path}/qr.svg"));
    assert_eq!((code.status, code.header("content-type")), (200, "image/svg+xml"));
    assert!(code.body.starts_with("<svg") && code.body.contains("viewBox"));
}

#[test]
fn whoever_says_no_is_left_alone() {
    let app = TestApp::spawn();
    let (customer, path) = asked(&app);
    let visitor = app.visitor();
    let page = visitor.get(&path);
    post(&visitor, &path, &fill(&page, HAPPY));
    assert!(visitor.get(&format!("{path}/refusal")).has("[name='never']"));
    assert_eq!(
        visitor.post_form(&format!("{path}/refusal"), &[("never", "1")]).status,
        303
    );
    assert!(visitor.get(&path).text("h1").contains("不参加"));
    assert_eq!(post(&visitor, &path, &fill(&page, HAPPY)).status, 409);
    assert_eq!(visitor.post_form(&format!("{path}/refusal"), &[]).status, 409);
    let given: Vec<bool> = yingke::schema::consents::table
        .filter(yingke::schema::consents::customer_id.eq(customer))
        .filter(yingke::schema::consents::purpose.eq("survey"))
        .select(yingke::schema::consents::given)
        .load(&mut app.database.owner())
        .unwrap();
    assert_eq!(given, [false; 4]);
    // What was begun is no answer: only where it stopped is kept.
    app.work();
    let drafts: Vec<(Option<yingke::values::ids::CustomerId>, bool)> = survey_responses::table
        .select((
            survey_responses::customer_id,
            survey_responses::last_question.is_not_null(),
        ))
        .load(&mut app.database.owner())
        .unwrap();
    assert_eq!((drafts, kept(&app)), (vec![(None, true)], 0));
}

#[test]
fn an_answer_without_a_name_is_not_promised_a_call() {
    let app = TestApp::spawn();
    let survey = survey(&app, false);
    let (_, path) = ask(&app, survey, None);
    let visitor = app.visitor();
    let boxes = [("wish_call", "1"), ("wish_complaint", "1")];
    for _ in 0..12 {
        let page = visitor.get(&path);
        assert!(!page.has("#wishes"), "nobody would learn of it");
        let last = page.text("#survey button[value='next']") == "提交";
        let mut fields = fill(&page, UNHAPPY);
        fields.extend(boxes.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(post(&visitor, &path, &fields).status, 303);
        if last {
            break;
        }
    }
    let row = &sent(&app)[0];
    assert_eq!(
        (row.consequence, row.wants_call, row.wants_complaint),
        (Follows::None, false, false)
    );
    assert!(tasks(&app).is_empty());
    let thanks = visitor.get(&path);
    assert!(thanks.text("#words").contains("没有留下姓名") && !thanks.has("#wishes"));
    assert!(thanks.has("#complain"), "where they may leave it");
}

#[test]
fn the_store_reads_a_complaint_in_its_own_language() {
    let app = TestApp::spawn();
    let (_, path) = asked(&app);
    let mind = Mind {
        nps: "1",
        words: "Waited three hours",
        ..UNHAPPY
    };
    let done = answer(&app.visitor(), &format!("{path}?lang=en"), mind, &[]);
    assert_eq!(done.status, 303, "{}", done.body);
    assert_eq!(sent(&app)[0].lang, "en");
    let (body, _) = complaint(&app);
    assert!(body.contains("Waited three hours"), "as it was written");
    assert!(body.contains("答卷：") && !body.contains("Survey: "));
}

#[test]
fn it_is_the_store_that_asks_and_that_is_called() {
    let app = TestApp::spawn();
    let (_, path) = asked(&app);
    diesel::update(yingke::schema::stores::table)
        .set(yingke::schema::stores::phone.eq("021-68881234"))
        .execute(&mut app.database.owner())
        .unwrap();
    let visitor = app.visitor();
    for page in [path.clone(), format!("{path}/refusal")] {
        let page = visitor.get(&page);
        assert!(
            page.text("head title")
                .ends_with(&crate::web::surveys::store_name(&app))
        );
        assert_eq!(page.attributes(".public-foot a", "href"), ["tel:021-68881234"]);
    }
    answer(&visitor, &path, HAPPY, &[]);
    assert!(visitor.get(&path).has(".public-foot a[href^='tel:']"));
    assert!(
        !visitor.get("/s/AAAAAAAAAAAAAAAAAAAAAA").has(".public-foot a"),
        "whose it would be isn't known"
    );
}
