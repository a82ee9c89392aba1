//! The open pool.

use chrono::{DateTime, TimeDelta, Utc};
use yingke::platform::i18n::times;
use yingke::sales::opportunities::commands as opportunities;
use yingke::sales::opportunities::model::NewOpportunity;
use yingke::schema::opportunities as rows;
use yingke::values::ids::OpportunityId;

use super::super::opportunities::{in_days, step};
use super::*;

fn opportunity(app: &TestApp, phone: &str, owner: &str) -> OpportunityId {
    let customer = app.customer_of(owner, "顾明", phone);
    let new = NewOpportunity {
        owner: Some(app.actor(owner).id),
        ..NewOpportunity::of(app.store(), customer)
    };
    app.write("sales.manager", |tx| opportunities::open(tx, new)).unwrap()
}

fn stands(app: &TestApp, id: OpportunityId) -> (Option<StaffId>, Option<DateTime<Utc>>) {
    rows::table
        .find(id)
        .select((rows::owner_id, rows::pool_since))
        .first(&mut app.database.owner())
        .unwrap()
}

#[test]
fn what_is_released_is_half_hidden_until_a_colleague_takes_it() {
    let app = TestApp::spawn();
    let id = opportunity(&app, PHONES[0], "consultant");
    let (one, two) = (app.sign_in("consultant"), app.sign_in("consultant2"));
    let path = format!("/pool/{id}/release");
    assert_eq!(two.get(&path).status, 404);
    let bare = one.post_form(&path, &[("reason", "")]);
    assert!(bare.status == 422 && bare.has("#r-reason-err"));
    assert_eq!(one.post_form(&path, &[("reason", "客户搬到外地")]).status, 303);
    assert_eq!(app.audit().last().unwrap(), "opportunities.release");
    assert_eq!(stands(&app, id), (None, Some(app.clock.now())));
    let pool = two.get("/pool");
    assert!(pool.has(&format!("#p-{id}")) && !pool.body.contains("顾明") && !pool.body.contains("13812345621"));
    let own = one.post_form(&format!("/pool/{id}/claims"), &[]);
    assert!(own.status == 422 && own.has("[role='alert']"));
    let claimed = two.post_form(&format!("/pool/{id}/claims"), &[]);
    assert_eq!(claimed.location(), format!("/opportunities/{id}"));
    assert_eq!(stands(&app, id), (Some(app.actor("consultant2").id), None));
    // Somebody else was faster, and it says who and when.
    let manager = app.sign_in("sales.manager");
    let (who, at) = (app.actor("consultant2").name, times::clock(app.clock.now()));
    let late = manager.post_form(&format!("/pool/{id}/claims"), &[]);
    let said = late.text("[role='alert']");
    assert_eq!(late.status, 409);
    assert!(said.contains(&who) && said.contains(&at), "{said}");
    manager.post_form("/preferences", &[("lang", "en"), ("next", "/pool")]);
    let late = manager.post_form(&format!("/pool/{id}/claims"), &[]);
    assert!(late.text("[role='alert']").contains("was faster"));
}

#[test]
fn who_talks_to_them_does_not_take_them_out_of_the_pool() {
    let app = TestApp::spawn();
    let id = opportunity(&app, PHONES[0], "consultant");
    app.write("consultant", |tx| commands::release(tx, id, "转给同事"))
        .unwrap();
    let next = in_days(&app, 2);
    let fields = [
        ("kind", "phone"),
        ("outcome", "answered"),
        ("note", "客户仍在考虑"),
        ("next_at", next.as_str()),
    ];
    step(&app.sign_in("sales.manager"), id, "follow-ups", &fields);
    assert_eq!(
        stands(&app, id),
        (None, Some(app.clock.now())),
        "nobody's, and still in the pool"
    );
    let two = app.sign_in("consultant2");
    assert_eq!(two.post_form(&format!("/pool/{id}/claims"), &[]).status, 303);
}

#[test]
fn what_was_given_out_of_the_pool_by_mistake_is_there_again() {
    let app = TestApp::spawn();
    let id = opportunity(&app, PHONES[0], "consultant");
    app.write("consultant", |tx| commands::release(tx, id, "转给同事"))
        .unwrap();
    let (before, manager) = (stands(&app, id), app.sign_in("sales.manager"));
    let (row, to) = (id.to_string(), app.actor("consultant2").id.to_string());
    let fields = [
        ("ids", row.as_str()),
        ("owner_id", to.as_str()),
        ("reason", "休假交接"),
        ("back", "/board?layout=list"),
    ];
    assert_eq!(manager.post_form("/board/changes", &fields).status, 303);
    assert_eq!(stands(&app, id).1, None);
    let undo = manager.get("/board?layout=list").attributes(".toast form", "action");
    assert_eq!(manager.post_form(&undo[0], &[]).status, 303);
    assert_eq!(stands(&app, id), before);
}

#[test]
fn a_day_allows_so_many_claims() {
    let app = TestApp::spawn();
    let two = app.sign_in("consultant2");
    for number in 0..6 {
        let id = opportunity(&app, &format!("138 0000 000{number}"), "consultant");
        app.write("consultant", |tx| commands::release(tx, id, "转给同事"))
            .unwrap();
        let answer = two.post_form(&format!("/pool/{id}/claims"), &[]);
        assert_eq!(answer.status, if number < 5 { 303 } else { 422 }, "{number}");
    }
    app.advance(TimeDelta::days(1));
    assert!(
        app.sign_in("consultant2")
            .get("/pool")
            .text("#claims")
            .contains("0 / 5")
    );
}

#[test]
fn what_nobody_contacts_drops_into_the_pool() {
    let app = TestApp::spawn();
    let id = opportunity(&app, PHONES[0], "consultant");
    app.advance(TimeDelta::days(7) - TimeDelta::minutes(1));
    app.work();
    assert_eq!(stands(&app, id).1, None);
    app.advance(TimeDelta::minutes(15));
    app.work();
    assert!(matches!(stands(&app, id), (None, Some(_))));
    // Whoever lost it waits a week; a colleague doesn't.
    let claim = format!("/pool/{id}/claims");
    assert_eq!(app.sign_in("consultant").post_form(&claim, &[]).status, 422);
    assert_eq!(app.sign_in("consultant2").post_form(&claim, &[]).status, 303);
}

#[test]
fn who_is_given_an_opportunity_has_all_the_time_there_is() {
    let app = TestApp::spawn();
    let id = opportunity(&app, PHONES[0], "consultant");
    let two = app.actor("consultant2").id;
    app.advance(TimeDelta::days(6));
    let to = two.to_string();
    step(
        &app.sign_in("sales.manager"),
        id,
        "owner",
        &[("owner_id", &to), ("reason", "休假")],
    );
    app.advance(TimeDelta::days(6));
    app.work();
    assert_eq!(
        stands(&app, id),
        (Some(two), None),
        "twelve days after the last contact"
    );
    app.advance(TimeDelta::days(2));
    app.work();
    assert!(matches!(stands(&app, id), (None, Some(_))));
}

#[test]
fn what_came_to_life_again_stays_with_whoever_has_it() {
    let app = TestApp::spawn();
    let id = opportunity(&app, PHONES[0], "consultant");
    step(
        &app.sign_in("consultant"),
        id,
        "loss",
        &[("reason", "price"), ("note", "差两万")],
    );
    step(
        &app.sign_in("sales.manager"),
        id,
        "loss-decision",
        &[("verdict", "approve")],
    );
    app.advance(TimeDelta::days(20));
    let next = in_days(&app, 3);
    step(
        &app.sign_in("consultant"),
        id,
        "reopening",
        &[("reason", "价格可谈"), ("next_at", &next)],
    );
    app.advance(TimeDelta::minutes(30));
    app.work();
    assert_eq!(stands(&app, id).0, Some(app.actor("consultant").id));
}

#[test]
fn whoever_claims_begins_anew_and_the_customer_is_theirs() {
    let app = TestApp::spawn();
    let id = opportunity(&app, PHONES[0], "consultant");
    app.advance(TimeDelta::days(8));
    app.work();
    let two = app.sign_in("consultant2");
    let pool = two.get("/pool");
    assert!(pool.text(&format!("#p-{id}")).contains("久未联系"));
    let claim = format!("/pool/{id}/claims");
    assert_eq!(two.post_form(&claim, &[]).status, 303);
    let (next, customer): (Option<DateTime<Utc>>, yingke::values::ids::CustomerId) = rows::table
        .find(id)
        .select((rows::next_at, rows::customer_id))
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(
        next.unwrap(),
        app.clock.now() + TimeDelta::hours(1),
        "they are called at once, and not late from the start"
    );
    let page = format!("/customers/{customer}");
    assert_eq!(two.get(&page).status, 200);
    assert_eq!(
        app.sign_in("consultant").get(&page).status,
        404,
        "who lost it lost the customer"
    );
    // Pressed twice it leads to the same.
    let again = two.post_form(&claim, &[]);
    assert_eq!(
        (again.status, again.location()),
        (303, format!("/opportunities/{id}").as_str())
    );
}

#[test]
fn the_pool_is_not_on_the_board() {
    let app = TestApp::spawn();
    let id = opportunity(&app, PHONES[0], "consultant");
    let manager = app.sign_in("sales.manager");
    assert_eq!(manager.get("/board").texts("[data-card]").len(), 1);
    app.write("consultant", |tx| commands::release(tx, id, "转给同事"))
        .unwrap();
    assert_eq!(manager.get("/board").texts("[data-card]").len(), 0);
}
