//! Who may do what to a corrective action, and how it stands. Values only.

use chrono::{Days, NaiveDate};

use crate::coded;

coded! {
    /// How far an action has come.
    pub enum State { Open "open", Done "done", Checked "checked", }
}
coded! {
    /// The lists people look at.
    pub enum View { Open "open", Overdue "overdue", Done "done", Checked "checked", All "all", }
}

/// Whether an action should have been done by now; the due day itself is still in time.
pub fn is_overdue(state: State, due_on: NaiveDate, today: NaiveDate) -> bool {
    state == State::Open && due_on < today
}

/// What somebody may do to an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowed {
    /// Change title, measure, owner, due date.
    pub plan: bool,
    /// Say that it is done.
    pub finish: bool,
    /// Judge whether it helped.
    pub check: bool,
}

/// `leads`: care and the managers plan; `judges`: managers check, but never their own work; the owner says it is done.
pub fn allowed(state: State, leads: bool, judges: bool, owns: bool, did: bool) -> Allowed {
    Allowed {
        plan: state == State::Open && leads,
        finish: state == State::Open && (owns || leads),
        check: state == State::Done && judges && !did,
    }
}

/// Days before and after an action that are compared, as half-open spans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Windows {
    pub before: (NaiveDate, NaiveDate),
    pub after: (NaiveDate, NaiveDate),
    /// How many days of the second have passed.
    pub passed: i64,
}

/// The `days` before the day an action was done, and as many from that day on.
pub fn windows(done_on: NaiveDate, days: u32, today: NaiveDate) -> Windows {
    let span = Days::new(u64::from(days));
    let earlier = done_on.checked_sub_days(span).unwrap_or(done_on);
    let later = done_on.checked_add_days(span).unwrap_or(done_on);
    Windows {
        before: (earlier, done_on),
        after: (done_on, later),
        passed: ((today - done_on).num_days() + 1).clamp(0, i64::from(days)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn an_action_is_overdue_the_day_after() {
        assert!(!is_overdue(State::Open, day("2026-11-22"), day("2026-11-22")));
        assert!(is_overdue(State::Open, day("2026-11-21"), day("2026-11-22")));
        assert!(!is_overdue(State::Done, day("2026-11-21"), day("2026-11-22")));
    }

    #[test]
    fn nobody_judges_their_own_work() {
        let as_manager = |did| allowed(State::Done, true, true, false, did);
        assert!(as_manager(false).check && !as_manager(true).check);
        assert!(
            !allowed(State::Open, true, true, false, false).check,
            "not before it is done"
        );
        assert!(!allowed(State::Checked, true, true, true, false).check, "once");
    }

    #[test]
    fn the_owner_finishes_and_those_in_charge_plan() {
        let owner = allowed(State::Open, false, false, true, false);
        assert_eq!((owner.plan, owner.finish), (false, true));
        let stranger = allowed(State::Open, false, false, false, false);
        assert_eq!((stranger.plan, stranger.finish), (false, false));
        let care = allowed(State::Open, true, false, false, false);
        assert_eq!((care.plan, care.finish, care.check), (true, true, false));
    }

    #[test]
    fn the_windows_meet_on_the_day_it_was_done() {
        let found = windows(day("2026-11-10"), 30, day("2026-11-22"));
        assert_eq!(found.before, (day("2026-10-11"), day("2026-11-10")));
        assert_eq!(found.after, (day("2026-11-10"), day("2026-12-10")));
        assert_eq!(found.passed, 13);
        assert_eq!(windows(day("2026-01-10"), 30, day("2026-11-22")).passed, 30);
    }
}
