//! What was counted: rows that are kept, and what is counted from the answers themselves.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;

use super::recount::{TOGETHER, WHOLE, by_each, condition, counted, groups_now};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::surveys::report::model::{Family, Figures, Filter, Heads, Narrow, Open};
use crate::surveys::report::rules::{Days, Dimension, Pairs, Tally, ranges};
use crate::values::ids::StoreId;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    family: Family,
    #[diesel(sql_type = Text)]
    dimension: String,
    #[diesel(sql_type = Text)]
    value: String,
    #[diesel(sql_type = Nullable<Date>)]
    month: Option<NaiveDate>,
    #[diesel(sql_type = SqlUuid)]
    question_id: Uuid,
    #[diesel(sql_type = Text)]
    choice: String,
    #[diesel(sql_type = BigInt)]
    n: i64,
    #[diesel(sql_type = Array<BigInt>)]
    scores: Vec<i64>,
    #[diesel(sql_type = Array<BigInt>)]
    pairs: Vec<i64>,
}

/// Stretches of time: their beginnings and their ends.
#[derive(Clone, Debug, Default)]
pub(in crate::surveys::report) struct Stretches {
    pub since: Vec<DateTime<Utc>>,
    pub until: Vec<DateTime<Utc>>,
}

impl Stretches {
    pub fn of(days: &[Days]) -> Self {
        Self {
            since: days.iter().map(|days| times::start_of(days.first)).collect(),
            until: days.iter().map(|days| end(*days)).collect(),
        }
    }
}

fn end(days: Days) -> DateTime<Utc> {
    times::start_of(days.last.succ_opt().unwrap_or(days.last))
}

/// The figures of these answers: one round trip.
///
/// Without a filter and with a single one they come from the rows that are kept, but for the days in `open`; what several
/// filters leave is counted from the answers themselves.
pub fn figures(conn: &mut PgConnection, store: StoreId, filter: &Filter, open: &Open) -> Result<Figures, Error> {
    let kept = match filter.narrow.only() {
        Some((dimension, value)) => Some((dimension.code(), value)),
        None => filter.narrow.is_empty().then_some(("", "")),
    };
    let (answers, asked) = match kept {
        Some(_) => (ranges(&open.answers), ranges(&open.asked)),
        None => (vec![filter.days], vec![filter.days]),
    };
    count(conn, store, filter, kept, open, (&answers, &asked))
}

/// The same figures, all of them counted from the answers themselves.
pub fn recounted(conn: &mut PgConnection, store: StoreId, filter: &Filter) -> Result<Figures, Error> {
    let all = [filter.days];
    count(conn, store, filter, None, &Open::default(), (&all, &all))
}

fn count(
    conn: &mut PgConnection,
    store: StoreId,
    filter: &Filter,
    kept: Option<(&str, &str)>,
    open: &Open,
    (answers, asked): (&[Days], &[Days]),
) -> Result<Figures, Error> {
    let (answers, asked) = (Stretches::of(answers), Stretches::of(asked));
    let whose = |dimension| filter.narrow.value(dimension).map(str::to_owned);
    let (dimension, value) = kept.unzip();
    // Planned anew each time: a month wants other ways through the tables than a year.
    let rows: Vec<Row> = diesel::sql_query(statement(&filter.narrow))
        .bind::<Array<Timestamptz>, _>(answers.since)
        .bind::<Array<Timestamptz>, _>(answers.until)
        .bind::<Array<Timestamptz>, _>(asked.since)
        .bind::<Array<Timestamptz>, _>(asked.until)
        .bind::<SqlUuid, _>(store)
        .bind::<SqlUuid, _>(filter.survey)
        .bind::<Array<SqlUuid>, _>(filter.versions.clone())
        .bind::<Date, _>(filter.days.first)
        .bind::<Date, _>(filter.days.last)
        .bind::<Nullable<Text>, _>(dimension)
        .bind::<Nullable<Text>, _>(value)
        .bind::<Array<Date>, _>(open.answers.clone())
        .bind::<Array<Date>, _>(open.asked.clone())
        .bind::<Nullable<Text>, _>(whose(Dimension::Advisor))
        .bind::<Nullable<Text>, _>(whose(Dimension::Technician))
        .bind::<Nullable<Text>, _>(whose(Dimension::Model))
        .bind::<Nullable<Text>, _>(whose(Dimension::Tier))
        .bind::<Nullable<Text>, _>(whose(Dimension::Way))
        .bind::<Timestamptz, _>(times::start_of(filter.days.first))
        .bind::<Timestamptz, _>(end(filter.days))
        .load(conn)?;
    let mut figures = Figures::default();
    for row in rows {
        add(&mut figures, row);
    }
    Ok(figures)
}

/// The statement; narrowed, the groups within what is left are counted from the answers.
fn statement(narrow: &Narrow) -> String {
    let of = |row| condition(row, 6, 7, 14);
    let (groups, groups_now) = if narrow.is_empty() {
        (by_each(), String::new())
    } else {
        (TOGETHER.to_owned(), groups_now(&of("r")))
    };
    include_str!("../report.sql")
        .replace("{recount}", &counted(&groups, &of("r"), &of("i")))
        .replace("{groups_now}", &groups_now)
        .replace("{whole}", WHOLE)
}

fn add(figures: &mut Figures, row: Row) {
    match (row.family, Dimension::parse(&row.dimension)) {
        (Family::Answers, Some(dimension)) => {
            let group = figures.groups.entry((dimension, row.value)).or_default();
            as_a_whole(&mut group.heads, &row.choice, row.n, &row.scores);
        }
        (Family::Asked, Some(dimension)) => {
            let group = figures.groups.entry((dimension, row.value)).or_default();
            match row.choice.as_str() {
                "sent" => group.sent += row.n,
                "answered" => group.answered += row.n,
                _ => {}
            }
        }
        (Family::Answers, None) if row.question_id.is_nil() => {
            as_a_whole(&mut figures.heads, &row.choice, row.n, &row.scores);
            if let Some(month) = row.month {
                as_a_whole(
                    figures.months.entry(month).or_default(),
                    &row.choice,
                    row.n,
                    &row.scores,
                );
            }
        }
        (Family::Answers, None) => {
            let item = figures.items.entry(row.question_id).or_default();
            if row.choice.is_empty() {
                item.n += row.n;
                item.tally.add(&Tally::new(&row.scores));
                item.pairs.add(&pairs(&row.pairs));
            } else {
                *item.choices.entry(row.choice).or_default() += row.n;
            }
        }
        (Family::Asked, None) => {
            let reached = &mut figures.reached;
            match row.choice.as_str() {
                "sent" => reached.sent += row.n,
                "opened" => reached.opened += row.n,
                "answered" => reached.answered += row.n,
                "refused" => reached.refused += row.n,
                "expired" => reached.expired += row.n,
                "begun" => reached.begun += row.n,
                "left" => *reached.left.entry(row.question_id).or_default() += row.n,
                _ => {}
            }
        }
    }
}

fn as_a_whole(heads: &mut Heads, what: &str, n: i64, scores: &[i64]) {
    match what {
        "overall" => heads.overall.add(&Tally::new(scores)),
        "nps" => heads.nps.add(&Tally::new(scores)),
        _ => heads.n += n,
    }
}

fn pairs(sums: &[i64]) -> Pairs {
    match *sums {
        [n, x, xx, y, yy, xy] => Pairs { n, x, xx, y, yy, xy },
        _ => Pairs::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_of_the_statement_is_filled_in() {
        let some = Narrow::new([(Dimension::Tier, "gold".to_owned())]);
        for narrow in [Narrow::default(), some] {
            let text = statement(&narrow);
            assert!(!text.contains('{'), "{text}");
        }
    }
}
