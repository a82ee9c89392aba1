//! The customer's own page, and what the order is written from.

use chrono::TimeDelta;
use yingke::sales::quotes::queries::accepted;
use yingke::values::money::Fen;

use super::{deal, draft, release};
use crate::support::{Client, TestApp};

/// The places of the nine charges.
const ALL: [&str; 9] = ["0", "1", "2", "3", "4", "5", "6", "7", "8"];

fn address(client: &Client, quote: &str) -> String {
    let whole = client.get(quote).text("#customer-page");
    let (_, token) = whole.rsplit_once("/q/").unwrap();
    format!("/q/{token}")
}

#[test]
fn the_customer_reads_each_charge_and_agrees() {
    let app = TestApp::spawn();
    let (deal, consultant) = (deal(&app), app.sign_in("consultant"));
    let quote = draft(&consultant, deal, &[]);
    release(&consultant, &quote);
    let (page, visitor) = (address(&consultant, &quote), app.visitor());
    let shown = visitor.get(&page);
    assert_eq!((shown.status, &*shown.text("#total")), (200, "¥189,114.57"));
    assert_eq!(shown.texts("#charges .charge").len(), 9);
    assert!(
        shown
            .texts("#charges [data-covers]")
            .iter()
            .all(|covers| !covers.is_empty()),
        "each says what it is"
    );
    assert!(
        shown.text("#charges").contains("÷ 1.13 × 10%"),
        "and how the tax comes about"
    );
    assert!(!shown.body.contains("顾明"), "whoever has the address learns no name");
    assert_eq!(visitor.get(&format!("{page}?lang=en")).text("h1"), "Your quote");
    let silent = visitor.post_form(&page, &[]);
    assert!(silent.status == 422 && silent.has("#f-understood-err"));
    let some = [("understood", "0"), ("understood", "1")];
    let answer = visitor.post_form(&page, &some);
    assert!(
        answer.status == 422 && answer.has("#f-understood-err"),
        "each by itself"
    );
    assert_eq!(answer.attributes("[name=understood][checked]", "value"), ["0", "1"]);
    let tick = ALL.map(|place| ("understood", place));
    assert_eq!(visitor.post_form(&page, &tick).status, 303);
    assert_eq!(visitor.post_form(&page, &tick).status, 409, "once is enough");
    let shown = visitor.get(&page);
    assert!(shown.text("#over").contains("已确认") && !shown.has("#f-understood"));
    assert!(consultant.get(&quote).body.contains("客户在线确认"));
    let told = consultant.get(&format!("/opportunities/{deal}"));
    assert!(told.text(".tl").contains("客户已确认报价") && told.has(&format!(".tl a[href='{quote}']")));
    assert!(told.text("#doors").contains("客户已确认"), "{}", told.text("#doors"));
    let waits = |client: &Client| {
        let rows = client.get("/call-backs").texts("[data-row]");
        rows.iter().any(|row| row.contains("请签订合同"))
    };
    assert!(waits(&consultant), "the consultant is asked to go on");
    let found = accepted(&mut app.database.owner(), deal).unwrap().unwrap();
    assert_eq!(
        (found.total, found.car_price, &*found.model),
        (Fen::new(18_911_457), Fen::new(16_980_000), "星驰 S5 1.5T")
    );
    assert!(app.audit().contains(&"quotes.agree".into()));
    assert_eq!(visitor.get("/q/0123456789abcdef").status, 404);
}

#[test]
fn a_newer_version_takes_the_place_of_the_one_before() {
    let app = TestApp::spawn();
    let (deal, consultant) = (deal(&app), app.sign_in("consultant"));
    let first = draft(&consultant, deal, &[]);
    release(&consultant, &first);
    let old = address(&consultant, &first);
    assert_eq!(
        consultant
            .post_form(&format!("{first}/acceptance"), &[("lock_version", "1")])
            .status,
        303
    );
    let second = draft(&consultant, deal, &[("plate_fee", "300")]);
    assert!(
        accepted(&mut app.database.owner(), deal).unwrap().is_some(),
        "a draft changes nothing"
    );
    assert_eq!(release(&consultant, &second).status, 303);
    assert_eq!(accepted(&mut app.database.owner(), deal).unwrap(), None);
    let shown = app.visitor().get(&old);
    assert!(shown.text("#over").contains("新版本") && !shown.has("#charges") && !shown.body.contains("189,114"));
    assert_eq!(
        app.visitor()
            .post_form(&old, &ALL.map(|place| ("understood", place)))
            .status,
        409
    );
    assert!(app.audit().contains(&"quotes.supersede".into()));
}

#[test]
fn after_its_last_day_nobody_agrees_to_it() {
    let app = TestApp::spawn();
    let (deal, consultant) = (deal(&app), app.sign_in("consultant"));
    let quote = draft(&consultant, deal, &[]);
    release(&consultant, &quote);
    let page = address(&consultant, &quote);
    app.advance(TimeDelta::days(8));
    let visitor = app.visitor();
    assert!(visitor.get(&page).text("#over").contains("有效期"));
    assert_eq!(
        visitor.post_form(&page, &ALL.map(|place| ("understood", place))).status,
        409
    );
    let consultant = app.sign_in("consultant");
    let store = consultant.post_form(&format!("{quote}/acceptance"), &[("lock_version", "1")]);
    assert_eq!(store.status, 409);
    assert!(consultant.get("/quotes?view=past").has("tbody tr"));
    assert!(!consultant.get("/quotes").has("tbody tr"));
}

#[test]
fn a_quote_is_taken_back_with_a_reason() {
    let app = TestApp::spawn();
    let (deal, consultant) = (deal(&app), app.sign_in("consultant"));
    let quote = draft(&consultant, deal, &[]);
    assert_eq!(
        consultant
            .post_form(&format!("{quote}/withdrawal"), &[("reason", "价格写错")])
            .status,
        409,
        "a draft is changed, not taken back"
    );
    release(&consultant, &quote);
    let page = address(&consultant, &quote);
    let silent = consultant.post_form(&format!("{quote}/withdrawal"), &[]);
    assert!(silent.status == 422 && silent.has("#w-reason-err"));
    let said = [("reason", "价格写错")];
    assert_eq!(consultant.post_form(&format!("{quote}/withdrawal"), &said).status, 303);
    assert!(app.visitor().get(&page).text("#over").contains("撤回"));
    assert!(!app.visitor().get(&page).has("#charges"));
    assert_eq!(consultant.post_form(&format!("{quote}/withdrawal"), &said).status, 409);
}

#[test]
fn a_draft_is_put_aside_and_comes_back() {
    let app = TestApp::spawn();
    let (deal, consultant) = (deal(&app), app.sign_in("consultant"));
    let quote = draft(&consultant, deal, &[]);
    let versions = format!("/opportunities/{deal}/quotes");
    assert!(
        consultant.get(&versions).has(&format!("a[href='{quote}/edit']")),
        "it goes on from there"
    );
    assert_eq!(
        app.sign_in("consultant2")
            .post_form(&format!("{quote}/removal"), &[])
            .status,
        404
    );
    let gone = consultant.post_form(&format!("{quote}/removal"), &[]);
    assert_eq!((gone.status, gone.location()), (303, versions.as_str()));
    let page = consultant.get(&versions);
    assert!(page.text("tbody").contains("作废") && page.has(&format!("a[href^='{versions}/new']")));
    let undo = page.attributes("form[action^='/undo/']", "action").remove(0);
    assert_eq!(consultant.post_form(&undo, &[]).status, 303);
    assert!(consultant.get(&quote).has(&format!("a[href='{quote}/edit']")));
    assert_eq!(consultant.post_form(&format!("{quote}/removal"), &[]).status, 303);
    let next = draft(&consultant, deal, &[]);
    assert_ne!(next, quote, "another one may be written");
    assert_eq!(
        consultant
            .post_form(&format!("{quote}/release"), &[("lock_version", "3")])
            .status,
        409
    );
}

#[test]
fn a_question_reaches_the_consultant_and_so_does_a_no() {
    let app = TestApp::spawn();
    let (deal, consultant) = (deal(&app), app.sign_in("consultant"));
    let quote = draft(&consultant, deal, &[]);
    release(&consultant, &quote);
    let (page, visitor) = (address(&consultant, &quote), app.visitor());
    let silent = visitor.post_form(&format!("{page}/reply"), &[("reply", "ask")]);
    assert!(silent.status == 422 && silent.has("#f-question-err"));
    let asked = visitor.post_form(
        &format!("{page}/reply"),
        &[("reply", "ask"), ("question", "上牌费能自己办吗")],
    );
    assert_eq!(asked.status, 303, "{}", asked.body);
    assert!(visitor.get(asked.location()).has("#told"));
    assert!(consultant.get("/call-backs").text("main").contains("上牌费能自己办吗"));
    let told = consultant.get(&format!("/opportunities/{deal}")).text(".tl");
    assert!(
        told.contains("客户对报价提问") && told.contains("上牌费能自己办吗"),
        "{told}"
    );
    assert_eq!(
        visitor
            .post_form(&format!("{page}/reply"), &[("reply", "decline")])
            .status,
        303
    );
    assert!(consultant.get("/call-backs").text("main").contains("暂不考虑"));
    assert_eq!(
        visitor.post_form(&page, &ALL.map(|place| ("understood", place))).status,
        303
    );
    assert_eq!(
        visitor
            .post_form(&format!("{page}/reply"), &[("reply", "decline")])
            .status,
        409
    );
    assert!(app.audit().contains(&"quotes.reply".into()));
}
