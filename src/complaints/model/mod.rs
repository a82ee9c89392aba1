//! Rows of complaints and what hangs on them.

mod read;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use read::{Counts, Detail, Entry, Listed, QueueRow, Solution};

use super::rules::{
    Approver, Channel, Clocks, Department, Dues, GoodwillKind, GoodwillState, PauseReason, Progress, Severity, State,
    call_back_done,
};
use crate::access::{Actor, Permission, Role};
use crate::coded;
use crate::platform::vault::{Label, Sealed};
use crate::schema::{complaint_entries, complaint_goodwill, complaint_rounds, complaint_solutions, complaints};
use crate::values::deadline::Pause;
use crate::values::ids::{ComplaintId, CustomerId, StaffId, StoreId, VehicleId};

/// The subject kind of a complaint in the audit log, in tasks and on attachments.
pub const COMPLAINT: &str = "complaint";
/// The topic that open pages listen to.
pub const TOPIC: &str = "complaints";
/// The letters before a complaint's number.
pub const PREFIX: &str = "TS";

pub const FACTS: Label = Label("complaints.facts");
pub const REPORTER: Label = Label("complaints.reporter");
pub const VISIT_REF: Label = Label("complaints.visit_ref");
pub const ENTRY: Label = Label("complaint_entries.body");
pub const MEASURES: Label = Label("complaint_solutions.measures");
pub const EFFECT: Label = Label("complaint_solutions.effect");
pub const DECISION: Label = Label("complaint_solutions.reason");
pub const GOODWILL: Label = Label("complaint_goodwill.note");
pub const STATEMENT: Label = Label("complaint_crises.statement");
pub const CONTAINMENT: Label = Label("complaint_crises.containment");

/// The subject kind of a corrective action.
pub const CORRECTIVE_ACTION: &str = "corrective_action";
/// For an action that the alarm opened: how often the cause came up.
pub const ACTION_TITLE: Label = Label("corrective_actions.title");
pub const ACTION_MEASURE: Label = Label("corrective_actions.measure");
pub const ACTION_DONE: Label = Label("corrective_actions.done_note");
pub const ACTION_EFFECT: Label = Label("corrective_actions.effect_note");

coded! {
    /// Whether a corrective action helped.
    pub enum Effect { Effective "effective", Partly "partly", None "none", }
}

/// A complaint.
#[derive(Clone, Debug, Queryable, Selectable, Identifiable, Insertable, AsChangeset)]
#[diesel(table_name = complaints, treat_none_as_null = true, check_for_backend(diesel::pg::Pg))]
pub struct ComplaintRow {
    pub id: ComplaintId,
    pub store_id: StoreId,
    pub number: String,
    pub customer_id: Option<CustomerId>,
    pub vehicle_id: Option<VehicleId>,
    pub reporter_sealed: Option<Sealed>,
    pub channel: Channel,
    pub category: String,
    pub severity: Severity,
    pub state: State,
    pub facts_sealed: Sealed,
    pub room: Option<String>,
    pub attendant_id: Option<StaffId>,
    pub visit_ref_sealed: Option<Sealed>,
    pub owner_id: Option<StaffId>,
    pub department: Option<Department>,
    pub responsible_id: Option<StaffId>,
    pub cause: Option<String>,
    pub cause_at: Option<DateTime<Utc>>,
    pub received_at: DateTime<Utc>,
    pub created_by: Option<StaffId>,
    pub created_at: DateTime<Utc>,
    pub round: i16,
    pub due_at: Option<DateTime<Utc>>,
    pub queue_at: DateTime<Utc>,
    pub escalate_at: Option<DateTime<Utc>>,
    pub escalation: i16,
    pub ended_at: Option<DateTime<Utc>>,
    pub merged_into: Option<ComplaintId>,
    pub split_from: Option<ComplaintId>,
    pub lock_version: i32,
}

/// A round of a complaint: its stamps and deadlines.
#[derive(Clone, Debug, Queryable, Selectable, Identifiable, Insertable, AsChangeset)]
#[diesel(table_name = complaint_rounds, primary_key(complaint_id, round), treat_none_as_null = true)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub struct RoundRow {
    pub complaint_id: ComplaintId,
    pub round: i16,
    pub started_at: DateTime<Utc>,
    pub contact_due_at: DateTime<Utc>,
    pub contacted_at: Option<DateTime<Utc>>,
    pub proposal_due_at: DateTime<Utc>,
    pub proposed_at: Option<DateTime<Utc>>,
    pub resolution_due_at: DateTime<Utc>,
    pub resolved_at: Option<DateTime<Utc>>,
    pub call_back_due_at: Option<DateTime<Utc>>,
    pub called_back_at: Option<DateTime<Utc>>,
    pub call_back_attempts: i16,
    pub satisfaction: Option<i16>,
    pub last_contact_at: Option<DateTime<Utc>>,
    pub report_due_at: Option<DateTime<Utc>>,
    pub paused_at: Option<DateTime<Utc>>,
    pub pause_reason: Option<PauseReason>,
    /// Of pauses that have ended.
    pub paused_secs: i64,
    /// Running time, once the round has ended.
    pub running_secs: Option<i64>,
    pub ended_at: Option<DateTime<Utc>>,
}

impl RoundRow {
    /// A round that has just begun; its deadlines are set when it is saved.
    pub fn begun(complaint: ComplaintId, round: i16, clocks: &Clocks) -> Self {
        let start = clocks.started_at;
        Self {
            complaint_id: complaint,
            round,
            started_at: start,
            contact_due_at: start,
            contacted_at: clocks.contacted_at,
            proposal_due_at: start,
            proposed_at: None,
            resolution_due_at: start,
            resolved_at: None,
            call_back_due_at: None,
            called_back_at: None,
            call_back_attempts: 0,
            satisfaction: None,
            last_contact_at: clocks.contacted_at,
            report_due_at: None,
            paused_at: None,
            pause_reason: None,
            paused_secs: 0,
            running_secs: None,
            ended_at: None,
        }
    }

    pub fn dues(&self) -> Dues {
        Dues {
            contact: self.contact_due_at,
            proposal: self.proposal_due_at,
            resolution: self.resolution_due_at,
            call_back: self.call_back_due_at,
        }
    }

    /// The clocks of this round with its pauses.
    pub fn clocks(&self, severity: Severity, pauses: Vec<Pause>) -> Clocks {
        Clocks {
            severity,
            started_at: self.started_at,
            contacted_at: self.contacted_at,
            proposed_at: self.proposed_at,
            resolved_at: self.resolved_at,
            called_back_at: self.called_back_at,
            ended: self.ended_at,
            pauses,
        }
    }

    /// As [`Self::clocks`], from what the row itself knows of pauses: enough for the chips of a list.
    pub fn clocks_at_a_glance(&self, severity: Severity) -> Clocks {
        let past = Pause {
            from: self.started_at,
            until: Some(self.started_at + TimeDelta::seconds(self.paused_secs)),
        };
        let open = self.paused_at.map(|from| Pause { from, until: None });
        let past = (self.paused_secs > 0).then_some(past);
        self.clocks(severity, past.into_iter().chain(open).collect())
    }
}

impl ComplaintRow {
    pub fn progress(&self, round: &RoundRow, goodwill_waits: bool) -> Progress {
        Progress {
            has_owner: self.owner_id.is_some(),
            has_contact: round.contacted_at.is_some(),
            has_department: self.department.is_some(),
            has_cause: self.cause.is_some(),
            call_back_done: call_back_done(round.satisfaction, round.call_back_attempts),
            goodwill_waits,
        }
    }
}

/// Who complained, as they told it themselves: sealed as one.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reporter {
    pub name: String,
    pub phone: String,
    pub email: String,
    pub plate: String,
    /// The language to answer in: `zh` or `en`.
    pub language: String,
}

impl std::fmt::Debug for Reporter {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("[PII]")
    }
}

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = complaint_solutions, check_for_backend(diesel::pg::Pg))]
pub struct SolutionRow {
    pub id: Uuid,
    pub complaint_id: ComplaintId,
    pub round: i16,
    pub version: i16,
    pub measures_sealed: Sealed,
    pub effect_sealed: Sealed,
    pub deadline_on: NaiveDate,
    pub cost_fen: i64,
    pub author_id: StaffId,
    pub proposed_at: DateTime<Utc>,
    pub decision: Option<String>,
    pub decided_by: Option<StaffId>,
    pub decided_at: Option<DateTime<Utc>>,
    pub reason_sealed: Option<Sealed>,
}

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = complaint_goodwill, check_for_backend(diesel::pg::Pg))]
pub struct GoodwillRow {
    pub id: Uuid,
    pub complaint_id: ComplaintId,
    pub kind: GoodwillKind,
    pub amount_fen: i64,
    pub note_sealed: Option<Sealed>,
    pub state: GoodwillState,
    /// Granted without an approval.
    pub within_allowance: bool,
    pub asked_by: StaffId,
    pub asked_at: DateTime<Utc>,
    pub decided_by: Option<StaffId>,
    pub decided_at: Option<DateTime<Utc>>,
}

coded! {
    /// What an entry of the timeline tells.
    pub enum EntryKind {
        Received "received",
        Contact "contact",
        Note "note",
        Assigned "assigned",
        Investigating "investigating",
        Details "details",
        Cause "cause",
        Proposed "proposed",
        Approved "approved",
        Rejected "rejected",
        /// By its author.
        TakenBack "taken_back",
        Executing "executing",
        Resolved "resolved",
        CallBack "call_back",
        Closed "closed",
        Reopened "reopened",
        Withdrawn "withdrawn",
        Severity "severity",
        Crisis "crisis",
        Paused "paused",
        Resumed "resumed",
        Goodwill "goodwill",
        GoodwillDecided "goodwill_decided",
        Merged "merged",
        Split "split",
        Escalated "escalated",
        Acknowledged "acknowledged",
    }
}

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = complaint_entries, check_for_backend(diesel::pg::Pg))]
pub struct EntryRow {
    pub id: Uuid,
    pub complaint_id: ComplaintId,
    pub round: i16,
    pub kind: EntryKind,
    pub at: DateTime<Utc>,
    pub staff_id: Option<StaffId>,
    pub body_sealed: Option<Sealed>,
    pub data: serde_json::Value,
    pub solution_id: Option<Uuid>,
    pub goodwill_id: Option<Uuid>,
}

/// What an entry tells besides its words: codes and ids only, nothing personal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EntryData {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// Before and after, by code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub staff: Option<StaffId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub satisfaction: Option<i16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub complaint: Option<ComplaintId>,
    /// (clock, level) of an escalation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// Attached photos and papers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<Uuid>,
}

/// How high this person may decide about money.
pub fn approver_level(actor: &Actor) -> Approver {
    if actor.is(Role::StoreManager) {
        Approver::StoreManager
    } else if actor.may(Permission::ApproveSolution) {
        Approver::Manager
    } else {
        Approver::None
    }
}
