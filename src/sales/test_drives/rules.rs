//! The life of a test drive, and the times of a day at which one may begin.

use chrono::{NaiveTime, TimeDelta};

use crate::coded;
use crate::values::business_hours::Period;

coded! {
    pub enum DriveState {
        /// 已预约
        Booked "booked",
        /// 试驾中
        Out "out",
        /// 已还车，待登记结果
        Returned "returned",
        /// 已完成
        Done "done",
        /// 未到店
        Missed "missed",
        /// 已取消
        Cancelled "cancelled",
    }
}

coded! {
    /// What the customer means to do after the drive.
    pub enum Intent { Ready "ready", Considering "considering", Unconvinced "unconvinced" }
}

coded! {
    /// Which drives a list shows.
    pub enum View {
        Coming "coming", Out "out", Waiting "waiting", Past "past",
        /// Whatever left the store, whether its result is there or not.
        Driven "driven",
    }
}

impl View {
    pub fn states(self) -> &'static [DriveState] {
        match self {
            Self::Coming => &[DriveState::Booked],
            Self::Out => &[DriveState::Out],
            Self::Waiting => &[DriveState::Returned],
            Self::Driven => &[DriveState::Out, DriveState::Returned, DriveState::Done],
            Self::Past => &[DriveState::Done, DriveState::Missed, DriveState::Cancelled],
        }
    }
}

/// The times of a day's grid: (from, until), each within one period of opening; what is left over at its end is dropped.
pub fn slots(periods: &[Period], minutes: u32) -> Vec<(NaiveTime, NaiveTime)> {
    let step = TimeDelta::minutes(i64::from(minutes.max(1)));
    let mut found = Vec::new();
    for period in periods {
        let mut from = period.open();
        loop {
            let (until, past_midnight) = from.overflowing_add_signed(step);
            if past_midnight != 0 || until > period.close() {
                break;
            }
            found.push((from, until));
            from = until;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: u32, minute: u32) -> NaiveTime {
        NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
    }

    fn starts(periods: &[((u32, u32), (u32, u32))], minutes: u32) -> Vec<String> {
        let periods: Vec<Period> = periods
            .iter()
            .map(|(open, close)| Period::new(at(open.0, open.1), at(close.0, close.1)).unwrap())
            .collect();
        let slots = slots(&periods, minutes);
        slots.iter().map(|(from, _)| from.format("%H:%M").to_string()).collect()
    }

    #[test]
    fn a_day_has_the_hours_it_is_open() {
        assert_eq!(starts(&[((9, 0), (12, 0))], 60), ["09:00", "10:00", "11:00"]);
        assert_eq!(
            starts(&[((8, 30), (10, 0)), ((13, 0), (14, 30))], 60),
            ["08:30", "13:00"],
            "half an hour at the end is no hour"
        );
        assert_eq!(
            starts(&[((22, 0), (23, 59))], 60),
            ["22:00"],
            "nothing runs into the next day"
        );
        assert!(starts(&[], 60).is_empty());
        assert_eq!(
            starts(&[((9, 0), (9, 30))], 0).len(),
            30,
            "a length of nothing still ends"
        );
    }

    #[test]
    fn every_state_is_on_one_tab() {
        for state in DriveState::ALL {
            let tabs = View::ALL.iter().filter(|view| **view != View::Driven);
            let lists = tabs.filter(|view| view.states().contains(state));
            assert_eq!(lists.count(), 1, "{}", state.code());
        }
    }
}
