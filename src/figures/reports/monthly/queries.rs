//! Reads of the report: what other parts count is asked of them.

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Int4, Text, Timestamptz, Uuid as SqlUuid};

use super::model::{Report, SurveyLine};
use crate::complaints::analysis::queries as complaints;
use crate::figures::measures::model::Back;
use crate::figures::measures::queries as measures;
use crate::figures::reports::asking::{self, Reader};
use crate::figures::reports::awards::queries as awards;
use crate::figures::reports::board::{RANKED, standings};
use crate::figures::reports::month::Month;
use crate::figures::rules::{Figure, Grain, Period};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::vault::Vault;
use crate::sales::overview;
use crate::surveys::report::rules::Tally;
use crate::values::ids::{QuestionnaireVersionId, StoreId, SurveyId};

/// The points of a trend.
const MONTHS: usize = 12;

/// What is asked for: whose report, and of which days.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    pub reader: Reader,
    pub month: Month,
    pub period: Period,
    /// Whether the funnel of sales is meant for whoever reads it.
    pub with_funnel: bool,
}

/// Everything on the page.
pub fn report(conn: &mut PgConnection, vault: &Vault, wanted: Wanted, now: DateTime<Utc>) -> Result<Report, Error> {
    let (store, period) = (wanted.reader.store, wanted.period);
    let asked = asking::ask(conn, wanted.reader, period, now)?;
    let back = Back {
        grain: Grain::Month,
        points: MONTHS,
    };
    let people = measures::by_people(conn, &asked, RANKED)?;
    let funnel = if wanted.with_funnel {
        let filter = overview::model::Filter {
            first: period.from,
            last: period.to,
            owner: None,
        };
        Some(overview::queries::figures(conn, vault, store, filter, now)?.totals)
    } else {
        None
    };
    let complained = complaints::Filter {
        first: period.from,
        last: period.to,
        category: None,
        severity: None,
        side: None,
    };
    let (measured, trends) = measures::overview(conn, &asked, Figure::SHOWN, back)?;
    Ok(Report {
        month: wanted.month,
        measures: measured,
        trends,
        boards: people
            .iter()
            .map(|(figure, people)| (*figure, standings(people)))
            .collect(),
        funnel,
        complaints: complaints::figures(conn, vault, store, &complained, now)?,
        surveys: surveys(conn, store, period)?,
        awards: awards::of_month(conn, store, wanted.month)?,
        names: asked.people.iter().map(|one| (one.id, one.name.clone())).collect(),
        asked,
    })
}

#[derive(QueryableByName)]
struct SurveyRow {
    #[diesel(sql_type = SqlUuid)]
    survey: SurveyId,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = SqlUuid)]
    version: QuestionnaireVersionId,
    #[diesel(sql_type = Int4)]
    number: i32,
    #[diesel(sql_type = BigInt)]
    n: i64,
    #[diesel(sql_type = Array<BigInt>)]
    overall: Vec<i64>,
    #[diesel(sql_type = Array<BigInt>)]
    nps: Vec<i64>,
}

/// How often each score was given, of whatever column.
fn scores(column: &str) -> String {
    let counts: Vec<String> = (0..=10)
        .map(|score| format!("count(*) FILTER (WHERE r.{column} = {score})"))
        .collect();
    format!("ARRAY[{}]", counts.join(", "))
}

/// Every survey that was answered in these days, version by version: versions are never mixed silently.
pub fn surveys(conn: &mut PgConnection, store: StoreId, period: Period) -> Result<Vec<SurveyLine>, Error> {
    let rows: Vec<SurveyRow> = diesel::sql_query(format!(
        "SELECT s.id AS survey, s.name, v.id AS version, v.number, a.n, a.overall, a.nps \
         FROM surveys s JOIN questionnaire_versions v ON v.questionnaire_id = s.questionnaire_id \
         CROSS JOIN LATERAL (SELECT count(*) AS n, {} AS overall, {} AS nps FROM survey_responses r \
             WHERE r.survey_id = s.id AND r.version_id = v.id AND r.submitted_at >= $2 AND r.submitted_at < $3) a \
         WHERE s.store_id = $1 AND a.n > 0 ORDER BY a.n DESC, s.name, v.number DESC",
        scores("overall"),
        scores("nps")
    ))
    .bind::<SqlUuid, _>(store)
    .bind::<Timestamptz, _>(times::start_of(period.from))
    .bind::<Timestamptz, _>(times::start_of(period.to.succ_opt().unwrap_or(period.to)))
    .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|row| SurveyLine {
            survey: row.survey,
            name: row.name,
            version: row.version,
            number: row.number,
            n: row.n,
            overall: Tally::new(&row.overall),
            nps: Tally::new(&row.nps),
        })
        .collect())
}
