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
            Self::Elapsed => (to - from).max(TimeDelta::zero()),
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
        let over = counted(Measure::Elapsed, self.due, now, self.pauses);
        if over > TimeDelta::zero() {
            return Standing::Overdue(over);
        }
        if self.pauses.iter().any(|pause| pause.covers(now)) {
            return Standing::Paused;
        }
        let left = counted(self.measure, now, self.due, self.pauses);
        if left <= TimeDelta::hours(1) || left <= self.whole() / 4 {
            Standing::DueSoon(left)
        } else {
            Standing::OnTime(left)
        }
    }

    /// 0 at the start, 1 when due, 2 after twice the limit. A deadline without length has passed once it is due.
    pub fn fraction_elapsed(&self, now: DateTime<Utc>) -> f64 {
        let whole = self.whole();
        if whole.is_zero() {
            return if now < self.due { 0.0 } else { 1.0 };
        }
        counted(self.measure, self.start, now, self.pauses).as_seconds_f64() / whole.as_seconds_f64()
    }

    /// The limit this deadline was given: a pause that still lasts has not moved `due` yet.
    fn whole(&self) -> TimeDelta {
        let ended: Vec<_> = self
            .pauses
            .iter()
            .copied()
            .filter(|pause| pause.until.is_some())
            .collect();
        counted(self.measure, self.start, self.due, &ended)
    }
}

impl Pause {
    fn covers(&self, at: DateTime<Utc>) -> bool {
        self.from <= at && self.until.is_none_or(|until| at < until)
    }
}

/// Counted time between two instants; a pause that still lasts covers the rest.
fn counted(measure: Measure<'_>, from: DateTime<Utc>, to: DateTime<Utc>, pauses: &[Pause]) -> TimeDelta {
    let stretches = running(from, pauses, to);
    stretches.into_iter().fold(TimeDelta::zero(), |sum, (from, until)| {
        sum + measure.between(from, until.min(to))
    })
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
        from = from.max(pause.from).max(pause.until.unwrap_or(now));
    }
    stretches.push((from, DateTime::<Utc>::MAX_UTC));
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::business_hours::tests::office;
    use chrono::TimeZone;
    use proptest::prelude::*;

    /// Minutes after Friday 2026-11-20 00:00 in Shanghai.
    fn at(minutes: i64) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 19, 16, 0, 0).unwrap() + TimeDelta::minutes(minutes)
    }

    fn pause(from: i64, until: i64) -> Pause {
        Pause {
            from: at(from),
            until: Some(at(until)),
        }
    }

    fn open_pause(from: i64) -> Pause {
        Pause {
            from: at(from),
            until: None,
        }
    }

    fn minutes(count: i64) -> TimeDelta {
        TimeDelta::minutes(count)
    }

    fn due(limit: i64, pauses: &[Pause], now: i64) -> DateTime<Utc> {
        due_with_pauses(at(0), minutes(limit), Measure::Elapsed, pauses, at(now)).unwrap()
    }

    #[test]
    fn paused_time_moves_the_deadline() {
        assert_eq!(due(60, &[], 0), at(60));
        assert_eq!(due(60, &[pause(10, 40)], 50), at(90));
        assert_eq!(due(60, &[pause(30, 50), pause(10, 40)], 60), at(100));
        assert_eq!(due(60, &[pause(10, 20), pause(75, 90)], 90), at(70));
        assert_eq!(due(60, &[pause(60, 90)], 90), at(60));
        assert_eq!(due(60, &[pause(-30, 10)], 20), at(70));
        assert_eq!(due(60, &[open_pause(10)], 25), at(75));
        assert_eq!(due(60, &[open_pause(10)], 5), at(60));
    }

    #[test]
    fn pauses_in_business_hours_count_working_time_only() {
        let hours = office();
        let due =
            |pauses: &[Pause]| due_with_pauses(at(16 * 60 + 30), minutes(60), Measure::Business(&hours), pauses, at(0));
        let monday = 3 * 24 * 60;
        assert_eq!(due(&[]), Some(at(monday + 8 * 60 + 30)));
        assert_eq!(due(&[pause(16 * 60 + 40, 18 * 60)]), Some(at(monday + 8 * 60 + 50)));
        assert_eq!(due(&[pause(18 * 60, monday)]), Some(at(monday + 8 * 60 + 30)));
    }

    fn standing(limit: i64, pauses: &[Pause], done_at: Option<i64>, now: i64) -> Standing {
        let deadline = Deadline {
            start: at(0),
            due: due(limit, pauses, -1),
            measure: Measure::Elapsed,
            pauses,
        };
        deadline.standing(done_at.map(at), at(now))
    }

    #[test]
    fn how_things_stand() {
        assert_eq!(standing(600, &[], Some(600), 900), Standing::Done { on_time: true });
        assert_eq!(standing(600, &[], Some(601), 900), Standing::Done { on_time: false });
        assert_eq!(standing(600, &[], None, 601), Standing::Overdue(minutes(1)));
        assert_eq!(standing(600, &[], None, 600), Standing::DueSoon(minutes(0)));
        assert_eq!(standing(600, &[], None, 450), Standing::DueSoon(minutes(150)));
        assert_eq!(standing(600, &[], None, 449), Standing::OnTime(minutes(151)));
        assert_eq!(standing(100, &[], None, 39), Standing::OnTime(minutes(61)));
        assert_eq!(standing(100, &[], None, 40), Standing::DueSoon(minutes(60)));
    }

    #[test]
    fn a_pause_shows_unless_the_deadline_was_missed_before_it() {
        assert_eq!(standing(600, &[open_pause(10)], None, 2_000), Standing::Paused);
        assert_eq!(
            standing(600, &[open_pause(630)], None, 2_000),
            Standing::Overdue(minutes(30))
        );
        assert_eq!(
            standing(600, &[pause(630, 700)], None, 710),
            Standing::Overdue(minutes(40))
        );
        assert_eq!(
            standing(600, &[pause(10, 110)], None, 120),
            Standing::OnTime(minutes(580))
        );
        assert_eq!(
            standing(600, &[pause(10, 110)], None, 700),
            Standing::DueSoon(minutes(0))
        );
    }

    #[test]
    fn at_night_a_business_deadline_keeps_its_time_left() {
        let hours = office();
        let deadline = Deadline {
            start: at(16 * 60),
            due: at(3 * 24 * 60 + 9 * 60),
            measure: Measure::Business(&hours),
            pauses: &[],
        };
        assert_eq!(deadline.standing(None, at(23 * 60)), Standing::DueSoon(minutes(60)));
        assert_eq!(deadline.fraction_elapsed(at(23 * 60)), 0.5);
    }

    #[test]
    fn fractions_for_escalation() {
        let fraction = |pauses: &[Pause], now| {
            Deadline {
                start: at(0),
                due: due(100, pauses, -1),
                measure: Measure::Elapsed,
                pauses,
            }
            .fraction_elapsed(at(now))
        };
        assert_eq!([0, 50, 100, 200].map(|now| fraction(&[], now)), [0.0, 0.5, 1.0, 2.0]);
        assert_eq!(
            [30, 80, 130].map(|now| fraction(&[pause(10, 40)], now)),
            [0.1, 0.5, 1.0]
        );
        assert_eq!(fraction(&[open_pause(50)], 500), 0.5);
        let at_once = Deadline {
            start: at(0),
            due: at(0),
            measure: Measure::Elapsed,
            pauses: &[],
        };
        assert_eq!([-1, 0].map(|now| at_once.fraction_elapsed(at(now))), [0.0, 1.0]);
    }

    fn any_pauses() -> impl Strategy<Value = Vec<Pause>> {
        proptest::collection::vec(
            (0i64..2_000, 0i64..300).prop_map(|(from, length)| pause(from, from + length)),
            0..6,
        )
    }

    proptest! {
        #[test]
        fn the_limit_is_counted_exactly(pauses in any_pauses(), limit in 1i64..1_500, business in any::<bool>()) {
            let hours = office();
            let measure = if business { Measure::Business(&hours) } else { Measure::Elapsed };
            let due = due_with_pauses(at(0), minutes(limit), measure, &pauses, at(0)).unwrap();
            prop_assert_eq!(counted(measure, at(0), due, &pauses), minutes(limit));
            let deadline = Deadline { start: at(0), due, measure, pauses: &pauses };
            prop_assert_eq!(deadline.fraction_elapsed(due), 1.0);
            prop_assert!(!matches!(deadline.standing(None, due), Standing::Overdue(_)));
        }

        #[test]
        fn the_order_of_pauses_does_not_matter(pauses in any_pauses(), limit in 0i64..1_500) {
            let backwards: Vec<_> = pauses.iter().rev().copied().collect();
            prop_assert_eq!(due(limit, &pauses, 0), due(limit, &backwards, 0));
        }

        #[test]
        fn a_pause_never_brings_a_deadline_forward(pauses in any_pauses(), limit in 0i64..1_500) {
            prop_assert!(due(limit, &pauses, 0) >= at(limit));
        }
    }
}
