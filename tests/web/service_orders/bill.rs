//! The bill as it is read: what it asks for, how its lines add up, what a refund leaves behind.

use yingke::schema::vehicles;

use super::*;

#[test]
fn a_mileage_below_the_last_is_settled_for_a_reason() {
    let app = TestApp::spawn();
    let advisor = app.sign_in("advisor");
    let id = ready(&app, &advisor);
    diesel::update(vehicles::table)
        .set(vehicles::mileage_km.eq(30_000))
        .execute(&mut app.database.owner())
        .unwrap();
    let there = path(id, "settlement");
    let amount = advisor.get(&there).value("seen");
    let mut fields = vec![
        ("mileage", "12000"),
        ("serviced", "no"),
        ("mileage_reason", ""),
        ("seen", amount.as_str()),
    ];
    let refused = advisor.post_form(&there, &fields);
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("30,000") && refused.has("[name=mileage_reason]"));
    fields[2].1 = "换过仪表";
    step(&advisor, &there, &fields);
    assert!(advisor.get(&format!("/service-orders/{id}")).body.contains("换过仪表"));
    let now: Option<i32> = vehicles::table
        .select(vehicles::mileage_km)
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(now, Some(12_000));
    assert!(app.audit().iter().any(|action| action == "vehicles.lower_mileage"));
}
