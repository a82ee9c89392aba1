//! What the page of an opportunity leads to, and the pages that have no entry in the navigation.

use super::*;
use crate::web::sales::{orders, quotes};

#[test]
fn an_opportunity_leads_to_its_quotes_drives_and_order_and_says_what_stands_there() {
    let app = TestApp::spawn();
    let id = opportunity(&app);
    let consultant = app.sign_in("consultant");
    let path = format!("/opportunities/{id}");
    let page = consultant.get(&path);
    for href in [
        format!("{path}/quotes"),
        format!("/test-drives?opportunity={id}"),
        format!("{path}/trade-ins"),
        format!("/sales-orders/new?opportunity={id}"),
    ] {
        assert!(page.has(&format!("#doors a[href='{href}']")), "{href}");
        assert_eq!(consultant.get(&href).status, 200, "{href}");
    }
    assert!(page.has(&format!("a[href='/pool/{id}/release']")));
    let quote = quotes::post(&consultant, id, &[]);
    assert_eq!(quote.status, 303, "{}", quote.body);
    let page = consultant.get(&path);
    assert!(page.has(&format!("#doors a[href='{}']", quote.location())));
    assert!(page.text("#doors").contains("第 1 版") && page.text("#doors").contains("草稿"));
    let order = orders::sign(&consultant, id, &[]);
    assert_eq!(order.status, 303, "{}", order.body);
    let page = consultant.get(&path);
    assert!(page.has(&format!("#doors a[href='{}']", order.location())));
    assert!(!page.has("#doors a[href^='/sales-orders/new']") && !page.has("a[href$='/release']"));
}

#[test]
fn the_board_leads_to_the_pool_and_the_quotes_and_leads_to_the_roster() {
    let app = TestApp::spawn();
    let consultant = app.sign_in("consultant");
    let board = consultant.get("/board");
    assert!(board.has("#board a[href='/pool']") && board.has("#board a[href='/quotes']"));
    assert!(!consultant.get("/leads").has("a[href='/sales-duty']"));
    assert!(
        app.sign_in("sales.manager")
            .get("/leads")
            .has(".acts a[href='/sales-duty']")
    );
    // Customer care has no board, and nobody is told to ask them for it.
    let care = app.sign_in("care");
    assert_eq!(care.get("/board").status, 403);
    let refused = app.sign_in("advisor").get("/board");
    assert!(refused.status == 403 && !refused.text(".fault").contains("客服"));
}

#[test]
fn the_board_is_an_entry_of_who_leads_sales_and_none_of_customer_care() {
    let app = TestApp::spawn();
    let manager = app.sign_in("sales.manager");
    assert!(manager.get("/").has(".nav a[href='/board']"));
    for path in ["/quotes", "/pool"] {
        let current = manager.get(path).attributes(".nav a[aria-current=page]", "href");
        assert!(current.contains(&"/board".to_owned()), "{path}: {current:?}");
    }
    assert!(!app.sign_in("care").get("/leads").has(".nav a[href='/board']"));
}

#[test]
fn an_opportunity_names_the_lead_that_it_came_from() {
    use crate::web::sales::leads::lead_of;
    let app = TestApp::spawn();
    let id = opportunity(&app);
    let lead = lead_of(&app, "138 1234 5621", Some("consultant")).lead;
    diesel::update(opportunities::table.find(id))
        .set(opportunities::lead_id.eq(Some(lead)))
        .execute(&mut app.database.owner())
        .unwrap();
    let page = app.sign_in("consultant").get(&format!("/opportunities/{id}"));
    let door = page.texts("#doors li");
    let door = door.iter().find(|text| text.contains("来源线索")).unwrap();
    assert!(!door.contains("暂无"), "{door}");
    assert_eq!(page.text("h1"), "李娜 · 星驰 X7");
}

#[test]
fn who_leads_the_store_does_what_sales_does_and_is_dealt_nothing() {
    let app = TestApp::spawn();
    let id = opportunity(&app);
    for who in ["manager", "crm.manager"] {
        let client = app.sign_in(who);
        for page in [
            "/pool",
            "/sales-duty",
            "/lead-sources",
            "/demo-cars/registry",
            "/demo-cars/new",
        ] {
            assert_eq!(client.get(page).status, 200, "{who} {page}");
        }
        let give = client.get(&format!("/opportunities/{id}/owner"));
        let names = give.texts("select[name=owner_id] option");
        let own = app.actor(who).name;
        assert!(
            !names.is_empty() && names.iter().all(|name| !name.contains(&own)),
            "{names:?}"
        );
        assert!(!client.get("/pool").has("form[action$='/claims']"), "{who}");
    }
}

#[test]
fn the_sales_manager_changes_the_rules_of_sales_and_no_others() {
    let app = TestApp::spawn();
    let manager = app.sign_in("sales.manager");
    let list = manager.get("/admin/settings");
    assert_eq!(list.texts(".go").len(), list.attributes(".go", "href").len());
    let pages = list.attributes(".go", "href");
    assert!(pages.contains(&"/admin/settings/sales.quotes".to_owned()), "{pages:?}");
    assert!(pages.iter().all(|page| page.contains("/sales.")), "{pages:?}");
    assert_eq!(manager.get("/admin/settings/sales.quotes").status, 200);
    assert_eq!(manager.get("/admin/settings/hours").status, 403);
    assert_eq!(
        manager
            .post_form("/admin/settings/hours", &[("lock_version", "0")])
            .status,
        403
    );
    assert!(!list.has("a[href='/complaints/terms']"));
}
