//! What a complaint needs before it may be closed, and until when a closed one may be taken up again.

use chrono::{DateTime, TimeDelta, Utc};

use super::limits::Limits;
use super::state::State;
use crate::coded;

/// A satisfaction up to this reopens the complaint.
pub const UNHAPPY: i16 = 2;
/// So many call-backs that nobody answered stand for one.
const ATTEMPTS: i16 = 3;

coded! {
    /// What a step still lacks.
    pub enum Missing {
        Owner "owner",
        Contact "contact",
        Department "department",
        Cause "cause",
        Solution "solution",
        Approval "approval",
        Resolution "resolution",
        CallBack "call_back",
        /// A decision on goodwill that was asked for.
        Goodwill "goodwill",
    }
}

/// How far a complaint has come, besides its state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub has_owner: bool,
    pub has_contact: bool,
    pub has_department: bool,
    pub has_cause: bool,
    pub call_back_done: bool,
    pub goodwill_waits: bool,
}

/// Whether the call-back is done: the customer answered, or three attempts were made.
pub fn call_back_done(satisfaction: Option<i16>, attempts: i16) -> bool {
    satisfaction.is_some() || attempts >= ATTEMPTS
}

/// Call-backs that stand for an attempt each, of those made at these times, oldest first: who is called again within the
/// hour is called once.
pub fn attempts(made: &[DateTime<Utc>]) -> i16 {
    let mut counted = 0;
    let mut last: Option<DateTime<Utc>> = None;
    for at in made {
        if last.is_none_or(|last| *at - last >= TimeDelta::hours(1)) {
            counted += 1;
            last = Some(*at);
        }
    }
    counted
}

/// What keeps a resolved complaint open: nothing for any other state, since it can't be closed at all.
pub fn missing_to_close(progress: &Progress) -> Vec<Missing> {
    let wanted = [
        (progress.has_cause, Missing::Cause),
        (progress.call_back_done, Missing::CallBack),
        (!progress.goodwill_waits, Missing::Goodwill),
    ];
    wanted
        .into_iter()
        .filter(|(there, _)| !there)
        .map(|(_, what)| what)
        .collect()
}

impl Progress {
    /// What each step of the strip lacks, for the person looking at it. Steps behind the state lack nothing.
    pub fn missing(&self, state: State) -> Vec<Missing> {
        let wanted = [
            (self.has_owner, Missing::Owner, State::Received),
            (self.has_contact, Missing::Contact, State::Received),
            (self.has_department, Missing::Department, State::Investigating),
            (self.has_cause, Missing::Cause, State::Investigating),
            (state > State::Investigating, Missing::Solution, State::Investigating),
            (state > State::Proposed, Missing::Approval, State::Proposed),
            (state > State::Executing, Missing::Resolution, State::Executing),
            (self.call_back_done, Missing::CallBack, State::Resolved),
            (!self.goodwill_waits, Missing::Goodwill, State::Resolved),
        ];
        if !state.is_open() {
            return Vec::new();
        }
        wanted
            .into_iter()
            .filter(|(there, _, from)| !there && state >= *from)
            .map(|(_, what, _)| what)
            .collect()
    }
}

/// Whether a complaint closed at `closed_at` may still be reopened.
pub fn may_reopen(closed_at: DateTime<Utc>, now: DateTime<Utc>, limits: &Limits) -> bool {
    now <= closed_at + TimeDelta::days(i64::from(limits.reopen_days))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_answer_or_three_attempts() {
        assert!(call_back_done(Some(3), 1));
        assert!(!call_back_done(None, 2));
        assert!(call_back_done(None, 3));
    }

    #[test]
    fn calls_within_an_hour_are_one_attempt() {
        let first: DateTime<Utc> = "2026-11-22T02:00:00Z".parse().unwrap();
        let made = |minutes: &[i64]| -> Vec<DateTime<Utc>> {
            minutes.iter().map(|after| first + TimeDelta::minutes(*after)).collect()
        };
        assert_eq!(attempts(&made(&[0, 2, 59])), 1);
        assert_eq!(attempts(&made(&[0, 50, 100, 160])), 3);
        assert_eq!(attempts(&[]), 0);
    }

    #[test]
    fn closing_needs_the_cause_and_the_call_back() {
        let bare = Progress::default();
        assert_eq!(missing_to_close(&bare), [Missing::Cause, Missing::CallBack]);
        let done = Progress {
            has_cause: true,
            call_back_done: true,
            ..bare
        };
        assert_eq!(missing_to_close(&done), []);
        let asked = Progress {
            goodwill_waits: true,
            ..done
        };
        assert_eq!(missing_to_close(&asked), [Missing::Goodwill]);
    }

    #[test]
    fn a_step_names_what_it_lacks_and_an_ended_complaint_nothing() {
        let bare = Progress::default();
        assert_eq!(bare.missing(State::Received), [Missing::Owner, Missing::Contact]);
        assert!(bare.missing(State::Investigating).contains(&Missing::Cause));
        assert!(bare.missing(State::Proposed).contains(&Missing::Approval));
        assert!(!bare.missing(State::Approved).contains(&Missing::Approval));
        assert_eq!(bare.missing(State::Closed), []);
    }

    #[test]
    fn thirty_days_to_reopen() {
        let closed: DateTime<Utc> = "2026-11-22T02:00:00Z".parse().unwrap();
        let limits = Limits::default();
        assert!(may_reopen(closed, closed + TimeDelta::days(30), &limits));
        assert!(!may_reopen(
            closed,
            closed + TimeDelta::days(30) + TimeDelta::seconds(1),
            &limits
        ));
    }
}
