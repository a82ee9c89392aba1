//! Forms: where the focus goes when something is wrong, and that nothing typed is lost by accident.

use thirtyfour::Key;

use super::COMPLAINT;
use super::support::Browser;
use crate::support::TestApp;

/// A complaint's page, looked at by the one who works on it.
fn at_a_complaint(app: &TestApp) -> Browser {
    let answer = app.sign_in("care").post_form("/complaints", &COMPLAINT);
    assert_eq!(answer.status, 303, "{}", answer.body);
    let browser = Browser::open(app);
    browser.sign_in("care");
    browser.visit(answer.location());
    browser.until_quiet();
    browser.complaints();
    browser
}

/// What opens the dialog for a contact.
const CONTACT: &str = ".acts [hx-get$='/contacts']";

fn open_dialog(browser: &Browser) {
    browser.click(CONTACT);
    browser.sees("#dialog[open]");
    browser.until_quiet();
}

#[test]
fn a_page_with_many_faults_comes_back_with_the_focus_on_their_list() {
    let app = TestApp::spawn();
    let browser = Browser::open(&app);
    browser.sign_in("care");
    browser.visit("/complaints/new");
    browser.type_into("[name=new_name]", "周一");
    browser.click("main form[action='/complaints'] .form-foot [type=submit]");
    browser.sees("[data-problems]");
    assert!(
        browser.focus_is_on("[data-problems], [aria-invalid=true]"),
        "the focus is nowhere near the faults"
    );
    let faults: Vec<String> =
        browser.script("return [...document.querySelectorAll('[data-problems] li')].map(el => el.textContent)");
    assert!(
        faults.iter().all(|fault| fault.contains('：')),
        "each names its field: {faults:?}"
    );
    assert_eq!(browser.value("[name=new_name]"), "周一", "what was typed is kept");
}

#[test]
fn one_fault_takes_the_focus_itself() {
    let app = TestApp::spawn();
    let browser = Browser::open(&app);
    browser.visit("/sign-in");
    browser.type_into("[name=username]", "care");
    browser.type_into("[name=password]", "wrong");
    browser.press(Key::Enter);
    browser.sees(".err");
    assert!(browser.focus_is_on("[name=password]"));
}

#[test]
fn a_dialog_that_is_refused_stays_open_with_the_focus_in_the_first_wrong_field() {
    let app = TestApp::spawn();
    let browser = at_a_complaint(&app);
    open_dialog(&browser);
    browser.clear("#dialog textarea");
    browser.click("#dialog .dialog-f [type=submit]");
    browser.sees("#dialog[open] .err");
    browser.until("the focus is on the fault", || {
        browser.focus_is_on("#dialog [aria-invalid=true], #dialog [data-problems]")
    });
    let failed: Vec<String> = browser
        .complaints()
        .into_iter()
        .filter(|complaint| !complaint.contains("status of 422"))
        .collect();
    assert_eq!(failed, Vec::<String>::new());
}

#[test]
fn a_step_on_a_page_of_its_own_is_refused_there() {
    let app = TestApp::spawn();
    let browser = at_a_complaint(&app);
    let step = format!("{}/goodwill", browser.path());
    browser.visit(&step);
    browser.until_quiet();
    browser.click("main .dialog-f [type=submit]");
    browser.sees("main .err");
    assert_eq!(browser.count("#dialog[open]"), 0, "not in a dialog over itself");
    assert_eq!(browser.path(), step);
}

#[test]
fn a_dialog_with_something_typed_asks_before_it_closes() {
    let app = TestApp::spawn();
    let browser = at_a_complaint(&app);
    open_dialog(&browser);
    browser.press(Key::Escape);
    browser.until("an untouched dialog just closes", || browser.count("#dialog") == 0);

    open_dialog(&browser);
    browser.type_into("#dialog textarea", "写了一半");
    browser.press(Key::Escape);
    browser.sees("#ask[open]");
    assert!(
        browser.focus_is_on("#ask [value=no]"),
        "the harmless answer comes first"
    );
    browser.press(Key::Enter);
    browser.until("asked", || browser.count("#ask") == 0);
    assert_eq!(browser.value("#dialog textarea"), "写了一半");

    browser.press(Key::Escape);
    browser.sees("#ask[open]");
    browser.click("#ask [value=yes]");
    browser.until("closed", || browser.count("#dialog") == 0);
}

#[test]
fn without_a_network_what_was_typed_stays_and_is_sent_later() {
    let app = TestApp::spawn();
    let browser = Browser::open(&app);
    browser.sign_in("care");
    browser.visit("/complaints/new");
    browser.until_quiet();
    browser.type_into("[name=new_name]", "周一");
    browser.type_into("[name=new_phone]", "13800001111");
    browser.type_into("[name=facts]", "等了三个小时");
    browser.choose("[name=category]", "waiting_time");
    browser.tick("[name=severity][value=normal]");
    browser.tick("[name=channel][value=phone]");
    browser.network(false);
    browser.click("main form[action='/complaints'] .form-foot [type=submit]");
    browser.sees(".toast-bad");
    assert_eq!(browser.path(), "/complaints/new");
    assert_eq!(browser.value("[name=facts]"), "等了三个小时");
    browser.network(true);
    browser.arrive(|| browser.click(".toast-bad button:not(.x)"));
    assert!(browser.text("main").contains("等了三个小时"), "on {}", browser.path());

    // A dialog is sent by htmx.
    open_dialog(&browser);
    browser.type_into("#dialog textarea", "已致歉");
    browser.network(false);
    browser.click("#dialog .dialog-f [type=submit]");
    browser.until("it is told", || browser.has(".toast-bad"));
    assert_eq!(browser.value("#dialog textarea"), "已致歉");
    browser.network(true);
    browser.arrive(|| browser.click("#dialog .dialog-f [type=submit]"));
    assert!(browser.text(".tl").contains("已致歉"));
}
