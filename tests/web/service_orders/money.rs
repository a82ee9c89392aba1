//! Items, consent, the bill and the payments.

use yingke::schema::{service_items, service_payments, service_settlements};

use super::*;

fn items(app: &TestApp) -> Vec<(yingke::values::ids::ServiceItemId, i32, bool)> {
    service_items::table
        .filter(service_items::removed_at.is_null())
        .order(service_items::position)
        .select((
            service_items::id,
            service_items::quantity,
            service_items::consent_id.is_not_null(),
        ))
        .load(&mut app.database.owner())
        .unwrap()
}

#[test]
fn an_item_keeps_the_price_it_was_given() {
    let app = TestApp::spawn();
    let (advisor, manager) = (app.sign_in("advisor"), app.sign_in("service.manager"));
    let id = order(&app);
    let entry = part(&app);
    add(&advisor, id, entry);
    let there = format!("/price-list/{entry}");
    let version = manager.get(&there).value("lock_version");
    let fields = [
        ("kind", "part"),
        ("zh", "机油滤清器"),
        ("en", "Oil filter"),
        ("part_number", "OF-2204"),
        ("unit", "个"),
        ("price", "120"),
        ("lock_version", version.as_str()),
    ];
    step(&manager, &there, &fields);
    assert_eq!(manager.post_form(&there, &fields).status, 409, "a stale tab");
    let page = advisor.get(&format!("/service-orders/{id}"));
    assert!(page.text("#items tbody tr").contains("¥85"));
    assert!(page.text("#items tbody tr").contains("OF-2204"));
}

#[test]
fn absurd_quantities_and_prices_are_refused_beside_the_field() {
    let app = TestApp::spawn();
    let advisor = app.sign_in("advisor");
    let id = order(&app);
    let entry = part(&app).to_string();
    for (quantity, discount) in [
        ("-1", ""),
        ("0", ""),
        ("100000", ""),
        ("abc", ""),
        ("1", "-5"),
        ("1", "101"),
    ] {
        let fields = [
            ("price_item_id", entry.as_str()),
            ("payer", "customer"),
            ("quantity", quantity),
            ("discount", discount),
        ];
        let answer = advisor.post_form(&path(id, "items"), &fields);
        assert_eq!(answer.status, 422, "{quantity} {discount}");
        assert_eq!(answer.value("quantity"), quantity);
        assert!(answer.has(".err"));
    }
    for price in ["-1", "1000001", "x", ""] {
        let fields = [
            ("kind", "other"),
            ("name", "拖车费"),
            ("payer", "customer"),
            ("price", price),
        ];
        let answer = advisor.post_form(&path(id, "items"), &fields);
        assert_eq!(answer.status, 422, "{price}");
        assert_eq!(answer.value("name"), "拖车费");
    }
    let unknown = PriceItemId::new().to_string();
    let fields = [("price_item_id", unknown.as_str()), ("payer", "customer")];
    assert_eq!(advisor.post_form(&path(id, "items"), &fields).status, 422);
    assert!(items(&app).is_empty());
}

#[test]
fn what_comes_on_top_needs_a_consent_of_its_own() {
    let app = TestApp::spawn();
    let advisor = app.sign_in("advisor");
    let id = ready(&app, &advisor);
    step(
        &advisor,
        &path(id, "items"),
        &[
            ("kind", "other"),
            ("name", "玻璃水"),
            ("price", "20"),
            ("payer", "customer"),
        ],
    );
    let page = advisor.get(&format!("/service-orders/{id}"));
    assert!(page.text("#totals").contains("¥325") && page.text("#totals").contains("¥345"));
    assert_eq!(page.attributes(".acts .btn-primary", "href"), [path(id, "consent")]);
    assert_eq!(advisor.get(&path(id, "settlement")).status, 409);
    let early = advisor.post_form(&path(id, "settlement"), &[("serviced", "yes"), ("seen", "34500")]);
    assert_eq!(early.status, 409);
    let blind = advisor.post_form(&path(id, "consent"), &[("how", "phone"), ("seen", "32500")]);
    assert_eq!(blind.status, 409, "the customer was told another amount");
    assert_eq!(blind.value("seen"), "34500");
    seen(&advisor, id, "consent", &[("how", "phone"), ("who", "顾太太")]);
    assert!(items(&app).iter().all(|(_, _, agreed)| *agreed));
    assert_eq!(advisor.get(&path(id, "settlement")).status, 200);
    let (item, ..) = items(&app)[0];
    let there = path(id, &format!("items/{item}"));
    let version = advisor.get(&there).value("lock_version");
    let fields = [
        ("quantity", "1"),
        ("payer", "customer"),
        ("lock_version", version.as_str()),
    ];
    step(&advisor, &there, &fields);
    assert!(items(&app)[0].2, "less needs no new consent");
    assert_eq!(advisor.post_form(&there, &fields).status, 409, "a stale tab");
    let version = advisor.get(&there).value("lock_version");
    step(
        &advisor,
        &there,
        &[("quantity", "3"), ("payer", "customer"), ("lock_version", &version)],
    );
    assert!(!items(&app)[0].2, "more does");
}

#[test]
fn the_bill_adds_up_and_nothing_more_than_is_owed_is_paid() {
    let app = TestApp::spawn();
    let advisor = app.sign_in("advisor");
    let id = ready(&app, &advisor);
    seen(&advisor, id, "settlement", &[("serviced", "yes"), ("mileage", "12000")]);
    let due: i64 = service_settlements::table
        .select(service_settlements::due_fen)
        .first(&mut app.database.owner())
        .unwrap();
    // One and a half hours at 160, and a filter at 85.
    assert_eq!(due, 32_500);
    let there = path(id, "payments");
    assert_eq!(
        advisor.post_form(&path(id, "departure"), &[]).status,
        422,
        "money is owed"
    );
    let much = advisor.post_form(&there, &[("method", "cash"), ("amount", "325.01")]);
    assert_eq!(much.status, 422);
    assert!(much.body.contains("¥325") && much.value("amount") == "325.01");
    for amount in ["-1", "0", "x"] {
        assert_eq!(
            advisor
                .post_form(&there, &[("method", "cash"), ("amount", amount)])
                .status,
            422
        );
    }
    step(
        &advisor,
        &there,
        &[("method", "cash"), ("amount", "125"), ("receipt", "SJ-0093")],
    );
    // Two desks take the rest at the same moment.
    let answers = advisor.post_at_once(&there, &[("method", "card"), ("amount", "200")], 2);
    let mut statuses: Vec<u16> = answers.iter().map(|page| page.status).collect();
    statuses.sort_unstable();
    assert_ne!(statuses[1], 303, "{statuses:?}");
    let paid: i64 = service_payments::table
        .select(service_payments::amount_fen)
        .load::<i64>(&mut app.database.owner())
        .unwrap()
        .into_iter()
        .sum();
    assert_eq!(paid, 32_500);
    let bill = advisor.get(&path(id, "bill"));
    assert!(bill.text("#bill-items").contains("OF-2204") && bill.text("#bill-sums").contains("¥325"));
    assert!(bill.body.contains("六年") && bill.has(".sign"));
    step(&advisor, &path(id, "departure"), &[]);
}

#[test]
fn a_car_leaves_unpaid_only_for_a_reason() {
    let app = TestApp::spawn();
    let advisor = app.sign_in("advisor");
    let id = ready(&app, &advisor);
    seen(&advisor, id, "settlement", &[("serviced", "no")]);
    step(&advisor, &path(id, "departure"), &[("on_account", "公司月结客户")]);
    assert!(
        advisor
            .get(&format!("/service-orders/{id}"))
            .body
            .contains("公司月结客户")
    );
    assert_eq!(visit_state(&app, id), "left");
}

#[test]
fn a_settlement_is_taken_back_by_a_manager_with_a_reason() {
    let app = TestApp::spawn();
    let (advisor, manager) = (app.sign_in("advisor"), app.sign_in("service.manager"));
    let id = ready(&app, &advisor);
    seen(&advisor, id, "settlement", &[("serviced", "yes")]);
    step(
        &advisor,
        &path(id, "payments"),
        &[("method", "card"), ("amount", "325")],
    );
    assert_eq!(advisor.post_form(&path(id, "refund"), &[("reason", "x")]).status, 403);
    assert_eq!(manager.post_form(&path(id, "refund"), &[]).status, 422);
    step(&manager, &path(id, "refund"), &[("reason", "开错项目")]);
    assert_eq!(
        (state(&app, id).as_str(), visit_state(&app, id).as_str()),
        ("ready", "ready")
    );
    let page = manager.get(&format!("/service-orders/{id}"));
    assert!(
        page.text("#payments").contains("退款（刷卡）"),
        "{}",
        page.text("#payments")
    );
    let money: Vec<i64> = service_payments::table
        .order(service_payments::at)
        .select(service_payments::amount_fen)
        .load(&mut app.database.owner())
        .unwrap();
    assert_eq!(money.iter().sum::<i64>(), 0);
    seen(&advisor, id, "settlement", &[("serviced", "yes")]);
    step(
        &advisor,
        &path(id, "payments"),
        &[("method", "cash"), ("amount", "325")],
    );
    step(&advisor, &path(id, "departure"), &[]);
    step(&manager, &path(id, "refund"), &[("reason", "客户投诉，全额退款")]);
    assert_eq!(state(&app, id), "settled");
    // Asked twice: by whom and when it was done.
    let again = manager.post_form(&path(id, "refund"), &[("reason", "again")]);
    assert_eq!(again.status, 409);
    let who = app.actor("service.manager").name;
    assert!(again.body.contains(&format!("{who} 已于 2026-")), "{}", again.body);
    assert!(manager.get(&path(id, "refund")).body.contains("退款，不用再退"));
}

/// As a finger draws it.
const DRAWN: &str = "10,20 12,22 14,24 16,30 20,40 24,60;80,90 90,95";

#[test]
fn a_consent_on_the_screen_is_signed_there() {
    let app = TestApp::spawn();
    let advisor = app.sign_in("advisor");
    let id = order(&app);
    add(&advisor, id, price(&app));
    step(&advisor, &path(id, "offer"), &[]);
    let there = path(id, "consent");
    let form = advisor.get(&there);
    assert!(form.has("canvas[data-sign=s-strokes]") && form.has("script[src*='check-in']"));
    let amount = form.value("seen");
    let post = |strokes: &str, how: &str| {
        let fields = [("how", how), ("strokes", strokes), ("seen", amount.as_str())];
        advisor.post_form(&there, &fields)
    };
    for nothing in ["", "1,1", "<script>"] {
        let unsigned = post(nothing, "drawn");
        assert_eq!(unsigned.status, 422, "{nothing}");
        assert!(unsigned.text("#s-strokes-err").contains("签字"));
    }
    assert_eq!(state(&app, id), "offered");
    assert_eq!(post(DRAWN, "drawn").status, 303);
    let line = "svg.signature path[d^='M10 20L12 22']";
    assert!(advisor.get(&format!("/service-orders/{id}")).has(line));
    assert!(advisor.get(&path(id, "bill")).has(&format!("#bill-consents {line}")));
}

#[test]
fn a_signature_is_kept_in_no_draft() {
    let app = TestApp::spawn();
    let advisor = app.sign_in("advisor");
    let id = order(&app);
    add(&advisor, id, price(&app));
    step(&advisor, &path(id, "offer"), &[]);
    let typed = [
        ("note", "周五前完工"),
        ("strokes", DRAWN),
        ("seen", "1"),
        ("how", "drawn"),
    ];
    let kept = advisor.post_form(&format!("/drafts/service.consent.{id}"), &typed);
    assert_eq!(kept.status, 204);
    let form = advisor.get(&path(id, "consent"));
    assert_eq!(form.text("textarea[name=note]"), "周五前完工");
    assert_eq!(
        (form.value("strokes").as_str(), form.value("seen").as_str()),
        ("", "24000")
    );
}
