//! Rows and values of answers.

use chrono::{DateTime, Months, Utc};
use diesel::prelude::*;

use super::rules::{Cause, Follows, KEPT_MONTHS, ReplyWay};
use crate::customers::model::Brief;
use crate::platform::db::Subject;
use crate::platform::vault::{Label, Pii, Sealed};
use crate::schema::{survey_follow_ups, survey_responses};
use crate::surveys::rules::{Given, Limits, Paper, Purpose, Way};
use crate::values::ids::{
    ComplaintId, CustomerId, InvitationId, ModelId, QuestionnaireVersionId, StaffId, StoreId, SurveyId,
    SurveyQuestionId, SurveyResponseId, VehicleId,
};

/// What somebody wrote, sealed for the id of its answer.
pub const TEXT: Label = Label("survey_answers.text");
pub(super) const MEASURE: Label = Label("survey_follow_ups.measure");
pub(super) const REPLY: Label = Label("survey_follow_ups.reply");

/// The topic that pages with answers follow.
pub const TOPIC: &str = "survey-answers";
/// `subject_kind` of an answer, in the audit log and of its tasks.
pub const RESPONSE: &str = "survey_response";
/// Kind of the call that an unhappy customer gets.
pub const CALL_BACK: &str = "survey_call_back";
/// Kind of the task to answer what somebody wrote.
pub const REMARK: &str = "survey_remark";

pub fn subject(id: SurveyResponseId) -> Subject {
    Subject::new(RESPONSE, id)
}

/// An answer: a draft until it was sent off.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = survey_responses)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub struct ResponseRow {
    pub id: SurveyResponseId,
    pub invitation_id: Option<InvitationId>,
    pub survey_id: SurveyId,
    pub version_id: QuestionnaireVersionId,
    pub store_id: StoreId,
    pub anonymous: bool,
    pub customer_id: Option<CustomerId>,
    pub vehicle_id: Option<VehicleId>,
    pub advisor_id: Option<StaffId>,
    pub technician_id: Option<StaffId>,
    pub model_id: Option<ModelId>,
    pub model: String,
    pub tier: Option<String>,
    pub way: Way,
    pub self_paid: Option<bool>,
    /// `zh-CN`, `en`
    pub lang: String,
    pub taken_by: Option<StaffId>,
    pub started_at: DateTime<Utc>,
    pub submitted_at: Option<DateTime<Utc>>,
    pub last_question: Option<SurveyQuestionId>,
    pub overall: Option<i16>,
    pub nps: Option<i16>,
    pub lowest: Option<i16>,
    pub has_remark: bool,
    pub wants_call: bool,
    pub wants_complaint: bool,
    pub consequence: Follows,
    pub due_at: Option<DateTime<Utc>>,
    pub followed_up_at: Option<DateTime<Utc>>,
    pub recovered: Option<bool>,
    pub erased_at: Option<DateTime<Utc>>,
    pub lock_version: i32,
}

impl ResponseRow {
    /// Whether somebody unhappy still waits for a call.
    pub fn waits_for_call(&self) -> bool {
        self.due_at.is_some() && self.followed_up_at.is_none()
    }

    /// Whether its writer took it back, rather than that its time was over.
    pub fn was_withdrawn(&self) -> bool {
        let kept_until = self
            .submitted_at
            .and_then(|sent| sent.checked_add_months(Months::new(KEPT_MONTHS)));
        self.erased_at
            .zip(kept_until)
            .is_some_and(|(erased, until)| erased < until)
    }

    /// Whether somebody whom nobody knows gave points that would be called about.
    pub fn is_out_of_reach(&self) -> bool {
        let limits = Limits::default();
        let low = |points: Option<i16>, limit: u8| points.is_some_and(|points| points <= i16::from(limit));
        self.customer_id.is_none()
            && self.erased_at.is_none()
            && (low(self.lowest, limits.call_back_score) || low(self.nps, limits.call_back_nps))
    }
}

/// What was done about an answer.
#[derive(Clone, Debug, Queryable, Selectable, serde::Deserialize)]
#[diesel(table_name = survey_follow_ups)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub struct FollowUpRow {
    pub complaint_id: Option<ComplaintId>,
    pub attempts: i16,
    pub followed_up_by: Option<StaffId>,
    pub reached: Option<bool>,
    pub reason: Option<Cause>,
    pub measure_sealed: Option<Sealed>,
    pub reply_due_at: Option<DateTime<Utc>>,
    pub replied_at: Option<DateTime<Utc>>,
    pub replied_by: Option<StaffId>,
    pub replied_how: Option<ReplyWay>,
    pub reply_sealed: Option<Sealed>,
}

/// An answer to begin.
#[derive(Clone, Copy, Debug)]
pub struct Start {
    pub survey: SurveyId,
    /// None where nobody was invited: a poster, a visitor, a sheet of paper.
    pub invitation: Option<InvitationId>,
    pub way: Way,
    pub lang: crate::platform::i18n::Lang,
    /// Who asks, where somebody does.
    pub taken_by: Option<StaffId>,
}

/// A store, as it is known outside.
#[derive(Clone, Debug)]
pub struct StoreFace {
    pub id: StoreId,
    pub code: String,
    pub zh: String,
    pub en: String,
    /// Empty where none is on record.
    pub phone: String,
}

/// Why a questionnaire doesn't open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    Answered,
    Refused,
    Expired,
    Paused,
    /// The store took it back.
    Cancelled,
    /// Nobody is asked any more.
    Over,
}

/// What lies before somebody who opened their link.
#[derive(Clone, Debug)]
pub struct Sheet {
    pub invitation: InvitationId,
    pub survey: SurveyId,
    pub anonymous: bool,
    /// Whether we know who was invited.
    pub known: bool,
    pub store: StoreFace,
    /// How they are addressed, where that is known; never on an anonymous one.
    pub greeting: Option<Pii<String>>,
    pub paper: Paper,
    pub limits: Limits,
    pub closed: Option<Closed>,
    /// When it was sent off; of an anonymous survey only the day.
    pub answered_at: Option<DateTime<Utc>>,
    /// Whether they open it for the first time.
    pub unopened: bool,
    pub way: Way,
    pub draft: Option<Draft>,
    pub given: Given,
}

/// An answer on its way, or sent off, as its own writer sees it.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct Draft {
    pub id: SurveyResponseId,
    pub last_question: Option<SurveyQuestionId>,
    pub submitted_at: Option<DateTime<Utc>>,
    pub consequence: Follows,
    /// In which it was begun, or changed to on the way.
    pub lang: String,
    pub wants_call: bool,
    pub wants_complaint: bool,
}

/// An answer in the list.
#[derive(Clone)]
pub struct Listed {
    pub row: ResponseRow,
    pub survey: String,
    pub customer: Option<Brief>,
    /// The customer doesn't show to whoever looks: it is about their own work.
    pub masked: bool,
    pub advisor: Option<String>,
    pub reply_due_at: Option<DateTime<Utc>>,
    pub replied_at: Option<DateTime<Utc>>,
}

/// An answer with all that hangs on it.
#[derive(Clone)]
pub struct Answer {
    pub row: ResponseRow,
    pub follow_up: Option<FollowUpRow>,
    pub survey: String,
    pub survey_number: String,
    pub purpose: Purpose,
    pub customer: Option<Brief>,
    /// As in [`Listed`].
    pub masked: bool,
    pub people: Vec<(StaffId, String)>,
    pub measure: Option<Pii<String>>,
    pub reply: Option<Pii<String>>,
    pub complaint: Option<(ComplaintId, String)>,
    pub paper: Paper,
    pub given: Given,
    /// The answer before this one and the one after, of the same customer: (id, when, overall, recommendation).
    pub others: Vec<Other>,
}

impl Answer {
    pub fn name(&self, id: Option<StaffId>) -> Option<&str> {
        let id = id?;
        let found = self.people.iter().find(|(known, _)| *known == id)?;
        Some(&found.1)
    }
}

/// Another answer of the same customer.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct Other {
    pub id: SurveyResponseId,
    pub at: DateTime<Utc>,
    pub survey: String,
    pub overall: Option<i16>,
    pub nps: Option<i16>,
}

/// What came of a call, as typed.
#[derive(Clone, Debug)]
pub struct NewCall {
    pub result: super::rules::CallResult,
    pub cause: Option<Cause>,
    pub measure: String,
    pub note: String,
    /// What they wrote was answered in the call.
    pub answers_remark: bool,
    pub seen: i32,
}

/// A reply to what somebody wrote, as typed.
#[derive(Clone, Debug)]
pub struct NewReply {
    pub how: ReplyWay,
    pub text: String,
    pub seen: i32,
}

/// One line of the copy of their data that a customer may ask for.
#[derive(Clone, Debug)]
pub struct Copied {
    pub at: DateTime<Utc>,
    pub survey: String,
    pub question: String,
    pub answer: Pii<String>,
}
