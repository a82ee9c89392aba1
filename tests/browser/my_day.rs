//! My day in a browser: its keys, and one after another.

use thirtyfour::Key;

use super::another_complaint;
use super::support::Browser;
use crate::support::TestApp;

/// The day of care, with so many customers to call back at once.
fn begun(app: &TestApp, complaints: u32) -> Browser {
    let care = app.sign_in("care");
    for number in 0..complaints {
        let posted = care.post_form("/complaints", &another_complaint(&format!("1380000{number:04}")));
        assert_eq!(posted.status, 303, "{}", posted.body);
    }
    let browser = Browser::open(app);
    browser.sign_in("care");
    browser.until("the day is shown", || browser.path() == "/");
    browser.sees("#day-hour [data-row]");
    browser.until_quiet();
    browser
}

#[test]
fn saving_one_opens_the_next_and_the_last_leads_back() {
    let app = TestApp::spawn();
    let browser = begun(&app, 2);
    assert_eq!(browser.barriers(), Vec::<String>::new());
    browser.press("b");
    for left in ["还剩 2 项", "还剩 1 项"] {
        browser.until(left, || {
            browser.count(".ph .sub") == 1 && browser.text(".ph .sub") == left
        });
        browser.sees("#dialog[open] [name=body]");
        browser.tick("#dialog [name=channel][value=phone]");
        browser.tick("#dialog [name=outcome][value=answered]");
        browser.type_into("#dialog [name=body]", "已致歉，约明天到店检查");
        browser.click("#dialog [type=submit].btn-primary");
    }
    browser.until("all is done", || browser.path() == "/");
    browser.sees("#work .empty");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn keys_go_through_the_list_and_put_off() {
    let app = TestApp::spawn();
    let browser = begun(&app, 1);
    browser.press("j");
    assert!(browser.has("#day-hour [data-row][data-cursor]"));
    browser.press("l");
    browser.sees("#dialog[open] [name=body]");
    browser.press(Key::Escape);
    browser.until("it is closed", || browser.count("#dialog[open]") == 0);
    browser.press("s");
    browser.sees("#dialog[open] [name=reason]");
    browser.click("#dialog [type=submit].btn-primary");
    browser.sees("#work .empty");
    assert_eq!(browser.path(), "/", "what was saved leads back to the day");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}
