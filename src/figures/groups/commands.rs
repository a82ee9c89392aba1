//! Counting groups, marking customers, planning calls.

use std::time::Instant;

use chrono::{NaiveDate, TimeDelta};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, Bool, Date, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use serde_json::{Value, json};

use super::model::{Counted, Leaving, Planned, STORE, TOPIC, WIN_BACK};
use super::queries::{self, PATIENCE};
use super::settings::GroupSettings;
use crate::access::{Role, Scope};
use crate::customers;
use crate::followups::commands::open_task;
use crate::followups::model::NewTask;
use crate::membership::queries::family;
use crate::platform::db::{Subject, Tx, still_fresh};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::jobs::enqueue;
use crate::platform::settings::{self, Setting};
use crate::values::fault::Fault;
use crate::values::ids::{CustomerId, StoreId};

/// The job that counts one store.
pub const COUNT: &str = "figures.count_groups";
/// A call that was planned from a list is due after so many days.
const CALL_DAYS: i64 = 3;

#[derive(QueryableByName)]
struct Rules {
    #[diesel(sql_type = Jsonb)]
    rules: Value,
}

#[derive(QueryableByName)]
struct Held {
    #[diesel(sql_type = Bool)]
    held: bool,
}

/// Counts a store anew: writes what changed, keeps what moved.
pub fn count(tx: &mut Tx<'_>, store: StoreId) -> Result<Counted, Error> {
    let (today, begun) = (times::day_of(tx.now), Instant::now());
    tx.conn.batch_execute(PATIENCE)?;
    sql_query("SELECT pg_advisory_xact_lock(hashtextextended(concat('customer_groups ', $1), 0))")
        .bind::<SqlUuid, _>(store)
        .execute(tx.conn)?;
    let rules = rules(tx, store)?;
    let before: Option<Rules> = sql_query("SELECT rules FROM group_runs WHERE store_id = $1")
        .bind::<SqlUuid, _>(store)
        .get_result(tx.conn)
        .optional()?;
    let by_rules = before.is_some_and(|before| before.rules != rules);
    let done: Counted = sql_query(statement(None))
        .bind::<SqlUuid, _>(store)
        .bind::<Date, _>(today)
        .bind::<Jsonb, _>(&rules)
        .bind::<Bool, _>(by_rules)
        .get_result(tx.conn)?;
    sql_query(
        "INSERT INTO group_runs (store_id, counted_on, counted_at, rules, customers, changed, moved, took_ms, averages) \
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, COALESCE(json_agg(a), '[]')::jsonb FROM ( \
             SELECT rfm_group, round(avg(spend_fen))::bigint AS spend_fen, round(avg(interval_days))::int AS interval_days \
             FROM customer_groups WHERE store_id = $1 AND rfm_group IS NOT NULL GROUP BY 1) a \
         ON CONFLICT (store_id) DO UPDATE SET counted_on = EXCLUDED.counted_on, counted_at = EXCLUDED.counted_at, rules = EXCLUDED.rules, customers = EXCLUDED.customers, \
         changed = EXCLUDED.changed, moved = EXCLUDED.moved, took_ms = EXCLUDED.took_ms, averages = EXCLUDED.averages",
    )
    .bind::<SqlUuid, _>(store)
    .bind::<Date, _>(today)
    .bind::<Timestamptz, _>(tx.now)
    .bind::<Jsonb, _>(&rules)
    .bind::<Integer, _>(done.customers)
    .bind::<Integer, _>(done.changed)
    .bind::<Integer, _>(done.moved)
    .bind::<Integer, _>(i32::try_from(begun.elapsed().as_millis()).unwrap_or(i32::MAX))
    .execute(tx.conn)?;
    tx.notify(TOPIC, store)?;
    Ok(done)
}

/// Counts those stores that were not counted today; as many as fit into `patience`.
pub fn count_due(tx: &mut Tx<'_>, patience: std::time::Duration) -> Result<usize, Error> {
    let begun = Instant::now();
    let stores = queries::uncounted(tx.conn, times::day_of(tx.now))?;
    let mut done = 0;
    for store in stores {
        if begun.elapsed() > patience {
            break;
        }
        count(tx, store)?;
        done += 1;
    }
    Ok(done)
}

/// Counts one customer anew, with those who were joined to them.
fn recount(tx: &mut Tx<'_>, store: StoreId, customer: CustomerId) -> Result<(), Error> {
    let held: Held =
        sql_query("SELECT pg_try_advisory_xact_lock(hashtextextended(concat('customer_groups ', $1), 0)) AS held")
            .bind::<SqlUuid, _>(store)
            .get_result(tx.conn)?;
    // The whole store is being counted right now, without this mark: once more, then.
    if !held.held {
        return ask(tx, store);
    }
    let (rules, members) = (rules(tx, store)?, family(tx.conn, customer)?.members);
    let _: Counted = sql_query(statement(Some("$5")))
        .bind::<SqlUuid, _>(store)
        .bind::<Date, _>(times::day_of(tx.now))
        .bind::<Jsonb, _>(&rules)
        .bind::<Bool, _>(false)
        .bind::<Array<SqlUuid>, _>(members)
        .get_result(tx.conn)?;
    tx.notify(TOPIC, store)
}

fn rules(tx: &mut Tx<'_>, store: StoreId) -> Result<Value, Error> {
    let rules = settings::load::<GroupSettings>(tx.conn, store)?.value;
    serde_json::to_value(rules).map_err(Error::internal)
}

fn statement(only: Option<&str>) -> String {
    format!(
        "WITH RECURSIVE {}, {}",
        queries::counted(only),
        include_str!("count.sql")
    )
}

/// Has a store counted as soon as somebody is free.
pub fn ask(tx: &mut Tx<'_>, store: StoreId) -> Result<(), Error> {
    let now = tx.now;
    enqueue(
        tx,
        COUNT,
        json!({ "store": store }),
        now,
        Some(&format!("{COUNT} {store}")),
    )
}

/// As [`ask`], by a person.
pub fn ask_by_hand(tx: &mut Tx<'_>) -> Result<(), Error> {
    let store = tx.actor()?.store;
    ask(tx, store)?;
    tx.record("groups.count", Subject::new(STORE, store), &[])
}

/// Other thresholds make other groups.
pub fn rules_changed(tx: &mut Tx<'_>, store: StoreId, key: &str) -> Result<(), Error> {
    if key == <GroupSettings as Setting>::KEY {
        ask(tx, store)?;
    }
    Ok(())
}

/// Marks a customer as gone to another brand, or as here again.
pub fn mark_leaving(tx: &mut Tx<'_>, scope: Scope, id: CustomerId, seen: i32, new: &Leaving) -> Result<(), Error> {
    customers::queries::ensure_visible(tx.conn, scope, tx.now, id)?;
    let today = times::day_of(tx.now);
    let (to, on, verb) = match new {
        Leaving::Gone { to, on } => (to.as_str(), Some(on.unwrap_or(today)), "groups.gone"),
        Leaving::Here => ("", None, "groups.returned"),
    };
    if on.is_some_and(|on| on > today) {
        return Err(Error::field("on", Fault::DateInFuture));
    }
    let refused = queries::marks(tx.conn, id)?.refused_on;
    mark(tx, id, seen, (to, on, refused))?;
    tx.record(verb, customers::model::subject(id), &["gone_to", "gone_on"])
}

/// A customer doesn't want to be profiled, or does again: then there is no group, and no prediction.
pub fn refuse_profiling(tx: &mut Tx<'_>, scope: Scope, id: CustomerId, seen: i32, refuses: bool) -> Result<(), Error> {
    customers::queries::ensure_visible(tx.conn, scope, tx.now, id)?;
    let known = queries::marks(tx.conn, id)?;
    let on = refuses.then(|| times::day_of(tx.now));
    mark(tx, id, seen, (&known.gone_to, known.gone_on, on))?;
    if refuses {
        // What was foretold of them goes at once.
        sql_query("DELETE FROM purchase_chances WHERE customer_id = $1")
            .bind::<SqlUuid, _>(id)
            .execute(tx.conn)?;
    }
    let verb = if refuses {
        "groups.refuse_profiling"
    } else {
        "groups.allow_profiling"
    };
    tx.record(verb, customers::model::subject(id), &["refused_on"])
}

fn mark(
    tx: &mut Tx<'_>,
    id: CustomerId,
    seen: i32,
    (to, gone_on, refused_on): (&str, Option<NaiveDate>, Option<NaiveDate>),
) -> Result<(), Error> {
    let (me, store) = (tx.actor()?.id, tx.actor()?.store);
    let written = sql_query(
        "INSERT INTO customer_marks AS known (customer_id, store_id, gone_to, gone_on, refused_on, changed_by, changed_at, \
             lock_version) SELECT $1, $2, $3, $4, $5, $6, $7, 1 \
         WHERE $8 = 0 OR EXISTS (SELECT FROM customer_marks WHERE customer_id = $1) \
         ON CONFLICT (customer_id) DO UPDATE SET gone_to = EXCLUDED.gone_to, gone_on = EXCLUDED.gone_on, \
             refused_on = EXCLUDED.refused_on, changed_by = EXCLUDED.changed_by, changed_at = EXCLUDED.changed_at, \
             lock_version = known.lock_version + 1 WHERE known.lock_version = $8",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<SqlUuid, _>(store)
    .bind::<Text, _>(to)
    .bind::<Nullable<Date>, _>(gone_on)
    .bind::<Nullable<Date>, _>(refused_on)
    .bind::<SqlUuid, _>(me)
    .bind::<Timestamptz, _>(tx.now)
    .bind::<Integer, _>(seen)
    .execute(tx.conn)?;
    still_fresh(written)?;
    recount(tx, store, id)
}

/// Plans a call for each of these who is dormant or lost, unless there is one or they don't want any.
pub fn plan_calls(tx: &mut Tx<'_>, scope: Scope, ids: &[CustomerId]) -> Result<Planned, Error> {
    let (store, vault, now) = (tx.actor()?.store, tx.vault().clone(), tx.now);
    let visible = customers::queries::seen(tx.conn, &vault, scope, now, ids)?;
    let found = queries::these(tx.conn, ids)?;
    let mut done = Planned::default();
    for one in found.iter().filter(|one| visible.contains_key(&one.customer_id)) {
        let Some(kind) = one.call() else { continue };
        if one.planned {
            done.already += 1;
            continue;
        }
        if one.declines {
            done.declined += 1;
            continue;
        }
        let name = match kind {
            WIN_BACK => "流失召回",
            _ => "沉睡唤醒",
        };
        let last = one.last_visit_on.map(times::date).unwrap_or_default();
        open_task(
            tx,
            NewTask {
                store,
                kind,
                subject: customers::model::subject(one.customer_id),
                customer: Some(one.customer_id),
                owner: None,
                role: Some(Role::CustomerCare),
                started_at: now,
                due_at: now + TimeDelta::days(CALL_DAYS),
                title: format!("{name}，上次到店 {last}").trim_end().to_owned(),
            },
        )?;
        tx.record(
            "groups.plan_call",
            customers::model::subject(one.customer_id),
            &["task"],
        )?;
        done.planned += 1;
    }
    done.others = ids.len().saturating_sub(done.planned + done.already + done.declined);
    tx.record_general("groups.plan_calls", &[])?;
    Ok(done)
}
