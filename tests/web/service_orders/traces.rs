//! What the course of an order tells afterwards, and what is asked again.

use yingke::schema::{service_findings, service_items};

use super::*;

/// The course of an order, newest first, as its page tells it.
fn course(client: &Client, id: ServiceOrderId) -> String {
    client
        .get(&format!("/service-orders/{id}"))
        .text("[aria-labelledby=history-h]")
}

fn item(app: &TestApp, place: i64) -> String {
    let id: yingke::values::ids::ServiceItemId = service_items::table
        .filter(service_items::removed_at.is_null())
        .order(service_items::position)
        .offset(place)
        .select(service_items::id)
        .first(&mut app.database.owner())
        .unwrap();
    id.to_string()
}

#[test]
fn every_change_of_the_items_is_told_with_its_amount() {
    let app = TestApp::spawn();
    let advisor = app.sign_in("advisor");
    let id = agreed(&app, &advisor);
    assert!(
        course(&advisor, id).contains("小保养 × 1.5 · ¥240"),
        "{}",
        course(&advisor, id)
    );
    let there = path(id, &format!("items/{}", item(&app, 0)));
    let version = advisor.get(&there).value("lock_version");
    step(
        &advisor,
        &there,
        &[("quantity", "3"), ("payer", "customer"), ("lock_version", &version)],
    );
    let told = course(&advisor, id);
    assert!(told.contains("修改项目") && told.contains("¥240 → ¥480"), "{told}");
    let version = advisor.get(&there).value("lock_version");
    step(
        &advisor,
        &there,
        &[("quantity", "3"), ("payer", "customer"), ("lock_version", &version)],
    );
    let again = course(&advisor, id);
    assert_eq!(again.matches("修改项目").count(), 1, "nothing moved: {again}");
    step(&advisor, &path(id, &format!("items/{}/removal", item(&app, 1))), &[]);
    let told = course(&advisor, id);
    assert!(
        told.contains("移除项目") && told.contains("机油滤清器 × 1 · ¥85"),
        "{told}"
    );
    advisor.post_form("/preferences", &[("lang", "en"), ("next", "/service-orders")]);
    assert!(course(&advisor, id).contains("Oil filter × 1 · ¥85"));
}

#[test]
fn a_sum_that_was_not_agreed_to_can_be_agreed_again() {
    let app = TestApp::spawn();
    let advisor = app.sign_in("advisor");
    let id = agreed(&app, &advisor);
    let again = path(id, "consent");
    let offered = |client: &Client| {
        let page = client.get(&format!("/service-orders/{id}"));
        page.attributes(".acts a", "href").contains(&again)
    };
    assert!(!offered(&advisor));
    step(&advisor, &path(id, &format!("items/{}/removal", item(&app, 1))), &[]);
    assert!(offered(&advisor), "85 yuan less");
    seen(&advisor, id, "consent", &[("how", "phone")]);
    let totals = advisor.get(&format!("/service-orders/{id}")).text("#totals");
    assert!(totals.contains("¥240") && !totals.contains("¥325"), "{totals}");
    assert!(!offered(&advisor));
    assert_eq!(advisor.get(&again).status, 409);
}

#[test]
fn an_answer_names_its_finding_and_who_asked_how() {
    let app = TestApp::spawn();
    let advisor = app.sign_in("advisor");
    let id = agreed(&app, &advisor);
    let technician = app.sign_in("technician");
    step(&technician, &repair(id, "work"), &[]);
    let fields = [("what", "前刹车片剩 3 毫米"), ("urgency", "soon"), ("estimate", "480")];
    step(&technician, &repair(id, "findings"), &fields);
    let finding: yingke::values::ids::FindingId = service_findings::table
        .select(service_findings::id)
        .first(&mut app.database.owner())
        .unwrap();
    let asked = advisor.get(&path(id, "answers"));
    assert_eq!(asked.value("labour"), "", "how it splits is the advisor's to say");
    assert!(asked.body.contains("¥480"));
    accepted(
        &advisor,
        id,
        &finding.to_string(),
        &[("labour", "200"), ("parts", "280")],
    );
    let told = course(&advisor, id);
    assert!(told.contains("前刹车片剩 3 毫米 · 客户接受 · 电话 · ¥480"), "{told}");
    let page = advisor.get(&format!("/service-orders/{id}"));
    let answered = page.text("[data-finding]");
    let name = &app.actor("advisor").name;
    assert!(
        answered.contains(name.as_str()) && answered.contains("电话"),
        "{answered}"
    );
    let items = page.text("#items");
    assert!(
        items.contains("工时：前刹车片剩 3 毫米") && items.contains("配件：前刹车片剩 3 毫米"),
        "{items}"
    );
}

#[test]
fn the_day_when_parts_are_expected_is_shown() {
    let app = TestApp::spawn();
    let advisor = app.sign_in("advisor");
    let id = agreed(&app, &advisor);
    let technician = app.sign_in("technician");
    step(&technician, &repair(id, "work"), &[]);
    let fields = [("reason", "ordered"), ("expected_on", "2026-11-25")];
    step(&technician, &repair(id, "parts"), &fields);
    let page = advisor.get(&format!("/service-orders/{id}"));
    assert!(page.text("[data-waits]").contains("预计到货 2026-11-25"));
    assert!(course(&advisor, id).contains("已订货，在途 · 预计到货 2026-11-25"));
    step(&technician, &repair(id, "resumption"), &[]);
    assert!(!advisor.get(&format!("/service-orders/{id}")).has("[data-waits]"));
}

#[test]
fn a_price_list_that_holds_more_says_so() {
    let app = TestApp::spawn();
    let advisor = app.sign_in("advisor");
    let id = order(&app);
    let offer = |name: String| {
        let new = NewPrice {
            lock_version: 0,
            kind: ItemKind::Other,
            labour_kind: None,
            en: name.clone(),
            zh: name,
            part_number: String::new(),
            unit: String::new(),
            hours: None,
            price: Some(Fen::new(1_000)),
            extra: None,
        };
        app.write("service.manager", |tx| commands::add_price(tx, &new))
            .unwrap();
    };
    for number in 1..=8 {
        offer(format!("附加服务 {number}"));
    }
    let there = path(id, "items");
    assert!(!advisor.get(&there).has("[data-more]"), "all eight are there");
    offer("附加服务 9".into());
    let page = advisor.get(&there);
    assert!(page.has("[data-more]"));
    assert_eq!(page.texts("[name=price_item_id]").len(), 9, "eight, and by hand");
    assert!(!advisor.get(&format!("{there}?q=9")).has("[data-more]"));
}

#[test]
fn looking_through_the_price_list_keeps_what_was_typed() {
    let app = TestApp::spawn();
    let advisor = app.sign_in("advisor");
    let id = order(&app);
    let (labour, filter) = (price(&app).to_string(), part(&app).to_string());
    let there = path(id, "items");
    let found = advisor.get(&format!(
        "{there}?q=OF-2204&quantity=3&discount=5&payer=warranty&price_item_id={filter}"
    ));
    assert_eq!(found.value("quantity"), "3");
    assert_eq!(found.value("discount"), "5");
    assert_eq!(found.attributes("[name=payer][checked]", "value"), ["warranty"]);
    assert_eq!(
        found.attributes("[name=price_item_id][checked]", "value"),
        [filter.as_str()]
    );
    // What the list does not hold any more is not chosen any more.
    let other = advisor.get(&format!("{there}?q=OF-2204&price_item_id={labour}"));
    assert_eq!(other.attributes("[name=price_item_id][checked]", "value"), [""]);
    assert!(other.has("form[role=search][hx-include='#item-fields']"));
}
