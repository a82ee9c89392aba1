//! Commands and scope, below HTTP.

use chrono::TimeDelta;
use diesel::prelude::*;
use yingke::access::Scope;
use yingke::customers::commands::{self, NewConsent, Update};
use yingke::customers::model::Details;
use yingke::customers::queries::{self, visible};
use yingke::customers::rules::{Channel, Purpose, Tier, WORDING_VERSION};
use yingke::platform::error::Error;
use yingke::platform::vault;
use yingke::schema::{customer_access, customers, field_changes};
use yingke::values::ids::CustomerId;
use yingke::values::person_name::PersonName;
use yingke::values::phone::Phone;
use yingke::vehicles;

use crate::support::TestApp;
use crate::support::builders::VIN;

fn seen(app: &TestApp, scope: Scope) -> Vec<CustomerId> {
    visible(scope, app.clock.now())
        .order(customers::id)
        .select(customers::id)
        .load(&mut app.database.owner())
        .unwrap()
}

#[test]
fn each_scope_sees_its_own_rows_and_grants_end_by_themselves() {
    let app = TestApp::spawn();
    let own = app.customer_of("consultant", "顾明", "13812345621");
    let foreign = app.customer_of("consultant2", "李娜", "13712348812");
    let member = app.customer_with("刘洋", "13312347754", |new| new.tier = Tier::Gold);
    let consultant = app.actor("consultant");
    assert_eq!(seen(&app, consultant.customers()), [own]);
    assert_eq!(seen(&app, app.actor("membership").customers()), [member]);
    assert_eq!(seen(&app, app.actor("care").customers()), [own, foreign, member]);
    assert!(seen(&app, app.actor("technician").customers()).is_empty());
    diesel::insert_into(customer_access::table)
        .values((
            customer_access::customer_id.eq(foreign),
            customer_access::staff_id.eq(consultant.id),
            customer_access::reason.eq("request"),
            customer_access::source_id.eq(foreign.uuid()),
            customer_access::until.eq(app.clock.now() + TimeDelta::hours(1)),
            customer_access::granted_at.eq(app.clock.now()),
        ))
        .execute(&mut app.database.owner())
        .unwrap();
    assert_eq!(seen(&app, consultant.customers()), [own, foreign]);
    app.advance(TimeDelta::hours(1));
    assert_eq!(seen(&app, consultant.customers()), [own]);
}

#[test]
fn a_customer_is_found_by_every_key_and_by_none_that_was_taken_away() {
    let app = TestApp::spawn();
    let id = app.customer("顾明", "021-54321098转8");
    let vehicle = app.vehicle(id, "沪A12345", VIN);
    let (vault, store) = (app.database.vault(), app.store());
    let find = |purpose, text: &str| {
        queries::find_by(&mut app.database.owner(), &vault, store, (purpose, text.to_owned())).unwrap()
    };
    assert_eq!(find(vault::Purpose::Phone, "02154321098-8"), [id]);
    assert_eq!(find(vault::Purpose::Phone, "02154321098"), [id]);
    assert_eq!(find(vault::Purpose::PhoneTail, "1098"), [id]);
    assert_eq!(find(vault::Purpose::Plate, "沪A12345"), [id]);
    assert_eq!(find(vault::Purpose::VinTail, &VIN[11..]), [id]);
    let scope = app.actor("care").customers();
    let new_owner = app.customer("李娜", "13712348812");
    let day = app.clock.now().date_naive();
    app.write("care", |tx| {
        vehicles::commands::change_owner(tx, scope, vehicle, Some(new_owner), day)
    })
    .unwrap();
    assert_eq!(find(vault::Purpose::Vin, VIN), [new_owner]);
    let update = Update {
        seen: 0,
        details: Details::named(PersonName::parse("顾明").unwrap()),
        owner: None,
        verified: true,
    };
    app.write("care", |tx| commands::update(tx, scope, id, update)).unwrap();
    assert!(find(vault::Purpose::PhoneTail, "1098").is_empty());
}

#[test]
fn an_update_keeps_old_and_new_and_refuses_a_stale_version() {
    let app = TestApp::spawn();
    let id = app.customer("顾明", "13812345621");
    let scope = app.actor("care").customers();
    let update = |seen| Update {
        seen,
        details: Details::named(PersonName::parse("顾晓明").unwrap()),
        owner: None,
        verified: false,
    };
    app.write("care", |tx| commands::update(tx, scope, id, update(0)))
        .unwrap();
    let stale = app.write("care", |tx| commands::update(tx, scope, id, update(0)));
    assert!(matches!(stale, Err(Error::Stale)));
    let fields: Vec<String> = field_changes::table
        .order(field_changes::field)
        .select(field_changes::field)
        .load(&mut app.database.owner())
        .unwrap();
    assert_eq!(fields, ["name", "phones"]);
    assert_eq!(app.audit().last().unwrap(), "customers.update");
    let elsewhere = app.actor("consultant").customers();
    let hidden = app.write("consultant", |tx| commands::update(tx, elsewhere, id, update(1)));
    assert!(matches!(hidden, Err(Error::NotFound)));
}

#[test]
fn lists_of_other_rooms_get_names_and_masked_phones_at_once() {
    let app = TestApp::spawn();
    let (with, without) = (app.customer("顾明", "13812345621"), app.customer("李娜", ""));
    let briefs = queries::brief(&mut app.database.owner(), &app.database.vault(), &[with, without]).unwrap();
    assert_eq!(briefs[&with].phone.as_deref(), Some("138****5621"));
    assert_eq!(briefs[&with].name.expose(), "顾明");
    assert_eq!(briefs[&without].phone, None);
}

#[test]
fn the_last_word_of_a_customer_counts() {
    let app = TestApp::spawn();
    let id = app.customer("顾明", "13812345621");
    let say = |given| NewConsent {
        purpose: Purpose::Marketing,
        channel: Channel::Sms,
        given,
        evidence: Some("电话录音 0001".into()),
        wording_version: WORDING_VERSION.into(),
    };
    let asks = || queries::consents_to(&mut app.database.owner(), id, Purpose::Marketing, Channel::Sms).unwrap();
    assert!(!asks(), "no word is no consent");
    app.write("care", |tx| commands::give_consents(tx, id, &[say(true)]))
        .unwrap();
    assert!(asks());
    app.write("care", |tx| commands::give_consents(tx, id, &[say(false)]))
        .unwrap();
    assert!(!asks());
    assert_eq!(app.audit().last().unwrap(), "customers.withdraw_consent");
}

#[test]
fn a_mileage_below_the_last_needs_a_reason() {
    let app = TestApp::spawn();
    let owner = app.customer("顾明", "13812345621");
    let id = app.vehicle(owner, "沪A12345", "");
    let scope = app.actor("care").customers();
    let update = |seen, km, because: Option<&str>| vehicles::commands::Update {
        seen,
        details: vehicles::model::Details {
            mileage: Some(yingke::values::mileage::Km::new(km)),
            ..Default::default()
        },
        lower_because: because.map(str::to_owned),
    };
    let write = |new| app.write("care", |tx| vehicles::commands::update(tx, scope, id, new));
    write(update(0, 20_000, None)).unwrap();
    assert!(matches!(write(update(1, 19_000, None)), Err(Error::Invalid(_))));
    write(update(1, 19_000, Some("上次录入有误"))).unwrap();
    assert_eq!(app.audit().last().unwrap(), "vehicles.lower_mileage");
}

#[test]
fn a_phone_finds_whoever_has_it() {
    let app = TestApp::spawn();
    let id = app.customer("顾明", "13812345621");
    let phone = Phone::parse("+86 138-1234-5621").unwrap();
    let found = queries::find_by_phone(&mut app.database.owner(), &app.database.vault(), app.store(), &phone).unwrap();
    assert_eq!(found, [id]);
}
