use chrono::{NaiveDate, TimeDelta};
use serde_json::{Value, json};
use uuid::Uuid;
use yingke::platform::db::{SeeOther, Tx};
use yingke::platform::error::Error;
use yingke::platform::numbers;
use yingke::platform::undo::{self, Undoable};
use yingke::values::ids::StoreId;

use crate::support::TestApp;
use crate::support::app::NOW;

const TEST: undo::Registry = &[&[Undoable {
    kind: "test.count",
    run: take_back,
}]];

fn take_back(tx: &mut Tx<'_>, payload: &Value) -> Result<SeeOther, Error> {
    let day = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
    let number = numbers::next(tx, StoreId::from(Uuid::nil()), payload["prefix"].as_str().unwrap(), day)?;
    tx.record_general("test.taken_back", &[])?;
    Ok(SeeOther::to(format!("/{number}")).saying("已撤销"))
}

fn app() -> TestApp {
    TestApp::spawn_with(NOW.parse().unwrap(), |state| state.undo = TEST)
}

fn offer(app: &TestApp) -> String {
    let id = app.write("care", |tx| {
        tx.record_general("test.done", &[])?;
        undo::offer(tx, "test.count", json!({ "prefix": "U" }))
    });
    format!("/undo/{}", id.unwrap())
}

#[test]
fn the_person_who_did_it_takes_it_back_once() {
    let app = app();
    let path = offer(&app);
    assert_eq!(app.sign_in("advisor").post_form(&path, &[]).status, 404);
    let care = app.sign_in("care");
    let answer = care.post_form(&path, &[]);
    assert_eq!((answer.status, answer.location()), (303, "/U20261122-0001"));
    assert_eq!(app.audit().last().unwrap(), "test.taken_back");
    assert_eq!(care.post_form(&path, &[]).status, 409);
    assert_eq!(care.post_form(&format!("/undo/{}", Uuid::now_v7()), &[]).status, 404);
}

#[test]
fn after_two_minutes_it_stays() {
    let app = app();
    let path = offer(&app);
    app.advance(TimeDelta::minutes(2));
    assert_eq!(app.sign_in("care").post_form(&path, &[]).status, 409);
}

#[test]
fn the_toast_offers_it() {
    let app = app();
    let care = app.sign_in("care");
    let path = offer(&app);
    // Taking one thing back says so on the next page; a script that follows the redirect leaves the toast to the page.
    care.post_form(&path, &[]);
    let script = care.send(care.request("GET", "/no-such-page").header("HX-Request", "true"));
    assert!(!script.has("#toasts .toast"));
    assert_eq!(care.get("/dev/components").texts("#toasts .toast span"), ["已撤销"]);
    assert!(!care.get("/dev/components").has("#toasts .toast"), "said once");
}
