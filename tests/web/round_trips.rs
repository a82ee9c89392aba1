//! What a page costs: at most three questions to the database beyond the look-up of the session (quality.md).

use std::collections::BTreeMap;

use yingke::cli::demo;

use crate::support::{Client, TestApp, pages};
use crate::web::{check_in, courtesy_cars, sales};

const LIMIT: u32 = 3;
/// (route, limit, why)
const DEARER: &[(&str, u32, &str)] = &[
    (
        "/dashboard",
        8,
        "besides whose days are asked for: the figures with their trends, people side by side, what needs somebody, the day",
    ),
    (
        "/customers/{id}",
        6,
        "who sees a customer only because they are here is noted, in a transaction of its own",
    ),
    (
        "/vehicles/{id}",
        4,
        "a car, its owners by name, its services and its changes are lists of their own",
    ),
    (
        "/staff/{id}",
        4,
        "one person's sessions, sign-ins and links are lists of their own",
    ),
    (
        "/admin/audit",
        6,
        "besides the entries, what the filters offer and the numbers of the records",
    ),
    (
        "/working-plans/{id}",
        4,
        "a plan, its days off, and what those leave behind in the calendar and on test drives",
    ),
    (
        "/sales-duty",
        5,
        "besides the people and when they work, what each takes, who is late, and whether they are passed over for it",
    ),
    (
        "/sales-duty/{id}",
        4,
        "besides the people and when they work, what each takes, and who is late",
    ),
    (
        "/leads/assignment",
        6,
        "besides the leads that are picked, who may have them: on duty, how many in hand, late or not",
    ),
    (
        "/members",
        4,
        "besides the members with their cards, how many adjustments wait for whoever decides",
    ),
    (
        "/deliveries/{id}/sheet",
        6,
        "that a paper with the car's numbers in full was printed is noted, in a transaction of its own",
    ),
    (
        "/test-drives/{id}/agreement",
        6,
        "that a paper with a licence in full was printed is noted, in a transaction of its own",
    ),
    (
        "/figures/{code}",
        9,
        "besides the figure with its trend, people side by side, and the rows with whoever may be named and opened",
    ),
    (
        "/customer-groups",
        5,
        "the grid, when it was counted, who came back, who moved, and by which thresholds",
    ),
    (
        "/customer-groups/of/{id}",
        4,
        "where a customer stands, what changed before, and over how many months bills count",
    ),
    (
        "/predictions",
        4,
        "besides the customers, the card of the model and when it may be shown",
    ),
    (
        "/predictions/of/{id}",
        6,
        "the cars and their mileages, the chance and the model that gives it, and when they may be shown",
    ),
    (
        "/reports/{month}",
        12,
        "every part of the report is asked of the part of the house that counts it, once",
    ),
    (
        "/reports/awards",
        6,
        "besides the awards and whose they are, the leaderboards of the month",
    ),
    (
        "/reception/paper",
        4,
        "besides who is booked, who is there and the orders, what each visitor asked for",
    ),
];

fn limit(route: &str) -> u32 {
    DEARER
        .iter()
        .find(|dearer| dearer.0 == route)
        .map_or(LIMIT, |dearer| dearer.1)
}

/// (questions, requests) of a route so far.
fn asked(metrics: &str, route: &str) -> (u32, u32) {
    let figure = |name: &str| {
        let line = format!("yingke_http_round_trips_{name}{{route=\"{route}\"}} ");
        let found = metrics.lines().find_map(|text| text.strip_prefix(&line));
        found.map_or(0, |number| number.parse::<f64>().unwrap() as u32)
    };
    (figure("sum"), figure("count"))
}

fn cost(visitor: &Client, client: &Client, route: &str, path: &str) -> u32 {
    let before = asked(&visitor.get("/metrics").body, route);
    client.get(path);
    let after = asked(&visitor.get("/metrics").body, route);
    assert_eq!(after.1, before.1 + 1, "{route} was asked once");
    after.0 - before.0
}

#[test]
fn no_page_asks_more_than_three_questions_beyond_the_session() {
    let app = pages::lived_in();
    let visitor = app.visitor();
    let mut costs: BTreeMap<(&str, u32), Vec<&str>> = BTreeMap::new();
    for account in demo::usernames().leak().split(' ') {
        let client = app.sign_in(account);
        for found in pages::found_by(&client) {
            let questions = cost(&visitor, &client, found.route.path, &found.path);
            assert!(questions >= 1, "{}: the count can't be right", found.path);
            costs
                .entry((found.route.path, questions - 1))
                .or_default()
                .push(account);
        }
    }
    for ((route, questions), accounts) in &costs {
        println!("{questions} {route} ({} accounts)", accounts.len());
    }
    let dear: Vec<_> = costs
        .iter()
        .filter(|((route, questions), _)| *questions > limit(route))
        .collect();
    assert!(dear.is_empty(), "{dear:#?}");
}

#[test]
fn a_visit_its_sheet_its_loan_and_its_order_ask_no_more_than_others() {
    let app = TestApp::spawn();
    let (visitor, advisor) = (app.visitor(), app.sign_in("advisor"));
    let (id, car) = (check_in::visit(&app), courtesy_cars::car(&app, "沪A12345"));
    let visit = format!("/visits/{id}");
    let within = |route: &str, path: &str| {
        let questions = cost(&visitor, &advisor, route, path);
        assert!((2..=limit(route) + 1).contains(&questions), "{path}: {questions}");
    };
    let booked = courtesy_cars::book(&advisor, id, car, courtesy_cars::FROM, courtesy_cars::DUE);
    assert_eq!(booked.status, 303, "{}", booked.body);
    within("/courtesy-cars/loans/{id}", booked.location());
    check_in::fill(&advisor, id);
    within("/visits/{id}", &format!("{visit}?step=estimate"));
    within("/visits/{id}/check-in/sheet", &format!("{visit}/check-in/sheet"));
    let finished = advisor.post_form(&format!("{visit}/check-in/completion"), &[]);
    assert_eq!(finished.status, 303, "{}", finished.body);
    within("/visits/{id}", &visit);
    let order = advisor
        .get(&visit)
        .attributes(".acts a[href^='/service-orders/']", "href")
        .remove(0);
    within("/service-orders/{id}", &order);
    within("/service-orders/{id}/settlement", &format!("{order}/settlement"));
}

#[test]
fn the_pages_of_an_opportunity_ask_no_more_than_others() {
    let app = TestApp::spawn();
    let (visitor, consultant, manager) = (app.visitor(), app.sign_in("consultant"), app.sign_in("sales.manager"));
    let lead = sales::leads::lead(&app, Some("consultant")).lead;
    let id = sales::opportunities::opportunity(&app);
    let within = |client: &Client, route: &str, path: &str| {
        let questions = cost(&visitor, client, route, path);
        assert!((2..=limit(route) + 1).contains(&questions), "{path}: {questions}");
    };
    let path = format!("/opportunities/{id}");
    within(&manager, "/board", "/board");
    within(&manager, "/board", "/board?layout=list");
    within(&consultant, "/leads/{id}", &format!("/leads/{lead}"));
    within(&consultant, "/opportunities/{id}", &path);
    for (noun, client) in [
        ("follow-ups", &consultant),
        ("stage", &consultant),
        ("owner", &manager),
        ("quotes", &consultant),
        ("quotes/new", &consultant),
        ("trade-ins", &consultant),
    ] {
        within(
            client,
            &format!("/opportunities/{{id}}/{noun}"),
            &format!("{path}/{noun}"),
        );
    }
    within(&consultant, "/test-drives", &format!("/test-drives?opportunity={id}"));
    within(
        &consultant,
        "/test-drives/new",
        &format!("/test-drives/new?opportunity={id}"),
    );
    within(
        &consultant,
        "/sales-orders/new",
        &format!("/sales-orders/new?opportunity={id}"),
    );
    within(&consultant, "/pool", "/pool");
}

#[test]
fn the_count_counts() {
    let app = TestApp::spawn();
    let visitor = app.visitor();
    // Of somebody signed out: nothing for the session, one for the list of demo accounts.
    assert_eq!(cost(&visitor, &visitor, "/sign-in", "/sign-in"), 1);
    assert_eq!(cost(&visitor, &visitor, "/livez", "/livez"), 0);
    assert_eq!(cost(&visitor, &visitor, "/readyz", "/readyz"), 1);
    let care = app.sign_in("care");
    // The session, the list, what stands beside it.
    assert_eq!(cost(&visitor, &care, "/", "/"), 3);
}
