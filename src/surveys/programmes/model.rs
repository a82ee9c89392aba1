//! Values of surveys and invitations.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::rules::{Asking, Because, InvitationState, SurveyState};
use crate::customers::rules::{Tier, Usage};
use crate::platform::db::Subject;
use crate::platform::vault::{Label, Pii};
use crate::schema::{survey_invitations, surveys};
use crate::surveys::rules::{Purpose, Way};
use crate::values::ids::{
    CustomerId, InvitationId, ModelId, QuestionnaireId, QuestionnaireVersionId, StaffId, StoreId, SurveyId, VehicleId,
};

/// `subject_kind` of a survey in the audit log.
pub const SURVEY: &str = "survey";
/// `subject_kind` of an invitation.
pub const INVITATION: &str = "survey_invitation";
/// Changes of surveys and invitations.
pub const TOPIC: &str = "surveys";
/// Numbers of surveys begin with it: 调查.
pub const PREFIX: &str = "DC";
pub(super) const TOKEN: Label = Label("survey_invitations.token");

pub fn subject(id: SurveyId) -> Subject {
    Subject::new(SURVEY, id)
}

pub fn invitation_subject(id: InvitationId) -> Subject {
    Subject::new(INVITATION, id)
}

/// The public address of an invitation, without the portal's own.
pub fn path_of(token: &str) -> String {
    format!("/s/{token}")
}

#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = surveys)]
pub struct Survey {
    pub id: SurveyId,
    pub store_id: StoreId,
    pub number: String,
    pub name: String,
    pub questionnaire_id: QuestionnaireId,
    pub purpose: Purpose,
    pub standing: bool,
    pub state: SurveyState,
    #[diesel(column_name = filter)]
    pub filter_json: Value,
    pub way: Way,
    pub anonymous: bool,
    pub starts_on: NaiveDate,
    pub ends_on: Option<NaiveDate>,
    pub delay_days: i32,
    pub cool_off_days: i32,
    pub remind_after_days: i32,
    pub expire_after_days: i32,
    pub self_paid_quota: Option<i32>,
    pub created_by: Option<StaffId>,
    pub created_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
    pub lock_version: i32,
}

impl Survey {
    pub fn filter(&self) -> Filter {
        serde_json::from_value(self.filter_json.clone()).unwrap_or_default()
    }

    pub fn asking(&self) -> Asking {
        Asking {
            way: self.way,
            purpose: self.purpose,
            standing: self.standing,
            cool_off_days: self.cool_off_days,
            expire_after_days: self.expire_after_days,
        }
    }

    /// Whether it asks on this day.
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.starts_on <= day && self.ends_on.is_none_or(|last| day <= last)
    }
}

/// Whom a survey is put before: who fits all that is said; nothing said means everybody, and where it comes
/// round with the quarter every owner.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Owners of a car of one of these models, by their name.
    pub models: Vec<String>,
    pub tiers: Vec<Tier>,
    pub usages: Vec<Usage>,
    /// First and last day of the last visit.
    pub visited_from: Option<NaiveDate>,
    pub visited_to: Option<NaiveDate>,
    /// First and last day of the purchase of a car they have.
    pub bought_from: Option<NaiveDate>,
    pub bought_to: Option<NaiveDate>,
}

impl Filter {
    pub fn to_json(&self) -> Value {
        let tiers: Vec<&str> = self.tiers.iter().map(|tier| tier.code()).collect();
        let usages: Vec<&str> = self.usages.iter().map(|usage| usage.code()).collect();
        json!({
            "models": self.models,
            "tiers": tiers,
            "usages": usages,
            "visited_from": self.visited_from,
            "visited_to": self.visited_to,
            "bought_from": self.bought_from,
            "bought_to": self.bought_to,
        })
    }

    /// Whether it says something about a car.
    pub fn needs_car(&self) -> bool {
        !self.models.is_empty() || self.bought_from.is_some() || self.bought_to.is_some()
    }

    pub fn needs_visit(&self) -> bool {
        self.visited_from.is_some() || self.visited_to.is_some()
    }
}

/// What a form says of a survey.
#[derive(Clone, Debug)]
pub struct Plan {
    pub name: String,
    pub questionnaire: QuestionnaireId,
    pub way: Way,
    pub anonymous: bool,
    pub starts_on: NaiveDate,
    pub ends_on: Option<NaiveDate>,
    pub delay_days: i32,
    pub cool_off_days: i32,
    pub remind_after_days: i32,
    pub expire_after_days: i32,
    pub self_paid_quota: Option<i32>,
    pub filter: Filter,
}

/// An invitation; its token is asked for by itself.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = survey_invitations)]
pub struct Invitation {
    pub id: InvitationId,
    pub store_id: StoreId,
    pub survey_id: SurveyId,
    pub version_id: QuestionnaireVersionId,
    pub customer_id: Option<CustomerId>,
    pub vehicle_id: Option<VehicleId>,
    pub subject_kind: Option<String>,
    pub subject_id: Option<Uuid>,
    pub advisor_id: Option<StaffId>,
    pub technician_id: Option<StaffId>,
    pub model_id: Option<ModelId>,
    pub model: String,
    pub tier: Option<Tier>,
    pub self_paid: Option<bool>,
    pub way: Way,
    pub state: InvitationState,
    pub round: Option<String>,
    pub due_at: DateTime<Utc>,
    pub sent_at: Option<DateTime<Utc>>,
    pub remind_at: Option<DateTime<Utc>>,
    pub reminded_at: Option<DateTime<Utc>>,
    pub opened_at: Option<DateTime<Utc>>,
    pub answered_at: Option<DateTime<Utc>>,
    pub expires_at: Option<DateTime<Utc>>,
    pub stopped_because: Option<Because>,
    pub created_at: DateTime<Utc>,
    pub lock_version: i32,
}

impl Invitation {
    /// A slip without a name that nobody has looked at.
    pub fn is_blank(&self) -> bool {
        self.state == InvitationState::Sent && self.sent_at.is_none()
    }
}

/// Somebody to ask now: at the desk, by phone, on paper.
#[derive(Clone, Debug)]
pub struct NewInvitation {
    pub survey: SurveyId,
    /// `None` for somebody who stays unknown.
    pub customer: Option<CustomerId>,
    pub vehicle: Option<VehicleId>,
    /// The service order, the sales order or the complaint that it is about.
    pub subject: Option<Subject>,
    pub way: Way,
}

/// Somebody who was asked, and the token of their link.
#[derive(Clone)]
pub struct Invited {
    pub id: InvitationId,
    pub token: String,
}

/// What answers are told apart by, as it is at the moment of asking.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    pub vehicle: Option<VehicleId>,
    pub advisor: Option<StaffId>,
    pub technician: Option<StaffId>,
    pub model_id: Option<ModelId>,
    pub model: String,
    pub tier: Option<Tier>,
    pub self_paid: Option<bool>,
}

/// How a survey runs: invitations by state, way, payer and reason.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Count {
    pub state: InvitationState,
    pub way: Way,
    pub self_paid: Option<bool>,
    pub because: Option<Because>,
    /// Slips without a name that nobody has looked at.
    pub blank: bool,
    /// Counts to the response rate.
    pub rated: bool,
    pub count: i64,
}

impl Count {
    fn was_asked(&self) -> bool {
        self.state.was_asked() && !self.blank
    }
}

/// Sums over [`Count`]s.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    pub counts: Vec<Count>,
}

impl Figures {
    fn sum(&self, counts: impl Fn(&Count) -> bool) -> i64 {
        self.counts.iter().filter(|row| counts(row)).map(|row| row.count).sum()
    }

    pub fn of(&self, state: InvitationState) -> i64 {
        self.sum(|row| row.state == state)
    }

    pub fn asked(&self) -> i64 {
        self.sum(Count::was_asked)
    }

    /// Slips without a name that nobody has looked at: nobody was asked by them yet.
    pub fn blank(&self) -> i64 {
        self.sum(|row| row.blank)
    }

    pub fn answered(&self) -> i64 {
        self.of(InvitationState::Answered)
    }

    /// (asked, answered) by a way.
    pub fn by_way(&self, way: Way) -> (i64, i64) {
        self.both(|row| row.way == way)
    }

    /// (asked, answered) of those that count to the response rate: of all ways, or of one.
    pub fn rated(&self, way: Option<Way>) -> (i64, i64) {
        self.both(|row| row.rated && way.is_none_or(|way| row.way == way))
    }

    fn both(&self, counts: impl Fn(&Count) -> bool) -> (i64, i64) {
        (
            self.sum(|row| counts(row) && row.was_asked()),
            self.sum(|row| counts(row) && row.state == InvitationState::Answered),
        )
    }

    /// Of those who were asked: (paid themselves, others).
    pub fn payers(&self) -> (i64, i64) {
        let asked = |paid| self.sum(|row| row.self_paid == Some(paid) && row.was_asked());
        (asked(true), asked(false))
    }

    pub fn left_out(&self, because: Because) -> i64 {
        self.sum(|row| row.state == InvitationState::Cancelled && row.because == Some(because))
    }
}

/// How a drawing stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Round {
    pub round: String,
    pub matched: i32,
    pub invited: i32,
    pub no_contact: i32,
    pub no_consent: i32,
    pub asked_recently: i32,
    pub over_quota: i32,
    pub drawn_at: Option<DateTime<Utc>>,
}

/// Whom a drawing would find just now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Audience {
    pub matched: i64,
    /// Of this round: asked already.
    pub invited: i64,
    pub no_contact: i64,
    pub no_consent: i64,
    pub asked_recently: i64,
    pub over_quota: i64,
    /// Would be asked now.
    pub asked: i64,
    /// By mail and by telephone, before the quota.
    pub mailed: i64,
    pub called: i64,
    /// Where a quota counts: of those who would be asked, who paid for the last service themselves, whose was paid by
    /// somebody else, and of whom it is not known.
    pub payers: Option<(i64, i64, i64)>,
    /// Of those who paid for their last service themselves and of the others: how many may be asked besides the ones who were.
    pub most_others: Option<i64>,
}

/// A survey in the list, with its figures.
#[derive(Clone, Debug)]
pub struct Listed {
    pub survey: Survey,
    pub planned: i64,
    pub asked: i64,
    pub answered: i64,
    /// (asked, answered) of those that count to the response rate.
    pub rated: (i64, i64),
}

/// A survey with all that its page shows.
#[derive(Clone, Debug)]
pub struct Detail {
    pub survey: Survey,
    /// (zh, en), and the version that is asked now
    pub questionnaire: (String, String, i32),
    pub creator: String,
    pub figures: Figures,
    pub rounds: Vec<Round>,
    /// (week, asked, answered), the last weeks in order.
    pub weeks: Vec<(NaiveDate, i64, i64)>,
    /// Whether invitations don't go out now though they wait: when the next is due.
    pub next_at: Option<DateTime<Utc>>,
}

/// When a survey was stopped by hand, by whom and why.
#[derive(Clone, Debug)]
pub struct Stopped {
    pub at: DateTime<Utc>,
    pub by: Option<String>,
    pub reason: Option<Pii<String>>,
}

/// An invitation with the names around it.
#[derive(Clone, Debug)]
pub struct Shown {
    pub invitation: Invitation,
    /// Nothing where the person may not see the customer, or the survey hides them.
    pub customer: Option<Pii<String>>,
    pub advisor: Option<String>,
}

/// Somebody whom a drawing leaves out.
#[derive(Clone, Debug)]
pub struct LeftOut {
    pub customer: CustomerId,
    pub name: Pii<String>,
    pub tier: Tier,
    pub because: Because,
}
