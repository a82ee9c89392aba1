//! Chance that falls the same way every time: the seeds are the same store on every machine.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc, Weekday};

use crate::platform::i18n::times;

/// A generator of numbers that look random (SplitMix64); written out, so that no update changes the store.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// One of many generators of a seed: far apart on the one cycle that they all run on, however near their numbers.
    pub fn of_stream(seed: u64, stream: u64) -> Self {
        Self(mix(mix(seed).wrapping_add(stream)))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    /// 0 up to, but not, `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    /// `from` up to and with `to`.
    pub fn between(&mut self, from: i64, to: i64) -> i64 {
        let span = u64::try_from(to - from).unwrap_or_default() + 1;
        from + i64::try_from(self.below(span)).unwrap_or_default()
    }

    /// True so many times in a hundred.
    pub fn percent(&mut self, share: u64) -> bool {
        self.below(100) < share
    }

    pub fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        let place = usize::try_from(self.below(from.len() as u64)).unwrap_or_default();
        match from.get(place) {
            Some(one) => one,
            None => unreachable!("nothing to pick from"),
        }
    }

    /// One of these, by weight.
    pub fn weighted<'a, T>(&mut self, from: &'a [(T, u64)]) -> &'a T {
        let mut left = self.below(from.iter().map(|(_, weight)| weight).sum());
        for (one, weight) in from {
            if left < *weight {
                return one;
            }
            left -= weight;
        }
        match from.last() {
            Some((one, _)) => one,
            None => unreachable!("nothing to choose from"),
        }
    }

    /// So many characters of this alphabet.
    pub fn string(&mut self, alphabet: &str, length: usize) -> String {
        let signs: Vec<char> = alphabet.chars().collect();
        (0..length)
            .filter_map(|_| {
                let place = usize::try_from(self.below(signs.len() as u64)).ok()?;
                signs.get(place).copied()
            })
            .collect()
    }

    pub fn digits(&mut self, length: usize) -> String {
        self.string("0123456789", length)
    }

    /// An age in days with a long tail: half are younger than a fifth of `most`.
    pub fn age(&mut self, most: i64) -> i64 {
        let span = u64::try_from(most.max(1)).unwrap_or(1);
        let (a, b) = (self.below(span), self.below(span));
        i64::try_from(a * b / span).unwrap_or_default()
    }

    /// An instant of a working day `days` ago: Mondays are busy, Sundays quiet, most come before noon.
    pub fn instant(&mut self, now: DateTime<Utc>, days: i64) -> DateTime<Utc> {
        let mut day = times::day_of(now) - Days::new(days.unsigned_abs());
        let stays = match day.weekday() {
            Weekday::Mon => 100,
            Weekday::Sat => 70,
            Weekday::Sun => 35,
            _ => 60,
        };
        if !self.percent(stays) {
            day = monday_of(day);
        }
        let minutes = *self.weighted(&[(510_i64, 4), (570, 6), (630, 5), (720, 2), (810, 4), (900, 4), (990, 3)])
            + self.between(0, 70);
        let at = times::start_of(day) + TimeDelta::minutes(minutes) + TimeDelta::seconds(self.between(0, 59));
        // Today has not come so far yet.
        if at < now {
            at
        } else {
            now - TimeDelta::minutes(self.between(5, 300))
        }
    }
}

fn mix(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

fn monday_of(day: NaiveDate) -> NaiveDate {
    day - Days::new(day.weekday().num_days_from_monday().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_falls_the_same_way() {
        let throw = |seed| {
            let mut dice = Dice::new(seed);
            (0..5).map(|_| dice.below(1_000)).collect::<Vec<_>>()
        };
        assert_eq!(throw(1), throw(1));
        assert_ne!(throw(1), throw(2));
    }

    #[test]
    fn streams_of_one_seed_have_nothing_in_common() {
        let mut seen = std::collections::HashSet::new();
        for stream in 0..200 {
            let mut dice = Dice::of_stream(1, stream);
            for _ in 0..1_000 {
                assert!(seen.insert(dice.next()), "stream {stream} repeats another");
            }
        }
    }

    #[test]
    fn weights_are_kept_to() {
        let mut dice = Dice::new(7);
        let heavy = (0..10_000)
            .filter(|_| *dice.weighted(&[(true, 8), (false, 92)]))
            .count();
        assert!((700..900).contains(&heavy), "{heavy}");
    }

    #[test]
    fn mondays_are_busy_and_nothing_lies_ahead() {
        let mut dice = Dice::new(3);
        let now: DateTime<Utc> = "2026-11-22T02:00:00Z".parse().unwrap();
        let mut week = [0; 7];
        for _ in 0..7_000 {
            let days = dice.between(0, 699);
            let at = dice.instant(now, days);
            assert!(at <= now);
            week[times::day_of(at).weekday().num_days_from_monday() as usize] += 1;
        }
        assert!(week[0] > 2 * week[2] && week[6] < week[2], "{week:?}");
    }
}
