//! Everything is a link or a form.

use thirtyfour::Key;

use super::another_complaint;
use super::support::Browser;
use crate::support::TestApp;

#[test]
fn signing_in_works() {
    let app = TestApp::spawn();
    let browser = Browser::without_scripts(&app);
    browser.visit("/sign-in");
    assert_eq!(browser.count("[data-peek]"), 0, "a script would have shown this button");
    browser.type_into("[name=username]", "care");
    browser.type_into("[name=password]", "wrong");
    browser.click("[type=submit].btn-primary");
    assert!(browser.text(".err").contains("不正确"));
    assert_eq!(browser.value("[name=username]"), "care");
    browser.type_into("[name=password]", "demo-pass-2026");
    browser.click("[type=submit].btn-primary");
    browser.until("signed in", || !browser.path().starts_with("/sign-in"));
    browser.sees("#nav");
}

#[test]
fn a_complaint_is_recorded_and_noted() {
    let app = TestApp::spawn();
    let browser = Browser::without_scripts(&app);
    browser.sign_in("care");
    browser.visit("/complaints/new");
    browser.type_into("[name=new_name]", "周一");
    browser.type_into("[name=new_phone]", "13800001111");
    browser.type_into("[name=facts]", "等了三个小时");
    browser.choose("[name=category]", "waiting_time");
    browser.tick("[name=severity][value=normal]");
    browser.tick("[name=channel][value=phone]");
    browser.click("main form[action='/complaints'] .form-foot [type=submit]");
    browser.until("it is recorded", || {
        browser.path().starts_with("/complaints/") && browser.path() != "/complaints/new"
    });
    assert!(browser.text("h1").starts_with("TS20261122-0001"));

    let complaint = browser.path();
    browser.visit(&format!("{complaint}/notes"));
    browser.type_into("[name=body]", "已查看监控");
    browser.click("main [type=submit].btn-primary");
    browser.until("it is noted", || browser.path() == complaint);
    assert!(browser.text("main").contains("已查看监控"));
}

#[test]
fn a_customer_is_found_and_a_phone_is_shown_for_a_reason() {
    let app = TestApp::spawn();
    app.customer("顾明", "13812345621");
    let browser = Browser::without_scripts(&app);
    browser.sign_in("care");
    browser.visit("/customers");
    browser.click("header .gs");
    browser.until("the search is a page", || browser.path() == "/search");
    browser.type_into("main [name=q]", "gm");
    browser.press(Key::Enter);
    browser.click("main [data-rows] a.go");
    browser.until("the customer is shown", || browser.path().starts_with("/customers/"));
    browser.click("form.masked button");
    browser.tick("main [name=reason][value=verify]");
    browser.click("main .btn-primary[type=submit]");
    assert!(browser.text("[data-revealed]").contains("138 1234 5621"));
    assert_eq!(app.audit().last().map(String::as_str), Some("customers.reveal"));
}

#[test]
fn several_complaints_are_given_to_a_colleague() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    for number in 0..2 {
        let answer = care.post_form("/complaints", &another_complaint(&format!("1380000{number:04}")));
        assert_eq!(answer.status, 303);
    }
    let browser = Browser::without_scripts(&app);
    browser.sign_in("care");
    browser.visit("/complaints");
    assert_eq!(browser.count("[data-bulk]"), 0, "nothing to do with nothing");
    for row in 1..=2 {
        browser.click(&format!("[data-rows] tr:nth-child({row}) [data-pick]"));
    }
    browser.choose("#b-owner_id", &app.actor("advisor").id.to_string());
    browser.click("[data-bulk] .btn-primary");
    browser.sees("#toasts [data-toast]");
    assert_eq!(app.audit().last().map(String::as_str), Some("complaints.assign"));
    assert!(browser.text("[data-rows]").contains("吴凡"));
}

#[test]
fn the_look_and_the_language_are_switched() {
    let app = TestApp::spawn();
    let browser = Browser::without_scripts(&app);
    browser.sign_in("care");
    browser.visit("/customers");
    browser.click("header button[name=lang]");
    browser.sees("html[lang=en]");
    browser.click("header .to-dark");
    browser.sees("html[data-theme=dark]");
    assert_eq!(browser.path(), "/customers");
}

#[test]
fn a_visitor_is_found_and_registered() {
    let app = TestApp::spawn();
    app.customer("顾明", "13812345621");
    let browser = Browser::without_scripts(&app);
    browser.sign_in("service.manager");
    browser.visit("/reception");
    browser.type_into("#g-q", "5621");
    browser.click("#register form [type=submit]");
    browser.sees("#found .desk-match");
    browser.click("#register form [type=submit]");
    browser.until("the visitor is registered", || {
        browser.path().starts_with("/reception?registered=")
    });
    assert!(browser.text("main .notice").contains("A001"));
    assert!(browser.text(".desk-queue li").contains("顾明"));
}
