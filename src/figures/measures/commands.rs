//! Counting days once and for all.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Text, Timestamptz, Uuid as SqlUuid};

use super::model::{NOBODY, WHOLE};
use super::queries::{Spans, counted};
use crate::figures::rules::{Figure, Kind};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::values::ids::StoreId;

/// Flows are counted so many days back …
const FLOWS: u64 = 5 * 366;
/// … and states as they stood on so many days; those before when somebody asks.
const STATES: u64 = 400;
/// So many changes are taken at a time.
const CHANGES: i64 = 100_000;

/// How much is counted in one transaction.
#[derive(Clone, Copy, Debug)]
pub struct Batch {
    /// Days of each flow.
    pub flows: i64,
    /// Days of each state, while there is time.
    pub states: i64,
    /// For how long states are begun to be counted: one takes long where there are a million customers.
    pub time: Duration,
}

#[derive(QueryableByName)]
struct Changed {
    #[diesel(sql_type = SqlUuid)]
    store_id: StoreId,
    #[diesel(sql_type = Text)]
    figure: Figure,
    #[diesel(sql_type = Date)]
    day: NaiveDate,
}

/// What was changed until now, each day once; the rows are gone with this transaction.
const TAKE: &str = "WITH taken AS (DELETE FROM figure_changes WHERE id IN (SELECT id FROM figure_changes ORDER BY id LIMIT $1) \
    RETURNING store_id, figure, day) SELECT DISTINCT store_id, figure, day FROM taken ORDER BY store_id, figure, day";

/// Days since the first there is something to count, or as far back as is kept, that were never counted, the newest first.
const MISSING: &str = "SELECT s.id AS store_id, f.figure, d::date AS day FROM stores s CROSS JOIN unnest($1::text[]) AS f (figure) \
    CROSS JOIN LATERAL (SELECT d FROM generate_series($2::date::timestamp, $3::date::timestamp, interval '1 day') AS d \
        WHERE NOT EXISTS (SELECT FROM figure_days k WHERE k.store_id = s.id AND k.figure = f.figure AND k.day = d::date \
            AND k.person = '00000000-0000-0000-0000-000000000000') ORDER BY d DESC LIMIT $4) AS d (d) ORDER BY day DESC, f.figure";

/// Counts what changed and what was never counted; gives how many days that were.
pub fn settle(tx: &mut Tx<'_>, batch: Batch) -> Result<usize, Error> {
    let today = times::day_of(tx.now);
    let taken: Vec<Changed> = diesel::sql_query(TAKE).bind::<BigInt, _>(CHANGES).load(tx.conn)?;
    let mut open: BTreeMap<(StoreId, Figure), BTreeSet<NaiveDate>> = BTreeMap::new();
    let mut since: BTreeMap<(StoreId, Figure), NaiveDate> = BTreeMap::new();
    for change in taken {
        let of = (change.store_id, change.figure);
        match change.figure.kind() {
            Kind::Flow => {
                open.entry(of).or_default().insert(change.day);
            }
            Kind::State => {
                let first = since.entry(of).or_insert(change.day);
                *first = change.day.min(*first);
            }
            Kind::Derived => {}
        }
    }
    // A state is void from the first day that changed on; the days that are looked at are counted again below.
    for ((store, figure), first) in &since {
        diesel::sql_query("DELETE FROM figure_days WHERE store_id = $1 AND figure = $2 AND day >= $3")
            .bind::<SqlUuid, _>(store)
            .bind::<Text, _>(figure)
            .bind::<Date, _>(first)
            .execute(tx.conn)?;
    }
    for one in missing(tx, today, Kind::Flow, FLOWS, batch.flows)? {
        open.entry((one.store_id, one.figure)).or_default().insert(one.day);
    }
    let mut done = 0;
    for ((store, figure), mut days) in open {
        days.retain(|day| *day < today);
        done += days.len();
        count(tx, store, figure, days)?;
    }
    let begun = Instant::now();
    for one in missing(tx, today, Kind::State, STATES, batch.states)? {
        if begun.elapsed() > batch.time {
            break;
        }
        count(tx, one.store_id, one.figure, BTreeSet::from([one.day]))?;
        done += 1;
    }
    Ok(done)
}

/// The days of a kind of figures that were never counted.
fn missing(tx: &mut Tx<'_>, today: NaiveDate, kind: Kind, back: u64, limit: i64) -> Result<Vec<Changed>, Error> {
    let figures: Vec<&str> = Figure::counted()
        .filter(|figure| figure.kind() == kind)
        .map(Figure::code)
        .collect();
    Ok(diesel::sql_query(MISSING)
        .bind::<Array<Text>, _>(figures)
        .bind::<Date, _>(today.checked_sub_days(Days::new(back)).unwrap_or(today))
        .bind::<Date, _>(today.pred_opt().unwrap_or(today))
        .bind::<BigInt, _>(limit)
        .load(tx.conn)?)
}

/// Counts everything there is to count: after a seed or an import.
pub fn settle_all(tx: &mut Tx<'_>) -> Result<(), Error> {
    let all = Batch {
        flows: i64::MAX,
        states: i64::MAX,
        time: Duration::MAX,
    };
    settle(tx, all).map(drop)
}

/// Counts days of a figure anew.
fn count(tx: &mut Tx<'_>, store: StoreId, figure: Figure, days: BTreeSet<NaiveDate>) -> Result<(), Error> {
    let Some(counted) = counted(figure).filter(|_| !days.is_empty()) else {
        return Ok(());
    };
    let open = BTreeMap::from([(figure, days)]);
    let spans = Spans::of(&open);
    let days: Vec<NaiveDate> = open.into_values().flatten().collect();
    diesel::sql_query("DELETE FROM figure_days WHERE store_id = $1 AND figure = $2 AND day = ANY($3)")
        .bind::<SqlUuid, _>(store)
        .bind::<Text, _>(figure)
        .bind::<Array<Date>, _>(&days)
        .execute(tx.conn)?;
    // Nobody's cases have a row of their own; and the day as a whole has one even without cases.
    let sql = format!(
        "WITH counted AS MATERIALIZED ({counted}), of_people AS ( \
             SELECT day, COALESCE(person, '{NOBODY}') AS person, n, sum FROM counted) \
         INSERT INTO figure_days (store_id, figure, person, day, n, sum) \
         SELECT $1, $6, person, day, n, sum FROM of_people \
         UNION ALL \
         SELECT $1, $6, '{WHOLE}', d.day, COALESCE(sum(c.n), 0)::bigint, COALESCE(sum(c.sum), 0)::bigint \
         FROM unnest($7::date[]) AS d (day) LEFT JOIN of_people c ON c.day = d.day GROUP BY d.day"
    );
    diesel::sql_query(sql)
        .bind::<SqlUuid, _>(store)
        .bind::<Timestamptz, _>(tx.now)
        .bind::<Array<Text>, _>(spans.figures)
        .bind::<Array<Date>, _>(spans.first)
        .bind::<Array<Date>, _>(spans.last)
        .bind::<Text, _>(figure)
        .bind::<Array<Date>, _>(&days)
        .execute(tx.conn)?;
    Ok(())
}
