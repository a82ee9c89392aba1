//! The check-in sheet over HTTP.

mod finish;
mod steps;

use diesel::prelude::*;
use uuid::Uuid;
use yingke::schema::visits;
use yingke::values::ids::{VehicleId, VisitId};

use crate::support::builders::VIN;
use crate::support::{Client, Page, TestApp};

/// A service visit of a known customer with a car, who is with the advisor.
pub fn visit(app: &TestApp) -> VisitId {
    let customer = app.customer_of("advisor", "顾明", "13812345621");
    let car = app.vehicle(customer, "沪C90P16", VIN);
    visit_of(app, Some(car), "service", "receiving")
}

pub fn visit_of(app: &TestApp, car: Option<VehicleId>, line: &str, state: &str) -> VisitId {
    use yingke::schema::{customers, vehicles};
    let conn = &mut app.database.owner();
    let id = VisitId::new();
    let customer: Option<Uuid> = customers::table.select(customers::id).first(conn).optional().unwrap();
    if let Some(car) = car {
        diesel::update(vehicles::table.find(car))
            .set((
                vehicles::mileage_km.eq(20_135),
                vehicles::mileage_at.eq(app.clock.now() - chrono::TimeDelta::days(100)),
                vehicles::energy.eq("fuel"),
            ))
            .execute(conn)
            .unwrap();
    }
    let number: i64 = visits::table.count().get_result(conn).unwrap();
    diesel::insert_into(visits::table)
        .values((
            (
                visits::id.eq(id),
                visits::store_id.eq(app.store()),
                visits::line.eq(line),
                visits::ticket_on.eq(app.clock.now().date_naive()),
                visits::ticket_no.eq(i16::try_from(number + 1).unwrap()),
                visits::state.eq(state),
                visits::customer_id.eq(customer),
                visits::vehicle_id.eq(car),
            ),
            (
                visits::purpose.eq(if line == "service" { "service" } else { "showroom" }),
                visits::advisor_id.eq(app.actor("advisor").id),
                visits::queued_at.eq(app.clock.now()),
                visits::token.eq(id.to_string()),
                visits::arrived_at.eq(app.clock.now()),
            ),
        ))
        .execute(conn)
        .unwrap();
    id
}

/// Saves a step as it stands now, unless the fields say which version was seen.
pub fn save(client: &Client, id: VisitId, step: &str, fields: &[(&str, &str)]) -> Page {
    let version = client.get(&format!("/visits/{id}?step={step}")).value("lock_version");
    let mut all = vec![("step", step)];
    if !fields.iter().any(|(name, _)| *name == "lock_version") {
        all.push(("lock_version", &version));
    }
    all.extend_from_slice(fields);
    client.post_form(&format!("/visits/{id}/check-in"), &all)
}

pub const SIGNED: [(&str, &str); 2] = [("on_paper", "1"), ("signed_by", "顾明")];

/// Fills every step.
pub fn fill(client: &Client, id: VisitId) {
    for (step, fields) in [
        ("vehicle", &[("mileage", "28460"), ("lights", "engine")][..]),
        ("exterior", &[("no_marks", "1")]),
        (
            "belongings",
            &[
                ("fuel", "4"),
                ("belongings", "dash_cam"),
                ("belongings_note", "后备箱一箱水"),
            ],
        ),
        (
            "wishes",
            &[
                ("wishes", "oil_change"),
                ("wishes_note", "刹车有点软"),
                ("household", "1"),
            ],
        ),
        (
            "estimate",
            &[
                ("estimate_from", "680"),
                ("estimate_to", "1,200"),
                ("promised_at", "2026-11-22T17:00"),
            ],
        ),
        ("signature", &SIGNED),
    ] {
        let answer = save(client, id, step, fields);
        assert_eq!(answer.status, 303, "{step}: {}", answer.body);
    }
}
