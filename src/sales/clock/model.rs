//! Rows and values of the clock of leads, of the roster and of the open pool.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::rules::{Contact, Evidence, Mark, Move, Progress, StepKind, mark};
use crate::followups::rules::NoteOutcome;
use crate::platform::db::Subject;
use crate::platform::i18n::times;
use crate::platform::vault::Pii;
use crate::sales::rules::{FollowUpKind, FollowUpOutcome, LeadState, Level, Stage};
use crate::schema::{lead_steps, leads, opportunities, sales_duty};
use crate::values::ids::{ContactNoteId, CustomerId, LeadId, LeadStepId, OpportunityId, StaffId, StoreId};

/// `subject_kind` of a lead and of somebody's duty.
pub const LEAD: &str = "lead";
pub const DUTY: &str = "sales_duty";

/// The topic that pages with leads follow.
pub const LEADS: &str = "leads";

/// Kind of the task that tells the sales manager of a missed first call.
pub const MISSED: &str = "lead.first_call_alert";
/// Kind of the task that tells the sales manager of a lead that nobody on duty can take.
pub const NOBODY: &str = "lead.nobody_alert";

pub fn lead_subject(id: LeadId) -> Subject {
    Subject::new(LEAD, id)
}

/// The task of a step.
pub const fn task_of(kind: StepKind) -> &'static str {
    match kind {
        StepKind::FirstCall => "lead.first_call",
        StepKind::Message => "lead.message",
        StepKind::SecondCall => "lead.second_call",
        StepKind::Status => "lead.status",
    }
}

/// A contact with a lead, and the note that proves it.
#[derive(Clone, Copy, Debug)]
pub struct How {
    pub contact: Contact,
    pub note: Option<ContactNoteId>,
}

impl How {
    /// What a note tells; `None` if it moves no clock (an internal note, or what the customer wrote).
    pub fn told(outcome: NoteOutcome, note: ContactNoteId) -> Option<Self> {
        let contact = match outcome {
            NoteOutcome::Answered => Contact::Answered,
            NoteOutcome::Unanswered | NoteOutcome::WrongNumber => Contact::Unanswered,
            NoteOutcome::Sent => Contact::Message,
            NoteOutcome::Met => Contact::Visit,
            NoteOutcome::Received | NoteOutcome::Internal => return None,
        };
        Some(Self {
            contact,
            note: Some(note),
        })
    }

    /// What a follow-up of an opportunity is to the lead it came from.
    pub const fn followed_up(kind: FollowUpKind, outcome: FollowUpOutcome) -> Self {
        let contact = match (outcome, kind) {
            (FollowUpOutcome::Unanswered | FollowUpOutcome::WrongNumber, _) => Contact::Unanswered,
            (_, FollowUpKind::Phone) => Contact::Answered,
            (_, FollowUpKind::Visit) => Contact::Visit,
            (_, FollowUpKind::WeChat | FollowUpKind::Sms | FollowUpKind::Email) => Contact::Message,
        };
        Self { contact, note: None }
    }
}

/// What the clock needs to know of a lead.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = leads)]
pub struct Lead {
    pub id: LeadId,
    pub store_id: StoreId,
    pub model: String,
    pub received_at: DateTime<Utc>,
    pub state: LeadState,
    pub customer_id: Option<CustomerId>,
    pub opportunity_id: Option<OpportunityId>,
    pub owner_id: Option<StaffId>,
}

impl Lead {
    /// Whether anything is still asked for.
    pub fn counts(&self) -> bool {
        matches!(self.state, LeadState::Open | LeadState::Qualified)
    }
}

/// A step as it is kept.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = lead_steps)]
pub struct StepRow {
    pub id: LeadStepId,
    pub lead_id: LeadId,
    pub kind: StepKind,
    pub number: i32,
    pub starts_at: DateTime<Utc>,
    pub due_at: DateTime<Utc>,
    pub attempts: i32,
    pub attempt_days: i32,
    pub first_attempt_at: Option<DateTime<Utc>>,
    pub last_attempt_at: Option<DateTime<Utc>>,
    pub missed_at: Option<DateTime<Utc>>,
    pub done_at: Option<DateTime<Utc>>,
    pub done_by: Option<StaffId>,
    pub evidence: Option<Evidence>,
    pub note_id: Option<ContactNoteId>,
    pub outside_hours: bool,
    pub ended_at: Option<DateTime<Utc>>,
}

impl StepRow {
    pub fn is_open(&self) -> bool {
        self.done_at.is_none() && self.ended_at.is_none()
    }

    pub fn progress(&self) -> Progress {
        Progress {
            attempts: self.attempts,
            attempt_days: self.attempt_days,
            last_attempt_on: self.last_attempt_at.map(times::day_of),
        }
    }

    pub fn mark(&self, now: DateTime<Utc>) -> Mark {
        mark(self.due_at, self.first_attempt_at, self.done_at, self.ended_at, now)
    }
}

/// A step with who did it.
#[derive(Clone, Debug)]
pub struct Step {
    pub row: StepRow,
    pub done_by: Option<String>,
}

/// Who takes which leads.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = sales_duty)]
pub struct DutyRow {
    pub staff_id: StaffId,
    pub takes_leads: bool,
    pub sources: Vec<Option<String>>,
    pub models: Vec<Option<String>>,
    pub last_dealt_at: Option<DateTime<Utc>>,
    pub lock_version: i32,
}

impl DutyRow {
    /// Of somebody who has no row yet: they take any lead.
    pub fn of(staff_id: StaffId) -> Self {
        Self {
            staff_id,
            takes_leads: true,
            sources: Vec::new(),
            models: Vec::new(),
            last_dealt_at: None,
            lock_version: 0,
        }
    }
}

/// Somebody on the roster.
#[derive(Clone, Debug)]
pub struct OnRoster {
    pub staff: StaffId,
    pub name: String,
    /// Works now, or at the next opening.
    pub on_duty: bool,
    /// Has a break then.
    pub on_break: bool,
    /// Leads with a first call that is overdue, and that nobody tried yet.
    pub late: i64,
    /// Leads with a first call that nobody tried yet, overdue or not.
    pub waiting: i64,
    pub duty: DutyRow,
}

/// What the form of a duty says.
#[derive(Clone, Debug)]
pub struct Duty {
    pub takes_leads: bool,
    pub sources: Vec<&'static str>,
    pub models: Vec<String>,
    pub lock_version: i32,
}

/// An opportunity in the pool, or on its way into it or out of it.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = opportunities)]
pub struct PoolRow {
    pub id: OpportunityId,
    pub store_id: StoreId,
    pub number: String,
    pub customer_id: CustomerId,
    pub owner_id: Option<StaffId>,
    pub stage: Stage,
    pub level: Option<Level>,
    pub model: String,
    pub last_contact_at: Option<DateTime<Utc>>,
    pub pool_since: Option<DateTime<Utc>>,
    pub closed_at: Option<DateTime<Utc>>,
}

/// A line of the pool: who the customer is stays half hidden until somebody takes it.
#[derive(Clone, Debug)]
pub struct PoolLine {
    pub row: PoolRow,
    pub name: Pii<String>,
    pub phone: Option<String>,
    /// How it came into the pool, and whose it was.
    pub fell: Option<(Move, Option<String>)>,
}

/// What somebody may still take today.
#[derive(Clone, Copy, Debug)]
pub struct Left {
    pub today: i64,
    pub a_day: u32,
}
