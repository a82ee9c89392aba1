//! One complaint, step by step.

use chrono::TimeDelta;
use yingke::complaints::rules::Severity;

use super::*;

#[test]
fn from_the_first_call_to_the_end() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let id = resolved(&app, &care);
    assert_eq!(state(&app, id), "resolved");
    step(
        &care,
        id,
        "call-backs",
        &[("outcome", "answered"), ("satisfaction", "4")],
    );
    step(&care, id, "closure", &[]);
    assert_eq!(state(&app, id), "closed");
    let audit = app.audit();
    for action in [
        "create",
        "contact",
        "investigate",
        "cause",
        "propose",
        "approve",
        "execute",
        "resolve",
        "call_back",
        "close",
    ] {
        assert!(audit.contains(&format!("complaints.{action}")), "{action} is audited");
    }
    let page = care.get(&format!("/complaints/{id}"));
    assert!(
        page.texts(".tl-b").iter().any(|text| text.contains(FACTS)),
        "the customer's words are kept"
    );
}

#[test]
fn a_step_that_the_state_does_not_allow_is_a_conflict() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let id = complaint(&app, Severity::Normal);
    let investigation: &[(&str, &str)] = &INVESTIGATION;
    for (noun, fields) in [
        ("investigation", investigation),
        ("solutions", &SOLUTION),
        ("execution", &[]),
        ("resolution", &[("outcome", "好了")]),
        ("call-backs", &[("outcome", "unanswered")]),
        ("closure", &[]),
        ("reopening", &[("reason", "客户来电")]),
        ("resumption", &[]),
    ] {
        let answer = care.post_form(&format!("/complaints/{id}/{noun}"), fields);
        assert_eq!(answer.status, 409, "{noun}");
        assert!(answer.has("a[href]"), "{noun} leads back");
    }
    assert_eq!(state(&app, id), "received");
}

#[test]
fn what_is_wrong_is_shown_beside_what_was_typed() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let id = complaint(&app, Severity::Normal);
    let answer = care.post_region(
        &format!("/complaints/{id}/contacts"),
        "dialog",
        &[("channel", "phone"), ("outcome", "answered"), ("body", " ")],
    );
    assert_eq!(answer.status, 422);
    assert_eq!(answer.texts(".field .err").len(), 1);
    assert!(!answer.has("html .nav"), "only the dialog");
    assert_eq!(answer.attributes("[name=outcome][checked]", "value"), ["answered"]);
}

#[test]
fn an_unanswered_call_and_a_note_stop_no_clock() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let id = complaint(&app, Severity::Normal);
    step(
        &care,
        id,
        "contacts",
        &[("channel", "phone"), ("outcome", "unanswered")],
    );
    step(&care, id, "notes", &[("body", "客户在开会")]);
    assert_eq!(state(&app, id), "received");
    step(&care, id, "contacts", &CONTACT);
    assert_eq!(state(&app, id), "contacted");
}

#[test]
fn the_author_does_not_approve_and_a_manager_not_above_the_limit() {
    let app = TestApp::spawn();
    let manager = app.sign_in("service.manager");
    let id = complaint(&app, Severity::Normal);
    step(&manager, id, "contacts", &CONTACT);
    step(&manager, id, "investigation", &INVESTIGATION);
    step(&manager, id, "solutions", &SOLUTION);
    let approve = [("decision", "approve")];
    let path = format!("/complaints/{id}/approval");
    let own = manager.post_form(&path, &approve);
    assert_eq!(own.status, 422);
    assert!(own.text(".field .err").contains("提出人以外"));
    assert_eq!(app.sign_in("care").post_form(&path, &approve).status, 403);
    let back = [("decision", "reject")];
    assert_eq!(
        app.sign_in("crm.manager").post_form(&path, &back).status,
        422,
        "sending back needs words"
    );
    step(
        &app.sign_in("crm.manager"),
        id,
        "approval",
        &[("decision", "reject"), ("reason", "请附检测结果")],
    );
    assert_eq!(state(&app, id), "investigating");
    let dear = [SOLUTION[0], SOLUTION[1], SOLUTION[2], ("cost", "2000.01")];
    step(&manager, id, "solutions", &dear);
    assert_eq!(app.sign_in("crm.manager").post_form(&path, &approve).status, 422);
    step(&app.sign_in("manager"), id, "approval", &approve);
    assert_eq!(state(&app, id), "approved");
}

#[test]
fn closing_needs_the_root_cause_and_the_call_back_or_three_attempts() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let id = complaint(&app, Severity::Normal);
    step(&care, id, "contacts", &CONTACT);
    step(&care, id, "investigation", &INVESTIGATION);
    step(&care, id, "solutions", &SOLUTION);
    step(&app.sign_in("manager"), id, "approval", &[("decision", "approve")]);
    step(&care, id, "execution", &[]);
    step(&care, id, "resolution", &[("outcome", "已更换")]);
    let closing = |client: &Client| client.post_form(&format!("/complaints/{id}/closure"), &[]);
    let close = |client: &Client| closing(client).status;
    let unanswered = [("outcome", "unanswered")];
    for _ in 0..3 {
        assert_eq!(close(&care), 409);
        step(&care, id, "call-backs", &unanswered);
    }
    let form = care.get(&format!("/complaints/{id}/call-backs"));
    assert!(
        form.texts(".notice")
            .iter()
            .any(|notice| notice.contains("已尝试 1 次")),
        "calls within an hour are one"
    );
    for _ in 0..2 {
        app.advance(TimeDelta::hours(1));
        step(&app.sign_in("care"), id, "call-backs", &unanswered);
    }
    let care = app.sign_in("care");
    let refused = closing(&care);
    assert_eq!(refused.status, 409, "still without a cause");
    assert!(
        refused.text("main").contains("缺：根本原因"),
        "{}",
        refused.text("main")
    );
    assert_eq!(care.get(&format!("/complaints/{id}/closure")).status, 409);
    let seen = version(&care, id, "cause");
    step(&care, id, "cause", &with_version(&CAUSE, &seen));
    assert_eq!(close(&care), 303);
}

#[test]
fn an_unhappy_customer_reopens_and_the_old_round_is_kept() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let id = resolved(&app, &care);
    step(
        &care,
        id,
        "call-backs",
        &[("outcome", "answered"), ("satisfaction", "2")],
    );
    assert_eq!(state(&app, id), "investigating");
    use yingke::schema::complaint_rounds as rounds;
    let kept: Vec<(i16, bool, bool)> = rounds::table
        .filter(rounds::complaint_id.eq(id))
        .order(rounds::round)
        .select((
            rounds::round,
            rounds::resolved_at.is_not_null(),
            rounds::ended_at.is_null(),
        ))
        .load(&mut app.database.owner())
        .unwrap();
    assert_eq!(kept, [(1, true, false), (2, false, true)]);
}

#[test]
fn a_closed_one_reopens_for_thirty_days() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let id = resolved(&app, &care);
    step(
        &care,
        id,
        "call-backs",
        &[("outcome", "answered"), ("satisfaction", "5")],
    );
    step(&care, id, "closure", &[]);
    app.advance(TimeDelta::days(31));
    let care = app.sign_in("care");
    let path = format!("/complaints/{id}/reopening");
    assert_eq!(care.post_form(&path, &[("reason", "又响了")]).status, 409);
    app.advance(TimeDelta::days(-2));
    let care = app.sign_in("care");
    assert_eq!(care.post_form(&path, &[("reason", "又响了")]).status, 303);
    assert_eq!(state(&app, id), "investigating");
}

#[test]
fn goodwill_within_the_allowance_is_granted_at_once_and_more_waits() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let id = complaint(&app, Severity::Normal);
    step(&care, id, "goodwill", &[("kind", "wash"), ("amount", "150")]);
    step(&care, id, "goodwill", &[("kind", "parts"), ("amount", "51")]);
    use yingke::schema::complaint_goodwill as goodwill;
    let states = || -> Vec<String> {
        goodwill::table
            .order(goodwill::asked_at)
            .order(goodwill::id)
            .select(goodwill::state)
            .load(&mut app.database.owner())
            .unwrap()
    };
    assert_eq!(states(), ["granted", "pending"]);
    let grant: uuid::Uuid = goodwill::table
        .filter(goodwill::state.eq("pending"))
        .select(goodwill::id)
        .first(&mut app.database.owner())
        .unwrap();
    let manager = app.sign_in("crm.manager");
    step(
        &manager,
        id,
        "goodwill-approval",
        &[("grant", &grant.to_string()), ("decision", "approve")],
    );
    assert_eq!(states(), ["granted", "granted"]);
}

#[test]
fn goodwill_that_waits_is_said_to_wait_and_declined_for_a_reason() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let id = complaint(&app, Severity::Normal);
    let path = format!("/complaints/{id}/goodwill");
    let asked = care.post_form(&path, &[("kind", "refund"), ("amount", "800")]);
    assert_eq!(asked.status, 303);
    assert!(care.get(asked.location()).text("#toasts").contains("已提交审批"));
    let manager = app.sign_in("service.manager");
    let queue = manager.get("/complaints?view=approval");
    assert_eq!(queue.texts("tr[data-row]").len(), 1, "it stands in the view to approve");
    let tabs = queue.texts("nav.tabs a").join(" ");
    assert!(tabs.contains("待审批1") || tabs.contains("待审批 1"), "{tabs}");
    let path = format!("/complaints/{id}/goodwill-approval");
    let grant = manager.get(&path).value("grant");
    let no = [("grant", grant.as_str()), ("decision", "reject")];
    assert_eq!(manager.post_form(&path, &no).status, 422);
    step(
        &manager,
        id,
        "goodwill-approval",
        &[no.as_slice(), &[("reason", "已换新件")]].concat(),
    );
    let page = care.get(&format!("/complaints/{id}"));
    assert!(page.texts(".tl-b").join(" ").contains("已换新件"));
    assert_eq!(manager.get(&path).status, 409, "nothing waits any more");
}

#[test]
fn the_customer_hears_of_it_by_mail_when_asked_to() {
    use yingke::values::email::Email;
    let app = TestApp::spawn();
    let customer = app.customer_with("顾明", "13812345621", |new| {
        new.details.email = Some(Email::parse("gu@example.com").unwrap());
    });
    let id = complaint_of(&app, customer, Severity::Normal);
    let care = app.sign_in("care");
    let mail = [("channel", "email"), ("outcome", "sent"), ("body", "配件周五到店")];
    let tell = [mail.as_slice(), &[("tell", "1")]].concat();
    step(&care, id, "contacts", &mail);
    assert!(app.mails().is_empty(), "logged only");
    step(&care, id, "contacts", &tell);
    let sent = app.mails();
    assert_eq!((sent.len(), sent[0].to.as_str()), (1, "gu@example.com"));
    assert!(sent[0].subject.contains("最新进展") && sent[0].text.contains("配件周五到店"));
    let by_phone = [CONTACT.as_slice(), &[("tell", "1")]].concat();
    assert_eq!(
        care.post_form(&format!("/complaints/{id}/contacts"), &by_phone).status,
        422
    );
    step(&care, id, "investigation", &INVESTIGATION);
    step(&care, id, "solutions", &SOLUTION);
    step(&app.sign_in("manager"), id, "approval", &[("decision", "approve")]);
    step(&care, id, "execution", &[]);
    let outcome = [("outcome", "内部记录"), ("letter", "刹车片已更换，请放心使用")];
    step(&care, id, "resolution", &outcome);
    let sent = app.mails();
    assert_eq!(sent.len(), 2);
    assert!(sent[1].subject.contains("已处理完毕") && sent[1].text.contains("请放心使用"));
    assert!(!sent[1].text.contains("内部记录"));

    let other = complaint_of(&app, app.customer("李娜", "13712348812"), Severity::Normal);
    let refused = care.post_form(&format!("/complaints/{other}/contacts"), &tell);
    assert_eq!(refused.status, 422);
    assert_eq!(state(&app, other), "received", "nothing is logged that did not go");
}

#[test]
fn a_withdrawn_complaint_has_stopped_clocks_and_none_that_were_done() {
    let app = TestApp::spawn();
    let id = complaint(&app, Severity::Normal);
    let care = app.sign_in("care");
    step(&care, id, "contacts", &CONTACT);
    step(&care, id, "withdrawal", &[("reason", "客户撤诉")]);
    let clocks = care.get(&format!("/complaints/{id}")).texts(".complaint-clock .sla");
    assert_eq!(clocks, ["已完成", "已停止", "已停止"]);
}

#[test]
fn the_car_and_the_attendant_may_be_named_later() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", "13812345621");
    let car = app.vehicle(customer, "沪A12345", "").to_string();
    let foreign = app
        .vehicle(app.customer("李娜", "13712348812"), "沪B54321", "")
        .to_string();
    let id = complaint_of(&app, customer, Severity::Normal);
    let care = app.sign_in("care");
    let form = care.get(&format!("/complaints/{id}/details"));
    assert_eq!(form.attributes("[name=vehicle_id] option", "value"), ["", &*car]);
    let seen = form.value("lock_version");
    let attendant = app.actor("advisor").id.to_string();
    let details = |vehicle| {
        [
            ("category", "repair_quality"),
            ("attendant_id", attendant.as_str()),
            ("vehicle_id", vehicle),
            ("lock_version", seen.as_str()),
        ]
    };
    let refused = care.post_form(&format!("/complaints/{id}/details"), &details(foreign.as_str()));
    assert_eq!(refused.status, 422, "somebody else's car");
    step(&care, id, "details", &details(car.as_str()));
    let page = care.get(&format!("/complaints/{id}"));
    let about = page.text(".complaint-cols aside");
    assert!(
        about.contains("沪A·12345") && about.contains(&app.actor("advisor").name),
        "{about}"
    );
}

#[test]
fn details_that_somebody_changed_meanwhile_are_a_conflict_that_shows_theirs() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let id = complaint(&app, Severity::Normal);
    let seen = version(&care, id, "details");
    step(
        &care,
        id,
        "details",
        &[("category", "delivery"), ("room", "1 号"), ("lock_version", &seen)],
    );
    let late = care.post_form(
        &format!("/complaints/{id}/details"),
        &[("category", "other"), ("room", "2 号"), ("lock_version", &seen)],
    );
    assert_eq!(late.status, 409);
    assert_eq!(late.value("room"), "2 号", "what was typed is kept");
    assert_ne!(
        late.value("lock_version"),
        seen,
        "and counts against the record as it is"
    );
}

#[test]
fn fifty_equal_posts_at_once_log_one_contact() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let id = complaint(&app, Severity::Normal);
    let token = yingke::platform::db::FormToken::new().to_string();
    let fields = [CONTACT.as_slice(), &[("token", token.as_str())]].concat();
    let path = format!("/complaints/{id}/contacts");
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let posts: Vec<_> = (0..50)
            .map(|_| scope.spawn(|| care.post_form(&path, &fields).status))
            .collect();
        posts.into_iter().map(|post| post.join().unwrap()).collect()
    });
    assert!(
        statuses.iter().all(|status| matches!(status, 303 | 503)),
        "{statuses:?}"
    );
    assert!(statuses.contains(&303));
    assert_eq!(
        app.audit()
            .iter()
            .filter(|action| *action == "complaints.contact")
            .count(),
        1
    );
}

#[test]
fn merging_keeps_the_earlier_receipt_and_leads_there() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", "138 1234 5621");
    let older = complaint_of(&app, customer, Severity::Serious);
    app.advance(TimeDelta::hours(1));
    let newer = complaint_of(&app, customer, Severity::Normal);
    let care = app.sign_in("care");
    use yingke::schema::complaints;
    let number: String = complaints::table
        .find(newer)
        .select(complaints::number)
        .first(&mut app.database.owner())
        .unwrap();
    step(&care, older, "merger", &[("number", &number)]);
    let gone = care.get(&format!("/complaints/{older}"));
    assert_eq!((gone.status, gone.text("[data-merged]")), (200, number));
    assert_eq!(
        gone.attributes("[data-merged]", "href"),
        [format!("/complaints/{newer}")]
    );
    assert!(!gone.has("main form"), "nothing is done to it any more");
    let (received, severity): (chrono::DateTime<chrono::Utc>, String) = complaints::table
        .find(newer)
        .select((complaints::received_at, complaints::severity))
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(
        (received, severity.as_str()),
        (app.clock.now() - TimeDelta::hours(1), "serious")
    );
}

#[test]
fn what_was_done_on_a_merged_complaint_stays_in_sight() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", "138 1234 5621");
    let (gone, kept) = (
        complaint_of(&app, customer, Severity::Normal),
        complaint_of(&app, customer, Severity::Normal),
    );
    let care = app.sign_in("care");
    step(&care, gone, "contacts", &CONTACT);
    step(&care, gone, "notes", &[("body", "客户很着急")]);
    step(&care, gone, "goodwill", &[("kind", "wash"), ("amount", "150")]);
    step(&care, gone, "goodwill", &[("kind", "refund"), ("amount", "800")]);
    use yingke::schema::complaints;
    let number = |id: ComplaintId| -> String {
        complaints::table
            .find(id)
            .select(complaints::number)
            .first(&mut app.database.owner())
            .unwrap()
    };
    step(&care, gone, "merger", &[("number", &number(kept))]);
    let page = care.get(&format!("/complaints/{kept}"));
    let told = page.texts(".tl-b").join(" ");
    assert!(told.contains(CONTACT[2].1) && told.contains("客户很着急"), "{told}");
    let titles = page.texts(".tl-h").join(" ");
    assert!(titles.contains(&format!("{}：联系客户", number(gone))), "{titles}");
    assert!(
        care.get(&format!("/complaints/{kept}/settlement"))
            .body
            .contains("¥150"),
        "what was granted there counts here"
    );
    let late = [("kind", "parts"), ("amount", "60")];
    step(&care, kept, "goodwill", &late);
    use yingke::schema::complaint_goodwill as goodwill;
    let waiting: i64 = goodwill::table
        .filter(goodwill::complaint_id.eq(kept))
        .filter(goodwill::state.eq("pending"))
        .count()
        .get_result(&mut app.database.owner())
        .unwrap();
    assert_eq!(waiting, 2, "the allowance is for both together");
    let manager = app.sign_in("crm.manager");
    let form = manager.get(&format!("/complaints/{kept}/goodwill-approval"));
    assert!(form.text("main dl.props").contains("¥800"));
    let old = care.get(&format!("/complaints/{gone}"));
    assert!(old.texts(".tl-b").join(" ").contains("客户很着急"));
    assert_eq!(
        app.sign_in("advisor").get(&format!("/complaints/{gone}")).status,
        404,
        "as unseen as the one it went into"
    );
    let itself = care.post_form(&format!("/complaints/{kept}/merger"), &[("number", &number(kept))]);
    assert_eq!(itself.status, 422);
    assert!(itself.text(".err").contains("当前这条"));
}

#[test]
fn a_part_keeps_the_first_contact_of_the_whole() {
    let app = TestApp::spawn();
    let id = complaint(&app, Severity::Normal);
    app.advance(TimeDelta::minutes(1));
    let care = app.sign_in("care");
    step(&care, id, "contacts", &CONTACT);
    app.advance(TimeDelta::minutes(30));
    let care = app.sign_in("care");
    let part = [
        ("facts", "发票金额不符"),
        ("category", "price_charges"),
        ("severity", "normal"),
    ];
    step(&care, id, "split", &part);
    use yingke::schema::{complaint_rounds as rounds, complaints};
    let times = |id: ComplaintId| -> (chrono::DateTime<chrono::Utc>, Option<chrono::DateTime<chrono::Utc>>) {
        rounds::table
            .filter(rounds::complaint_id.eq(id))
            .select((rounds::contact_due_at, rounds::contacted_at))
            .first(&mut app.database.owner())
            .unwrap()
    };
    let new: ComplaintId = complaints::table
        .filter(complaints::split_from.eq(id))
        .select(complaints::id)
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(times(new), times(id));
    let page = care.get(&format!("/complaints/{new}"));
    assert!(page.text(".complaint-clock").contains("已完成"));
    assert!(!page.text(".complaint-clock").contains("超时"));
}

#[test]
fn a_part_split_off_was_received_when_the_whole_was() {
    let app = TestApp::spawn();
    let id = complaint(&app, Severity::Normal);
    let received = app.clock.now();
    app.advance(TimeDelta::minutes(5));
    let care = app.sign_in("care");
    step(
        &care,
        id,
        "split",
        &[
            ("facts", "发票金额不符"),
            ("category", "price_charges"),
            ("severity", "serious"),
        ],
    );
    use yingke::schema::complaints;
    let part: (chrono::DateTime<chrono::Utc>, String) = complaints::table
        .filter(complaints::split_from.eq(id))
        .select((complaints::received_at, complaints::state))
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(part, (received, "received".to_owned()));
}

#[test]
fn a_cause_that_comes_back_three_times_opens_one_action() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let customer = app.customer("顾明", "138 1234 5621");
    for _ in 0..4 {
        let id = complaint_of(&app, customer, Severity::Normal);
        let seen = version(&care, id, "cause");
        step(&care, id, "cause", &with_version(&CAUSE, &seen));
    }
    use yingke::schema::corrective_actions as actions;
    let opened: Vec<String> = actions::table
        .select(actions::opened_because)
        .load(&mut app.database.owner())
        .unwrap();
    assert_eq!(opened, ["repeat_cause"]);
}

#[test]
fn the_settlement_can_be_printed_and_signed() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let id = resolved(&app, &care);
    let sheet = care.get(&format!("/complaints/{id}/settlement"));
    assert_eq!(sheet.status, 200);
    assert_eq!(sheet.texts(".sign > div").len(), 2);
    assert!(sheet.body.contains("免费更换刹车片"));
}

#[test]
fn a_decision_is_offered_to_who_may_make_it_and_to_the_others_whose_it_is() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let id = complaint(&app, Severity::Normal);
    step(&care, id, "contacts", &CONTACT);
    step(&care, id, "investigation", &INVESTIGATION);
    let dear = [SOLUTION[0], SOLUTION[1], SOLUTION[2], ("cost", "2600")];
    step(&care, id, "solutions", &dear);
    assert_eq!(
        care.get(&format!("/complaints/{id}/solutions")).status,
        409,
        "there is no other while one waits"
    );
    let (page, path) = (format!("/complaints/{id}"), format!("/complaints/{id}/approval"));
    let offer = format!("a[href='{path}']");
    let manager = app.sign_in("service.manager");
    let seen = manager.get(&page);
    assert!(!seen.has(&offer));
    assert!(seen.text("[data-waits]").contains("待总经理审批（超过 ¥2,000）"));
    let shown = manager.get(&path);
    assert_eq!(shown.status, 409, "no form that would be refused");
    assert!(shown.text("main").contains("待总经理审批（超过 ¥2,000）"));
    let refused = manager.post_form(&path, &[("decision", "approve")]);
    assert_eq!(refused.status, 422);
    assert!(refused.text(".field .err").contains("待总经理审批（超过 ¥2,000）"));
    let head = app.sign_in("manager");
    let seen = head.get(&page);
    assert!(seen.has(&offer) && !seen.has("[data-waits]"));
    let about = head.get_region(&path, "dialog").text("dl.props");
    for told in ["免费更换刹车片", "异响消除", "2026-11-25", "¥2,600"] {
        assert!(about.contains(told), "{told}: {about}");
    }
    assert!(about.contains(&app.actor("care").name));
}

#[test]
fn goodwill_that_waits_keeps_a_complaint_open_and_ends_with_its_withdrawal() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let id = resolved(&app, &care);
    let asked = [("kind", "refund"), ("amount", "800"), ("note", "往返交通费")];
    step(&care, id, "goodwill", &asked);
    step(
        &care,
        id,
        "call-backs",
        &[("outcome", "answered"), ("satisfaction", "5")],
    );
    assert_eq!(care.post_form(&format!("/complaints/{id}/closure"), &[]).status, 409);
    let page = care.get(&format!("/complaints/{id}"));
    assert!(page.texts(".complaint-missing").join(" ").contains("补偿待审批"));
    let manager = app.sign_in("crm.manager");
    let path = format!("/complaints/{id}/goodwill-approval");
    let form = manager.get(&path);
    let about = form.text("main dl.props");
    for told in ["退款", "¥800", "往返交通费"] {
        assert!(about.contains(told), "{told}: {about}");
    }
    let grant = form.value("grant");
    step(
        &manager,
        id,
        "goodwill-approval",
        &[("grant", &grant), ("decision", "approve")],
    );
    step(&care, id, "closure", &[]);

    let other = complaint_of(&app, app.customer("李娜", "13712348812"), Severity::Normal);
    step(&care, other, "goodwill", &asked);
    step(&care, other, "withdrawal", &[("reason", "客户撤诉")]);
    use yingke::schema::complaint_goodwill as goodwill;
    let state: String = goodwill::table
        .filter(goodwill::complaint_id.eq(other))
        .select(goodwill::state)
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(state, "refused");
}

#[test]
fn the_settlement_prints_what_was_approved_and_is_a_draft_until_it_is_resolved() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let id = resolved(&app, &care);
    let path = format!("/complaints/{id}/settlement");
    assert!(!care.get(&path).text("h1").contains("草稿"));
    step(
        &care,
        id,
        "call-backs",
        &[("outcome", "answered"), ("satisfaction", "1")],
    );
    let second = [("measures", "更换制动总成"), SOLUTION[1], SOLUTION[2], SOLUTION[3]];
    step(&care, id, "solutions", &second);
    let sheet = care.get(&path);
    assert!(sheet.text("h1").contains("草稿"));
    assert!(!sheet.body.contains("更换制动总成"), "nobody approved it yet");
    assert!(sheet.body.contains("免费更换刹车片") && sheet.body.contains("客户试车满意"));
    assert!(!sheet.has(".sign"), "a draft is not signed");
    step(&app.sign_in("manager"), id, "approval", &[("decision", "approve")]);
    let sheet = care.get(&path);
    assert!(sheet.body.contains("更换制动总成"));
    assert!(!sheet.body.contains("客户试车满意"), "that came of another solution");
    let page = care.get(&format!("/complaints/{id}"));
    assert!(
        page.text(".complaint-rounds").contains("第 1 轮"),
        "its clocks are kept"
    );
}

#[test]
fn a_solution_is_due_today_or_later() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let id = complaint(&app, Severity::Normal);
    step(&care, id, "contacts", &CONTACT);
    step(&care, id, "investigation", &INVESTIGATION);
    let propose = |day: &'static str| {
        let fields = [SOLUTION[0], SOLUTION[1], ("deadline_on", day), SOLUTION[3]];
        care.post_form(&format!("/complaints/{id}/solutions"), &fields)
    };
    let past = propose("2026-11-21");
    assert_eq!(past.status, 422);
    assert!(past.has("#s-deadline_on[aria-invalid]"));
    assert_eq!(state(&app, id), "investigating");
    assert_eq!(propose("2099-11-22").status, 422, "nor in a lifetime");
    assert_eq!(propose("2026-11-22").status, 303);
}

#[test]
fn what_came_of_a_contact_goes_with_the_way_it_was_made() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let id = complaint(&app, Severity::Normal);
    let post = |channel: &'static str, outcome: &'static str| {
        let fields = [("channel", channel), ("outcome", outcome), ("body", "已告知进度")];
        care.post_form(&format!("/complaints/{id}/contacts"), &fields)
    };
    for (channel, outcome) in [
        ("sms", "met"),
        ("sms", "answered"),
        ("email", "unanswered"),
        ("phone", "met"),
        ("visit", "sent"),
    ] {
        let answer = post(channel, outcome);
        assert_eq!(answer.status, 422, "{channel} {outcome}");
        assert!(answer.text(".field .err").contains("请另选一项"), "{channel} {outcome}");
    }
    for (channel, outcome) in [
        ("sms", "sent"),
        ("email", "received"),
        ("visit", "met"),
        ("wechat", "answered"),
    ] {
        assert_eq!(post(channel, outcome).status, 303, "{channel} {outcome}");
    }
}

#[test]
fn its_author_takes_a_solution_back_while_it_waits() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let id = complaint(&app, Severity::Normal);
    step(&care, id, "contacts", &CONTACT);
    step(&care, id, "investigation", &INVESTIGATION);
    let path = format!("/complaints/{id}/retraction");
    assert_eq!(care.post_form(&path, &[]).status, 409, "there is none");
    step(&care, id, "solutions", &SOLUTION);
    let page = format!("/complaints/{id}");
    let button = format!("form[action='{path}']");
    let other = app.sign_in("service.manager");
    assert!(!other.get(&page).has(&button));
    assert_eq!(other.post_form(&path, &[]).status, 409, "somebody else's");
    assert!(care.get(&page).has(&button));
    step(&care, id, "retraction", &[]);
    assert_eq!(state(&app, id), "investigating");
    assert_eq!(app.audit().last().unwrap(), "complaints.undo");
    let told = care.get(&page);
    assert!(told.texts(".tl-h").join(" ").contains("方案已由提出人撤回"));
    step(&care, id, "solutions", &SOLUTION);
    assert_eq!(state(&app, id), "proposed", "and may propose another");
}
