//! Every figure, declared once: what it means in words, and the statement that brings its cases.
//!
//! A statement of cases (`cases/*.sql`) is one SELECT that gives the rows of the denominator: `day`, `person` (whose they
//! are, or NULL), `subject` (what is opened from the list) and `weight`: 1 counts for the figure, 0 not, -1 against it.
//! It says `{store}`, `{from}` and `{to}` (days, both within) and `{now}` where these stand; whoever counts, lists, sums up or
//! counts anew puts in what these are there ([`Declared::cases`]). A state is counted as it stood when the day `{to}` was
//! over, and every row has that day.

use super::model::SubjectKind;
use crate::figures::rules::{Figure, Kind};

/// What a figure is.
#[derive(Debug)]
pub struct Declared {
    pub figure: Figure,
    pub subject: SubjectKind,
    /// What is counted, in words: (zh, en).
    pub numerator: (&'static str, &'static str),
    pub denominator: (&'static str, &'static str),
    /// Whose a row is: (zh, en).
    pub person: (&'static str, &'static str),
    sql: &'static str,
}

/// What stands in a statement of cases for the store, the days and the moment.
#[derive(Clone, Copy, Debug)]
pub struct Binds<'a> {
    pub store: &'a str,
    pub from: &'a str,
    pub to: &'a str,
    pub now: &'a str,
}

impl Declared {
    /// The statement of its cases.
    pub fn cases(&self, binds: Binds<'_>) -> String {
        let code: Vec<&str> = self
            .sql
            .lines()
            .filter(|line| !line.trim_start().starts_with("--"))
            .collect();
        code.join("\n")
            .replace("{store}", binds.store)
            .replace("{from}", binds.from)
            .replace("{to}", binds.to)
            .replace("{now}", binds.now)
            .replace("{day_of}", "AT TIME ZONE 'Asia/Shanghai')::date")
    }
}

/// What a figure is; loyalty follows from others and has no cases.
pub fn declared(figure: Figure) -> Option<&'static Declared> {
    ALL.iter().find(|declared| declared.figure == figure)
}

/// All that have cases, of a kind.
pub fn of_kind(kind: Kind) -> impl Iterator<Item = &'static Declared> {
    ALL.iter().filter(move |declared| declared.figure.kind() == kind)
}
