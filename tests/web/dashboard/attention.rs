//! What needs somebody who leads, and the decision in place.

use chrono::TimeDelta;

use super::{PAGE, complaint, numbers, promised, rows};
use crate::support::{Client, Page, TestApp};
use crate::web::sales::overview::evening;
use crate::web::sales::quotes::{deal, draft, release};
use yingke::complaints::rules::Severity;
use yingke::platform::db::FormToken;

const GENEROUS: [(&str, &str); 2] = [("discount", "6000"), ("discount_because", "月底冲量")];

/// The rows of one concern.
fn needs(page: &Page, concern: &str) -> usize {
    page.texts(&format!("#attention tr[id^='need-{concern}-']")).len()
}

/// Posts from a dialog that was opened over a page, as htmx does.
fn decide(client: &Client, path: &str, over: Option<&str>, fields: &[(&str, &str)]) -> Page {
    let token = FormToken::new().to_string();
    let fields: Vec<(&str, &str)> = fields.iter().copied().chain([("token", token.as_str())]).collect();
    let request = client
        .request("POST", path)
        .header("Sec-Fetch-Site", "same-origin")
        .header("HX-Request", "true")
        .header("HX-Request-Type", "partial")
        .header("HX-Target", "dialog#dialog")
        .form(&fields);
    client.send(match over {
        Some(over) => request.header("X-Onward", over),
        None => request,
    })
}

#[test]
fn every_concern_counts_what_its_list_holds() {
    let app = evening();
    complaint(&app, Severity::Normal);
    promised(&app);
    app.advance(TimeDelta::days(5));
    let manager = app.sign_in("manager");
    let person = app.actor("consultant").id;
    for query in [String::new(), format!("?person={person}")] {
        let page = manager.get(&format!("{PAGE}{query}"));
        let found = numbers(&page, "#concerns a", "#concerns a b");
        for (href, n) in &found {
            assert_eq!(rows(&manager, href), *n, "{query}: {href}");
        }
        let total: usize = found.iter().map(|(_, n)| n).sum();
        assert_eq!(page.text("#attention-total"), total.to_string(), "{query}");
    }
    let page = manager.get(PAGE);
    for concern in ["complaint", "lead", "promise"] {
        assert!(needs(&page, concern) > 0, "{concern}");
    }
}

#[test]
fn a_discount_is_decided_over_the_dashboard_and_one_stays_there() {
    let app = TestApp::spawn();
    let (deal, consultant) = (deal(&app), app.sign_in("consultant"));
    let quote = draft(&consultant, deal, &GENEROUS);
    assert_eq!(release(&consultant, &quote).status, 303);
    let manager = app.sign_in("sales.manager");
    let page = manager.get(PAGE);
    assert_eq!(needs(&page, "discount"), 1);
    let path = format!("{quote}/approval");
    assert_eq!(
        page.attributes("#attention [hx-target='#dialog']", "hx-get"),
        std::slice::from_ref(&path)
    );
    let dialog = manager.get_region(&path, "dialog");
    assert!(dialog.status == 200 && !dialog.body.contains("<!doctype"));
    assert!(dialog.has(&format!("form[action='{path}']")) && dialog.body.contains("¥5,094"));
    let over = "/dashboard?period=week";
    let silent = decide(&manager, &path, Some(over), &[("decision", "refuse")]);
    assert_eq!(silent.status, 422);
    assert!(silent.has("[name=decision][value=refuse][checked]") && silent.has("#s-answer-err"));
    let done = decide(&manager, &path, Some(over), &[("decision", "approve")]);
    assert_eq!((done.status, done.header("hx-redirect")), (204, over));
    assert!(app.audit().iter().any(|action| action == "quotes.approve_discount"));
    assert_eq!(needs(&manager.get(PAGE), "discount"), 0);
    let again = decide(&manager, &path, Some(over), &[("decision", "approve")]);
    assert_eq!(again.status, 409);
    assert_eq!(manager.get(&path).status, 409, "it is decided");
    assert_eq!(app.sign_in("consultant").get(&path).status, 403);
}

#[test]
fn a_decision_made_elsewhere_leads_to_its_record() {
    let app = TestApp::spawn();
    let (deal, consultant) = (deal(&app), app.sign_in("consultant"));
    let quote = draft(&consultant, deal, &GENEROUS);
    release(&consultant, &quote);
    let manager = app.sign_in("sales.manager");
    let path = format!("{quote}/approval");
    let done = decide(&manager, &path, None, &[("decision", "approve")]);
    assert_eq!((done.status, done.header("hx-redirect")), (204, quote.as_str()));
}

#[test]
fn a_late_complaint_is_given_to_somebody_else_in_place() {
    let app = TestApp::spawn();
    let id = crate::web::complaints::complaint(&app, Severity::Serious);
    app.advance(TimeDelta::days(3));
    let manager = app.sign_in("service.manager");
    let page = manager.get(PAGE);
    assert_eq!(needs(&page, "complaint"), 1);
    let path = format!("/complaints/{id}/assignment");
    assert!(
        page.attributes("#attention [hx-target='#dialog']", "hx-get")
            .contains(&path)
    );
    assert_eq!(manager.get_region(&path, "dialog").status, 200);
    assert!(page.has("#attention .sla-over"), "late in words and colour");
    assert!(page.text("#attention tr[id^='need-complaint-']").contains("换完刹车片"));
}

#[test]
fn each_is_told_of_their_side_of_the_house() {
    let app = evening();
    promised(&app);
    app.advance(TimeDelta::days(1));
    let service = app.sign_in("service.manager").get(PAGE);
    assert_eq!((needs(&service, "lead"), needs(&service, "promise")), (0, 1));
    assert!(!service.has("#today a[href^='/leads']") && service.has("#today a[href^='/service-orders']"));
    assert!(!service.has("[aria-labelledby=funnel-title]"));
    let sales = app.sign_in("sales.manager").get(PAGE);
    assert!(needs(&sales, "lead") > 0 && needs(&sales, "promise") == 0);
    assert!(sales.has("#today a[href^='/leads']") && !sales.has("#today a[href^='/service-orders']"));
    for follows in ["leads", "sales-orders", "complaints"] {
        assert!(
            sales.attributes("#attention", "data-live")[0].contains(&format!("changed-{follows}")),
            "{follows}"
        );
    }
    assert!(!sales.attributes("#attention", "data-live")[0].contains("changed-service"));
}

#[test]
fn nothing_that_waits_is_said_too() {
    let app = TestApp::spawn();
    let page = app.sign_in("manager").get(PAGE);
    assert_eq!(page.text("#attention-total"), "0");
    assert!(page.text("#attention .empty").contains("没有需要您处理的事"));
}
