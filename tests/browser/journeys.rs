//! What people come to work for, from the first key to the last.

use std::path::PathBuf;

use diesel::prelude::*;
use tempfile::TempDir;
use thirtyfour::Key;
use uuid::Uuid;
use yingke::imports::reading::child;
use yingke::schema::{audit_entries, complaints};

use super::another_complaint;
use super::support::Browser;
use crate::support::TestApp;

fn at_work(app: &TestApp, account: &str, path: &str) -> Browser {
    let browser = Browser::open(app);
    browser.sign_in(account);
    browser.visit(path);
    browser.until_quiet();
    browser.complaints();
    browser
}

/// Opens the dialog of a step, fills it in and sends it.
fn step(browser: &Browser, open: impl FnOnce(), fill: impl FnOnce()) {
    open();
    browser.sees("#dialog[open]");
    browser.until_quiet();
    fill();
    browser.arrive(|| browser.click("#dialog .dialog-f [type=submit]"));
}

/// The state of the only complaint.
fn state(app: &TestApp) -> String {
    complaints::table
        .select(complaints::state)
        .get_result(&mut app.database.owner())
        .unwrap()
}

#[test]
fn a_customer_is_found_by_initials_and_a_phone_is_shown_for_a_reason() {
    let app = TestApp::spawn();
    let sought = app.customer("顾明", "13812345621");
    app.customer("李娜", "13712348812");
    let browser = at_work(&app, "care", "/complaints");
    browser.press_with(Key::Control, 'k');
    browser.sees("#palette[open]");
    browser.press("gm");
    browser.until("the customer is offered first", || {
        browser.script(
            "const chosen = document.getElementById('palette-q').getAttribute('aria-activedescendant');
             return (document.getElementById(chosen)?.textContent ?? '').includes('顾明')",
        )
    });
    browser.arrive(|| browser.press(Key::Enter));
    assert_eq!(browser.path(), format!("/customers/{sought}"));
    assert_eq!(browser.text("h1"), "顾明");
    assert!(!browser.text("main").contains("5621 "), "not before it is asked for");

    browser.choose("#reveal-reason", "verify");
    browser.click("form.masked button");
    browser.sees("[data-reveal-seconds]");
    assert!(browser.text("[data-reveal-seconds] b").contains("138 1234 5621"));
    assert!(browser.has("[data-reveal-seconds] [data-copy]"));
    let (action, because, subject): (String, bool, Option<Uuid>) = audit_entries::table
        .order(audit_entries::id.desc())
        .select((
            audit_entries::action,
            audit_entries::reason_sealed.is_not_null(),
            audit_entries::subject_id,
        ))
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(
        (action.as_str(), because, subject),
        ("customers.reveal", true, Some(sought.uuid()))
    );
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn a_complaint_goes_from_the_first_call_to_the_end() {
    let app = TestApp::spawn();
    app.customer("顾明", "13812345621");
    app.customer("李娜", "13712348812");
    let browser = at_work(&app, "care", "/complaints");

    // The customer is known by the last four digits.
    browser.arrive(|| browser.press("n"));
    assert_eq!(browser.path(), "/complaints/new");
    browser.type_into("#f-q", "5621");
    browser.until("the customer is found and chosen", || {
        browser.has("#matches [name=who]:checked:not([value=''])")
    });
    browser.type_into("[name=facts]", "换完刹车片第二天又响");
    browser.choose("[name=category]", "repair_quality");
    browser.tick("[name=severity][value=normal]");
    browser.tick("[name=channel][value=phone]");
    browser.choose("[name=owner_id]", "");
    browser.arrive(|| browser.click("main form[action='/complaints'] .form-foot [type=submit]"));
    browser.sees("#toasts [data-toast]");
    let complaint = browser.path();
    assert!(browser.text("aside").contains("顾明"));

    browser.arrive(|| browser.click("form[action$='/ownership'] button"));
    assert!(browser.text("aside").contains("王芳"), "it is theirs now");

    let press = |key: &'static str| {
        let browser = &browser;
        move || browser.press(key)
    };
    step(&browser, press("r"), || {
        assert!(browser.has("#dialog [name=channel][value=phone]:checked"));
        browser.tick("#dialog [name=outcome][value=answered]");
        browser.type_into("#dialog [name=body]", "已致歉，约明天到店检查");
    });
    assert_eq!(state(&app), "contacted");
    assert!(browser.text(".tl").contains("已致歉，约明天到店检查"));
    step(&browser, press("]"), || {
        browser.tick("#dialog [name=department][value=service]")
    });
    assert_eq!(state(&app), "investigating");
    step(
        &browser,
        || browser.click(".acts [hx-get$='/cause']"),
        || {
            browser.choose("#dialog [name=cause]", "parts");
            browser.type_into("#dialog [name=whys]", "刹车片批次不良");
        },
    );
    step(&browser, press("]"), || {
        browser.type_into("#dialog [name=measures]", "免费更换刹车片");
        browser.type_into("#dialog [name=effect]", "异响消除");
        browser.set("#dialog [name=deadline_on]", "2026-11-25");
        browser.type_into("#dialog [name=cost]", "680");
    });
    assert_eq!(state(&app), "proposed");

    // Somebody else agrees, elsewhere; this page hears of it by itself.
    let agreed = app
        .sign_in("manager")
        .post_form(&format!("{complaint}/approval"), &[("decision", "approve")]);
    assert_eq!(agreed.status, 303, "{}", agreed.body);
    browser.sees(".acts .btn-primary[hx-get$='/execution']");
    browser.until_quiet();
    step(&browser, press("]"), || {});
    step(&browser, press("]"), || {
        browser.type_into("#dialog [name=outcome]", "已更换，试车无异响")
    });
    assert_eq!(state(&app), "resolved");
    step(&browser, press("]"), || {
        browser.tick("#dialog [name=satisfaction][value='4']")
    });
    step(&browser, press("]"), || {});
    assert_eq!(state(&app), "closed");
    assert_eq!(
        browser.count(".acts [hx-get$='/contacts']"),
        0,
        "there is nothing left to do"
    );
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn several_are_given_to_a_colleague_by_keys_and_taken_back() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    for number in 0..3 {
        let answer = care.post_form("/complaints", &another_complaint(&format!("1380000{number:04}")));
        assert_eq!(answer.status, 303);
    }
    let advisor = app.actor("advisor").id.uuid();
    let given = || -> i64 {
        complaints::table
            .filter(complaints::owner_id.eq(advisor))
            .count()
            .get_result(&mut app.database.owner())
            .unwrap()
    };
    let browser = at_work(&app, "care", "/complaints");
    for key in ["j", "x", "j", "x"] {
        browser.press(key);
    }
    browser.until("two are picked", || browser.count("[data-bulk-count]") == 1);
    assert_eq!(browser.text("[data-bulk-count]"), "2");
    browser.press("a");
    assert!(browser.focus_is_on("#b-owner_id"));
    browser.press("吴凡");
    assert_eq!(browser.value("#b-owner_id"), advisor.to_string());
    browser.press(Key::Tab);
    browser.arrive(|| browser.press(Key::Enter));
    assert_eq!(given(), 2);
    browser.sees("#toasts [data-hotkey=z]");
    browser.arrive(|| browser.press("z"));
    assert_eq!(given(), 0, "taken back");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

/// Two good records and a bad phone.
const FILE: &str = "姓名,手机,备注\n张三,13812345621,\n李四,1380013,\n王五,13700000002,老客户\n";

#[test]
fn a_file_is_uploaded_checked_and_imported_with_its_progress_in_sight() {
    child::use_program(PathBuf::from(env!("CARGO_BIN_EXE_yingke")));
    let app = TestApp::spawn();
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("客户.csv");
    std::fs::write(&file, FILE).unwrap();
    let browser = at_work(&app, "data", "/imports/new");
    browser.upload("[name=file]", &file);
    browser.arrive(|| browser.click(".form-foot [type=submit]"));
    assert!(browser.path().ends_with("/columns"), "{}", browser.path());
    assert_eq!(browser.value("#c-2"), "phone", "the columns are matched by their heads");

    let figures = || -> Vec<String> {
        browser.script("return [...document.querySelectorAll('#state .kpi .v')].map(el => el.textContent.trim())")
    };
    browser.arrive(|| browser.click(".form-foot [type=submit]"));
    browser.sees("#state progress");
    app.work();
    browser.until("the check is done", || figures() == ["3", "2", "0", "1"]);
    assert!(browser.text("#state table").contains("1380013"));

    browser.arrive(|| browser.click("form[action$='/run'] button"));
    browser.sees("#state progress");
    app.work();
    browser.until("it is imported", || browser.has("form[action$='/undo']"));
    assert_eq!(figures(), ["3", "2", "0", "1"]);
    assert_eq!(browser.complaints(), Vec::<String>::new());

    browser.visit("/customers");
    assert_eq!(browser.count("[data-rows] [data-row]"), 2);
}

#[test]
fn one_sees_who_else_is_at_a_complaint() {
    let app = TestApp::spawn();
    let answer = app
        .sign_in("care")
        .post_form("/complaints", &another_complaint("13800001111"));
    let _first = at_work(&app, "care", answer.location());
    let second = at_work(&app, "crm.manager", answer.location());
    second.until("the other is named", || second.count("#presence .presence") == 1);
    assert!(second.text("#presence").contains("王芳"));
    assert_eq!(second.complaints(), Vec::<String>::new());
}
