//! Who hears of a clock that runs on: the owner at 50 % of the limit, the manager at 100 %, the store manager at 200 %.

use chrono::{DateTime, Utc};

use super::clocks::{Clock, Clocks};
use super::limits::Limits;
use crate::coded;

coded! {
    pub enum Level {
        /// 50 %: the owner is warned.
        Warn "warn",
        /// 100 %: the service or sales manager is alerted.
        Alert "alert",
        /// 200 %: the store manager is alerted.
        Top "top",
    }
}

impl Level {
    pub const fn percent(self) -> i32 {
        match self {
            Self::Warn => 50,
            Self::Alert => 100,
            Self::Top => 200,
        }
    }

    /// 1, 2, 3: kept on the complaint as the highest one reached.
    pub const fn rank(self) -> i16 {
        match self {
            Self::Warn => 1,
            Self::Alert => 2,
            Self::Top => 3,
        }
    }

    pub fn of_rank(rank: i16) -> Option<Self> {
        Self::ALL.iter().copied().find(|level| level.rank() == rank)
    }
}

/// A level of a clock that was reached.
pub type Raised = (Clock, Level);

/// The levels still to come or due, with their instants.
fn open<'a>(
    clocks: &'a Clocks,
    limits: &'a Limits,
    raised: &'a [Raised],
) -> impl Iterator<Item = (Raised, DateTime<Utc>)> + 'a {
    Clock::ALL
        .iter()
        .filter(|clock| clocks.is_running(**clock))
        .flat_map(|clock| Level::ALL.iter().map(move |level| (*clock, *level)))
        .filter(|level| !raised.contains(level))
        .filter_map(|(clock, level)| {
            let instant = clocks.instant(clock, limits, level.percent())?;
            clocks.counts(clock, instant).then_some(((clock, level), instant))
        })
}

/// The levels reached by now and not yet told, lowest first.
pub fn due_now(clocks: &Clocks, limits: &Limits, raised: &[Raised], now: DateTime<Utc>) -> Vec<Raised> {
    open(clocks, limits, raised)
        .filter(|(_, instant)| *instant <= now)
        .map(|(level, _)| level)
        .collect()
}

/// When to look again.
pub fn next_instant(clocks: &Clocks, limits: &Limits, raised: &[Raised]) -> Option<DateTime<Utc>> {
    open(clocks, limits, raised).map(|(_, instant)| instant).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::complaints::rules::Severity;
    use crate::values::deadline::Pause;
    use chrono::TimeDelta;
    use proptest::prelude::*;

    fn start() -> DateTime<Utc> {
        "2026-11-22T02:00:00Z".parse().unwrap()
    }

    fn minutes(minutes: i64) -> DateTime<Utc> {
        start() + TimeDelta::minutes(minutes)
    }

    fn normal() -> Clocks {
        Clocks::received(Severity::Normal, start())
    }

    #[test]
    fn the_contact_clock_at_five_ten_and_twenty_minutes() {
        let (clocks, limits) = (normal(), Limits::default());
        let at = |minute| due_now(&clocks, &limits, &[], minutes(minute));
        assert_eq!(at(4), []);
        assert_eq!(at(5), [(Clock::Contact, Level::Warn)]);
        assert_eq!(at(10), [(Clock::Contact, Level::Warn), (Clock::Contact, Level::Alert)]);
        assert_eq!(at(20).len(), 3);
        assert_eq!(next_instant(&clocks, &limits, &[]), Some(minutes(5)));
    }

    #[test]
    fn each_level_once() {
        let (clocks, limits) = (normal(), Limits::default());
        let raised = [(Clock::Contact, Level::Warn)];
        assert_eq!(due_now(&clocks, &limits, &raised, minutes(9)), []);
        assert_eq!(next_instant(&clocks, &limits, &raised), Some(minutes(10)));
    }

    #[test]
    fn half_of_the_proposal_limit_of_each_severity() {
        for (severity, hours) in [(Severity::Normal, 12), (Severity::Serious, 4), (Severity::Crisis, 1)] {
            let mut clocks = Clocks::received(severity, start());
            clocks.contacted_at = Some(minutes(3));
            assert_eq!(
                next_instant(&clocks, &Limits::default(), &[]),
                Some(minutes(hours * 60))
            );
        }
    }

    #[test]
    fn nothing_escalates_while_the_clocks_stand_still_or_after_the_end() {
        let mut clocks = normal();
        clocks.contacted_at = Some(minutes(3));
        clocks.pauses = vec![Pause {
            from: minutes(60),
            until: None,
        }];
        let limits = Limits::default();
        assert_eq!(next_instant(&clocks, &limits, &[]), None);
        assert_eq!(due_now(&clocks, &limits, &[], minutes(100_000)), []);
        clocks.pauses = vec![Pause {
            from: minutes(60),
            until: Some(minutes(120)),
        }];
        assert_eq!(next_instant(&clocks, &limits, &[]), Some(minutes(13 * 60)));
        clocks.ended = Some(minutes(200));
        assert_eq!(next_instant(&clocks, &limits, &[]), None);
    }

    proptest! {
        #[test]
        fn telling_what_is_due_leaves_only_the_future(now in 0i64..20_000, severity in 0..3usize) {
            let clocks = Clocks::received(Severity::ALL[severity], start());
            let limits = Limits::default();
            let told = due_now(&clocks, &limits, &[], minutes(now));
            prop_assert!(due_now(&clocks, &limits, &told, minutes(now)).is_empty());
            if let Some(next) = next_instant(&clocks, &limits, &told) {
                prop_assert!(next > minutes(now));
            } else {
                prop_assert_eq!(told.len(), 9, "three clocks, three levels");
            }
        }
    }
}
