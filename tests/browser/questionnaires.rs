//! A questionnaire is written by hand: keys, dragging, a preview that follows.

use thirtyfour::Key;

use super::support::Browser;
use crate::support::TestApp;

/// A draft with three questions, seen by marketing: where it is.
fn draft(app: &TestApp) -> (Browser, String) {
    let marketing = app.sign_in("marketing");
    let fields = [
        ("purpose", "own"),
        ("title_zh", "车主活动"),
        ("title_en", "Owners day"),
        ("start", "blank"),
    ];
    let base = marketing.post_form("/questionnaires", &fields).location().to_owned();
    let section = marketing
        .get(&base)
        .attributes("[data-section]", "data-section")
        .remove(0);
    for words in ["甲", "乙", "丙"] {
        let asked = [
            ("section", section.as_str()),
            ("kind", "score"),
            ("meaning", "item"),
            ("zh", words),
            ("en", "Well?"),
        ];
        assert_eq!(marketing.post_form(&format!("{base}/questions"), &asked).status, 303);
    }
    let browser = Browser::open(app);
    browser.sign_in("marketing");
    browser.visit(&base);
    browser.until_quiet();
    (browser, base)
}

/// The first sign of each question, in order.
fn order(browser: &Browser) -> String {
    browser.script(
        "return [...document.querySelectorAll('.design-words')].map(words => words.textContent.trim()[0]).join('')",
    )
}

#[test]
fn alt_and_an_arrow_move_the_question_that_has_the_focus() {
    let app = TestApp::spawn();
    let (browser, _) = draft(&app);
    assert_eq!(order(&browser), "甲乙丙");
    browser.script::<serde_json::Value>("document.querySelector('[data-question]').focus()");
    browser.arrive(|| browser.press_with(Key::Alt, Key::Down.value()));
    assert_eq!(order(&browser), "乙甲丙");
    assert!(browser.focus_is_on("[data-question]:nth-child(2)"), "and goes with it");
    browser.arrive(|| browser.press_with(Key::Alt, Key::Down.value()));
    assert_eq!(order(&browser), "乙丙甲");
    browser.arrive(|| browser.press_with(Key::Alt, Key::Up.value()));
    assert_eq!(order(&browser), "乙甲丙");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn a_question_is_dragged_to_its_place() {
    let app = TestApp::spawn();
    let (browser, _) = draft(&app);
    browser.until("rows can be drawn", || {
        browser.script("return Boolean(window.Sortable?.get(document.querySelector('[data-section]')))")
    });
    browser.arrive(|| {
        browser.drag(
            "[data-question]:nth-child(3) [data-grip]",
            "[data-question]:nth-child(1)",
        )
    });
    assert_eq!(order(&browser).chars().last(), Some('乙'), "{}", order(&browser));
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn the_preview_follows_while_a_question_is_typed() {
    let app = TestApp::spawn();
    let (browser, _) = draft(&app);
    browser.arrive(|| browser.click("[data-question]:nth-child(2) .design-words"));
    browser.type_into("#f-zh", "停车方便吗？");
    browser.until("the phone shows it", || {
        browser.text(".phone-on legend").contains("停车方便吗？")
    });
    browser.choose("#f-kind", "yes_no");
    browser.until("as another kind", || browser.count(".phone-on .pills label") == 2);
    browser.choose("#f-kind", "single");
    browser.sees("#f-choice-zh-1");
    browser.choose("#f-kind", "yes_no");
    browser.arrive(|| browser.click("#question-form .btn-primary"));
    assert_eq!(order(&browser), "甲停丙");
    assert_eq!(browser.barriers(), Vec::<String>::new());
    assert_eq!(browser.complaints(), Vec::<String>::new());
}
