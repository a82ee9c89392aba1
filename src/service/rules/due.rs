//! When a car has to come again.

use chrono::{Months, NaiveDate};

use crate::values::mileage::Km;

/// How often a car is to be serviced: what its model says, or else the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    pub km: i32,
    pub months: u32,
}

impl Interval {
    /// The model's figures where it has any.
    pub fn of_model(km: Option<i32>, months: Option<i32>, store: Self) -> Self {
        Self {
            km: km.filter(|km| *km > 0).unwrap_or(store.km),
            months: months
                .and_then(|months| u32::try_from(months).ok())
                .filter(|months| *months > 0)
                .unwrap_or(store.months),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextService {
    pub on: NaiveDate,
    pub km: Option<Km>,
}

/// The next service after one on this day at this mileage: whichever comes first counts.
pub fn next_service(day: NaiveDate, mileage: Option<Km>, interval: Interval) -> NextService {
    NextService {
        on: day.checked_add_months(Months::new(interval.months)).unwrap_or(day),
        km: mileage.map(|km| Km::new(km.km().saturating_add(interval.km).min(Km::MAX.km()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORE: Interval = Interval { km: 10_000, months: 12 };

    #[test]
    fn a_year_or_ten_thousand_kilometres_on() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let next = next_service(day, Some(Km::new(28_460)), STORE);
        assert_eq!(next.on.to_string(), "2027-11-22");
        assert_eq!(next.km, Some(Km::new(38_460)));
        assert_eq!(next_service(day, None, STORE).km, None);
    }

    #[test]
    fn the_model_knows_better_than_the_store() {
        assert_eq!(
            Interval::of_model(Some(5_000), Some(6), STORE),
            Interval { km: 5_000, months: 6 }
        );
        assert_eq!(Interval::of_model(None, Some(0), STORE), STORE);
    }

    #[test]
    fn the_last_day_of_a_month_stays_within_the_month() {
        let day = NaiveDate::from_ymd_opt(2026, 8, 31).unwrap();
        let next = next_service(day, None, Interval { km: 1, months: 6 });
        assert_eq!(next.on.to_string(), "2027-02-28");
    }
}
