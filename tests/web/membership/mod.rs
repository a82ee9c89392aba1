//! Membership: the ledgers, redeeming, adjusting, tiers, rewards.

mod ledger;
mod list;
mod pages;

use diesel::prelude::*;
use uuid::Uuid;
use yingke::customers::rules::Tier;
use yingke::membership::commands::{self, Settled, Settlement};
use yingke::membership::model::Card;
use yingke::membership::queries;
use yingke::membership::rules::SpendKind;
use yingke::platform::db::Subject;
use yingke::platform::error::Error;
use yingke::schema::customers;
use yingke::values::ids::CustomerId;
use yingke::values::money::Fen;

use crate::support::{Client, TestApp};

pub fn bill(app: &TestApp, customer: CustomerId, yuan: i64) -> (Subject, Settlement) {
    let subject = Subject::new("service_order", Uuid::now_v7());
    (
        subject,
        settle(app, customer, subject, SpendKind::Service, yuan).unwrap(),
    )
}

pub fn settle(
    app: &TestApp,
    customer: CustomerId,
    subject: Subject,
    kind: SpendKind,
    yuan: i64,
) -> Result<Settlement, Error> {
    let store = app.store();
    app.write("advisor", |tx| {
        let at = tx.now;
        let (spend, earns_on) = (vec![(kind, Fen::new(yuan * 100))], Fen::new(yuan * 100));
        let new = Settled {
            store,
            customer,
            subject,
            number: Some("GD20261122-0001".to_owned()),
            at,
            spend,
            earns_on,
        };
        commands::settled(tx, &new)
    })
}

pub fn card(app: &TestApp, customer: CustomerId) -> Card {
    let now = app.db.clock().now();
    queries::card(&mut app.database.owner(), now, app.store(), customer).unwrap()
}

pub fn tier(app: &TestApp, customer: CustomerId) -> Tier {
    customers::table
        .find(customer)
        .select(customers::tier)
        .first(&mut app.database.owner())
        .unwrap()
}

/// A gold member with 10,000 points: 100,000 yuan of service while still regular.
pub fn member(app: &TestApp) -> CustomerId {
    let customer = app.customer("顾明", "13812345621");
    let (_, settled) = bill(app, customer, 100_000);
    assert_eq!((settled.points, settled.tier), (10_000, Tier::Gold));
    customer
}

pub fn admin(app: &TestApp) -> Client {
    app.sign_in("membership")
}
