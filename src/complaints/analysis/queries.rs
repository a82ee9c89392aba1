//! The figures of the analysis, counted in the database: one statement for all of them.

use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use serde::Deserialize;

use crate::complaints::queries::lateness;
use crate::complaints::rules::{Clock, Severity, Side};
use crate::customers::model::NAME;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::vault::{Pii, Sealed, Vault};
use crate::values::ids::{CustomerId, StoreId};

/// Which complaints are looked at: those received on these days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    pub first: NaiveDate,
    pub last: NaiveDate,
    pub category: Option<String>,
    pub severity: Option<Severity>,
    pub side: Option<Side>,
}

impl Filter {
    /// The first day of each of the twelve months that end with the last day.
    pub fn months(&self) -> Vec<NaiveDate> {
        let last = self.last.with_day(1).unwrap_or(self.last);
        (0..12)
            .rev()
            .filter_map(|back| last.checked_sub_months(Months::new(back)))
            .collect()
    }
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct Totals {
    pub total: u32,
    pub crisis: u32,
    pub reopened: u32,
    pub without_cause: u32,
    pub without_model: u32,
    pub without_person: u32,
    /// Late with contact, proposal or resolution.
    pub late: u32,
    /// In time with all three.
    pub punctual: u32,
}

/// How fast one clock was stopped; seconds.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct Speed {
    pub in_time: u32,
    /// Stopped too late, or still running too late.
    pub late: u32,
    pub done: u32,
    /// Half of them took no longer than the first, nine of ten no longer than the second.
    pub quantiles: Option<(f64, f64)>,
}

/// A group by code, with its name in both languages.
#[derive(Clone, Debug, Deserialize)]
pub struct Group {
    pub code: String,
    pub zh: String,
    pub en: String,
    pub n: u32,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct Again {
    pub customers: u32,
    pub complaints: u32,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Month {
    /// 1 for the first of [`Filter::months`].
    pub month: usize,
    pub severity: String,
    pub n: u32,
}

#[derive(Deserialize)]
struct SealedRepeater {
    id: CustomerId,
    name: String,
    n: u32,
}

/// A customer who complained more than once.
pub struct Repeater {
    pub id: CustomerId,
    pub name: Pii<String>,
    pub n: u32,
}

/// Everything that was counted.
pub struct Figures {
    pub totals: Totals,
    /// First contact, proposal, resolution.
    pub clocks: Vec<Speed>,
    pub categories: Vec<Group>,
    pub causes: Vec<Group>,
    pub models: Vec<Group>,
    pub people: Vec<Group>,
    pub again: Again,
    pub repeaters: Vec<Repeater>,
    pub months: Vec<Month>,
    /// Categories to choose from.
    pub terms: Vec<Group>,
}

#[derive(Deserialize)]
struct Counted {
    totals: Totals,
    clocks: Vec<Speed>,
    categories: Vec<Group>,
    causes: Vec<Group>,
    models: Vec<Group>,
    people: Vec<Group>,
    again: Again,
    repeaters: Vec<SealedRepeater>,
    months: Vec<Month>,
    terms: Vec<Group>,
}

#[derive(QueryableByName)]
struct Answered {
    #[diesel(sql_type = Jsonb)]
    figures: serde_json::Value,
}

/// One round trip. Whoever analyses complaints sees all of the store.
pub fn figures(
    conn: &mut PgConnection,
    vault: &Vault,
    store: StoreId,
    filter: &Filter,
    now: DateTime<Utc>,
) -> Result<Figures, Error> {
    let months = filter.months();
    let end = months.last().and_then(|last| last.checked_add_months(Months::new(1)));
    let bounds: Vec<DateTime<Utc>> = months.into_iter().chain(end).map(times::start_of).collect();
    let sql = include_str!("analysis.sql")
        .replace("{contact}", &lateness(Clock::Contact, "r", "$7"))
        .replace("{proposal}", &lateness(Clock::Proposal, "r", "$7"))
        .replace("{resolution}", &lateness(Clock::Resolution, "r", "$7"));
    let until = filter.last.succ_opt().unwrap_or(filter.last);
    let answered: Answered = diesel::sql_query(sql)
        .bind::<SqlUuid, _>(store)
        .bind::<Timestamptz, _>(times::start_of(filter.first))
        .bind::<Timestamptz, _>(times::start_of(until))
        .bind::<Nullable<Text>, _>(filter.category.as_deref())
        .bind::<Nullable<Text>, _>(filter.severity.map(Severity::code))
        .bind::<Nullable<Text>, _>(filter.side.map(Side::code))
        .bind::<Timestamptz, _>(now)
        .bind::<Array<Timestamptz>, _>(bounds)
        .get_result(conn)?;
    let counted: Counted = serde_json::from_value(answered.figures).map_err(Error::internal)?;
    let repeaters = counted
        .repeaters
        .into_iter()
        .map(|one| {
            let sealed = Sealed::from_bytes(hex::decode(&one.name).map_err(Error::internal)?);
            Ok(Repeater {
                name: vault.open(NAME, one.id.uuid(), &sealed)?,
                id: one.id,
                n: one.n,
            })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    Ok(Figures {
        totals: counted.totals,
        clocks: counted.clocks,
        categories: counted.categories,
        causes: counted.causes,
        models: counted.models,
        people: counted.people,
        again: counted.again,
        repeaters,
        months: counted.months,
        terms: counted.terms,
    })
}
