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

crate::coded! {
    /// How the customer is, as they say when they are called after a service.
    pub enum Mood { Happy "happy", Wish "wish", Unhappy "unhappy" }
}

/// What is asked for in turn about one person, who is called for one thing at a time: of these only what is due first stands
/// in the list, the rest when its turn comes.
pub const IN_TURN: &[&str] = &[
    "lead.first_call",
    "lead.message",
    "lead.second_call",
    "lead.status",
    "sales.follow_up",
    "sales.asked_again",
];

/// Whether such a call asks the customer how they are.
pub fn asks_mood(kind: &str) -> bool {
    kind == "service.after_call"
}

impl CallOutcome {
    pub fn note(self, channel: NoteChannel) -> NoteOutcome {
        match (self, channel) {
            (Self::Answered, NoteChannel::Visit) => NoteOutcome::Met,
            (Self::Answered, _) => NoteOutcome::Answered,
            (Self::Unanswered, _) => NoteOutcome::Unanswered,
            (Self::WrongNumber, _) => NoteOutcome::WrongNumber,
        }
    }
}

crate::coded! {
    /// Which tasks the call-back list shows.
    pub enum View {
        /// One's own, and those that nobody of one's role has taken yet.
        Mine "mine",
        /// Those that nobody has taken yet.
        Free "free",
        /// Of one's own and the free ones, those that are late; a snoozed one too.
        Overdue "overdue",
        /// One's own that were put off.
        Later "later",
        /// What one did today.
        Done "done",
        /// Everything that is open and within sight.
        All "all",
    }
}

crate::coded! {
    /// For how long a task is put off.
    pub enum SnoozeFor { Hour "hour", ThreeHours "three_hours", Tomorrow "tomorrow", Moment "moment" }
}

/// When a snoozed task comes back; `None` if that is to be typed.
pub fn wakes_at(choice: SnoozeFor, now: DateTime<Utc>, tomorrow: DateTime<Utc>) -> Option<DateTime<Utc>> {
    match choice {
        SnoozeFor::Hour => Some(now + TimeDelta::hours(1)),
        SnoozeFor::ThreeHours => Some(now + TimeDelta::hours(3)),
        SnoozeFor::Tomorrow => Some(tomorrow),
        SnoozeFor::Moment => None,
    }
}

/// When to try again after nobody answered: two hours on.
pub fn next_try(now: DateTime<Utc>) -> DateTime<Utc> {
    now + TimeDelta::hours(2)
}

/// The page of a record that a task is about, if it has one: there the task is done with all that belongs to it.
pub fn page_of(subject_kind: &str, id: impl std::fmt::Display) -> Option<String> {
    match subject_kind {
        "complaint" => Some(format!("/complaints/{id}")),
        "corrective_action" => Some(format!("/corrective-actions/{id}")),
        "service_order" => Some(format!("/service-orders/{id}")),
        "opportunity" => Some(format!("/opportunities/{id}")),
        "customer" => Some(format!("/customers/{id}")),
        "vehicle" => Some(format!("/vehicles/{id}")),
        "after_care" => Some(format!("/service-orders/{id}")),
        "appointment" => Some(format!("/appointments/{id}")),
        "appointment_wait" => Some(format!("/appointments/waits/{id}")),
        "visit" => Some(format!("/visits/{id}")),
        "courtesy_loan" => Some(format!("/courtesy-cars/loans/{id}")),
        "test_drive" => Some(format!("/test-drives/{id}")),
        "sales_order" => Some(format!("/sales-orders/{id}")),
        "delivery" => Some(format!("/deliveries/{id}")),
        "task" => Some(format!("/call-backs/{id}")),
        "lead" => Some(format!("/leads/{id}")),
        "walk_in" => Some(format!("/leads/walk-ins/{id}")),
        "points_adjustment" => Some("/members/adjustments".to_owned()),
        "quote" => Some(format!("/quotes/{id}")),
        "survey_response" => Some(format!("/survey-answers/{id}")),
        _ => None,
    }
}

/// The step of a record that does a task of this kind.
pub fn step_of(kind: &str, id: impl std::fmt::Display) -> Option<String> {
    let step = match kind {
        "complaint.contact" | "complaint.report" => "contacts",
        "complaint.call_back" => "call-backs",
        "complaint.crisis" | "complaint.crisis_report" => "crisis",
        "complaint.goodwill" | "complaint.goodwill_top" => "goodwill-approval",
        "service.finding" => return Some(format!("/service-orders/{id}/answers")),
        "sales.follow_up" => return Some(format!("/opportunities/{id}/follow-ups")),
        "lead.first_call" | "lead.message" | "lead.second_call" | "lead.status" => {
            return Some(format!("/leads/{id}/contacts"));
        }
        "sales.loss_decision" => return Some(format!("/opportunities/{id}/loss-decision")),
        "service.unhappy" => return Some(format!("/complaints/new?call={id}")),
        _ => return None,
    };
    Some(format!("/complaints/{id}/{step}"))
}

/// Whether the task is done on the record's own page, because more than a call belongs to it.
pub fn has_own_form(subject_kind: &str) -> bool {
    matches!(
        subject_kind,
        "complaint"
            | "corrective_action"
            | "appointment_wait"
            | "service_order"
            | "opportunity"
            | "courtesy_loan"
            | "test_drive"
            | "sales_order"
            | "points_adjustment"
            | "lead"
            | "walk_in"
            | "quote"
            | "survey_response"
    )
}

/// Whether a task only tells its reader something: it is done when they say that they saw to it.
pub fn is_notice(kind: &str) -> bool {
    let tells = ["complaint.", "service.", "lead."]
        .iter()
        .any(|room| kind.starts_with(room));
    tells && (kind.ends_with("_warning") || kind.ends_with("_alert"))
}

/// Whether a task may be done by saying that one saw to it: a notice, and the alert of a crisis.
pub fn may_be_acknowledged(kind: &str) -> bool {
    is_notice(kind) || kind == "complaint.crisis"
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

    #[test]
    fn what_only_tells_something_is_a_notice() {
        for kind in [
            "complaint.contact_warning",
            "complaint.call_back_alert",
            "complaint.proposal_top_alert",
        ] {
            assert!(is_notice(kind) && step_of(kind, 1).is_none(), "{kind}");
        }
        for kind in [
            "complaint.contact",
            "complaint.crisis",
            "corrective_action.due",
            "customer.call_back",
            "service.after_call",
            "service.due_reminder",
        ] {
            assert!(!is_notice(kind), "{kind}");
            assert_eq!(may_be_acknowledged(kind), kind == "complaint.crisis", "{kind}");
        }
    }

    #[test]
    fn a_visit_that_came_about_is_a_meeting() {
        assert_eq!(CallOutcome::Answered.note(NoteChannel::Visit), NoteOutcome::Met);
        assert_eq!(CallOutcome::Answered.note(NoteChannel::Phone), NoteOutcome::Answered);
        assert_eq!(
            CallOutcome::Unanswered.note(NoteChannel::Visit),
            NoteOutcome::Unanswered
        );
    }

    #[test]
    fn a_snoozed_task_comes_back_in_hours_or_tomorrow() {
        let now: DateTime<Utc> = "2026-11-22T15:30:00Z".parse().unwrap();
        let tomorrow = now + TimeDelta::days(1);
        let wakes = |choice| wakes_at(choice, now, tomorrow);
        assert_eq!(wakes(SnoozeFor::Hour), Some(now + TimeDelta::hours(1)));
        assert_eq!(wakes(SnoozeFor::Tomorrow), Some(tomorrow));
        assert_eq!(wakes(SnoozeFor::Moment), None);
    }
}
