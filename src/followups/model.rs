//! Rows and values of tasks and contact notes.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::rules::{NoteChannel, NoteOutcome};
use crate::access::Role;
use crate::platform::db::Subject;
use crate::platform::vault::{Label, Pii};
use crate::values::ids::{ContactNoteId, CustomerId, StaffId, StoreId, TaskId};

pub(super) const TITLE: Label = Label("tasks.title");
pub(super) const SNOOZE_REASON: Label = Label("tasks.snooze_reason");
pub(super) const BODY: Label = Label("contact_notes.body");

/// `subject_kind` of a task in the audit log.
pub const TASK: &str = "task";
/// `subject_kind` of a contact note in the audit log.
pub const NOTE: &str = "contact_note";

/// Something that one person, or whoever has a role, must do by a time.
#[derive(Clone)]
pub struct NewTask {
    pub store: StoreId,
    /// `complaint.call_back`
    pub kind: &'static str,
    pub subject: Subject,
    pub customer: Option<CustomerId>,
    pub owner: Option<StaffId>,
    /// Who may take it while it has no owner.
    pub role: Option<Role>,
    pub started_at: DateTime<Utc>,
    pub due_at: DateTime<Utc>,
    /// Sealed; in the store's own language.
    pub title: String,
}

/// A contact with a customer, or an internal note.
#[derive(Clone)]
pub struct NewNote {
    pub store: StoreId,
    pub subject: Subject,
    pub customer: Option<CustomerId>,
    pub task: Option<TaskId>,
    pub channel: NoteChannel,
    pub outcome: NoteOutcome,
    pub body: String,
    /// For colleagues only: kept as outcome `internal`, whatever was given.
    pub internal: bool,
}

/// A task, opened.
#[derive(Clone, Debug)]
pub struct Task {
    pub id: TaskId,
    pub kind: String,
    pub subject_kind: String,
    pub subject_id: Uuid,
    pub customer: Option<CustomerId>,
    pub owner: Option<StaffId>,
    pub owner_name: Option<String>,
    pub role: Option<Role>,
    pub title: Pii<String>,
    pub started_at: DateTime<Utc>,
    pub due_at: DateTime<Utc>,
    pub snoozed_until: Option<DateTime<Utc>>,
    pub done_at: Option<DateTime<Utc>>,
    pub outcome: Option<String>,
    pub cancelled_at: Option<DateTime<Utc>>,
    pub lock_version: i32,
}

impl Task {
    pub fn is_open(&self) -> bool {
        self.done_at.is_none() && self.cancelled_at.is_none()
    }
}

/// A contact note, opened.
#[derive(Clone, Debug)]
pub struct Note {
    pub id: ContactNoteId,
    pub channel: NoteChannel,
    pub outcome: NoteOutcome,
    pub body: Pii<String>,
    pub staff: Option<StaffId>,
    pub staff_name: Option<String>,
    pub at: DateTime<Utc>,
}

impl Note {
    pub fn is_internal(&self) -> bool {
        self.outcome == NoteOutcome::Internal
    }
}
