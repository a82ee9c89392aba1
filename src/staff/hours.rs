//! When the store is open: the calendar that working-hour deadlines run by.

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;
use diesel::PgConnection;
use diesel::prelude::*;
use serde_json::Value;

use crate::platform::error::{Error, FieldErrors};
use crate::platform::settings::{self, Periods, Setting};
use crate::schema::{settings as rules, stores};
use crate::settings;
use crate::values::business_hours::{BusinessHours, Period};
use crate::values::fault::Fault;
use crate::values::ids::StoreId;

settings! {
    /// Opening hours by weekday, and the days that are different.
    pub struct Hours("hours", "营业时间", "Opening hours") {
        monday: Opening = daily(), "星期一", "Monday";
        tuesday: Opening = daily(), "星期二", "Tuesday";
        wednesday: Opening = daily(), "星期三", "Wednesday";
        thursday: Opening = daily(), "星期四", "Thursday";
        friday: Opening = daily(), "星期五", "Friday";
        saturday: Opening = daily(), "星期六", "Saturday";
        sunday: Opening = daily(), "星期日", "Sunday";
        closed: Dates = BTreeSet::new(), "休息日", "Closed days",
            "每行一天，或一段：2026-10-01 ~ 2026-10-07", "One day on a line, or a span: 2026-10-01 ~ 2026-10-07";
        extra: DatedOpening = Vec::new(), "特殊营业日", "Days with other hours",
            "每行一天：2026-10-10 08:30-12:00 13:00-18:00", "One day on a line: 2026-10-10 08:30-12:00 13:00-18:00";
    }
    check(ever_open)
}

/// 08:30 to 18:00.
fn daily() -> Periods {
    let at = |hour, minute| chrono::NaiveTime::from_hms_opt(hour, minute, 0);
    at(8, 30).zip(at(18, 0)).into_iter().collect()
}

/// A store that never opens would leave every deadline without an end.
fn ever_open(hours: &Hours) -> FieldErrors {
    if hours.week().iter().all(|day| day.is_empty()) {
        FieldErrors::from([("monday".to_owned(), Fault::Required)])
    } else {
        FieldErrors::new()
    }
}

impl Hours {
    fn week(&self) -> [&Periods; 7] {
        [
            &self.monday,
            &self.tuesday,
            &self.wednesday,
            &self.thursday,
            &self.friday,
            &self.saturday,
            &self.sunday,
        ]
    }

    /// The calendar to count by.
    pub fn calendar(&self, zone: Tz) -> Result<BusinessHours, Fault> {
        let mut week: [Vec<Period>; 7] = Default::default();
        for (day, periods) in week.iter_mut().zip(self.week()) {
            *day = read(periods)?;
        }
        let extra = self.extra.iter().map(|(day, periods)| Ok((*day, read(periods)?)));
        BusinessHours::new(
            zone,
            week,
            self.closed.clone(),
            extra.collect::<Result<BTreeMap<_, _>, Fault>>()?,
        )
    }
}

fn read(periods: &Periods) -> Result<Vec<Period>, Fault> {
    periods.iter().map(|(open, close)| Period::new(*open, *close)).collect()
}

/// The store's calendar, in its time zone: one round trip.
pub fn calendar(conn: &mut PgConnection, store: StoreId) -> Result<BusinessHours, Error> {
    let kept = rules::table
        .filter(rules::store_id.eq(store))
        .filter(rules::key.eq(Hours::KEY))
        .select(rules::value)
        .single_value();
    let (zone, kept): (String, Option<Value>) = stores::table
        .find(store)
        .select((stores::time_zone, kept))
        .first(conn)?;
    calendar_of(kept, &zone)
}

/// The calendar of a store whose hours and time zone were read along with something else.
pub fn calendar_of(hours: Option<Value>, zone: &str) -> Result<BusinessHours, Error> {
    let zone: Tz = zone.parse().map_err(Error::internal)?;
    let hours: Hours = settings::of_value(hours)?;
    hours.calendar(zone).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn the_default_is_half_past_eight_to_six_every_day() {
        let calendar = Hours::default().calendar(Tz::Asia__Shanghai).unwrap();
        let sunday_noon = "2026-11-22T04:00:00Z".parse().unwrap();
        assert!(calendar.is_open(sunday_noon));
        let nine_in_the_evening = "2026-11-22T13:00:00Z".parse().unwrap();
        assert_eq!(
            calendar.add(nine_in_the_evening, TimeDelta::hours(1)),
            Some("2026-11-23T01:30:00Z".parse().unwrap())
        );
    }

    #[test]
    fn a_store_opens_sometimes() {
        assert!(ever_open(&Hours::default()).is_empty());
        let mut never = Hours::default();
        for day in [
            &mut never.monday,
            &mut never.tuesday,
            &mut never.wednesday,
            &mut never.thursday,
            &mut never.friday,
            &mut never.saturday,
            &mut never.sunday,
        ] {
            day.clear();
        }
        assert!(!ever_open(&never).is_empty());
    }
}
