//! What time brings.

use chrono::TimeDelta;
use uuid::Uuid;
use yingke::customers::model::Details;
use yingke::schema::visits;
use yingke::values::email::Email;
use yingke::values::ids::VisitId;
use yingke::visits::appointments::model::REMIND;

use super::*;

fn visit(app: &TestApp, customer: CustomerId) -> VisitId {
    let (id, now) = (Uuid::now_v7(), app.clock.now());
    diesel::insert_into(visits::table)
        .values((
            visits::id.eq(id),
            visits::store_id.eq(app.store()),
            visits::line.eq("service"),
            visits::ticket_on.eq(times::day_of(now)),
            visits::ticket_no.eq(1),
            visits::state.eq("arrived"),
            visits::customer_id.eq(customer),
            visits::purpose.eq("service"),
            visits::queued_at.eq(now),
            visits::token.eq(id.to_string()),
            visits::arrived_at.eq(now),
        ))
        .execute(&mut app.database.owner())
        .unwrap();
    id.into()
}

#[test]
fn who_does_not_come_has_missed_it_and_coming_late_is_still_arriving() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", "138 1234 5621");
    let id = book(&app, customer, "2026-11-22T10:30");
    app.advance(TimeDelta::minutes(55));
    app.work();
    assert_eq!(state(&app, id), "booked");
    app.advance(TimeDelta::minutes(10));
    app.work();
    assert_eq!(state(&app, id), "no_show");
    assert!(app.audit().contains(&"appointments.miss".to_owned()));
    let care = app.sign_in("care");
    assert_eq!(
        care.post_form(&format!("/appointments/{id}/cancellation"), &[("reason", "customer")])
            .status,
        409
    );
    let visit = visit(&app, customer);
    let now = app.clock.now();
    app.write("advisor", |tx| commands::arrived(tx, id, visit, now))
        .unwrap();
    assert_eq!(state(&app, id), "arrived");
    assert!(
        app.write("advisor", |tx| commands::arrived(tx, id, visit, now))
            .is_err()
    );
}

#[test]
fn tomorrows_customers_are_told_once_or_somebody_calls_them() {
    let app = TestApp::spawn();
    let written = app.customer_with("顾明", "138 1234 5621", |new| {
        new.details = Details {
            email: Some(Email::parse("gu.ming@example.com").unwrap()),
            ..new.details.clone()
        };
    });
    book(&app, written, "2026-11-24T10:00");
    book(&app, somebody(&app, 1), "2026-11-24T11:00");
    book(&app, somebody(&app, 2), "2026-11-25T11:00");
    app.advance(TimeDelta::hours(23));
    assert_eq!(app.mails().len(), 0, "nine o'clock on the day before");
    app.advance(TimeDelta::hours(2));
    let mails = app.mails();
    assert_eq!(mails.len(), 1);
    assert!(mails[0].text.contains("2026-11-24 10:00"), "{}", mails[0].text);
    assert_eq!(tasks(&app, REMIND), 1);
    app.advance(TimeDelta::hours(1));
    assert_eq!((app.mails().len(), tasks(&app, REMIND)), (1, 1));
    let list = app.sign_in("care").get("/call-backs");
    assert!(list.body.contains("致电提醒预约"));
}

#[test]
fn the_rules_stand_on_the_settings_page() {
    let app = TestApp::spawn();
    let page = app.sign_in("manager").get("/admin/settings/visits.appointments");
    assert_eq!(page.status, 200);
    assert_eq!(
        (page.value("no_show_minutes"), page.value("reminder_hour")),
        ("30".into(), "10".into())
    );
}
