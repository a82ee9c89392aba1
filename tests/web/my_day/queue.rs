//! One after another: what is saved leads to the next.

use super::{ANSWERED, call};
use crate::support::{Client, Page, TestApp};

/// Posts a form of a dialog as htmx does, from a page that says where it leads back to.
fn saved(client: &Client, path: &str, fields: &[(&str, &str)], onward: &str) -> Page {
    let token = yingke::platform::db::FormToken::new().to_string();
    let mut all = fields.to_vec();
    all.push(("token", token.as_str()));
    let request = client.request("POST", path).header("Sec-Fetch-Site", "same-origin");
    let request = request.header("HX-Request", "true").header("X-Onward", onward);
    client.send(request.form(&all))
}

#[test]
fn after_saving_the_next_one_opens() {
    let app = TestApp::spawn();
    let second = call(&app, app.customer("顾明", "13812345621"), Some("care"), 20);
    let first = call(&app, app.customer("张三", "13812345622"), Some("care"), -20);
    let care = app.sign_in("care");
    let start = care.get("/").attributes(".acts a.btn-primary", "href").remove(0);
    assert_eq!(start, "/my-day/queue");
    let page = care.get(&start);
    assert_eq!(page.text("h1"), "张三");
    assert_eq!(page.text(".ph .sub"), "还剩 2 项");
    assert_eq!(
        page.attributes("[hx-trigger=load][hx-target='#dialog']", "hx-get"),
        [format!("/call-backs/{first}")]
    );
    assert_eq!(page.texts(".cols aside .day-what b"), ["顾明"]);
    let onward = page.attributes("[data-onward]", "data-onward").remove(0);
    assert_eq!(onward, "/my-day/queue");

    let refused = saved(
        &care,
        &format!("/call-backs/{first}/calls"),
        &[("outcome", "answered")],
        &onward,
    );
    assert_eq!(
        (refused.status, refused.header("hx-redirect")),
        (422, ""),
        "a fault leads nowhere"
    );
    let done = saved(&care, &format!("/call-backs/{first}/calls"), &ANSWERED, &onward);
    assert_eq!(
        (done.status, done.header("hx-redirect")),
        (204, "/my-day/queue"),
        "{}",
        done.body
    );
    let page = care.get("/my-day/queue");
    assert_eq!(page.text("h1"), "顾明");
    assert!(page.text("#toasts").contains("已记录"));
    assert_eq!(page.text(".ph .sub"), "还剩 1 项");
    assert!(page.text(".cols aside").contains("这是最后一项"));

    saved(&care, &format!("/call-backs/{second}/calls"), &ANSWERED, &onward);
    let end = care.get("/my-day/queue");
    assert_eq!((end.status, end.location()), (303, "/"));
    assert!(care.get("/").text("#toasts").contains("今天都处理完了"));
}

#[test]
fn what_is_skipped_waits_and_two_of_one_moment_both_have_their_turn() {
    let app = TestApp::spawn();
    for (name, phone) in [
        ("张三", "13812345622"),
        ("顾明", "13812345621"),
        ("李四", "13812345623"),
    ] {
        call(&app, app.customer(name, phone), Some("care"), 20);
    }
    let care = app.sign_in("care");
    let mut seen = Vec::new();
    let mut there = "/my-day/queue".to_owned();
    for _ in 0..3 {
        let page = care.get(&there);
        seen.push(page.text("h1"));
        assert_eq!(
            page.attributes("[data-onward]", "data-onward"),
            [there.as_str()],
            "what is saved leads to what comes behind the same place"
        );
        there = page.attributes("a[data-hotkey=n]", "href").remove(0);
    }
    seen.sort();
    assert_eq!(seen, ["张三", "李四", "顾明"]);
    let end = care.get(&there);
    assert_eq!((end.status, end.location()), (303, "/"));
    assert!(care.get("/").text("#toasts").contains("这一轮都看过了"));
    assert_eq!(
        care.get("/my-day/queue?after=nonsense").status,
        200,
        "from the beginning"
    );
}

#[test]
fn a_form_leads_on_only_where_the_page_said_so_and_never_to_another_site() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let snooze = [("for", "hour"), ("lock_version", "0")];
    for (number, onward) in ["https://evil.example", "//evil.example", "evil"]
        .into_iter()
        .enumerate()
    {
        let id = call(
            &app,
            app.customer("顾明", &format!("1381234562{number}")),
            Some("care"),
            20,
        );
        let posted = saved(&care, &format!("/call-backs/{id}/snooze"), &snooze, onward);
        assert_eq!(
            (posted.status, posted.header("hx-redirect")),
            (204, "/call-backs"),
            "{onward}"
        );
    }
    let id = call(&app, app.customer("张三", "13812345629"), Some("care"), 20);
    let plain = care.request("POST", &format!("/call-backs/{id}/snooze"));
    let token = yingke::platform::db::FormToken::new().to_string();
    let fields = [("for", "hour"), ("lock_version", "0"), ("token", token.as_str())];
    let plain = plain.header("Sec-Fetch-Site", "same-origin").header("X-Onward", "/");
    let answer = care.send(plain.form(&fields));
    assert_eq!(
        (answer.status, answer.location()),
        (303, "/call-backs"),
        "without script"
    );
}

#[test]
fn who_has_nothing_to_do_is_led_back() {
    let app = TestApp::spawn();
    for account in ["admin", "marketing", "care"] {
        let answer = app.sign_in(account).get("/my-day/queue");
        assert_eq!((answer.status, answer.location()), (303, "/"), "{account}");
    }
    let away = app.visitor().get("/my-day/queue");
    assert!(away.status == 303 && away.location().starts_with("/sign-in"));
}
