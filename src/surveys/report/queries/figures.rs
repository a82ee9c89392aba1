//! What was counted: rows that are kept, and what is counted from the answers themselves.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Date, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;

use super::packs::Pack;
use super::recount::{SUMS, WHOLE, condition, counted, groups_now};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::surveys::report::model::{Catalogue, Family, Figures, Filter, Group, Heads, Narrow, Span};
use crate::surveys::report::rules::{Days, Dimension, Pairs, Reads, Tally};
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
    #[diesel(sql_type = Nullable<Array<Text>>)]
    groups: Option<Vec<String>>,
    #[diesel(sql_type = Nullable<Array<SqlUuid>>)]
    questions: Option<Vec<Uuid>>,
    #[diesel(sql_type = Nullable<Array<Text>>)]
    choices: Option<Vec<String>>,
    #[diesel(sql_type = Nullable<Binary>)]
    units: Option<Vec<u8>>,
}

impl Row {
    /// The packed day that stands here instead of a figure, if one does.
    fn pack(&mut self) -> Option<Pack> {
        Some(Pack {
            family: self.family,
            month: self.month?,
            groups: self.groups.take()?,
            questions: self.questions.take()?,
            choices: self.choices.take()?,
            units: self.units.take()?,
        })
    }
}

/// What is read instead of the answers themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kept {
    /// Rows by group.
    Rows,
    /// Days, answer by answer.
    Packs,
    Nothing,
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
/// Without a filter and with a single one they come from the rows that are kept; what several filters leave is counted from
/// packed days. Days that don't stand are counted from the answers themselves.
pub fn figures(
    conn: &mut PgConnection,
    store: StoreId,
    filter: &Filter,
    catalogue: &Catalogue,
) -> Result<Figures, Error> {
    let several = filter.narrow.only().is_none() && !filter.narrow.is_empty();
    let reads = |open: &[NaiveDate], months: &[NaiveDate]| filter.days.reads(open, if several { &[] } else { months });
    let answers = reads(&catalogue.open.answers, &catalogue.months.answers);
    let asked = reads(&catalogue.open.asked, &catalogue.months.asked);
    let kept = if several { Kept::Packs } else { Kept::Rows };
    count(conn, store, filter, kept, &answers, &asked)
}

/// The same figures, all of them counted from the answers themselves.
pub fn recounted(conn: &mut PgConnection, store: StoreId, filter: &Filter) -> Result<Figures, Error> {
    let all = Reads {
        now: vec![filter.days],
        ..Reads::default()
    };
    count(conn, store, filter, Kept::Nothing, &all, &all)
}

fn count(
    conn: &mut PgConnection,
    store: StoreId,
    filter: &Filter,
    kept: Kept,
    answers: &Reads,
    asked: &Reads,
) -> Result<Figures, Error> {
    let whose = |dimension| filter.narrow.value(dimension).map(str::to_owned);
    let (dimension, value) = filter
        .narrow
        .only()
        .map_or(("", ""), |(one, value)| (one.code(), value));
    // Within a group, other groups are only kept month by month.
    let mut groups = answers.now.clone();
    if kept == Kept::Rows && !filter.narrow.is_empty() {
        groups.extend(answers.days.iter().map(|day| Days {
            first: *day,
            last: *day,
        }));
    }
    let (now, asked_now, groups) = (
        Stretches::of(&answers.now),
        Stretches::of(&asked.now),
        Stretches::of(&groups),
    );
    // Planned anew each time: a month wants other ways through the tables than a year.
    let rows: Vec<Row> = diesel::sql_query(statement(&filter.narrow, kept))
        .bind::<Array<Timestamptz>, _>(now.since)
        .bind::<Array<Timestamptz>, _>(now.until)
        .bind::<Array<Timestamptz>, _>(asked_now.since)
        .bind::<Array<Timestamptz>, _>(asked_now.until)
        .bind::<SqlUuid, _>(store)
        .bind::<SqlUuid, _>(filter.survey)
        .bind::<Array<SqlUuid>, _>(filter.versions.clone())
        .bind::<Text, _>(dimension)
        .bind::<Text, _>(value)
        .bind::<Array<Date>, _>(answers.days.clone())
        .bind::<Array<Date>, _>(answers.months.clone())
        .bind::<Array<Date>, _>(asked.days.clone())
        .bind::<Array<Date>, _>(asked.months.clone())
        .bind::<Nullable<Text>, _>(whose(Dimension::Advisor))
        .bind::<Nullable<Text>, _>(whose(Dimension::Technician))
        .bind::<Nullable<Text>, _>(whose(Dimension::Model))
        .bind::<Nullable<Text>, _>(whose(Dimension::Tier))
        .bind::<Nullable<Text>, _>(whose(Dimension::Way))
        .bind::<Array<Timestamptz>, _>(groups.since)
        .bind::<Array<Timestamptz>, _>(groups.until)
        .load(conn)?;
    let mut figures = Figures::default();
    for mut row in rows {
        match row.pack() {
            Some(pack) => pack.count(&filter.narrow, &mut figures)?,
            None => add(&mut figures, row),
        }
    }
    tidy(&mut figures, &filter.narrow);
    Ok(figures)
}

/// What is narrowed to has no groups, and how many were asked is known of each group only where nothing narrows.
fn tidy(figures: &mut Figures, narrow: &Narrow) {
    figures.groups.retain(|(dimension, _), group| {
        if !narrow.is_empty() {
            (group.sent, group.answered) = (0, 0);
        }
        narrow.value(*dimension).is_none() && *group != Group::default()
    });
}

fn statement(narrow: &Narrow, kept: Kept) -> String {
    let of = |row| condition(row, narrow, 6, 7, 14);
    include_str!("../report.sql")
        .replace("{recount}", &counted(false, &of("r"), &of("i")))
        .replace(
            "{kept}",
            &if kept == Kept::Rows {
                kept_rows(narrow)
            } else {
                String::new()
            },
        )
        .replace("{packs}", &if kept == Kept::Packs { packs() } else { String::new() })
        .replace("{groups_now}", &groups_now(&of("r"), &of("i")))
        .replace("{sums}", SUMS)
        .replace("{whole}", WHOLE)
}

/// The packed days.
fn packs() -> String {
    let of = |(family, days): (Family, usize)| {
        format!(
            "UNION ALL SELECT family, '', '', date_trunc('month', day)::date, {WHOLE}, '', 0, ARRAY[]::bigint[], ARRAY[]::bigint[], \
             groups, questions, choices, units FROM survey_packs WHERE survey_id = $6 AND version_id = ANY ($7) \
             AND family = '{}' AND day = ANY (${days}) ",
            family.code()
        )
    };
    [(Family::Answers, 10), (Family::Asked, 12)].map(of).concat()
}

/// The rows that are kept, of all answers and of each group, or of one group and those within it.
fn kept_rows(narrow: &Narrow) -> String {
    let places = [
        (Family::Answers, Span::Day, 10),
        (Family::Answers, Span::Month, 11),
        (Family::Asked, Span::Day, 12),
        (Family::Asked, Span::Month, 13),
    ];
    let mut text = String::new();
    for (family, span, days) in places {
        let from = format!(
            "FROM survey_rollups WHERE survey_id = $6 AND version_id = ANY ($7) AND family = '{}' AND span = '{}' AND day = ANY (${days})",
            family.code(),
            span.code()
        );
        text += &format!(
            "SELECT family, '' AS dimension, '' AS value, day, question_id, choice, {SUMS} {from} \
             AND dimension = $8 AND value = $9 AND by_what = '' UNION ALL "
        );
        if narrow.is_empty() {
            text += &format!(
                "SELECT family, dimension, value, day, question_id, choice, {SUMS} {from} \
                 AND question_id = {WHOLE} AND by_what = '' AND dimension <> '' UNION ALL "
            );
        } else if (family, span) == (Family::Answers, Span::Month) {
            text += &format!(
                "SELECT family, by_what, by_value, day, question_id, choice, {SUMS} {from} \
                 AND dimension = $8 AND value = $9 AND by_what <> '' UNION ALL "
            );
        }
    }
    text
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
        (Family::Answers, None) => item(
            figures,
            row.question_id,
            &row.choice,
            row.n,
            &Tally::new(&row.scores),
            &pairs(&row.pairs),
        ),
        (Family::Asked, None) => reached(figures, row.question_id, &row.choice, row.n),
    }
}

/// Adds so many answers to a question, or so many times that something was chosen there.
pub(super) fn item(figures: &mut Figures, question: Uuid, choice: &str, n: i64, tally: &Tally, pairs: &Pairs) {
    let item = figures.items.entry(question).or_default();
    if choice.is_empty() {
        item.n += n;
        item.tally.add(tally);
        item.pairs.add(pairs);
    } else {
        *item.choices.entry(choice.to_owned()).or_default() += n;
    }
}

/// Adds so many who got so far.
pub(super) fn reached(figures: &mut Figures, question: Uuid, far: &str, n: i64) {
    let reached = &mut figures.reached;
    match far {
        "sent" => reached.sent += n,
        "opened" => reached.opened += n,
        "answered" => reached.answered += n,
        "refused" => reached.refused += n,
        "expired" => reached.expired += n,
        "begun" => reached.begun += n,
        "left" => *reached.left.entry(question).or_default() += n,
        "shown" => *reached.shown.entry(question).or_default() += n,
        _ => {}
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
        for (narrow, kept) in [
            (Narrow::default(), Kept::Rows),
            (some.clone(), Kept::Rows),
            (some.clone(), Kept::Packs),
            (some, Kept::Nothing),
        ] {
            let text = statement(&narrow, kept);
            assert!(!text.contains('{'), "{text}");
        }
    }
}
