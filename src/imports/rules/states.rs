//! The life of an import: uploaded → checked → run → done, and back for a day.

use chrono::{DateTime, TimeDelta, Utc};

/// How long after its end an import can be undone.
pub const UNDO_FOR: TimeDelta = TimeDelta::hours(24);
/// How long rows that were not imported are kept, to be mended and loaded again.
pub const KEEP_ROWS: TimeDelta = TimeDelta::days(30);
/// An import at work that nobody touched for so long was interrupted: another process takes it up.
pub const INTERRUPTED_AFTER: TimeDelta = TimeDelta::minutes(2);

crate::coded! {
    pub enum State {
        Uploaded "uploaded",
        Checking "checking",
        Checked "checked",
        Running "running",
        Done "done",
        Cancelled "cancelled",
        /// The file could not be read to its end.
        Failed "failed",
        Undoing "undoing",
        Undone "undone",
    }
}

/// What can be done to an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// With the columns as matched; again after a change of them.
    Check,
    FinishCheck,
    Run,
    Finish,
    Cancel,
    Fail,
    Undo,
    FinishUndo,
}

/// The import is not in a state that allows this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotNow;

impl State {
    /// The one place that knows what follows what.
    pub fn after(self, action: Action) -> Result<State, NotNow> {
        use State::*;
        match (self, action) {
            (Uploaded | Checked | Failed, Action::Check) => Ok(Checking),
            (Checking, Action::FinishCheck) => Ok(Checked),
            (Checking, Action::Fail) => Ok(Failed),
            (Checked, Action::Run) => Ok(Running),
            (Running, Action::Finish) => Ok(Done),
            (Uploaded | Checking | Checked | Running | Failed, Action::Cancel) => Ok(Cancelled),
            (Done | Cancelled, Action::Undo) => Ok(Undoing),
            (Undoing, Action::FinishUndo) => Ok(Undone),
            _ => Err(NotNow),
        }
    }

    pub fn allows(self, action: Action) -> bool {
        self.after(action).is_ok()
    }

    /// A process is at work on it: the page asks for progress.
    pub fn is_at_work(self) -> bool {
        matches!(self, State::Checking | State::Running | State::Undoing)
    }
}

crate::coded! {
    /// What became of a record of the file.
    pub enum RowState {
        Good "good",
        Bad "bad",
        Duplicate "duplicate",
        Imported "imported",
        Undone "undone",
        /// Imported, and left when the import was undone: work was built on it.
        Kept "kept",
    }
}

/// Whether an import with so many customers may still be undone.
pub fn can_undo(state: State, finished_at: Option<DateTime<Utc>>, imported: i32, now: DateTime<Utc>) -> bool {
    state.allows(Action::Undo) && imported > 0 && finished_at.is_some_and(|end| now - end < UNDO_FOR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_run_before_it_was_checked_and_nothing_twice() {
        for state in State::ALL {
            assert_eq!(state.allows(Action::Run), *state == State::Checked, "{state:?}");
        }
        assert_eq!(State::Done.after(Action::Cancel), Err(NotNow));
        assert_eq!(State::Undone.after(Action::Undo), Err(NotNow));
    }

    #[test]
    fn an_import_is_undone_for_a_day_if_it_brought_anybody() {
        let end = DateTime::UNIX_EPOCH;
        assert!(can_undo(State::Done, Some(end), 1, end + TimeDelta::hours(23)));
        assert!(!can_undo(State::Done, Some(end), 1, end + UNDO_FOR));
        assert!(!can_undo(State::Done, Some(end), 0, end));
        assert!(!can_undo(State::Running, None, 1, end));
        assert!(
            can_undo(State::Cancelled, Some(end), 5, end),
            "what it brought until then"
        );
    }
}
