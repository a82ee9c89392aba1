//! Rules of interviews: when one may call, and what follows from an attempt.

mod device;

use chrono::{DateTime, Days, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc};

pub use device::{has_answered, with_answered};

crate::coded! {
    /// What came of one attempt to call.
    pub enum CallResult {
        Answered "answered", Unanswered "unanswered", Later "later", Refused "refused", WrongNumber "wrong_number",
    }
}

crate::coded! {
    /// How a sitting with a tablet ended.
    pub enum SittingEnd { Answered "answered", GivenBack "given_back" }
}

crate::coded! {
    /// Which calls the list shows.
    pub enum View {
        /// To be made now.
        Due "due",
        /// Agreed for later, or to be tried again.
        Later "later",
        /// Over within the last week.
        Done "done",
    }
}

impl CallResult {
    /// What is written down without an interview.
    pub const WITHOUT: &'static [Self] = &[Self::Unanswered, Self::Later, Self::Refused, Self::WrongNumber];
}

/// When customers may be called, by the clock of the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallHours {
    /// First hour of the day.
    pub from: u32,
    /// The hour at which it ends.
    pub until: u32,
}

impl CallHours {
    /// Whether one may call now: within the hours, or at the time on this day that the customer asked for.
    pub fn allow(self, now: NaiveDateTime, agreed: Option<NaiveDateTime>) -> bool {
        let asked_for = agreed.is_some_and(|at| at.date() == now.date() && now >= at - TimeDelta::minutes(10));
        asked_for || (self.from..self.until).contains(&now.hour())
    }

    /// The first moment within the hours from `at` on.
    pub fn fit(self, at: NaiveDateTime) -> NaiveDateTime {
        let open = NaiveTime::from_hms_opt(self.from, 0, 0).unwrap_or(NaiveTime::MIN);
        if at.hour() < self.from {
            at.date().and_time(open)
        } else if at.hour() >= self.until {
            (at.date() + Days::new(1)).and_time(open)
        } else {
            at
        }
    }
}

/// Whether somebody is called back at a named time: within the hours, or because the customer asked for it in so many words.
pub fn may_agree(hours: CallHours, at: NaiveDateTime, result: CallResult, asked_for: bool) -> bool {
    hours.allow(at, None) || (result == CallResult::Later && asked_for)
}

/// The number of the sheet after this one: its last figures go on counting; `None` where there are none or no room.
pub fn next_number(last: &str, most: usize) -> Option<String> {
    let head = last.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let figures = last.strip_prefix(head).unwrap_or_default();
    let next = figures.parse::<u64>().ok()?.checked_add(1)?;
    let number = format!("{head}{next:0width$}", width = figures.len());
    (number.chars().count() <= most).then_some(number)
}

/// What follows from an attempt without an interview.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// At the time that the customer named.
    Agreed(DateTime<Utc>),
    /// To be tried once more after the pause of the store.
    Again,
    /// The customer is left in peace.
    Over,
}

/// What follows from the attempt number `attempts`, of at most `most` without an answer.
///
/// A named time counts after any attempt but a refusal and a wrong number.
pub fn follows(result: CallResult, attempts: u32, most: u32, named: Option<DateTime<Utc>>) -> Next {
    match (result, named) {
        (CallResult::Refused | CallResult::WrongNumber | CallResult::Answered, _) => Next::Over,
        (CallResult::Later | CallResult::Unanswered, Some(at)) => Next::Agreed(at),
        (CallResult::Unanswered, None) if attempts >= most => Next::Over,
        (CallResult::Later | CallResult::Unanswered, None) => Next::Again,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOURS: CallHours = CallHours { from: 9, until: 20 };

    fn at(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }

    #[test]
    fn one_calls_within_the_hours_or_when_it_was_asked_for() {
        assert!(!HOURS.allow(at("2026-11-22 08:59"), None));
        assert!(HOURS.allow(at("2026-11-22 09:00"), None));
        assert!(HOURS.allow(at("2026-11-22 19:59"), None));
        assert!(!HOURS.allow(at("2026-11-22 20:00"), None));
        let agreed = Some(at("2026-11-22 21:00"));
        assert!(!HOURS.allow(at("2026-11-22 20:49"), agreed));
        assert!(HOURS.allow(at("2026-11-22 20:50"), agreed));
        assert!(HOURS.allow(at("2026-11-22 22:30"), agreed), "it took a while");
        assert!(!HOURS.allow(at("2026-11-23 07:00"), agreed), "that was yesterday");
    }

    #[test]
    fn the_next_try_lies_within_the_hours() {
        assert_eq!(HOURS.fit(at("2026-11-22 14:30")), at("2026-11-22 14:30"));
        assert_eq!(HOURS.fit(at("2026-11-22 06:30")), at("2026-11-22 09:00"));
        assert_eq!(HOURS.fit(at("2026-11-22 20:00")), at("2026-11-23 09:00"));
        assert_eq!(HOURS.fit(at("2026-12-31 23:10")), at("2027-01-01 09:00"));
    }

    #[test]
    fn outside_the_hours_only_who_asked_for_it_is_called_back() {
        let (noon, late) = (at("2026-11-22 12:00"), at("2026-11-22 21:00"));
        assert!(may_agree(HOURS, noon, CallResult::Unanswered, false));
        assert!(!may_agree(HOURS, late, CallResult::Later, false));
        assert!(may_agree(HOURS, late, CallResult::Later, true));
        assert!(
            !may_agree(HOURS, late, CallResult::Unanswered, true),
            "nobody was there to ask"
        );
    }

    #[test]
    fn sheets_are_counted_on() {
        assert_eq!(next_number("P-009", 20).as_deref(), Some("P-010"));
        assert_eq!(next_number("0999", 20).as_deref(), Some("1000"));
        assert_eq!(next_number("A", 20), None);
        assert_eq!(next_number("99", 2), None);
    }

    #[test]
    fn nobody_is_called_for_ever() {
        let named: DateTime<Utc> = "2026-11-23T06:00:00Z".parse().unwrap();
        use CallResult::*;
        assert_eq!(follows(Unanswered, 1, 3, None), Next::Again);
        assert_eq!(follows(Unanswered, 2, 3, None), Next::Again);
        assert_eq!(follows(Unanswered, 3, 3, None), Next::Over);
        assert_eq!(follows(Unanswered, 3, 3, Some(named)), Next::Agreed(named));
        assert_eq!(follows(Later, 5, 3, Some(named)), Next::Agreed(named));
        for over in [Refused, WrongNumber] {
            assert_eq!(follows(over, 1, 3, Some(named)), Next::Over);
        }
    }
}
