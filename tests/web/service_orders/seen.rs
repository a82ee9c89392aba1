//! Who has an order sees whose it is.

use yingke::service::rules::Urgency;
use yingke::values::ids::CustomerId;
use yingke::visits::commands as desk;
use yingke::visits::rules::LeaveReason;

use super::*;

#[test]
fn who_has_the_order_sees_the_customer_and_for_some_time_after_the_visit() {
    let app = TestApp::spawn();
    let id = order(&app);
    let (visit, customer): (VisitId, CustomerId) = service_orders::table
        .find(id)
        .select((service_orders::visit_id, service_orders::customer_id))
        .first(&mut app.database.owner())
        .unwrap();
    let status = |name: &str| app.sign_in(name).get(&format!("/customers/{customer}")).status;
    assert_eq!(status("advisor"), 200, "whose order it is");
    assert_eq!(status("advisor2"), 404, "a colleague");
    let colleague = app.actor("advisor2").id;
    app.write("service.manager", |tx| commands::give(tx, id, colleague, None))
        .unwrap();
    assert_eq!(status("advisor2"), 200, "whose order it is now");

    app.write("service.manager", |tx| commands::cancel(tx, id, "客户改天再来"))
        .unwrap();
    app.write("service.manager", |tx| {
        desk::leave(tx, visit, LeaveReason::Done, None, None)
    })
    .unwrap();
    // What was put off is asked again after thirty days.
    app.advance(TimeDelta::days(31));
    assert_eq!(status("advisor2"), 200);
    app.advance(TimeDelta::days(60));
    assert_eq!(status("advisor2"), 404);
}

#[test]
fn a_finding_that_the_customer_was_not_asked_about_presses() {
    let app = TestApp::spawn();
    let advisor = app.sign_in("advisor");
    let id = agreed(&app, &advisor);
    let counted = || advisor.get("/service-orders/count").body.trim().to_owned();
    assert_eq!(counted(), "1");
    let new = commands::NewFinding {
        what: "前刹车片剩 3 毫米".into(),
        urgency: Urgency::Soon,
        estimate: None,
    };
    let finding = app
        .write("technician", |tx| commands::report(tx, id, &new, &[]))
        .unwrap()
        .to_string();
    assert_eq!(counted(), "<span class=\"hot\">1</span>");
    let no = [
        ("finding_id", finding.as_str()),
        ("answer", "declined"),
        ("how", "phone"),
        ("words", "自己会换"),
    ];
    step(&advisor, &path(id, "answers"), &no);
    assert_eq!(counted(), "1");
}
