//! The open pool: when an opportunity goes into it, and who may take one out.

use chrono::{DateTime, TimeDelta, Utc};

crate::coded! {
    /// What happened to an opportunity and the pool.
    pub enum Move {
        /// It was without contact for too long.
        Dropped "dropped",
        /// Its consultant gave it away.
        Released "released",
        Claimed "claimed",
    }
}

/// After how many days without contact an opportunity goes into the pool, by its level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Idle {
    pub h: i32,
    pub a: i32,
    pub b: i32,
    pub c: i32,
    pub unlevelled: i32,
}

/// What somebody took before, and how this one was theirs.
#[derive(Clone, Copy, Debug, Default)]
pub struct Claimed {
    /// Claims of today.
    pub today: i64,
    /// When they lost it or gave it away.
    pub lost_at: Option<DateTime<Utc>>,
}

/// Why somebody may not take an opportunity out of the pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotNow {
    /// As many as a day allows.
    EnoughToday,
    /// It was their own until lately.
    OwnLately,
}

/// Whether somebody may take an opportunity out of the pool.
pub fn may_claim(claimed: Claimed, a_day: u32, own: TimeDelta, now: DateTime<Utc>) -> Result<(), NotNow> {
    if claimed.lost_at.is_some_and(|at| now < at + own) {
        Err(NotNow::OwnLately)
    } else if claimed.today >= i64::from(a_day) {
        Err(NotNow::EnoughToday)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_allows_so_many_and_ones_own_comes_back_after_a_week() {
        let now: DateTime<Utc> = "2026-11-22T04:00:00Z".parse().unwrap();
        let may = |today, lost: Option<i64>| {
            let lost_at = lost.map(|days| now - TimeDelta::days(days));
            may_claim(Claimed { today, lost_at }, 5, TimeDelta::days(7), now)
        };
        assert_eq!(may(4, None), Ok(()));
        assert_eq!(may(5, None), Err(NotNow::EnoughToday));
        assert_eq!(may(0, Some(6)), Err(NotNow::OwnLately));
        assert_eq!(may(0, Some(7)), Ok(()));
    }
}
