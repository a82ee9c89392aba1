//! When somebody may come: half-hours within the opening hours and the plans of those who receive, as many as there is
//! room for.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};
use serde::{Deserialize, Serialize};

use crate::values::business_hours::Period;
use crate::values::ids::StaffId;

/// How long a place lasts, in minutes.
pub const SLOT_MINUTES: u32 = 30;

/// How long a place lasts.
pub const fn slot_length() -> TimeDelta {
    TimeDelta::minutes(SLOT_MINUTES as i64)
}

crate::coded! {
    /// Why an appointment was cancelled.
    pub enum CancelReason {
        /// The customer can't come.
        Customer "customer",
        /// The customer goes elsewhere.
        Elsewhere "elsewhere",
        /// We can't keep it.
        Store "store",
        /// It was booked by mistake, or twice.
        Mistake "mistake",
        Other "other",
    }
}

crate::coded! {
    /// Why somebody doesn't work on a day.
    pub enum OffReason { Holiday "holiday", Training "training", Sick "sick", Other "other" }
}

crate::coded! {
    /// Which part of a day somebody would come in.
    pub enum DayPart { Day "day", Morning "morning", Afternoon "afternoon" }
}

impl DayPart {
    /// Whether a place lies in it.
    pub fn holds(self, slot: NaiveTime) -> bool {
        match self {
            Self::Day => true,
            Self::Morning => slot.hour() < 12,
            Self::Afternoon => slot.hour() >= 12,
        }
    }
}

/// Whether a place is what somebody waits for: in their part of the day, or at the one time that will do.
pub fn is_wanted(part: DayPart, only: Option<NaiveTime>, slot: NaiveTime) -> bool {
    only.map_or_else(|| part.holds(slot), |only| only == slot)
}

crate::coded! {
    /// How far a wish for a full day has come.
    pub enum WaitState {
        Waiting "waiting",
        /// A place is held until the customer was asked.
        Offered "offered",
        Booked "booked",
        /// Nobody answered in time, or the day is over.
        Lapsed "lapsed",
        Withdrawn "withdrawn",
    }
}

impl WaitState {
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Offered)
    }
}

/// One day of a week of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkDay {
    pub from: NaiveTime,
    pub until: NaiveTime,
    #[serde(default, rename = "break")]
    pub pause: Option<(NaiveTime, NaiveTime)>,
}

/// From Monday on; `None` is a free day.
pub type Week = [Option<WorkDay>; 7];

/// What somebody does in a half-hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    Works,
    Break,
    /// Doesn't work at this hour, or on this day.
    Off,
    /// A day off, for this reason.
    Away(OffReason),
}

/// Days from the first to the last that somebody is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DaysOff {
    pub from: NaiveDate,
    pub until: NaiveDate,
    pub reason: OffReason,
}

/// Somebody who receives visitors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: StaffId,
    pub name: String,
    /// Without a plan they work whenever the store is open.
    pub week: Option<Week>,
    pub off: Vec<DaysOff>,
}

impl Person {
    pub fn presence(&self, day: NaiveDate, slot: NaiveTime) -> Presence {
        if let Some(off) = self.off.iter().find(|off| off.from <= day && day <= off.until) {
            return Presence::Away(off.reason);
        }
        let Some(week) = &self.week else {
            return Presence::Works;
        };
        let weekday = day.weekday().num_days_from_monday() as usize;
        let Some(work) = week.get(weekday).copied().flatten() else {
            return Presence::Off;
        };
        let Some(end) = end_of(slot) else {
            return Presence::Off;
        };
        if slot < work.from || end > minutes(work.until) {
            return Presence::Off;
        }
        match work.pause {
            Some((from, until)) if slot < until && end > minutes(from) => Presence::Break,
            _ => Presence::Works,
        }
    }
}

/// Minutes since midnight; a closing at midnight ends the day.
fn minutes(time: NaiveTime) -> u32 {
    match time.hour() * 60 + time.minute() {
        0 => 24 * 60,
        minutes => minutes,
    }
}

/// When a place is over, in minutes since midnight; `None` if that is tomorrow.
fn end_of(slot: NaiveTime) -> Option<u32> {
    let end = slot.hour() * 60 + slot.minute() + SLOT_MINUTES;
    (end <= 24 * 60).then_some(end)
}

/// The half-hours that lie within the opening hours of a day.
pub fn slots(periods: &[Period]) -> Vec<NaiveTime> {
    let mut found = Vec::new();
    for number in 0..24 * 60 / SLOT_MINUTES {
        let at = number * SLOT_MINUTES;
        let Some(slot) = NaiveTime::from_hms_opt(at / 60, at % 60, 0) else {
            continue;
        };
        let within = |period: &Period| slot >= period.open() && at + SLOT_MINUTES <= minutes(period.close());
        if periods.iter().any(within) {
            found.push(slot);
        }
    }
    found
}

/// How much room there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// In a half-hour, all together.
    pub places: u32,
    /// In a half-hour, of one person.
    pub each: u32,
    /// Of these, kept for members.
    pub reserved: u32,
    /// From this rank of tier on they may use them: 1 silver, 2 gold, 3 platinum.
    pub reserved_from: u8,
}

/// A place that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    pub slot: NaiveTime,
    pub advisor: Option<StaffId>,
    pub reserved: bool,
}

/// A place that may be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seat {
    pub advisor: StaffId,
    pub reserved: bool,
}

/// Why there is no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoSeat {
    /// The store is shut.
    Closed,
    /// Whom the customer wants doesn't work then, or nobody does.
    Away,
    Full,
    /// What is left is kept for members.
    Reserved,
}

/// One line of visitors on one day: who receives, and what is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    pub day: NaiveDate,
    pub slots: Vec<NaiveTime>,
    pub people: Vec<Person>,
    pub room: Room,
    pub taken: Vec<Taken>,
}

impl Day {
    fn person(&self, id: StaffId) -> Option<&Person> {
        self.people.iter().find(|person| person.id == id)
    }

    fn works(&self, person: &Person, slot: NaiveTime) -> bool {
        person.presence(self.day, slot) == Presence::Works
    }

    /// Whether somebody, of all or the one who is asked for, receives in a half-hour; else what explains best why not:
    /// a break before days off, days off before hours that nobody works.
    pub fn presence(&self, slot: NaiveTime, advisor: Option<StaffId>) -> Presence {
        self.people
            .iter()
            .filter(|person| advisor.is_none_or(|only| only == person.id))
            .map(|person| person.presence(self.day, slot))
            .min_by_key(|presence| match presence {
                Presence::Works => 0,
                Presence::Break => 1,
                Presence::Away(_) => 2,
                Presence::Off => 3,
            })
            .unwrap_or(Presence::Off)
    }

    pub fn taken_at(&self, slot: NaiveTime) -> u32 {
        count(self.taken.iter().filter(|taken| taken.slot == slot).count())
    }

    fn taken_of(&self, slot: NaiveTime, advisor: StaffId) -> u32 {
        let own = |taken: &&Taken| taken.slot == slot && taken.advisor == Some(advisor);
        count(self.taken.iter().filter(own).count())
    }

    /// How many may come in a half-hour: as many as there are places, and hands.
    pub fn capacity(&self, slot: NaiveTime) -> u32 {
        let working = self.people.iter().filter(|person| self.works(person, slot)).count();
        self.room.places.min(count(working).saturating_mul(self.room.each))
    }

    /// Of these, kept for members; one place is always for everybody.
    fn reserved(&self, slot: NaiveTime) -> u32 {
        self.room.reserved.min(self.capacity(slot).saturating_sub(1))
    }

    /// Places left for everybody, and further ones for members only.
    pub fn left(&self, slot: NaiveTime) -> (u32, u32) {
        let at = |reserved: bool| {
            let found = self
                .taken
                .iter()
                .filter(|taken| taken.slot == slot && taken.reserved == reserved);
            count(found.count())
        };
        let total = self.capacity(slot).saturating_sub(self.taken_at(slot));
        let kept = self.reserved(slot).saturating_sub(at(true)).min(total);
        (total - kept, kept)
    }

    /// A place for a customer whose tier has this rank, with somebody they want or with the least busy.
    pub fn seat(&self, slot: NaiveTime, advisor: Option<StaffId>, rank: u8) -> Result<Seat, NoSeat> {
        if !self.slots.contains(&slot) {
            return Err(NoSeat::Closed);
        }
        let candidates: Vec<&Person> = match advisor {
            Some(id) => self.person(id).into_iter().collect(),
            None => self.people.iter().collect(),
        };
        let working: Vec<&Person> = candidates
            .into_iter()
            .filter(|person| self.works(person, slot))
            .collect();
        if working.is_empty() {
            return Err(NoSeat::Away);
        }
        let busy = |id: StaffId| self.taken.iter().filter(|taken| taken.advisor == Some(id)).count();
        let least = working
            .into_iter()
            .filter(|person| self.taken_of(slot, person.id) < self.room.each)
            .min_by_key(|person| (self.taken_of(slot, person.id), busy(person.id)));
        let (free, kept) = self.left(slot);
        let member = rank >= self.room.reserved_from;
        match (least, free, kept) {
            (None, ..) | (_, 0, 0) => Err(NoSeat::Full),
            (Some(person), 0, _) if member => Ok(Seat {
                advisor: person.id,
                reserved: true,
            }),
            (_, 0, _) => Err(NoSeat::Reserved),
            (Some(person), ..) => Ok(Seat {
                advisor: person.id,
                reserved: false,
            }),
        }
    }

    /// The half-hours that still have a place, from `since` on.
    pub fn free(&self, since: Option<NaiveTime>, advisor: Option<StaffId>, rank: u8) -> Vec<NaiveTime> {
        self.slots
            .iter()
            .copied()
            .filter(|slot| since.is_none_or(|since| *slot >= since))
            .filter(|slot| self.seat(*slot, advisor, rank).is_ok())
            .collect()
    }
}

/// The free times that suit somebody best who wanted another: of that day those after it, then those before it, the nearest
/// first, then those of other days; at most so many, two of them before it if there are any.
pub fn nearest(free: &[NaiveDateTime], wanted: NaiveDateTime, most: usize) -> Vec<NaiveDateTime> {
    let (same, other): (Vec<NaiveDateTime>, Vec<NaiveDateTime>) =
        free.iter().partition(|at| at.date() == wanted.date());
    let (mut before, after): (Vec<NaiveDateTime>, Vec<NaiveDateTime>) = same.iter().partition(|at| **at < wanted);
    before.reverse();
    let first = most.saturating_sub(before.len().min(2)).min(after.len());
    let (first, rest) = after.split_at(first);
    let all = first.iter().chain(&before).chain(rest).chain(&other);
    all.take(most).copied().collect()
}

fn count(many: usize) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: u32, minute: u32) -> NaiveTime {
        NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
    }

    /// A Wednesday.
    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 25).unwrap()
    }

    fn person(name: &str, week: Option<Week>) -> Person {
        Person {
            id: StaffId::new(),
            name: name.into(),
            week,
            off: Vec::new(),
        }
    }

    fn ordinary() -> Week {
        let work = WorkDay {
            from: at(9, 0),
            until: at(17, 0),
            pause: Some((at(12, 0), at(13, 0))),
        };
        let mut week = [Some(work); 7];
        week[6] = None;
        week
    }

    fn a_day(people: Vec<Person>, room: Room) -> Day {
        let open = Period::new(at(8, 30), at(18, 0)).unwrap();
        Day {
            day: day(),
            slots: slots(&[open]),
            people,
            room,
            taken: Vec::new(),
        }
    }

    const ROOM: Room = Room {
        places: 4,
        each: 2,
        reserved: 1,
        reserved_from: 2,
    };

    #[test]
    fn the_nearest_times_come_after_then_before_then_on_other_days() {
        let all = |hours: &[u32]| -> Vec<NaiveDateTime> {
            let tomorrow = day().succ_opt().unwrap();
            let today = hours.iter().map(|hour| day().and_time(at(*hour, 0)));
            today.chain([tomorrow.and_time(at(9, 0))]).collect()
        };
        let hours = |free: &[u32]| -> Vec<(u32, u32)> {
            let found = nearest(&all(free), day().and_time(at(11, 0)), 6);
            found.iter().map(|at| (at.day(), at.hour())).collect()
        };
        assert_eq!(
            hours(&[8, 9, 10, 12, 13]),
            [(25, 12), (25, 13), (25, 10), (25, 9), (25, 8), (26, 9)]
        );
        assert_eq!(
            hours(&[8, 9, 10, 12, 13, 14, 15, 16, 17]),
            [(25, 12), (25, 13), (25, 14), (25, 15), (25, 10), (25, 9)]
        );
        assert_eq!(hours(&[]), [(26, 9)]);
    }

    #[test]
    fn half_hours_lie_within_the_opening_hours() {
        let found = slots(&[
            Period::new(at(8, 45), at(10, 0)).unwrap(),
            Period::new(at(22, 50), at(0, 0)).unwrap(),
        ]);
        assert_eq!(found, [at(9, 0), at(9, 30), at(23, 0), at(23, 30)]);
        assert!(slots(&[]).is_empty());
    }

    #[test]
    fn a_plan_has_hours_a_break_and_free_days() {
        let mut advisor = person("王", Some(ordinary()));
        assert_eq!(advisor.presence(day(), at(8, 30)), Presence::Off);
        assert_eq!(advisor.presence(day(), at(9, 0)), Presence::Works);
        assert_eq!(advisor.presence(day(), at(12, 30)), Presence::Break);
        assert_eq!(advisor.presence(day(), at(16, 30)), Presence::Works);
        assert_eq!(advisor.presence(day(), at(17, 0)), Presence::Off);
        let sunday = NaiveDate::from_ymd_opt(2026, 11, 29).unwrap();
        assert_eq!(advisor.presence(sunday, at(10, 0)), Presence::Off);
        advisor.off.push(DaysOff {
            from: day(),
            until: day(),
            reason: OffReason::Sick,
        });
        assert_eq!(advisor.presence(day(), at(10, 0)), Presence::Away(OffReason::Sick));
        assert_eq!(person("李", None).presence(sunday, at(17, 30)), Presence::Works);
    }

    #[test]
    fn the_least_busy_gets_the_next_and_a_full_half_hour_gets_none() {
        let (one, two) = (person("王", None), person("李", None));
        let mut day = a_day(vec![one.clone(), two.clone()], ROOM);
        let mut who = Vec::new();
        while let Ok(seat) = day.seat(at(10, 0), None, 3) {
            who.push(seat.advisor);
            day.taken.push(Taken {
                slot: at(10, 0),
                advisor: Some(seat.advisor),
                reserved: seat.reserved,
            });
        }
        assert_eq!(who, [one.id, two.id, one.id, two.id]);
        assert_eq!(day.seat(at(10, 0), Some(one.id), 3), Err(NoSeat::Full));
        assert_eq!(day.free(Some(at(10, 0)), None, 0).first(), Some(&at(10, 30)));
    }

    #[test]
    fn the_last_place_is_for_members() {
        let mut day = a_day(vec![person("王", None), person("李", None)], ROOM);
        for number in 0..3 {
            let seat = day.seat(at(10, 0), None, 0).unwrap();
            assert!(!seat.reserved, "{number}");
            day.taken.push(Taken {
                slot: at(10, 0),
                advisor: Some(seat.advisor),
                reserved: false,
            });
        }
        assert_eq!(day.left(at(10, 0)), (0, 1));
        assert_eq!(day.seat(at(10, 0), None, 1), Err(NoSeat::Reserved));
        assert!(day.seat(at(10, 0), None, 2).unwrap().reserved);
    }

    #[test]
    fn one_place_is_always_for_everybody() {
        let room = Room {
            places: 1,
            each: 1,
            ..ROOM
        };
        let day = a_day(vec![person("王", None)], room);
        assert_eq!(day.left(at(10, 0)), (1, 0));
        assert!(!day.seat(at(10, 0), None, 3).unwrap().reserved);
    }

    #[test]
    fn nobody_is_received_when_the_store_is_shut_or_nobody_works() {
        let day = a_day(vec![person("王", Some(ordinary()))], ROOM);
        assert_eq!(day.seat(at(18, 0), None, 0), Err(NoSeat::Closed));
        assert_eq!(day.seat(at(10, 15), None, 0), Err(NoSeat::Closed));
        assert_eq!(day.seat(at(12, 0), None, 0), Err(NoSeat::Away));
        assert_eq!(day.seat(at(10, 0), Some(StaffId::new()), 0), Err(NoSeat::Away));
        assert_eq!(day.capacity(at(12, 0)), 0);
    }

    #[test]
    fn one_who_works_is_enough_and_a_break_explains_more_than_a_free_hour() {
        let (one, mut two) = (person("王", Some(ordinary())), person("李", None));
        two.off.push(DaysOff {
            from: day(),
            until: day(),
            reason: OffReason::Training,
        });
        let (resting, away) = (one.id, two.id);
        let day = a_day(vec![one, two], ROOM);
        assert_eq!(day.presence(at(10, 0), None), Presence::Works);
        assert_eq!(day.presence(at(12, 0), None), Presence::Break);
        assert_eq!(day.presence(at(8, 30), None), Presence::Away(OffReason::Training));
        assert_eq!(day.presence(at(8, 30), Some(resting)), Presence::Off);
        assert_eq!(day.presence(at(10, 0), Some(away)), Presence::Away(OffReason::Training));
    }

    #[test]
    fn a_day_has_a_morning_and_an_afternoon() {
        assert!(DayPart::Morning.holds(at(11, 30)) && !DayPart::Morning.holds(at(12, 0)));
        assert!(DayPart::Afternoon.holds(at(12, 0)) && DayPart::Day.holds(at(8, 30)));
    }

    #[test]
    fn who_waits_for_one_time_wants_no_other() {
        assert!(is_wanted(DayPart::Day, Some(at(12, 0)), at(12, 0)));
        assert!(!is_wanted(DayPart::Day, Some(at(12, 0)), at(12, 30)));
        assert!(is_wanted(DayPart::Morning, None, at(9, 0)) && !is_wanted(DayPart::Morning, None, at(13, 0)));
    }
}
