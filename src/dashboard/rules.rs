//! Rules of the dashboard: which figures stand first, how far a trend goes back, which period comes next, which quarters of
//! cars are looked at.

use chrono::{Datelike, Days, Months, NaiveDate};

use crate::coded;
use crate::figures::rules::{Figure, Grain, Period};

/// The figures that stand first; the others come after them.
pub const MAIN: [Figure; 5] = [
    Figure::LeadConversion,
    Figure::DeliveryCallBack,
    Figure::ComplaintPunctuality,
    Figure::ReturnRate,
    Figure::Nps,
];

/// Those that don't stand first.
pub fn others() -> impl Iterator<Item = Figure> {
    Figure::SHOWN.iter().copied().filter(|figure| !MAIN.contains(figure))
}

coded! {
    /// What a figure is set beside first.
    pub enum Compare {
        /// The period before.
        Before "before",
        YearAgo "year_ago",
    }
}

/// How many points a trend has.
pub const fn points(grain: Grain) -> usize {
    match grain {
        Grain::Day | Grain::Week | Grain::Quarter => 8,
        Grain::Month => 12,
        Grain::Year => 5,
        Grain::Custom => 6,
    }
}

/// The periods to page to: the one before, and the one after if it has begun.
pub fn neighbours(period: Period, today: NaiveDate) -> (Period, Option<Period>) {
    if period.grain == Grain::Custom {
        let forth = |day: NaiveDate| day.checked_add_days(Days::new(period.days()));
        let next = forth(period.from)
            .zip(forth(period.to))
            .and_then(|(from, to)| Period::custom(from, to, today).ok());
        return (period.previous(), next);
    }
    let next = period
        .end
        .succ_opt()
        .and_then(|first| Period::of(period.grain, first, today).ok());
    let before = period.from.pred_opt().unwrap_or(period.from);
    let previous = Period::of(period.grain, before, today).unwrap_or(period);
    (previous, next)
}

/// How many quarters of cars are looked at.
const QUARTERS: u32 = 8;

/// The days on which the cars were handed over that are looked at: the quarters up to that of a day.
pub fn quarters(day: NaiveDate) -> (NaiveDate, NaiveDate) {
    let (first, last) = Grain::Quarter.around(day);
    let earliest = first.checked_sub_months(Months::new(3 * (QUARTERS - 1)));
    (earliest.unwrap_or(first), last)
}

/// Whether all cars of a quarter are so many months old by now.
pub fn has_come(quarter: NaiveDate, age: u32, today: NaiveDate) -> bool {
    let (_, last) = Grain::Quarter.around(quarter);
    last.checked_add_months(Months::new(age)).is_some_and(|day| day < today)
}

/// The quarter of the year, from 1.
pub fn nth_quarter(day: NaiveDate) -> u32 {
    day.month0() / 3 + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn every_figure_stands_once() {
        let all: Vec<Figure> = MAIN.into_iter().chain(others()).collect();
        assert_eq!(all.len(), Figure::SHOWN.len());
        assert!(Figure::SHOWN.iter().all(|figure| all.contains(figure)));
    }

    #[test]
    fn one_pages_to_what_has_begun() {
        let today = on("2026-11-23");
        let month = Period::of(Grain::Month, today, today).unwrap();
        let (before, next) = neighbours(month, today);
        assert_eq!((before.from, before.to), (on("2026-10-01"), on("2026-10-31")));
        assert_eq!(next, None);
        let (_, back) = neighbours(before, today);
        assert_eq!(back, Some(month));
        let typed = Period::custom(on("2026-11-01"), on("2026-11-10"), today).unwrap();
        let (before, next) = neighbours(typed, today);
        assert_eq!((before.from, before.to), (on("2026-10-22"), on("2026-10-31")));
        let next = next.unwrap();
        assert_eq!((next.from, next.to), (on("2026-11-11"), on("2026-11-20")));
        assert_eq!(neighbours(neighbours(next, today).1.unwrap(), today).1, None);
    }

    #[test]
    fn a_quarter_counts_once_its_last_car_is_old_enough() {
        assert_eq!(quarters(on("2026-11-23")), (on("2025-01-01"), on("2026-12-31")));
        assert!(has_come(on("2026-01-01"), 6, on("2026-10-01")));
        assert!(!has_come(on("2026-01-01"), 6, on("2026-09-30")));
        assert_eq!(nth_quarter(on("2026-11-23")), 4);
    }
}
