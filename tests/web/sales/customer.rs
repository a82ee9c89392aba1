//! What of sales stands on a customer's page.

use diesel::prelude::*;
use yingke::schema::leads;

use super::leads::lead_of;
use super::opportunities::{in_days, opportunity_of, step};
use super::orders::{quoted, sign};
use super::quotes::{draft, release};
use crate::support::TestApp;

#[test]
fn a_customers_page_tells_of_sales_to_whom_the_lists_show_it() {
    let app = TestApp::spawn();
    let consultant = app.sign_in("consultant");
    let customer = app.customer_of("consultant", "顾明", "13812345621");
    let lead = lead_of(&app, "138 0000 0009", Some("consultant")).lead;
    diesel::update(leads::table.find(lead))
        .set(leads::customer_id.eq(Some(customer)))
        .execute(&mut app.database.owner())
        .unwrap();
    let deal = opportunity_of(&app, "consultant", customer);
    let next = in_days(&app, 2);
    let said = [
        ("kind", "phone"),
        ("outcome", "answered"),
        ("note", "想看油耗实测报告"),
        ("next_at", next.as_str()),
    ];
    step(&consultant, deal, "follow-ups", &said);
    let quote = draft(&consultant, deal, &[]);
    let path = format!("/customers/{customer}?tab=sales");
    let shown = |href: &str| format!(".tl a[href='{href}']");
    assert!(!consultant.get(&path).has(&shown(&quote)), "not given out yet");
    assert_eq!(release(&consultant, &quote).status, 303);
    let order = sign(&consultant, quoted(&app, "consultant", customer), &[]);
    let order = order.location().to_owned();
    let theirs = opportunity_of(&app, "consultant2", customer);

    let page = consultant.get(&path);
    for href in [
        &format!("/leads/{lead}"),
        &format!("/opportunities/{deal}"),
        &quote,
        &order,
    ] {
        assert!(page.has(&shown(href)), "{href}: {}", page.text(".tl"));
    }
    assert!(page.text(".tl").contains("想看油耗实测报告") && page.text(".tl").contains("¥189,114.57"));
    assert!(!page.has(&shown(&format!("/opportunities/{theirs}"))), "a colleague's");
    let timeline = consultant.get(&format!("/customers/{customer}"));
    assert!(timeline.has(&shown(&order)), "among everything else as well");
    let narrowed = consultant.get(&format!("/customers/{customer}?kind=note"));
    assert!(!narrowed.has(&shown(&order)));

    let other = app.sign_in("consultant2").get(&path);
    assert!(other.has(&shown(&format!("/opportunities/{theirs}"))) && !other.has(&shown(&quote)));
    assert!(!other.has(&shown(&order)) && !other.body.contains("想看油耗实测报告"));
    let manager = app.sign_in("sales.manager");
    let all = manager.get(&path);
    assert!(all.has(&shown(&order)) && all.has(&shown(&format!("/opportunities/{theirs}"))));
    let care = app.sign_in("care").get(&path);
    assert!(care.has(&shown(&format!("/leads/{lead}"))), "they took it down");
    for href in [&format!("/opportunities/{deal}"), &quote, &order] {
        assert!(!care.has(&shown(href)), "{href}: somebody looks after it");
    }
    let data = app.sign_in("data");
    assert_eq!(data.get(&path).status, 403);
    assert!(
        !data
            .get(&format!("/customers/{customer}"))
            .has(".tl a[href^='/opportunities/']")
    );

    manager.post_form("/preferences", &[("lang", "en"), ("next", "/board")]);
    let english = manager.get(&path);
    assert!(english.text(".tabs").contains("Sales") && english.text(".tl").contains("Order HT20261122-0001"));
}

#[test]
fn whoever_does_not_see_sales_reads_nothing_of_it_on_a_customers_page() {
    let app = TestApp::spawn();
    // The advisor looks after the customer, a consultant sells to them.
    let customer = app.customer_of("advisor", "顾明", "13812345621");
    let deal = opportunity_of(&app, "consultant", customer);
    let next = in_days(&app, 2);
    let letter = [
        ("wording", "sales.hello"),
        ("lang", "zh"),
        ("how", "wechat"),
        ("subject", "您的专属顾问"),
        ("text", "资料已经整理好了。"),
        ("next_at", next.as_str()),
    ];
    let consultant = app.sign_in("consultant");
    step(&consultant, deal, "messages", &letter);
    let (page, ahead) = (format!("/customers/{customer}"), format!("/customers/{customer}/ahead"));
    let seller = (consultant.get(&page), consultant.get(&ahead));
    assert!(
        seller.0.text(".tl").contains("资料已经整理好了"),
        "{}",
        seller.0.text(".tl")
    );
    assert!(seller.1.body.contains("商机跟进"), "{}", seller.1.body);
    let advisor = app.sign_in("advisor");
    let (page, ahead) = (advisor.get(&page), advisor.get(&ahead));
    assert_eq!((page.status, ahead.status), (200, 200));
    assert!(!page.body.contains("资料已经整理好了") && !ahead.body.contains("商机跟进"));
}
