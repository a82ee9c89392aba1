//! What the report counts, and of which answers.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use uuid::Uuid;

use super::rules::{Days, Dimension, Pairs, Tally};
use crate::coded;
use crate::platform::vault::Pii;
use crate::surveys::answers::rules::{Cause, Follows};
use crate::surveys::rules::{Choice, Meaning, Part, Purpose, QuestionKind};
use crate::values::ids::{
    CustomerId, ModelId, QuestionnaireVersionId, StaffId, SurveyId, SurveyQuestionId, SurveyResponseId, SurveySectionId,
};

/// `subject_kind` of a survey in the audit log.
pub const SURVEY: &str = "survey";

coded! {
    /// What is counted day by day.
    pub enum Family {
        /// By the day they were sent off.
        Answers "answers",
        /// How far those got who were asked or began that day.
        Asked "asked",
    }
}

/// Which answers of a survey are looked at: those about one advisor, of one tier … An empty value stands for answers of
/// which that isn't known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narrow(BTreeMap<Dimension, String>);

impl Narrow {
    pub fn new(values: impl IntoIterator<Item = (Dimension, String)>) -> Self {
        Self(values.into_iter().collect())
    }

    pub fn value(&self, dimension: Dimension) -> Option<&str> {
        self.0.get(&dimension).map(String::as_str)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The one thing that narrows, if it is one.
    pub fn only(&self) -> Option<(Dimension, &str)> {
        let mut values = self.0.iter();
        match (values.next(), values.next()) {
            (Some((dimension, value)), None) => Some((*dimension, value.as_str())),
            _ => None,
        }
    }
}

/// Which version is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Edition {
    /// The newest that was answered in these days.
    #[default]
    Newest,
    One(QuestionnaireVersionId),
    /// All that were answered in these days, question by question: only when somebody says so.
    All,
}

/// Which answers are looked at.
#[derive(Clone, Debug)]
pub struct Filter {
    pub survey: SurveyId,
    pub versions: Vec<QuestionnaireVersionId>,
    pub days: Days,
    pub narrow: Narrow,
}

/// A survey to choose.
#[derive(Clone, Debug, Deserialize)]
pub struct Survey {
    pub id: SurveyId,
    pub name: String,
    pub purpose: Purpose,
    pub anonymous: bool,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Version {
    pub id: QuestionnaireVersionId,
    pub number: i32,
    /// In the days that are looked at.
    pub answered: bool,
}

/// A question of a version, with its section.
#[derive(Clone, Debug, Deserialize)]
pub struct Asked {
    pub id: SurveyQuestionId,
    pub version: QuestionnaireVersionId,
    pub key: Uuid,
    pub kind: QuestionKind,
    pub meaning: Meaning,
    pub zh: String,
    pub en: String,
    pub choices: Vec<Choice>,
    /// Whether it depends on another answer that it is shown.
    pub conditional: bool,
    pub section: SurveySectionId,
    pub part: Option<Part>,
    pub section_zh: String,
    pub section_en: String,
}

/// Somebody who works in the store.
#[derive(Clone, Debug, Deserialize)]
pub struct Colleague {
    pub id: StaffId,
    pub name: String,
    pub roles: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Named<I> {
    pub id: I,
    pub name: String,
}

coded! {
    /// For how long a row stands.
    pub enum Span { Day "day", Month "month" }
}

/// Days of the two families, in order.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct InBoth {
    pub answers: Vec<NaiveDate>,
    pub asked: Vec<NaiveDate>,
}

/// What there is to report on, and what one may choose from.
#[derive(Clone, Debug)]
pub struct Catalogue {
    pub surveys: Vec<Survey>,
    /// The one that is looked at; none where there is no survey.
    pub survey: Option<Survey>,
    /// Of that survey, the newest first.
    pub versions: Vec<Version>,
    /// Those that are looked at.
    pub chosen: Vec<Version>,
    /// Of the chosen versions, in the order they are asked.
    pub questions: Vec<Asked>,
    pub people: Vec<Colleague>,
    pub models: Vec<Named<ModelId>>,
    /// Figures of fewer answers are greyed.
    pub small: i64,
    /// Days whose rows don't stand.
    pub open: InBoth,
    /// Months whose rows stand.
    pub months: InBoth,
}

/// Answers as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Heads {
    pub n: i64,
    pub overall: Tally,
    pub nps: Tally,
}

impl Heads {
    pub fn add(&mut self, other: &Self) {
        self.n += other.n;
        self.overall.add(&other.overall);
        self.nps.add(&other.nps);
    }
}

/// Answers to one question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    pub n: i64,
    pub tally: Tally,
    pub pairs: Pairs,
    /// How often each choice was made.
    pub choices: BTreeMap<String, i64>,
}

/// How far those got who were asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reached {
    pub sent: i64,
    pub opened: i64,
    pub answered: i64,
    pub refused: i64,
    pub expired: i64,
    /// Began, with or without an invitation.
    pub begun: i64,
    /// Began and went no further than this question; all zeros: answered nothing.
    pub left: HashMap<Uuid, i64>,
    /// Of a question that not everybody is asked: to how many of those who began it was shown.
    pub shown: HashMap<Uuid, i64>,
}

/// A group of answers beside the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Group {
    pub heads: Heads,
    pub sent: i64,
    pub answered: i64,
}

/// Everything that was counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    pub heads: Heads,
    /// By the first day of the month.
    pub months: BTreeMap<NaiveDate, Heads>,
    /// By question id.
    pub items: HashMap<Uuid, Item>,
    pub groups: BTreeMap<(Dimension, String), Group>,
    pub reached: Reached,
}

/// What became of the unhappy.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct Loop {
    /// To be called, or their complaint to be dealt with.
    pub unhappy: i64,
    /// As unhappy, and nobody knows who they are.
    pub nameless: i64,
    pub complaints: i64,
    /// To be called: the call was due or was made.
    pub due: i64,
    pub in_time: i64,
    /// Called too late, or not called and too late by now.
    pub late: i64,
    pub waiting: i64,
    /// Whom the next survey found content again, and not.
    pub recovered: i64,
    pub not_recovered: i64,
}

#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Reason {
    pub reason: Cause,
    pub n: i64,
}

/// Somebody who is unhappy.
pub struct Unhappy {
    pub id: SurveyResponseId,
    pub at: DateTime<Utc>,
    pub customer: Option<(CustomerId, Pii<String>)>,
    pub advisor: Option<String>,
    pub overall: Option<i16>,
    pub nps: Option<i16>,
    pub consequence: Follows,
    pub due_at: Option<DateTime<Utc>>,
    pub followed_up_at: Option<DateTime<Utc>>,
    pub recovered: Option<bool>,
    pub has_complaint: bool,
}

/// What somebody wrote.
pub struct Remark {
    pub response: SurveyResponseId,
    pub at: DateTime<Utc>,
    pub question: Uuid,
    pub text: Pii<String>,
    pub advisor: Option<String>,
    pub overall: Option<i16>,
    pub nps: Option<i16>,
    pub replied: bool,
}

/// What is said one by one.
pub struct Voices {
    pub circle: Loop,
    pub reasons: Vec<Reason>,
    pub unhappy: Vec<Unhappy>,
    pub remarks: Vec<Remark>,
}
