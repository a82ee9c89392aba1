//! Pages by key: a list is read from where the last page ended, never by counting rows.

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::{RunQueryDsl, query_builder::AsQuery};
use uuid::Uuid;

/// How many rows a page shows unless it says otherwise.
pub const PAGE: usize = 40;

/// The place in a list ordered by (instant, id), both descending: where the next page starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct After {
    pub at: DateTime<Utc>,
    pub id: Uuid,
}

impl After {
    /// Reads the `after` of a query string; anything else means the first page.
    pub fn parse(text: &str) -> Option<Self> {
        let (at, id) = text.split_once('_')?;
        Some(Self {
            at: DateTime::from_timestamp_micros(at.parse().ok()?)?,
            id: Uuid::parse_str(id).ok()?,
        })
    }
}

impl std::fmt::Display for After {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}_{}", self.at.timestamp_micros(), self.id.simple())
    }
}

/// Where a page of a list begins or ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    #[default]
    Start,
    /// The rows behind this key.
    After(After),
    /// The rows before this key: the way back.
    Before(After),
}

impl Place {
    /// Reads `after` and `before` of a query string; anything else means the first page.
    pub fn parse(after: &str, before: &str) -> Self {
        After::parse(after)
            .map(Place::After)
            .or_else(|| After::parse(before).map(Place::Before))
            .unwrap_or_default()
    }
}

/// A query with its LIMIT written out. With a placeholder there, PostgreSQL expects a tenth of all rows and plans the
/// query anew each time; so it keeps the plan, which matters where many tables are joined.
pub struct AtMost<Q> {
    query: Q,
    rows: usize,
}

/// The first `rows` rows of a query that has no LIMIT of its own.
pub fn at_most<Q: AsQuery>(rows: usize, query: Q) -> AtMost<Q::Query> {
    AtMost {
        query: query.as_query(),
        rows,
    }
}

impl<Q: Query> Query for AtMost<Q> {
    type SqlType = Q::SqlType;
}

impl<Q> RunQueryDsl<PgConnection> for AtMost<Q> {}

impl<Q> QueryId for AtMost<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for AtMost<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.query.walk_ast(out.reborrow())?;
        out.push_sql(" LIMIT ");
        out.push_sql(&self.rows.to_string());
        Ok(())
    }
}

/// Several queries of one shape in one question, each with its own order and its own LIMIT; at least one.
pub struct Each<Q>(Vec<AtMost<Q>>);

/// What each of these brings, one after the other.
pub fn each<Q>(queries: Vec<AtMost<Q>>) -> Each<Q> {
    Each(queries)
}

impl<Q: Query> Query for Each<Q> {
    type SqlType = Q::SqlType;
}

impl<Q> RunQueryDsl<PgConnection> for Each<Q> {}

impl<Q> QueryId for Each<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for Each<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        for (number, query) in self.0.iter().enumerate() {
            out.push_sql(if number == 0 { "(" } else { " UNION ALL (" });
            query.walk_ast(out.reborrow())?;
            out.push_sql(")");
        }
        Ok(())
    }
}

/// One page of rows and the keys of both neighbours.
#[derive(Clone, Debug)]
pub struct Spread<T> {
    pub rows: Vec<T>,
    pub previous: Option<String>,
    pub next: Option<String>,
}

impl<T> Spread<T> {
    /// Cuts what a query with `limit + 1` brought from `place` (backwards from a [`Place::Before`]).
    pub fn cut(mut rows: Vec<T>, limit: usize, place: Place, key: impl Fn(&T) -> String) -> Self {
        let more = rows.len() > limit;
        rows.truncate(limit);
        let backwards = matches!(place, Place::Before(_));
        if backwards {
            rows.reverse();
        }
        // Behind a page reached backwards there is always the one we came from.
        let has_previous = if backwards { more } else { place != Place::Start };
        let has_next = backwards || more;
        Self {
            previous: rows.first().filter(|_| has_previous).map(&key),
            next: rows.last().filter(|_| has_next).map(&key),
            rows,
        }
    }

    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Spread<U> {
        Spread {
            rows: self.rows.into_iter().map(change).collect(),
            previous: self.previous,
            next: self.next,
        }
    }
}

/// One page of rows and the key of the next.
#[derive(Clone, Debug)]
pub struct Slice<T> {
    pub rows: Vec<T>,
    pub next: Option<String>,
}

impl<T> Slice<T> {
    /// Cuts what a query with `limit + 1` brought: the row too many tells that there is a next page.
    pub fn cut(mut rows: Vec<T>, limit: usize, key: impl Fn(&T) -> String) -> Self {
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more { rows.last().map(key) } else { None };
        Self { rows, next }
    }

    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Slice<U> {
        Slice {
            rows: self.rows.into_iter().map(change).collect(),
            next: self.next,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(at: i64) -> After {
        After {
            at: DateTime::from_timestamp(at, 0).unwrap(),
            id: Uuid::nil(),
        }
    }

    #[test]
    fn a_key_reads_back_and_nonsense_is_the_first_page() {
        let after = key(1_764_000_000);
        assert_eq!(After::parse(&after.to_string()), Some(after));
        assert_eq!(Place::parse("", &after.to_string()), Place::Before(after));
        assert_eq!(Place::parse("x_y", "12"), Place::Start);
    }

    #[test]
    fn a_page_knows_its_neighbours() {
        let cut = |rows: &[i32], place| {
            let spread = Spread::cut(rows.to_vec(), 2, place, ToString::to_string);
            (spread.rows, spread.previous, spread.next)
        };
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(cut(&[5, 4, 3], Place::Start), (vec![5, 4], None, text("4")));
        assert_eq!(cut(&[3, 2], Place::After(key(4))), (vec![3, 2], text("3"), None));
        assert_eq!(cut(&[4, 5], Place::Before(key(3))), (vec![5, 4], None, text("4")));
        assert_eq!(
            cut(&[4, 5, 6], Place::Before(key(3))),
            (vec![5, 4], text("5"), text("4"))
        );
        assert_eq!(cut(&[], Place::After(key(4))), (vec![], None, None));
    }
}
