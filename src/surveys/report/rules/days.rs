//! Which days are looked at.

use chrono::{Datelike, Days as Span, Months, NaiveDate};

use crate::coded;

coded! {
    /// A period that ends today.
    pub enum Period {
        Month "30",
        Quarter "90",
        Year "365",
    }
}

impl Period {
    /// The first and the last of its days. A year begins with the month it began in, so that its months are whole.
    pub fn days(self, today: NaiveDate) -> Days {
        let back = |days| today.checked_sub_days(Span::new(days)).unwrap_or(today);
        let first = match self {
            Self::Month => back(29),
            Self::Quarter => back(89),
            Self::Year => {
                let month = today.with_day(1).unwrap_or(today);
                month.checked_sub_months(Months::new(11)).unwrap_or(month)
            }
        };
        Days { first, last: today }
    }
}

/// From the first to the last day, both within.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    pub first: NaiveDate,
    pub last: NaiveDate,
}

/// Why no answer can lie in the days that were asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The first comes after the last.
    Reversed,
    /// The first has not come yet.
    Future,
}

/// The longest period, in years.
const LONGEST: u32 = 10;

/// The days of a period, or those that were typed; a side left open is the period's. More than ten years are cut to ten.
pub fn bounds(
    period: Period,
    since: Option<NaiveDate>,
    until: Option<NaiveDate>,
    today: NaiveDate,
) -> (Days, Option<Fault>) {
    let usual = period.days(today);
    let last = until.unwrap_or(usual.last);
    let first = since.unwrap_or_else(|| usual.first.min(last));
    let earliest = last.checked_sub_months(Months::new(12 * LONGEST)).unwrap_or(first);
    let days = Days {
        first: if first <= last { first.max(earliest) } else { first },
        last,
    };
    let fault = if first > last {
        Some(Fault::Reversed)
    } else if first > today {
        Some(Fault::Future)
    } else {
        None
    };
    (days, fault)
}

impl Days {
    /// The first day of each month that has a day among these.
    pub fn months(self) -> Vec<NaiveDate> {
        let mut month = self.first.with_day(1).unwrap_or(self.first);
        let mut months = Vec::new();
        while month <= self.last {
            months.push(month);
            let Some(next) = month.checked_add_months(Months::new(1)) else {
                break;
            };
            month = next;
        }
        months
    }

    /// The days of a month, or of `months` months, that are among these.
    pub fn within(self, month: NaiveDate, months: u32) -> Self {
        let end = month
            .checked_add_months(Months::new(months))
            .and_then(|next| next.pred_opt())
            .unwrap_or(month);
        Self {
            first: month.max(self.first),
            last: end.min(self.last),
        }
    }
}

/// The first day of the quarter of a day.
pub fn quarter(day: NaiveDate) -> NaiveDate {
    let month = day.month0() / 3 * 3 + 1;
    NaiveDate::from_ymd_opt(day.year(), month, 1).unwrap_or(day)
}

/// What is read of what was counted before, and what has to be counted now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reads {
    /// Whole months, by their first days.
    pub months: Vec<NaiveDate>,
    pub days: Vec<NaiveDate>,
    pub now: Vec<Days>,
}

impl Days {
    /// Whole months where their sums stand, else the days that stand; `open` ones, in order, are counted now.
    pub fn reads(self, open: &[NaiveDate], months: &[NaiveDate]) -> Reads {
        let (mut reads, mut now) = (Reads::default(), Vec::new());
        for month in self.months() {
            let part = self.within(month, 1);
            if months.contains(&month) && part == month_of(month) {
                reads.months.push(month);
                continue;
            }
            for day in part.first.iter_days().take_while(|day| *day <= part.last) {
                if open.binary_search(&day).is_ok() {
                    now.push(day);
                } else {
                    reads.days.push(day);
                }
            }
        }
        reads.now = ranges(&now);
        reads
    }
}

/// All days of the month that begins with this one.
pub fn month_of(first: NaiveDate) -> Days {
    let next = first.checked_add_months(Months::new(1));
    Days {
        first,
        last: next.and_then(|next| next.pred_opt()).unwrap_or(first),
    }
}

/// Days in order, as stretches without gaps.
pub fn ranges(days: &[NaiveDate]) -> Vec<Days> {
    let mut found: Vec<Days> = Vec::new();
    for day in days {
        match found.last_mut() {
            Some(open) if open.last.succ_opt() == Some(*day) => open.last = *day,
            _ => found.push(Days {
                first: *day,
                last: *day,
            }),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_period_ends_today() {
        let today = on("2026-11-22");
        let first = |period: Period| period.days(today).first;
        assert_eq!(first(Period::Month), on("2026-10-24"));
        assert_eq!(first(Period::Quarter), on("2026-08-25"));
        assert_eq!(first(Period::Year), on("2025-12-01"));
        assert_eq!(Period::Year.days(today).months().len(), 12);
    }

    #[test]
    fn typed_days_win_and_impossible_ones_are_told() {
        let today = on("2026-11-22");
        let of = |since: &str, until: &str| bounds(Period::Month, since.parse().ok(), until.parse().ok(), today);
        let days = |first, last| Days {
            first: on(first),
            last: on(last),
        };
        assert_eq!(of("", ""), (days("2026-10-24", "2026-11-22"), None));
        assert_eq!(of("2026-01-01", ""), (days("2026-01-01", "2026-11-22"), None));
        assert_eq!(of("", "2026-03-01"), (days("2026-03-01", "2026-03-01"), None));
        assert_eq!(of("2026-11-22", "2026-12-31").1, None, "it has begun");
        assert_eq!(of("2026-11-23", "2026-12-31").1, Some(Fault::Future));
        assert_eq!(of("2026-11-20", "2026-11-19").1, Some(Fault::Reversed));
        assert_eq!(of("2026-12-20", "2026-11-19").1, Some(Fault::Reversed));
        assert_eq!(of("1900-01-01", "2026-11-22").0, days("2016-11-22", "2026-11-22"));
    }

    #[test]
    fn months_and_quarters_are_cut_to_the_days_asked_for() {
        let days = Days {
            first: on("2026-01-15"),
            last: on("2026-03-10"),
        };
        assert_eq!(days.months(), [on("2026-01-01"), on("2026-02-01"), on("2026-03-01")]);
        assert_eq!(days.within(on("2026-01-01"), 1).first, on("2026-01-15"));
        assert_eq!(days.within(on("2026-02-01"), 1).last, on("2026-02-28"));
        assert_eq!(days.within(on("2026-01-01"), 3), days);
        assert_eq!(quarter(on("2026-03-31")), on("2026-01-01"));
        assert_eq!(quarter(on("2026-12-01")), on("2026-10-01"));
    }

    #[test]
    fn whole_months_are_read_as_such_and_open_days_are_counted() {
        let days = Days {
            first: on("2026-01-30"),
            last: on("2026-03-03"),
        };
        let (jan, feb) = (on("2026-01-01"), on("2026-02-01"));
        let open = [on("2026-03-02"), on("2026-03-03")];
        let reads = days.reads(&open, &[jan, feb]);
        assert_eq!(reads.months, [feb], "January is not asked for as a whole");
        assert_eq!(reads.days, [on("2026-01-30"), on("2026-01-31"), on("2026-03-01")]);
        assert_eq!(reads.now.len(), 1);
        assert_eq!(reads.now[0].first, open[0]);
        assert_eq!(days.reads(&open, &[]).days.len(), 31);
    }

    #[test]
    fn neighbouring_days_are_one_stretch() {
        assert!(ranges(&[]).is_empty());
        let found = ranges(&[on("2026-02-27"), on("2026-02-28"), on("2026-03-01"), on("2026-03-03")]);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].last, on("2026-03-01"));
        assert_eq!(found[1].first, found[1].last);
    }
}
