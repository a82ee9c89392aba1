//! The four clocks of a round: wall clock, day and night, from its start.
//!
//! `due` is stored; while a pause lasts it stands where it stood when the pause began, and moves when the pause ends.

use chrono::{DateTime, TimeDelta, Utc};

use super::kinds::Severity;
use super::limits::Limits;
use crate::coded;
use crate::values::deadline::{Deadline, Measure, Pause, Standing, due_with_pauses};

coded! {
    pub enum Clock {
        /// First contact; never pauses.
        Contact "contact",
        Proposal "proposal",
        Resolution "resolution",
        /// From the resolution on.
        CallBack "call_back",
    }
}

/// What the clocks of a round are computed from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clocks {
    pub severity: Severity,
    /// Receipt, or the reopening.
    pub started_at: DateTime<Utc>,
    pub contacted_at: Option<DateTime<Utc>>,
    pub proposed_at: Option<DateTime<Utc>>,
    pub resolved_at: Option<DateTime<Utc>>,
    pub called_back_at: Option<DateTime<Utc>>,
    /// Closed, withdrawn or merged away: nothing runs any more.
    pub ended: Option<DateTime<Utc>>,
    /// Of this round, oldest first; the last may be open.
    pub pauses: Vec<Pause>,
}

/// The stored deadlines of a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dues {
    pub contact: DateTime<Utc>,
    pub proposal: DateTime<Utc>,
    pub resolution: DateTime<Utc>,
    /// Only once resolved.
    pub call_back: Option<DateTime<Utc>>,
}

impl Dues {
    pub fn of(&self, clock: Clock) -> Option<DateTime<Utc>> {
        match clock {
            Clock::Contact => Some(self.contact),
            Clock::Proposal => Some(self.proposal),
            Clock::Resolution => Some(self.resolution),
            Clock::CallBack => self.call_back,
        }
    }
}

impl Clocks {
    /// A complaint just received.
    pub fn received(severity: Severity, at: DateTime<Utc>) -> Self {
        Self {
            severity,
            started_at: at,
            contacted_at: None,
            proposed_at: None,
            resolved_at: None,
            called_back_at: None,
            ended: None,
            pauses: Vec::new(),
        }
    }

    /// A new round: the conversation that opened it counts as its contact.
    pub fn reopened(severity: Severity, at: DateTime<Utc>) -> Self {
        Self {
            contacted_at: Some(at),
            ..Self::received(severity, at)
        }
    }

    pub fn done_at(&self, clock: Clock) -> Option<DateTime<Utc>> {
        match clock {
            Clock::Contact => self.contacted_at,
            Clock::Proposal => self.proposed_at,
            Clock::Resolution => self.resolved_at,
            Clock::CallBack => self.called_back_at,
        }
    }

    /// When a clock began, if it has.
    pub fn start_of(&self, clock: Clock) -> Option<DateTime<Utc>> {
        match clock {
            Clock::CallBack => self.resolved_at,
            Clock::Contact | Clock::Proposal | Clock::Resolution => Some(self.started_at),
        }
    }

    /// The pauses that a clock knows of.
    pub fn pauses_of(&self, clock: Clock) -> &[Pause] {
        match clock {
            Clock::Contact | Clock::CallBack => &[],
            Clock::Proposal | Clock::Resolution => &self.pauses,
        }
    }

    /// Since when the clocks stand still, if they do.
    pub fn paused_since(&self) -> Option<DateTime<Utc>> {
        self.pauses
            .iter()
            .find(|pause| pause.until.is_none())
            .map(|pause| pause.from)
    }

    pub fn is_running(&self, clock: Clock) -> bool {
        self.ended.is_none() && self.start_of(clock).is_some() && self.done_at(clock).is_none()
    }

    /// When `part` of a clock's limit (1 = all of it) has run. An open pause counts as if it ended as it began.
    pub fn instant(&self, clock: Clock, limits: &Limits, percent: i32) -> Option<DateTime<Utc>> {
        let start = self.start_of(clock)?;
        let limit = limits.of(clock, self.severity) * percent / 100;
        let pauses: Vec<Pause> = self
            .pauses_of(clock)
            .iter()
            .filter(|pause| pause.until.is_some())
            .copied()
            .collect();
        due_with_pauses(start, limit, Measure::Elapsed, &pauses, start)
    }

    /// All deadlines, from the start of the round. A clock that has stopped keeps the deadline it was judged by.
    pub fn dues(&self, limits: &Limits, before: Option<&Dues>) -> Dues {
        let due = |clock| {
            let kept = before
                .and_then(|before| before.of(clock))
                .filter(|_| self.done_at(clock).is_some());
            kept.or_else(|| self.instant(clock, limits, 100))
        };
        Dues {
            contact: due(Clock::Contact).unwrap_or(self.started_at),
            proposal: due(Clock::Proposal).unwrap_or(self.started_at),
            resolution: due(Clock::Resolution).unwrap_or(self.started_at),
            call_back: due(Clock::CallBack),
        }
    }

    /// How a clock stands. `None` if it never began.
    pub fn standing(&self, clock: Clock, dues: &Dues, now: DateTime<Utc>) -> Option<Standing> {
        let deadline = Deadline {
            start: self.start_of(clock)?,
            due: dues.of(clock)?,
            measure: Measure::Elapsed,
            pauses: self.pauses_of(clock),
        };
        Some(deadline.standing(self.done_at(clock).or(self.ended), now))
    }

    /// The deadline that falls due next, also one that has passed. While the clocks stand still only what never pauses
    /// and what was late before counts.
    pub fn next_due(&self, dues: &Dues) -> Option<DateTime<Utc>> {
        Clock::ALL
            .iter()
            .filter(|clock| self.is_running(**clock))
            .filter_map(|clock| dues.of(*clock).map(|due| (*clock, due)))
            .filter(|(clock, due)| self.counts(*clock, *due))
            .map(|(_, due)| due)
            .min()
    }

    /// Whether an instant of a clock will come (or came) although the clocks may stand still now.
    pub fn counts(&self, clock: Clock, instant: DateTime<Utc>) -> bool {
        self.pauses_of(clock).is_empty() || self.paused_since().is_none_or(|since| instant <= since)
    }

    /// The place in the queue, earliest first: what runs by its next deadline, then what waits for a person without a
    /// deadline, then what stands still, then what ended, the latest first.
    pub fn queue_at(&self, dues: &Dues) -> DateTime<Utc> {
        if let Some(ended) = self.ended {
            return far(1_000, TimeDelta::zero() - (ended - epoch()));
        }
        if let Some(due) = self.next_due(dues) {
            return due;
        }
        match self.paused_since() {
            Some(_) => far(400, dues.resolution - epoch()),
            None => far(200, self.called_back_at.unwrap_or(self.started_at) - epoch()),
        }
    }

    /// Paused time of the round so far, an open pause up to `now`.
    pub fn paused(&self, now: DateTime<Utc>) -> TimeDelta {
        self.pauses.iter().fold(TimeDelta::zero(), |sum, pause| {
            let until = pause.until.unwrap_or(now);
            sum + (until - pause.from).max(TimeDelta::zero())
        })
    }

    /// Running time of the round: until resolved, ended or `now`, pauses left out.
    pub fn ran(&self, now: DateTime<Utc>) -> TimeDelta {
        let until = self.resolved_at.or(self.ended).unwrap_or(now);
        (until - self.started_at - self.paused(until)).max(TimeDelta::zero())
    }

    /// The clocks of `self` after `other` was merged into it: the earlier receipt and the worse severity count; who was
    /// answered once was answered; before the survivor was received the other's pauses count, since then its own.
    pub fn merged_with(&self, other: &Clocks) -> Clocks {
        let started_at = self.started_at.min(other.started_at);
        let before = other
            .pauses
            .iter()
            .filter(|pause| pause.from < self.started_at)
            .map(|pause| Pause {
                from: pause.from,
                until: Some(pause.until.map_or(self.started_at, |until| until.min(self.started_at))),
            });
        Clocks {
            severity: self.severity.max(other.severity),
            started_at,
            contacted_at: [self.contacted_at, other.contacted_at].into_iter().flatten().min(),
            pauses: before.chain(self.pauses.iter().copied()).collect(),
            ..self.clone()
        }
    }

    /// The clocks of a part split off: received when the whole was, answered if the whole was, everything else open.
    pub fn split_off(&self, severity: Severity) -> Clocks {
        Clocks {
            contacted_at: self.contacted_at,
            pauses: self.pauses.clone(),
            ..Self::received(severity, self.started_at)
        }
    }
}

fn epoch() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH
}

/// `years` after the epoch and `by` more: beyond all real deadlines.
fn far(years: i64, by: TimeDelta) -> DateTime<Utc> {
    epoch() + TimeDelta::days(years * 365) + by
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> DateTime<Utc> {
        format!("2026-11-{text}:00+08:00").parse().unwrap()
    }

    fn pause(from: &str, until: Option<&str>) -> Pause {
        Pause {
            from: at(from),
            until: until.map(at),
        }
    }

    fn normal() -> Clocks {
        Clocks::received(Severity::Normal, at("20T22:00"))
    }

    fn dues(clocks: &Clocks) -> Dues {
        clocks.dues(&Limits::default(), None)
    }

    /// domain.md §6: limits from receipt, day and night, weekend or not.
    #[test]
    fn limits_by_severity_from_receipt() {
        for (severity, proposal, resolution) in [
            (Severity::Normal, "21T22:00", "23T22:00"),
            (Severity::Serious, "21T06:00", "22T22:00"),
            (Severity::Crisis, "21T00:00", "21T22:00"),
        ] {
            let dues = dues(&Clocks::received(severity, at("20T22:00")));
            assert_eq!(dues.contact, at("20T22:10"));
            assert_eq!(
                (dues.proposal, dues.resolution, dues.call_back),
                (at(proposal), at(resolution), None)
            );
        }
    }

    #[test]
    fn the_call_back_is_due_a_day_after_the_resolution() {
        let mut clocks = normal();
        clocks.resolved_at = Some(at("22T09:30"));
        assert_eq!(dues(&clocks).call_back, Some(at("23T09:30")));
        assert!(clocks.is_running(Clock::CallBack) && !clocks.is_running(Clock::Resolution));
    }

    #[test]
    fn a_pause_moves_proposal_and_resolution_but_never_the_contact() {
        let mut clocks = normal();
        clocks.pauses = vec![pause("20T22:05", Some("21T04:05"))];
        let dues = dues(&clocks);
        assert_eq!(dues.contact, at("20T22:10"));
        assert_eq!((dues.proposal, dues.resolution), (at("22T04:00"), at("24T04:00")));
    }

    #[test]
    fn while_a_pause_lasts_the_deadline_stands_and_afterwards_it_moves() {
        let mut clocks = normal();
        clocks.contacted_at = Some(at("20T22:04"));
        clocks.pauses = vec![pause("21T10:00", None)];
        let still = dues(&clocks);
        assert_eq!(still.proposal, at("21T22:00"));
        assert_eq!(
            clocks.standing(Clock::Proposal, &still, at("25T10:00")),
            Some(Standing::Paused)
        );
        assert_eq!(clocks.next_due(&still), None, "nothing runs");
        clocks.pauses = vec![pause("21T10:00", Some("22T10:00"))];
        let moved = dues(&clocks);
        assert_eq!(moved.proposal, at("22T22:00"));
        assert_eq!(clocks.next_due(&moved), Some(at("22T22:00")));
        assert_eq!(
            clocks.standing(Clock::Proposal, &moved, at("22T21:30")),
            Some(Standing::DueSoon(TimeDelta::minutes(30)))
        );
    }

    #[test]
    fn what_was_late_before_a_pause_stays_late() {
        let mut clocks = normal();
        clocks.contacted_at = Some(at("20T22:04"));
        clocks.pauses = vec![pause("22T10:00", None)];
        let dues = dues(&clocks);
        assert_eq!(clocks.next_due(&dues), Some(at("21T22:00")));
        assert_eq!(
            clocks.standing(Clock::Proposal, &dues, at("24T00:00")),
            Some(Standing::Overdue(TimeDelta::hours(12))),
            "late by the time before the pause only"
        );
    }

    #[test]
    fn a_change_of_severity_counts_from_receipt_but_judges_no_stopped_clock_again() {
        let mut clocks = normal();
        let before = dues(&clocks);
        clocks.contacted_at = Some(at("20T22:04"));
        clocks.severity = Severity::Crisis;
        let raised = clocks.dues(&Limits::default(), Some(&before));
        assert_eq!((raised.proposal, raised.resolution), (at("21T00:00"), at("21T22:00")));
        clocks.severity = Severity::Normal;
        clocks.proposed_at = Some(at("21T15:00"));
        let before = clocks.dues(&Limits::default(), None);
        clocks.severity = Severity::Crisis;
        let after = clocks.dues(&Limits::default(), Some(&before));
        assert_eq!((after.proposal, after.resolution), (at("21T22:00"), at("21T22:00")));
        assert_eq!(
            clocks.standing(Clock::Proposal, &after, at("21T16:00")),
            Some(Standing::Done { on_time: true })
        );
    }

    #[test]
    fn a_new_round_has_had_its_contact_and_counts_from_its_own_start() {
        let clocks = Clocks::reopened(Severity::Serious, at("25T08:00"));
        let dues = dues(&clocks);
        assert!(!clocks.is_running(Clock::Contact));
        assert_eq!((dues.proposal, dues.resolution), (at("25T16:00"), at("27T08:00")));
    }

    #[test]
    fn merging_keeps_the_earlier_receipt_the_worse_severity_and_the_first_answer() {
        let mut survivor = Clocks::received(Severity::Normal, at("21T10:00"));
        survivor.pauses = vec![pause("21T12:00", Some("21T13:00"))];
        let mut other = Clocks::received(Severity::Serious, at("20T22:00"));
        other.contacted_at = Some(at("20T22:03"));
        other.pauses = vec![pause("21T09:00", None)];
        let merged = survivor.merged_with(&other);
        assert_eq!(merged.started_at, at("20T22:00"));
        assert_eq!(merged.severity, Severity::Serious);
        assert_eq!(merged.contacted_at, Some(at("20T22:03")));
        assert_eq!(
            merged.pauses,
            [pause("21T09:00", Some("21T10:00")), pause("21T12:00", Some("21T13:00"))]
        );
        assert_eq!(
            dues(&merged).proposal,
            at("21T06:00"),
            "8 h, over before the pauses began"
        );
        assert_eq!(dues(&merged).resolution, at("23T00:00"), "48 h and two hours of pause");
    }

    #[test]
    fn a_part_split_off_keeps_the_receipt_and_the_answer() {
        let mut whole = normal();
        whole.contacted_at = Some(at("20T22:04"));
        whole.proposed_at = Some(at("21T09:00"));
        let part = whole.split_off(Severity::Crisis);
        assert_eq!(
            (part.started_at, part.contacted_at, part.proposed_at),
            (at("20T22:00"), Some(at("20T22:04")), None)
        );
        assert_eq!(dues(&part).proposal, at("21T00:00"));
    }

    #[test]
    fn the_queue_runs_from_late_to_ended() {
        let late = normal();
        let mut later = normal();
        later.contacted_at = Some(at("20T22:04"));
        let mut waits = later.clone();
        (waits.proposed_at, waits.resolved_at, waits.called_back_at) =
            (Some(at("21T09:00")), Some(at("21T10:00")), Some(at("21T11:00")));
        let mut paused = later.clone();
        paused.pauses = vec![pause("21T10:00", None)];
        let ended = |at| Clocks {
            ended: Some(at),
            ..later.clone()
        };
        let order = [
            late,
            later.clone(),
            waits,
            paused,
            ended(at("22T10:00")),
            ended(at("21T10:00")),
        ];
        let places: Vec<_> = order.iter().map(|clocks| clocks.queue_at(&dues(clocks))).collect();
        assert!(places.is_sorted(), "{places:?}");
    }

    #[test]
    fn running_and_paused_time_are_both_kept() {
        let mut clocks = normal();
        clocks.pauses = vec![pause("21T10:00", Some("21T15:00"))];
        clocks.resolved_at = Some(at("22T22:00"));
        assert_eq!(clocks.paused(at("25T00:00")), TimeDelta::hours(5));
        assert_eq!(clocks.ran(at("25T00:00")), TimeDelta::hours(43));
    }

    proptest! {
        #[test]
        fn a_worse_severity_never_gives_more_time(hours in proptest::collection::vec((0i64..200, 0i64..40), 0..4)) {
            let start = at("20T22:00");
            let mut from = start;
            let pauses: Vec<Pause> = hours.into_iter().map(|(gap, length)| {
                let pause = Pause { from: from + TimeDelta::hours(gap), until: Some(from + TimeDelta::hours(gap + length)) };
                from += TimeDelta::hours(gap + length);
                pause
            }).collect();
            let with = |severity| dues(&Clocks { pauses: pauses.clone(), ..Clocks::received(severity, start) });
            let (normal, serious, crisis) = (with(Severity::Normal), with(Severity::Serious), with(Severity::Crisis));
            prop_assert!(crisis.proposal <= serious.proposal && serious.proposal <= normal.proposal);
            prop_assert!(crisis.resolution <= serious.resolution && serious.resolution <= normal.resolution);
            prop_assert_eq!(normal.contact, start + TimeDelta::minutes(10));
        }

        #[test]
        fn a_pause_gives_exactly_its_length_if_it_ends_in_time(gap in 0i64..1_400, length in 0i64..10_000) {
            let mut clocks = normal();
            let from = clocks.started_at + TimeDelta::minutes(gap);
            let without = dues(&clocks);
            clocks.pauses = vec![Pause { from, until: Some(from + TimeDelta::minutes(length)) }];
            let with = dues(&clocks);
            prop_assert_eq!(with.proposal - without.proposal, TimeDelta::minutes(length));
            prop_assert_eq!(with.resolution - without.resolution, TimeDelta::minutes(length));
        }
    }
}
