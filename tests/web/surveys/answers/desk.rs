//! The store's list of answers, the page of one, and how the loop is closed.

use chrono::TimeDelta;
use diesel::prelude::*;
use yingke::schema::{survey_follow_ups, survey_responses};
use yingke::surveys::answers::rules::{Cause, Follows};
use yingke::values::email::Email;
use yingke::values::ids::CustomerId;

use super::{HAPPY, Mind, UNHAPPY, answer, ask, asked, sent, survey, tasks};
use crate::support::{Client, TestApp};

/// An answer of this mind, from a customer of the consultant: where it is looked at.
fn answered(app: &TestApp, mind: Mind) -> String {
    let (_, path) = asked(app);
    assert_eq!(answer(&app.visitor(), &path, mind, &[]).status, 303);
    format!("/survey-answers/{}", sent(app)[0].id)
}

fn version(client: &Client, page: &str) -> String {
    client.get(page).value("lock_version")
}

#[test]
fn the_list_shows_who_waits_and_is_narrowed() {
    let app = TestApp::spawn();
    let survey = survey(&app, false);
    let visitor = app.visitor();
    for (name, phone, mind) in [
        ("顾明", "13812345621", UNHAPPY),
        ("阿依古丽", "13812345622", HAPPY),
        (
            "周一",
            "13812345623",
            Mind {
                words: "不错", ..HAPPY
            },
        ),
    ] {
        let customer = app.customer_of("consultant", name, phone);
        let (_, path) = ask(&app, survey, Some(customer));
        assert_eq!(answer(&visitor, &path, mind, &[]).status, 303);
        app.advance(TimeDelta::minutes(1));
    }
    let care = app.sign_in("care");
    let list = |query: &str| care.get(&format!("/survey-answers{query}")).texts("tbody td.lead");
    assert_eq!(list(""), ["顾明"], "who waits for a call comes first");
    assert_eq!(list("?view=to_reply"), ["周一", "顾明"], "a call answers too");
    assert_eq!(list("?view=all"), ["周一", "阿依古丽", "顾明"]);
    assert_eq!(list("?view=complaints"), [""; 0]);
    assert_eq!(list("?nps=detractors"), ["顾明"]);
    assert_eq!(list("?nps=9&view=remarks"), ["周一"]);
    assert_eq!(list("?overall=2"), ["顾明"]);
    assert_eq!(list("?way=phone"), [""; 0]);
    assert_eq!(list(&format!("?survey={survey}")).len(), 3);
    assert_eq!(list("?to=2026-11-21"), [""; 0]);
    assert_eq!(list("?from=2026-11-22&to=2026-11-22").len(), 3);
    assert_eq!(
        list("?view=nonsense&from=yesterday&survey=1&nps=x"),
        ["周一", "阿依古丽", "顾明"]
    );
    assert_eq!(care.get("/survey-answers/count").body.trim(), "3");
    app.advance(TimeDelta::days(1));
    let care = app.sign_in("care");
    assert!(care.get("/survey-answers/count").has(".hot"), "the call is late");
    let part = care.get_region("/survey-answers?view=all", "answers");
    assert!(part.status == 200 && !part.body.contains("<!doctype"));
}

#[test]
fn answers_are_seen_with_their_customer() {
    let app = TestApp::spawn();
    let page = answered(&app, UNHAPPY);
    for (who, status) in [
        ("care", 200),
        ("consultant", 200),
        ("consultant2", 404),
        ("advisor", 404),
        ("service.manager", 200),
        ("marketing", 403),
        ("technician", 404),
        ("data", 403),
    ] {
        assert_eq!(app.sign_in(who).get(&page).status, status, "{who}");
    }
    let other = app.sign_in("consultant2");
    assert!(!other.get("/survey-answers?view=all").has("tbody tr"));
    for step in ["reveals", "calls", "replies", "complaint"] {
        let fields = [
            ("result", "unreached"),
            ("how", "phone"),
            ("reply", "好"),
            ("lock_version", "1"),
        ];
        assert_eq!(
            other.post_form(&format!("{page}/{step}"), &fields).status,
            404,
            "{step}"
        );
    }
    let english = app.sign_in("care").get(&format!("{page}?lang=en"));
    assert_eq!(english.status, 200);
}

#[test]
fn what_was_written_is_shown_on_record() {
    let app = TestApp::spawn();
    let page = answered(&app, UNHAPPY);
    let care = app.sign_in("care");
    let masked = care.get(&page);
    assert!(!masked.body.contains("等了三个小时") && masked.text("#said").contains("文字已隐藏"));
    assert!(!app.audit().contains(&"survey_answers.reveal".into()));
    let shown = care.post_form(&format!("{page}/reveals"), &[]);
    assert!(shown.status == 200 && shown.has("#on-record"));
    assert_eq!(shown.text("#said blockquote"), "等了三个小时 😡");
    assert!(app.audit().contains(&"survey_answers.reveal".into()));
    let part = care.post_region(&format!("{page}/reveals"), "said", &[]);
    assert!(part.body.contains("等了三个小时") && !part.body.contains("<!doctype"));
    assert!(!care.get(&page).body.contains("等了三个小时"), "for one look only");
}

#[test]
fn the_number_to_call_is_shown_on_record() {
    let app = TestApp::spawn();
    let page = answered(&app, UNHAPPY);
    let care = app.sign_in("care");
    assert!(care.get(&page).text("#phone").contains("138****5621"));
    let reveals = format!("{page}/phone-reveals");
    let whole = care.post_form(&reveals, &[]);
    assert_eq!(
        (whole.status, whole.text("[data-revealed]")),
        (200, "138 1234 5621".into())
    );
    let part = care.post_region(&reveals, "phone", &[]);
    assert!(part.body.contains("138 1234 5621") && !part.body.contains("<!doctype"));
    assert_eq!(
        app.audit()
            .iter()
            .filter(|action| *action == "customers.reveal")
            .count(),
        2
    );
    assert_eq!(app.sign_in("consultant2").post_form(&reveals, &[]).status, 404);
}

#[test]
fn a_call_closes_the_loop() {
    let app = TestApp::spawn();
    let page = answered(&app, UNHAPPY);
    let (care, calls) = (app.sign_in("care"), format!("{page}/calls"));
    let seen = version(&care, &page);
    let reached = |seen: &str, measure: &str| {
        let fields = [
            ("result", "reached"),
            ("cause", "waiting"),
            ("measure", measure),
            ("note", "客户接受道歉"),
            ("answers_remark", "1"),
            ("lock_version", seen),
        ];
        care.post_form(&calls, &fields)
    };
    let bare = care.post_form(&calls, &[("result", "reached"), ("lock_version", &seen)]);
    assert!(bare.status == 422 && bare.has("#f-cause-err") && bare.has("#f-measure-err"));
    let hasty = care.post_form(&calls, &[("result", "given_up"), ("lock_version", &seen)]);
    assert!(hasty.status == 422 && hasty.text("#f-result-err").contains("3 次"));
    let missed = care.post_form(&calls, &[("result", "unreached"), ("lock_version", &seen)]);
    assert_eq!(missed.status, 303);
    let stale = reached(&seen, "增派接待员");
    assert_eq!(
        (stale.status, stale.text("textarea[name='measure']")),
        (409, "增派接待员".into())
    );
    assert_eq!(tasks(&app), [("survey_call_back".to_owned(), false)]);
    let seen = version(&care, &page);
    assert_eq!(reached(&seen, "增派接待员").status, 303);
    assert_eq!(tasks(&app), [("survey_call_back".to_owned(), true)]);
    let shown = care.get(&page);
    let facts = shown.text("#loop");
    for words in ["2 次", "按时回访", "等待时间", "增派接待员", "下次调查后可见"] {
        assert!(facts.contains(words), "{words}: {facts}");
    }
    assert!(
        !shown.has("#call") && shown.has("#replied"),
        "what they wrote was answered in the call"
    );
    let row = &sent(&app)[0];
    assert_eq!(row.followed_up_at, Some(app.clock.now()));
    let kept: (i16, Option<bool>, Option<Cause>) = survey_follow_ups::table
        .select((
            survey_follow_ups::attempts,
            survey_follow_ups::reached,
            survey_follow_ups::reason,
        ))
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(kept, (2, Some(true), Some(Cause::Waiting)));
    assert_eq!(
        reached(&version(&care, &page), "再次").status,
        409,
        "the loop is closed"
    );
    assert!(app.audit().contains(&"survey_answers.call".into()));
}

#[test]
fn a_late_call_says_so_and_after_three_one_may_give_up() {
    let app = TestApp::spawn();
    let page = answered(&app, UNHAPPY);
    app.advance(TimeDelta::hours(25));
    let (care, calls) = (app.sign_in("care"), format!("{page}/calls"));
    for result in ["unreached", "unreached", "given_up"] {
        let seen = version(&care, &page);
        let fields = [("result", result), ("lock_version", seen.as_str())];
        assert_eq!(care.post_form(&calls, &fields).status, 303, "{result}");
    }
    assert!(care.get(&page).text("#loop").contains("未联系上"));
    let both = [
        ("survey_call_back".to_owned(), true),
        ("survey_remark".to_owned(), false),
    ];
    assert_eq!(tasks(&app), both, "what was written waits all the same");
}

#[test]
fn a_call_answers_what_was_written_only_where_it_is_said() {
    let app = TestApp::spawn();
    let page = answered(&app, UNHAPPY);
    let care = app.sign_in("care");
    assert!(care.get(&page).has("#call [name=answers_remark]"));
    let seen = version(&care, &page);
    let fields = [
        ("result", "reached"),
        ("cause", "waiting"),
        ("measure", "增派接待员"),
        ("lock_version", seen.as_str()),
    ];
    assert_eq!(care.post_form(&format!("{page}/calls"), &fields).status, 303);
    let shown = care.get(&page);
    assert!(shown.body.contains("留言仍待答复"), "the toast says so");
    assert!(shown.has("#reply") && !shown.has("#replied"));
    let both = [
        ("survey_call_back".to_owned(), true),
        ("survey_remark".to_owned(), false),
    ];
    assert_eq!(tasks(&app), both);
    let list = care.get("/survey-answers?view=to_reply");
    assert_eq!(list.texts("tbody td.lead"), ["顾明"]);
    let seen = version(&care, &page);
    let reply = [("how", "wechat"), ("reply", "已道歉"), ("lock_version", seen.as_str())];
    assert_eq!(care.post_form(&format!("{page}/replies"), &reply).status, 303);
    let both = [
        ("survey_call_back".to_owned(), true),
        ("survey_remark".to_owned(), true),
    ];
    assert_eq!(tasks(&app), both);
}

#[test]
fn whoever_an_answer_is_about_sees_it_without_the_customer() {
    let app = TestApp::spawn();
    let page = answered(&app, UNHAPPY);
    diesel::update(survey_responses::table)
        .set((
            survey_responses::advisor_id.eq(app.actor("advisor").id),
            survey_responses::technician_id.eq(app.actor("technician").id),
        ))
        .execute(&mut app.database.owner())
        .unwrap();
    for who in ["advisor", "technician"] {
        let client = app.sign_in(who);
        let shown = client.get(&page);
        assert_eq!((shown.status, shown.text("h1")), (200, "顾*".to_owned()), "{who}");
        assert!(shown.has("#not-yours") && !shown.body.contains("顾明"), "{who}");
        for hidden in ["#call", "#phone", "#reply", "#complain", "main a[href^='/customers/']"] {
            assert!(!shown.has(hidden), "{who} {hidden}");
        }
        assert_eq!(client.get("/survey-answers?view=all").texts("tbody td.lead"), ["顾*"]);
        // Each view shows theirs, as its tab counts them; it is others who call, so nothing presses in the navigation.
        for view in ["to_call", "to_reply", "unhappy"] {
            let list = client.get(&format!("/survey-answers?view={view}"));
            assert_eq!(list.texts("tbody td.lead"), ["顾*"], "{who} {view}");
            assert_eq!(list.texts("nav.tabs .pill"), ["1", "1"], "{who} {view}");
        }
        assert_eq!(client.get("/survey-answers/count").body.trim(), "", "{who}");
        let seen = survey_responses::table
            .select(survey_responses::lock_version)
            .first::<i32>(&mut app.database.owner())
            .unwrap()
            .to_string();
        let fields = [("result", "unreached"), ("lock_version", seen.as_str())];
        assert_eq!(client.post_form(&format!("{page}/calls"), &fields).status, 404, "{who}");
        let words = client.post_form(&format!("{page}/reveals"), &[]);
        assert_eq!(words.text("#said blockquote"), "等了三个小时 😡", "{who}");
    }
    assert!(
        !app.sign_in("consultant").get(&page).has("#not-yours"),
        "their own customer"
    );
    assert_eq!(app.sign_in("consultant2").get(&page).status, 404);
}

#[test]
fn unhappy_ones_whom_nobody_knows_are_listed_and_say_so() {
    let app = TestApp::spawn();
    let anonymous = survey(&app, true);
    let open = survey(&app, false);
    let customer = app.customer_of("consultant", "顾明", "13812345621");
    let visitor = app.visitor();
    let (_, first) = ask(&app, anonymous, Some(customer));
    assert_eq!(answer(&visitor, &first, UNHAPPY, &[]).status, 303);
    let (_, happy) = ask(&app, open, None);
    assert_eq!(answer(&visitor, &happy, HAPPY, &[]).status, 303);
    app.advance(TimeDelta::minutes(1));
    let (_, second) = ask(&app, open, None);
    assert_eq!(answer(&visitor, &second, UNHAPPY, &[]).status, 303);
    let care = app.sign_in("care");
    let list = care.get("/survey-answers?view=unhappy");
    assert_eq!(list.texts("tbody td.lead"), ["未留姓名", "匿名"]);
    let said = list.text("tbody");
    assert!(
        said.contains("未留联系方式，无法回访") && said.contains("匿名，无法回访"),
        "{said}"
    );
    assert!(!care.get("/survey-answers?view=to_call").has("tbody tr"));
}

/// The customer's address.
fn reach(app: &TestApp, customer: CustomerId, email: &str) {
    let vault = app.database.vault();
    let email = Email::parse(email).unwrap();
    let label = yingke::platform::vault::Label("customers.email");
    let sealed = vault.seal(label, customer.uuid(), email.canonical()).unwrap();
    diesel::update(yingke::schema::customers::table.find(customer))
        .set(yingke::schema::customers::email_sealed.eq(sealed))
        .execute(&mut app.database.owner())
        .unwrap();
}

#[test]
fn a_remark_is_answered_by_mail_or_otherwise() {
    let app = TestApp::spawn();
    let (customer, path) = asked(&app);
    let mind = Mind {
        words: "希望有充电桩",
        ..HAPPY
    };
    assert_eq!(answer(&app.visitor(), &path, mind, &[]).status, 303);
    let page = format!("/survey-answers/{}", sent(&app)[0].id);
    let (care, replies) = (app.sign_in("care"), format!("{page}/replies"));
    let listed = || care.get("/survey-answers?view=all").text("tbody");
    assert!(listed().contains("留言待答复"));
    let seen = version(&care, &page);
    let reply = |how: &str| {
        let fields = [
            ("how", how),
            ("reply", "充电桩下月启用"),
            ("lock_version", seen.as_str()),
        ];
        care.post_form(&replies, &fields)
    };
    let nowhere = reply("email");
    assert!(nowhere.status == 422 && nowhere.text("#r-how-err").contains("改用其他方式"));
    assert_eq!(nowhere.text("textarea[name='reply']"), "充电桩下月启用");
    reach(&app, customer, "gu@example.com");
    assert_eq!(reply("email").status, 303);
    let mails = app.mails();
    assert!(
        mails.iter().any(|mail| mail.text.contains("充电桩下月启用")),
        "{}",
        mails.len()
    );
    assert_eq!(tasks(&app), [("survey_remark".to_owned(), true)]);
    let shown = care.get(&page);
    assert!(shown.text("#replied").contains("充电桩下月启用") && !shown.has("#reply"));
    assert_eq!(reply("phone").status, 409);
    assert!(listed().contains("有留言") && !listed().contains("待答复"));
}

#[test]
fn one_click_makes_it_a_complaint() {
    let app = TestApp::spawn();
    let page = answered(&app, UNHAPPY);
    let care = app.sign_in("care");
    let seen = version(&care, &page);
    assert!(care.get(&page).has("#complain"));
    let fields = [("lock_version", seen.as_str())];
    let made = care.post_form(&format!("{page}/complaint"), &fields);
    assert_eq!(made.status, 303);
    let complaint = care.get(made.location());
    assert!(complaint.status == 200 && complaint.body.contains("等了三个小时"));
    let back = care.get(&complaint.attributes("#survey-answer", "href").concat());
    assert_eq!(
        (back.status, back.location()),
        (303, &*page),
        "and from it back to the answer"
    );
    let nothing = care.get(&format!("/survey-answers/of-complaint/{}", uuid::Uuid::now_v7()));
    assert_eq!(nothing.location(), "/survey-answers?view=complaints");
    assert_eq!(sent(&app)[0].consequence, Follows::Complaint);
    assert!(tasks(&app).is_empty());
    assert_eq!(care.post_form(&format!("{page}/complaint"), &fields).status, 409);
    assert_eq!(
        app.sign_in("technician")
            .post_form(&format!("{page}/complaint"), &fields)
            .status,
        403
    );
}

#[test]
fn an_answer_stands_on_the_customers_page() {
    let app = TestApp::spawn();
    let (customer, path) = asked(&app);
    answer(&app.visitor(), &path, UNHAPPY, &[]);
    let row = sent(&app).remove(0);
    let link = format!("a[href='/survey-answers/{}']", row.id);
    for tab in ["", "?tab=surveys", "?kind=survey"] {
        let page = app.sign_in("care").get(&format!("/customers/{customer}{tab}"));
        assert!(page.has(&link), "{tab}");
        assert!(
            page.body.contains("满意度 2/5") && page.body.contains("推荐 6/10"),
            "{tab}"
        );
    }
    let data = app.sign_in("data");
    assert!(!data.get(&format!("/customers/{customer}")).has(&link));
    assert_eq!(data.get(&format!("/customers/{customer}?tab=surveys")).status, 403);
}
