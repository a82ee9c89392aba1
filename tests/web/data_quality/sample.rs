//! The sample to be verified.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use yingke::figures::reports::month::Month;
use yingke::figures::reports::quality::commands;
use yingke::schema::{customers, data_checks};
use yingke::values::ids::CustomerId;

use super::{customer, run};
use crate::support::TestApp;

const PAGE: &str = "/data-quality/sample";

fn drawn(app: &TestApp) -> Vec<CustomerId> {
    data_checks::table
        .order(data_checks::customer_id)
        .select(data_checks::customer_id)
        .load(&mut app.database.owner())
        .unwrap()
}

fn verified(app: &TestApp, id: CustomerId) -> Option<DateTime<Utc>> {
    customers::table
        .find(id)
        .select(customers::verified_at)
        .first(&mut app.database.owner())
        .unwrap()
}

/// Twelve customers of the consultant and two of the advisor, from before this month.
fn store() -> TestApp {
    let app = TestApp::spawn();
    for number in 0..14 {
        let owner = if number < 12 { "consultant" } else { "advisor" };
        customer(&app, Some(owner), "顾明", &format!("138123456{number:02}"), |_| {});
    }
    run(&app, "UPDATE customers SET created_at = '2026-10-01'");
    app
}

#[test]
fn the_same_month_draws_the_same_customers() {
    let app = store();
    app.work();
    let first = drawn(&app);
    assert_eq!(first.len(), 5 + 2, "five of each person, or as many as there are");
    run(&app, "DELETE FROM data_checks");
    // Somebody who came this month is not among them, and moves nobody.
    customer(&app, Some("consultant"), "新客", "13912345699", |_| {});
    let (store, month) = (app.store(), Month::parse("2026-11").unwrap());
    app.db.system_write_now(|tx| commands::draw(tx, store, month)).unwrap();
    assert_eq!(drawn(&app), first);
    let again = app.db.system_write_now(|tx| commands::draw(tx, store, month)).unwrap();
    assert_eq!((again, drawn(&app).len()), (0, 7), "once");
    let others = ["2026-12", "2027-01", "2027-02", "2027-03"].map(|month| {
        run(&app, "DELETE FROM data_checks");
        let month = Month::parse(month).unwrap();
        app.db.system_write_now(|tx| commands::draw(tx, store, month)).unwrap();
        drawn(&app)
    });
    assert!(others.iter().any(|other| *other != first), "other months draw others");
}

#[test]
fn what_is_found_is_kept_and_a_right_record_counts_as_verified() {
    let app = store();
    app.work();
    let data = app.sign_in("data");
    let page = data.get(PAGE);
    assert_eq!(page.texts("#sample tbody tr").len(), 7);
    let ask = page
        .attributes("#sample a[href^='/data-quality/checks/']", "href")
        .remove(0);
    let id: CustomerId = page.attributes("#sample .lead a", "href")[0]
        .trim_start_matches("/customers/")
        .parse()
        .unwrap();
    let form = data.get(&ask);
    assert_eq!((form.status, form.value("lock_version")), (200, "0".to_owned()));
    let none = data.post_form(&ask, &[("lock_version", "0")]);
    assert_eq!(none.status, 422);
    let unexplained = data.post_form(&ask, &[("outcome", "wrong"), ("lock_version", "0")]);
    assert_eq!(unexplained.status, 422);
    assert!(unexplained.has("[name='outcome'][value='wrong'][checked]"));
    let kept = data.post_form(
        &ask,
        &[("outcome", "corrected"), ("note", "换了号码"), ("lock_version", "0")],
    );
    assert_eq!(kept.status, 303, "{}", kept.body);
    assert_eq!(verified(&app, id), Some(app.clock.now()));
    let done = data.get(&format!("{PAGE}?view=done"));
    assert_eq!(done.texts("#sample tbody tr").len(), 1);
    assert!(done.text("#sample tbody").contains("有误，已更正") && done.text("#sample tbody").contains("换了号码"));
    let undo = done.attributes(".toast form", "action").remove(0);
    let stale = data.post_form(&ask, &[("outcome", "correct"), ("lock_version", "0")]);
    assert_eq!(stale.status, 409);
    assert_eq!(data.post_form(&undo, &[]).status, 303);
    assert_eq!(verified(&app, id), None, "as it was");
    assert_eq!(data.get(PAGE).texts("#sample tbody tr").len(), 7);
    let log = app.audit();
    for action in [
        "data_quality.judge",
        "customers.verify",
        "data_quality.take_back_judgement",
    ] {
        assert!(log.contains(&action.to_owned()), "{action}");
    }
}

#[test]
fn the_share_of_right_ones_tells_what_it_rests_on() {
    let app = store();
    app.work();
    let data = app.sign_in("data");
    let owner = app.actor("consultant").id;
    let asks = data
        .get(&format!("{PAGE}?owner={owner}"))
        .attributes("#sample a[href^='/data-quality/checks/']", "href");
    assert_eq!(asks.len(), 5);
    for (ask, outcome) in asks.iter().zip(["correct", "correct", "wrong", "unreachable"]) {
        let fields = [("outcome", outcome), ("note", "见备注"), ("lock_version", "0")];
        assert_eq!(data.post_form(ask, &fields).status, 303);
    }
    let page = data.get("/data-quality");
    let names = page.texts("#people tbody .lead");
    let at = names.iter().position(|name| name == "陈思远").unwrap() + 1;
    let cells = page.texts(&format!("#people tbody tr:nth-child({at}) td:not(:first-child)"));
    // Two of the three who were reached; who was not tells nothing.
    assert_eq!(cells[5..], ["4 / 5", "66.7% n = 3"]);
    let elsewhere = data.get("/data-quality/checks/019a0000-0000-7000-8000-000000000000");
    assert_eq!(elsewhere.status, 404);
}

#[test]
fn a_check_speaks_english_too() {
    let app = store();
    app.work();
    run(&app, "UPDATE staff SET language = 'en' WHERE username = 'data'");
    let data = app.sign_in("data");
    let page = data.get(PAGE);
    assert_eq!(page.text("h1"), "Sample to verify");
    let ask = page
        .attributes("#sample a[href^='/data-quality/checks/']", "href")
        .remove(0);
    assert!(data.get(&ask).body.contains("Was wrong, put right"));
}
