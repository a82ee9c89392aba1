//! What is seen to before a new car leaves, and when it may.

use std::collections::BTreeSet;

use chrono::{Months, NaiveDate};

use crate::coded;

coded! {
    /// One thing to see to.
    pub enum Check {
        Wash "wash", Fluids "fluids", AirCon "air_con", Audio "audio", Lights "lights", Tyres "tyres",
        Documents "documents",
        Functions "functions", Emergency "emergency", Warranty "warranty", FirstService "first_service",
        Invoice "invoice", Conformity "conformity", Consistency "consistency", ThreeGuarantees "three_guarantees",
    }
}

coded! {
    /// When it is seen to.
    pub enum Part { DayBefore "day_before", OnTheDay "on_the_day", Papers "papers" }
}

impl Check {
    pub const fn part(self) -> Part {
        match self {
            Self::Wash | Self::Fluids | Self::AirCon | Self::Audio | Self::Lights | Self::Tyres | Self::Documents => {
                Part::DayBefore
            }
            Self::Functions | Self::Emergency | Self::Warranty | Self::FirstService => Part::OnTheDay,
            Self::Invoice | Self::Conformity | Self::Consistency | Self::ThreeGuarantees => Part::Papers,
        }
    }

    /// The things of a part, in their order.
    pub fn of(part: Part) -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(move |check| check.part() == part)
    }
}

coded! {
    /// Where the car is handed over.
    pub enum Handover { Store "store", Door "door" }
}

coded! {
    /// Which deliveries the list shows.
    pub enum DeliveryView { Planned "planned", Late "late", Done "done" }
}

/// What keeps a car from being handed over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lacking {
    pub checks: Vec<Check>,
    pub photo: bool,
}

impl Lacking {
    pub fn of(done: &BTreeSet<Check>, photos: usize) -> Self {
        Self {
            checks: Check::ALL
                .iter()
                .copied()
                .filter(|check| !done.contains(check))
                .collect(),
            photo: photos == 0,
        }
    }

    pub fn is_nothing(&self) -> bool {
        self.checks.is_empty() && !self.photo
    }
}

/// A day so many months on: warranty and first service count from the delivery.
pub fn months_on(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_add_months(Months::new(months)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_belongs_to_a_part() {
        let counts = Part::ALL.iter().map(|part| Check::of(*part).count());
        assert_eq!(counts.collect::<Vec<_>>(), [7, 4, 4]);
    }

    #[test]
    fn a_car_leaves_with_everything_done_and_a_photo() {
        let mut done: BTreeSet<Check> = Check::ALL.iter().copied().collect();
        assert!(Lacking::of(&done, 1).is_nothing());
        assert!(Lacking::of(&done, 0).photo);
        done.remove(&Check::Invoice);
        assert_eq!(Lacking::of(&done, 1).checks, [Check::Invoice]);
    }

    #[test]
    fn months_end_on_a_day_that_there_is() {
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
        assert_eq!(months_on(day(2026, 11, 22), 36), day(2029, 11, 22));
        assert_eq!(months_on(day(2026, 8, 31), 6), day(2027, 2, 28));
    }
}
