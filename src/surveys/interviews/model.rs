//! Values of interviews.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::rules::{CallHours, CallResult, SittingEnd};
use super::settings::InterviewSettings;
use crate::customers::model::Brief;
use crate::platform::db::Subject;
use crate::platform::i18n::times;
use crate::platform::vault::{Label, Pii};
use crate::surveys::rules::{Consequence, Given, Paper, Purpose, Wishes, of};
use crate::values::ids::{
    CustomerId, InvitationId, QuestionnaireVersionId, StoreId, SurveyCallId, SurveyId, SurveyQuestionId,
    SurveyResponseId, SurveySittingId, VehicleId, VisitId,
};
use crate::values::phone::Phone;
use crate::vehicles::model::Brief as Car;

/// The topic that the list of calls follows.
pub const TOPIC: &str = "survey-calls";
/// `subject_kind` of a call in the audit log.
pub const CALL: &str = "survey_call";
/// `subject_kind` of a sheet of paper in the audit log.
pub const SHEET: &str = "survey_sheet";
/// `subject_kind` of a sitting in the audit log.
pub const SITTING: &str = "survey_sitting";
/// `subject_kind` of a survey in the audit log.
pub const SURVEY: &str = "survey";

pub(super) const NOTE: Label = Label("survey_call_attempts.note");

/// The longest number of a sheet.
pub const SHEET_NUMBER: usize = 20;
/// The longest note of an attempt.
pub const CALL_NOTE: usize = 500;

pub fn survey_subject(id: SurveyId) -> Subject {
    Subject::new(SURVEY, id)
}

/// A line of the list of calls.
#[derive(Clone)]
pub struct Line {
    pub invitation: InvitationId,
    pub survey: String,
    pub customer: Option<Brief>,
    pub car: Option<Car>,
    pub due_at: DateTime<Utc>,
    pub expires_at: Option<DateTime<Utc>>,
    pub call_at: Option<DateTime<Utc>>,
    pub agreed: bool,
    pub attempts: i32,
    pub result: Option<CallResult>,
    pub done_at: Option<DateTime<Utc>>,
    pub owner: Option<String>,
}

/// How many calls each view of the list holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub due: i64,
    /// Of the due ones, those whose agreed time has come.
    pub agreed: i64,
    pub later: i64,
}

/// A call, with all that the interviewer needs.
#[derive(Clone)]
pub struct Call {
    pub invitation: InvitationId,
    pub store: StoreId,
    pub survey: SurveyId,
    pub survey_name: String,
    pub version: QuestionnaireVersionId,
    pub anonymous: bool,
    pub customer: Option<CustomerId>,
    pub vehicle: Option<VehicleId>,
    pub due_at: DateTime<Utc>,
    pub expires_at: Option<DateTime<Utc>>,
    /// The invitation waits for an answer, and its survey runs.
    pub open: bool,
    /// The customer took their consent to be called back.
    pub withdrawn: bool,
    pub call: Option<SurveyCallId>,
    pub call_at: Option<DateTime<Utc>>,
    pub agreed: bool,
    pub attempts: i32,
    pub result: Option<CallResult>,
    pub done_at: Option<DateTime<Utc>>,
    /// 0 while nobody took it up.
    pub lock_version: i32,
    pub response: Option<SurveyResponseId>,
    pub settings: InterviewSettings,
}

impl Call {
    pub fn hours(&self) -> CallHours {
        self.settings.hours()
    }

    /// Whether the customer may be called at this moment.
    pub fn may_call(&self, now: DateTime<Utc>) -> bool {
        let agreed = self.call_at.filter(|_| self.agreed).map(times::local);
        self.is_open() && self.hours().allow(times::local(now), agreed)
    }

    /// Whether there is still somebody to be called.
    pub fn is_open(&self) -> bool {
        self.open && !self.withdrawn && self.done_at.is_none()
    }
}

/// An attempt that was written down.
#[derive(Clone)]
pub struct Attempt {
    pub at: DateTime<Utc>,
    pub staff: Option<String>,
    pub result: CallResult,
    pub again_at: Option<DateTime<Utc>>,
    pub note: Option<Pii<String>>,
}

/// An attempt as it is typed.
#[derive(Clone)]
pub struct NewAttempt {
    pub result: CallResult,
    pub again_at: Option<DateTime<Utc>>,
    /// The customer asked for a time outside the hours in which one may call.
    pub outside: bool,
    pub note: Option<String>,
    pub seen: i32,
}

/// A finished interview as it is typed, but for the answers.
#[derive(Clone)]
pub struct Finish {
    pub note: Option<String>,
    pub wishes: Wishes,
}

/// A call with the questions and what was answered so far.
pub struct Opened {
    pub call: Call,
    pub paper: Paper,
    pub given: Given,
    pub customer: Option<Brief>,
    pub car: Option<Car>,
    pub attempts: Vec<Attempt>,
}

/// A survey as whoever interviews knows it.
#[derive(Clone, Debug)]
pub struct Survey {
    pub id: SurveyId,
    pub store: StoreId,
    pub number: String,
    pub name: String,
    pub purpose: Purpose,
    pub anonymous: bool,
    pub running: bool,
    /// It was started once, whether or not it still runs: sheets of paper come in late.
    pub begun: bool,
    pub version: QuestionnaireVersionId,
}

/// A sheet of paper as it is typed, but for the answers.
#[derive(Clone)]
pub struct NewSheet {
    pub number: String,
    /// Of the customer who filled it in, if the sheet says so.
    pub phone: Option<Phone>,
    pub wishes: Wishes,
}

/// A sheet that was typed in.
#[derive(Clone, Debug)]
pub struct Sheet {
    pub number: String,
    pub typed_by: Option<String>,
    pub typed_at: DateTime<Utc>,
    /// Where its answer is looked at.
    pub response: Option<SurveyResponseId>,
}

/// Whom the tablet is handed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom {
    Visit(VisitId),
    Customer(CustomerId),
    /// Somebody whose name nobody asks.
    Nameless,
}

/// Somebody who is in the store now.
#[derive(Clone)]
pub struct Present {
    pub visit: VisitId,
    pub ticket: String,
    pub customer: Brief,
    pub arrived_at: DateTime<Utc>,
    /// What the survey asks about is behind them: the bill, the delivery, the complaint.
    pub fits: bool,
}

/// A questionnaire that lies in front of a customer.
#[derive(Clone, Debug)]
pub struct Sitting {
    pub id: SurveySittingId,
    pub survey: SurveyId,
    pub store: StoreId,
    /// (zh, en)
    pub store_name: (String, String),
    pub anonymous: bool,
    pub version: QuestionnaireVersionId,
    pub response: Option<SurveyResponseId>,
    /// The last question that was answered or gone past.
    pub last: Option<SurveyQuestionId>,
    /// On the store's tablet, which is to be handed back.
    pub handed_over: bool,
    pub ends_at: DateTime<Utc>,
    pub ended: Option<SittingEnd>,
}

impl Sitting {
    pub fn is_open(&self, now: DateTime<Utc>) -> bool {
        self.ended.is_none() && now < self.ends_at && self.response.is_some()
    }

    /// Whether what was answered is such that a call and a complaint are offered: never where nobody is known.
    pub fn offers_help(&self, paper: &Paper, given: &Given) -> bool {
        matches!(
            of(paper, given, Wishes::default(), self.anonymous),
            Consequence::CallBack { .. } | Consequence::Complaint { .. }
        )
    }
}

/// What follows the poster's code.
#[derive(Clone, Debug)]
pub struct Posted {
    pub survey: Survey,
    /// (zh, en)
    pub store_name: (String, String),
    pub title: (String, String),
    /// How long it takes.
    pub minutes: usize,
}

/// A random text that opens a page: 128 bits, as short as a link can bear.
pub fn new_token() -> String {
    short(Uuid::from_bytes(rand::random()))
}

/// How a token is stored.
pub fn token_hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// 128 bits as 22 letters of an address.
fn short(id: Uuid) -> String {
    let mut rest = id.as_u128();
    (0..22)
        .map(|_| {
            let at = usize::try_from(rest & 63).unwrap_or_default();
            rest >>= 6;
            LETTERS.get(at).copied().map_or('-', char::from)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_short_and_another_one_each_time() {
        let (one, other) = (new_token(), new_token());
        assert_eq!((one.len(), other.len()), (22, 22));
        assert_ne!(one, other);
        assert!(one.bytes().all(|letter| LETTERS.contains(&letter)));
        assert_ne!(short(Uuid::from_u128(1)), short(Uuid::from_u128(1 << 127)));
    }
}
