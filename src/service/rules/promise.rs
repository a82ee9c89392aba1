//! The promise of when the car is ready, and when the advisor is warned.

use chrono::{DateTime, TimeDelta, Utc};

use crate::coded;
use crate::values::deadline::Standing;

coded! {
    /// What the advisor is told of a promise, each once.
    pub enum Alarm {
        /// Half of the time has gone.
        Half "half",
        /// Little time is left.
        Soon "soon",
        Late "late",
    }
}

impl Alarm {
    pub const fn rank(self) -> i16 {
        match self {
            Self::Half => 1,
            Self::Soon => 2,
            Self::Late => 3,
        }
    }
}

/// When the store wants to be warned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WarnLimits {
    /// At this share of the time, in percent …
    pub share: u32,
    /// … and so many minutes before the promise.
    pub minutes: u32,
}

impl Default for WarnLimits {
    fn default() -> Self {
        Self { share: 50, minutes: 15 }
    }
}

/// A promise that was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Promise {
    pub from: DateTime<Utc>,
    pub due: DateTime<Utc>,
    /// Of pauses that have ended: `due` has moved by as much.
    pub paused: TimeDelta,
    pub paused_at: Option<DateTime<Utc>>,
    /// When the car was ready.
    pub kept_at: Option<DateTime<Utc>>,
}

impl Promise {
    /// When an alarm is due.
    pub fn at(&self, alarm: Alarm, limits: WarnLimits) -> DateTime<Utc> {
        match alarm {
            Alarm::Half => {
                let whole = (self.due - self.from - self.paused).max(TimeDelta::zero());
                let share = i32::try_from(limits.share.min(100)).unwrap_or(100);
                self.from + self.paused + whole * share / 100
            }
            Alarm::Soon => self.due - TimeDelta::minutes(i64::from(limits.minutes)),
            Alarm::Late => self.due,
        }
    }

    /// The highest alarm reached by now.
    pub fn reached(&self, now: DateTime<Utc>, limits: WarnLimits) -> Option<Alarm> {
        [Alarm::Late, Alarm::Soon, Alarm::Half]
            .into_iter()
            .find(|alarm| self.at(*alarm, limits) <= now)
    }

    /// When to look again, if nothing above `warned` was told: never while it stands still or once it is kept.
    pub fn next(&self, warned: i16, limits: WarnLimits) -> Option<DateTime<Utc>> {
        if self.paused_at.is_some() || self.kept_at.is_some() {
            return None;
        }
        Alarm::ALL
            .iter()
            .filter(|alarm| alarm.rank() > warned)
            .map(|alarm| self.at(*alarm, limits))
            .min()
    }

    /// The promise after a pause that ends now.
    pub fn resumed(&self, now: DateTime<Utc>) -> Self {
        let stood = self
            .paused_at
            .map_or(TimeDelta::zero(), |at| (now - at).max(TimeDelta::zero()));
        Self {
            due: self.due + stood,
            paused: self.paused + stood,
            paused_at: None,
            ..*self
        }
    }

    /// How it stands, for a chip.
    pub fn standing(&self, now: DateTime<Utc>, limits: WarnLimits) -> Standing {
        if let Some(kept) = self.kept_at {
            return Standing::Done {
                on_time: kept <= self.due,
            };
        }
        let seen = self.paused_at.unwrap_or(now);
        if seen > self.due {
            return Standing::Overdue(seen - self.due);
        }
        if self.paused_at.is_some() {
            return Standing::Paused;
        }
        let left = self.due - now;
        if self.reached(now, limits).is_some() {
            Standing::DueSoon(left)
        } else {
            Standing::OnTime(left)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> DateTime<Utc> {
        "2026-11-22T02:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::minutes(minutes)
    }

    fn promise() -> Promise {
        Promise {
            from: at(0),
            due: at(120),
            paused: TimeDelta::zero(),
            paused_at: None,
            kept_at: None,
        }
    }

    const LIMITS: WarnLimits = WarnLimits { share: 50, minutes: 15 };

    #[test]
    fn warned_at_half_before_the_end_and_when_late() {
        let promise = promise();
        assert_eq!(promise.at(Alarm::Half, LIMITS), at(60));
        assert_eq!(promise.at(Alarm::Soon, LIMITS), at(105));
        assert_eq!(promise.reached(at(59), LIMITS), None);
        assert_eq!(promise.reached(at(60), LIMITS), Some(Alarm::Half));
        assert_eq!(promise.reached(at(110), LIMITS), Some(Alarm::Soon));
        assert_eq!(promise.reached(at(120), LIMITS), Some(Alarm::Late));
        assert_eq!(promise.next(0, LIMITS), Some(at(60)));
        assert_eq!(promise.next(2, LIMITS), Some(at(120)));
        assert_eq!(promise.next(3, LIMITS), None);
    }

    #[test]
    fn a_pause_moves_the_promise_and_its_warnings() {
        let paused = Promise {
            paused_at: Some(at(30)),
            ..promise()
        };
        assert_eq!(paused.next(0, LIMITS), None);
        assert_eq!(paused.standing(at(600), LIMITS), Standing::Paused);
        let resumed = paused.resumed(at(90));
        assert_eq!(resumed.due, at(180));
        assert_eq!(resumed.at(Alarm::Half, LIMITS), at(120));
        assert_eq!(resumed.at(Alarm::Soon, LIMITS), at(165));
    }

    #[test]
    fn how_it_stands() {
        let promise = promise();
        assert_eq!(
            promise.standing(at(10), LIMITS),
            Standing::OnTime(TimeDelta::minutes(110))
        );
        assert_eq!(
            promise.standing(at(70), LIMITS),
            Standing::DueSoon(TimeDelta::minutes(50))
        );
        assert_eq!(
            promise.standing(at(125), LIMITS),
            Standing::Overdue(TimeDelta::minutes(5))
        );
        let kept = |minutes| Promise {
            kept_at: Some(at(minutes)),
            ..promise
        };
        assert_eq!(kept(100).standing(at(500), LIMITS), Standing::Done { on_time: true });
        assert_eq!(kept(121).standing(at(500), LIMITS), Standing::Done { on_time: false });
    }
}
