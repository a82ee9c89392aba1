//! A finding is told to whoever has the order, on whatever page they are.

use serde_json::Value;

use super::*;

const COUNT: &str = "/service-orders/count";

/// What the answer of the counter tells: (key, text, where it leads, the words of the link).
fn told(client: &Client) -> Vec<[String; 4]> {
    let page = client.get(COUNT);
    assert_eq!(page.status, 200);
    let header = page.header("hx-trigger");
    if header.is_empty() {
        return Vec::new();
    }
    assert!(header.is_ascii(), "{header}");
    let json: Value = serde_json::from_str(header).unwrap();
    json["told"]["notices"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| ["key", "text", "href", "link"].map(|name| one[name].as_str().unwrap().to_owned()))
        .collect()
}

fn report(technician: &Client, id: ServiceOrderId, what: &str) {
    step(
        technician,
        &repair(id, "findings"),
        &[("what", what), ("urgency", "soon")],
    );
}

#[test]
fn who_has_the_order_is_told_of_a_finding_with_the_way_there() {
    let app = TestApp::spawn();
    let (advisor, technician) = (app.sign_in("advisor"), app.sign_in("technician"));
    let id = agreed(&app, &advisor);
    step(&technician, &repair(id, "work"), &[]);
    assert!(told(&advisor).is_empty());
    report(&technician, id, "前刹车片剩 3 毫米");
    let number: String = service_orders::table
        .find(id)
        .select(service_orders::number)
        .first(&mut app.database.owner())
        .unwrap();
    let heard = told(&advisor);
    assert_eq!(heard.len(), 1);
    let [key, text, href, link] = &heard[0];
    assert_eq!(*text, format!("{number}：技师发现新问题，请征询客户"));
    assert_eq!(
        (href.as_str(), link.as_str()),
        (format!("/service-orders/{id}").as_str(), "打开工单")
    );
    assert_eq!(told(&advisor)[0][0], *key, "the same again has the same key");
    for secret in ["刹车", "顾明", "沪"] {
        assert!(
            !heard[0].iter().any(|part| part.contains(secret)),
            "{secret} in a header"
        );
    }
    assert!(advisor.get(COUNT).has(".hot"), "the counter says so as before");
    assert_eq!(advisor.get(href).status, 200);
    for other in ["advisor2", "service.manager", "care"] {
        assert!(told(&app.sign_in(other)).is_empty(), "{other} has not the order");
    }
    assert_eq!(technician.get(COUNT).status, 403);

    report(&technician, id, "空调滤芯发霉");
    assert_eq!(told(&advisor).len(), 2, "each by itself");
    advisor.post_form("/preferences", &[("lang", "en"), ("next", "/service-orders")]);
    for [_, text, _, link] in told(&advisor) {
        assert_eq!(
            text,
            format!("{number}: the technician found something; please ask the customer")
        );
        assert_eq!(link, "Open the order");
    }
}

#[test]
fn what_was_answered_or_found_long_ago_is_told_no_more() {
    let app = TestApp::spawn();
    let (advisor, technician) = (app.sign_in("advisor"), app.sign_in("technician"));
    let id = agreed(&app, &advisor);
    step(&technician, &repair(id, "work"), &[]);
    for what in ["前刹车片剩 3 毫米", "空调滤芯发霉"] {
        report(&technician, id, what);
    }
    let first = told(&advisor)[0][0].clone();
    let no = [
        ("finding_id", first.as_str()),
        ("answer", "declined"),
        ("how", "phone"),
        ("words", "下次再说"),
    ];
    step(&advisor, &path(id, "answers"), &no);
    let left: Vec<String> = told(&advisor).into_iter().map(|[key, ..]| key).collect();
    assert_eq!(left.len(), 1);
    assert_ne!(left[0], first);
    app.advance(TimeDelta::minutes(9));
    assert_eq!(told(&advisor).len(), 1, "on the way from one page to the next");
    app.advance(TimeDelta::minutes(2));
    assert!(told(&advisor).is_empty() && advisor.get(COUNT).has(".hot"));
}
