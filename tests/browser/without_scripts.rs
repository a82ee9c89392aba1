//! Everything is a link or a form.

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
