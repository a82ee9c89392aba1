//! Visitors of the showroom become leads.

use diesel::prelude::*;
use yingke::schema::{lead_steps, leads, tasks};
use yingke::values::ids::{CustomerId, LeadId, StaffId, VisitId};
use yingke::visits::commands::receive;
use yingke::visits::model::{NewArrival, Receiver, Who};
use yingke::visits::rules::Purpose;

use super::{PHONE, lead};
use crate::support::TestApp;
use crate::web::reception::arrive;

/// A visitor who was let in and is received by the consultant.
fn received(app: &TestApp, customer: CustomerId) -> VisitId {
    let who = Who::Known {
        customer,
        vehicle: None,
    };
    let new = NewArrival {
        receiver: Receiver::Person(app.actor("consultant").id),
        ..NewArrival::new(app.store(), Purpose::Showroom, who)
    };
    let visit = arrive(app, new).id;
    app.write("consultant", |tx| receive(tx, visit, None)).unwrap();
    visit
}

fn asked(app: &TestApp, visit: VisitId) -> Vec<Option<StaffId>> {
    tasks::table
        .filter(tasks::subject_id.eq(visit.uuid()))
        .filter(tasks::kind.eq("lead.walk_in_alert"))
        .filter(tasks::done_at.is_null())
        .select(tasks::owner_id)
        .load(&mut app.database.owner())
        .unwrap()
}

#[test]
fn whoever_receives_a_visitor_makes_a_lead_of_them() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", PHONE);
    let visit = received(&app, customer);
    let me = app.actor("consultant").id;
    assert_eq!(asked(&app, visit), [Some(me)]);
    let (consultant, path) = (app.sign_in("consultant"), format!("/leads/walk-ins/{visit}"));
    assert!(consultant.get("/call-backs").has(&format!("a[href='{path}']")));
    assert!(consultant.get("/reception").has(&format!("a[href='{path}']")));
    let form = consultant.get(&path);
    assert!(form.text("dl").contains("顾明"), "also in the dialog");
    assert!(!form.body.contains("13812345621"));
    assert_eq!(app.sign_in("consultant2").get(&path).status, 404);
    assert_eq!(app.sign_in("care").get(&path).status, 403);
    let long = "长".repeat(61);
    assert_eq!(consultant.post_form(&path, &[("model", &long)]).status, 422);
    let made = consultant.post_form(&path, &[("model", "X7 混动"), ("words", "看了后备箱")]);
    assert_eq!(made.status, 303, "{}", made.body);
    let id: LeadId = made.location().rsplit('/').next().unwrap().parse().unwrap();
    let (owner, whose): (Option<StaffId>, Option<CustomerId>) = leads::table
        .find(id)
        .select((leads::owner_id, leads::customer_id))
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!((owner, whose), (Some(me), Some(customer)));
    let evidence: Option<String> = lead_steps::table
        .filter(lead_steps::lead_id.eq(id))
        .filter(lead_steps::kind.eq("first_call"))
        .select(lead_steps::evidence)
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(evidence.as_deref(), Some("visit"), "they were met");
    assert!(asked(&app, visit).is_empty());

    // The button leads to it now, and nothing is made twice.
    let desk = consultant.get("/reception");
    assert!(!desk.has(&format!("a[href='{path}']")) && desk.has(&format!("a[href='/leads/{id}']")));
    let made_already = consultant.get(&path);
    assert!(made_already.has(&format!("a[href='/leads/{id}']")) && !made_already.has("[name=words]"));
    let again = consultant.post_form(&path, &[("model", "X7 混动")]);
    assert_eq!((again.status, again.location()), (303, format!("/leads/{id}").as_str()));
    let all: i64 = leads::table.count().get_result(&mut app.database.owner()).unwrap();
    assert_eq!(all, 1);
}

#[test]
fn nobody_is_asked_about_somebody_who_is_worked_on() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", PHONE);
    lead(&app, Some("consultant"));
    let visit = received(&app, customer);
    assert!(asked(&app, visit).is_empty());
}
