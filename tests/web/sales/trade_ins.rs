//! Trade-ins over HTTP.

use chrono::TimeDelta;
use yingke::sales::trade_ins::queries;
use yingke::values::ids::OpportunityId;
use yingke::values::money::Fen;

use super::quotes;
use super::test_drives::opportunity;
use crate::support::TestApp;

const CAR: [(&str, &str); 7] = [
    ("model", "大众 朗逸"),
    ("plate", "沪A12345"),
    ("registered_on", "2019-05-01"),
    ("mileage", "86000"),
    ("paint", "worn"),
    ("accident", "minor"),
    ("note", "左前门补过漆"),
];

fn offered(app: &TestApp, of: OpportunityId) -> Option<Fen> {
    queries::offer(&mut app.database.owner(), of).unwrap()
}

#[test]
fn looked_over_priced_and_taken() {
    let app = TestApp::spawn();
    let consultant = app.sign_in("consultant");
    let of = opportunity(&app, "consultant", "顾明", "13812345621");
    let list = format!("/opportunities/{of}/trade-ins");
    assert!(consultant.get(&list).has(".empty"));
    let form = consultant.get(&format!("{list}/new"));
    assert!(
        form.has("[name=accident]") && !form.has("[name=accident][checked]"),
        "nobody has looked yet"
    );
    let bad = consultant.post_form(&list, &[("plate", "沪IO"), ("mileage", "-1"), ("note", "试车")]);
    assert_eq!(bad.status, 422);
    for field in ["model", "plate", "mileage", "accident"] {
        assert!(bad.has(&format!("#f-{field}-err")), "{field}");
    }
    assert_eq!(bad.text("textarea[name=note]"), "试车", "what was typed stays");
    let created = consultant.post_form(&list, &CAR);
    assert_eq!(created.status, 303, "{}", created.body);
    let trade = created.location().to_owned();
    assert!(consultant.get(&trade).text("main dl").contains("有磨损"));
    assert_eq!(offered(&app, of), None);
    let early = consultant.post_form(&format!("{trade}/answer"), &[("accepted", "1"), ("lock_version", "0")]);
    assert_eq!(early.status, 409, "no price yet");
    let offer = |amount: &str, until: &str, seen: &str| {
        let fields = [("amount", amount), ("valid_until", until), ("lock_version", seen)];
        consultant.post_form(&format!("{trade}/offer"), &fields)
    };
    assert!(offer("0", "2026-11-29", "0").has("#f-amount-err"));
    assert!(offer("-5", "2026-11-29", "0").has("#f-amount-err"));
    assert!(offer("48000", "2026-11-21", "0").has("#f-valid_until-err"));
    assert_eq!(offer("48000", "2026-11-29", "0").status, 303);
    assert_eq!(offer("50000", "2026-11-29", "0").status, 409, "two pages at once");
    assert_eq!(offered(&app, of), Some(Fen::new(4_800_000)));
    let silent = consultant.post_form(&format!("{trade}/answer"), &[("lock_version", "1")]);
    assert!(silent.status == 422 && silent.has("#a-declined_because-err"));
    let taken = consultant.post_form(&format!("{trade}/answer"), &[("accepted", "1"), ("lock_version", "1")]);
    assert_eq!(taken.status, 303, "{}", taken.body);
    assert_eq!(offer("60000", "2026-11-29", "2").status, 409, "it is taken");
    let audit = app.audit();
    for action in ["create", "offer", "answer"] {
        assert!(audit.contains(&format!("trade_ins.{action}")), "{action}");
    }
}

#[test]
fn an_offer_expires_and_a_declined_one_counts_no_more() {
    let app = TestApp::spawn();
    let consultant = app.sign_in("consultant");
    let of = opportunity(&app, "consultant", "顾明", "13812345621");
    let list = format!("/opportunities/{of}/trade-ins");
    let trade = consultant.post_form(&list, &CAR).location().to_owned();
    let offer = [
        ("amount", "48000"),
        ("valid_until", "2026-11-24"),
        ("lock_version", "0"),
    ];
    assert_eq!(consultant.post_form(&format!("{trade}/offer"), &offer).status, 303);
    app.advance(TimeDelta::days(3));
    let consultant = app.sign_in("consultant");
    assert!(consultant.get(&trade).text("main .notice").contains("过期"));
    let late = consultant.post_form(&format!("{trade}/answer"), &[("accepted", "1"), ("lock_version", "1")]);
    assert!(late.status == 422 && late.text("#a-declined_because-err").contains("过期"));
    let today = app.clock.now().date_naive();
    let conn = &mut app.database.owner();
    assert_eq!(queries::offer_on(conn, of, today).unwrap(), None);
    let no = [("declined_because", "价格太低"), ("lock_version", "1")];
    assert_eq!(consultant.post_form(&format!("{trade}/answer"), &no).status, 303);
    assert_eq!(offered(&app, of), None);
}

#[test]
fn another_consultant_finds_nothing_there() {
    let app = TestApp::spawn();
    let of = opportunity(&app, "consultant", "顾明", "13812345621");
    let list = format!("/opportunities/{of}/trade-ins");
    let trade = app.sign_in("consultant").post_form(&list, &CAR).location().to_owned();
    let colleague = app.sign_in("consultant2");
    for path in [&list, &trade, &format!("{list}/new"), &format!("{trade}/edit")] {
        assert_eq!(colleague.get(path).status, 404, "{path}");
    }
    assert_eq!(colleague.post_form(&list, &CAR).status, 404);
    assert_eq!(colleague.post_form(&trade, &CAR).status, 404);
    assert_eq!(app.sign_in("advisor").get(&list).status, 403);
}

#[test]
fn with_a_quote_that_takes_the_car_its_offer_is_taken() {
    let app = TestApp::spawn();
    let consultant = app.sign_in("consultant");
    let of = opportunity(&app, "consultant", "顾明", "13812345621");
    let list = format!("/opportunities/{of}/trade-ins");
    let trade = consultant.post_form(&list, &CAR).location().to_owned();
    let offer = [
        ("amount", "48000"),
        ("valid_until", "2026-11-29"),
        ("lock_version", "0"),
    ];
    assert!(!consultant.get(&trade).has("#replaces"));
    assert_eq!(consultant.post_form(&format!("{trade}/offer"), &offer).status, 303);
    assert!(
        consultant.get(&trade).has("#replaces"),
        "a second offer takes the place of the first"
    );
    let quote = quotes::draft(&consultant, of, &[("trade_in", "1")]);
    assert_eq!(quotes::release(&consultant, &quote).status, 303);
    assert!(consultant.get(&trade).text(".ph").contains("已报价"));
    let accepted = consultant.post_form(&format!("{quote}/acceptance"), &[("lock_version", "1")]);
    assert_eq!(accepted.status, 303, "{}", accepted.body);
    let page = consultant.get(&trade);
    assert!(page.text(".ph").contains("客户接受") && !page.has("#replaces"));
    assert!(app.audit().contains(&"trade_ins.answer".to_owned()));
}
