//! The dashboard by keys, its pieces that load by themselves, and a decision taken over it.

use super::support::Browser;
use crate::support::TestApp;
use crate::web::sales::overview::evening;
use crate::web::sales::quotes::{deal, draft, release};

#[test]
fn keys_page_through_periods_and_open_every_table() {
    let app = evening();
    let browser = Browser::open(&app);
    browser.sign_in("manager");
    browser.visit("/dashboard");
    browser.until_quiet();
    assert_eq!(browser.text("#days"), "2026-11-01 – 2026-11-22");
    browser.sees("#funnel .funnel");
    assert_eq!(browser.count("main details.data[open]"), 0);
    browser.press("d");
    browser.sees("#trend details.data[open] tbody");
    browser.sees("#people details.data[open] tbody");
    browser.press("d");
    browser.until("they are closed", || !browser.has("main details.data[open]"));
    browser.arrive(|| browser.press("["));
    assert_eq!(browser.text("#days"), "2026-10-01 – 2026-10-31");
    browser.arrive(|| browser.press("]"));
    assert_eq!(browser.text("#days"), "2026-11-01 – 2026-11-22");
    assert!(browser.complaints().is_empty());
}

#[test]
fn who_decides_over_the_dashboard_is_back_there_and_one_thing_less_waits() {
    let app = TestApp::spawn();
    let (deal, consultant) = (deal(&app), app.sign_in("consultant"));
    let generous = [("discount", "6000"), ("discount_because", "月底冲量")];
    let quote = draft(&consultant, deal, &generous);
    release(&consultant, &quote);
    let browser = Browser::open(&app);
    browser.sign_in("sales.manager");
    browser.visit("/dashboard?period=week");
    browser.until_quiet();
    assert_eq!(browser.text("#attention-total"), "1");
    browser.click("#attention .btn-primary");
    browser.sees("#dialog[open] form");
    browser.script::<()>("document.querySelector('#dialog [name=decision][value=approve]').click()");
    browser.arrive(|| browser.click("#dialog [type=submit]"));
    assert_eq!(browser.path(), "/dashboard?period=week");
    assert_eq!(browser.text("#attention-total"), "0");
    browser.sees(".toast");
}
