//! Which days are looked at.

use chrono::{Datelike, Days, Months, NaiveDate};

use crate::coded;

coded! {
    /// How long a period is.
    pub enum Grain {
        Day "day",
        Week "week",
        Month "month",
        Quarter "quarter",
        Year "year",
        /// From one typed day to another.
        Custom "custom",
    }
}

impl Grain {
    /// The first and the last day of the stretch that a day lies in; a custom one is the day itself.
    pub fn around(self, day: NaiveDate) -> (NaiveDate, NaiveDate) {
        let month = |first: NaiveDate, months: u32| {
            let next = first.checked_add_months(Months::new(months));
            (first, next.and_then(|next| next.pred_opt()).unwrap_or(first))
        };
        let first_of = |month0: u32| NaiveDate::from_ymd_opt(day.year(), month0 + 1, 1).unwrap_or(day);
        match self {
            Self::Day | Self::Custom => (day, day),
            Self::Week => {
                let monday = day
                    .checked_sub_days(Days::new(day.weekday().num_days_from_monday().into()))
                    .unwrap_or(day);
                (monday, monday.checked_add_days(Days::new(6)).unwrap_or(monday))
            }
            Self::Month => month(first_of(day.month0()), 1),
            Self::Quarter => month(first_of(day.month0() / 3 * 3), 3),
            Self::Year => month(first_of(0), 12),
        }
    }
}

/// Why no figure can be told for what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The first day comes after the last.
    Reversed,
    /// The first day has not come yet.
    Future,
    /// A day that isn't one.
    NoDay,
    UnknownStore,
    UnknownTeam,
    UnknownPerson,
}

/// The longest period, in years.
const LONGEST: u32 = 3;

/// The days of a period, both within, none of them to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    pub grain: Grain,
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// Its last day once it is over; later than `to` while it runs.
    pub end: NaiveDate,
}

impl Period {
    /// The week, month, quarter or year that a day lies in, as far as it has come.
    pub fn of(grain: Grain, day: NaiveDate, today: NaiveDate) -> Result<Self, Fault> {
        let (from, end) = grain.around(day);
        if from > today {
            return Err(Fault::Future);
        }
        Ok(Self {
            grain,
            from,
            to: end.min(today),
            end,
        })
    }

    /// From one day to another; more than three years are cut to the last three.
    pub fn custom(from: NaiveDate, to: NaiveDate, today: NaiveDate) -> Result<Self, Fault> {
        if from > to {
            return Err(Fault::Reversed);
        }
        if from > today {
            return Err(Fault::Future);
        }
        let to = to.min(today);
        let earliest = to.checked_sub_months(Months::new(12 * LONGEST)).unwrap_or(from);
        Ok(Self {
            grain: Grain::Custom,
            from: from.max(earliest),
            to,
            end: to,
        })
    }

    /// How many days it has so far.
    pub fn days(self) -> u64 {
        u64::try_from((self.to - self.from).num_days() + 1).unwrap_or(1)
    }

    /// Whether it is still going on.
    pub fn runs(self) -> bool {
        self.to < self.end
    }

    /// The one before: of a period that runs as many of its days as this one has, so that like is set beside like.
    pub fn previous(self) -> Self {
        if self.grain == Grain::Custom {
            let back = |day: NaiveDate| day.checked_sub_days(Days::new(self.days())).unwrap_or(day);
            return self.moved(back(self.from), back(self.to));
        }
        let (from, end) = self.grain.around(self.from.pred_opt().unwrap_or(self.from));
        self.like(from, end)
    }

    /// The one a year earlier, likewise; of a week that with the same weekdays.
    pub fn year_ago(self) -> Self {
        if self.grain == Grain::Week {
            let back = |day: NaiveDate| day.checked_sub_days(Days::new(7 * 52)).unwrap_or(day);
            return Self {
                end: back(self.end),
                ..self.moved(back(self.from), back(self.to))
            };
        }
        let back = |day: NaiveDate| day.checked_sub_months(Months::new(12)).unwrap_or(day);
        if self.grain == Grain::Custom {
            return self.moved(back(self.from), back(self.to));
        }
        let (from, end) = self.grain.around(back(self.from));
        self.like(from, end)
    }

    /// This one and those before it, the oldest first: the points of a trend.
    pub fn back(self, count: usize) -> Vec<Self> {
        let mut periods: Vec<Self> = std::iter::successors(Some(self), |period| Some(period.whole_previous()))
            .take(count.max(1))
            .collect();
        periods.reverse();
        periods
    }

    /// The one before, all of it.
    fn whole_previous(self) -> Self {
        if self.grain == Grain::Custom {
            return self.previous();
        }
        let (from, end) = self.grain.around(self.from.pred_opt().unwrap_or(self.from));
        Self {
            from,
            end,
            to: end,
            ..self
        }
    }

    fn moved(self, from: NaiveDate, to: NaiveDate) -> Self {
        Self {
            from,
            to,
            end: to,
            ..self
        }
    }

    fn like(self, from: NaiveDate, end: NaiveDate) -> Self {
        let to = if self.runs() {
            let last = from.checked_add_days(Days::new(self.days() - 1)).unwrap_or(end);
            last.min(end)
        } else {
            end
        };
        Self { from, to, end, ..self }
    }

    /// When a state is counted: the last of its days that is over. While today is the only one, yesterday.
    pub fn as_of(self, today: NaiveDate) -> NaiveDate {
        self.to.min(today.pred_opt().unwrap_or(today))
    }
}

/// The days that pages ask for states of, those asked for most first: of the periods that run, of the ones they are set
/// beside, and of trends.
pub fn looked_at(today: NaiveDate) -> Vec<NaiveDate> {
    /// A trend of twelve months, seen from the one of two years ago.
    const MONTHS: usize = 37;
    const WEEKS: usize = 13;
    let mut days: Vec<NaiveDate> = Vec::new();
    let mut add = |period: Period| {
        let day = period.as_of(today);
        if !days.contains(&day) {
            days.push(day);
        }
    };
    let running = |grain: Grain| Period::of(grain, today, today).ok();
    for grain in [Grain::Month, Grain::Quarter, Grain::Year, Grain::Week] {
        if let Some(period) = running(grain) {
            add(period);
            add(period.previous());
            add(period.year_ago());
        }
    }
    for (grain, count) in [(Grain::Month, MONTHS), (Grain::Week, WEEKS)] {
        if let Some(period) = running(grain) {
            period.back(count).into_iter().rev().for_each(&mut add);
        }
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn span(period: Period) -> (String, String) {
        (period.from.to_string(), period.to.to_string())
    }

    fn days(from: &str, to: &str) -> (String, String) {
        (from.to_owned(), to.to_owned())
    }

    #[test]
    fn a_running_month_is_set_beside_as_many_days() {
        let month = Period::of(Grain::Month, on("2026-11-23"), on("2026-11-23")).unwrap();
        assert_eq!(span(month), days("2026-11-01", "2026-11-23"));
        assert_eq!(span(month.previous()), days("2026-10-01", "2026-10-23"));
        assert_eq!(span(month.year_ago()), days("2025-11-01", "2025-11-23"));
        let march = Period::of(Grain::Month, on("2026-03-30"), on("2026-03-30")).unwrap();
        assert_eq!(span(march.previous()), days("2026-02-01", "2026-02-28"));
    }

    #[test]
    fn what_is_over_is_set_beside_all_of_the_one_before() {
        let month = Period::of(Grain::Month, on("2026-03-05"), on("2026-11-23")).unwrap();
        assert_eq!(span(month), days("2026-03-01", "2026-03-31"));
        assert_eq!(span(month.previous()), days("2026-02-01", "2026-02-28"));
        let quarter = Period::of(Grain::Quarter, on("2026-02-05"), on("2026-11-23")).unwrap();
        assert_eq!(span(quarter.previous()), days("2025-10-01", "2025-12-31"));
        assert_eq!(span(quarter.year_ago()), days("2025-01-01", "2025-03-31"));
        let year = Period::of(Grain::Year, on("2024-02-29"), on("2026-11-23")).unwrap();
        assert_eq!(span(year.previous()), days("2023-01-01", "2023-12-31"));
    }

    #[test]
    fn weeks_begin_on_monday() {
        let week = Period::of(Grain::Week, on("2026-11-25"), on("2026-11-25")).unwrap();
        assert_eq!(span(week), days("2026-11-23", "2026-11-25"));
        assert_eq!(span(week.previous()), days("2026-11-16", "2026-11-18"));
        assert_eq!(span(week.year_ago()), days("2025-11-24", "2025-11-26"));
    }

    #[test]
    fn typed_days_are_never_reversed_nor_to_come() {
        let today = on("2026-11-23");
        let custom = |from: &str, to: &str| Period::custom(on(from), on(to), today);
        assert_eq!(custom("2026-11-02", "2026-11-01"), Err(Fault::Reversed));
        assert_eq!(custom("2026-11-24", "2026-11-25"), Err(Fault::Future));
        assert_eq!(Period::of(Grain::Month, on("2027-01-01"), today), Err(Fault::Future));
        let ten = custom("2026-11-01", "2026-11-10").unwrap();
        assert_eq!(span(ten.previous()), days("2026-10-22", "2026-10-31"));
        assert_eq!(
            span(custom("2026-11-20", "2027-01-01").unwrap()),
            days("2026-11-20", "2026-11-23")
        );
        assert_eq!(
            span(custom("2000-01-01", "2026-11-23").unwrap()),
            days("2023-11-23", "2026-11-23")
        );
    }

    #[test]
    fn a_trend_ends_with_the_period_itself() {
        let month = Period::of(Grain::Month, on("2026-03-05"), on("2026-03-05")).unwrap();
        let spans: Vec<_> = month.back(3).into_iter().map(span).collect();
        assert_eq!(
            spans,
            [
                days("2026-01-01", "2026-01-31"),
                days("2026-02-01", "2026-02-28"),
                days("2026-03-01", "2026-03-05")
            ]
        );
        assert_eq!(month.as_of(on("2026-03-05")), on("2026-03-04"));
        assert_eq!(month.previous().as_of(on("2026-03-05")), on("2026-02-05"));
    }

    #[test]
    fn the_days_that_are_looked_at_are_over_and_begin_with_yesterday() {
        let today = on("2026-11-23");
        let days = looked_at(today);
        assert_eq!(days[0], on("2026-11-22"));
        assert!(days.iter().all(|day| *day < today));
        for day in ["2026-10-23", "2025-11-23", "2026-09-30", "2023-11-30"] {
            assert!(days.contains(&on(day)), "{day}");
        }
        assert!(days.len() < 70, "{}", days.len());
    }
}
