//! What is seen to before a new car leaves, and when it may.

use std::collections::BTreeSet;

use chrono::{DateTime, Months, NaiveDate, TimeDelta, Utc};

use crate::coded;
use crate::values::business_hours::BusinessHours;

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

/// Whether the store is open for the whole of an appointment.
pub fn within_hours(hours: &BusinessHours, from: DateTime<Utc>, until: Option<DateTime<Utc>>) -> bool {
    let end = until.unwrap_or(from);
    hours
        .spans(from, end + TimeDelta::minutes(1))
        .iter()
        .any(|(open, close)| *open <= from && from < *close && end <= *close)
}

/// Until when a call that must fall on `last` or before is due: the last closing by then; `last` itself in a store that
/// does not open meanwhile.
pub fn call_by(hours: &BusinessHours, delivered: DateTime<Utc>, last: DateTime<Utc>) -> DateTime<Utc> {
    let mut closings = hours
        .spans(delivered, last)
        .into_iter()
        .map(|(_, close)| close.min(last));
    closings.rfind(|close| *close > delivered).unwrap_or(last)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::NaiveTime;
    use chrono_tz::Tz;

    use super::*;
    use crate::values::business_hours::Period;

    /// 08:30 to 18:00, closed on 30 November.
    fn hours() -> BusinessHours {
        let at = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
        let closed = BTreeSet::from([NaiveDate::from_ymd_opt(2026, 11, 30).unwrap()]);
        let day = vec![Period::new(at(8, 30), at(18, 0)).unwrap()];
        BusinessHours::new(
            Tz::Asia__Shanghai,
            std::array::from_fn(|_| day.clone()),
            closed,
            BTreeMap::new(),
        )
        .unwrap()
    }

    fn at(text: &str) -> DateTime<Utc> {
        format!("{text}:00+08:00").parse().unwrap()
    }

    #[test]
    fn the_week_call_is_due_when_the_store_closes_on_the_seventh_day() {
        assert_eq!(
            call_by(&hours(), at("2026-11-22T15:00"), at("2026-11-29T23:59")),
            at("2026-11-29T18:00")
        );
        assert_eq!(
            call_by(&hours(), at("2026-11-23T15:00"), at("2026-11-30T23:59")),
            at("2026-11-29T18:00"),
            "the seventh day is a holiday"
        );
        assert_eq!(
            call_by(&hours(), at("2026-11-29T19:00"), at("2026-11-30T23:59")),
            at("2026-11-30T23:59"),
            "the store does not open meanwhile"
        );
    }

    #[test]
    fn a_car_is_handed_over_while_the_store_is_open() {
        let fits = |from, until: Option<&str>| within_hours(&hours(), at(from), until.map(at));
        assert!(fits("2026-12-10T08:30", None) && fits("2026-12-10T16:00", Some("2026-12-10T18:00")));
        for (from, until) in [
            ("2026-12-10T02:00", None),
            ("2026-12-10T18:00", None),
            ("2026-12-10T17:00", Some("2026-12-10T19:00")),
            ("2026-11-30T10:00", None),
        ] {
            assert!(!fits(from, until), "{from}");
        }
    }

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
