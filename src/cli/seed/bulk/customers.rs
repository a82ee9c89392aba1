//! Customers by the thousand, sealed on every core.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::super::chance::Dice;
use super::super::invent::Inventor;
use super::{BATCH, Complainer, Ground, SEED, bar, hurry, in_batches};
use crate::customers::commands::{self as customers, Prepared as Customer};
use crate::customers::rules::{Channel as Way, Purpose, WORDING_VERSION};
use crate::platform::db::Db;
use crate::platform::error::Error;
use crate::schema::consents;
use crate::values::ids::{ConsentId, CustomerId};
use crate::vehicles::commands::{self as vehicles, Prepared as Vehicle};
use crate::vehicles::model::NewVehicle;

/// How far back they go.
const CUSTOMER_DAYS: i64 = 1_800;

/// A thousand customers, sealed.
struct Crowd {
    customers: Vec<Customer>,
    vehicles: Vec<Vehicle>,
    consents: Vec<Consent>,
    people: Vec<Complainer>,
}

#[derive(Insertable)]
#[diesel(table_name = consents)]
struct Consent {
    id: ConsentId,
    customer_id: CustomerId,
    purpose: Purpose,
    channel: Way,
    given: bool,
    wording_version: &'static str,
    at: DateTime<Utc>,
}

pub(super) fn add_customers(db: &Db, ground: &Ground, wanted: usize) -> Result<Vec<Complainer>, Error> {
    let bar = bar("customers", wanted);
    let mut people = Vec::with_capacity(wanted);
    in_batches(
        wanted,
        |batch, size| crowd(ground, batch, size),
        |crowd: Crowd| {
            let count = crowd.customers.len();
            db.system_write_now(|tx| {
                hurry(tx)?;
                customers::write_many(tx, crowd.customers)?;
                vehicles::write_many(tx, crowd.vehicles)?;
                for chunk in crowd.consents.chunks(BATCH) {
                    diesel::insert_into(consents::table).values(chunk).execute(tx.conn)?;
                }
                Ok(())
            })?;
            people.extend(crowd.people);
            bar.inc(u64::try_from(count).unwrap_or_default());
            Ok(())
        },
    )?;
    bar.finish_and_clear();
    Ok(people)
}

fn crowd(ground: &Ground, batch: u64, size: usize) -> Result<Crowd, Error> {
    let mut inventor = Inventor {
        dice: Dice::of_stream(SEED.wrapping_add(ground.there), batch),
        keepers: ground.keepers.clone(),
        now: ground.now,
    };
    let mut crowd = Crowd {
        customers: Vec::with_capacity(size),
        vehicles: Vec::with_capacity(size),
        consents: Vec::new(),
        people: Vec::with_capacity(size),
    };
    for _ in 0..size {
        let days = inventor.dice.age(CUSTOMER_DAYS);
        let at = inventor.dice.instant(ground.now, days);
        let mut new = inventor.customer(None, at);
        let by = new.owner;
        new.owner = by.filter(|_| inventor.dice.percent(ground.kept));
        let customer = Customer::of(&ground.vault, new, by, at)?;
        let mut first = None;
        for _ in 0..inventor.cars() {
            let car = inventor.car(at, &ground.models);
            let new = NewVehicle::new(ground.keepers.store, Some(customer.id()), car);
            let vehicle = Vehicle::of(&ground.vault, new, by, at)?;
            first = first.or(Some(vehicle.id()));
            crowd.vehicles.push(vehicle);
        }
        crowd.consents.extend(allowed(&mut inventor.dice, customer.id(), at));
        crowd.people.push(Complainer {
            customer: customer.id(),
            vehicle: first,
            since: at,
        });
        crowd.customers.push(customer);
    }
    Ok(crowd)
}

fn allowed(dice: &mut Dice, customer: CustomerId, at: DateTime<Utc>) -> Vec<Consent> {
    let mut words = vec![(Purpose::Service, Way::Phone, !dice.percent(2))];
    if dice.percent(70) {
        words.push((Purpose::Marketing, Way::Sms, dice.percent(52)));
    }
    if dice.percent(30) {
        words.push((Purpose::Survey, Way::WeChat, dice.percent(70)));
    }
    words
        .into_iter()
        .map(|(purpose, channel, given)| Consent {
            id: ConsentId::new(),
            customer_id: customer,
            purpose,
            channel,
            given,
            wording_version: WORDING_VERSION,
            at,
        })
        .collect()
}
