//! The life of a test drive, and the times of a day at which one may begin.

use chrono::{NaiveTime, TimeDelta};

use crate::coded;
use crate::values::business_hours::Period;
use crate::values::fault::Fault;
use crate::values::mileage::Km;

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

/// A place of a day's grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    pub from: NaiveTime,
    pub until: NaiveTime,
    /// When the store closes after it; nothing for a place outside opening hours, which nobody books.
    pub closes: Option<NaiveTime>,
}

/// The places of a day's grid, each within one period of opening; the last of a period may be shorter.
pub fn slots(periods: &[Period], minutes: u32) -> Vec<Slot> {
    let step = TimeDelta::minutes(i64::from(minutes.max(1)));
    let mut found = Vec::new();
    for period in periods {
        let mut from = period.open();
        while from < period.close() {
            let (until, past_midnight) = from.overflowing_add_signed(step);
            let until = if past_midnight == 0 {
                until.min(period.close())
            } else {
                period.close()
            };
            let closes = Some(period.close());
            found.push(Slot { from, until, closes });
            from = until;
        }
    }
    found
}

/// The places of a day, with one more for each drive that none of them shows.
pub fn with_outside(mut slots: Vec<Slot>, drives: &[(NaiveTime, NaiveTime)]) -> Vec<Slot> {
    for (from, until) in drives.iter().copied() {
        if !slots.iter().any(|slot| slot.from < until && slot.until > from) {
            let closes = None;
            slots.push(Slot { from, until, closes });
        }
    }
    slots.sort_by_key(|slot| slot.from);
    slots
}

/// How long a drive is offered in a place: as usual, or the longest that fits into the minutes that are left of it.
pub fn fitting(usual: u32, lengths: &[u32], left: i64) -> Option<u32> {
    let all = lengths.iter().copied().filter(|length| *length < usual);
    all.chain([usual]).filter(|length| i64::from(*length) <= left).max()
}

/// What the odometer says after a drive, or before one: less than before it is a fault, much more is asked about.
pub fn reading(km: Km, last: Km, most: u32) -> Result<(), Fault> {
    km.not_below(last)?;
    if i64::from(km.km()) - i64::from(last.km()) > i64::from(most) {
        return Err(Fault::MileageLeap { last: last.km() });
    }
    Ok(())
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
        slots.iter().map(|slot| slot.from.format("%H:%M").to_string()).collect()
    }

    #[test]
    fn a_day_has_the_hours_it_is_open() {
        assert_eq!(starts(&[((9, 0), (12, 0))], 60), ["09:00", "10:00", "11:00"]);
        assert_eq!(
            starts(&[((8, 30), (10, 0)), ((13, 0), (14, 30))], 60),
            ["08:30", "09:30", "13:00", "14:00"],
            "half an hour at the end has its place too"
        );
        assert_eq!(
            starts(&[((22, 0), (23, 59))], 60),
            ["22:00", "23:00"],
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
    fn what_is_driven_outside_opening_hours_has_its_place() {
        let period = Period::new(at(8, 30), at(18, 0)).unwrap();
        let day = slots(&[period], 60);
        assert_eq!(day.last().unwrap().until, at(18, 0), "until the store closes");
        let late = [(at(16, 0), at(17, 0)), (at(18, 0), at(19, 0)), (at(18, 30), at(19, 0))];
        let shown = with_outside(day.clone(), &late);
        assert_eq!(shown.len(), day.len() + 1, "one place for both");
        assert_eq!(shown.last().unwrap().closes, None);
        assert_eq!(with_outside(Vec::new(), &late).len(), 2, "also on a day off");
    }

    #[test]
    fn what_is_offered_fits() {
        let lengths = [30, 45, 60, 90];
        assert_eq!(fitting(60, &lengths, 570), Some(60), "not longer than usual");
        assert_eq!(fitting(60, &lengths, 43), Some(30));
        assert_eq!(fitting(60, &lengths, 29), None);
        assert_eq!(fitting(15, &lengths, 29), Some(15));
    }

    #[test]
    fn a_reading_far_above_the_last_is_asked_about() {
        let last = Km::new(9_731);
        assert_eq!(reading(Km::new(9_931), last, 200), Ok(()));
        assert_eq!(
            reading(Km::new(9_932), last, 200),
            Err(Fault::MileageLeap { last: 9_731 })
        );
        assert_eq!(
            reading(Km::new(9_730), last, 200),
            Err(Fault::MileageBelowLast { last: 9_731 })
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
