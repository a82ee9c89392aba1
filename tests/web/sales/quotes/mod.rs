//! Quotes over HTTP.

mod approval;
mod customer;

use chrono::TimeDelta;
use diesel::prelude::*;
use yingke::platform::i18n::times;
use yingke::sales::opportunities::commands::open;
use yingke::sales::opportunities::model::NewOpportunity;
use yingke::sales::rules::Stage;
use yingke::schema::{opportunities, quote_lines, quotes, vehicle_models};
use yingke::values::ids::{ModelId, OpportunityId};
use yingke::vehicles::rules::Energy;

use crate::support::{Client, Page, TestApp};

/// A quote of ¥189,114.57.
const QUOTE: [(&str, &str); 15] = [
    ("model", "星驰 S5 1.5T"),
    ("colour", "白"),
    ("energy", "fuel"),
    ("invoice_on", "2026-12-01"),
    ("valid_until", "2026-11-29"),
    ("car_price", "169,800"),
    ("discount", "5000"),
    ("compulsory", "950"),
    ("vehicle_tax", "420"),
    ("commercial", "4200.50"),
    ("commercial_covers", "车损险、第三者责任险 200 万"),
    ("plate_fee", "500"),
    ("warranty", "2980"),
    ("warranty_covers", "延长 2 年或 6 万公里"),
    ("lock_version", "0"),
];
const EXTRAS: [(&str, &str); 2] = [("accessory", "脚垫"), ("accessory_price", "680")];

/// The fields of a quote, some of them otherwise.
pub fn with<'a>(changed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = QUOTE
        .into_iter()
        .filter(|(name, _)| !changed.iter().any(|(other, _)| other == name));
    kept.chain(EXTRAS).chain(changed.iter().copied()).collect()
}

/// An opportunity of the consultant.
pub fn deal(app: &TestApp) -> OpportunityId {
    let customer = app.customer_of("consultant", "顾明", "13912345678");
    let new = NewOpportunity {
        owner: Some(app.actor("consultant").id),
        level: Some(yingke::sales::rules::Level::A),
        model: "星驰 S5".into(),
        ..NewOpportunity::of(app.store(), customer)
    };
    app.write("consultant", |tx| open(tx, new)).unwrap()
}

pub fn post(client: &Client, deal: OpportunityId, changed: &[(&str, &str)]) -> Page {
    client.post_form(&format!("/opportunities/{deal}/quotes"), &with(changed))
}

/// A draft; tells where it is.
pub fn draft(client: &Client, deal: OpportunityId, changed: &[(&str, &str)]) -> String {
    let answer = post(client, deal, changed);
    assert_eq!(answer.status, 303, "{}", answer.body);
    answer.location().to_owned()
}

/// Gives a draft out that was not changed since it was written.
pub fn release(client: &Client, quote: &str) -> Page {
    client.post_form(&format!("{quote}/release"), &[("lock_version", "0")])
}

fn stored(app: &TestApp) -> i64 {
    quotes::table.count().get_result(&mut app.database.owner()).unwrap()
}

#[test]
fn written_line_by_line_and_given_out() {
    let app = TestApp::spawn();
    let (deal, consultant) = (deal(&app), app.sign_in("consultant"));
    let form = consultant.get(&format!("/opportunities/{deal}/quotes/new"));
    assert_eq!((form.status, &*form.value("model")), (200, "星驰 S5"));
    assert_eq!(form.value("valid_until"), "2026-11-29", "seven days");
    let quote = draft(&consultant, deal, &[]);
    let page = consultant.get(&quote);
    assert_eq!(
        page.texts("#charges tbody td.end"),
        [
            "¥169,800",
            "-¥5,000",
            "¥14,584.07",
            "¥950",
            "¥4,200.50",
            "¥420",
            "¥500",
            "¥680",
            "¥2,980"
        ]
    );
    assert_eq!(page.text("#total"), "¥189,114.57");
    assert!(!page.has("#customer-page") && !page.has("#above"));
    assert_eq!(page.attributes("#quote[data-live]", "data-live"), ["changed-quotes"]);
    assert!(page.has("#live"), "the page follows what happens with it");
    let region = consultant.get_region(&quote, "quote");
    assert!(region.has("#total") && !region.body.contains("<!doctype html>"));
    let amounts: Vec<i64> = quote_lines::table
        .select(quote_lines::amount_fen)
        .load(&mut app.database.owner())
        .unwrap();
    assert_eq!(amounts.iter().sum::<i64>(), 18_911_457);
    assert_eq!(release(&consultant, &quote).status, 303);
    let page = consultant.get(&quote);
    assert!(page.has("#customer-page") && page.has(".screen-qr"));
    let stage: Stage = opportunities::table
        .find(deal)
        .select(opportunities::stage)
        .first(&mut app.database.owner())
        .unwrap();
    assert_eq!(stage, Stage::Quoted);
    assert!(consultant.get("/quotes").text("tbody").contains("顾明"));
    let sheet = consultant.get(&format!("{quote}/sheet"));
    assert!(sheet.status == 200 && sheet.text("#charges").contains("¥189,114.57") && sheet.has(".sheet-qr"));
    let audit = app.audit();
    for action in ["quotes.create", "quotes.release"] {
        assert!(audit.contains(&action.into()), "{action}");
    }
}

#[test]
fn a_colleagues_quote_is_not_there() {
    let app = TestApp::spawn();
    let (deal, consultant) = (deal(&app), app.sign_in("consultant"));
    let quote = draft(&consultant, deal, &[]);
    let other = app.sign_in("consultant2");
    for path in [
        quote.clone(),
        format!("{quote}/edit"),
        format!("{quote}/sheet"),
        format!("{quote}/comparison"),
        format!("/opportunities/{deal}/quotes"),
        format!("/opportunities/{deal}/quotes/new"),
    ] {
        assert_eq!(other.get(&path).status, 404, "{path}");
    }
    assert_eq!(release(&other, &quote).status, 404);
    assert_eq!(other.post_form(&quote, &with(&[])).status, 404);
    assert_eq!(post(&other, deal, &[]).status, 404);
    assert!(!other.get("/quotes?view=draft").has("tbody tr"));
    assert!(app.sign_in("sales.manager").get("/quotes?view=draft").has("tbody tr"));
    assert_eq!(app.sign_in("advisor").get(&quote).status, 403);
}

#[test]
fn what_is_wrong_stands_beside_its_field_and_nothing_is_kept() {
    let app = TestApp::spawn();
    let (deal, consultant) = (deal(&app), app.sign_in("consultant"));
    for (changed, field) in [
        (vec![("car_price", "-1")], "car_price"),
        (vec![("car_price", "0")], "car_price"),
        (vec![("discount", "169800.01")], "discount"),
        (vec![("valid_until", "2026-11-21")], "valid_until"),
        (vec![("invoice_on", "2026-11-21")], "invoice_on"),
        (vec![("energy", "electric")], "vehicle_tax"),
        (vec![("commercial_covers", "")], "commercial_covers"),
        (vec![("accessory", "充电桩")], "accessory"),
        (vec![("loan", "100000")], "loan_months"),
        (
            vec![("loan", "200000"), ("loan_months", "36"), ("loan_rate", "4.5")],
            "loan",
        ),
        (vec![("trade_in", "1")], "trade_in"),
        (vec![("discount", "6000")], "discount_because"),
        (vec![("remark", "CLTC 续航 605 公里")], "source"),
    ] {
        let answer = post(&consultant, deal, &changed);
        assert_eq!(answer.status, 422, "{changed:?}");
        assert!(answer.has(&format!("#f-{field}-err")), "{changed:?}");
        assert_eq!(answer.value("model"), "星驰 S5 1.5T", "what was typed stays");
    }
    // Everything at once, whoever finds it: the form, the calendar, the limit, the tax.
    let wrong = [
        ("plate_fee", "abc"),
        ("valid_until", "2026-11-21"),
        ("discount", "6000"),
        ("loan", "10x"),
    ];
    let answer = post(&consultant, deal, &wrong);
    for field in [
        "plate_fee",
        "valid_until",
        "discount_because",
        "loan",
        "loan_months",
        "loan_rate",
    ] {
        assert!(answer.has(&format!("#f-{field}-err")), "{field}");
    }
    let wrong = [
        ("invoice_on", "2026-11-21"),
        ("discount", "6000"),
        ("energy", "electric"),
    ];
    let answer = post(&consultant, deal, &wrong);
    for field in ["invoice_on", "discount_because", "vehicle_tax"] {
        assert!(answer.has(&format!("#f-{field}-err")), "{field}");
    }
    assert_eq!(stored(&app), 0);
    let named = [("remark", "CLTC 续航 605 公里"), ("source", "工信部公告")];
    assert_eq!(post(&consultant, deal, &named).status, 303);
}

#[test]
fn one_version_is_written_at_a_time_and_a_stale_one_is_not_taken() {
    let app = TestApp::spawn();
    let (deal, consultant) = (deal(&app), app.sign_in("consultant"));
    let quote = draft(&consultant, deal, &[]);
    let twice = post(&consultant, deal, &[]);
    assert!(twice.status == 422 && twice.text(".problems").contains("正在编写"));
    assert_eq!(consultant.post_form(&quote, &with(&[("discount", "4000")])).status, 303);
    let stale = consultant.post_form(&quote, &with(&[("discount", "3000")]));
    assert_eq!((stale.status, &*stale.value("discount")), (409, "3000"));
    let (who, at) = (app.actor("consultant").name, times::clock(app.clock.now()));
    let notice = stale.text("main .notice");
    assert!(
        notice.contains(&who) && notice.contains(&at),
        "by whom, and when: {notice}"
    );
    assert_eq!(
        stale.value("lock_version"),
        "1",
        "the next post counts against what is there now"
    );
    assert_eq!(release(&consultant, &quote).status, 409, "read before it was changed");
    let seen = [("lock_version", "1")];
    assert_eq!(consultant.post_form(&format!("{quote}/release"), &seen).status, 303);
    let late = consultant.post_form(&quote, &with(&[("lock_version", "2")]));
    assert_eq!(late.status, 409, "it was given out");
    assert_eq!(consultant.get(&format!("{quote}/edit")).status, 409);
}

#[test]
fn a_model_of_the_catalogue_brings_its_price_and_a_lower_one_is_given_away() {
    let app = TestApp::spawn();
    let (deal, consultant) = (deal(&app), app.sign_in("consultant"));
    let model = ModelId::new();
    diesel::insert_into(vehicle_models::table)
        .values((
            vehicle_models::id.eq(model),
            vehicle_models::brand.eq("星驰"),
            vehicle_models::series.eq("E"),
            vehicle_models::model.eq("E6"),
            vehicle_models::energy.eq(Energy::Electric),
            vehicle_models::list_price_fen.eq(20_000_000_i64),
        ))
        .execute(&mut app.database.owner())
        .unwrap();
    let form = consultant.get(&format!("/opportunities/{deal}/quotes/new?model={model}"));
    assert_eq!(form.value("model"), "星驰 E6");
    assert_eq!(form.value("car_price"), "200,000.00");
    assert_eq!(form.value("vehicle_tax"), "0.00");
    let id = model.to_string();
    let typed = with(&[("take_model", id.as_str()), ("remark", "送首保"), ("plate_fee", "800")]);
    let taken = consultant.post_form(&format!("/opportunities/{deal}/quotes/new"), &typed);
    assert_eq!((taken.status, taken.value("model")), (200, "星驰 E6".to_owned()));
    assert_eq!(
        (taken.value("car_price"), taken.value("plate_fee")),
        ("200,000.00".to_owned(), "800".to_owned())
    );
    assert!(
        taken.texts("textarea[name=remark]").concat().contains("送首保"),
        "what was typed stays"
    );
    assert!(
        taken.has("#more-accessories"),
        "a few rows are open, the rest is folded"
    );
    let cheap = [
        ("model_id", id.as_str()),
        ("energy", "electric"),
        ("vehicle_tax", "0"),
        ("car_price", "190000"),
        ("discount", ""),
    ];
    let silent = post(&consultant, deal, &cheap);
    assert!(silent.status == 422 && silent.has("#f-discount_because-err"));
    let said = [&cheap[..], &[("discount_because", "展车")][..]].concat();
    let page = consultant.get(&draft(&consultant, deal, &said));
    assert!(page.text("#above").contains("¥10,000"));
    // 190,000 ÷ 1.13 × 10 %, and half of that.
    assert!(page.texts("#charges tbody td.end").contains(&"¥8,407.08".to_owned()));
}

#[test]
fn a_loan_is_paid_back_by_the_formula() {
    let app = TestApp::spawn();
    let (deal, consultant) = (deal(&app), app.sign_in("consultant"));
    let borrowed = [
        ("loan", "10万"),
        ("loan_months", "36"),
        ("loan_rate", "4.5"),
        ("loan_fee", "1500"),
    ];
    let total = format!("/opportunities/{deal}/quotes/total");
    let shown = consultant.post_form(&total, &with(&borrowed));
    assert!(shown.status == 200 && !shown.body.contains("<!doctype"));
    assert!(shown.body.contains("¥2,974.69") && shown.body.contains("¥197,703.50"));
    let lacking = consultant.post_form(&total, &[("model", "")]);
    assert!(lacking.body.contains("填写完整") && lacking.text("[data-missing]").contains("裸车价"));
    assert_eq!(stored(&app), 0, "only shown");
    let page = consultant.get(&draft(&consultant, deal, &borrowed));
    assert_eq!(page.text("#total"), "¥197,703.50");
    assert_eq!(
        page.texts("#payments dd"),
        ["¥90,614.57", "¥100,000", "¥2,974.69", "¥2,974.78", "¥7,088.93"]
    );
}

#[test]
fn versions_are_kept_and_compared() {
    let app = TestApp::spawn();
    let (deal, consultant) = (deal(&app), app.sign_in("consultant"));
    let first = draft(&consultant, deal, &[]);
    assert!(consultant.get(&format!("{first}/comparison")).has(".empty"));
    assert_eq!(release(&consultant, &first).status, 303);
    let from = first.trim_start_matches("/quotes/");
    let form = consultant.get(&format!("/opportunities/{deal}/quotes/new?from={from}"));
    assert_eq!(form.value("car_price"), "169,800.00");
    assert_eq!(form.value("warranty_covers"), "延长 2 年或 6 万公里");
    let second = draft(
        &consultant,
        deal,
        &[("warranty_covers", "延长 3 年"), ("plate_fee", "300")],
    );
    let page = consultant.get(&format!("{second}/comparison"));
    assert_eq!(page.texts("#comparison tr[data-changed]").len(), 2);
    assert_eq!(page.text("#comparison tfoot b"), "-¥200");
    assert_eq!(
        consultant.get(&first).text("#total"),
        "¥189,114.57",
        "the first stays what it was"
    );
    assert_eq!(
        consultant
            .get(&format!("/opportunities/{deal}/quotes"))
            .texts("tbody tr")
            .len(),
        2
    );
    app.advance(TimeDelta::days(8));
    let consultant = app.sign_in("consultant");
    assert_eq!(release(&consultant, &second).status, 409, "its last day has passed");
}

#[test]
fn a_quote_holds_for_three_months_at_most() {
    let app = TestApp::spawn();
    let (deal, consultant) = (deal(&app), app.sign_in("consultant"));
    let far = post(&consultant, deal, &[("valid_until", "2099-12-31")]);
    assert!(far.status == 422 && far.has("#f-valid_until-err"), "{}", far.body);
}

#[test]
fn the_consultant_of_a_quote_is_whoever_has_the_customer() {
    let app = TestApp::spawn();
    let (deal, manager) = (deal(&app), app.sign_in("sales.manager"));
    let quote = draft(&manager, deal, &[]);
    release(&manager, &quote);
    let sheet = manager.get(&format!("{quote}/sheet"));
    let (theirs, writer) = (app.actor("consultant").name, app.actor("sales.manager").name);
    assert!(sheet.text("main").contains(&theirs), "{}", sheet.body);
    assert!(!sheet.text("main").contains(&writer));
}

#[test]
fn while_one_is_being_written_another_is_not_begun() {
    let app = TestApp::spawn();
    let (deal, consultant) = (deal(&app), app.sign_in("consultant"));
    let quote = draft(&consultant, deal, &[]);
    let new = consultant.get(&format!("/opportunities/{deal}/quotes/new"));
    assert_eq!(new.status, 409);
    assert!(new.has(&format!("main a[href='{quote}']")), "{}", new.body);
    release(&consultant, &quote);
    assert_eq!(consultant.get(&format!("/opportunities/{deal}/quotes/new")).status, 200);
}
