//! Signing, paying, promising, giving up.

use yingke::sales::orders::commands;

use super::{count, give_away, quoted, sign, signed, standing, version};
use crate::support::{Client, TestApp};

/// The line of the plan that the form of a receipt begins with.
fn deposit_of(client: &Client, path: &str) -> String {
    let chosen = client
        .get(&format!("{path}/receipts"))
        .attributes("[name=payment] option[selected]", "value");
    assert_eq!(chosen.len(), 1);
    chosen[0].clone()
}

#[test]
fn an_order_is_signed_once_with_its_plan() {
    let app = TestApp::spawn();
    let (customer, consultant) = (
        app.customer_of("consultant", "顾明", "13812345621"),
        app.sign_in("consultant"),
    );
    let opportunity = quoted(&app, "consultant", customer);
    let page = consultant.get(&format!("/sales-orders/new?opportunity={opportunity}"));
    assert!(page.status == 200 && page.value("opportunity") == opportunity.to_string());
    let answer = sign(&consultant, opportunity, &[]);
    assert_eq!(answer.status, 303, "{}", answer.body);
    let path = answer.location().to_owned();
    let page = consultant.get(&path);
    assert!(page.text("h1").starts_with("HT20261122-"), "{}", page.text("h1"));
    let plan = page.texts("[data-payments] tbody tr td:nth-child(2)");
    assert_eq!(
        plan,
        ["¥5,000", "¥207,000"],
        "the deposit, and the rest on the promised day"
    );
    let id = path.rsplit('/').next().unwrap().parse().unwrap();
    assert_eq!(standing(&app, id), ("open".to_owned(), "ordered".to_owned()));
    assert!(app.audit().contains(&"sales_orders.create".to_owned()));
    let twice = sign(&consultant, opportunity, &[]);
    assert_eq!((twice.status, count(&app)), (409, 1));
    assert_eq!(
        consultant
            .get(&format!("/sales-orders/new?opportunity={opportunity}"))
            .status,
        409
    );
}

#[test]
fn what_can_not_be_is_said_beside_its_field() {
    let app = TestApp::spawn();
    let (customer, consultant) = (
        app.customer_of("consultant", "顾明", "13812345621"),
        app.sign_in("consultant"),
    );
    let opportunity = quoted(&app, "consultant", customer);
    for (field, value) in [
        ("model", ""),
        ("total", "0"),
        ("total", "-5"),
        ("car_price", "300,000"),
        ("deposit", "212,001"),
        ("deposit", ""),
        ("method", "barter"),
        ("signed_on", "2026-11-23"),
        ("signed_on", "2020-01-01"),
        ("promised_on", "2026-11-21"),
        ("promised_on", "2030-01-01"),
    ] {
        let answer = sign(&consultant, opportunity, &[(field, value)]);
        assert_eq!(answer.status, 422, "{field} {value}");
        assert!(
            answer.has(&format!("#s-{field}-err")),
            "{field} {value}: {}",
            answer.body
        );
        assert!(
            field == "colour" || answer.value("colour") == "白色",
            "what was typed stays"
        );
    }
    assert_eq!(count(&app), 0);
}

#[test]
fn another_consultants_order_is_not_found() {
    let app = TestApp::spawn();
    let (_, path, _) = signed(&app);
    let other = app.sign_in("consultant2");
    assert_eq!(other.get(&path).status, 404);
    for step in ["change", "promise", "payments", "receipts", "cancellation"] {
        assert_eq!(other.get(&format!("{path}/{step}")).status, 404, "{step}");
    }
    assert!(!other.get("/sales-orders").has("tbody tr"));
    assert_eq!(
        app.sign_in("sales.manager")
            .get("/sales-orders")
            .texts("tbody tr")
            .len(),
        1
    );
    assert_eq!(
        app.sign_in("care").get(&path).status,
        404,
        "care calls once the car is delivered"
    );
    assert_eq!(app.sign_in("advisor").get(&path).status, 403);
    let customer = app.customer_of("consultant", "林青", "13812345622");
    let theirs = quoted(&app, "consultant", customer);
    assert_eq!(sign(&other, theirs, &[]).status, 404);
    give_away(&app, theirs, "consultant2");
    assert_eq!(sign(&other, theirs, &[]).status, 303);
}

#[test]
fn money_is_planned_received_and_taken_back() {
    let app = TestApp::spawn();
    let (_, path, consultant) = signed(&app);
    let over = [
        ("kind", "instalment"),
        ("amount", "207,000.01"),
        ("due_on", "2026-12-01"),
    ];
    let refused = consultant.post_form(&format!("{path}/payments"), &over);
    assert!(
        refused.status == 422 && refused.has("#s-amount-err"),
        "{}",
        refused.body
    );
    let refund = [("kind", "refund"), ("amount", "1"), ("due_on", "2026-12-01")];
    assert_eq!(consultant.post_form(&format!("{path}/payments"), &refund).status, 422);
    for day in ["2001-01-01", "2026-11-21", "2030-01-01"] {
        let then = [("kind", "loan"), ("amount", "100,000"), ("due_on", day)];
        let refused = consultant.post_form(&format!("{path}/payments"), &then);
        assert!(refused.status == 422 && refused.has("#s-due_on-err"), "{day}");
    }
    let loan = [("kind", "loan"), ("amount", "100,000"), ("due_on", "2026-12-01")];
    assert_eq!(consultant.post_form(&format!("{path}/payments"), &loan).status, 303);
    let page = consultant.get(&path);
    let plan = page.texts("[data-payments] tbody tr td:nth-child(2)");
    assert_eq!(plan, ["¥5,000", "¥100,000", "¥107,000"], "the balance gave way");
    let deposit = deposit_of(&consultant, &path);
    let tomorrow = [
        ("payment", deposit.as_str()),
        ("paid_on", "2026-11-23"),
        ("paid_how", "card"),
    ];
    assert!(
        consultant
            .post_form(&format!("{path}/receipts"), &tomorrow)
            .has("#s-paid_on-err")
    );
    let before = [
        ("payment", deposit.as_str()),
        ("paid_on", "2010-01-01"),
        ("paid_how", "card"),
    ];
    let refused = consultant.post_form(&format!("{path}/receipts"), &before);
    assert!(
        refused.text("#s-paid_on-err").contains("2026-11-22"),
        "not before the contract"
    );
    let today = [
        ("payment", deposit.as_str()),
        ("paid_on", "2026-11-22"),
        ("paid_how", "card"),
    ];
    assert_eq!(consultant.post_form(&format!("{path}/receipts"), &today).status, 303);
    assert_eq!(
        consultant.post_form(&format!("{path}/receipts"), &today).status,
        409,
        "it was paid"
    );
    assert_eq!(
        consultant.get(&path).texts("dl.props dd.num")[..2],
        ["¥5,000", "¥207,000"]
    );
    let removal = format!("{path}/payments/{deposit}/removal");
    assert_eq!(consultant.post_form(&removal, &[]).status, 409, "what was paid stays");
    let back = [("payment", deposit.as_str()), ("reason", "登记错了客户")];
    assert_eq!(consultant.post_form(&format!("{path}/reversals"), &back).status, 303);
    assert_eq!(consultant.post_form(&removal, &[]).status, 303);
    let audit = app.audit();
    for action in ["plan_payment", "receive_payment", "take_back_payment", "drop_payment"] {
        assert!(audit.contains(&format!("sales_orders.{action}")), "{action}");
    }
}

#[test]
fn a_promise_moves_with_its_reason_and_the_first_one_stays() {
    let app = TestApp::spawn();
    let (id, path, consultant) = signed(&app);
    let step = format!("{path}/promise");
    let silent = consultant.post_form(&step, &[("promised_on", "2026-12-20"), ("lock_version", "0")]);
    assert!(silent.status == 422 && silent.has("#s-reason-err"));
    let same = [("promised_on", "2026-12-10"), ("reason", "运输"), ("lock_version", "0")];
    assert!(consultant.post_form(&step, &same).has("#s-promised_on-err"));
    let moved = [
        ("promised_on", "2026-12-20"),
        ("reason", "运输延误"),
        ("lock_version", "0"),
    ];
    assert_eq!(consultant.post_form(&step, &moved).status, 303);
    let stale = [
        ("promised_on", "2026-12-25"),
        ("reason", "又延误"),
        ("lock_version", "0"),
    ];
    let answer = consultant.post_form(&step, &stale);
    assert_eq!(answer.status, 409);
    assert_eq!(answer.value("promised_on"), "2026-12-25", "what was typed stays");
    let page = consultant.get(&path);
    assert!(page.text("main").contains("运输延误") && page.text("main").contains("尚未告知客户"));
    assert!(page.text("main aside dl").contains("2026-12-20") && page.text("main aside dl").contains("2026-12-10"));
    assert_eq!(version(&app, id), "1");
}

#[test]
fn a_change_needs_its_reason_and_the_balance_follows() {
    let app = TestApp::spawn();
    let (_, path, consultant) = signed(&app);
    let fields = |total: &'static str, reason: &'static str| {
        [
            ("model", "星驰 X7"),
            ("colour", "黑色"),
            ("method", "loan"),
            ("car_price", "4000"),
            ("total", total),
            ("reason", reason),
            ("lock_version", "0"),
        ]
    };
    let step = format!("{path}/change");
    assert!(consultant.post_form(&step, &fields("210,000", "")).has("#s-reason-err"));
    let low = consultant.post_form(&step, &fields("4,999", "降价"));
    assert!(
        low.status == 422 && low.has("#s-total-err"),
        "the deposit alone is more"
    );
    assert_eq!(consultant.post_form(&step, &fields("210,000", "客户换色")).status, 303);
    let plan = consultant.get(&path).texts("[data-payments] tbody tr td:nth-child(2)");
    assert_eq!(plan, ["¥5,000", "¥205,000"]);
    assert_eq!(consultant.post_form(&step, &fields("211,000", "客户换色")).status, 409);
    let page = consultant.get(&path);
    let changed = page.text("[data-changes] tbody");
    for part in [
        "白色",
        "黑色",
        "¥212,000",
        "¥210,000",
        "贷款",
        "客户换色",
        &app.actor("consultant").name,
    ] {
        assert!(changed.contains(part), "{part}: {changed}");
    }
}

#[test]
fn a_cancelled_order_says_what_became_of_the_money() {
    let app = TestApp::spawn();
    let (id, path, consultant) = signed(&app);
    let deposit = deposit_of(&consultant, &path);
    let paid = [
        ("payment", deposit.as_str()),
        ("paid_on", "2026-11-22"),
        ("paid_how", "card"),
    ];
    assert_eq!(consultant.post_form(&format!("{path}/receipts"), &paid).status, 303);
    let step = format!("{path}/cancellation");
    let seen = version(&app, id);
    let post = |refund: &str, how: &str, note: &str| {
        let fields = [
            ("reason", "客户改买二手车"),
            ("refund", refund),
            ("refund_how", how),
            ("refund_note", note),
            ("lock_version", seen.as_str()),
        ];
        consultant.post_form(&step, &fields)
    };
    assert!(post("5000", "card", "").has("#s-refund_note-err"));
    assert!(post("5000.01", "card", "原路退回").has("#s-refund-err"));
    assert!(post("5000", "", "原路退回").has("#s-refund_how-err"));
    assert!(
        post("5000", "lender", "原路退回").has("#s-refund_how-err"),
        "no lender takes money back"
    );
    assert_eq!(post("5000", "card", "原路退回").status, 303);
    assert_eq!(standing(&app, id), ("cancelled".to_owned(), "quoted".to_owned()));
    assert_eq!(post("5000", "card", "原路退回").status, 409);
    let page = consultant.get(&path);
    let plan = page.texts("[data-payments] tbody tr td:first-child");
    assert_eq!(plan, ["定金", "退款"], "what was not paid is not owed");
    assert!(page.text("main aside").contains("原路退回"));
    assert!(
        page.text("main aside").contains(&app.actor("consultant").name),
        "who cancelled it"
    );
    let amounts = page.texts("[data-payments] tbody tr td:nth-child(2)");
    assert_eq!(amounts, ["¥5,000", "−¥5,000"]);
    assert!(page.text("[data-payments]").contains("已退款"));
    let sheet = consultant.get(&format!("{path}/contract"));
    assert!(sheet.text(".sheet-stamp") == "已取消" && sheet.text("h1").contains("已取消"));
    assert!(!sheet.has(".sign"));
    for gone in ["change", "promise", "payments", "cancellation"] {
        assert_eq!(consultant.get(&format!("{path}/{gone}")).status, 409, "{gone}");
    }
    let late = consultant.post_form(&format!("{path}/receipts"), &paid);
    assert!(
        late.status == 409 && late.text("main").contains("已取消"),
        "{}",
        late.body
    );
    assert!(
        consultant
            .get(&format!("{path}/receipts"))
            .text("main")
            .contains("已取消")
    );
}

#[test]
fn a_leavers_orders_go_to_a_colleague_who_sees_the_customer_then() {
    let app = TestApp::spawn();
    let (_, path, consultant) = signed(&app);
    let (from, to) = (app.actor("consultant").id, app.actor("consultant2").id);
    let given = app
        .write("sales.manager", |tx| commands::hand_over(tx, from, to, "离职"))
        .unwrap();
    assert_eq!(given, 1);
    assert_eq!(consultant.get(&path).status, 404);
    let colleague = app.sign_in("consultant2");
    let page = colleague.get(&path);
    assert_eq!(page.status, 200);
    let customer = page.attributes("main p a[href^='/customers/']", "href");
    assert_eq!(colleague.get(&customer[0]).status, 200);
}

#[test]
fn a_contract_says_what_is_open_and_never_that_somebody_is_late() {
    let app = TestApp::spawn();
    let (_, path, consultant) = signed(&app);
    app.advance(chrono::TimeDelta::days(30));
    let consultant = {
        drop(consultant);
        app.sign_in("consultant")
    };
    assert!(consultant.get(&path).text("[data-payments]").contains("逾期未付"));
    let sheet = consultant.get(&format!("{path}/contract"));
    assert!(sheet.text("main").contains("未付") && !sheet.text("main").contains("逾期"));
    assert!(sheet.has(".sign") && !sheet.has(".sheet-stamp"));
    let english = consultant.get(&format!("{path}/contract?lang=en"));
    assert_eq!(english.text("h1"), "Contract sheet");
}

#[test]
fn nothing_more_is_planned_once_everything_is_paid() {
    let app = TestApp::spawn();
    let (_, path, consultant) = signed(&app);
    for _ in 0..2 {
        assert!(consultant.get(&path).has(&format!("a[href='{path}/payments']")));
        let line = deposit_of(&consultant, &path);
        let paid = [
            ("payment", line.as_str()),
            ("paid_on", "2026-11-22"),
            ("paid_how", "card"),
        ];
        assert_eq!(consultant.post_form(&format!("{path}/receipts"), &paid).status, 303);
    }
    assert!(!consultant.get(&path).has(&format!("a[href='{path}/payments']")));
    assert_eq!(consultant.get(&format!("{path}/payments")).status, 409);
}
