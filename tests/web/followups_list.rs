//! `/call-backs`: the list, recording a call, the number for it, putting off, taking, planning.

use chrono::TimeDelta;
use diesel::prelude::*;
use uuid::Uuid;
use yingke::access::Role;
use yingke::followups::commands;
use yingke::followups::model::NewTask;
use yingke::followups::queries;
use yingke::platform::db::Subject;
use yingke::platform::i18n::times;
use yingke::schema::staff;
use yingke::values::ids::{CustomerId, TaskId};

use crate::support::{Client, Page, TestApp};

/// A call to a customer, due in so many minutes; free for customer care without an owner.
fn call(app: &TestApp, customer: CustomerId, owner: Option<&str>, minutes: i64) -> TaskId {
    task(
        app,
        "customer.call_back",
        Subject::new("customer", customer),
        Some(customer),
        owner,
        minutes,
    )
}

fn task(
    app: &TestApp,
    kind: &'static str,
    subject: Subject,
    customer: Option<CustomerId>,
    owner: Option<&str>,
    minutes: i64,
) -> TaskId {
    let now = app.clock.now();
    let new = NewTask {
        store: app.store(),
        kind,
        subject,
        customer,
        owner: owner.map(|owner| app.actor(owner).id),
        role: Some(Role::CustomerCare),
        started_at: now - TimeDelta::hours(4),
        due_at: now + TimeDelta::minutes(minutes),
        title: "交车满 7 天，问问用车感受".into(),
    };
    app.db.system_write_now(|tx| commands::open_task(tx, new)).unwrap()
}

fn gu(app: &TestApp) -> CustomerId {
    app.customer("顾明", "13812345621")
}

fn path(id: TaskId, rest: &str) -> String {
    format!("/call-backs/{id}{rest}")
}

fn opened(app: &TestApp, who: &str, id: TaskId) -> yingke::followups::model::Task {
    queries::task(&mut app.database.owner(), app.db.vault(), &app.actor(who), id).unwrap()
}

fn customers_on(page: &Page) -> Vec<String> {
    page.texts("tbody tr td:nth-child(2) > .nw")
}

fn english(app: &TestApp) {
    let english = diesel::update(staff::table).set(staff::language.eq("en"));
    english.execute(&mut app.database.owner()).unwrap();
}

const ANSWERED: [(&str, &str); 4] = [
    ("channel", "phone"),
    ("outcome", "answered"),
    ("note", "用车满意，没有问题"),
    ("lock_version", "0"),
];

fn answered_at(version: &'static str) -> Vec<(&'static str, &'static str)> {
    let mut fields = ANSWERED.to_vec();
    fields[3].1 = version;
    fields
}

#[test]
fn what_is_late_stands_first_and_each_view_shows_its_own() {
    let app = TestApp::spawn();
    let later = app.customer("张三", "13812345622");
    call(&app, gu(&app), Some("care"), 45);
    let late = call(&app, later, None, -20);
    call(&app, app.customer("李四", "13812345623"), Some("advisor"), 60);
    let care = app.sign_in("care");
    let page = care.get("/call-backs");
    assert_eq!(
        customers_on(&page),
        ["张三", "顾明"],
        "one's own and the free ones, late ones first"
    );
    assert_eq!(page.texts("tbody .sla"), ["超时 20 分", "剩 45 分"]);
    assert_eq!(page.texts("tbody tr.row-over .lead .go"), ["交车满 7 天，问问用车感受"]);
    assert_eq!(page.texts("tbody small .masked span"), ["138****5622", "138****5621"]);
    assert!(!page.body.contains("13812345622"), "no number stands in the list");
    assert_eq!(
        page.texts(".tabs a"),
        ["我的 1", "待认领 1", "已超时 1", "已暂缓 0", "今日已完成", "全店 3"]
    );
    let view = |view: &str| customers_on(&care.get(&format!("/call-backs?view={view}")));
    assert_eq!(view("free"), ["张三"]);
    assert_eq!(view("overdue"), ["张三"]);
    assert_eq!(view("all"), ["张三", "顾明", "李四"]);
    assert_eq!(customers_on(&care.get("/call-backs?kind=complaint.contact")), [""; 0]);
    assert_eq!(view("nonsense&kind=nonsense&after=nonsense"), ["张三", "顾明"]);
    care.post_form(&path(late, "/calls"), &ANSWERED);
    assert_eq!(view("done"), ["张三"]);

    let advisor = app.sign_in("advisor");
    assert_eq!(
        customers_on(&advisor.get("/call-backs?view=all")),
        ["李四"],
        "only their own"
    );
    assert_eq!(
        advisor.get("/call-backs").texts(".tabs a").len(),
        5,
        "no view of the store"
    );
}

#[test]
fn the_counter_is_red_for_what_is_late() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    assert_eq!(care.get("/call-backs/count").body, "");
    let gu = gu(&app);
    call(&app, gu, Some("care"), 5);
    assert_eq!(care.get("/call-backs/count").body, "1");
    app.advance(TimeDelta::minutes(6));
    assert_eq!(care.get("/call-backs/count").text(".hot"), "1");
    let nav = care.get("/profile");
    assert!(nav.has("a[href='/call-backs']"));
}

#[test]
fn an_empty_list_says_so_and_one_narrowed_offers_to_clear() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    assert_eq!(care.get("/call-backs").text(".empty b"), "今天都处理完了");
    let narrowed = care.get("/call-backs?kind=complaint.contact");
    assert!(narrowed.has(".empty a[href='/call-backs?view=mine']"));
}

#[test]
fn the_tasks_come_alone_and_follow_the_topic() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let whole = care.get("/call-backs");
    assert_eq!(whole.attributes("#live", "hx-sse:connect"), ["/events?topic=tasks"]);
    assert!(whole.has("#tasks[data-live='changed-tasks']"));
    let part = care.get_region("/call-backs?view=later", "tasks");
    assert!(part.has(".tabs") && !part.has("h1"));
    let id = call(&app, gu(&app), Some("care"), 30);
    let dialog = care.get_region(&path(id, ""), "dialog");
    assert!(dialog.has("#dialog-title") && dialog.has("form[action$='/calls']") && !dialog.has("nav.nav"));
}

#[test]
fn a_call_is_recorded_and_the_task_is_done() {
    let app = TestApp::spawn();
    let id = call(&app, gu(&app), None, 30);
    let care = app.sign_in("care");
    let page = care.get(&path(id, "?view=free"));
    assert!(
        page.has("form[action$='/calls'][method='post'] textarea[name='note']"),
        "without JavaScript"
    );
    let fields = [ANSWERED.as_slice(), &[("view", "free")]].concat();
    let answer = care.post_form(&path(id, "/calls"), &fields);
    assert_eq!((answer.status, answer.location()), (303, "/call-backs?view=free"));
    let audit = app.audit();
    assert_eq!(audit[audit.len() - 2..], ["followups.note", "followups.call"]);
    let task = opened(&app, "care", id);
    assert_eq!(
        (task.done_at, task.owner),
        (Some(app.clock.now()), Some(app.actor("care").id))
    );
    let page = care.get(&path(id, ""));
    assert!(!page.has("form[action$='/calls']"));
    assert_eq!(page.texts(".tl .pre"), ["用车满意，没有问题"]);
}

#[test]
fn an_agreed_time_brings_the_task_back_and_a_second_post_counts_once() {
    let app = TestApp::spawn();
    let id = call(&app, gu(&app), Some("care"), 30);
    let care = app.sign_in("care");
    let fields = [
        ("channel", "wechat"),
        ("outcome", "unanswered"),
        ("again_at", "2026-11-23T15:00"),
        ("lock_version", "0"),
        ("token", "0123456789abcdef0123456789abcdef"),
    ];
    for _ in 0..2 {
        assert_eq!(care.post_form(&path(id, "/calls"), &fields).status, 303);
    }
    let task = opened(&app, "care", id);
    assert_eq!(
        task.snoozed_until.map(times::minute).as_deref(),
        Some("2026-11-23 15:00")
    );
    assert_eq!(
        app.audit().iter().filter(|action| *action == "followups.call").count(),
        1
    );
    let later = care.get("/call-backs?view=later");
    assert!(later.text("tbody td:nth-child(3)").contains("暂缓至 11-23 周一"));
}

#[test]
fn saving_can_go_on_with_the_next_task() {
    let app = TestApp::spawn();
    let first = call(&app, gu(&app), Some("care"), 30);
    let second = call(&app, app.customer("张三", "13812345622"), None, 60);
    let care = app.sign_in("care");
    let list = care.get("/call-backs");
    assert_eq!(
        list.attributes(".acts .btn-primary", "href"),
        [path(first, "?view=mine")]
    );
    let fields = [ANSWERED.as_slice(), &[("then", "next")]].concat();
    assert_eq!(
        care.post_form(&path(first, "/calls"), &fields).location(),
        path(second, "")
    );
    assert_eq!(
        care.post_form(&path(second, "/calls"), &fields).location(),
        "/call-backs"
    );
}

#[test]
fn what_is_wrong_with_a_call_is_shown_beside_what_was_typed() {
    let app = TestApp::spawn();
    let id = call(&app, gu(&app), Some("care"), 30);
    let care = app.sign_in("care");
    let bad = [
        ("outcome", "answered"),
        ("channel", "note"),
        ("again_at", "明天"),
        ("lock_version", "0"),
    ];
    let page = care.post_region(&path(id, "/calls"), "dialog", &bad);
    assert_eq!(page.status, 422);
    for field in ["channel", "note", "again_at"] {
        assert!(page.has(&format!("#c-{field}-err")), "{field}");
    }
    assert_eq!(page.value("again_at"), "明天");
    let past = [ANSWERED.as_slice(), &[("again_at", "2026-11-22T09:00")]].concat();
    let page = care.post_form(&path(id, "/calls"), &past);
    assert_eq!(page.status, 422);
    assert!(page.has("#c-again_at-err"), "a time that has passed");
    assert_eq!(page.text("textarea[name='note']"), "用车满意，没有问题");
    assert!(opened(&app, "care", id).is_open());
}

#[test]
fn a_task_that_changed_meanwhile_is_a_conflict_that_keeps_what_was_typed() {
    let app = TestApp::spawn();
    let id = call(&app, gu(&app), None, 30);
    let care = app.sign_in("care");
    care.post_form(&path(id, "/ownership"), &[]);
    let page = care.post_form(&path(id, "/calls"), &ANSWERED);
    assert_eq!(page.status, 409);
    assert_eq!(page.text("textarea[name='note']"), "用车满意，没有问题");
    assert_eq!(page.value("lock_version"), "1");
    assert_eq!(care.post_form(&path(id, "/calls"), &answered_at("1")).status, 303);
    let again = care.post_form(&path(id, "/calls"), &answered_at("2"));
    assert_eq!(again.status, 409, "it is done");
    assert!(again.text("main .notice").contains("已经有人处理"));
}

#[test]
fn the_number_is_shown_for_the_call_and_the_look_is_on_record() {
    let app = TestApp::spawn();
    let id = call(&app, gu(&app), Some("care"), 30);
    let care = app.sign_in("care");
    let shown = care.post_region(&path(id, "/reveals"), "reveal", &[]);
    assert_eq!(shown.status, 200);
    assert_eq!(shown.text("[data-reveal-seconds] > b"), "138 1234 5621");
    assert!(!shown.has("h1"), "only the number");
    let audit = app.audit();
    assert_eq!(
        audit[audit.len() - 2..],
        ["followups.reveal_for_call", "customers.reveal"]
    );
    let whole = care.post_form(&path(id, "/reveals"), &[]);
    assert_eq!(whole.text("[data-revealed]"), "138 1234 5621", "without JavaScript");
    // The day's limit of looks at customers' pages doesn't count here.
    for _ in 0..5 {
        assert_eq!(care.post_region(&path(id, "/reveals"), "reveal", &[]).status, 200);
    }
    care.post_form(&path(id, "/calls"), &ANSWERED);
    assert_eq!(
        care.post_form(&path(id, "/reveals"), &[]).status,
        409,
        "the call is over"
    );
}

#[test]
fn a_free_task_is_taken_once() {
    let app = TestApp::spawn();
    let id = call(&app, gu(&app), None, 30);
    let (care, crm) = (app.sign_in("care"), app.sign_in("crm.manager"));
    assert!(
        care.get("/call-backs")
            .has(&format!("form[action='{}']", path(id, "/ownership")))
    );
    let answer = care.post_form(&path(id, "/ownership"), &[("view", "free")]);
    assert_eq!((answer.status, answer.location()), (303, "/call-backs?view=free"));
    assert_eq!(app.audit().last().unwrap(), "followups.take");
    assert_eq!(crm.post_form(&path(id, "/ownership"), &[]).status, 409, "too late");
    assert_eq!(opened(&app, "care", id).owner, Some(app.actor("care").id));
}

#[test]
fn a_task_is_put_off_and_keeps_its_deadline() {
    let app = TestApp::spawn();
    let id = call(&app, gu(&app), Some("care"), 30);
    let due = opened(&app, "care", id).due_at;
    let care = app.sign_in("care");
    let dialog = care.get_region(&path(id, "/snooze"), "dialog");
    assert_eq!(dialog.attributes("input[name='for']", "value").len(), 4);
    let page = care.post_form(
        &path(id, "/snooze"),
        &[
            ("for", "moment"),
            ("until", ""),
            ("reason", "开会"),
            ("lock_version", "0"),
        ],
    );
    assert_eq!(page.status, 422);
    assert!(page.has("#z-until-err"));
    assert_eq!(page.value("reason"), "开会");
    let past = [("for", "moment"), ("until", "2026-11-22T09:00"), ("lock_version", "0")];
    assert_eq!(care.post_form(&path(id, "/snooze"), &past).status, 422);
    let far = [("for", "moment"), ("until", "2099-11-22T09:00"), ("lock_version", "0")];
    assert!(
        care.post_form(&path(id, "/snooze"), &far)
            .text("#z-until-err")
            .contains("90 天")
    );
    assert_eq!(care.post_form(&path(id, "/waking"), &[]).status, 409, "it is awake");
    let answer = care.post_form(
        &path(id, "/snooze"),
        &[("for", "tomorrow"), ("lock_version", "0"), ("view", "mine")],
    );
    assert_eq!((answer.status, answer.location()), (303, "/call-backs?view=mine"));
    assert_eq!(app.audit().last().unwrap(), "followups.snooze");
    let task = opened(&app, "care", id);
    assert_eq!(
        task.snoozed_until.map(times::minute).as_deref(),
        Some("2026-11-23 09:00")
    );
    assert_eq!(task.due_at, due);
    let stale = care.post_form(&path(id, "/snooze"), &[("for", "hour"), ("lock_version", "0")]);
    assert_eq!(stale.status, 409);
    let later = care.get("/call-backs?view=later");
    assert!(later.has(&format!("form[action='{}']", path(id, "/waking"))));
    let woken = care.post_form(&path(id, "/waking"), &[("view", "later")]);
    assert_eq!((woken.status, woken.location()), (303, "/call-backs?view=later"));
    assert_eq!(opened(&app, "care", id).snoozed_until, None);
    assert_eq!(app.audit().last().unwrap(), "followups.wake");
}

#[test]
fn a_task_of_a_complaint_is_done_on_the_complaint() {
    let app = TestApp::spawn();
    let gu = gu(&app);
    let complaint = Uuid::now_v7();
    let about = |kind| {
        task(
            &app,
            kind,
            Subject::new("complaint", complaint),
            Some(gu),
            Some("care"),
            10,
        )
    };
    let contact = about("complaint.contact");
    let alert = about("complaint.contact_alert");
    let care = app.sign_in("care");
    let list = care.get("/call-backs");
    let steps = list.attributes("a[data-row-hotkey='l']", "href");
    assert_eq!(
        steps,
        [
            format!("/complaints/{complaint}/contacts"),
            format!("/complaints/{complaint}")
        ]
    );
    let page = care.get(&path(contact, ""));
    assert!(!page.has("form[action$='/calls']"));
    assert!(page.has(&format!("a[href='/complaints/{complaint}/contacts']")));
    let refused = care.post_form(&path(contact, "/calls"), &ANSWERED);
    assert_eq!(refused.status, 409, "so that nothing is recorded twice");
    assert!(opened(&app, "care", contact).is_open());
    // A notice is done when its reader saw to it; a step is not.
    assert_eq!(care.post_form(&path(contact, "/acknowledgement"), &[]).status, 409);
    let seen = care.post_form(&path(alert, "/acknowledgement"), &[]);
    assert_eq!((seen.status, seen.location()), (303, "/call-backs"));
    assert_eq!(app.audit().last().unwrap(), "followups.acknowledge");
    assert!(!opened(&app, "care", alert).is_open());
}

#[test]
fn anothers_task_is_not_there_and_a_task_of_another_role_is_not_done() {
    let app = TestApp::spawn();
    let id = call(&app, gu(&app), Some("advisor"), 30);
    let advisor2 = app.sign_in("advisor2");
    for rest in ["", "/snooze"] {
        assert_eq!(advisor2.get(&path(id, rest)).status, 404, "{rest}");
    }
    let posts: [(&str, &[(&str, &str)]); 5] = [
        ("/calls", &ANSWERED),
        ("/reveals", &[]),
        ("/ownership", &[]),
        ("/acknowledgement", &[]),
        ("/snooze", &[("for", "hour"), ("lock_version", "0")]),
    ];
    for (rest, fields) in posts {
        assert_eq!(advisor2.post_form(&path(id, rest), fields).status, 404, "{rest}");
    }
    let consultant = app.sign_in("consultant");
    assert_eq!(consultant.get(&path(id, "")).status, 404);
    let mut crisis = NewTask {
        store: app.store(),
        kind: "complaint.crisis",
        subject: Subject::new("complaint", Uuid::now_v7()),
        customer: None,
        owner: None,
        role: Some(Role::StoreManager),
        started_at: app.clock.now(),
        due_at: app.clock.now(),
        title: "危机投诉 TS20261122-0007".into(),
    };
    let managers = app
        .db
        .system_write_now(|tx| commands::open_task(tx, crisis.clone()))
        .unwrap();
    crisis.kind = "complaint.contact_top_alert";
    app.db.system_write_now(|tx| commands::open_task(tx, crisis)).unwrap();
    let care = app.sign_in("care");
    assert_eq!(care.post_form(&path(managers, "/ownership"), &[]).status, 409);
    assert!(!care.get("/call-backs?view=all").has("form[action$='/ownership']"));
    let manager = app.sign_in("manager");
    assert_eq!(manager.get("/call-backs").texts("tbody tr").len(), 2);
    assert_eq!(manager.post_form(&path(managers, "/ownership"), &[]).status, 303);
}

fn plan(client: &Client, customer: CustomerId, due: &str) -> Page {
    let customer = customer.to_string();
    client.post_form(
        "/call-backs",
        &[("customer", &customer), ("title", "问问新车"), ("due_at", due)],
    )
}

#[test]
fn a_call_is_planned_from_the_customers_page() {
    let app = TestApp::spawn();
    let gu = app.customer_of("consultant", "顾明", "13812345621");
    let consultant = app.sign_in("consultant");
    let link = format!("/call-backs/new?customer={gu}");
    assert!(
        consultant
            .get(&format!("/customers/{gu}"))
            .has(&format!("a[href='{link}']"))
    );
    assert_eq!(consultant.get(&link).value("due_at"), "2026-11-23T18:00");
    let wrong = plan(&consultant, gu, "2026-11-22T09:00");
    assert_eq!(wrong.status, 422);
    assert!(wrong.has("#n-due_at-err"));
    assert_eq!(wrong.value("title"), "问问新车");
    let answer = plan(&consultant, gu, "2026-11-23T18:00");
    assert_eq!(
        (answer.status, answer.location().to_owned()),
        (303, format!("/customers/{gu}"))
    );
    assert_eq!(app.audit().last().unwrap(), "followups.plan");
    assert_eq!(consultant.get("/call-backs").texts("tbody .lead .go"), ["问问新车"]);
    let second = plan(&consultant, gu, "2026-11-24T18:00");
    assert_eq!(second.status, 422, "it would move the first");
    assert!(second.text(".problems").contains("已有一个没完成的回访任务"));
    let stranger = app.sign_in("consultant2");
    assert_eq!(stranger.get(&link).status, 404);
    assert_eq!(plan(&stranger, gu, "2026-11-23T18:00").status, 404);
    assert_eq!(consultant.get("/call-backs/new").status, 404);
}

#[test]
fn the_pages_are_english_for_who_reads_english() {
    let app = TestApp::spawn();
    let gu = gu(&app);
    let plain = call(&app, gu, Some("care"), 30);
    task(
        &app,
        "complaint.contact",
        Subject::new("complaint", Uuid::now_v7()),
        Some(gu),
        None,
        10,
    );
    english(&app);
    let care = app.sign_in("care");
    let list = care.get("/call-backs");
    assert_eq!(list.text("h1"), "Calls and tasks");
    assert_eq!(list.texts("tbody .lead .go")[0], "First contact");
    assert_eq!(
        list.texts("tbody .lead > small"),
        ["Customer call-back"],
        "no row says its kind twice"
    );
    assert_eq!(
        list.texts("tbody .lead .go[lang='zh-CN']"),
        ["交车满 7 天，问问用车感受"],
        "typed in Chinese"
    );
    let han = |text: &str| text.chars().any(|sign| ('\u{4e00}'..='\u{9fff}').contains(&sign));
    for tag in ["button", "label", "dt", "th", ".tabs a"] {
        for page in [&list, &care.get(&path(plain, "")), &care.get(&path(plain, "/snooze"))] {
            // An avatar and a customer's name are data.
            assert!(
                page.texts(&format!("main {tag}")).iter().all(|text| !han(text)),
                "{tag}"
            );
        }
    }
}
