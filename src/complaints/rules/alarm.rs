//! One cause that keeps coming back: three times in thirty days opens a corrective action.

use chrono::{DateTime, TimeDelta, Utc};

use super::limits::Limits;

/// What the alarm has to know of a cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RepeatAlarm {
    /// Complaints of this cause since [`RepeatAlarm::since`], the new one included.
    pub count: i64,
    /// An action against this cause is under way already.
    pub already_open: bool,
}

impl RepeatAlarm {
    /// From when complaints count.
    pub fn since(now: DateTime<Utc>, limits: &Limits) -> DateTime<Utc> {
        now - TimeDelta::days(i64::from(limits.repeat_days))
    }
}

pub fn raises_alarm(alarm: RepeatAlarm, limits: &Limits) -> bool {
    !alarm.already_open && alarm.count >= i64::from(limits.repeat_count.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_third_one_raises_it_once() {
        let limits = Limits::default();
        let alarm = |count, already_open| raises_alarm(RepeatAlarm { count, already_open }, &limits);
        assert!(!alarm(2, false));
        assert!(alarm(3, false));
        assert!(!alarm(4, true));
        assert!(alarm(4, false), "the last action is done and it came back");
    }
}
