//! What whoever meets a member wants to know: one question for any number of members.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Integer, Jsonb, Nullable, SmallInt, Text, Uuid as SqlUuid};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use crate::customers::rules::Tier;
use crate::membership::model::{BenefitLeft, Card, Used};
use crate::membership::rules::{Benefit, Rules, Thresholds, entitled, gap, near_birthday};
use crate::platform::db::kept::kept;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::settings::{self, Setting};
use crate::values::ids::{BenefitUseId, CustomerId, StoreId, VisitId};
use crate::values::money::Fen;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: CustomerId,
    #[diesel(sql_type = Text)]
    tier: Tier,
    #[diesel(sql_type = Nullable<Date>)]
    born_on: Option<NaiveDate>,
    #[diesel(sql_type = BigInt)]
    points: i64,
    #[diesel(sql_type = BigInt)]
    expiring: i64,
    #[diesel(sql_type = Nullable<Date>)]
    next_expiry: Option<NaiveDate>,
    #[diesel(sql_type = BigInt)]
    debt: i64,
    #[diesel(sql_type = BigInt)]
    spend: i64,
    #[diesel(sql_type = Jsonb)]
    uses: Value,
    #[diesel(sql_type = Array<BigInt>)]
    pending: Vec<i64>,
    #[diesel(sql_type = Array<SqlUuid>)]
    family: Vec<CustomerId>,
    #[diesel(sql_type = Nullable<Text>)]
    held_tier: Option<Tier>,
    #[diesel(sql_type = Nullable<Date>)]
    held_until: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Text>)]
    falls_to: Option<Tier>,
    #[diesel(sql_type = Nullable<Date>)]
    falls_on: Option<NaiveDate>,
    #[diesel(sql_type = Jsonb)]
    rules: Value,
}

/// As the database tells of a benefit that was used.
#[derive(Deserialize)]
struct Use {
    id: Uuid,
    benefit: String,
    at: DateTime<Utc>,
    staff: Option<String>,
    back: bool,
    visit: Option<Uuid>,
}

/// The card of a customer of a store, in one question. Whether the reader sees the customer is the caller's matter.
pub fn card(conn: &mut PgConnection, now: DateTime<Utc>, store: StoreId, customer: CustomerId) -> Result<Card, Error> {
    cards(conn, now, store, &[customer])?
        .remove(&customer)
        .ok_or(Error::NotFound)
}

/// The cards of customers of a store, in one question.
pub fn cards(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    store: StoreId,
    customers: &[CustomerId],
) -> Result<HashMap<CustomerId, Card>, Error> {
    with_rules(conn, now, store, customers).map(|(cards, _)| cards)
}

/// As [`cards`], with the rules that they were made by; without anybody the rules are those that nobody changed.
pub fn with_rules(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    store: StoreId,
    customers: &[CustomerId],
) -> Result<(HashMap<CustomerId, Card>, Rules), Error> {
    let defaults = Rules::default();
    if customers.is_empty() {
        return Ok((HashMap::new(), defaults));
    }
    let today = times::day_of(now);
    let count = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
    let question = diesel::sql_query(include_str!("cards.sql"))
        .bind::<Array<SqlUuid>, _>(customers)
        .bind::<SqlUuid, _>(store)
        .bind::<Date, _>(today)
        .bind::<SmallInt, _>(i16::try_from(today.year()).unwrap_or_default())
        .bind::<Integer, _>(count(defaults.tiers.window_months))
        .bind::<Integer, _>(count(defaults.points.expiring_days))
        .bind::<Text, _>(times::ZONE.name());
    let rows: Vec<Row> = kept(question).load(conn)?;
    let rules = match rows.first() {
        Some(row) => read_rules(&row.rules)?,
        None => defaults,
    };
    let cards = rows
        .into_iter()
        .map(|row| Ok((row.id, made_of(row, today, &rules)?)))
        .collect::<Result<_, Error>>()?;
    Ok((cards, rules))
}

fn read_rules(all: &Value) -> Result<Rules, Error> {
    fn one<S: Setting>(all: &Value) -> Result<S, Error> {
        settings::of_value(all.get(S::KEY).cloned())
    }
    Ok(Rules {
        tiers: one(all)?,
        points: one(all)?,
        benefits: one(all)?,
    })
}

fn made_of(row: Row, today: NaiveDate, rules: &Rules) -> Result<Card, Error> {
    let thresholds = Thresholds::from(&rules.tiers);
    let entitled = entitled(row.tier, &rules.benefits);
    let spend = Fen::new(row.spend);
    let next = gap(row.tier, spend, &thresholds);
    let told: Vec<Use> = serde_json::from_value(row.uses).map_err(Error::internal)?;
    let uses: Vec<Used> = told
        .into_iter()
        .filter_map(|one| {
            Some(Used {
                id: BenefitUseId::from(one.id),
                benefit: Benefit::parse(&one.benefit)?,
                at: one.at,
                staff: one.staff,
                taken_back: one.back,
                visit: one.visit.map(VisitId::from),
            })
        })
        .collect();
    let times_used = |benefit: Benefit| {
        uses.iter()
            .filter(|one| one.benefit == benefit && !one.taken_back)
            .count()
    };
    let benefits = entitled
        .counted
        .into_iter()
        .map(|(benefit, total)| BenefitLeft {
            benefit,
            total,
            used: u32::try_from(times_used(benefit)).unwrap_or(u32::MAX),
            today: benefit != Benefit::BirthdayService
                || row
                    .born_on
                    .is_some_and(|born| near_birthday(born, today, rules.benefits.birthday_days)),
        })
        .collect();
    // A debt that met points in a merger is paid when something moves next.
    let paid = row.points.min(row.debt);
    Ok(Card {
        customer: row.id,
        family: row.family,
        tier: row.tier,
        points: row.points - paid,
        debt: row.debt - paid,
        expiring: (row.expiring - paid).max(0),
        next_expiry: row.next_expiry,
        spend,
        next_from: next.map_or(Fen::ZERO, |(tier, _)| thresholds.of(tier)),
        next,
        falls: row.falls_to.zip(row.falls_on),
        held: row.held_tier.zip(row.held_until).filter(|(_, until)| *until >= today),
        discount: entitled.discount,
        benefits,
        privileges: entitled.privileges,
        uses,
        pending: row.pending,
    })
}
