//! Whether the first promise to a customer was kept: told here alone, for the queue and for the analysis, so that a
//! figure and the list it leads to can't differ.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::sql_types::Bool;

use crate::complaints::rules::Clock;

/// Which clock of the first round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promise {
    /// First contact, proposal or resolution.
    Any,
    Of(Clock),
}

impl Promise {
    pub fn parse(code: &str) -> Option<Self> {
        match code {
            "any" => Some(Promise::Any),
            code => Clock::parse(code).map(Promise::Of),
        }
    }

    fn clocks(self) -> Vec<Clock> {
        match self {
            Promise::Any => vec![Clock::Contact, Clock::Proposal, Clock::Resolution],
            Promise::Of(clock) => vec![clock],
        }
    }
}

fn columns(clock: Clock) -> (&'static str, &'static str) {
    match clock {
        Clock::Contact => ("contacted_at", "contact_due_at"),
        Clock::Proposal => ("proposed_at", "proposal_due_at"),
        Clock::Resolution => ("resolved_at", "resolution_due_at"),
        Clock::CallBack => ("called_back_at", "call_back_due_at"),
    }
}

/// SQL: whether a clock of `round` was stopped too late, or runs too late at `now`. A pause stands still, and an ended
/// round is judged by its end; the contact clock never pauses.
pub fn lateness(clock: Clock, round: &str, now: &str) -> String {
    let (done, due) = columns(clock);
    let judged = match clock {
        Clock::Contact => format!("LEAST({now}, {round}.ended_at)"),
        _ => format!("LEAST({now}, {round}.ended_at, {round}.paused_at)"),
    };
    format!("COALESCE({round}.{done} > {round}.{due}, {round}.{due} < {judged})")
}

/// Complaints whose first promise was broken.
pub fn was_late(promise: Promise, now: DateTime<Utc>) -> SqlLiteral<Bool> {
    first_round(promise, |clock| lateness(clock, "first_round", &instant(now)))
}

/// Complaints whose first promise was kept or broken, rather than still open.
pub fn was_due(promise: Promise, now: DateTime<Utc>) -> SqlLiteral<Bool> {
    first_round(promise, |clock| {
        let (done, _) = columns(clock);
        let late = lateness(clock, "first_round", &instant(now));
        format!("(first_round.{done} IS NOT NULL OR {late})")
    })
}

fn first_round(promise: Promise, of: impl Fn(Clock) -> String) -> SqlLiteral<Bool> {
    let any: Vec<String> = promise.clocks().into_iter().map(of).collect();
    sql(&format!(
        "EXISTS (SELECT 1 FROM complaint_rounds first_round WHERE first_round.complaint_id = complaints.id \
         AND first_round.round = 1 AND ({}))",
        any.join(" OR ")
    ))
}

/// An instant of our own clock as SQL.
fn instant(now: DateTime<Utc>) -> String {
    format!("TIMESTAMPTZ '{}'", now.to_rfc3339())
}
