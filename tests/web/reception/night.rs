//! What the night does to the queue.

use chrono::{DateTime, TimeDelta, Utc};
use yingke::schema::{audit_entries, visit_stamps};
use yingke::visits::rules::VisitAction;

use super::*;

fn left_because(app: &TestApp, id: VisitId) -> Option<String> {
    visits::table
        .find(id)
        .select(visits::left_because)
        .first(&mut app.database.owner())
        .unwrap()
}

/// What the log knows of a visitor's leaving: by whom.
fn leavings(app: &TestApp, id: VisitId) -> Vec<Option<StaffId>> {
    audit_entries::table
        .filter(audit_entries::action.eq("visits.leave"))
        .filter(audit_entries::subject_id.eq(id.uuid()))
        .select(audit_entries::staff_id)
        .load(&mut app.database.owner())
        .unwrap()
}

#[test]
fn who_waits_overnight_has_left_without_a_word_and_cars_in_the_workshop_stay() {
    let app = TestApp::spawn();
    let (customer, vehicle) = known(&app);
    let who = Who::Known {
        customer,
        vehicle: Some(vehicle),
    };
    let comes = NewArrival {
        receiver: Receiver::Person(app.actor("advisor").id),
        ..NewArrival::new(app.store(), Purpose::Service, who)
    };
    let waits = arrive(&app, comes.clone()).id;
    let (received, inside) = (guest(&app, Purpose::Showroom).id, guest(&app, Purpose::Repair).id);
    for id in [received, inside] {
        app.write("advisor", |tx| commands::advance(tx, id, VisitAction::Receive))
            .unwrap();
    }
    app.write("advisor", |tx| commands::advance(tx, inside, VisitAction::StartWork))
        .unwrap();
    let page = format!("/customers/{customer}");
    let desk = app.sign_in("advisor2");
    assert_eq!(
        desk.get(&page).status,
        200,
        "who is in the store is in front of every advisor"
    );

    app.advance(TimeDelta::hours(13));
    app.work();
    assert_eq!(
        queue(&app.sign_in("advisor2")),
        ["A001"],
        "at eleven in the evening they may still wait"
    );
    app.advance(TimeDelta::hours(10));
    app.work();
    let desk = app.sign_in("advisor2");
    assert!(queue(&desk).is_empty());
    assert_eq!(desk.get("/reception/count").body, "");
    let states = [waits, received, inside].map(|id| state(&app, id));
    assert_eq!(states, ["left", "receiving", "in_workshop"]);
    assert_eq!(left_because(&app, waits).as_deref(), Some("without_word"));
    assert_eq!(leavings(&app, waits), [None], "by the portal itself, and noted");
    for id in [received, inside] {
        assert_eq!((left_because(&app, id), leavings(&app, id)), (None, Vec::new()));
    }
    let last: (String, Option<StaffId>, DateTime<Utc>) = visit_stamps::table
        .filter(visit_stamps::visit_id.eq(waits.uuid()))
        .order(visit_stamps::at.desc())
        .select((visit_stamps::action, visit_stamps::staff_id, visit_stamps::at))
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(last, ("leave".to_owned(), None, app.clock.now()));
    assert_eq!(desk.get(&page).status, 404, "no longer in front of every advisor");
    // The car can come in again.
    let again = arrive(&app, comes).id;
    app.advance(TimeDelta::minutes(30));
    app.work();
    assert_eq!((state(&app, again), leavings(&app, waits).len()), ("waiting", 1));
}

#[test]
fn who_came_shortly_before_midnight_keeps_their_place() {
    let app = TestApp::spawn();
    app.advance(TimeDelta::minutes(13 * 60 + 50));
    let late = guest(&app, Purpose::Service).id;
    app.advance(TimeDelta::minutes(30));
    app.work();
    assert_eq!(state(&app, late), "waiting");
    app.advance(TimeDelta::hours(4));
    app.work();
    assert_eq!(state(&app, late), "left");
}

#[test]
fn the_desk_may_say_so_too() {
    let app = TestApp::spawn();
    let visit = guest(&app, Purpose::Service).id;
    let desk = app.sign_in("advisor");
    let there = path(visit, "departure");
    let choices = |client: &Client| client.get(&there).body;
    assert!(choices(&desk).contains("不辞而别"));
    desk.post_form("/preferences", &[("lang", "en"), ("next", "/reception")]);
    assert!(choices(&desk).contains("Left without a word"));
    assert_eq!(desk.post_form(&there, &[("reason", "without_word")]).status, 303);
    assert_eq!(left_because(&app, visit).as_deref(), Some("without_word"));
}
