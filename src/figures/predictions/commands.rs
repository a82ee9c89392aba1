//! Learning from a store's own history, and saying what follows for each customer.

use std::time::{Duration, Instant};

use chrono::{Days, Months, NaiveDate, TimeDelta};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, Date, Double, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use serde_json::json;

use super::model::{STORE, State, TOPIC, kept};
use super::queries::{self, FEATURES};
use super::rules::learn::{FEATURES as MANY, Lesson, Model, learn as lesson};
use super::settings::PredictionSettings;
use crate::platform::db::{Subject, Tx};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::jobs::enqueue;
use crate::platform::settings;
use crate::values::ids::{PurchaseModelId, StoreId};

/// The job that learns for one store.
pub const LEARN: &str = "figures.learn";
/// How long a statement may take, and with how much memory; until the transaction ends.
const PATIENCE: &str = "SET LOCAL statement_timeout = '240s'; SET LOCAL work_mem = '64MB'";

/// Learns from the customers of a year ago and what they did since; then says how likely each customer of today buys within a
/// year. With too few purchases, or no better than chance, nothing is said of anybody.
pub fn learn(tx: &mut Tx<'_>, store: StoreId) -> Result<State, Error> {
    let begun = Instant::now();
    tx.conn.batch_execute(PATIENCE)?;
    sql_query("SELECT pg_advisory_xact_lock(hashtextextended(concat('purchase_models ', $1), 0))")
        .bind::<SqlUuid, _>(store)
        .execute(tx.conn)?;
    let rules = settings::load::<PredictionSettings>(tx.conn, store)?.value;
    let today = times::day_of(tx.now);
    // Twelve whole months that are over: up to yesterday.
    let as_of = today.checked_sub_months(Months::new(12)).unwrap_or(today);
    let examples = queries::examples(tx.conn, store, as_of)?;
    let found = lesson(&examples, usize::try_from(rules.purchases).unwrap_or(usize::MAX));
    let state = match &found.learned {
        None => State::Short,
        Some((_, auc)) if rules.tells(*auc) => State::Ready,
        Some(_) => State::Weak,
    };
    let id = keep(tx, store, as_of, state, &found, begun.elapsed())?;
    if let (State::Ready, Some((model, _))) = (state, &found.learned) {
        score(tx, store, id, today, model)?;
    }
    // What an older model said doesn't stand beside what this one says.
    sql_query("DELETE FROM purchase_chances WHERE store_id = $1 AND model_id <> $2")
        .bind::<SqlUuid, _>(store)
        .bind::<SqlUuid, _>(id)
        .execute(tx.conn)?;
    tx.notify(TOPIC, store)?;
    Ok(state)
}

fn keep(
    tx: &mut Tx<'_>,
    store: StoreId,
    as_of: NaiveDate,
    state: State,
    found: &Lesson,
    took: Duration,
) -> Result<PurchaseModelId, Error> {
    let id = PurchaseModelId::new();
    let whole = |many: usize| i32::try_from(many).unwrap_or(i32::MAX);
    let model = found.learned.as_ref().map(|(model, _)| model);
    let weights = match model {
        Some(model) => serde_json::to_value(kept(model)).map_err(Error::internal)?,
        None => json!([]),
    };
    sql_query(
        "INSERT INTO purchase_models (id, store_id, trained_at, as_of, state, customers, positives, held_out, \
         held_out_positives, auc, intercept, weights, took_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<SqlUuid, _>(store)
    .bind::<Timestamptz, _>(tx.now)
    .bind::<Date, _>(as_of)
    .bind::<Text, _>(state)
    .bind::<Integer, _>(whole(found.customers))
    .bind::<Integer, _>(whole(found.positives))
    .bind::<Integer, _>(whole(found.held_out))
    .bind::<Integer, _>(whole(found.held_out_positives))
    .bind::<Nullable<Double>, _>(found.learned.as_ref().map(|(_, auc)| *auc))
    .bind::<Nullable<Double>, _>(model.map(|model| model.intercept))
    .bind::<Jsonb, _>(weights)
    .bind::<Integer, _>(i32::try_from(took.as_millis()).unwrap_or(i32::MAX))
    .execute(tx.conn)?;
    Ok(id)
}

/// The statement that scores everybody: what [`Model::chance`] says, in SQL.
fn scoring() -> String {
    let pulls: Vec<String> = (1..=MANY)
        .map(|at| format!("$8[{at}] * COALESCE((x[{at}] - $6[{at}]) / $7[{at}], 0)"))
        .collect();
    format!(
        "WITH RECURSIVE {FEATURES} \
         INSERT INTO purchase_chances (customer_id, store_id, model_id, scored_on, chance, features) \
         SELECT customer_id, $1, $3, $4, 1 / (1 + exp(-GREATEST(-30, LEAST(30, $5 + {})))), x FROM featured \
         ON CONFLICT (customer_id) DO UPDATE SET store_id = EXCLUDED.store_id, model_id = EXCLUDED.model_id, \
         scored_on = EXCLUDED.scored_on, chance = EXCLUDED.chance, features = EXCLUDED.features",
        pulls.join(" + ")
    )
}

fn score(tx: &mut Tx<'_>, store: StoreId, id: PurchaseModelId, today: NaiveDate, model: &Model) -> Result<(), Error> {
    let each = |of: fn(&super::rules::learn::Weight) -> f64| model.weights.iter().map(of).collect::<Vec<f64>>();
    sql_query(scoring())
        .bind::<SqlUuid, _>(store)
        // Today counts, too.
        .bind::<Date, _>(today.checked_add_days(Days::new(1)).unwrap_or(today))
        .bind::<SqlUuid, _>(id)
        .bind::<Date, _>(today)
        .bind::<Double, _>(model.intercept)
        .bind::<Array<Double>, _>(each(|one| one.scale.mean))
        .bind::<Array<Double>, _>(each(|one| one.scale.sd))
        .bind::<Array<Double>, _>(each(|one| one.weight))
        .execute(tx.conn)?;
    Ok(())
}

/// Learns for those stores whose last lesson is over; as many as fit into `patience`.
pub fn learn_due(tx: &mut Tx<'_>, patience: Duration) -> Result<usize, Error> {
    let begun = Instant::now();
    let mut done = 0;
    for (store, last) in queries::due(tx.conn)? {
        let every = settings::load::<PredictionSettings>(tx.conn, store)?.value.learn_days;
        let over = last.is_none_or(|last| last + TimeDelta::days(every.into()) <= tx.now);
        if over && begun.elapsed() <= patience {
            learn(tx, store)?;
            done += 1;
        }
    }
    Ok(done)
}

/// Has a store's model learned anew as soon as somebody is free.
pub fn ask(tx: &mut Tx<'_>) -> Result<(), Error> {
    let (store, now) = (tx.actor()?.store, tx.now);
    enqueue(
        tx,
        LEARN,
        json!({ "store": store }),
        now,
        Some(&format!("{LEARN} {store}")),
    )?;
    tx.record("predictions.learn", Subject::new(STORE, store), &[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_feature_is_scored_once() {
        let sql = scoring();
        for at in 1..=MANY {
            assert_eq!(sql.matches(&format!("$8[{at}]")).count(), 1);
        }
        assert!(!sql.contains(&format!("$8[{}]", MANY + 1)));
    }
}
