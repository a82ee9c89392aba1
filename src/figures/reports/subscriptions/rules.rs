//! Rules of subscriptions: which reports there are, and when the next one is due. Values only.

use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime};

crate::coded! {
    /// Which report.
    pub enum Topic {
        /// The main figures.
        Management "management",
        DataQuality "data_quality",
    }
}

crate::coded! {
    pub enum Rhythm { Weekly "weekly", Monthly "monthly" }
}

crate::coded! {
    pub enum State { Active "active", Paused "paused", Stopped "stopped" }
}

crate::coded! {
    /// Why a mail did not arrive.
    pub enum Trouble {
        NoAddress "no_address",
        /// Left, or may not see the report any more.
        MayNot "may_not",
        /// The mail server refused it, or never answered.
        Failed "failed",
    }
}

crate::coded! {
    /// The language of a mail.
    pub enum Language { Zh "zh", En "en" }
}

/// When reports come: on a day of the week (Monday is 1) or of the month (to the 28th), at an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    pub rhythm: Rhythm,
    pub day: u32,
    pub hour: u32,
}

impl Plan {
    /// The first moment of the plan behind this one, by the clocks of the store.
    pub fn next(self, after: NaiveDateTime) -> NaiveDateTime {
        let time = NaiveTime::from_hms_opt(self.hour, 0, 0).unwrap_or_default();
        let first = self.around(after.date()).and_time(time);
        if first > after {
            return first;
        }
        let later = match self.rhythm {
            Rhythm::Weekly => first.date().checked_add_days(Days::new(7)),
            Rhythm::Monthly => first.date().checked_add_months(Months::new(1)),
        };
        later.unwrap_or(first.date()).and_time(time)
    }

    /// Its day in the week or month of another.
    fn around(self, day: NaiveDate) -> NaiveDate {
        match self.rhythm {
            Rhythm::Weekly => {
                let monday = Days::new(day.weekday().num_days_from_monday().into());
                let ahead = Days::new(u64::from(self.day.saturating_sub(1)));
                day.checked_sub_days(monday)
                    .and_then(|monday| monday.checked_add_days(ahead))
                    .unwrap_or(day)
            }
            Rhythm::Monthly => day.with_day(self.day).unwrap_or(day),
        }
    }
}

/// What a report is about that is sent on this day: a day of the last week or month that is over.
pub fn told_of(rhythm: Rhythm, today: NaiveDate) -> NaiveDate {
    let back = match rhythm {
        Rhythm::Weekly => today.checked_sub_days(Days::new(7)),
        Rhythm::Monthly => today.with_day(1).and_then(|first| first.pred_opt()),
    };
    back.unwrap_or(today)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    #[test]
    fn the_next_one_lies_ahead() {
        let plan = |rhythm, day, hour| Plan { rhythm, day, hour };
        // 2026-11-22 is a Sunday.
        let now = at("2026-11-22T10:00:00");
        for (plan, next) in [
            (plan(Rhythm::Weekly, 1, 8), "2026-11-23T08:00:00"),
            (plan(Rhythm::Weekly, 7, 8), "2026-11-29T08:00:00"),
            (plan(Rhythm::Weekly, 7, 11), "2026-11-22T11:00:00"),
            (plan(Rhythm::Weekly, 7, 10), "2026-11-29T10:00:00"),
            (plan(Rhythm::Monthly, 1, 8), "2026-12-01T08:00:00"),
            (plan(Rhythm::Monthly, 28, 8), "2026-11-28T08:00:00"),
        ] {
            assert_eq!(plan.next(now), at(next), "{plan:?}");
        }
        assert_eq!(
            plan(Rhythm::Monthly, 28, 8).next(at("2026-12-31T23:59:00")),
            at("2027-01-28T08:00:00")
        );
    }

    #[test]
    fn a_report_is_about_what_is_over() {
        let on = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(told_of(Rhythm::Monthly, on("2026-12-01")), on("2026-11-30"));
        assert_eq!(told_of(Rhythm::Monthly, on("2026-12-31")), on("2026-11-30"));
        assert_eq!(told_of(Rhythm::Weekly, on("2026-11-23")), on("2026-11-16"));
    }
}
