//! Rules of tasks and contact notes.

use chrono::{DateTime, TimeDelta, Utc};

crate::coded! {
    /// How a contact was made.
    pub enum NoteChannel {
        Phone "phone", Sms "sms", WeChat "wechat", Email "email", Visit "visit", Note "note",
    }
}

crate::coded! {
    /// What came of a contact.
    pub enum NoteOutcome {
        Answered "answered", Unanswered "unanswered", WrongNumber "wrong_number", Sent "sent", Received "received",
        Met "met", Internal "internal",
    }
}

impl NoteOutcome {
    /// Whether the customer was reached: only that stops a clock (domain.md §4).
    pub fn reached(self) -> bool {
        matches!(self, Self::Answered | Self::Sent | Self::Received | Self::Met)
    }
}

crate::coded! {
    /// What came of a call from the call-back list.
    pub enum CallOutcome { Answered "answered", Unanswered "unanswered", WrongNumber "wrong_number" }
}

impl CallOutcome {
    pub fn note(self) -> NoteOutcome {
        match self {
            Self::Answered => NoteOutcome::Answered,
            Self::Unanswered => NoteOutcome::Unanswered,
            Self::WrongNumber => NoteOutcome::WrongNumber,
        }
    }
}

crate::coded! {
    /// Which tasks the call-back list shows.
    pub enum View { Mine "mine", All "all", Overdue "overdue", Later "later", Done "done" }
}

/// When to try again after nobody answered: two hours on.
pub fn next_try(now: DateTime<Utc>) -> DateTime<Utc> {
    now + TimeDelta::hours(2)
}

/// The page of a record that a task is about, if it has one: there the task is done with all that belongs to it.
pub fn page_of(subject_kind: &str, id: impl std::fmt::Display) -> Option<String> {
    match subject_kind {
        "complaint" => Some(format!("/complaints/{id}")),
        "customer" => Some(format!("/customers/{id}")),
        "vehicle" => Some(format!("/vehicles/{id}")),
        _ => None,
    }
}

/// Whether the call is recorded on the record's own page, because more than the call belongs to it.
pub fn has_own_form(subject_kind: &str) -> bool {
    subject_kind == "complaint"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unanswered_call_and_an_internal_note_reach_nobody() {
        for outcome in NoteOutcome::ALL {
            let nobody = ["unanswered", "wrong_number", "internal"].contains(&outcome.code());
            assert_eq!(outcome.reached(), !nobody, "{}", outcome.code());
        }
    }
}
