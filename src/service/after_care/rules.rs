//! When what is done after a service.

use chrono::{DateTime, TimeDelta, Timelike, Utc};

crate::coded! {
    /// What is done for a customer after a service, or before the next one.
    pub enum Kind {
        /// A message: thanks, and what was done.
        Thanks "thanks",
        /// A call: is everything well?
        Call "call",
        /// A message: when the next service is due.
        Reminder "reminder",
        /// A message shortly before it is due.
        Due "due",
    }
}

impl Kind {
    /// The kind of the task that stands in for a message, or is the call.
    pub const fn task(self) -> &'static str {
        match self {
            Self::Thanks => "service.after_thanks",
            Self::Call => "service.after_call",
            Self::Reminder => "service.after_reminder",
            Self::Due => "service.due_reminder",
        }
    }

    /// The message's key in the catalogue; a call has none.
    pub const fn message(self) -> Option<&'static str> {
        match self {
            Self::Thanks => Some("service.thanks"),
            Self::Reminder => Some("service.reminder"),
            Self::Due => Some("service.due"),
            Self::Call => None,
        }
    }
}

crate::coded! {
    /// What came of a step.
    pub enum Outcome { Sent "sent", Task "task", NoConsent "no_consent", Nothing "nothing" }
}

/// The kind of the task that follows from a wish told in a call.
pub const WISH: &str = "service.wish";

/// The hours in which nobody is written to, as the clocks in the store show them: from, until.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quiet {
    pub from: u32,
    pub until: u32,
}

impl Quiet {
    /// Whether it is quiet now. `local` is the store's time.
    pub fn holds(self, local: impl Timelike) -> bool {
        let hour = local.hour();
        if self.from <= self.until {
            (self.from..self.until).contains(&hour)
        } else {
            hour >= self.from || hour < self.until
        }
    }
}

/// When a message goes out: so many hours after the service, at most a day.
pub fn thanks_at(settled: DateTime<Utc>, after_hours: u32) -> DateTime<Utc> {
    settled + TimeDelta::hours(after_hours.min(24).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveTime;

    #[test]
    fn nights_are_quiet() {
        let quiet = Quiet { from: 21, until: 8 };
        let at = |hour| NaiveTime::from_hms_opt(hour, 30, 0).unwrap();
        for (hour, expected) in [
            (20, false),
            (21, true),
            (23, true),
            (0, true),
            (7, true),
            (8, false),
            (12, false),
        ] {
            assert_eq!(quiet.holds(at(hour)), expected, "{hour}");
        }
        assert!(!Quiet { from: 0, until: 0 }.holds(at(3)), "never, if both are the same");
    }

    #[test]
    fn thanks_come_within_a_day() {
        let settled: DateTime<Utc> = "2026-11-22T02:00:00Z".parse().unwrap();
        assert_eq!(thanks_at(settled, 1), settled + TimeDelta::hours(1));
        assert_eq!(thanks_at(settled, 99), settled + TimeDelta::hours(24));
    }

    #[test]
    fn every_message_has_a_task_that_stands_in_for_it() {
        for kind in Kind::ALL {
            assert!(kind.task().starts_with("service."));
            assert_eq!(kind.message().is_none(), *kind == Kind::Call);
        }
    }
}
