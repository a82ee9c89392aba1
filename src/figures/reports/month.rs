//! A month of the calendar, as reports are addressed.

use chrono::{Datelike, Months, NaiveDate};

/// A month, by its first day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(NaiveDate);

impl Month {
    /// The month of a day.
    pub fn of(day: NaiveDate) -> Self {
        Self(day.with_day(1).unwrap_or(day))
    }

    /// Reads `2026-11`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let plain =
            year.len() == 4 && month.len() == 2 && text.bytes().all(|sign| sign.is_ascii_digit() || sign == b'-');
        let year: i32 = year.parse().ok().filter(|year| plain && (2000..=2100).contains(year))?;
        NaiveDate::from_ymd_opt(year, month.parse().ok()?, 1).map(Self)
    }

    pub fn first(self) -> NaiveDate {
        self.0
    }

    pub fn last(self) -> NaiveDate {
        self.next().0.pred_opt().unwrap_or(self.0)
    }

    pub fn back(self, months: u32) -> Self {
        Self(self.0.checked_sub_months(Months::new(months)).unwrap_or(self.0))
    }

    pub fn next(self) -> Self {
        Self(self.0.checked_add_months(Months::new(1)).unwrap_or(self.0))
    }
}

/// `2026-11`
impl std::fmt::Display for Month {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}-{:02}", self.0.year(), self.0.month())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_reads_back_and_nonsense_is_none() {
        let month = Month::parse("2026-02").unwrap();
        assert_eq!(month.to_string(), "2026-02");
        assert_eq!(month.last().to_string(), "2026-02-28");
        assert_eq!(
            (month.back(2).to_string(), month.next().to_string()),
            ("2025-12".into(), "2026-03".into())
        );
        for text in [
            "",
            "2026",
            "2026-13",
            "2026-2",
            "2026-02-01",
            "+026-02",
            "1999-01",
            "awards",
        ] {
            assert_eq!(Month::parse(text), None, "{text}");
        }
        assert_eq!(Month::of(month.last()), month);
    }
}
