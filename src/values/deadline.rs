//! Deadlines that run in elapsed time or in business hours, and stand still during pauses. `due` is stored when the clock
//! starts and again when a pause ends; how things stand is computed from it.

use chrono::{DateTime, TimeDelta, Utc};

use super::business_hours::BusinessHours;

/// A time that does not count. `until` is `None` while it lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    pub from: DateTime<Utc>,
    pub until: Option<DateTime<Utc>>,
}

/// Which time counts.
#[derive(Clone, Copy, Debug)]
pub enum Measure<'a> {
    Elapsed,
    Business(&'a BusinessHours),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Done {
        on_time: bool,
    },
    /// By how much elapsed time, pauses left out.
    Overdue(TimeDelta),
    /// Time left that counts: at most an hour, or at most a quarter of the whole.
    DueSoon(TimeDelta),
    OnTime(TimeDelta),
    Paused,
}

/// A clock that was started: `due` as stored, all `pauses` since `start`.
#[derive(Clone, Copy, Debug)]
pub struct Deadline<'a> {
    pub start: DateTime<Utc>,
    pub due: DateTime<Utc>,
    pub measure: Measure<'a>,
    pub pauses: &'a [Pause],
}

/// When `limit` of counted time has passed since `start`. A pause that still lasts is taken to end `now`.
/// `None` if the business hours never get there.
pub fn due_with_pauses(
    start: DateTime<Utc>,
    limit: TimeDelta,
    measure: Measure<'_>,
    pauses: &[Pause],
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let mut left = limit;
    for (from, until) in running(start, pauses, now) {
        let due = measure.add(from, left)?;
        if due <= until {
            return Some(due);
        }
        left -= measure.between(from, until);
    }
    None
}

impl Measure<'_> {
    pub fn add(&self, from: DateTime<Utc>, span: TimeDelta) -> Option<DateTime<Utc>> {
        match self {
            Self::Elapsed => from.checked_add_signed(span.max(TimeDelta::zero())),
            Self::Business(hours) => hours.add(from, span),
        }
    }

    /// Zero if `to` is not later.
    pub fn between(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> TimeDelta {
        match self {
            _ if to <= from => TimeDelta::zero(),
            Self::Elapsed => to - from,
            Self::Business(hours) => hours.between(from, to),
        }
    }
}

impl Deadline<'_> {
    pub fn standing(&self, done_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Standing {
        if let Some(done_at) = done_at {
            return Standing::Done {
                on_time: done_at <= self.due,
            };
        }
        let paused = self
            .pauses
            .iter()
            .any(|pause| pause.from <= now && pause.until.is_none_or(|until| now < until));
        let over = self.counted(Measure::Elapsed, self.due, now);
        if over > TimeDelta::zero() {
            return Standing::Overdue(over);
        }
        if paused {
            return Standing::Paused;
        }
        let left = self.counted(self.measure, now, self.due);
        let whole = self.counted(self.measure, self.start, self.due);
        if left <= TimeDelta::hours(1) || left <= whole / 4 {
            Standing::DueSoon(left)
        } else {
            Standing::OnTime(left)
        }
    }

    /// 0 at the start, 1 when due, 2 after twice the limit. A deadline without length has passed once it is due.
    pub fn fraction_elapsed(&self, now: DateTime<Utc>) -> f64 {
        let whole = self.counted(self.measure, self.start, self.due);
        if whole.is_zero() {
            return if now < self.due { 0.0 } else { 1.0 };
        }
        self.counted(self.measure, self.start, now).as_seconds_f64() / whole.as_seconds_f64()
    }

    fn counted(&self, measure: Measure<'_>, from: DateTime<Utc>, to: DateTime<Utc>) -> TimeDelta {
        let stretches = running(from, self.pauses, to);
        stretches
            .into_iter()
            .fold(TimeDelta::zero(), |sum, (a, b)| sum + measure.between(a, b.min(to)))
    }
}

/// The stretches from `start` on that lie in no pause; the last one has no end.
fn running(start: DateTime<Utc>, pauses: &[Pause], now: DateTime<Utc>) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
    let mut pauses = pauses.to_vec();
    pauses.sort_by_key(|pause| pause.from);
    let mut stretches = Vec::with_capacity(pauses.len() + 1);
    let mut from = start;
    for pause in pauses {
        if from < pause.from {
            stretches.push((from, pause.from));
        }
        from = from.max(pause.until.unwrap_or(now));
    }
    stretches.push((from, DateTime::<Utc>::MAX_UTC));
    stretches
}
