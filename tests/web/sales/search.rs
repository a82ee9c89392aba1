//! Opportunities, quotes and orders by their number, leads by name and phone, in the palette.

use chrono::TimeDelta;
use diesel::prelude::*;
use yingke::sales::leads::commands::take_in;
use yingke::sales::leads::model::{NewLead, Whence};
use yingke::sales::rules::SourceKind;
use yingke::schema::{opportunities, quotes, sales_orders};
use yingke::values::person_name::PersonName;
use yingke::values::phone::Phone;

use super::leads::lead_of;
use super::opportunities::opportunity_of;
use super::orders::{quoted, sign};
use super::quotes::draft;
use crate::support::TestApp;

#[test]
fn what_has_a_number_is_found_by_whom_its_list_shows_it_to() {
    let app = TestApp::spawn();
    let consultant = app.sign_in("consultant");
    let customer = app.customer_of("consultant", "顾明", "13812345621");
    let deal = opportunity_of(&app, "consultant", customer);
    let quote = draft(&consultant, deal, &[]);
    let order = sign(&consultant, quoted(&app, "consultant", customer), &[]);
    let order = order.location().to_owned();
    let mut owner = app.database.owner();
    let numbers: [(String, String); 3] = [
        (
            opportunities::table
                .find(deal)
                .select(opportunities::number)
                .first(&mut owner)
                .unwrap(),
            format!("/opportunities/{deal}"),
        ),
        (quotes::table.select(quotes::number).first(&mut owner).unwrap(), quote),
        (
            sales_orders::table
                .select(sales_orders::number)
                .first(&mut owner)
                .unwrap(),
            order,
        ),
    ];
    let (other, manager) = (app.sign_in("consultant2"), app.sign_in("sales.manager"));
    for (number, path) in &numbers {
        for term in [number.clone(), number.to_lowercase(), number.replace('-', "")] {
            for who in [&consultant, &manager] {
                let found = who.post_region("/search", "palette-results", &[("q", &term)]);
                assert_eq!(
                    found.attributes("[role=option]", "href"),
                    std::slice::from_ref(path),
                    "{term}"
                );
                assert!(found.text("[role=option]").contains("顾明"), "{term}");
            }
            let unseen = other.post_region("/search", "palette-results", &[("q", &term)]);
            assert!(!unseen.has("[role=option]"), "{term}: a colleague's");
        }
    }
    let (number, path) = &numbers[0];
    let page = consultant.post_form("/search", &[("q", number)]);
    assert_eq!(
        page.attributes("main [data-open]", "href"),
        std::slice::from_ref(path),
        "without a script"
    );
    consultant.post_form("/preferences", &[("lang", "en"), ("next", "/search")]);
    let english = consultant.post_region("/search", "palette-results", &[("q", number)]);
    assert!(english.has("[role=group][aria-label='Sales']") && english.text("[role=option]").contains("Opportunity"));
}

#[test]
fn a_lead_is_found_by_name_and_phone_by_whoever_has_it() {
    let app = TestApp::spawn();
    let id = lead_of(&app, "138 1234 5621", Some("consultant")).lead;
    let (mine, other) = (app.sign_in("consultant"), app.sign_in("consultant2"));
    let path = format!("/leads/{id}");
    for term in ["顾明", "guming", "gm", "13812345621", "345621", "5621"] {
        let found = mine.post_region("/search", "palette-results", &[("q", term)]);
        assert!(
            found.has(&format!("[role=option][href='{path}']")),
            "{term}: {}",
            found.body
        );
        let option = found.text(&format!("[role=option][href='{path}']"));
        assert!(option.contains("****"), "half hidden: {option}");
        let unseen = other.post_region("/search", "palette-results", &[("q", term)]);
        assert!(!unseen.has(&format!("[href='{path}']")), "{term}");
    }
    assert!(mine.get("/leads").has("form[action='/search'] input[name='q']"));
    let page = mine.post_form("/search", &[("q", "顾明")]);
    assert!(page.has(&format!("main a[href='{path}']")), "without a script");
    let nobody = mine.post_region("/search", "palette-results", &[("q", "9999")]);
    assert!(!nobody.has(&format!("[href='{path}']")));
}

#[test]
fn a_lead_is_found_however_many_came_after_it_and_whatever_became_of_it() {
    let app = TestApp::spawn();
    let old = lead_of(&app, "138 1234 5621", Some("consultant")).lead;
    let path = format!("/leads/{old}");
    let owner = app.actor("consultant").id;
    let store = app.store();
    let later = |number: u32| NewLead {
        store,
        whence: Whence::Kind(SourceKind::Website),
        external_id: None,
        name: PersonName::parse("王磊").unwrap(),
        phone: Phone::parse(&format!("139{number:08}")).unwrap(),
        model: String::new(),
        city: String::new(),
        words: None,
        sent_at: None,
        owner: Some(owner),
        import: None,
    };
    app.advance(TimeDelta::minutes(1));
    app.write("care", |tx| {
        (1..=310).try_for_each(|number| take_in(tx, later(number)).map(drop))
    })
    .unwrap();
    let (mine, manager) = (app.sign_in("consultant"), app.sign_in("sales.manager"));
    for term in ["顾明", "guming", "13812345621", "5621"] {
        for who in [&mine, &manager] {
            let found = who.post_region("/search", "palette-results", &[("q", term)]);
            assert!(found.has(&format!("[href='{path}']")), "{term}: {}", found.body);
        }
    }
    let dismissal = format!("{path}/dismissal");
    let seen = manager.get(&dismissal).value("seen");
    manager.post_form(&dismissal, &[("because", "too_far"), ("seen", &seen)]);
    let found = mine.post_region("/search", "palette-results", &[("q", "5621")]);
    assert!(found.has(&format!("[href='{path}']")), "a dismissed one too");
}
