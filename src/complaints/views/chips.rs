//! The chip of a clock.

use chrono::{DateTime, Utc};

use crate::complaints::model::RoundRow;
use crate::complaints::rules::{Clock, Clocks};
use crate::complaints::text;
use crate::platform::i18n::{Lang, durations, times};
use crate::values::deadline::Standing;

/// A deadline as a list shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chip {
    /// `over`, `due`, `ok`, `paused` or `done`; empty for a clock that has not begun.
    pub kind: &'static str,
    pub text: String,
    pub iso: String,
    pub exact: String,
    /// When it was done, or that and when it is due.
    pub when: String,
}

/// How a clock of this round stands.
pub fn chip(clock: Clock, clocks: &Clocks, round: &RoundRow, now: DateTime<Utc>, lang: Lang) -> Chip {
    let dues = round.dues();
    let (Some(standing), Some(due)) = (clocks.standing(clock, &dues, now), dues.of(clock)) else {
        return Chip::default();
    };
    // What is done says when it was; until then the limit counts.
    let done = matches!(standing, Standing::Done { .. });
    let at = clocks.done_at(clock).or(clocks.ended).filter(|_| done).unwrap_or(due);
    let exact = times::minute(at);
    // Withdrawn, or merged into another: it was not done, and need not be any more.
    let stopped = done && clocks.done_at(clock).is_none();
    // While it stands still nobody knows when it is due.
    let still = matches!(standing, Standing::Paused);
    Chip {
        kind: match standing {
            Standing::Overdue(_) => "over",
            Standing::DueSoon(_) => "due",
            Standing::OnTime(_) => "ok",
            Standing::Paused => "paused",
            Standing::Done { .. } if stopped => "idle",
            Standing::Done { .. } => "done",
        },
        text: if stopped {
            text::stopped(lang).to_owned()
        } else {
            durations::sla(standing, lang)
        },
        iso: times::iso(at),
        when: match (done, still) {
            (true, _) => exact.clone(),
            (_, true) => String::new(),
            _ => text::due(&exact, lang),
        },
        exact,
    }
}

impl Chip {
    pub fn shows(&self) -> bool {
        !self.kind.is_empty()
    }
}
