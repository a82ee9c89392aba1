//! Keys alone: signing in, the command palette, the sheet of shortcuts and its switch, input methods.

use std::time::Duration;

use diesel::prelude::*;
use thirtyfour::Key;
use yingke::schema::staff;

use super::support::Browser;
use crate::support::TestApp;

/// A page that everybody has.
const SOMEWHERE: &str = "/dev/components";

fn at_work(app: &TestApp, account: &str) -> Browser {
    let browser = Browser::open(app);
    browser.sign_in(account);
    browser.visit(SOMEWHERE);
    browser.until_quiet();
    browser.complaints();
    browser
}

/// How often the page has asked for search results.
fn searches(browser: &Browser) -> usize {
    browser.script(
        "return performance.getEntriesByType('resource').filter(entry => new URL(entry.name).pathname === '/search').length",
    )
}

#[test]
fn signing_in_takes_no_mouse() {
    let app = TestApp::spawn();
    let browser = Browser::open(&app);
    browser.visit("/sign-in");
    assert!(
        browser.focus_is_on("[name=username]"),
        "the first field waits for typing"
    );
    browser.press("care");
    browser.press(Key::Tab);
    assert!(browser.focus_is_on("[name=password]"));
    browser.press("demo-pass-2026");
    browser.press(Key::Enter);
    browser.until("signed in", || !browser.path().starts_with("/sign-in"));
    browser.sees("#nav");
}

#[test]
fn control_k_opens_the_palette_and_escape_gives_the_focus_back() {
    let app = TestApp::spawn();
    let browser = at_work(&app, "care");
    browser.press_with(Key::Control, 'k');
    browser.sees("#palette[open]");
    assert!(browser.focus_is_on("#palette-q"));

    browser.press(">");
    let chosen = || browser.attribute("#palette-q", "aria-activedescendant");
    let first = chosen();
    assert_eq!(browser.count("#palette-list [aria-selected=true]"), 1);
    browser.press(Key::Down);
    assert_ne!(chosen(), first, "the arrow moves the choice");
    browser.press(Key::Up);
    assert_eq!(chosen(), first);
    assert!(
        browser.focus_is_on("#palette-q"),
        "while the focus stays where one types"
    );

    browser.press(Key::Escape);
    browser.until("the palette is closed", || browser.count("#palette") == 0);
    assert!(!browser.focus_is_on("#palette-q"));
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn a_question_mark_shows_the_keys_unless_they_are_switched_off() {
    let app = TestApp::spawn();
    let browser = at_work(&app, "care");
    browser.press("?");
    browser.sees("#keys[open]");
    assert!(browser.count("#keys li") >= 5);
    browser.press(Key::Escape);
    browser.until("the sheet is closed", || browser.count("#keys") == 0);

    let off = diesel::update(staff::table.filter(staff::username.eq("care"))).set(staff::hotkeys.eq(false));
    assert_eq!(off.execute(&mut app.database.owner()), Ok(1));
    browser.visit(SOMEWHERE);
    browser.press("?");
    browser.press_with(Key::Control, 'k');
    browser.sees("#palette[open]");
    assert_eq!(browser.count("#keys"), 0, "single keys are off, chords are not");
}

#[test]
fn single_keys_are_letters_while_one_types() {
    let app = TestApp::spawn();
    let browser = at_work(&app, "care");
    browser.press_with(Key::Control, 'k');
    browser.sees("#palette[open]");
    browser.press("?/c");
    assert_eq!(browser.value("#palette-q"), "?/c");
    assert_eq!(browser.count("#keys"), 0);
}

#[test]
fn a_search_waits_until_the_input_method_is_done() {
    let app = TestApp::spawn();
    let browser = at_work(&app, "care");
    browser.press_with(Key::Control, 'k');
    browser.sees("#palette[open]");
    for spelled in ["z", "zh", "zha", "zhan", "zhang"] {
        browser.compose(spelled);
        std::thread::sleep(Duration::from_millis(100));
    }
    // The delay of the search is 200 ms.
    std::thread::sleep(Duration::from_millis(600));
    assert_eq!(browser.value("#palette-q"), "zhang");
    assert_eq!(
        searches(&browser),
        0,
        "pinyin on its way to characters was searched for"
    );
    browser.commit("张");
    browser.until("the characters are searched for", || searches(&browser) == 1);
    assert_eq!(browser.value("#palette-q"), "张");
}

#[test]
fn the_keys_of_a_row_name_nobody_until_one_is_chosen() {
    let app = TestApp::spawn();
    crate::web::sales::opportunities::opportunity(&app);
    let browser = Browser::open(&app);
    browser.sign_in("consultant");
    browser.visit("/board");
    browser.until_quiet();
    let sheet = || {
        browser.press("?");
        browser.sees("#keys[open]");
        let words = browser.text("#keys");
        browser.press(Key::Escape);
        browser.until("the sheet is closed", || browser.count("#keys") == 0);
        words
    };
    let words = sheet();
    assert!(words.contains("记录跟进") && !words.contains("李娜"), "{words}");
    browser.press("j");
    let words = sheet();
    assert!(words.contains("李娜"), "{words}");
}
