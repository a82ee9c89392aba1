//! The figures of the overview, counted in the database: one statement for all of them.

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, Date, Double, Jsonb, Nullable, Timestamptz, Uuid as SqlUuid};
use serde::Deserialize;

use super::model::{Calls, Figures, Filter, Late, LateRow, OfSource, Reason, Rival, SealedLate, SideBySide, Totals};
use super::rules::Timetable;
use crate::customers::model::NAME as CUSTOMER_NAME;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::vault::{Label, Vault};
use crate::sales::leads::journey;
use crate::sales::leads::model::NAME as LEAD_NAME;
use crate::sales::leads::rules::{Called, Reached};
use crate::sales::opportunities;
use crate::sales::opportunities::queries::Cuts;
use crate::staff::hours;
use crate::values::ids::StoreId;

#[derive(Deserialize)]
struct Counted {
    totals: Totals,
    sources: Vec<OfSource>,
    in_hours: Calls,
    out_of_hours: Calls,
    uncalled: SealedLate,
    unsent: SealedLate,
    overdue: SealedLate,
    stalled: SealedLate,
    reasons: Vec<Reason>,
    rivals: Vec<Rival>,
    waiting: (u32, u32),
    consultants: SideBySide,
}

#[derive(QueryableByName)]
struct Answered {
    #[diesel(sql_type = Jsonb)]
    figures: serde_json::Value,
}

/// The statement, with the conditions that the lists narrow by; its text is the same each time.
fn statement() -> String {
    let mut text = include_str!("overview.sql")
        .replace("{lead_valid}", journey::VALID)
        .replace("{first_call}", journey::FIRST_CALL)
        .replace("{caller}", journey::CALLER);
    for far in Reached::ALL {
        text = text.replace(&format!("{{{}}}", far.code()), journey::reached(*far));
    }
    for how in Called::ALL {
        text = text.replace(&format!("{{{}}}", how.code()), journey::called(*how));
    }
    text.replace(journey::NOW, "$5")
}

/// Three round trips. Whoever sees the overview sees all of the store.
pub fn figures(
    conn: &mut PgConnection,
    vault: &Vault,
    store: StoreId,
    filter: Filter,
    now: DateTime<Utc>,
) -> Result<Figures, Error> {
    let cuts = Cuts::new(&opportunities::queries::limits(conn, store)?, now);
    let since = times::start_of(filter.first);
    let until = times::start_of(filter.last.succ_opt().unwrap_or(filter.last));
    let table = Timetable::new(&hours::calendar(conn, store)?.spans(since, now));
    // Planned anew each time: a month wants other ways through the tables than a year.
    let question = diesel::sql_query(statement())
        .bind::<SqlUuid, _>(store)
        .bind::<Timestamptz, _>(since)
        .bind::<Timestamptz, _>(until)
        .bind::<Nullable<SqlUuid>, _>(filter.owner)
        .bind::<Timestamptz, _>(now)
        .bind::<Timestamptz, _>(cuts.stalled)
        .bind::<Array<Timestamptz>, _>(table.opens)
        .bind::<Array<Double>, _>(table.lengths)
        .bind::<Array<Double>, _>(table.before)
        .bind::<Date, _>(filter.first)
        .bind::<Date, _>(filter.last);
    let answered: Answered = question.get_result(conn)?;
    let counted: Counted = serde_json::from_value(answered.figures).map_err(Error::internal)?;
    Ok(Figures {
        totals: counted.totals,
        sources: counted.sources,
        in_hours: counted.in_hours,
        out_of_hours: counted.out_of_hours,
        uncalled: opened(counted.uncalled, vault, LEAD_NAME)?,
        unsent: opened(counted.unsent, vault, LEAD_NAME)?,
        overdue: opened(counted.overdue, vault, CUSTOMER_NAME)?,
        stalled: opened(counted.stalled, vault, CUSTOMER_NAME)?,
        reasons: counted.reasons,
        rivals: counted.rivals,
        waiting: counted.waiting,
        consultants: counted.consultants,
    })
}

fn opened(late: SealedLate, vault: &Vault, label: Label) -> Result<Late, Error> {
    let rows = late.rows.into_iter().map(|row| {
        Ok(LateRow {
            name: vault.open(label, row.named, &row.name)?,
            id: row.id,
            model: row.model,
            owner: row.owner,
            at: row.at,
        })
    });
    Ok(Late {
        n: late.n,
        rows: rows.collect::<Result<_, Error>>()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_condition_is_filled_in() {
        let text = statement();
        let left: Vec<&str> = text
            .lines()
            .filter(|line| line.contains('{') && !line.contains("'{}'"))
            .collect();
        assert!(left.is_empty(), "{left:?}");
    }
}
