//! Which phase a prospect is in, and when the next follow-up is due.

use chrono::{DateTime, TimeDelta, Utc};

use super::Level;
use crate::coded;

coded! {
    /// By the age of an opportunity.
    pub enum NurturePhase {
        /// 轻触: day 1 to 3
        Light "light",
        /// 深度: day 4 to 7
        Deep "deep",
        /// 转化: day 8 to 15
        Convert "convert",
        /// 长期
        Long "long",
    }
}

/// The phase of somebody who is nurtured since then.
pub fn phase(since: DateTime<Utc>, now: DateTime<Utc>) -> NurturePhase {
    match (now - since).num_days() + 1 {
        ..=3 => NurturePhase::Light,
        4..=7 => NurturePhase::Deep,
        8..=15 => NurturePhase::Convert,
        _ => NurturePhase::Long,
    }
}

/// Days from one follow-up to the next, by level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rhythm {
    pub h: i64,
    pub a: i64,
    pub b: i64,
    pub c: i64,
}

impl Default for Rhythm {
    fn default() -> Self {
        Self { h: 2, a: 4, b: 7, c: 7 }
    }
}

impl Rhythm {
    /// When to follow up next; whoever has no level is treated as the hottest.
    pub fn next(self, level: Option<Level>, now: DateTime<Utc>) -> DateTime<Utc> {
        let days = match level {
            None | Some(Level::H) => self.h,
            Some(Level::A) => self.a,
            Some(Level::B) => self.b,
            Some(Level::C) => self.c,
        };
        now + TimeDelta::days(days)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_phase_follows_the_days() {
        let since: DateTime<Utc> = "2026-11-01T02:00:00Z".parse().unwrap();
        for (days, expected) in [
            (0, NurturePhase::Light),
            (2, NurturePhase::Light),
            (3, NurturePhase::Deep),
            (6, NurturePhase::Deep),
            (7, NurturePhase::Convert),
            (14, NurturePhase::Convert),
            (15, NurturePhase::Long),
        ] {
            assert_eq!(
                phase(since, since + TimeDelta::days(days)),
                expected,
                "day {}",
                days + 1
            );
        }
    }

    #[test]
    fn the_hotter_the_sooner() {
        let now: DateTime<Utc> = "2026-11-01T02:00:00Z".parse().unwrap();
        let days = |level| (Rhythm::default().next(level, now) - now).num_days();
        assert_eq!(
            [
                days(Some(Level::H)),
                days(Some(Level::A)),
                days(Some(Level::B)),
                days(Some(Level::C))
            ],
            [2, 4, 7, 7]
        );
        assert_eq!(days(None), 2);
    }
}
