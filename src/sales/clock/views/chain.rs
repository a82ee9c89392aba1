//! The chain of a lead, on its page and on cards.

use chrono::{DateTime, Utc};

use crate::platform::i18n::{Lang, durations, times};
use crate::sales::clock::model::{Step, StepRow};
use crate::sales::clock::rules::{Mark, StepKind};
use crate::sales::clock::text::{self, ClockText};

/// The steps of a lead for `sales/clock/_chain.html`, which needs it as `chain` and the macros ui.
pub struct Chain {
    pub w: &'static ClockText,
    pub lines: Vec<ChainLine>,
}

/// A kind of step as it stands now: (kind, words) of its chip, when it is due, what did it.
pub struct ChainLine {
    pub code: &'static str,
    pub label: &'static str,
    pub chip: &'static str,
    pub text: String,
    pub iso: String,
    pub exact: String,
    /// `截止 11-22 10:20`
    pub deadline: String,
    /// Calls that nobody answered.
    pub attempts: String,
    pub evidence: String,
    pub outside: bool,
    /// What came of the same kind before: how often it was done, whether it was missed.
    pub before: String,
}

impl Chain {
    pub fn new(steps: &[Step], now: DateTime<Utc>, lang: Lang) -> Self {
        Self {
            w: ClockText::of(lang),
            lines: StepKind::ALL
                .iter()
                .filter_map(|kind| line(steps, *kind, now, lang))
                .collect(),
        }
    }
}

/// What a lead in a list asks for next.
pub struct Chip {
    pub kind: &'static str,
    pub text: String,
    pub iso: String,
    pub exact: String,
}

impl Chip {
    pub fn of(kind: StepKind, due_at: DateTime<Utc>, now: DateTime<Utc>, lang: Lang) -> Self {
        let look = if due_at < now {
            "over"
        } else if due_at - now <= chrono::TimeDelta::hours(1) {
            "due"
        } else {
            "ok"
        };
        Self {
            kind: look,
            text: format!("{} {}", kind.label(lang), durations::due(due_at, now, lang)),
            iso: times::iso(due_at),
            exact: times::minute(due_at),
        }
    }
}

fn shown(step: &StepRow, now: DateTime<Utc>, lang: Lang) -> (&'static str, String) {
    let w = ClockText::of(lang);
    match step.mark(now) {
        Mark::OnTime => ("done", w.on_time.to_owned()),
        Mark::Late => ("over", w.late.to_owned()),
        Mark::Missed => ("over", w.missed.to_owned()),
        Mark::Dropped => ("paused", w.dropped.to_owned()),
        Mark::Overdue => ("over", durations::due(step.due_at, now, lang)),
        Mark::Waiting if step.due_at - now <= chrono::TimeDelta::hours(1) => {
            ("due", durations::due(step.due_at, now, lang))
        }
        Mark::Waiting => ("ok", durations::due(step.due_at, now, lang)),
    }
}

/// The latest step of a kind, with what those before it tell.
fn line(steps: &[Step], kind: StepKind, now: DateTime<Utc>, lang: Lang) -> Option<ChainLine> {
    let of_kind = || steps.iter().filter(move |step| step.row.kind == kind);
    let latest = of_kind().max_by_key(|step| step.row.number)?;
    let row = &latest.row;
    let w = ClockText::of(lang);
    let (chip, text) = shown(row, now, lang);
    // Of what comes round, the last time it was done is its evidence.
    let done = of_kind()
        .filter(|step| step.row.done_at.is_some())
        .max_by_key(|step| step.row.number);
    let mut evidence = Vec::new();
    if let Some(step) = done {
        evidence.extend(step.row.evidence.map(|what| what.label(lang).to_owned()));
        evidence.extend(step.done_by.clone());
        evidence.extend(step.row.done_at.map(times::minute));
    }
    let renewed = of_kind().filter(|step| step.row.done_at.is_some()).count();
    let missed = of_kind().any(|step| step.row.number < row.number && step.row.mark(now) == Mark::Missed);
    let before = match (kind, missed) {
        (_, true) => w.missed_before.to_owned(),
        (StepKind::Status, _) if renewed > 0 => text::renewed(renewed, lang),
        _ => String::new(),
    };
    let attempts = if row.attempts > 0 {
        text::attempts(row.attempts, lang)
    } else {
        String::new()
    };
    Some(ChainLine {
        code: kind.code(),
        label: kind.label(lang),
        chip,
        attempts,
        text,
        iso: times::iso(row.due_at),
        exact: times::minute(row.due_at),
        deadline: text::deadline(&times::minute(row.due_at), lang),
        evidence: evidence.join(" · "),
        outside: done.is_some_and(|step| step.row.outside_hours),
        before,
    })
}
