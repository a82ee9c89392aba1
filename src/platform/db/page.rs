//! Pages by key: a list is read from where the last page ended, never by counting rows.

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// How many rows a page shows unless it says otherwise.
pub const PAGE: usize = 50;

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
