//! The customer's own page, and what the order is written from.

use chrono::TimeDelta;
use yingke::sales::quotes::queries::accepted;
use yingke::values::money::Fen;

use super::{deal, draft, release};
use crate::support::{Client, TestApp};

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
    assert_eq!(shown.texts("#charges dt").len(), 9);
    assert!(
        shown.texts("#charges dd").iter().all(|covers| !covers.is_empty()),
        "each says what it is"
    );
    assert!(!shown.body.contains("顾明"), "whoever has the address learns no name");
    assert_eq!(visitor.get(&format!("{page}?lang=en")).text("h1"), "Your quote");
    let silent = visitor.post_form(&page, &[]);
    assert!(silent.status == 422 && silent.has("#f-understood-err"));
    let tick = [("understood", "1")];
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
    assert_eq!(app.visitor().post_form(&old, &[("understood", "1")]).status, 409);
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
    assert_eq!(visitor.post_form(&page, &[("understood", "1")]).status, 409);
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
