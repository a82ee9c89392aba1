//! What a visitor comes for: by their appointment, unless somebody chose otherwise.

use yingke::visits::appointments::commands::book;
use yingke::visits::appointments::model::NewAppointment;

use super::*;
use crate::web::appointments::wanted;

/// Somebody with a car who is expected for a repair today.
fn expected(app: &TestApp) -> (CustomerId, VehicleId) {
    let (customer, car) = known(app);
    let new = NewAppointment {
        vehicle: Some(car),
        purpose: Purpose::Repair,
        ..wanted(app, customer, "2026-11-22T14:00", None)
    };
    app.write("care", |tx| book(tx, &new)).unwrap();
    (customer, car)
}

fn chosen(page: &Page) -> Vec<String> {
    page.attributes("[name=purpose] [selected]", "value")
}

fn purposes(app: &TestApp) -> Vec<Purpose> {
    visits::table
        .order(visits::id)
        .select(visits::purpose)
        .load(&mut app.database.owner())
        .unwrap()
}

#[test]
fn what_was_booked_stands_there_unless_another_purpose_was_chosen() {
    let app = TestApp::spawn();
    expected(&app);
    app.customer("李娜", "13712348812");
    let desk = app.sign_in("service.manager");
    let page = desk.get("/reception");
    assert_eq!(chosen(&page), ["service"]);
    let preset = page.value("preset");
    let look = |q: &str, purpose: &str, preset: &str| {
        let fields = [("q", q), ("purpose", purpose), ("preset", preset)];
        desk.post_region("/reception/lookup", "found", &fields)
    };
    let found = look("5621", "service", &preset);
    assert_eq!(chosen(&found), ["repair"]);
    assert_eq!(found.attributes("[name=who]", "data-purpose"), ["repair"]);
    let preset = found.value("preset");
    assert_eq!(chosen(&look("8812", "repair", &preset)), ["service"], "somebody else");
    assert_eq!(chosen(&look("5621", "inspection", "service")), ["inspection"]);
    // Without scripts the first press looks up, and shows it too.
    let fields = [("q", "5621"), ("purpose", "service"), ("preset", "service")];
    assert_eq!(chosen(&desk.post_form("/visits", &fields)), ["repair"]);
}

#[test]
fn queue_and_paper_agree_on_what_an_expected_visitor_comes_for() {
    let app = TestApp::spawn();
    let them = who(expected(&app));
    let desk = app.sign_in("service.manager");
    let fields = [
        ("who", them.as_str()),
        ("purpose", "service"),
        ("preset", "service"),
        ("party_size", "1"),
    ];
    assert_eq!(desk.post_form("/visits", &fields).status, 303);
    assert_eq!(purposes(&app), [Purpose::Repair]);
    assert!(desk.get("/reception").text(".desk-queue li").contains("维修"));
    let rows = desk.get("/reception/paper").texts("main tbody tr:not(.sheet-blank)");
    assert!(
        !rows.is_empty() && rows.iter().all(|row| row.contains("维修")),
        "{rows:?}"
    );
}

#[test]
fn a_purpose_that_was_chosen_counts_for_more_than_the_appointment() {
    let app = TestApp::spawn();
    let them = who(expected(&app));
    let desk = app.sign_in("service.manager");
    let fields = [
        ("who", them.as_str()),
        ("purpose", "service"),
        ("preset", "repair"),
        ("party_size", "1"),
    ];
    assert_eq!(desk.post_form("/visits", &fields).status, 303);
    assert_eq!(purposes(&app), [Purpose::Service]);
}
