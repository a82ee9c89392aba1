//! The list: its order, its counts, what leaves it, what stands beside it.

use chrono::TimeDelta;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use yingke::schema::staff;

use super::{ANSWERED, call, names, steps, task, ways};
use crate::support::builders::VIN;
use crate::support::{Client, TestApp};

fn count(client: &Client) -> String {
    let page = client.get("/my-day/count");
    assert_eq!(page.status, 200);
    page.body
}

#[test]
fn what_is_due_first_stands_first_in_its_part_of_the_day() {
    let app = TestApp::spawn();
    let gu = app.customer("顾明", "13812345621");
    app.vehicle(gu, "沪A12345", VIN);
    let late = call(&app, gu, Some("care"), -20);
    call(&app, app.customer("张三", "13812345622"), None, -50);
    call(&app, app.customer("李四", "13812345623"), Some("care"), 45);
    call(&app, app.customer("王五", "13812345624"), Some("care"), 300);
    call(&app, app.customer("赵六", "13812345625"), Some("care"), 120);
    call(&app, app.customer("明日", "13812345626"), Some("care"), 26 * 60);
    call(&app, app.customer("后天", "13812345627"), Some("care"), 50 * 60);
    call(&app, app.customer("别人", "13812345628"), Some("crm.manager"), -5);
    let care = app.sign_in("care");
    let page = care.get("/");
    assert_eq!(page.status, 200);
    assert_eq!(page.text("h1"), "今日待办");
    assert_eq!(names(&page, "late"), ["张三", "顾明"], "one's own and the free ones");
    assert_eq!(names(&page, "hour"), ["李四"]);
    assert_eq!(names(&page, "today"), ["赵六", "王五"]);
    assert!(!page.body.contains("明日") && !page.body.contains("后天") && !page.body.contains("别人"));
    assert_eq!(page.texts("#day-late .pill"), ["2"]);
    assert_eq!(page.texts("#day-late .sla"), ["超时 50 分", "超时 20 分"]);
    assert_eq!(page.texts("#day-hour .sla-due"), ["剩 45 分"]);
    assert_eq!(page.texts("#day-late .plate"), ["沪A·12345"]);
    assert_eq!(page.texts("#day-late small").remove(1), "交车满 7 天，问问用车感受");
    assert_eq!(steps(&page, "late"), ["呼叫并记录", "呼叫并记录"]);
    assert_eq!(ways(&page, "late")[1], format!("/call-backs/{late}"));
    assert!(!page.body.contains("13812345621"), "no number stands in the list");
    assert_eq!(
        page.attributes(".nav a[aria-current=page]", "href"),
        ["/"],
        "here is nowhere else"
    );
    assert!(count(&care).contains("<span class=\"hot\">2</span>"));
    assert_eq!(count(&app.sign_in("admin")), "");
}

#[test]
fn what_is_done_stands_folded_below_with_what_came_of_it() {
    let app = TestApp::spawn();
    let id = call(&app, app.customer("顾明", "13812345621"), Some("care"), -20);
    let care = app.sign_in("care");
    assert_eq!(care.get("/").texts("#day-done .pill"), ["0"]);
    app.advance(TimeDelta::minutes(5));
    assert_eq!(
        care.post_form(&format!("/call-backs/{id}/calls"), &ANSWERED).status,
        303
    );
    let page = care.get("/");
    assert!(!page.has("#day-late") && page.has("details#day-done:not([open])"));
    assert_eq!(names(&page, "done"), ["顾明"]);
    assert_eq!(page.texts("#day-done .tag"), ["已联系上"]);
    assert_eq!(page.texts("#day-done time"), ["10:05"]);
    assert_eq!(count(&care), "");
    app.advance(TimeDelta::days(1));
    let morning = app.sign_in("care").get("/");
    assert_eq!(morning.texts("#day-done .pill"), ["0"], "yesterday's is gone");
}

#[test]
fn what_was_put_off_comes_back_in_its_time() {
    let app = TestApp::spawn();
    let id = call(&app, app.customer("顾明", "13812345621"), Some("care"), 30);
    let care = app.sign_in("care");
    let snooze = care
        .get("/")
        .attributes("#day-hour [data-row-hotkey=s]", "href")
        .remove(0);
    assert_eq!(snooze, format!("/call-backs/{id}/snooze"));
    let posted = care.post_form(&snooze, &[("for", "hour"), ("lock_version", "0")]);
    assert_eq!(posted.status, 303, "{}", posted.body);
    assert!(care.get("/").has("#work .empty"));
    app.advance(TimeDelta::minutes(61));
    assert_eq!(names(&app.sign_in("care").get("/"), "late"), ["顾明"]);
}

#[test]
fn who_has_done_everything_hears_what_tomorrow_holds() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let empty = care.get("/");
    assert!(empty.text("#work .empty").contains("今天都处理完了"));
    assert!(empty.text("#work .empty").contains("明天没有到期的待办"));
    assert!(!empty.has(".acts a[href='/my-day/queue']"), "nothing to begin with");
    for (number, hours) in [20, 26, 37].into_iter().enumerate() {
        let customer = app.customer(
            &format!("客户{}", ["甲", "乙", "丙"][number]),
            &format!("1381234562{number}"),
        );
        call(&app, customer, Some("care"), hours * 60);
    }
    let page = care.get("/");
    assert!(
        page.text("#work .empty").contains("明天有 3 项到期"),
        "{}",
        page.text("#work")
    );
    call(&app, app.customer("丁丁", "13812345629"), Some("care"), 39 * 60);
    assert!(
        care.get("/").text("#work .empty").contains("明天有 3 项到期"),
        "01:00 is the day after"
    );
}

#[test]
fn counts_are_of_all_rows_though_not_all_are_shown() {
    let app = TestApp::spawn();
    let store = app.customer("顾明", "13812345621");
    call(&app, store, Some("care"), -600);
    // The same task, many times over.
    let more = "INSERT INTO tasks (id, store_id, kind, subject_kind, subject_id, customer_id, owner_id, role, started_at, \
        due_at, created_at) SELECT gen_random_uuid(), store_id, kind, subject_kind, gen_random_uuid(), customer_id, \
        owner_id, role, started_at, due_at + make_interval(mins => n), created_at FROM tasks, generate_series(1, $N) n \
        WHERE title_sealed IS NOT NULL";
    let conn = &mut app.database.owner();
    conn.batch_execute(&more.replace("$N", "44")).unwrap();
    let care = app.sign_in("care");
    let page = care.get("/");
    assert_eq!(names(&page, "late").len(), 40);
    assert_eq!(page.texts("#day-late .pill"), ["45"]);
    assert!(page.text("#day-late > p").contains("还有 5 项"));
    assert!(count(&care).contains(">45<"));
    // Beyond what anybody does in two days a count is "at least".
    conn.batch_execute(&more.replace("$N", "460").replace("+ make", "- make"))
        .unwrap();
    assert_eq!(care.get("/").texts("#day-late .pill"), ["501+"]);
}

#[test]
fn what_one_is_only_told_stands_beside_the_list_until_it_was_seen() {
    let app = TestApp::spawn();
    let gu = app.customer("顾明", "13812345621");
    let id = task(&app, "complaint.contact_alert", gu, Some("care"), -5);
    let care = app.sign_in("care");
    let page = care.get("/");
    assert!(page.has("#work .empty"), "nothing to do about it");
    assert_eq!(page.texts("#day-told .pill"), ["1"]);
    assert_eq!(page.texts("#day-told .go"), ["交车满 7 天，问问用车感受"]);
    assert_eq!(count(&care), "", "nor is it counted");
    let action = page.attributes("#day-told form", "action").remove(0);
    assert_eq!(action, format!("/call-backs/{id}/acknowledgement"));
    assert_eq!(care.post_form(&action, &[]).status, 303);
    assert!(!care.get("/").has("#day-told form"));
    assert!(app.audit().iter().any(|entry| entry.starts_with("followups.")));
}

#[test]
fn an_error_beside_the_list_leaves_the_list() {
    let app = TestApp::spawn();
    call(&app, app.customer("顾明", "13812345621"), Some("consultant"), -20);
    app.database
        .owner()
        .batch_execute("ALTER TABLE test_drives RENAME TO test_drives_gone")
        .unwrap();
    let consultant = app.sign_in("consultant");
    let page = consultant.get("/");
    assert_eq!(page.status, 200);
    assert_eq!(names(&page, "late"), ["顾明"]);
    assert!(page.text("#beside").contains("这部分加载失败"));
    assert!(!page.has("#day-schedule"));
}

#[test]
fn the_list_refreshes_itself_and_asks_for_nothing_else() {
    let app = TestApp::spawn();
    call(&app, app.customer("顾明", "13812345621"), Some("care"), -20);
    let care = app.sign_in("care");
    let page = care.get("/");
    let live = page.attributes("#work", "data-live").remove(0);
    for topic in ["changed-tasks", "changed-complaints", "changed-visits"] {
        assert!(live.contains(topic), "{live}");
    }
    assert!(
        !live.contains("changed-repairs"),
        "only what this person hears of: {live}"
    );
    let stream = page.attributes("#live", "hx-sse:connect").remove(0);
    let asked = care.send_for_head(care.request("GET", &stream));
    assert_eq!(asked.status, 200, "{stream}");
    let work = care.get_region("/", "work");
    assert!(!work.body.contains("<html") && work.has("#day-late") && !work.has("#day-schedule"));
    let beside = care.get_region("/", "beside");
    assert!(beside.has("#day-schedule") && !beside.has("#day-late"));
}

#[test]
fn in_english_too() {
    let app = TestApp::spawn();
    call(&app, app.customer("顾明", "13812345621"), Some("care"), -20);
    let english = diesel::update(staff::table).set(staff::language.eq("en"));
    english.execute(&mut app.database.owner()).unwrap();
    let care = app.sign_in("care");
    let page = care.get("/");
    assert_eq!(page.text("h1"), "My day");
    assert_eq!(page.text("#day-late h2"), "Late");
    assert_eq!(steps(&page, "late"), ["Call and record"]);
    assert!(page.has("#day-late small[lang='zh-CN']"), "a title that somebody typed");
    assert_eq!(care.get("/my-day/queue").texts(".ph .sub"), ["1 left"]);
}

#[test]
fn the_month_stands_beside_the_list_and_is_fetched_by_itself() {
    let app = TestApp::spawn();
    let consultant = app.sign_in("consultant");
    let page = consultant.get("/");
    assert_eq!(page.text("#day-month h2"), "我的本月指标");
    assert_eq!(
        page.attributes("#day-month [data-panel]", "hx-get"),
        ["/my-day/figures"]
    );
    let month = consultant.get("/my-day/figures");
    assert_eq!(month.status, 200);
    assert_eq!(month.texts("li").len(), 3);
    let ways = month.attributes("li a", "href");
    assert_eq!(
        ways,
        [
            "/figures/lead_conversion",
            "/figures/first_call",
            "/figures/satisfaction"
        ]
    );
    assert!(month.text("li:first-child").contains("30"), "against its target");
    let shown = month.text("li:first-child b");
    assert!(!shown.contains('0'), "of nothing there is no share: {shown}");
    assert_eq!(app.sign_in("care").get("/").text("#day-month h2"), "本月指标");
    let technician = app.sign_in("technician");
    assert!(!technician.get("/").has("#day-month"));
    assert_eq!(technician.get("/my-day/figures").status, 403);
}
