//! An interview by telephone with the keyboard alone.

use thirtyfour::Key;
use yingke::surveys::rules::Way;

use super::support::Browser;
use crate::support::TestApp;
use crate::web::surveys::interviews::{field, kept, one_question, paper_of, to_call, willing};

#[test]
fn number_keys_choose_and_enter_goes_on() {
    let app = TestApp::spawn();
    let survey = one_question(&app, Way::Phone);
    let id = to_call(&app, survey, willing(&app, "顾明", "13812345621"));
    let paper = paper_of(&app, survey);
    let [nps, why, better, liked] = [0, 1, 2, 3].map(|place| field(&paper, place));
    let chosen = |name: &str, value: &str| format!("[name='{name}'][value='{value}']:checked");

    let browser = Browser::open(&app);
    browser.sign_in("care");
    browser.visit(&format!("/survey-calls/{id}"));
    browser.until_quiet();
    // What depends on an answer waits for it.
    browser.until("the questions that aren't asked yet are hidden", || {
        browser.count(&format!("#a-{better}")) + browser.count(&format!("#a-{liked}")) == 0
    });
    // From the box for the consent Enter leads into the questions, and sends nothing.
    browser.script::<serde_json::Value>("document.querySelector('[name=consented]').focus()");
    browser.press(" ");
    browser.press(Key::Enter);
    assert!(browser.focus_is_on(&format!("[name='{nps}']")));

    browser.press("10");
    browser.sees("#saved");
    assert!(browser.has(&chosen(&nps, "10")), "one and nought are ten");
    browser.press("7");
    assert!(browser.has(&chosen(&nps, "7")), "the last key counts");
    browser.press(Key::Enter);
    assert!(browser.focus_is_on(&format!("[name='{why}']")));
    browser.press("2");
    assert!(
        browser.has(&chosen(&why, "attitude")),
        "of choices a number is their place"
    );
    browser.until("what is liked is asked after a seven", || {
        browser.count(&format!("#a-{liked}")) == 1 && browser.count(&format!("#a-{better}")) == 0
    });
    browser.until("the answers are kept", || browser.text("#saved").contains("已保存"));

    browser.press(Key::Enter);
    assert!(
        browser.focus_is_on(&format!("[name='{liked}']")),
        "what is hidden is passed over"
    );
    browser.press("2 次都很快");
    assert_eq!(
        browser.value(&format!("[name='{liked}']")),
        "2 次都很快",
        "in a text a number is a number"
    );
    browser.press(Key::Enter);
    assert!(browser.focus_is_on("#interview .form-foot [type=submit]"));
    browser.arrive(|| browser.press(Key::Enter));
    assert_eq!(browser.path(), "/survey-calls");
    let answers = kept(&app);
    assert!(answers.len() == 1 && answers[0].sent && answers[0].nps == Some(7));
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn the_form_for_calls_has_no_barriers() {
    let app = TestApp::spawn();
    let survey = one_question(&app, Way::Phone);
    let id = to_call(&app, survey, willing(&app, "顾明", "13812345621"));
    let browser = Browser::open(&app);
    browser.sign_in("care");
    for path in [
        "/survey-calls".to_owned(),
        format!("/survey-calls/{id}"),
        format!("/surveys/{survey}/on-site"),
        format!("/surveys/{survey}/paper"),
        format!("/surveys/{survey}/paper/sheet"),
        format!("/surveys/{survey}/poster"),
    ] {
        for width in [1440, 390] {
            browser.width(width);
            browser.visit(&path);
            browser.until_quiet();
            let wide: bool =
                browser.script("return document.documentElement.scrollWidth > document.documentElement.clientWidth");
            assert!(!wide, "{path} scrolls sideways at {width}");
            assert_eq!(browser.barriers(), Vec::<String>::new(), "{path} at {width}");
            assert_eq!(browser.complaints(), Vec::<String>::new(), "{path} at {width}");
        }
    }
}
