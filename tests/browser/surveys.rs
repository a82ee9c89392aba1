//! A customer answers on a phone.

use super::support::Browser;
use crate::support::TestApp;
use crate::web::surveys::answers::{asked, sent};

/// Chooses in each question of the page shown: the last that is offered, or the one at this place.
fn choose(browser: &Browser, place: Option<usize>) {
    for number in 1..=browser.count("fieldset.guest-q") {
        let which = place.map_or("last-of-type".to_owned(), |place| format!("nth-of-type({place})"));
        browser.click(&format!("fieldset.guest-q:nth-of-type({number}) label:{which}"));
    }
}

fn go_on(browser: &Browser) {
    let before = browser.path();
    browser.click("button[value=next]");
    browser.until("the next page", || browser.path() != before);
}

/// Answers all pages, content with everything, and gives every page to `look`.
fn answer(browser: &Browser, path: &str, look: impl Fn(&Browser)) {
    browser.visit(path);
    for _ in 0..2 {
        look(browser);
        choose(browser, None);
        if browser.count("textarea") > 0 {
            browser.type_into("textarea", "很满意，谢谢");
        }
        go_on(browser);
    }
    assert!(browser.text("h1").contains("谢谢"));
    look(browser);
}

#[test]
fn all_is_answered_with_one_hand_and_no_page_has_a_fault() {
    let app = TestApp::spawn();
    let (_, path) = asked(&app);
    let browser = Browser::open(&app);
    browser.width(390);
    answer(&browser, &path, |browser| {
        let fits: bool = browser.script("return document.documentElement.scrollWidth <= window.innerWidth");
        assert!(fits, "{} scrolls sideways", browser.path());
        let small: Vec<String> = browser.script(
            "return [...document.querySelectorAll('main label:not(.guest-l), main button, main a')]
                .filter(one => {
                    const box = one.getBoundingClientRect();
                    return box.height < 44 || (one.matches('.guest-scale label') && box.width < 44);
                }).map(one => one.textContent)",
        );
        assert!(small.is_empty(), "{small:?} on {}", browser.path());
        let found = [browser.complaints(), browser.barriers()].concat();
        assert!(found.is_empty(), "{found:?} on {}", browser.path());
    });
    assert_eq!((sent(&app).len(), sent(&app)[0].overall), (1, Some(5)));
}

#[test]
fn no_script_is_needed_and_somebody_unhappy_asks_for_a_complaint() {
    let app = TestApp::spawn();
    let (_, path) = asked(&app);
    let browser = Browser::without_scripts(&app);
    browser.width(390);
    browser.visit(&path);
    choose(&browser, Some(1));
    go_on(&browser);
    browser.sees("#wishes");
    // The last of the wishes, too: that it be a complaint.
    choose(&browser, None);
    browser.type_into("textarea", "等了三个小时");
    go_on(&browser);
    assert!(browser.text("#words").contains("投诉"));
    let row = sent(&app).remove(0);
    assert!(row.wants_complaint && row.lowest == Some(1));
}

#[test]
fn a_button_that_brings_a_file_is_soon_free_again() {
    let app = TestApp::spawn();
    asked(&app);
    let browser = Browser::open(&app);
    browser.sign_in("manager");
    browser.visit("/surveys/report/export");
    let busy = || browser.count("main form [aria-busy=true]") > 0;
    browser.click("main form[data-file] .form-foot button");
    browser.until("the button is busy", busy);
    let took = browser.until("the button is free", || !busy());
    assert!(took.as_secs() < 6, "{took:?}");
    assert!(browser.path().starts_with("/surveys/report/export"));
}
