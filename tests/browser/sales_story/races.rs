//! Two want the same thing: whoever comes second is told, and nothing they typed is lost.

use diesel::prelude::*;
use serde_json::Value;
use yingke::sales::clock::commands::release;
use yingke::sales::rules::Stage;
use yingke::schema::opportunities;
use yingke::values::ids::StaffId;

use super::{SEND, at_work, opened, send};
use crate::support::TestApp;
use crate::web::sales::opportunities::{opportunity, opportunity_of, stage};
use crate::web::sales::quotes::{deal, draft};

#[test]
fn whoever_claims_second_is_told_that_a_colleague_was_faster() {
    let app = TestApp::spawn();
    let customer = app.customer_of("sales.manager", "顾明", "13812345621");
    let id = opportunity_of(&app, "sales.manager", customer);
    app.write("sales.manager", |tx| release(tx, id, "转给顾问")).unwrap();
    let [first, second] = ["consultant", "consultant2"].map(|account| at_work(&app, account, "/pool"));
    let row = format!("#p-{id}");
    let claim = format!("{row} [type=submit]");
    first.sees(&claim);
    second.sees(&claim);
    // This page has not heard of the other's claim yet.
    second.script::<Value>("document.querySelector('#pool').removeAttribute('data-live')");
    send(&first, &claim);
    assert_eq!(first.path(), format!("/opportunities/{id}"));
    second.click(&claim);
    second.sees("main [role=alert]");
    second.until_quiet();
    assert_eq!(second.path(), "/pool", "it is answered on the page");
    assert!(second.text("main [role=alert]").contains("已被 陈思远 认领"));
    assert!(!second.has(&row), "it is not offered again");
    let owner: Option<StaffId> = opportunities::table
        .find(id)
        .select(opportunities::owner_id)
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(owner, Some(app.actor("consultant").id));
}

#[test]
fn whoever_moves_a_card_that_another_moved_first_is_told_and_may_go_on() {
    let app = TestApp::spawn();
    let id = opportunity(&app);
    let browser = at_work(&app, "consultant", "/board");
    opened(&browser, || browser.click(&format!("#card-{id} [data-move]")));

    let manager = app.sign_in("sales.manager");
    let path = format!("/opportunities/{id}/stage");
    let seen = manager.get(&path).value("lock_version");
    let fields = [
        ("stage", "interested"),
        ("kind", "phone"),
        ("said", "已沟通购车计划"),
        ("lock_version", seen.as_str()),
    ];
    let first = manager.post_form(&path, &fields);
    assert_eq!(first.status, 303, "{}", first.body);

    browser.tick("#dialog [name=stage][value=comparing]");
    browser.type_into("#dialog [name=competitor]", "汉 DM-i");
    browser.click(SEND);
    browser.sees("#dialog .notice-amber");
    browser.until_quiet();
    assert!(browser.text("#dialog .notice-amber").contains("郑浩 先改了它"));
    assert_eq!(stage(&app, id), Stage::Interested, "the first move holds");
    assert_eq!(
        browser.value("#dialog [name=competitor]"),
        "汉 DM-i",
        "what was typed stays"
    );
    send(&browser, SEND);
    assert_eq!(stage(&app, id), Stage::Comparing);
}

#[test]
fn a_quote_that_is_changed_in_two_windows_shows_both_values() {
    const SAVE: &str = "#quote-form .form-foot [type=submit]";
    let app = TestApp::spawn();
    let deal = deal(&app);
    let quote = draft(&app.sign_in("consultant"), deal, &[]);
    let [one, other] = [(); 2].map(|()| at_work(&app, "consultant", &format!("{quote}/edit")));
    one.type_into("#f-discount", "4000");
    send(&one, SAVE);
    assert_eq!(one.path(), quote);
    assert!(one.text("#charges").contains("-¥4,000"));

    other.type_into("#f-discount", "3000");
    send(&other, SAVE);
    assert!(other.text("main .notice-amber").contains("修改了这份报价"));
    assert_eq!(other.value("#f-discount"), "3000", "what was typed stays");
    assert!(
        other.text("#quote-form").contains("4,000"),
        "beside what is there meanwhile"
    );
    send(&other, SAVE);
    assert_eq!(other.path(), quote);
    assert!(other.text("#charges").contains("-¥3,000"));
}
