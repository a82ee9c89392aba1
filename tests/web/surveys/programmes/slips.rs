//! The slip that a customer is handed at the desk.

use diesel::prelude::*;
use yingke::schema::{service_orders, survey_invitations};
use yingke::values::ids::{CustomerId, ServiceOrderId};

use super::{after_service, days_later, invitations, only, reachable, row, running, serviced};
use crate::support::builders::VIN;
use crate::support::{Client, TestApp};

fn number(app: &TestApp, order: ServiceOrderId) -> String {
    service_orders::table
        .find(order)
        .select(service_orders::number)
        .first(&mut app.database.owner())
        .unwrap()
}

fn hand(client: &Client, path: &str, order: &str) -> crate::support::Page {
    client.post_form(&format!("{path}/slips"), &[("order", order)])
}

#[test]
fn a_slip_belongs_to_the_service_it_is_handed_out_for() {
    let app = TestApp::spawn();
    let (_, path) = after_service(&app, &[]);
    let customer = reachable(&app, "顾明", "13812345621", "");
    let car = app.vehicle(customer, "沪A12345", VIN);
    let order = serviced(&app, customer, car, "customer");
    let care = app.sign_in("care");
    let answer = hand(&care, &path, &number(&app, order).to_lowercase());
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert_eq!(only(&app), row("link", "sent", ""), "what waited is handed out now");
    let slip = care.get(answer.location());
    assert_eq!(slip.status, 200);
    assert!(slip.has("svg.slip-qr") && slip.body.contains("/s/"), "{}", slip.body);
    assert!(app.audit().contains(&"surveys.invite".to_owned()));
    let again = hand(&care, &path, &number(&app, order));
    assert_eq!(again.location(), answer.location(), "the same slip once more");
    days_later(&app, 1);
    assert_eq!(invitations(&app).len(), 1);
}

#[test]
fn the_advisor_prints_it_from_the_settled_order() {
    let app = TestApp::spawn();
    let customer = reachable(&app, "顾明", "13812345621", "");
    let car = app.vehicle(customer, "沪A12345", VIN);
    let order = serviced(&app, customer, car, "customer");
    let advisor = app.sign_in("advisor");
    let door = format!("/surveys/slips/service/{order}");
    let page = advisor.get(&format!("/service-orders/{order}"));
    assert!(page.has(&format!("a[href='{door}']")), "{}", page.body);
    assert_eq!(advisor.get(&door).status, 200);
    let early = advisor.post_form(&door, &[]);
    assert!(early.status == 409 && early.body.contains("长期调查"), "no survey runs");
    after_service(&app, &[]);
    let answer = advisor.post_form(&door, &[]);
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert_eq!(only(&app), row("link", "sent", ""));
    assert!(
        advisor.get(answer.location()).has("svg.slip-qr"),
        "not their customer, but their order"
    );
    assert_eq!(advisor.post_form(&door, &[]).location(), answer.location());
    let elsewhere = format!("/surveys/slips/service/{}", ServiceOrderId::new());
    assert_eq!(advisor.get(&elsewhere).status, 404);
    assert_eq!(advisor.post_form(&elsewhere, &[]).status, 404);
    assert_eq!(
        app.sign_in("consultant").post_form(&door, &[]).status,
        404,
        "not their order"
    );
    assert_eq!(app.sign_in("technician").get(&door).status, 403);
    diesel::update(service_orders::table.find(order))
        .set((
            service_orders::state.eq("ready"),
            service_orders::settled_at.eq(None::<chrono::DateTime<chrono::Utc>>),
            service_orders::ended_at.eq(None::<chrono::DateTime<chrono::Utc>>),
        ))
        .execute(&mut app.database.owner())
        .unwrap();
    assert_eq!(advisor.post_form(&door, &[]).status, 409, "the bill was taken back");
}

#[test]
fn a_slip_may_be_nobodys() {
    let app = TestApp::spawn();
    let (_, path) = after_service(&app, &[]);
    let care = app.sign_in("care");
    let first = hand(&care, &path, "");
    let second = hand(&care, &path, "");
    assert_eq!((first.status, second.status), (303, 303));
    assert_ne!(first.location(), second.location());
    let whose: Vec<Option<CustomerId>> = survey_invitations::table
        .select(survey_invitations::customer_id)
        .load(&mut app.database.owner())
        .unwrap();
    assert_eq!(whose, [None, None]);
    // Nobody was asked by a slip that lies about: the rate is of those who looked at one.
    let page = care.get(&path);
    assert_eq!(page.texts(".kpi .v").first().map(String::as_str), Some("0"));
    assert!(
        page.texts("dd").iter().any(|text| text.starts_with("2 (")),
        "{}",
        page.body
    );
    let list = care.get(&format!("{path}/invitations"));
    assert!(list.text("#invitations tbody").contains("未使用"));
    let one = care.get(first.location().trim_end_matches("/slip"));
    assert!(one.text("p.pre").contains("尊敬的客户，"), "{}", one.text("p.pre"));
    let link = one.text("[data-link]");
    let (_, token) = link.split_once("/s/").unwrap();
    let asked = app.visitor().get(&format!("/s/{token}"));
    assert_eq!(asked.status, 200);
    assert_eq!(asked.text(".brand"), crate::web::surveys::store_name(&app));
    let looked: i64 = survey_invitations::table
        .filter(survey_invitations::sent_at.is_not_null())
        .count()
        .get_result(&mut app.database.owner())
        .unwrap();
    assert_eq!(looked, 1, "who looks at it is asked then");
    days_later(&app, 16);
    let mut ends = invitations(&app);
    ends.sort();
    assert_eq!(ends, [row("link", "cancelled", "unused"), row("link", "expired", "")]);
}

#[test]
fn a_number_that_is_not_known_or_was_asked_about_is_refused() {
    let app = TestApp::spawn();
    let (_, path) = after_service(&app, &[]);
    let care = app.sign_in("care");
    let unknown = hand(&care, &path, "GD20200101-0001");
    assert_eq!(unknown.status, 422);
    assert!(unknown.text("#s-order-err").contains("没有找到"));
    let customer = reachable(&app, "顾明", "13812345621", "");
    let car = app.vehicle(customer, "沪A12345", VIN);
    let order = serviced(&app, customer, car, "customer");
    assert_eq!(hand(&care, &path, &number(&app, order)).status, 303);
    let next = serviced(&app, customer, car, "customer");
    diesel::delete(survey_invitations::table.filter(survey_invitations::subject_id.eq(next.uuid())))
        .execute(&mut app.database.owner())
        .unwrap();
    let lately = hand(&care, &path, &number(&app, next));
    assert_eq!(lately.status, 422, "asked within thirty days");
    assert!(lately.text("#s-order-err").contains("近期"));
    assert_eq!(app.sign_in("marketing").get(&format!("{path}/slips")).status, 403);
}

#[test]
fn a_slip_says_what_it_asks_about() {
    let app = TestApp::spawn();
    let care = app.sign_in("care");
    let standing = [("kind", "standing"), ("ends_on", ""), ("delay_days", "1")];
    for (purpose, label, scan) in [
        ("service", Some("工单号"), "扫码评价本次服务"),
        ("delivery", Some("销售订单号"), "扫码评价本次交车"),
        ("quarterly_nps", None, "扫码告诉我们您的感受"),
    ] {
        let (_, path) = running(&app, purpose, &standing);
        let form = care.get(&format!("{path}/slips"));
        let labels = form.texts("#main form label");
        assert_eq!(
            labels.iter().map(String::as_str).collect::<Vec<_>>(),
            Vec::from_iter(label),
            "{purpose}"
        );
        let unknown = hand(&care, &path, "XX-1");
        if let Some(label) = label {
            assert!(unknown.status == 422, "{purpose}");
            let order = label.trim_end_matches('号');
            assert!(unknown.text("#s-order-err").contains(order), "{purpose}");
        } else {
            assert_eq!(unknown.status, 303, "there is no order that it could be about");
        }
        let slip = care.get(hand(&care, &path, "").location());
        assert!(slip.body.contains(scan), "{purpose}");
        assert_eq!(slip.attributes("#back", "href"), [path], "the way back");
    }
}
