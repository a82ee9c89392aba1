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

/// One step: (kind, words) of its chip, when it is due, what did it.
pub struct ChainLine {
    pub code: &'static str,
    pub label: &'static str,
    pub chip: &'static str,
    pub text: String,
    pub iso: String,
    pub exact: String,
    pub evidence: String,
    pub outside: bool,
}

impl Chain {
    pub fn new(steps: &[Step], now: DateTime<Utc>, lang: Lang) -> Self {
        Self {
            w: ClockText::of(lang),
            lines: steps.iter().map(|step| line(step, now, lang)).collect(),
        }
    }

    /// (kind, words) of the chip of a card: the open step that is due first.
    pub fn chip(steps: &[StepRow], now: DateTime<Utc>, lang: Lang) -> Option<(&'static str, String)> {
        let open = steps.iter().filter(|step| step.is_open());
        let next = open.min_by_key(|step| step.due_at)?;
        let (kind, words) = shown(next, now, lang);
        Some((kind, format!("{} {words}", next.kind.label(lang))))
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
        Mark::Waiting if step.attempts > 0 => ("ok", text::attempts(step.attempts, lang)),
        Mark::Waiting if step.due_at - now <= chrono::TimeDelta::hours(1) => {
            ("due", durations::due(step.due_at, now, lang))
        }
        Mark::Waiting => ("ok", durations::due(step.due_at, now, lang)),
    }
}

fn line(step: &Step, now: DateTime<Utc>, lang: Lang) -> ChainLine {
    let row = &step.row;
    let (chip, text) = shown(row, now, lang);
    let mut evidence = Vec::new();
    if let Some(what) = row.evidence {
        evidence.push(what.label(lang).to_owned());
    }
    evidence.extend(step.done_by.clone());
    evidence.extend(row.done_at.map(times::minute));
    ChainLine {
        code: row.kind.code(),
        label: StepKind::label(row.kind, lang),
        chip,
        text,
        iso: times::iso(row.due_at),
        exact: times::minute(row.due_at),
        evidence: evidence.join(" "),
        outside: row.outside_hours,
    }
}
