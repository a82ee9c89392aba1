//! How many cases there are and what their weights come to: from the days that were counted, and the others from the cases.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;

use crate::figures::measures::declared::declared;
use crate::figures::measures::model::{Count, NOBODY, WHOLE};
use crate::figures::rules::{Figure, Kind};
use crate::platform::error::Error;
use crate::values::ids::StoreId;

/// A state of so many takes long to count.
const MANY: i64 = 10_000;
/// So many of such are counted while a page waits; the others are told once the worker has counted them.
const AT_ONCE: usize = 5;

/// The days of a figure that are asked for; of a state the one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Want {
    pub figure: Figure,
    pub first: NaiveDate,
    pub last: NaiveDate,
}

/// Whose cases, and whether apart.
#[derive(Clone, Debug)]
pub enum Sum {
    Whole,
    /// Of these people together.
    Of(Vec<Uuid>),
    /// Of each person.
    Each,
}

/// By person, where each is asked for; otherwise as [`WHOLE`].
pub type Tally = BTreeMap<Uuid, Count>;

#[derive(QueryableByName)]
struct Kept {
    #[diesel(sql_type = Nullable<Integer>)]
    place: Option<i32>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    person: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    figure: Option<Figure>,
    #[diesel(sql_type = Nullable<Date>)]
    day: Option<NaiveDate>,
    #[diesel(sql_type = BigInt)]
    n: i64,
    #[diesel(sql_type = BigInt)]
    sum: i64,
}

#[derive(QueryableByName)]
struct Live {
    #[diesel(sql_type = Text)]
    figure: Figure,
    #[diesel(sql_type = Date)]
    day: NaiveDate,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    person: Option<Uuid>,
    #[diesel(sql_type = BigInt)]
    n: i64,
    #[diesel(sql_type = BigInt)]
    sum: i64,
}

/// What each of these comes to: two round trips, the second where some days have to be counted from the cases.
pub fn tallies(
    conn: &mut PgConnection,
    store: StoreId,
    now: DateTime<Utc>,
    wants: &[Want],
    sum: &Sum,
) -> Result<Vec<Tally>, Error> {
    let mut tallies = vec![Tally::new(); wants.len()];
    let mut open: BTreeMap<Figure, BTreeSet<NaiveDate>> = BTreeMap::new();
    let mut heavy: Vec<(NaiveDate, Figure)> = Vec::new();
    for row in kept(conn, store, wants, sum)? {
        if let (Some(figure), Some(day)) = (row.figure, row.day) {
            if row.n >= MANY {
                heavy.push((day, figure));
            } else {
                open.entry(figure).or_default().insert(day);
            }
        } else if let Some(tally) = row
            .place
            .and_then(|place| usize::try_from(place - 1).ok())
            .and_then(|place| tallies.get_mut(place))
        {
            add(tally, row.person.unwrap_or(WHOLE), row.n, row.sum);
        }
    }
    heavy.sort_unstable();
    for (day, figure) in heavy.into_iter().rev().take(AT_ONCE) {
        open.entry(figure).or_default().insert(day);
    }
    for row in live(conn, store, now, &open)? {
        let person = row.person.unwrap_or(NOBODY);
        let key = match sum {
            Sum::Whole => WHOLE,
            Sum::Of(people) if people.contains(&person) => WHOLE,
            Sum::Of(_) => continue,
            Sum::Each => person,
        };
        let asked = wants
            .iter()
            .zip(&mut tallies)
            .filter(|(want, _)| want.figure == row.figure && want.first <= row.day && row.day <= want.last);
        for (_, tally) in asked {
            add(tally, key, row.n, row.sum);
        }
    }
    Ok(tallies)
}

fn add(tally: &mut Tally, key: Uuid, n: i64, sum: i64) {
    let count = tally.entry(key).or_default();
    count.n += n;
    count.sum += sum;
}

/// What was counted before, and which days were not.
fn kept(conn: &mut PgConnection, store: StoreId, wants: &[Want], sum: &Sum) -> Result<Vec<Kept>, Error> {
    let (person, whose, people) = match sum {
        Sum::Whole => ("NULL::uuid", format!("k.person = '{WHOLE}'"), Vec::new()),
        Sum::Of(people) => ("NULL::uuid", "k.person = ANY($6)".to_owned(), people.clone()),
        Sum::Each => ("k.person", format!("k.person <> '{WHOLE}'"), Vec::new()),
    };
    let text = include_str!("tallies.sql")
        .replace("{person}", person)
        .replace("{whose}", &whose)
        .replace("{many}", &MANY.to_string());
    let list = |of: fn(&Want) -> NaiveDate| wants.iter().map(of).collect::<Vec<_>>();
    Ok(diesel::sql_query(text)
        .bind::<SqlUuid, _>(store)
        .bind::<Array<Text>, _>(wants.iter().map(|want| want.figure.code()).collect::<Vec<_>>())
        .bind::<Array<Bool>, _>(
            wants
                .iter()
                .map(|want| want.figure.kind() == Kind::State)
                .collect::<Vec<_>>(),
        )
        .bind::<Array<Date>, _>(list(|want| want.first))
        .bind::<Array<Date>, _>(list(|want| want.last))
        .bind::<Array<SqlUuid>, _>(people)
        .load(conn)?)
}

/// Days from the cases themselves.
fn live(
    conn: &mut PgConnection,
    store: StoreId,
    now: DateTime<Utc>,
    open: &BTreeMap<Figure, BTreeSet<NaiveDate>>,
) -> Result<Vec<Live>, Error> {
    let statements: Vec<String> = open.keys().filter_map(|figure| counted(*figure)).collect();
    if statements.is_empty() {
        return Ok(Vec::new());
    }
    let spans = Spans::of(open);
    Ok(diesel::sql_query(statements.join(" UNION ALL "))
        .bind::<SqlUuid, _>(store)
        .bind::<Timestamptz, _>(now)
        .bind::<Array<Text>, _>(spans.figures)
        .bind::<Array<Date>, _>(spans.first)
        .bind::<Array<Date>, _>(spans.last)
        .load(conn)?)
}

/// The statement that counts the cases of a figure by day and person in its spans (see
/// [`Declared::spans`](crate::figures::measures::declared::Declared::spans)).
pub fn counted(figure: Figure) -> Option<String> {
    let spans = declared(figure)?.spans();
    Some(format!(
        "SELECT '{}' AS figure, c.day, c.person, count(*) AS n, sum(c.weight)::bigint AS sum {spans} GROUP BY c.day, c.person",
        figure.code()
    ))
}

/// Days as spans: of a flow those that follow one another together, of a state each by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spans {
    pub figures: Vec<&'static str>,
    pub first: Vec<NaiveDate>,
    pub last: Vec<NaiveDate>,
}

impl Spans {
    pub fn of(open: &BTreeMap<Figure, BTreeSet<NaiveDate>>) -> Self {
        let mut spans = Self::default();
        for (figure, days) in open {
            let mut before: Option<NaiveDate> = None;
            for day in days {
                let follows = before.is_some_and(|before| before.succ_opt() == Some(*day));
                match spans.last.last_mut() {
                    Some(last) if follows && figure.kind() == Kind::Flow => *last = *day,
                    _ => {
                        spans.figures.push(figure.code());
                        spans.first.push(*day);
                        spans.last.push(*day);
                    }
                }
                before = Some(*day);
            }
        }
        spans
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_a_row_are_one_span_of_a_flow_and_many_of_a_state() {
        let days: BTreeSet<NaiveDate> = ["2026-11-01", "2026-11-02", "2026-11-04"]
            .iter()
            .map(|day| day.parse().unwrap())
            .collect();
        let open = BTreeMap::from([(Figure::Nps, days.clone()), (Figure::ReturnRate, days)]);
        let spans = Spans::of(&open);
        let of = |code: &str| {
            (0..spans.figures.len())
                .filter(|place| spans.figures[*place] == code)
                .map(|place| (spans.first[place].to_string(), spans.last[place].to_string()))
                .collect::<Vec<_>>()
        };
        let span = |from: &str, to: &str| (from.to_owned(), to.to_owned());
        assert_eq!(
            of("nps"),
            [span("2026-11-01", "2026-11-02"), span("2026-11-04", "2026-11-04")]
        );
        assert_eq!(of("return_rate").len(), 3);
    }
}
