//! Nothing that a technician can open tells how a customer is reached.

use yingke::app::all_routes;
use yingke::values::ids::{CustomerId, VehicleId};

use super::*;
use crate::support::{Page, pages};

const PHONE: &str = "13917264830";
/// Everybody's phone in the portal of this test.
const PHONES: [&str; 4] = [PHONE, "13812345621", "13912345622", "13712345623"];

/// The phones that a page tells, whole or their last four figures. Ids are no phones, whatever figures they hold.
fn told(page: &Page) -> Vec<&'static str> {
    let words: Vec<&str> = page
        .body
        .split(|sign: char| !sign.is_ascii_alphanumeric() && sign != '-')
        .filter(|word| word.len() < 36 || Uuid::parse_str(&word[word.len() - 36..]).is_err())
        .flat_map(|word| word.split('-'))
        .collect();
    PHONES
        .into_iter()
        .filter(|phone| words.iter().any(|word| word.contains(phone) || *word == &phone[7..]))
        .collect()
}

/// An order of this car that the customer agreed to.
fn order_of(app: &TestApp, advisor: &Client, customer: CustomerId, car: VehicleId, ticket: i16) -> ServiceOrderId {
    let visit = visit_of(app, customer.uuid(), car.uuid(), ticket);
    let opening = Opening {
        wish: Some("刹车异响，有事打 139-1726 4830".into()),
        promised_at: Some(app.clock.now() + TimeDelta::hours(4)),
        ..Opening::default()
    };
    let id = app
        .write("advisor", |tx| commands::open_for_visit(tx, visit, &opening))
        .unwrap();
    agreed_freely(advisor, id);
    id
}

#[test]
fn whatever_a_technician_opens_tells_no_phone() {
    let app = pages::lived_in();
    let advisor = app.sign_in("advisor");
    let customer = app.customer("林可", PHONE);
    let cars = ["沪B23456", "沪C34567", "沪D45678"].map(|plate| app.vehicle(customer, plate, ""));
    let orders = [0, 1, 2].map(|place| {
        let ticket = i16::try_from(place).unwrap() + 1;
        order_of(&app, &advisor, customer, cars[place], ticket)
    });
    let [in_hand, waiting, to_check] = orders;
    let me = app.actor("technician").id.to_string();
    let technician = app.sign_in("technician");
    for id in [waiting, in_hand] {
        step(&advisor, &path(id, "technician"), &[("technician_id", &me)]);
        step(&technician, &repair(id, "work"), &[]);
        if id == waiting {
            step(&technician, &repair(id, "parts"), &[("reason", "ordered")]);
        }
    }
    diesel::update(service_orders::table.find(to_check))
        .set(service_orders::state.eq("quality_check"))
        .execute(&mut app.database.owner())
        .unwrap();
    let visit: VisitId = service_orders::table
        .find(in_hand)
        .select(service_orders::visit_id)
        .first(&mut app.database.owner())
        .unwrap();
    // The advisor's page tells of it, so this look finds what there is.
    assert_eq!(told(&advisor.get(&format!("/visits/{visit}"))), [PHONE]);

    let found = pages::found_by(&technician);
    let opened: Vec<&str> = found.iter().map(|one| one.route.path).collect();
    for route in [
        "/repairs",
        "/repairs/{id}/findings",
        "/repairs/{id}/parts",
        "/repairs/{id}/resumption",
        "/repairs/{id}/completion",
        "/service-orders/{id}/quality-check",
    ] {
        assert!(opened.contains(&route), "{route} was not opened, but {opened:?}");
    }
    // The page of components shows a phone of nobody.
    for one in found.iter().filter(|one| one.route.path != "/dev/components") {
        assert!(told(&one.page).is_empty(), "{} tells {:?}", one.path, told(&one.page));
    }
    // Every other page with the id of any record that there is, and what is said to bad input.
    let records: Vec<String> = orders
        .iter()
        .map(ToString::to_string)
        .chain(cars.iter().map(ToString::to_string))
        .chain([visit.to_string(), customer.to_string()])
        .collect();
    for route in all_routes().filter(|route| route.method == "GET" && route.path.matches('{').count() == 1) {
        for record in &records {
            let path = route.path.replace("{id}", record);
            let page = technician.get_if_html(&path);
            assert!(told(&page).is_empty(), "{path} tells {:?}", told(&page));
        }
    }
    for answer in [
        technician.post_form(&repair(in_hand, "findings"), &[("what", "")]),
        technician.post_form(&path(to_check, "quality-check"), &[("decision", "fail")]),
        technician.post_form(&repair(waiting, "work"), &[]),
        technician.post_form("/search", &[("q", "林可")]),
    ] {
        assert!(told(&answer).is_empty(), "{} {}", answer.status, answer.body);
    }
    let wish = technician.get("/repairs").texts(".repair .pre");
    assert_eq!(
        wish,
        ["刹车异响，有事打 ***", "刹车异响，有事打 ***", "刹车异响，有事打 ***"]
    );
}
