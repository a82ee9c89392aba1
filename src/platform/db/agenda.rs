//! A list that several rooms make up together, asked for in one statement: each room says which rows are in it and how one
//! of them is shown, a desk puts the rooms together.

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::sql_types::{Array, BigInt, Bool, Json, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid};
use serde_json::Value;
use uuid::Uuid;

use super::kept::kept;
use super::page::After;
use crate::access::Actor;
use crate::platform::error::Error;
use crate::platform::i18n::times;

/// How many rows of a branch are looked at: more than anybody does in two days. Beyond them a count is "at least".
pub const MOST: usize = 500;

/// One kind of row, as its room asks for it.
///
/// In both texts `$1` is the store, `$2` the person, `$3` now, `$4` the end of today, `$5` the end of tomorrow, `$6` the
/// codes of the person's roles, `$7` the beginning of today.
#[derive(Clone, Debug)]
pub struct Branch {
    /// Tells these rows from others, and how they are shown: `task`.
    pub kind: &'static str,
    /// A SELECT of `id`, `due` (null: some time today) and `since`, with its order and without a limit.
    pub rows: String,
    /// A JSON object made from `shown.id`; read for the rows that are shown and for no other.
    pub card: &'static str,
}

impl Branch {
    pub fn new(kind: &'static str, rows: impl Into<String>, card: &'static str) -> Self {
        Self {
            kind,
            rows: rows.into(),
            card,
        }
    }
}

/// Where in the list a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Late,
    /// Due within the hour.
    Hour,
    Today,
    /// Only counted.
    Tomorrow,
    /// What was done, the last first.
    Done,
    /// Where the person is to be, by time.
    Schedule,
    /// What they are only told, the last first.
    Told,
}

impl Part {
    const ALL: [Self; 7] = [
        Self::Late,
        Self::Hour,
        Self::Today,
        Self::Tomorrow,
        Self::Done,
        Self::Schedule,
        Self::Told,
    ];
    /// What is to be done today.
    pub const OPEN: [Self; 3] = [Self::Late, Self::Hour, Self::Today];

    fn of(code: i16) -> Option<Self> {
        Self::ALL.get(usize::try_from(code).ok()?).copied()
    }
}

/// Which section of the list a branch feeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Late, within the hour, today or tomorrow: by when it is due.
    Work,
    Done,
    Schedule,
    Told,
}

impl Section {
    /// SQL: the part of a row `b`.
    fn part(self) -> &'static str {
        match self {
            Self::Work => {
                "CASE WHEN b.due < $3 THEN 0 WHEN b.due < $3 + interval '1 hour' THEN 1 \
                 WHEN b.due IS NULL OR b.due < $4 THEN 2 ELSE 3 END"
            }
            Self::Done => "4",
            Self::Schedule => "5",
            Self::Told => "6",
        }
    }
}

/// A row of the list.
#[derive(Clone, Debug)]
pub struct Entry {
    pub kind: String,
    pub id: Uuid,
    pub due: Option<DateTime<Utc>>,
    pub since: DateTime<Utc>,
    pub part: Part,
    pub card: Value,
    /// Its place among all that is to be done today.
    pub place: After,
}

/// The list, each part cut to what was asked for.
#[derive(Clone, Debug, Default)]
pub struct Agenda {
    pub entries: Vec<Entry>,
    counts: [i64; 7],
    /// A branch has more rows than were looked at: counts are "at least".
    pub more: bool,
}

impl Agenda {
    /// How many rows there are of a part, shown or not.
    pub fn count(&self, part: Part) -> i64 {
        self.counts.get(part as usize).copied().unwrap_or_default()
    }

    /// How much is to be done today.
    pub fn open(&self) -> i64 {
        Part::OPEN.iter().map(|part| self.count(*part)).sum()
    }

    pub fn of(&self, part: Part) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.part == part)
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    due: Option<DateTime<Utc>>,
    #[diesel(sql_type = Timestamptz)]
    since: DateTime<Utc>,
    #[diesel(sql_type = SmallInt)]
    part: i16,
    #[diesel(sql_type = BigInt)]
    of_part: i64,
    #[diesel(sql_type = Bool)]
    more: bool,
    #[diesel(sql_type = Nullable<Json>)]
    card: Option<Value>,
}

#[derive(QueryableByName)]
struct CountRow {
    #[diesel(sql_type = BigInt)]
    late: i64,
    #[diesel(sql_type = BigInt)]
    open: i64,
}

/// The list of these branches: `shown` rows of each part, of the work only what stands behind `after`. One round trip.
pub fn read(
    conn: &mut PgConnection,
    actor: &Actor,
    now: DateTime<Utc>,
    branches: &[(Section, Branch)],
    shown: usize,
    after: Option<After>,
) -> Result<Agenda, Error> {
    if branches.is_empty() {
        return Ok(Agenda::default());
    }
    let question = bound(statement(branches, shown, after.is_some()), actor, now);
    let rows: Vec<Row> = match after {
        Some(After { at, id }) => kept(question.bind::<Timestamptz, _>(at).bind::<SqlUuid, _>(id)).load(conn)?,
        None => kept(question).load(conn)?,
    };
    let evening = times::end_of_day(now);
    let mut agenda = Agenda::default();
    for row in rows {
        let Some(part) = Part::of(row.part) else { continue };
        if let Some(count) = agenda.counts.get_mut(part as usize) {
            *count = row.of_part;
        }
        agenda.more |= row.more;
        if let Some(card) = row.card {
            agenda.entries.push(Entry {
                place: After {
                    at: row.due.unwrap_or(evening),
                    id: row.id,
                },
                kind: row.kind,
                id: row.id,
                due: row.due,
                since: row.since,
                part,
                card,
            });
        }
    }
    Ok(agenda)
}

/// (late, all that is to be done today) of these branches. One round trip.
pub fn count(
    conn: &mut PgConnection,
    actor: &Actor,
    now: DateTime<Utc>,
    branches: &[(Section, Branch)],
) -> Result<(i64, i64), Error> {
    if branches.is_empty() {
        return Ok((0, 0));
    }
    let text = format!(
        "SELECT count(*) FILTER (WHERE f.part = 0) AS late, count(*) FILTER (WHERE f.part < 3) AS open FROM ({}) AS f",
        found(branches)
    );
    let row: CountRow = kept(bound(steady(text), actor, now)).get_result(conn)?;
    Ok((row.late, row.open))
}

/// The seven values that every text may name.
type Bound = BoxedSqlQuery<'static, diesel::pg::Pg, SqlQuery>;

fn bound(text: String, actor: &Actor, now: DateTime<Utc>) -> Bound {
    let evening = times::end_of_day(now);
    let roles: Vec<String> = actor.role_codes().into_iter().map(str::to_owned).collect();
    diesel::sql_query(text)
        .into_boxed()
        .bind::<SqlUuid, _>(actor.store)
        .bind::<SqlUuid, _>(actor.id)
        .bind::<Timestamptz, _>(now)
        .bind::<Timestamptz, _>(evening)
        .bind::<Timestamptz, _>(times::end_of_day(evening))
        .bind::<Array<Text>, _>(roles)
        .bind::<Timestamptz, _>(times::start_of(times::day_of(now)))
}

/// All rows, each branch by its own index and cut.
fn found(branches: &[(Section, Branch)]) -> String {
    let selects: Vec<String> = branches
        .iter()
        .enumerate()
        .map(|(number, (section, branch))| {
            format!(
                "SELECT {number}::smallint AS branch, '{}'::text AS kind, b.id, b.due, b.since, \
                 ({})::smallint AS part FROM ({} LIMIT {}) AS b",
                branch.kind,
                section.part(),
                branch.rows,
                MOST + 1
            )
        })
        .collect();
    selects.join(" UNION ALL ")
}

fn statement(branches: &[(Section, Branch)], shown: usize, after: bool) -> String {
    let mut cards: Vec<(&str, &str)> = Vec::new();
    for (_, branch) in branches {
        if !cards.iter().any(|(kind, _)| *kind == branch.kind) {
            cards.push((branch.kind, branch.card));
        }
    }
    let cards: String = cards
        .iter()
        .map(|(kind, card)| format!(" WHEN '{kind}' THEN ({card})"))
        .collect();
    let behind = if after {
        "WHERE f.part > 2 OR (coalesce(f.due, $4), f.id) > ($8, $9)"
    } else {
        ""
    };
    // Of tomorrow one row tells the count.
    steady(format!(
        "WITH found AS ({}), placed AS (SELECT f.*, count(*) OVER (PARTITION BY f.part) AS of_part, \
         row_number() OVER (PARTITION BY f.part ORDER BY CASE WHEN f.part IN (4, 6) THEN f.due END DESC NULLS LAST, \
         f.due NULLS LAST, f.id) AS place FROM found AS f {behind}) \
         SELECT shown.kind, shown.id, shown.due, shown.since, shown.part, shown.of_part, \
         coalesce((SELECT max(n) > {MOST} FROM (SELECT count(*) AS n FROM found GROUP BY branch) AS sizes), FALSE) AS more, \
         CASE WHEN shown.part = 3 THEN NULL ELSE CASE shown.kind{cards} END END AS card \
         FROM placed AS shown WHERE shown.place <= CASE WHEN shown.part = 3 THEN 1 ELSE {shown} END \
         ORDER BY shown.part, shown.place",
        found(branches)
    ))
}

/// Each value as a sub-select: a plan that is made for these values would seem better than the one that is kept, each time
/// anew, and to make it takes longer than to read the list.
fn steady(mut text: String) -> String {
    for (name, kind) in [
        ("$1", "uuid"),
        ("$2", "uuid"),
        ("$3", "timestamptz"),
        ("$4", "timestamptz"),
        ("$5", "timestamptz"),
        ("$6", "text[]"),
        ("$7", "timestamptz"),
        ("$8", "timestamptz"),
        ("$9", "uuid"),
    ] {
        text = text.replace(name, &format!("(SELECT {name}::{kind})::{kind}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn branch(kind: &'static str) -> Branch {
        Branch::new(kind, "SELECT t.id, t.due, t.since FROM t WHERE t.of = $2", "SELECT 1")
    }

    #[test]
    fn a_kind_that_two_branches_bring_is_shown_one_way() {
        let text = statement(
            &[(Section::Work, branch("task")), (Section::Done, branch("task"))],
            30,
            false,
        );
        assert_eq!(text.matches("WHEN 'task' THEN").count(), 1);
        assert_eq!(text.matches("UNION ALL").count(), 1);
        assert!(!text.contains("$8"), "nothing is asked for behind a place");
    }

    #[test]
    fn no_value_stands_in_the_statement_as_itself() {
        let text = statement(&[(Section::Work, branch("task"))], 30, true);
        for (at, _) in text.match_indices('$') {
            assert!(text[..at].ends_with("(SELECT "), "{}", &text[at..]);
        }
    }

    #[test]
    fn every_part_has_its_number() {
        for (number, part) in Part::ALL.into_iter().enumerate() {
            assert_eq!(part as usize, number);
            assert_eq!(Part::of(i16::try_from(number).unwrap()), Some(part));
        }
        assert_eq!(Part::of(7), None);
    }
}
