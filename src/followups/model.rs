//! Rows and values of tasks and contact notes.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::rules::{CallOutcome, Mood, NoteChannel, NoteOutcome};
use crate::access::{Actor, Role, Scope};
use crate::platform::db::Subject;
use crate::platform::vault::{Label, Pii};
use crate::values::ids::{ContactNoteId, CustomerId, StaffId, StoreId, TaskId};

pub(super) const TITLE: Label = Label("tasks.title");
pub(super) const SNOOZE_REASON: Label = Label("tasks.snooze_reason");
pub(super) const BODY: Label = Label("contact_notes.body");

/// The topic that pages with tasks follow.
pub const TOPIC: &str = "tasks";
/// Kind of a call to a customer that somebody planned by hand.
pub const CALL_BACK: &str = "customer.call_back";
/// Kind of the complaint of somebody who was unhappy when called, until it is recorded; its record is the task of that call.
pub const UNHAPPY: &str = "service.unhappy";
pub(super) const CUSTOMER: &str = "customer";

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

/// What came of a call, as typed.
#[derive(Clone)]
pub struct Call {
    pub channel: NoteChannel,
    pub outcome: CallOutcome,
    /// Where the call asks for it.
    pub mood: Option<Mood>,
    pub note: String,
    /// When to call again; without it two hours on if nobody answered.
    pub again_at: Option<DateTime<Utc>>,
    pub lock_version: i32,
}

/// A call-back as somebody plans it by hand.
#[derive(Clone)]
pub struct Plan {
    pub title: String,
    pub due_at: DateTime<Utc>,
    /// Nobody's yet: whoever of customer care takes it.
    pub free: bool,
}

/// Whether a person sees the tasks of the whole store.
pub fn sees_all(actor: &Actor) -> bool {
    matches!(actor.customers(), Scope::Store { .. })
}

/// Whether a person may do a task: their own, one for their role, one for nobody in particular; managers any.
pub fn may_do(actor: &Actor, owner: Option<StaffId>, role: Option<Role>) -> bool {
    let manages = |role: &Role| {
        matches!(
            role,
            Role::SalesManager | Role::ServiceManager | Role::CrmManager | Role::StoreManager
        )
    };
    owner == Some(actor.id) || actor.roles.iter().any(manages) || role.map_or(owner.is_none(), |role| actor.is(role))
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
    pub done_by_name: Option<String>,
    pub outcome: Option<String>,
    pub cancelled_at: Option<DateTime<Utc>>,
    pub lock_version: i32,
}

impl Task {
    pub fn is_open(&self) -> bool {
        self.done_at.is_none() && self.cancelled_at.is_none()
    }
}

/// How many tasks of each view there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Only what is taken: the list shows those that nobody has taken yet too.
    pub mine: i64,
    /// Of mine and the free ones, those due by the end of today.
    pub today: i64,
    pub overdue: i64,
    pub free: i64,
    pub later: i64,
    pub all: i64,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::i18n::Lang;
    use crate::values::ids::SessionId;

    fn actor(role: Role) -> Actor {
        Actor {
            id: StaffId::new(),
            store: StoreId::new(),
            store_name: String::new(),
            team: None,
            name: String::new(),
            roles: vec![role],
            session: SessionId::new(),
            lang: Lang::Zh,
            theme: "system",
            hotkeys: true,
        }
    }

    #[test]
    fn a_task_is_done_by_its_owner_by_its_role_or_by_a_manager() {
        let care = actor(Role::CustomerCare);
        let other = Some(StaffId::new());
        for (owner, role, expected) in [
            (Some(care.id), None, true),
            (None, None, true),
            (other, None, false),
            (None, Some(Role::CustomerCare), true),
            (other, Some(Role::CustomerCare), true),
            (None, Some(Role::StoreManager), false),
        ] {
            assert_eq!(may_do(&care, owner, role), expected, "{role:?}");
        }
        assert!(may_do(&actor(Role::CrmManager), other, Some(Role::CustomerCare)));
    }
}
