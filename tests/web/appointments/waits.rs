//! The waiting list.

use chrono::TimeDelta;
use yingke::customers::model::Details;
use yingke::schema::appointment_waits as waits;
use yingke::values::email::Email;
use yingke::values::ids::WaitId;
use yingke::visits::appointments::model::{Cancellation, NewWait, OFFER};
use yingke::visits::appointments::rules::{CancelReason, DayPart};

use super::*;

/// Somebody who may be written to.
fn with_mail(app: &TestApp, name: &str, phone: &str) -> CustomerId {
    app.customer_with(name, phone, |new| {
        new.details = Details {
            email: Some(Email::parse("gu.ming@example.com").unwrap()),
            ..new.details.clone()
        };
    })
}

/// The store opens for half an hour, so that three fill the day.
fn short_day(app: &TestApp) -> Vec<AppointmentId> {
    app.write("manager", |tx| {
        let mut hours = yingke::staff::hours::Hours::default();
        let time = |text: &str| text.parse().unwrap();
        hours.wednesday = vec![(time("10:00:00"), time("10:30:00"))];
        let store = tx.actor()?.store;
        yingke::platform::settings::save(tx, store, &hours, 0)
    })
    .unwrap();
    (100..103)
        .map(|number| book(app, somebody(app, number), "2026-11-25T10:00"))
        .collect()
}

fn wait_for(app: &TestApp, customer: CustomerId) -> WaitId {
    let new = NewWait {
        store: app.store(),
        customer,
        vehicle: None,
        purpose: Purpose::Service,
        day: DAY.parse().unwrap(),
        part: DayPart::Day,
        slot: None,
        advisor: None,
        wish: None,
    };
    app.write("care", |tx| commands::wait(tx, &new)).unwrap()
}

fn state_of(app: &TestApp, id: WaitId) -> String {
    waits::table
        .find(id)
        .select(waits::state)
        .first(&mut app.database.owner())
        .unwrap()
}

fn cancel(app: &TestApp, id: AppointmentId) {
    let why = Cancellation {
        reason: CancelReason::Customer,
        note: None,
    };
    app.write("care", |tx| commands::cancel(tx, id, &why)).unwrap();
}

#[test]
fn who_wants_a_full_day_joins_the_list_and_a_free_one_is_booked() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let fields = [
        ("new_name", "顾明"),
        ("new_phone", "13812345621"),
        ("purpose", "service"),
        ("day", DAY),
        ("part", "morning"),
    ];
    let free = care.post_form("/appointments/waits", &fields);
    assert_eq!(free.status, 422);
    assert!(free.text("#f-part-err").contains("还有空位"));
    short_day(&app);
    let full = care.get(&format!("/appointments/new?day={DAY}"));
    assert!(full.has("details[open] button[formaction='/appointments/waits']"));
    let answer = care.post_form("/appointments/waits", &fields);
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert!(app.audit().contains(&"appointments.wait".to_owned()));
    assert!(care.get(answer.location()).text(".list li").contains("顾明"));
    let again = [fields.as_slice(), &[("known", "13812345621")]].concat();
    let twice = care.post_form("/appointments/waits", &again);
    assert_eq!(twice.status, 422);
    assert!(twice.text("#f-new_phone-err").contains("候补名单"));
}

#[test]
fn who_wants_one_time_waits_for_just_that() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let booked: Vec<AppointmentId> = (0..3)
        .map(|number| book(&app, somebody(&app, number), "2026-11-25T12:00"))
        .collect();
    let other = book(&app, somebody(&app, 3), "2026-11-25T14:00");
    let form = care.get(&format!("/appointments/new?day={DAY}"));
    let parts = form.attributes("select[name=part] option", "value");
    assert_eq!(
        parts,
        ["day", "morning", "afternoon", "12:00"],
        "what is taken can be waited for"
    );
    let wish = |part: &'static str| {
        [
            ("new_name", "顾明"),
            ("new_phone", "13812345621"),
            ("purpose", "service"),
            ("day", DAY),
            ("part", part),
        ]
    };
    for part in ["12:30", "27:00"] {
        let free = care.post_form("/appointments/waits", &wish(part));
        assert_eq!(free.status, 422, "{part}");
        assert!(free.has("#f-part-err"), "{part}");
    }
    let answer = care.post_form("/appointments/waits", &wish("12:00"));
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert!(care.get(answer.location()).text(".list li").contains("12:00"));
    let state = || -> String {
        waits::table
            .select(waits::state)
            .first(&mut app.database.owner())
            .unwrap()
    };
    cancel(&app, other);
    assert_eq!(state(), "waiting", "two o'clock is another time");
    cancel(&app, booked[0]);
    assert_eq!(state(), "offered");
}

#[test]
fn a_place_that_becomes_free_is_held_for_the_first_who_waits() {
    let app = TestApp::spawn();
    let booked = short_day(&app);
    let first = wait_for(&app, with_mail(&app, "顾明", "13812345621"));
    let second = wait_for(&app, somebody(&app, 7));
    cancel(&app, booked[0]);
    assert_eq!(
        (state_of(&app, first).as_str(), state_of(&app, second).as_str()),
        ("offered", "waiting")
    );
    assert_eq!(tasks(&app, OFFER), 1);
    let mails = app.mails();
    assert!(
        mails.iter().any(|mail| mail.text.contains("2026-11-25 10:00")),
        "{}",
        mails.len()
    );
    assert!(
        try_book(&app, somebody(&app, 9), "2026-11-25T10:00").is_err(),
        "it is held"
    );
    let care = app.sign_in("care");
    let path = format!("/appointments/waits/{first}");
    let page = care.get(&path);
    assert!(page.has("form[action$='/acceptance']"));
    let taken = care.post_form(&format!("{path}/acceptance"), &[]);
    assert_eq!(taken.status, 303, "{}", taken.body);
    assert!(care.get(taken.location()).body.contains("顾明"));
    assert_eq!((state_of(&app, first).as_str(), tasks(&app, OFFER)), ("booked", 0));
    assert_eq!(care.post_form(&format!("{path}/acceptance"), &[]).status, 409);
    assert_eq!(care.post_form(&format!("{path}/withdrawal"), &[]).status, 409);
}

#[test]
fn who_does_not_answer_or_want_it_makes_room_for_the_next() {
    let app = TestApp::spawn();
    let booked = short_day(&app);
    let ids: Vec<WaitId> = (1..4).map(|number| wait_for(&app, somebody(&app, number))).collect();
    cancel(&app, booked[0]);
    app.advance(TimeDelta::hours(5));
    app.work();
    assert_eq!(state_of(&app, ids[0]), "lapsed");
    assert_eq!(state_of(&app, ids[1]), "offered");
    let care = app.sign_in("care");
    assert_eq!(
        care.post_form(&format!("/appointments/waits/{}/withdrawal", ids[1]), &[])
            .status,
        303
    );
    assert_eq!(state_of(&app, ids[1]), "withdrawn");
    assert_eq!((state_of(&app, ids[2]).as_str(), tasks(&app, OFFER)), ("offered", 1));
    assert_eq!(
        app.sign_in("consultant")
            .get(&format!("/appointments/waits/{}", ids[2]))
            .status,
        404
    );
    // The day goes by.
    app.advance(TimeDelta::days(4));
    app.work();
    assert_eq!(state_of(&app, ids[2]), "lapsed");
}

#[test]
fn a_closed_day_gives_held_places_back_and_leads_to_who_is_booked() {
    let app = TestApp::spawn();
    let booked = short_day(&app);
    let id = wait_for(&app, app.customer("顾明", "138 1234 5621"));
    cancel(&app, booked[0]);
    assert_eq!(state_of(&app, id), "offered");
    let manager = app.sign_in("manager");
    let page = manager.get("/admin/settings/hours");
    let names = page.attributes("form.card input[name]", "name").into_iter();
    let mut fields: Vec<(String, String)> = names.map(|name| (name.clone(), page.value(&name))).collect();
    fields.push(("closed".to_owned(), DAY.to_owned()));
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let answer = manager.post_form("/admin/settings/hours", &fields);
    assert_eq!(
        (answer.status, answer.location()),
        (303, "/appointments?day=2026-11-25&line=service"),
        "{}",
        answer.body
    );
    assert_eq!(state_of(&app, id), "lapsed");
    let page = manager.get(answer.location());
    let said = page.text("#toasts .toast");
    assert!(said.contains("11-25 周三 2 个"), "{said}");
    assert_eq!(
        page.texts(".notice-amber a").len(),
        2,
        "each with the way to another time"
    );
}
