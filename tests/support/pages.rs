//! What an account can open: the routes without placeholders, and those that the pages found lead to.

use std::collections::{BTreeSet, VecDeque};

use scraper::{Html, Selector};
use yingke::app::all_routes;
use yingke::platform::web::RouteInfo;

use super::TestApp;
use super::builders::VIN;
use super::client::{Client, Page};

/// Something that answers a GET with HTML.
pub struct Found {
    pub route: &'static RouteInfo,
    /// Where it was opened, with a real id in the place of each placeholder.
    pub path: String,
    pub page: Page,
}

impl Found {
    /// A document rather than a piece of one.
    pub fn is_whole(&self) -> bool {
        self.page.body.trim_start().starts_with("<!doctype html>")
    }
}

/// Customers of [`lived_in`].
const CUSTOMERS: [&str; 3] = ["顾明", "阿依古丽·买买提", "周一"];

/// What stands in [`lived_in`] and is data, though the program has such words of its own.
pub fn data() -> impl Iterator<Item = String> {
    CUSTOMERS.into_iter().chain(["星驰", "混动"]).map(str::to_owned)
}

/// A portal with something on every list: customers of several people, a car, complaints, an appointment.
pub fn lived_in() -> TestApp {
    let app = TestApp::spawn();
    let [named, advised, free] = CUSTOMERS;
    let owner = app.customer_of("consultant", named, "13812345621");
    app.vehicle(owner, "沪A7K32D", VIN);
    app.customer_of("advisor", advised, "13912345622");
    app.customer(free, "13712345623");
    let care = app.sign_in("care");
    for (phone, severity) in [
        ("13812345621", "normal"),
        ("13912345622", "serious"),
        ("13712345623", "normal"),
    ] {
        let complaint = [
            ("new_name", named),
            ("new_phone", phone),
            ("channel", "phone"),
            ("category", "waiting_time"),
            ("severity", severity),
            ("facts", "约好十点，等了三个小时才有人接待"),
        ];
        let answer = care.post_form("/complaints", &complaint);
        assert_eq!(answer.status, 303, "{}", answer.body);
    }
    let appointment = [
        ("new_name", free),
        ("new_phone", "13712345623"),
        // On file, and meant.
        ("known", "13712345623"),
        ("purpose", "showroom"),
        ("slot", "2026-11-22T11:00"),
    ];
    let answer = care.post_form("/appointments", &appointment);
    assert_eq!(answer.status, 303, "{}", answer.body);
    app
}

/// Each route that answers this client with HTML, opened once.
pub fn found_by(client: &Client) -> Vec<Found> {
    let mut waiting: VecDeque<(&RouteInfo, String)> = all_routes()
        .filter(|route| route.method == "GET" && !route.path.contains('{'))
        .map(|route| (route, route.path.to_owned()))
        .collect();
    let mut tried: BTreeSet<String> = BTreeSet::new();
    let mut found: Vec<Found> = Vec::new();
    while let Some((route, path)) = waiting.pop_front() {
        if !tried.insert(path.clone()) || found.iter().any(|known| known.route == route) {
            continue;
        }
        let page = client.get_if_html(&path);
        if page.status != 200 || page.body.is_empty() {
            continue;
        }
        for address in addresses(&page) {
            let path = address.split(['?', '#']).next().unwrap_or_default().to_owned();
            if let Some(route) = route_of("GET", &path).filter(|route| route.path.contains('{')) {
                waiting.push_back((route, path));
            }
        }
        found.push(Found { route, path, page });
    }
    found
}

/// Own addresses that a page names, for whatever purpose.
fn addresses(page: &Page) -> Vec<String> {
    let html = Html::parse_document(&page.body);
    let mut all = Vec::new();
    for name in ["href", "hx-get", "data-href"] {
        let selector = Selector::parse(&format!("[{name}^='/']")).unwrap();
        all.extend(
            html.select(&selector)
                .filter_map(|element| element.attr(name).map(str::to_owned)),
        );
    }
    all
}

/// The route that a path leads to, as the portal would choose it.
pub fn route_of(method: &str, path: &str) -> Option<&'static RouteInfo> {
    all_routes().find(|route| route.method == method && route.leads_to(path))
}
