//! Counting days once and for all, and the record of what was taken out of the portal.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date, Text, Timestamptz, Uuid as SqlUuid};

use super::model::{Family, SURVEY};
use super::queries::recount::{SUMS, by_each, counted};
use super::rules::Days;
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
         WHERE k.store_id = f.store_id AND k.family = f.family AND k.day = d::date) \
     ORDER BY day DESC, f.family, f.store_id LIMIT $2";

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
    Ok(days.len())
}

/// Counts everything there is to count: after a seed or an import.
pub fn settle_all(tx: &mut Tx<'_>) -> Result<(), Error> {
    settle(tx, i64::MAX).map(drop)
}

/// Counts a day anew, unless somebody is changing it right now: then it stays uncounted.
pub fn settle_day(tx: &mut Tx<'_>, store: StoreId, family: Family, day: NaiveDate) -> Result<(), Error> {
    let lock = "SELECT pg_try_advisory_xact_lock(hashtextextended(concat_ws(' ', 'survey_rollups', $1, $2, $3), 0)) AS held";
    let lock: Held = diesel::sql_query(lock)
        .bind::<SqlUuid, _>(store)
        .bind::<Text, _>(family)
        .bind::<Date, _>(day)
        .get_result(tx.conn)?;
    if !lock.held {
        return Ok(());
    }
    diesel::sql_query("DELETE FROM survey_rollups WHERE store_id = $1 AND family = $2 AND day = $3")
        .bind::<SqlUuid, _>(store)
        .bind::<Text, _>(family)
        .bind::<Date, _>(day)
        .execute(tx.conn)?;
    let stretch = stretch(Days { first: day, last: day });
    let (answers, asked) = match family {
        Family::Answers => (stretch, Default::default()),
        Family::Asked => (Default::default(), stretch),
    };
    let sql = format!(
        "WITH {} INSERT INTO survey_rollups (store_id, survey_id, version_id, day, family, dimension, value, question_id, choice, \
         {SUMS}) SELECT $5, survey_id, version_id, day, family, dimension, value, question_id, choice, {SUMS} FROM counted",
        counted(&by_each(), "", "")
    );
    diesel::sql_query(sql)
        .bind::<Array<Timestamptz>, _>(answers.0)
        .bind::<Array<Timestamptz>, _>(answers.1)
        .bind::<Array<Timestamptz>, _>(asked.0)
        .bind::<Array<Timestamptz>, _>(asked.1)
        .bind::<SqlUuid, _>(store)
        .execute(tx.conn)?;
    diesel::sql_query(
        "INSERT INTO survey_rollup_days (store_id, family, day, counted_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (store_id, family, day) DO UPDATE SET counted_at = EXCLUDED.counted_at",
    )
    .bind::<SqlUuid, _>(store)
    .bind::<Text, _>(family)
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
pub fn exported(tx: &mut Tx<'_>, survey: SurveyId, used: &[&str], reason: Option<&str>) -> Result<(), Error> {
    let subject = Subject::new(SURVEY, survey);
    match reason {
        Some(reason) => tx.record_fields_because("surveys.report_export", subject, used, reason),
        None => tx.record("surveys.report_export", subject, used),
    }
}
