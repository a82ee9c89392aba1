//! Counting days once and for all, and the record of what was taken out of the portal.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date, Text, Timestamptz, Uuid as SqlUuid};

use super::model::{Family, SURVEY, Span};
use super::queries::recount::{SUMS, counted, month};
use super::rules::{Days, month_of};
use crate::platform::db::{Subject, Tx};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::values::ids::{StoreId, SurveyId};

#[derive(QueryableByName)]
struct Uncounted {
    #[diesel(sql_type = SqlUuid)]
    store_id: StoreId,
    #[diesel(sql_type = Text)]
    family: Family,
    #[diesel(sql_type = Date)]
    day: NaiveDate,
}

#[derive(QueryableByName)]
struct Held {
    #[diesel(sql_type = Bool)]
    held: bool,
}

/// Days before today that have to be counted, the newest first. Today is never over.
const UNCOUNTED: &str = "SELECT f.store_id, f.family, d::date AS day \
     FROM (SELECT s.id AS store_id, 'answers' AS family, (SELECT min(submitted_at) FROM survey_responses r \
               WHERE r.store_id = s.id AND r.submitted_at IS NOT NULL) AS since FROM stores s \
           UNION ALL \
           SELECT s.id, 'asked', LEAST((SELECT min(started_at) FROM survey_responses r WHERE r.store_id = s.id), \
               (SELECT min(sent_at) FROM survey_invitations i WHERE i.store_id = s.id AND i.sent_at IS NOT NULL)) FROM stores s) f, \
     generate_series((f.since AT TIME ZONE 'Asia/Shanghai')::date, $1::date - 1, interval '1 day') AS d \
     WHERE NOT EXISTS (SELECT FROM survey_rollup_days k \
         WHERE k.store_id = f.store_id AND k.family = f.family AND k.span = 'day' AND k.day = d::date) \
     ORDER BY day DESC, f.family, f.store_id LIMIT $2";

/// Months before this one whose days are all counted and that are not summed up.
const UNSUMMED: &str = "SELECT k.store_id, k.family, date_trunc('month', k.day)::date AS day FROM survey_rollup_days k \
     WHERE k.span = 'day' AND k.day < date_trunc('month', $1::date)::date \
       AND NOT EXISTS (SELECT FROM survey_rollup_days m WHERE m.store_id = k.store_id AND m.family = k.family \
           AND m.span = 'month' AND m.day = date_trunc('month', k.day)::date) \
     GROUP BY 1, 2, 3 \
     HAVING count(*) = EXTRACT(day FROM max(date_trunc('month', k.day)) + interval '1 month' - interval '1 day') \
     ORDER BY day DESC, family, store_id LIMIT $2";

/// Counts up to `limit` days that changed since they were counted, or never were; gives how many there were.
pub fn settle(tx: &mut Tx<'_>, limit: i64) -> Result<usize, Error> {
    let today = times::day_of(tx.now);
    let days: Vec<Uncounted> = diesel::sql_query(UNCOUNTED)
        .bind::<Date, _>(today)
        .bind::<BigInt, _>(limit)
        .load(tx.conn)?;
    for one in &days {
        settle_day(tx, one.store_id, one.family, one.day)?;
    }
    let months: Vec<Uncounted> = diesel::sql_query(UNSUMMED)
        .bind::<Date, _>(today)
        .bind::<BigInt, _>(limit)
        .load(tx.conn)?;
    for one in &months {
        settle_month(tx, one.store_id, one.family, one.day)?;
    }
    Ok(days.len() + months.len())
}

/// Counts everything there is to count: after a seed or an import.
pub fn settle_all(tx: &mut Tx<'_>) -> Result<(), Error> {
    settle(tx, i64::MAX).map(drop)
}

/// Counts a day anew, unless somebody is changing it right now: then it stays uncounted.
pub fn settle_day(tx: &mut Tx<'_>, store: StoreId, family: Family, day: NaiveDate) -> Result<(), Error> {
    if !hold(tx, store, family, day)? {
        return Ok(());
    }
    clear(tx, store, family, Span::Day, day)?;
    let stretch = stretch(Days { first: day, last: day });
    let (answers, asked) = match family {
        Family::Answers => (stretch, Default::default()),
        Family::Asked => (Default::default(), stretch),
    };
    // Each answer packed, and the day summed up: from one reading.
    let sql = format!(
        "WITH RECURSIVE {}, {} INSERT INTO survey_rollups (store_id, survey_id, version_id, span, day, family, dimension, value, question_id, \
         choice, {SUMS}) SELECT $5, survey_id, version_id, 'day', day, family, dimension, value, question_id, choice, {SUMS} FROM counted",
        counted(true, "", ""),
        include_str!("pack.sql")
    );
    diesel::sql_query(sql)
        .bind::<Array<Timestamptz>, _>(answers.0)
        .bind::<Array<Timestamptz>, _>(answers.1)
        .bind::<Array<Timestamptz>, _>(asked.0)
        .bind::<Array<Timestamptz>, _>(asked.1)
        .bind::<SqlUuid, _>(store)
        .execute(tx.conn)?;
    stands(tx, store, family, Span::Day, day)
}

/// Sums the days of a month up, unless somebody is changing one of them right now.
fn settle_month(tx: &mut Tx<'_>, store: StoreId, family: Family, first: NaiveDate) -> Result<(), Error> {
    let days = month_of(first);
    for day in first.iter_days().take_while(|day| *day <= days.last) {
        if !hold(tx, store, family, day)? {
            return Ok(());
        }
    }
    // Somebody may have changed one before its lock was held.
    let all: Counted = diesel::sql_query(
        "SELECT count(*) AS n FROM survey_rollup_days WHERE store_id = $1 AND family = $2 AND span = 'day' \
         AND day >= $3 AND day <= $4",
    )
    .bind::<SqlUuid, _>(store)
    .bind::<Text, _>(family)
    .bind::<Date, _>(days.first)
    .bind::<Date, _>(days.last)
    .get_result(tx.conn)?;
    if all.n != (days.last - days.first).num_days() + 1 {
        return Ok(());
    }
    clear(tx, store, family, Span::Month, first)?;
    let end = days.last.succ_opt().unwrap_or(days.last);
    diesel::sql_query(month())
        .bind::<SqlUuid, _>(store)
        .bind::<Text, _>(family)
        .bind::<Date, _>(first)
        .bind::<Date, _>(end)
        .bind::<Timestamptz, _>(times::start_of(first))
        .bind::<Timestamptz, _>(times::start_of(end))
        .execute(tx.conn)?;
    stands(tx, store, family, Span::Month, first)
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// Keeps others from changing a day until the transaction ends; false while somebody is changing it.
fn hold(tx: &mut Tx<'_>, store: StoreId, family: Family, day: NaiveDate) -> Result<bool, Error> {
    let lock =
        "SELECT pg_try_advisory_xact_lock(hashtextextended(concat_ws(' ', 'survey_rollups', $1, $2, $3), 0)) AS held";
    let lock: Held = diesel::sql_query(lock)
        .bind::<SqlUuid, _>(store)
        .bind::<Text, _>(family)
        .bind::<Date, _>(day)
        .get_result(tx.conn)?;
    Ok(lock.held)
}

fn clear(tx: &mut Tx<'_>, store: StoreId, family: Family, span: Span, day: NaiveDate) -> Result<(), Error> {
    diesel::sql_query("DELETE FROM survey_rollups WHERE store_id = $1 AND family = $2 AND span = $3 AND day = $4")
        .bind::<SqlUuid, _>(store)
        .bind::<Text, _>(family)
        .bind::<Text, _>(span)
        .bind::<Date, _>(day)
        .execute(tx.conn)?;
    if span == Span::Day {
        diesel::sql_query("DELETE FROM survey_packs WHERE store_id = $1 AND family = $2 AND day = $3")
            .bind::<SqlUuid, _>(store)
            .bind::<Text, _>(family)
            .bind::<Date, _>(day)
            .execute(tx.conn)?;
    }
    Ok(())
}

fn stands(tx: &mut Tx<'_>, store: StoreId, family: Family, span: Span, day: NaiveDate) -> Result<(), Error> {
    diesel::sql_query(
        "INSERT INTO survey_rollup_days (store_id, family, span, day, counted_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (store_id, family, span, day) DO UPDATE SET counted_at = EXCLUDED.counted_at",
    )
    .bind::<SqlUuid, _>(store)
    .bind::<Text, _>(family)
    .bind::<Text, _>(span)
    .bind::<Date, _>(day)
    .bind::<Timestamptz, _>(tx.now)
    .execute(tx.conn)?;
    Ok(())
}

type Stretch = (Vec<DateTime<Utc>>, Vec<DateTime<Utc>>);

fn stretch(days: Days) -> Stretch {
    let end = days.last.succ_opt().unwrap_or(days.last);
    (vec![times::start_of(days.first)], vec![times::start_of(end)])
}

/// The figures of a survey leave the portal; with what customers wrote, for a reason.
pub fn exported(tx: &mut Tx<'_>, survey: SurveyId, reason: Option<&str>) -> Result<(), Error> {
    let subject = Subject::new(SURVEY, survey);
    match reason {
        Some(reason) => tx.record_because("surveys.export", subject, reason),
        None => tx.record("surveys.export", subject, &[]),
    }
}
