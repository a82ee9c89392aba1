//! The dashboard: every number is the length of the list it leads to.

mod attention;
mod figures;
mod pieces;

use chrono::TimeDelta;
use yingke::complaints::rules::Severity;
use yingke::service::commands::{Opening, open_for_visit};

use crate::support::{Client, Page, TestApp};
use crate::web::complaints::complaint_of;
use crate::web::service_orders::visit_of;

const PAGE: &str = "/dashboard";

/// How many rows a list has.
fn rows(client: &Client, address: &str) -> usize {
    let page = client.get(address);
    assert_eq!(page.status, 200, "{address}");
    page.texts("tbody tr[data-row]").len()
}

/// The links that match, each with the number in it.
fn numbers(page: &Page, links: &str, number: &str) -> Vec<(String, usize)> {
    let (hrefs, texts) = (page.attributes(links, "href"), page.texts(number));
    assert_eq!(hrefs.len(), texts.len(), "{links}");
    let whole = |text: &str| text.chars().take_while(char::is_ascii_digit).collect::<String>();
    hrefs
        .into_iter()
        .zip(texts)
        .map(|(href, text)| (href, whole(&text).parse().unwrap()))
        .collect()
}

/// A complaint of somebody new, received now.
fn complaint(app: &TestApp, severity: Severity) {
    let customer = app.customer("郑洁", "137 9234 5601");
    complaint_of(app, customer, severity);
}

/// A car in the workshop, promised in four hours.
fn promised(app: &TestApp) {
    let customer = app.customer("冯涛", "137 9234 5602");
    let vehicle = app.vehicle(customer, "沪C12345", "");
    let visit = visit_of(app, customer.uuid(), vehicle.uuid(), 41);
    let opening = Opening {
        promised_at: Some(app.clock.now() + TimeDelta::hours(4)),
        ..Opening::default()
    };
    app.write("advisor", |tx| open_for_visit(tx, visit, &opening)).unwrap();
}
