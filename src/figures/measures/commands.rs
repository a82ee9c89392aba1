//! Counting days once and for all.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Text, Timestamptz, Uuid as SqlUuid};

use super::model::{NOBODY, WHOLE};
use super::queries::{Spans, counted};
use crate::figures::rules::{Figure, Kind, looked_at};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::values::ids::StoreId;

/// Flows are counted so many days back …
const FLOWS: u64 = 5 * 366;
/// … and states as they stood on so many of the last days, besides those that are looked at; others when somebody asks.
const STATES: usize = 400;

/// How much is counted in one transaction.
#[derive(Clone, Copy, Debug)]
pub struct Batch {
    /// Changes that are taken.
    pub changes: i64,
    /// Days of each flow.
    pub flows: i64,
    /// Days of states, while there is time.
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

const STALE: &str = "UPDATE figure_days SET stale = TRUE WHERE store_id = $1 AND figure = $2 AND day >= $3 \
    AND person = '00000000-0000-0000-0000-000000000000' AND NOT stale";

/// The same of states, and those to be counted again, in the order of the days.
const MISSING_STATES: &str = "SELECT s.id AS store_id, f.figure, d.day FROM stores s CROSS JOIN unnest($1::text[]) AS f (figure) \
    CROSS JOIN unnest($2::date[]) WITH ORDINALITY AS d (day, place) \
    WHERE NOT EXISTS (SELECT FROM figure_days k WHERE k.store_id = s.id AND k.figure = f.figure AND k.day = d.day \
        AND k.person = '00000000-0000-0000-0000-000000000000' AND NOT k.stale) ORDER BY d.place, f.figure, s.id LIMIT $3";

/// Counts what changed and what was never counted; gives how many days that were.
pub fn settle(tx: &mut Tx<'_>, batch: Batch) -> Result<usize, Error> {
    let today = times::day_of(tx.now);
    let taken: Vec<Changed> = diesel::sql_query(TAKE).bind::<BigInt, _>(batch.changes).load(tx.conn)?;
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
    // A state is to be counted again from the first day that changed on.
    for ((store, figure), first) in &since {
        diesel::sql_query(STALE)
            .bind::<SqlUuid, _>(store)
            .bind::<Text, _>(figure)
            .bind::<Date, _>(first)
            .execute(tx.conn)?;
    }
    let missing: Vec<Changed> = diesel::sql_query(MISSING)
        .bind::<Array<Text>, _>(codes(Kind::Flow))
        .bind::<Date, _>(today.checked_sub_days(Days::new(FLOWS)).unwrap_or(today))
        .bind::<Date, _>(today.pred_opt().unwrap_or(today))
        .bind::<BigInt, _>(batch.flows)
        .load(tx.conn)?;
    for one in missing {
        open.entry((one.store_id, one.figure)).or_default().insert(one.day);
    }
    let mut done = 0;
    for ((store, figure), mut days) in open {
        days.retain(|day| *day < today);
        done += days.len();
        count(tx, store, figure, days)?;
    }
    Ok(done + settle_states(tx, today, batch)?)
}

/// Counts states as they stood on days that were never counted, while there is time: those that are looked at first.
fn settle_states(tx: &mut Tx<'_>, today: NaiveDate, batch: Batch) -> Result<usize, Error> {
    let mut days = looked_at(today);
    let every = std::iter::successors(today.pred_opt(), NaiveDate::pred_opt).take(STATES);
    days.extend(every.filter(|day| !days.contains(day)).collect::<Vec<_>>());
    let missing: Vec<Changed> = diesel::sql_query(MISSING_STATES)
        .bind::<Array<Text>, _>(codes(Kind::State))
        .bind::<Array<Date>, _>(days)
        .bind::<BigInt, _>(batch.states)
        .load(tx.conn)?;
    let (begun, mut done) = (Instant::now(), 0);
    for one in missing {
        if begun.elapsed() > batch.time {
            break;
        }
        count(tx, one.store_id, one.figure, BTreeSet::from([one.day]))?;
        done += 1;
    }
    Ok(done)
}

fn codes(kind: Kind) -> Vec<&'static str> {
    Figure::counted()
        .filter(|figure| figure.kind() == kind)
        .map(Figure::code)
        .collect()
}

/// Counts what there is to count after a seed or an import: all flows, and states for as long.
pub fn settle_all(tx: &mut Tx<'_>, time: Duration) -> Result<(), Error> {
    let all = Batch {
        changes: i64::MAX,
        flows: i64::MAX,
        states: i64::MAX,
        time,
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
