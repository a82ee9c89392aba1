//! Language and look, switched where one stands.

use super::support::Browser;
use crate::support::TestApp;

/// Notes the background of each frame that is painted while a page loads.
const WATCH_PAINT: &str = "window.__shades = [];
    const look = () => {
        if (document.body) window.__shades.push(getComputedStyle(document.body).backgroundColor);
        if (document.readyState !== 'complete') requestAnimationFrame(look);
    };
    requestAnimationFrame(look);";

fn shades(browser: &Browser) -> Vec<String> {
    browser.until("a frame is painted", || {
        browser.script("return window.__shades.length > 0")
    });
    browser.script("return [...new Set(window.__shades)]")
}

#[test]
fn the_language_is_switched_where_one_stands_and_stays() {
    let app = TestApp::spawn();
    let browser = Browser::open(&app);
    browser.sign_in("care");
    browser.visit("/complaints");
    browser.until_quiet();
    let language = || browser.script::<String>("return document.documentElement.lang");
    assert_eq!(language(), "zh-CN");
    let heading = browser.text("h1");
    browser.arrive(|| browser.click("header button[name=lang]"));
    assert_eq!((language().as_str(), browser.path().as_str()), ("en", "/complaints"));
    assert_ne!(browser.text("h1"), heading);
    browser.visit("/customers");
    assert_eq!(language(), "en");
    browser.until_quiet();
    browser.arrive(|| browser.click("header button[name=lang]"));
    assert_eq!(language(), "zh-CN");
}

#[test]
fn the_dark_look_is_there_from_the_first_frame() {
    let app = TestApp::spawn();
    let browser = Browser::open(&app);
    browser.on_each_page(WATCH_PAINT);
    browser.dark(false);
    browser.sign_in("care");
    browser.visit("/complaints");
    browser.until_quiet();
    let light = shades(&browser);
    assert_eq!(light.len(), 1, "{light:?}");
    browser.arrive(|| browser.click("header .to-dark"));
    let dark = shades(&browser);
    assert_ne!(dark, light);
    assert_eq!(dark.len(), 1, "a flash of another look: {dark:?}");
    browser.visit("/customers");
    browser.until_quiet();
    assert_eq!(shades(&browser), dark, "and on the next page");
    browser.arrive(|| browser.click("header .to-light"));
    assert_eq!(shades(&browser), light);
}
