//! What whoever meets a member wants to know: one question for any number of members.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid};

use crate::customers::rules::Tier;
use crate::membership::model::{BenefitLeft, Card};
use crate::membership::rules::{Benefit, Rules, Thresholds, entitled, gap, near_birthday, window_start};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::values::ids::{CustomerId, StoreId};
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
    #[diesel(sql_type = Array<Text>)]
    used: Vec<String>,
    #[diesel(sql_type = Nullable<Text>)]
    held_tier: Option<Tier>,
    #[diesel(sql_type = Nullable<Date>)]
    held_until: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Text>)]
    falls_to: Option<Tier>,
    #[diesel(sql_type = Nullable<Date>)]
    falls_on: Option<NaiveDate>,
}

/// The card of a customer of a store, in two questions. Whether the reader sees the customer is the caller's matter.
pub fn card(conn: &mut PgConnection, now: DateTime<Utc>, store: StoreId, customer: CustomerId) -> Result<Card, Error> {
    let rules = super::rules(conn, store)?;
    cards(conn, now, &rules, &[customer])?
        .remove(&customer)
        .ok_or(Error::NotFound)
}

/// The cards of customers of a store, in two questions.
pub fn of_store(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    store: StoreId,
    customers: &[CustomerId],
) -> Result<HashMap<CustomerId, Card>, Error> {
    if customers.is_empty() {
        return Ok(HashMap::new());
    }
    let rules = super::rules(conn, store)?;
    cards(conn, now, &rules, customers)
}

/// The cards of customers in one question, by rules that were read before.
pub fn cards(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    rules: &Rules,
    customers: &[CustomerId],
) -> Result<HashMap<CustomerId, Card>, Error> {
    if customers.is_empty() {
        return Ok(HashMap::new());
    }
    let today = times::day_of(now);
    let soon = today
        .checked_add_days(Days::new(rules.points.expiring_days.into()))
        .unwrap_or(today);
    let since = times::start_of(window_start(today, &rules.tiers));
    let rows: Vec<Row> = diesel::sql_query(
        "WITH RECURSIVE family(root, id) AS (\
           SELECT id, id FROM unnest($1) AS asked(id) \
           UNION SELECT f.root, c.id FROM customers AS c JOIN family AS f ON c.merged_into = f.id), \
         lots AS (\
           SELECT f.root, sum(l.points_left)::bigint AS points, min(l.expires_on) AS next_expiry, \
             COALESCE(sum(l.points_left) FILTER (WHERE l.expires_on <= $3), 0)::bigint AS expiring \
           FROM family AS f JOIN points_lots AS l ON l.customer_id = f.id \
           WHERE l.points_left > 0 AND l.expires_on >= $2 GROUP BY f.root), \
         debts AS (\
           SELECT f.root, sum(a.debt)::bigint AS debt FROM family AS f \
           JOIN member_accounts AS a ON a.customer_id = f.id GROUP BY f.root), \
         spent AS (\
           SELECT f.root, sum(s.counts_fen)::bigint AS fen FROM family AS f \
           JOIN spend_entries AS s ON s.customer_id = f.id AND s.at >= $4 GROUP BY f.root), \
         used AS (\
           SELECT f.root, array_agg(u.benefit) AS benefits FROM family AS f \
           JOIN benefit_uses AS u ON u.customer_id = f.id AND u.year = $5 AND u.taken_back_at IS NULL GROUP BY f.root) \
         SELECT c.id, c.tier, c.born_on, COALESCE(lots.points, 0) AS points, COALESCE(lots.expiring, 0) AS expiring, \
           lots.next_expiry, COALESCE(debts.debt, 0) AS debt, COALESCE(spent.fen, 0) AS spend, \
           COALESCE(used.benefits, '{}') AS used, a.held_tier, a.held_until, a.falls_to, a.falls_on \
         FROM customers AS c LEFT JOIN member_accounts AS a ON a.customer_id = c.id \
         LEFT JOIN lots ON lots.root = c.id LEFT JOIN debts ON debts.root = c.id \
         LEFT JOIN spent ON spent.root = c.id LEFT JOIN used ON used.root = c.id WHERE c.id = ANY($1)",
    )
    .bind::<Array<SqlUuid>, _>(customers)
    .bind::<Date, _>(today)
    .bind::<Date, _>(soon)
    .bind::<Timestamptz, _>(since)
    .bind::<SmallInt, _>(i16::try_from(today.year()).unwrap_or_default())
    .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|row| (row.id, made_of(row, today, rules)))
        .collect())
}

fn made_of(row: Row, today: NaiveDate, rules: &Rules) -> Card {
    let thresholds = Thresholds::from(&rules.tiers);
    let entitled = entitled(row.tier, &rules.benefits);
    let spend = Fen::new(row.spend);
    let next = gap(row.tier, spend, &thresholds);
    let benefits = entitled
        .counted
        .into_iter()
        .map(|(benefit, total)| BenefitLeft {
            benefit,
            total,
            used: u32::try_from(row.used.iter().filter(|code| *code == benefit.code()).count()).unwrap_or(u32::MAX),
            today: benefit != Benefit::BirthdayService
                || row
                    .born_on
                    .is_some_and(|born| near_birthday(born, today, rules.benefits.birthday_days)),
        })
        .collect();
    // A debt that met points in a merger is paid when something moves next.
    let paid = row.points.min(row.debt);
    Card {
        customer: row.id,
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
    }
}
