//! The day on paper, by which work goes on while the system is down.

use chrono::TimeDelta;
use yingke::visits::appointments::commands::book;
use yingke::visits::appointments::model::NewAppointment;

use super::*;
use crate::web::appointments::wanted;

#[test]
fn the_queue_on_paper_says_since_when_how_many_what_for_and_who_was_called() {
    let app = TestApp::spawn();
    let party = NewArrival {
        party_size: 3,
        wish: Some("刹车异响".into()),
        ..NewArrival::new(app.store(), Purpose::Repair, Who::Guest(Some("王先生".into())))
    };
    let first = arrive(&app, party).id;
    let came = yingke::platform::i18n::times::clock(app.clock.now());
    app.advance(TimeDelta::minutes(12));
    guest(&app, Purpose::Service);
    app.write("advisor", |tx| commands::call(tx, first, "1", None)).unwrap();
    let page = app.sign_in("care").get("/reception/paper");
    let rows = page.texts("main tbody tr:not(.sheet-blank)");
    let row = |ticket: &str| rows.iter().find(|row| row.starts_with(ticket)).unwrap();
    for part in [came.as_str(), "已等 12 分", "3 人", "刹车异响", "已叫号"] {
        assert!(row("A001").contains(part), "{part} is missing in {}", row("A001"));
    }
    assert!(!row("A002").contains("已叫号") && !row("A002").contains(" 人"));
    assert!(
        page.texts("#paper-blank .sheet-blank").len() >= 5,
        "room for who comes meanwhile"
    );
}

#[test]
fn what_was_asked_for_when_booking_stands_with_the_appointment_and_the_visit() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", PHONE);
    let new = NewAppointment {
        wish: Some("下午要用车".into()),
        ..wanted(&app, customer, "2026-11-22T14:00", None)
    };
    app.write("care", |tx| book(tx, &new)).unwrap();
    walk_in(&app, customer, Purpose::Service);
    let page = app.sign_in("care").get("/reception/paper");
    let rows = page.texts("main tbody tr:not(.sheet-blank)");
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(rows.iter().all(|row| row.contains("下午要用车")), "{rows:?}");
}

#[test]
fn a_consultants_paper_says_that_the_service_side_is_not_on_it() {
    let app = TestApp::spawn();
    let says = |username: &str| {
        app.sign_in(username)
            .get("/reception/paper")
            .body
            .contains("仅含销售接待")
    };
    assert!(says("consultant") && !says("advisor") && !says("manager"));
}

#[test]
fn phones_are_on_the_paper_only_on_purpose_and_on_record() {
    let app = TestApp::spawn();
    let customer = app.customer("顾明", PHONE);
    walk_in(&app, customer, Purpose::Service);
    let desk = app.sign_in("service.manager");
    let plain = desk.get("/reception/paper");
    assert!(plain.has("form.no-print[action='/reception/paper']"));
    assert!(!plain.body.contains("138 1234 5621") && !plain.body.contains(PHONE));
    let before = app.audit();
    assert!(!before.contains(&"visits.print_phones".to_owned()));
    let full = desk.post_form("/reception/paper", &[]);
    assert_eq!(full.status, 200, "{}", full.body);
    assert!(full.text("main").contains("138 1234 5621"));
    let audit = app.audit();
    assert_eq!(audit.iter().filter(|action| *action == "customers.reveal").count(), 1);
    assert_eq!(audit.last().map(String::as_str), Some("visits.print_phones"));
    assert_eq!(app.sign_in("technician").post_form("/reception/paper", &[]).status, 403);
}
