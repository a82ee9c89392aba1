//! The figures of an order: those of the quote that the customer agreed to, or typed and held to the list price.

use diesel::prelude::*;
use yingke::schema::vehicle_models;
use yingke::values::ids::{ModelId, OpportunityId};
use yingke::vehicles::rules::Energy;

use super::super::quotes::{deal, draft, release};
use super::{count, quoted, sign, version};
use crate::support::{Client, TestApp};

/// Writes a version, gives it out and has it accepted in the store; tells its id.
fn agree(client: &Client, deal: OpportunityId, changed: &[(&str, &str)]) -> String {
    let quote = draft(client, deal, changed);
    assert_eq!(release(client, &quote).status, 303);
    let accepted = client.post_form(&format!("{quote}/acceptance"), &[("lock_version", "1")]);
    assert_eq!(accepted.status, 303, "{}", accepted.body);
    quote.rsplit('/').next().unwrap().to_owned()
}

#[test]
fn an_order_takes_the_figures_of_the_quote_and_nobody_types_others() {
    let app = TestApp::spawn();
    let (deal, consultant) = (deal(&app), app.sign_in("consultant"));
    let quote = agree(&consultant, deal, &[]);
    let form = consultant.get(&format!("/sales-orders/new?opportunity={deal}"));
    let told = form.text("dl.props");
    assert!(
        told.contains("¥189,114.57") && told.contains("脚垫 ¥680") && told.contains("-¥5,000"),
        "{told}"
    );
    assert!(!form.has("[name=total]") && !form.has("[name=car_price]") && !form.has("[name=model]"));
    assert_eq!(
        (form.value("quote"), form.value("colour")),
        (quote.clone(), "白".to_owned())
    );
    // Figures of one's own, past the quote.
    let typed = sign(&consultant, deal, &[]);
    assert_eq!((typed.status, count(&app)), (409, 0));
    assert_eq!(
        (typed.value("quote"), typed.value("deposit")),
        (quote.clone(), "5000".to_owned())
    );
    let signed = sign(
        &consultant,
        deal,
        &[("quote", &quote), ("total", "1"), ("car_price", "1")],
    );
    assert_eq!(signed.status, 303, "{}", signed.body);
    let page = consultant.get(signed.location());
    assert!(page.text("main aside").contains("¥189,114.57") && page.text("main aside").contains("¥169,800"));
    assert!(page.has(&format!("a[href='/quotes/{quote}']")));
}

#[test]
fn they_change_with_another_version_only() {
    let app = TestApp::spawn();
    let (deal, consultant) = (deal(&app), app.sign_in("consultant"));
    let first = agree(&consultant, deal, &[]);
    let order = sign(&consultant, deal, &[("quote", &first)]).location().to_owned();
    let id = order.rsplit('/').next().unwrap().parse().unwrap();
    let step = format!("{order}/change");
    let change = |quote: &str, colour: &str| {
        let seen = version(&app, id);
        let fields = [
            ("quote", quote),
            ("model", "星驰 S5"),
            ("colour", colour),
            ("method", "full"),
            ("car_price", "1"),
            ("total", "1"),
            ("reason", "客户要求"),
            ("lock_version", seen.as_str()),
        ];
        consultant.post_form(&step, &fields)
    };
    assert!(!consultant.get(&step).has("[name=total]"));
    assert_eq!(change("", "黑").status, 409, "typed");
    assert_eq!(change(&first, "黑").status, 303);
    let total = || consultant.get(&order).text("main aside dl");
    assert!(total().contains("¥189,114.57"), "{}", total());
    let second = agree(&consultant, deal, &[("plate_fee", "300")]);
    assert!(total().contains("¥189,114.57"), "nothing changes by itself");
    let late = change(&first, "黑");
    assert_eq!((late.status, late.value("quote")), (409, second.clone()));
    assert_eq!(change(&second, "黑").status, 303);
    assert!(total().contains("¥188,914.57"), "{}", total());
    let plan = consultant.get(&order).texts("[data-payments] tbody tr td:nth-child(2)");
    assert_eq!(plan, ["¥5,000", "¥183,914.57"], "the balance follows");
}

#[test]
fn without_a_quote_no_price_is_further_below_the_list_than_may_be_given() {
    let app = TestApp::spawn();
    diesel::insert_into(vehicle_models::table)
        .values((
            vehicle_models::id.eq(ModelId::new()),
            vehicle_models::brand.eq("星驰"),
            vehicle_models::series.eq("E"),
            vehicle_models::model.eq("E6"),
            vehicle_models::energy.eq(Energy::Electric),
            vehicle_models::list_price_fen.eq(20_000_000_i64),
        ))
        .execute(&mut app.database.owner())
        .unwrap();
    let (customer, consultant) = (
        app.customer_of("consultant", "顾明", "13812345621"),
        app.sign_in("consultant"),
    );
    let opportunity = quoted(&app, "consultant", customer);
    let at = |price: &str| sign(&consultant, opportunity, &[("model", "星驰 E6"), ("car_price", price)]);
    let low = at("193,999");
    assert!(
        low.status == 422 && low.text("#s-car_price-err").contains("先做报价"),
        "{}",
        low.body
    );
    consultant.post_form("/preferences", &[("lang", "en"), ("next", "/board")]);
    assert!(at("193,999").text("#s-car_price-err").contains("quote it first"));
    assert_eq!(count(&app), 0);
    let signed = at("194,000");
    assert_eq!(signed.status, 303, "three percent");
    let path = signed.location().to_owned();
    let seen = version(&app, path.rsplit('/').next().unwrap().parse().unwrap());
    let lower = [
        ("model", "星驰 E6"),
        ("method", "full"),
        ("car_price", "190,000"),
        ("total", "212,000"),
        ("reason", "客户还价"),
        ("lock_version", seen.as_str()),
    ];
    let changed = consultant.post_form(&format!("{path}/change"), &lower);
    assert!(
        changed.status == 422 && changed.has("#s-car_price-err"),
        "nor afterwards"
    );
}

#[test]
fn the_loan_of_the_quote_is_in_the_plan() {
    let app = TestApp::spawn();
    let (deal, consultant) = (deal(&app), app.sign_in("consultant"));
    let loan = [("loan", "100000"), ("loan_months", "36"), ("loan_rate", "0")];
    let quote = agree(&consultant, deal, &loan);
    let form = consultant.get(&format!("/sales-orders/new?opportunity={deal}"));
    assert_eq!(form.attributes("input[name=method][checked]", "value"), ["loan"]);
    assert!(form.text("dl.props").contains("贷款放款"), "{}", form.text("dl.props"));
    let early = sign(
        &consultant,
        deal,
        &[("quote", &quote), ("method", "loan"), ("promised_on", "2026-11-21")],
    );
    assert!(early.status == 422 && early.text("#s-promised_on-err").contains("2026-11-22"));
    let order = sign(&consultant, deal, &[("quote", &quote), ("method", "loan")]);
    assert_eq!(order.status, 303, "{}", order.body);
    let rows = consultant.get(order.location()).texts("[data-payments] tbody tr");
    assert_eq!(rows.len(), 3, "{rows:?}");
    assert!(
        rows.iter()
            .any(|row| row.contains("贷款放款") && row.contains("¥100,000")),
        "{rows:?}"
    );
}
