//! Rules of the overview: periods, shares, what is lost from step to step, time in opening hours.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};

use crate::coded;

coded! {
    /// Which days are looked at.
    pub enum Period {
        Month "month",
        LastMonth "last_month",
        Quarter "90",
        Year "year",
    }
}

impl Period {
    /// The first and the last of its days.
    pub fn days(self, today: NaiveDate) -> (NaiveDate, NaiveDate) {
        let first_of_month = |day: NaiveDate| day.with_day(1).unwrap_or(day);
        match self {
            Self::Month => (first_of_month(today), today),
            Self::LastMonth => {
                let last = first_of_month(today).pred_opt().unwrap_or(today);
                (first_of_month(last), last)
            }
            Self::Quarter => (today.checked_sub_days(Days::new(89)).unwrap_or(today), today),
            Self::Year => (first_of_month(today).with_month(1).unwrap_or(today), today),
        }
    }
}

/// A part of a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// Of a hundred.
    Percent(u32),
    /// Some, and less than one of a hundred.
    UnderOne,
}

/// How many of a hundred; of nothing there is no share. 99.6 are not all of them, and 0.4 are not none.
pub fn percent(part: u32, whole: u32) -> Option<Share> {
    if whole == 0 {
        return None;
    }
    if part >= whole {
        return Some(Share::Percent(100));
    }
    let (part, whole) = (u64::from(part), u64::from(whole));
    if part > 0 && part * 100 < whole {
        return Some(Share::UnderOne);
    }
    let rounded = u32::try_from((part * 100 + whole / 2) / whole).unwrap_or(100);
    Some(Share::Percent(rounded.min(99)))
}

/// How many are lost from each step to the next, and their share of the step before; nothing before the first.
pub fn drops(steps: &[u32]) -> Vec<Option<(u32, Option<Share>)>> {
    let before = std::iter::once(None).chain(steps.iter().copied().map(Some));
    steps
        .iter()
        .zip(before)
        .map(|(here, before)| {
            before.map(|before| {
                let lost = before.saturating_sub(*here);
                (lost, percent(lost, before))
            })
        })
        .collect()
}

/// Opening hours as the database reckons with them: when each stretch begins, how long it is, and how many seconds the
/// store was open before it.
#[derive(Clone, Debug, PartialEq)]
pub struct Timetable {
    pub opens: Vec<DateTime<Utc>>,
    pub lengths: Vec<f64>,
    pub before: Vec<f64>,
}

impl Timetable {
    /// Of stretches in order; without any, time stands still.
    pub fn new(spans: &[(DateTime<Utc>, DateTime<Utc>)]) -> Self {
        let never = [(DateTime::UNIX_EPOCH, DateTime::UNIX_EPOCH)];
        let spans = if spans.is_empty() { never.as_slice() } else { spans };
        let mut sum = 0.0;
        let mut table = Self {
            opens: Vec::with_capacity(spans.len()),
            lengths: Vec::with_capacity(spans.len()),
            before: Vec::with_capacity(spans.len()),
        };
        for (open, close) in spans {
            let length = (*close - *open).as_seconds_f64();
            table.opens.push(*open);
            table.lengths.push(length);
            table.before.push(sum);
            sum += length;
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn periods_are_days_of_the_calendar() {
        let today = on("2026-03-05");
        let days = |period: Period| period.days(today);
        assert_eq!(days(Period::Month), (on("2026-03-01"), today));
        assert_eq!(days(Period::LastMonth), (on("2026-02-01"), on("2026-02-28")));
        assert_eq!(days(Period::Quarter), (on("2025-12-06"), today));
        assert_eq!(days(Period::Year), (on("2026-01-01"), today));
        assert_eq!(
            Period::LastMonth.days(on("2026-01-31")),
            (on("2025-12-01"), on("2025-12-31"))
        );
        assert_eq!(
            Period::Year.days(on("2028-02-29")),
            (on("2028-01-01"), on("2028-02-29"))
        );
    }

    #[test]
    fn nearly_all_is_not_all_and_hardly_any_is_not_none() {
        assert_eq!(percent(0, 0), None);
        let share = |part, whole| match percent(part, whole) {
            Some(Share::Percent(share)) => share,
            other => panic!("{other:?}"),
        };
        assert_eq!(share(0, 3), 0);
        assert_eq!(share(1, 3), 33);
        assert_eq!(share(2, 3), 67);
        assert_eq!(share(3, 3), 100);
        assert_eq!(share(999, 1_000), 99);
        assert_eq!(share(1, 100), 1);
        assert_eq!(percent(1, 1_000), Some(Share::UnderOne));
        assert_eq!(percent(1, 5_000), Some(Share::UnderOne));
    }

    #[test]
    fn what_is_lost_is_lost_from_the_step_before() {
        assert_eq!(
            drops(&[8, 6, 6, 0, 0]),
            [
                None,
                Some((2, Some(Share::Percent(25)))),
                Some((0, Some(Share::Percent(0)))),
                Some((6, Some(Share::Percent(100)))),
                Some((0, None))
            ]
        );
        assert!(drops(&[]).is_empty());
    }

    #[test]
    fn a_timetable_adds_up_what_was_open() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let table = Timetable::new(&[
            (at("2026-11-20T00:30:00Z"), at("2026-11-20T10:00:00Z")),
            (at("2026-11-21T00:30:00Z"), at("2026-11-21T04:30:00Z")),
        ]);
        assert_eq!(table.lengths, [34_200.0, 14_400.0]);
        assert_eq!(table.before, [0.0, 34_200.0]);
        assert_eq!(Timetable::new(&[]).lengths, [0.0]);
    }
}
