//! Reads of what a manager watches: one round trip each. Whoever watches sees all of the store.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{
    Array, BigInt, Binary, Bool, Date, Integer, Jsonb, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid,
};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::model::{AGES, Attention, Cohort, Concern, Need, OfCategory, STEPS, Sold, Today, Whose};
use crate::complaints::model::{FACTS, REPORTER, Reporter};
use crate::customers::model::NAME as CUSTOMER_NAME;
use crate::platform::db::page::{After, Slice};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::vault::{Pii, Sealed, Vault};
use crate::sales::leads::journey;
use crate::sales::leads::model::NAME as LEAD_NAME;
use crate::sales::leads::rules::{Called, Reached};
use crate::sales::opportunities::queries::Cuts;
use crate::sales::settings::SalesSettings;
use crate::values::ids::{CustomerId, StoreId, VehicleId};
use crate::values::money::Fen;
use crate::vehicles::model::{PLATE, shown_plate};

/// The first service of a car `d` that was handed over here.
const FIRST_SERVICE: &str = "LEFT JOIN LATERAL (SELECT min(s.settled_at) AS at FROM service_orders s \
    WHERE s.vehicle_id = d.vehicle_id AND s.store_id = $1 AND s.settled_at >= d.handed_over_at \
    AND s.refunded_at IS NULL) f ON TRUE";

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Jsonb)]
    found: serde_json::Value,
}

fn read<T: DeserializeOwned>(found: Found) -> Result<T, Error> {
    serde_json::from_value(found.found).map_err(Error::internal)
}

fn ids(whose: &Whose) -> Option<Vec<Uuid>> {
    whose
        .as_ref()
        .map(|people| people.iter().map(|person| person.uuid()).collect())
}

/// A statement with the conditions of first calls filled in; `{now}` is bound as this parameter.
fn with_calls(text: &str, now: &str) -> String {
    text.replace("{first_call}", journey::FIRST_CALL)
        .replace("{overdue}", journey::called(Called::Overdue))
        .replace(journey::NOW, now)
}

#[derive(QueryableByName)]
struct NeedRow {
    #[diesel(sql_type = Text)]
    concern: Concern,
    #[diesel(sql_type = BigInt)]
    n: i64,
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Text>)]
    owner: Option<String>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    customer_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<Binary>)]
    customer_name: Option<Sealed>,
    #[diesel(sql_type = Nullable<Binary>)]
    own_sealed: Option<Sealed>,
    #[diesel(sql_type = Nullable<Binary>)]
    facts_sealed: Option<Sealed>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    vehicle_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<Binary>)]
    plate: Option<Sealed>,
    #[diesel(sql_type = Text)]
    label: String,
    #[diesel(sql_type = Text)]
    extra: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    fen: Option<i64>,
    #[diesel(sql_type = Nullable<SmallInt>)]
    score: Option<i16>,
}

impl NeedRow {
    fn open(self, vault: &Vault) -> Result<Need, Error> {
        let plate = match (self.vehicle_id, &self.plate) {
            (Some(vehicle), Some(plate)) => Some(vault.open(PLATE, vehicle, plate)?),
            _ => None,
        };
        Ok(Need {
            name: self.name(vault)?,
            facts: vault.open_opt(FACTS, self.id, self.facts_sealed.as_ref())?,
            plate: plate.map(|plate| Pii::new(shown_plate(plate.expose()))),
            concern: self.concern,
            id: self.id,
            at: self.at,
            owner: self.owner,
            customer: self.customer_id.map(CustomerId::from),
            label: self.label,
            extra: self.extra,
            amount: self.fen.map(Fen::new),
            nps: self.score,
        })
    }

    /// The customer's name; that of a lead; that which a reporter gave.
    fn name(&self, vault: &Vault) -> Result<Option<Pii<String>>, Error> {
        if let (Some(customer), Some(name)) = (self.customer_id, &self.customer_name) {
            return vault.open(CUSTOMER_NAME, customer, name).map(Some);
        }
        let Some(own) = &self.own_sealed else {
            return Ok(None);
        };
        if self.concern == Concern::Lead {
            return vault.open(LEAD_NAME, self.id, own).map(Some);
        }
        let told = vault.open(REPORTER, self.id, own)?;
        let reporter: Reporter = serde_json::from_str(told.expose()).map_err(Error::internal)?;
        Ok(Some(reporter.name).filter(|name| !name.is_empty()).map(Pii::new))
    }
}

/// What needs somebody: of these concerns, so many rows of each.
pub fn attention(
    conn: &mut PgConnection,
    vault: &Vault,
    store: StoreId,
    concerns: &[Concern],
    whose: &Whose,
    settings: &SalesSettings,
    (each, now): (i64, DateTime<Utc>),
) -> Result<Attention, Error> {
    let codes: Vec<&str> = concerns.iter().map(|concern| concern.code()).collect();
    let rows: Vec<NeedRow> = diesel::sql_query(with_calls(include_str!("attention.sql"), "$2"))
        .bind::<SqlUuid, _>(store)
        .bind::<Timestamptz, _>(now)
        .bind::<Timestamptz, _>(Cuts::new(settings, now).stalled)
        .bind::<Date, _>(times::day_of(now))
        .bind::<Nullable<Array<SqlUuid>>, _>(ids(whose))
        .bind::<Array<Text>, _>(codes)
        .bind::<BigInt, _>(each)
        .load(conn)?;
    let counted: BTreeMap<Concern, i64> = rows.iter().map(|row| (row.concern, row.n)).collect();
    Ok(Attention {
        counts: concerns
            .iter()
            .map(|concern| (*concern, counted.get(concern).copied().unwrap_or_default()))
            .collect(),
        needs: rows
            .into_iter()
            .map(|row| row.open(vault))
            .collect::<Result<_, Error>>()?,
    })
}

/// The day in the house.
pub fn today(conn: &mut PgConnection, store: StoreId, now: DateTime<Utc>) -> Result<Today, Error> {
    let day = times::day_of(now);
    let found: Found = diesel::sql_query(with_calls(include_str!("today.sql"), "$2"))
        .bind::<SqlUuid, _>(store)
        .bind::<Timestamptz, _>(now)
        .bind::<Timestamptz, _>(times::start_of(day))
        .bind::<Timestamptz, _>(times::end_of_day(now))
        .bind::<Date, _>(day)
        .get_result(conn)?;
    read(found)
}

/// From the beginning of the first day to the end of the last.
fn span((first, last): (NaiveDate, NaiveDate)) -> (DateTime<Utc>, DateTime<Utc>) {
    let after = last.succ_opt().unwrap_or(last);
    (times::start_of(first), times::start_of(after))
}

fn funnel_statement() -> String {
    let step = |far: &Reached| match far {
        Reached::Valid => "count(*)".to_owned(),
        far => format!(
            "count(*) FILTER (WHERE o.id IS NOT NULL AND ({}))",
            journey::reached(*far)
        ),
    };
    let steps: Vec<String> = STEPS.iter().map(step).collect();
    include_str!("funnel.sql")
        .replace("{steps}", &steps.join(", "))
        .replace("{valid}", journey::VALID)
}

/// How many leads received on these days came as far as each of [`STEPS`] by now.
pub fn funnel(
    conn: &mut PgConnection,
    store: StoreId,
    days: (NaiveDate, NaiveDate),
    whose: &Whose,
) -> Result<Vec<u32>, Error> {
    let (since, until) = span(days);
    let found: Found = diesel::sql_query(funnel_statement())
        .bind::<SqlUuid, _>(store)
        .bind::<Timestamptz, _>(since)
        .bind::<Timestamptz, _>(until)
        .bind::<Nullable<Array<SqlUuid>>, _>(ids(whose))
        .get_result(conn)?;
    read(found)
}

/// The complaints received on these days by category, the most frequent first.
pub fn complaints_by_category(
    conn: &mut PgConnection,
    store: StoreId,
    days: (NaiveDate, NaiveDate),
    whose: &Whose,
) -> Result<Vec<OfCategory>, Error> {
    let (since, until) = span(days);
    let found: Found = diesel::sql_query(include_str!("pareto.sql"))
        .bind::<SqlUuid, _>(store)
        .bind::<Timestamptz, _>(since)
        .bind::<Timestamptz, _>(until)
        .bind::<Nullable<Array<SqlUuid>>, _>(ids(whose))
        .get_result(conn)?;
    read(found)
}

fn cohort_statement() -> String {
    let by = |age: &u32| format!("count(*) FILTER (WHERE f.at < d.handed_over_at + make_interval(months => {age}))");
    let ages: Vec<String> = AGES.iter().map(by).collect();
    include_str!("cohort.sql")
        .replace("{ages}", &ages.join(", "))
        .replace("{first_service}", FIRST_SERVICE)
}

/// The cars handed over on these days, quarter by quarter, and how many came back for a service.
pub fn cohorts(conn: &mut PgConnection, store: StoreId, days: (NaiveDate, NaiveDate)) -> Result<Vec<Cohort>, Error> {
    let (since, until) = span(days);
    let found: Found = diesel::sql_query(cohort_statement())
        .bind::<SqlUuid, _>(store)
        .bind::<Timestamptz, _>(since)
        .bind::<Timestamptz, _>(until)
        .get_result(conn)?;
    read(found)
}

#[derive(QueryableByName)]
struct SoldRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    vehicle_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    customer_id: Uuid,
    #[diesel(sql_type = Binary)]
    name: Sealed,
    #[diesel(sql_type = Text)]
    model: String,
    #[diesel(sql_type = Timestamptz)]
    handed_over_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    served_at: Option<DateTime<Utc>>,
}

/// The cars of a quarter, or those of them that came back by an age in months: in the order of their hand-over.
pub fn cohort(
    conn: &mut PgConnection,
    vault: &Vault,
    store: StoreId,
    days: (NaiveDate, NaiveDate),
    age: Option<u32>,
    after: Option<After>,
    limit: usize,
) -> Result<Slice<Sold>, Error> {
    let (since, until) = span(days);
    let statement = include_str!("cohort_rows.sql").replace("{first_service}", FIRST_SERVICE);
    let rows: Vec<SoldRow> = diesel::sql_query(statement)
        .bind::<SqlUuid, _>(store)
        .bind::<Timestamptz, _>(since)
        .bind::<Timestamptz, _>(until)
        .bind::<Integer, _>(age.and_then(|age| i32::try_from(age).ok()).unwrap_or_default())
        .bind::<Bool, _>(age.is_some())
        .bind::<Nullable<Timestamptz>, _>(after.map(|after| after.at))
        .bind::<Nullable<SqlUuid>, _>(after.map(|after| after.id))
        .bind::<BigInt, _>(i64::try_from(limit + 1).unwrap_or(i64::MAX))
        .load(conn)?;
    let sold = rows
        .into_iter()
        .map(|row| {
            Ok(Sold {
                name: vault.open(CUSTOMER_NAME, row.customer_id, &row.name)?,
                id: row.id,
                vehicle: VehicleId::from(row.vehicle_id),
                customer: CustomerId::from(row.customer_id),
                model: row.model,
                at: row.handed_over_at,
                served_at: row.served_at,
            })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    Ok(Slice::cut(sold, limit, |row: &Sold| {
        After { at: row.at, id: row.id }.to_string()
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_of_the_statements_is_filled_in() {
        for text in [
            with_calls(include_str!("attention.sql"), "$2"),
            with_calls(include_str!("today.sql"), "$2"),
            funnel_statement(),
            cohort_statement(),
        ] {
            assert!(!text.contains('{'), "{text}");
        }
    }

    #[test]
    fn every_concern_is_looked_for() {
        let text = include_str!("attention.sql");
        for concern in Concern::ALL {
            assert!(
                text.contains(&format!("'{}' = ANY ($6)", concern.code())),
                "{concern:?}"
            );
        }
    }
}
