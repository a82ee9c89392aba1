//! Coming for an appointment: by its button, at the door, late.

use chrono::TimeDelta;
use yingke::schema::appointments;
use yingke::values::ids::{VehicleId, VisitId};
use yingke::visits::appointments::model::REMIND;

use super::*;
use crate::support::builders::VIN;

/// Registers somebody at the door as any walk-in.
fn walk_in(app: &TestApp, customer: CustomerId, car: Option<VehicleId>, purpose: &str) -> Page {
    let who = match car {
        Some(car) => format!("{customer}:{car}"),
        None => customer.to_string(),
    };
    let fields = [("who", who.as_str()), ("purpose", purpose), ("party_size", "1")];
    let answer = app.sign_in("advisor").post_form("/visits", &fields);
    assert_eq!(answer.status, 303, "{}", answer.body);
    answer
}

fn visit_of(app: &TestApp, id: AppointmentId) -> Option<VisitId> {
    appointments::table
        .find(id)
        .select(appointments::visit_id)
        .first(&mut app.database.owner())
        .unwrap()
}

#[test]
fn the_button_of_an_appointment_closes_what_was_open_about_it() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", "138 1234 5621");
    let id = book(&app, customer, "2026-11-24T10:30");
    app.advance(TimeDelta::hours(25));
    app.work();
    assert_eq!(tasks(&app, REMIND), 1, "no address: somebody calls");
    app.advance(TimeDelta::minutes(23 * 60 + 15));
    let advisor = app.sign_in("advisor");
    let named = id.to_string();
    let fields = [("appointment", named.as_str())];
    let answer = advisor.post_form("/reception/arrivals", &fields);
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert_eq!(state(&app, id), "arrived");
    assert!(visit_of(&app, id).is_some());
    assert_eq!(tasks(&app, REMIND), 0);
    let audit = app.audit();
    for action in ["appointments.arrive", "visits.arrive"] {
        assert!(audit.contains(&action.to_owned()), "{action}");
    }
    assert_eq!(advisor.post_form("/reception/arrivals", &fields).status, 409, "once");
}

#[test]
fn who_is_registered_at_the_door_comes_for_the_appointment_of_today() {
    let app = TestApp::spawn();
    let (one, two) = (
        app.customer("顾明", "138 1234 5621"),
        app.customer("林可", "139 1726 4830"),
    );
    let (due, missed) = (book(&app, one, "2026-11-22T14:00"), book(&app, two, "2026-11-22T10:30"));
    app.advance(TimeDelta::minutes(65));
    app.work();
    assert_eq!(
        (state(&app, due).as_str(), state(&app, missed).as_str()),
        ("booked", "no_show")
    );
    // Somebody who looks at cars has not come for the service.
    walk_in(&app, one, None, "showroom");
    assert_eq!(state(&app, due), "booked");
    for (customer, id) in [(one, due), (two, missed)] {
        let answer = walk_in(&app, customer, None, "service");
        assert_eq!(state(&app, id), "arrived");
        let visit = visit_of(&app, id).unwrap();
        assert_eq!(answer.location(), format!("/reception?registered={visit}"));
    }
}

#[test]
fn of_two_appointments_it_is_that_of_the_car() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", "138 1234 5621");
    let cars = [
        app.vehicle(customer, "沪A12345", VIN),
        app.vehicle(customer, "沪B23456", ""),
    ];
    let booked = |car: VehicleId, time: &str| {
        let new = NewAppointment {
            vehicle: Some(car),
            ..wanted(&app, customer, time, None)
        };
        app.write("care", |tx| commands::book(tx, &new)).unwrap()
    };
    let (first, second) = (booked(cars[0], "2026-11-22T11:00"), booked(cars[1], "2026-11-22T14:00"));
    walk_in(&app, customer, Some(cars[1]), "service");
    assert_eq!(
        (state(&app, first).as_str(), state(&app, second).as_str()),
        ("booked", "arrived")
    );
}
