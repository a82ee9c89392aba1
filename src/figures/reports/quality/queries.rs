//! Reads of the audit: each page is at most three round trips.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date, Int4, Json, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use serde_json::Value;
use uuid::Uuid;

use super::model::{Check, Filter, Frame, Listed, NOTE, Owner, Person, State, Whose};
use super::rules::{Checked, Counts, Gap, Outcome, Sampled, View};
use super::settings::QualitySettings;
use crate::customers::limits::Limits;
use crate::customers::queries::{SealedBrief, brief_of};
use crate::figures::settings::FigureSettings;
use crate::platform::db::page::Slice;
use crate::platform::error::Error;
use crate::platform::settings::{self, Setting};
use crate::platform::vault::{Sealed, Vault};
use crate::values::ids::{CustomerId, DataCheckId, StaffId, StoreId};

/// More of a sample than this is no sample.
const MOST: i64 = 500;

#[derive(QueryableByName)]
struct FrameRow {
    #[diesel(sql_type = Nullable<Jsonb>)]
    rules: Option<Value>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    limits: Option<Value>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    figures: Option<Value>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    counted_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Jsonb)]
    owners: Value,
}

/// The rules of the store, when it was counted, and who looks after customers.
pub fn frame(conn: &mut PgConnection, store: StoreId, now: DateTime<Utc>) -> Result<Frame, Error> {
    let row: FrameRow = diesel::sql_query(
        "SELECT (SELECT value FROM settings WHERE store_id = $1 AND key = $2) AS rules, \
         (SELECT value FROM settings WHERE store_id = $1 AND key = $3) AS limits, \
         (SELECT value FROM settings WHERE store_id = $1 AND key = $4) AS figures, \
         (SELECT counted_at FROM data_counts WHERE store_id = $1) AS counted_at, \
         (SELECT COALESCE(jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name) ORDER BY p.name, p.username), '[]') \
             FROM staff p WHERE p.store_id = $1 AND EXISTS ( \
                 SELECT FROM data_states d WHERE d.store_id = $1 AND d.owner_id = p.id)) AS owners",
    )
    .bind::<SqlUuid, _>(store)
    .bind::<Text, _>(QualitySettings::KEY)
    .bind::<Text, _>(Limits::KEY)
    .bind::<Text, _>(FigureSettings::KEY)
    .get_result(conn)?;
    let owners: Vec<Owner> = serde_json::from_value(row.owners).map_err(Error::internal)?;
    Ok(Frame {
        rules: settings::of_value::<QualitySettings>(row.rules)?,
        figures: settings::of_value::<FigureSettings>(row.figures)?,
        stale_before: now - TimeDelta::days(Limits::kept(row.limits)?.verify_days.into()),
        counted_at: row.counted_at,
        owners,
    })
}

#[derive(QueryableByName)]
struct PersonRow {
    #[diesel(sql_type = Nullable<SqlUuid>)]
    owner_id: Option<StaffId>,
    #[diesel(sql_type = Nullable<Text>)]
    name: Option<String>,
    #[diesel(sql_type = BigInt)]
    n: i64,
    #[diesel(sql_type = BigInt)]
    complete: i64,
    #[diesel(sql_type = BigInt)]
    fresh: i64,
    #[diesel(sql_type = BigInt)]
    single: i64,
    #[diesel(sql_type = Array<BigInt>)]
    gaps: Vec<i64>,
    #[diesel(sql_type = BigInt)]
    drawn: i64,
    #[diesel(sql_type = BigInt)]
    done: i64,
    #[diesel(sql_type = BigInt)]
    told: i64,
    #[diesel(sql_type = BigInt)]
    correct: i64,
}

/// Everybody who looks after customers, and whoever's customers were drawn this month; the customers of nobody last.
pub fn people(conn: &mut PgConnection, store: StoreId, month: NaiveDate) -> Result<Vec<Person>, Error> {
    let gaps: Vec<String> = Gap::ALL
        .iter()
        .map(|gap| format!("count(*) FILTER (WHERE '{}' = ANY (missing))", gap.code()))
        .collect();
    let none = vec!["0"; gaps.len()].join(", ");
    let rows: Vec<PersonRow> = diesel::sql_query(format!(
        "WITH states AS ( \
             SELECT owner_id, count(*) AS n, count(*) FILTER (WHERE missing = '{{}}') AS complete, \
                    count(*) FILTER (WHERE NOT stale) AS fresh, count(*) FILTER (WHERE NOT alike) AS single, \
                    ARRAY[{}] AS gaps \
             FROM data_states WHERE store_id = $1 GROUP BY owner_id \
         ), checks AS ( \
             SELECT owner_id, count(*) AS drawn, count(outcome) AS done, \
                    count(*) FILTER (WHERE outcome IN ('correct', 'corrected', 'wrong')) AS told, \
                    count(*) FILTER (WHERE outcome = 'correct') AS correct \
             FROM data_checks WHERE store_id = $1 AND month = $2 GROUP BY owner_id \
         ) \
         SELECT owner_id, p.name, COALESCE(n, 0) AS n, COALESCE(complete, 0) AS complete, COALESCE(fresh, 0) AS fresh, \
                COALESCE(single, 0) AS single, COALESCE(gaps, ARRAY[{none}]::bigint[]) AS gaps, COALESCE(drawn, 0) AS drawn, \
                COALESCE(done, 0) AS done, COALESCE(told, 0) AS told, COALESCE(correct, 0) AS correct \
         FROM (SELECT owner_id FROM states UNION SELECT owner_id FROM checks) whose \
         LEFT JOIN states USING (owner_id) LEFT JOIN checks USING (owner_id) LEFT JOIN staff p ON p.id = owner_id \
         WHERE owner_id IS NOT NULL \
         UNION ALL \
         SELECT owner_id, NULL, n, complete, fresh, single, gaps, 0, 0, 0, 0 FROM states WHERE owner_id IS NULL \
         ORDER BY name NULLS LAST, owner_id",
        gaps.join(", ")
    ))
    .bind::<SqlUuid, _>(store)
    .bind::<Date, _>(month)
    .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|row| Person {
            id: row.owner_id,
            name: row.name.unwrap_or_default(),
            counts: Counts {
                n: row.n,
                complete: row.complete,
                fresh: row.fresh,
                single: row.single,
            },
            gaps: row.gaps,
            checked: Checked {
                drawn: row.drawn,
                done: row.done,
                told: row.told,
                correct: row.correct,
            },
        })
        .collect())
}

#[derive(QueryableByName)]
struct ListedRow {
    #[diesel(sql_type = Json)]
    customer: Value,
    #[diesel(sql_type = Nullable<Text>)]
    owner: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    verified_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Array<Text>)]
    missing: Vec<String>,
    #[diesel(sql_type = Bool)]
    stale: bool,
    #[diesel(sql_type = Bool)]
    alike: bool,
}

fn gaps(codes: &[String]) -> Vec<Gap> {
    codes.iter().filter_map(|code| Gap::parse(code)).collect()
}

/// A page of the customers that were counted so, with the state of each as it is now: two round trips.
pub fn list(
    conn: &mut PgConnection,
    vault: &Vault,
    store: StoreId,
    frame: &Frame,
    filter: Filter,
    after: Option<Uuid>,
    limit: usize,
) -> Result<Slice<Listed>, Error> {
    let whose = match filter.whose {
        Whose::Anybody => "$2::uuid IS NULL",
        Whose::Nobody => "$2::uuid IS NULL AND d.owner_id IS NULL",
        Whose::Person(_) => "d.owner_id = $2",
    };
    let owner = match filter.whose {
        Whose::Person(id) => Some(id),
        Whose::Anybody | Whose::Nobody => None,
    };
    let view = match filter.view {
        View::All => "true",
        View::Incomplete => "d.missing <> '{}'",
        View::Complete => "d.missing = '{}'",
        View::Stale => "d.stale",
        View::Fresh => "NOT d.stale",
        View::Alike => "d.alike",
        View::Single => "NOT d.alike",
    };
    let rows: Vec<ListedRow> = diesel::sql_query(format!(
        "SELECT {} AS customer, p.name AS owner, r.verified_at, d.missing, d.stale, d.alike \
         FROM (SELECT d.* FROM data_states d WHERE d.store_id = $1 AND {whose} AND {view} \
               AND ($3::text IS NULL OR $3 = ANY (d.missing)) AND ($4::uuid IS NULL OR d.customer_id > $4) \
               ORDER BY d.customer_id LIMIT $5) d \
         JOIN customers r ON r.id = d.customer_id LEFT JOIN staff p ON p.id = d.owner_id ORDER BY d.customer_id",
        brief_of!("d.customer_id")
    ))
    .bind::<SqlUuid, _>(store)
    .bind::<Nullable<SqlUuid>, _>(owner)
    .bind::<Nullable<Text>, _>(filter.gap.map(Gap::code))
    .bind::<Nullable<SqlUuid>, _>(after)
    .bind::<BigInt, _>(i64::try_from(limit).unwrap_or(MOST) + 1)
    .load(conn)?;
    let listed = rows
        .into_iter()
        .map(|row| {
            let sealed: SealedBrief = serde_json::from_value(row.customer).map_err(Error::internal)?;
            Ok(Listed {
                customer: sealed.open(vault)?,
                owner: row.owner,
                verified_at: row.verified_at,
                counted: State {
                    missing: gaps(&row.missing),
                    stale: row.stale,
                    alike: row.alike,
                },
                now: None,
                twins: Vec::new(),
            })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    let mut slice = Slice::cut(listed, limit, |row| row.customer.id.to_string());
    let ids = slice.rows.iter().map(|row| row.customer.id).collect();
    let mut now = states(conn, store, frame, ids)?;
    for row in &mut slice.rows {
        if let Some((state, twins)) = now.remove(&row.customer.id) {
            row.now = Some(state);
            row.twins = twins;
        }
    }
    Ok(slice)
}

#[derive(QueryableByName)]
struct StateRow {
    #[diesel(sql_type = SqlUuid)]
    customer_id: CustomerId,
    #[diesel(sql_type = Array<Text>)]
    missing: Vec<String>,
    #[diesel(sql_type = Bool)]
    stale: bool,
    #[diesel(sql_type = Bool)]
    alike: bool,
    #[diesel(sql_type = Array<SqlUuid>)]
    twins: Vec<CustomerId>,
}

/// The state of these records as they are now, and who shares a number with them.
pub fn states(
    conn: &mut PgConnection,
    store: StoreId,
    frame: &Frame,
    customers: Vec<CustomerId>,
) -> Result<HashMap<CustomerId, (State, Vec<CustomerId>)>, Error> {
    if customers.is_empty() {
        return Ok(HashMap::new());
    }
    let needed: Vec<&str> = frame.rules.needed().into_iter().map(Gap::code).collect();
    let rows: Vec<StateRow> = diesel::sql_query(include_str!("states.sql"))
        .bind::<SqlUuid, _>(store)
        .bind::<Timestamptz, _>(frame.stale_before)
        .bind::<Nullable<Array<SqlUuid>>, _>(Some(customers))
        .bind::<Array<Text>, _>(needed)
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let state = State {
                missing: gaps(&row.missing),
                stale: row.stale,
                alike: row.alike,
            };
            (row.customer_id, (state, row.twins))
        })
        .collect())
}

/// Which checks of a month.
#[derive(Clone, Copy, Debug)]
pub struct Drawn {
    pub month: NaiveDate,
    pub owner: Option<StaffId>,
    pub sampled: Sampled,
}

#[derive(QueryableByName)]
struct CheckRow {
    #[diesel(sql_type = SqlUuid)]
    id: DataCheckId,
    #[diesel(sql_type = Date)]
    month: NaiveDate,
    #[diesel(sql_type = Json)]
    customer: Value,
    #[diesel(sql_type = SqlUuid)]
    owner_id: StaffId,
    #[diesel(sql_type = Text)]
    owner: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    verified_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    outcome: Option<Outcome>,
    #[diesel(sql_type = Nullable<diesel::sql_types::Binary>)]
    note_sealed: Option<Sealed>,
    #[diesel(sql_type = Nullable<Text>)]
    checked_by: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    checked_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Int4)]
    lock_version: i32,
}

impl CheckRow {
    fn open(self, vault: &Vault) -> Result<Check, Error> {
        let sealed: SealedBrief = serde_json::from_value(self.customer).map_err(Error::internal)?;
        Ok(Check {
            customer: sealed.open(vault)?,
            note: vault.open_opt(NOTE, self.id.uuid(), self.note_sealed.as_ref())?,
            id: self.id,
            month: self.month,
            owner_id: self.owner_id,
            owner: self.owner,
            verified_at: self.verified_at,
            outcome: self.outcome,
            checked_by: self.checked_by,
            checked_at: self.checked_at,
            lock_version: self.lock_version,
        })
    }
}

const CHECKS: &str = concat!(
    "SELECT k.id, k.month, ",
    brief_of!("k.customer_id"),
    " AS customer, k.owner_id, p.name AS owner, r.verified_at, k.outcome, k.note_sealed, b.name AS checked_by, k.checked_at, \
     k.lock_version FROM data_checks k JOIN customers r ON r.id = k.customer_id JOIN staff p ON p.id = k.owner_id \
     LEFT JOIN staff b ON b.id = k.checked_by WHERE k.store_id = $1 "
);

/// The sample of a month, consultant by consultant.
pub fn sample(conn: &mut PgConnection, vault: &Vault, store: StoreId, drawn: Drawn) -> Result<Vec<Check>, Error> {
    let sampled = match drawn.sampled {
        Sampled::All => "",
        Sampled::Open => "AND k.outcome IS NULL",
        Sampled::Done => "AND k.outcome IS NOT NULL",
    };
    let rows: Vec<CheckRow> = diesel::sql_query(format!(
        "{CHECKS} AND k.month = $2 AND ($3::uuid IS NULL OR k.owner_id = $3) {sampled} \
         ORDER BY p.name, k.owner_id, k.outcome IS NOT NULL, k.id LIMIT {MOST}"
    ))
    .bind::<SqlUuid, _>(store)
    .bind::<Date, _>(drawn.month)
    .bind::<Nullable<SqlUuid>, _>(drawn.owner)
    .load(conn)?;
    rows.into_iter().map(|row| row.open(vault)).collect()
}

/// One check of the store.
pub fn check(conn: &mut PgConnection, vault: &Vault, store: StoreId, id: DataCheckId) -> Result<Check, Error> {
    let row: CheckRow = diesel::sql_query(format!("{CHECKS} AND k.id = $2"))
        .bind::<SqlUuid, _>(store)
        .bind::<SqlUuid, _>(id)
        .get_result(conn)?;
    row.open(vault)
}

#[derive(QueryableByName)]
struct MonthRow {
    #[diesel(sql_type = Date)]
    month: NaiveDate,
    #[diesel(sql_type = BigInt)]
    open: i64,
    #[diesel(sql_type = BigInt)]
    done: i64,
}

/// The months that a sample was drawn in, the newest first: how many of it are open, and done.
pub fn months(
    conn: &mut PgConnection,
    store: StoreId,
    owner: Option<StaffId>,
) -> Result<Vec<(NaiveDate, i64, i64)>, Error> {
    let rows: Vec<MonthRow> = diesel::sql_query(
        "SELECT month, count(*) FILTER (WHERE outcome IS NULL AND ($2::uuid IS NULL OR owner_id = $2)) AS open, \
         count(outcome) FILTER (WHERE $2::uuid IS NULL OR owner_id = $2) AS done \
         FROM data_checks WHERE store_id = $1 GROUP BY month ORDER BY month DESC LIMIT 24",
    )
    .bind::<SqlUuid, _>(store)
    .bind::<Nullable<SqlUuid>, _>(owner)
    .load(conn)?;
    Ok(rows.into_iter().map(|row| (row.month, row.open, row.done)).collect())
}
