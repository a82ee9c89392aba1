//! A store's working hours: up to two periods a day per weekday, closed days and make-up working days, in its time zone.
//!
//! A period runs from its opening up to, but not including, its closing: at 17:00 sharp a store that closes at 17:00 is
//! shut. A deadline may fall on the closing instant itself, so one hour of work from 16:00 is due at 17:00.
//! Where clocks are put forward, an opening inside the gap is the end of the gap; where they are put back, an opening is
//! the first and a closing the second of the two instants of that name.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, Days, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use super::fault::Fault;

const PERIODS_A_DAY: usize = 2;
const HORIZON: Days = Days::new(400);

/// Local times; a closing at 00:00 means the end of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    open: NaiveTime,
    close: NaiveTime,
}

impl Period {
    pub fn new(open: NaiveTime, close: NaiveTime) -> Result<Self, Fault> {
        if open < close || close == NaiveTime::MIN {
            Ok(Self { open, close })
        } else {
            Err(Fault::EndBeforeStart)
        }
    }

    pub fn open(&self) -> NaiveTime {
        self.open
    }

    pub fn close(&self) -> NaiveTime {
        self.close
    }

    fn ends_before(&self, other: &Self) -> bool {
        self.close != NaiveTime::MIN && self.close <= other.open
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BusinessHours {
    tz: Tz,
    week: [Vec<Period>; 7],
    closed: BTreeSet<NaiveDate>,
    extra: BTreeMap<NaiveDate, Vec<Period>>,
}

/// One stretch of open doors.
#[derive(Clone, Copy)]
struct Opening {
    open: DateTime<Utc>,
    close: DateTime<Utc>,
}

impl BusinessHours {
    /// `week` starts on Monday. `extra` gives a single day its own periods and wins over `closed`.
    pub fn new(
        tz: Tz,
        mut week: [Vec<Period>; 7],
        closed: BTreeSet<NaiveDate>,
        mut extra: BTreeMap<NaiveDate, Vec<Period>>,
    ) -> Result<Self, Fault> {
        week.iter_mut()
            .chain(extra.values_mut())
            .try_for_each(|periods| put_in_order(periods))?;
        Ok(Self {
            tz,
            week,
            closed,
            extra,
        })
    }

    /// The same period on every day of the year.
    pub fn daily(tz: Tz, period: Period) -> Self {
        Self {
            tz,
            week: std::array::from_fn(|_| vec![period]),
            closed: BTreeSet::new(),
            extra: BTreeMap::new(),
        }
    }

    pub fn tz(&self) -> Tz {
        self.tz
    }

    pub fn periods_on(&self, day: NaiveDate) -> &[Period] {
        let weekday = day.weekday().num_days_from_monday() as usize;
        match self.extra.get(&day) {
            Some(periods) => periods,
            None if self.closed.contains(&day) => &[],
            None => self.week.get(weekday).map_or(&[], Vec::as_slice),
        }
    }

    /// The instant at which `working` time has passed since `from`; outside hours the count starts at the next opening.
    /// `None` if that doesn't happen within 400 days.
    pub fn add(&self, from: DateTime<Utc>, working: TimeDelta) -> Option<DateTime<Utc>> {
        let mut left = working.max(TimeDelta::zero());
        for Opening { open, close } in self.openings(from, self.day_of(from).checked_add_days(HORIZON)?) {
            let start = open.max(from);
            if close - start >= left {
                return Some(start + left);
            }
            left -= close - start;
        }
        None
    }

    /// Working time from `from` to `to`; zero if `to` is not later.
    pub fn between(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> TimeDelta {
        if to <= from {
            return TimeDelta::zero();
        }
        let openings = self
            .openings(from, self.day_of(to))
            .take_while(|opening| opening.open < to);
        openings.fold(TimeDelta::zero(), |sum, Opening { open, close }| {
            sum + (close.min(to) - open.max(from))
        })
    }

    /// When the doors are open between two instants: (opening, closing), in order.
    pub fn spans(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
        self.openings(from, self.day_of(to))
            .take_while(|opening| opening.open < to)
            .map(|Opening { open, close }| (open, close))
            .collect()
    }

    pub fn is_open(&self, at: DateTime<Utc>) -> bool {
        self.openings(at, self.day_of(at))
            .any(|Opening { open, close }| open <= at && at < close)
    }

    /// `at` itself while open; `None` if nothing opens within 400 days.
    pub fn next_opening(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let mut openings = self.openings(at, self.day_of(at).checked_add_days(HORIZON)?);
        openings
            .find(|opening| at < opening.close)
            .map(|opening| opening.open.max(at))
    }

    /// In order and without overlap: those that close at `from` or later and open on `last_day` or before.
    fn openings(&self, from: DateTime<Utc>, last_day: NaiveDate) -> impl Iterator<Item = Opening> {
        // A closing at midnight belongs to the day before.
        let first_day = self.day_of(from).pred_opt().unwrap_or(NaiveDate::MIN);
        let mut shut = DateTime::<Utc>::MIN_UTC;
        first_day
            .iter_days()
            .take_while(move |day| *day <= last_day)
            .flat_map(move |day| {
                self.periods_on(day)
                    .iter()
                    .filter_map(move |period| self.opening(day, *period))
            })
            .filter_map(move |Opening { open, close }| {
                // Only when clocks are put back can a period reach into the next one.
                let open = open.max(shut);
                shut = shut.max(close);
                (open < close).then_some(Opening { open, close })
            })
            .skip_while(move |opening| opening.close < from)
    }

    fn opening(&self, day: NaiveDate, period: Period) -> Option<Opening> {
        let last_day = if period.close == NaiveTime::MIN {
            day.succ_opt()?
        } else {
            day
        };
        let open = self.resolve(day.and_time(period.open))?.earliest()?;
        let close = self.resolve(last_day.and_time(period.close))?.latest()?;
        Some(Opening {
            open: open.to_utc(),
            close: close.to_utc(),
        })
    }

    /// The longest gap on record is the day that Samoa left out in 2011.
    fn resolve(&self, local: NaiveDateTime) -> Option<LocalResult<DateTime<Tz>>> {
        let mut candidates =
            (0..=24 * 60).map(|minutes| self.tz.from_local_datetime(&(local + TimeDelta::minutes(minutes))));
        candidates.find(|candidate| *candidate != LocalResult::None)
    }

    fn day_of(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.tz).date_naive()
    }
}

fn put_in_order(periods: &mut [Period]) -> Result<(), Fault> {
    periods.sort();
    if periods.len() > PERIODS_A_DAY {
        return Err(Fault::TooMany { max: PERIODS_A_DAY });
    }
    let apart = periods
        .iter()
        .zip(periods.iter().skip(1))
        .all(|(earlier, later)| earlier.ends_before(later));
    if apart { Ok(()) } else { Err(Fault::Overlap) }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use chrono_tz::{America, Asia, Australia, Europe, Pacific};
    use proptest::prelude::*;

    fn time(hour: u32, minute: u32) -> NaiveTime {
        NaiveTime::from_hms_opt(hour % 24, minute, 0).unwrap()
    }

    fn period(open: (u32, u32), close: (u32, u32)) -> Period {
        Period::new(time(open.0, open.1), time(close.0, close.1)).unwrap()
    }

    fn on(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    /// In Shanghai, 2026.
    fn at(month: u32, day: u32, hour: u32, minute: u32) -> DateTime<Utc> {
        Asia::Shanghai
            .from_local_datetime(&on(month, day).and_time(time(hour, minute)))
            .unwrap()
            .to_utc()
    }

    /// Monday to Friday 8:00–12:00 and 13:00–17:00; the National Day holiday 1–7 October with 10 October made up.
    pub(crate) fn office() -> BusinessHours {
        let working = vec![period((13, 0), (17, 0)), period((8, 0), (12, 0))];
        let week = std::array::from_fn(|day| if day < 5 { working.clone() } else { vec![] });
        let closed = (1..=7).map(|day| on(10, day)).collect();
        BusinessHours::new(Asia::Shanghai, week, closed, BTreeMap::from([(on(10, 10), working)])).unwrap()
    }

    #[test]
    fn friday_1630_plus_one_hour_is_next_opening_plus_half_an_hour() {
        assert_eq!(
            office().add(at(11, 20, 16, 30), TimeDelta::hours(1)),
            Some(at(11, 23, 8, 30))
        );
    }

    #[test]
    fn outside_hours_the_count_starts_at_the_next_opening() {
        for from in [
            at(11, 20, 17, 0),
            at(11, 20, 22, 0),
            at(11, 21, 10, 0),
            at(11, 23, 7, 59),
            at(11, 23, 8, 0),
        ] {
            assert_eq!(office().add(from, TimeDelta::hours(1)), Some(at(11, 23, 9, 0)));
            assert_eq!(office().next_opening(from), Some(at(11, 23, 8, 0)));
        }
        assert_eq!(
            office().add(at(11, 23, 11, 30), TimeDelta::hours(1)),
            Some(at(11, 23, 13, 30))
        );
    }

    #[test]
    fn a_deadline_may_fall_on_the_closing_but_the_store_is_shut_then() {
        assert_eq!(
            office().add(at(11, 20, 16, 0), TimeDelta::hours(1)),
            Some(at(11, 20, 17, 0))
        );
        assert_eq!(
            office().add(at(11, 20, 17, 0), TimeDelta::zero()),
            Some(at(11, 20, 17, 0))
        );
        assert_eq!(
            office().add(at(11, 20, 18, 0), TimeDelta::zero()),
            Some(at(11, 23, 8, 0))
        );
        assert!(office().is_open(at(11, 20, 8, 0)) && office().is_open(at(11, 20, 16, 59)));
        assert!(!office().is_open(at(11, 20, 17, 0)) && !office().is_open(at(11, 20, 12, 30)));
        assert_eq!(office().next_opening(at(11, 20, 9, 15)), Some(at(11, 20, 9, 15)));
    }

    #[test]
    fn holidays_are_skipped_and_made_up() {
        assert_eq!(
            office().add(at(9, 30, 16, 0), TimeDelta::hours(2)),
            Some(at(10, 8, 9, 0))
        );
        assert_eq!(
            office().add(at(10, 9, 16, 0), TimeDelta::hours(2)),
            Some(at(10, 10, 9, 0))
        );
        assert_eq!(
            office().between(at(9, 30, 16, 0), at(10, 12, 0, 0)),
            TimeDelta::hours(1 + 8 + 8 + 8)
        );
    }

    #[test]
    fn time_between_counts_open_hours_only() {
        assert_eq!(
            office().between(at(11, 20, 11, 0), at(11, 20, 14, 0)),
            TimeDelta::hours(2)
        );
        assert_eq!(
            office().between(at(11, 20, 16, 30), at(11, 23, 8, 30)),
            TimeDelta::hours(1)
        );
        assert_eq!(office().between(at(11, 23, 10, 0), at(11, 23, 9, 0)), TimeDelta::zero());
        assert_eq!(office().between(at(11, 21, 9, 0), at(11, 22, 9, 0)), TimeDelta::zero());
    }

    #[test]
    fn nothing_opens_in_an_empty_calendar() {
        let never = BusinessHours::new(Asia::Shanghai, Default::default(), BTreeSet::new(), BTreeMap::new()).unwrap();
        assert_eq!(never.add(at(1, 1, 0, 0), TimeDelta::minutes(1)), None);
        assert_eq!(never.next_opening(at(1, 1, 0, 0)), None);
        let once = BTreeMap::from([(on(12, 31), vec![period((8, 0), (9, 0))])]);
        let once = BusinessHours::new(Asia::Shanghai, Default::default(), BTreeSet::new(), once).unwrap();
        assert_eq!(once.add(at(1, 1, 0, 0), TimeDelta::minutes(1)), Some(at(12, 31, 8, 1)));
        assert_eq!(once.add(at(1, 1, 0, 0), TimeDelta::minutes(61)), None);
    }

    #[test]
    fn round_the_clock() {
        let always = BusinessHours::daily(Asia::Shanghai, period((0, 0), (24, 0)));
        assert_eq!(
            always.add(at(11, 20, 23, 30), TimeDelta::hours(48)),
            Some(at(11, 22, 23, 30))
        );
        assert!(always.is_open(at(11, 20, 0, 0)) && always.is_open(at(11, 20, 23, 59)));
    }

    #[test]
    fn periods_must_be_apart_and_at_most_two() {
        let day = |periods: Vec<Period>| {
            let extra = BTreeMap::from([(on(1, 1), periods)]);
            BusinessHours::new(Asia::Shanghai, Default::default(), BTreeSet::new(), extra).err()
        };
        assert_eq!(Period::new(time(9, 0), time(9, 0)), Err(Fault::EndBeforeStart));
        assert_eq!(day(vec![period((8, 0), (12, 0)), period((12, 0), (17, 0))]), None);
        assert_eq!(
            day(vec![period((8, 0), (12, 1)), period((12, 0), (17, 0))]),
            Some(Fault::Overlap)
        );
        assert_eq!(
            day(vec![period((8, 0), (24, 0)), period((12, 0), (17, 0))]),
            Some(Fault::Overlap)
        );
        assert_eq!(
            day(vec![
                period((8, 0), (9, 0)),
                period((10, 0), (11, 0)),
                period((12, 0), (13, 0))
            ]),
            Some(Fault::TooMany { max: 2 })
        );
    }

    #[test]
    fn clocks_put_forward_and_back() {
        let nights = BusinessHours::daily(America::New_York, period((1, 0), (3, 0)));
        let length = |month, day| {
            let midnight = America::New_York
                .from_local_datetime(&on(month, day).and_time(time(0, 0)))
                .unwrap()
                .to_utc();
            nights.between(midnight, midnight + TimeDelta::hours(12))
        };
        assert_eq!(
            [length(3, 7), length(3, 8), length(11, 1)],
            [2, 1, 3].map(TimeDelta::hours)
        );
    }

    #[test]
    fn an_hour_that_comes_twice_is_counted_once_where_periods_meet_in_it() {
        let nights = vec![period((0, 30), (1, 20)), period((1, 40), (2, 30))];
        let extra = BTreeMap::from([(on(11, 1), nights)]);
        let hours = BusinessHours::new(America::New_York, Default::default(), BTreeSet::new(), extra).unwrap();
        let from = Utc.from_utc_datetime(&on(11, 1).and_time(NaiveTime::MIN));
        assert_eq!(hours.between(from, from + TimeDelta::days(1)), TimeDelta::hours(3));
    }

    /// 0–2 periods on a quarter-hour grid, the last possibly until midnight.
    fn any_day() -> impl Strategy<Value = Vec<Period>> {
        proptest::sample::subsequence((0..=96).collect::<Vec<u32>>(), 0..=4).prop_map(|quarters| {
            let clock = |quarter: u32| (quarter / 4, quarter % 4 * 15);
            quarters
                .chunks_exact(2)
                .map(|pair| period(clock(pair[0]), clock(pair[1])))
                .collect()
        })
    }

    fn any_hours() -> impl Strategy<Value = BusinessHours> {
        let zones = [
            Asia::Shanghai,
            America::New_York,
            America::Havana,
            Europe::London,
            Australia::Lord_Howe,
            Pacific::Apia,
            America::Sao_Paulo,
        ];
        let days = proptest::collection::btree_set(0u64..3_000, 0..20);
        let extra = proptest::collection::btree_map(0u64..3_000, any_day(), 0..5);
        (
            proptest::sample::select(zones.to_vec()),
            proptest::array::uniform7(any_day()),
            days,
            extra,
        )
            .prop_map(|(tz, week, closed, extra)| {
                let day = |n: u64| NaiveDate::from_ymd_opt(2010, 1, 1).unwrap() + Days::new(n);
                let extra = extra.into_iter().map(|(n, periods)| (day(n), periods)).collect();
                BusinessHours::new(tz, week, closed.into_iter().map(day).collect(), extra).unwrap()
            })
    }

    /// 2010 to 2018: Samoa skips a day in 2011, Havana and São Paulo change at midnight.
    fn any_instant() -> impl Strategy<Value = DateTime<Utc>> {
        (1_262_300_000i64..1_520_000_000).prop_map(|seconds| DateTime::from_timestamp(seconds, 0).unwrap())
    }

    fn any_span() -> impl Strategy<Value = TimeDelta> {
        (0i64..200_000).prop_map(TimeDelta::seconds)
    }

    proptest! {
        #[test]
        fn between_undoes_add(hours in any_hours(), from in any_instant(), working in any_span()) {
            if let Some(due) = hours.add(from, working) {
                prop_assert!(due >= from);
                prop_assert_eq!(hours.between(from, due), working);
            }
        }

        #[test]
        fn add_undoes_between_up_to_the_pause_before(hours in any_hours(), from in any_instant(), span in any_span()) {
            let to = from + span;
            if let Some(due) = hours.add(from, hours.between(from, to)) {
                prop_assert!(due <= to || hours.between(from, to).is_zero());
                prop_assert!(!hours.is_open(to) || due == to || hours.between(due, to).is_zero());
            }
        }

        #[test]
        fn splitting_changes_nothing(hours in any_hours(), from in any_instant(), first in any_span(), second in any_span()) {
            let whole = hours.add(from, first + second);
            let split = hours.add(from, first).and_then(|halfway| hours.add(halfway, second));
            if whole.is_some() {
                prop_assert_eq!(split, whole);
            }
        }

        #[test]
        fn later_or_longer_is_never_due_earlier(hours in any_hours(), from in any_instant(), working in any_span(), delay in any_span()) {
            if let (Some(due), Some(later), Some(longer)) =
                (hours.add(from, working), hours.add(from + delay, working), hours.add(from, working + delay))
            {
                prop_assert!(due <= later && due <= longer);
            }
        }

        #[test]
        fn due_within_hours(hours in any_hours(), from in any_instant(), working in any_span()) {
            if let Some(due) = hours.add(from, working) {
                let just_before = due - TimeDelta::nanoseconds(1);
                prop_assert!(hours.is_open(due) || hours.is_open(just_before));
            }
        }

        #[test]
        fn the_next_opening_is_open_and_nothing_is_before_it(hours in any_hours(), at in any_instant()) {
            if let Some(opening) = hours.next_opening(at) {
                prop_assert!(hours.is_open(opening));
                prop_assert_eq!(opening == at, hours.is_open(at));
                prop_assert!(hours.between(at, opening).is_zero());
            }
        }

        #[test]
        fn agrees_with_a_look_at_the_clock_each_minute(hours in any_hours(), from in any_instant()) {
            let hours = BusinessHours { tz: Asia::Shanghai, ..hours };
            let from = from - TimeDelta::seconds(from.timestamp() % 60);
            let open = |at: DateTime<Utc>| {
                let local = at.with_timezone(&Asia::Shanghai).naive_local();
                let within = |period: &Period| {
                    period.open <= local.time() && (local.time() < period.close || period.close == NaiveTime::MIN)
                };
                hours.periods_on(local.date()).iter().any(within)
            };
            let minutes: Vec<_> = (0..3_000).map(|minute| from + TimeDelta::minutes(minute)).collect();
            let counted = minutes.iter().filter(|minute| open(**minute)).count() as i64;
            prop_assert_eq!(hours.between(from, from + TimeDelta::minutes(3_000)), TimeDelta::minutes(counted));
            prop_assert_eq!(hours.is_open(from), open(from));
        }

        #[test]
        fn working_time_adds_up(hours in any_hours(), from in any_instant(), first in any_span(), second in any_span()) {
            let (middle, to) = (from + first, from + first + second);
            prop_assert_eq!(hours.between(from, middle) + hours.between(middle, to), hours.between(from, to));
            prop_assert!(hours.between(from, to) <= to - from);
        }
    }
}
