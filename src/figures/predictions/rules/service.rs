//! When a car reaches a mileage.
//!
//! A car's mileage is taken as a walk with a steady drift: r kilometres a day, and a spread that grows with the root of the time.
//! From readings over the days S: r = kilometres ÷ S; the variance per day s² = Σ (Δkm − r·Δt)² ÷ Δt, over the number of
//! intervals less one. What is left takes T = km ÷ r days, with the variance (s ÷ r)² · (T + T² ÷ S): the first part is the
//! spread of the drive still to come, the second that r itself is only known from S days. Eight of ten times the day falls
//! within T ± t · √variance, with Student's t for so few intervals.

use chrono::{NaiveDate, TimeDelta};

/// A mileage that was read on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    pub day: NaiveDate,
    pub km: i32,
}

/// How much must be known before anything is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Least {
    pub readings: usize,
    pub days: i64,
}

/// When a car is due, most likely and eight times out of ten.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Due {
    pub on: NaiveDate,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub km_a_day: f64,
    pub readings: usize,
    pub days: i64,
}

/// Why nothing is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    TooFew {
        have: usize,
    },
    TooShort {
        days: i64,
    },
    /// It hardly moved.
    Standing,
    /// Anything from tomorrow to years ahead.
    TooWide,
    /// The mileage is reached already.
    Reached,
}

/// An interval wider than this to either side tells nothing.
const WIDEST: f64 = 365.0;

/// The value that Student's t stays below nine times out of ten, by degrees of freedom.
const T: [f64; 30] = [
    3.078, 1.886, 1.638, 1.533, 1.476, 1.440, 1.415, 1.397, 1.383, 1.372, 1.363, 1.356, 1.350, 1.345, 1.341, 1.337,
    1.333, 1.330, 1.328, 1.325, 1.323, 1.321, 1.319, 1.318, 1.316, 1.315, 1.314, 1.313, 1.311, 1.310,
];

/// What is usable of all readings: one for each day, the highest, from the last time that the mileage fell (a new meter).
pub fn usable(mut all: Vec<Reading>) -> Vec<Reading> {
    all.sort_by_key(|reading| (reading.day, reading.km));
    let mut kept: Vec<Reading> = Vec::new();
    for reading in all {
        match kept.last_mut() {
            Some(last) if last.day == reading.day => last.km = reading.km,
            Some(last) if reading.km < last.km => kept = vec![reading],
            _ => kept.push(reading),
        }
    }
    kept
}

/// When a car reaches `target`, from readings that [`usable`] gave.
pub fn due(readings: &[Reading], target: i32, least: Least) -> Result<Due, Unknown> {
    let have = readings.len();
    // Three intervals at least: the spread of two has a single degree of freedom.
    let (Some(first), Some(last)) = (readings.first(), readings.last()) else {
        return Err(Unknown::TooFew { have });
    };
    if have < least.readings.max(3) {
        return Err(Unknown::TooFew { have });
    }
    let days = (last.day - first.day).num_days();
    if days < least.days.max(1) {
        return Err(Unknown::TooShort { days });
    }
    let (span, left) = (days as f64, f64::from(target - last.km));
    if left <= 0.0 {
        return Err(Unknown::Reached);
    }
    let rate = f64::from(last.km - first.km) / span;
    if rate < 1.0 {
        return Err(Unknown::Standing);
    }
    let steps = readings.iter().zip(readings.iter().skip(1)).map(|(from, to)| {
        let time = (to.day - from.day).num_days() as f64;
        let missed = f64::from(to.km - from.km) - rate * time;
        missed * missed / time
    });
    let freedom = have - 2;
    let variance = steps.sum::<f64>() / freedom as f64;
    let time = left / rate;
    let spread = variance.sqrt() / rate * (time + time * time / span).sqrt();
    let t = T.get(freedom - 1).copied().unwrap_or(1.282);
    let half = t * spread;
    if half > WIDEST {
        return Err(Unknown::TooWide);
    }
    let at = |days: f64| last.day + TimeDelta::days(days as i64);
    Ok(Due {
        on: at(time.round()),
        from: at((time - half).floor().max(0.0)),
        to: at((time + half).ceil()),
        km_a_day: rate,
        readings: have,
        days,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: Least = Least { readings: 4, days: 180 };

    fn day(number: i64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2025, 1, 1).unwrap() + TimeDelta::days(number)
    }

    fn readings(all: &[(i64, i32)]) -> Vec<Reading> {
        all.iter().map(|&(at, km)| Reading { day: day(at), km }).collect()
    }

    /// By hand: r = 9,000 ÷ 300 = 30. The three hundreds of days missed 3,000 km by 0, 1,000 and −1,000, so
    /// s² = (0 + 10⁶ + 10⁶) ÷ 100 ÷ 2 = 10,000. 3,000 km are left: T = 100 days, variance (100 ÷ 30)² · (100 + 10,000 ÷ 300) =
    /// 1,481.5, its root 38.49, times t(2) = 1.886: 72.59 days to either side.
    #[test]
    fn as_worked_out_by_hand() {
        let told = due(
            &readings(&[(0, 0), (100, 3_000), (200, 7_000), (300, 9_000)]),
            12_000,
            LEAST,
        )
        .unwrap();
        assert_eq!((told.on, told.from, told.to), (day(400), day(327), day(473)));
        assert!((told.km_a_day - 30.0).abs() < 1e-9);
        assert_eq!((told.readings, told.days), (4, 300));
    }

    #[test]
    fn a_car_that_never_varies_is_due_on_the_day() {
        let told = due(
            &readings(&[(0, 100), (60, 2_500), (120, 4_900), (200, 8_100)]),
            10_100,
            LEAST,
        )
        .unwrap();
        assert_eq!((told.on, told.from, told.to), (day(250), day(250), day(250)));
    }

    #[test]
    fn more_readings_make_the_interval_narrower() {
        let few = due(
            &readings(&[(0, 0), (100, 3_000), (200, 7_000), (300, 9_000)]),
            12_000,
            LEAST,
        )
        .unwrap();
        let wavy: Vec<(i64, i32)> = (0..=12)
            .map(|step| {
                (
                    step * 50,
                    i32::try_from(step * 1_500 + [0, 350, -350][usize::try_from(step % 3).unwrap()]).unwrap(),
                )
            })
            .collect();
        let more = due(&readings(&wavy), 21_000, LEAST).unwrap();
        assert!((more.to - more.from) < (few.to - few.from));
    }

    #[test]
    fn nothing_is_told_of_too_little() {
        let told = |all: &[(i64, i32)], target| due(&readings(all), target, LEAST).unwrap_err();
        assert_eq!(told(&[], 1), Unknown::TooFew { have: 0 });
        assert_eq!(
            told(&[(0, 0), (100, 3_000), (200, 6_000)], 9_000),
            Unknown::TooFew { have: 3 }
        );
        assert_eq!(
            told(&[(0, 0), (10, 300), (20, 600), (30, 900)], 9_000),
            Unknown::TooShort { days: 30 }
        );
        assert_eq!(told(&[(0, 0), (90, 9), (180, 18), (270, 27)], 9_000), Unknown::Standing);
        assert_eq!(
            told(&[(0, 0), (90, 900), (180, 1_800), (270, 2_700)], 2_700),
            Unknown::Reached
        );
        assert_eq!(
            told(&[(0, 0), (100, 9_000), (200, 9_001), (300, 9_002)], 90_000),
            Unknown::TooWide
        );
    }

    #[test]
    fn a_new_meter_begins_anew_and_a_day_counts_once() {
        let all = readings(&[(200, 500), (0, 90_000), (100, 91_000), (200, 400), (150, 100)]);
        assert_eq!(usable(all), readings(&[(150, 100), (200, 500)]));
    }
}
