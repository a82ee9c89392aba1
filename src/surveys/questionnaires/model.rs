//! Rows of questionnaires.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use serde_json::Value;
use uuid::Uuid;

use crate::platform::error::Error;
use crate::schema::{questionnaire_versions, questionnaires, survey_questions, survey_sections};
use crate::surveys::rules::{Choice, Meaning, Op, Paper, Part, Purpose, Question, QuestionKind, Section, ShowIf};
use crate::values::ids::{
    QuestionnaireId, QuestionnaireVersionId, StaffId, StoreId, SurveyQuestionId, SurveySectionId,
};

/// A questionnaire, apart from its versions.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = questionnaires, check_for_backend(diesel::pg::Pg))]
pub struct Questionnaire {
    pub id: QuestionnaireId,
    pub store_id: StoreId,
    pub purpose: Purpose,
    pub standard: bool,
    pub archived_at: Option<DateTime<Utc>>,
}

/// A version of one, apart from its questions.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = questionnaire_versions, check_for_backend(diesel::pg::Pg))]
pub struct Version {
    pub id: QuestionnaireVersionId,
    pub questionnaire_id: QuestionnaireId,
    pub number: i32,
    pub title_zh: String,
    pub title_en: String,
    pub intro_zh: String,
    pub intro_en: String,
    pub created_at: DateTime<Utc>,
    pub changed_at: DateTime<Utc>,
    pub published_at: Option<DateTime<Utc>>,
    pub published_by: Option<StaffId>,
    pub lock_version: i32,
}

impl Version {
    pub const fn is_draft(&self) -> bool {
        self.published_at.is_none()
    }
}

#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = survey_sections, check_for_backend(diesel::pg::Pg))]
pub struct SectionRow {
    pub id: SurveySectionId,
    pub part: Option<Part>,
    pub title_zh: String,
    pub title_en: String,
    pub lock_version: i32,
}

#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = survey_questions, check_for_backend(diesel::pg::Pg))]
pub struct QuestionRow {
    pub id: SurveyQuestionId,
    pub section_id: SurveySectionId,
    pub key: Uuid,
    pub kind: QuestionKind,
    pub meaning: Meaning,
    pub words_zh: String,
    pub words_en: String,
    pub required: bool,
    pub choices: Value,
    pub show_if_question: Option<SurveyQuestionId>,
    pub show_if_op: Option<Op>,
    pub show_if_value: Option<String>,
    pub lock_version: i32,
}

impl QuestionRow {
    pub fn question(self) -> Result<Question, Error> {
        let choices: Vec<Choice> = serde_json::from_value(self.choices).map_err(Error::internal)?;
        Ok(Question {
            id: self.id,
            key: self.key,
            kind: self.kind,
            meaning: self.meaning,
            zh: self.words_zh,
            en: self.words_en,
            required: self.required,
            choices,
            show_if: match (self.show_if_question, self.show_if_op, self.show_if_value) {
                (Some(question), Some(op), Some(value)) => Some(ShowIf { question, op, value }),
                _ => None,
            },
        })
    }
}

/// A version with its questions, and how often its parts were changed.
#[derive(Clone, Debug)]
pub struct Written {
    pub questionnaire: Questionnaire,
    pub version: Version,
    pub paper: Paper,
    sections: Vec<(SurveySectionId, i32)>,
    questions: Vec<(SurveyQuestionId, i32)>,
}

impl Written {
    pub fn new(
        questionnaire: Questionnaire,
        version: Version,
        rows: Vec<(SectionRow, Option<QuestionRow>)>,
    ) -> Result<Self, Error> {
        let mut paper = Paper {
            questionnaire: questionnaire.id,
            version: version.id,
            number: version.number,
            purpose: questionnaire.purpose,
            title_zh: version.title_zh.clone(),
            title_en: version.title_en.clone(),
            intro_zh: version.intro_zh.clone(),
            intro_en: version.intro_en.clone(),
            sections: Vec::new(),
        };
        let (mut sections, mut questions) = (Vec::new(), Vec::new());
        for (section, question) in rows {
            if paper.sections.last().is_none_or(|last| last.id != section.id) {
                sections.push((section.id, section.lock_version));
                paper.sections.push(Section {
                    id: section.id,
                    part: section.part,
                    zh: section.title_zh,
                    en: section.title_en,
                    questions: Vec::new(),
                });
            }
            if let (Some(row), Some(section)) = (question, paper.sections.last_mut()) {
                questions.push((row.id, row.lock_version));
                section.questions.push(row.question()?);
            }
        }
        Ok(Self {
            questionnaire,
            version,
            paper,
            sections,
            questions,
        })
    }

    /// How often a question was changed.
    pub fn lock_of(&self, id: SurveyQuestionId) -> i32 {
        let found = self.questions.iter().find(|(known, _)| *known == id);
        found.map_or(0, |(_, lock)| *lock)
    }

    /// How often the heading of a section was changed.
    pub fn lock_of_section(&self, id: SurveySectionId) -> i32 {
        let found = self.sections.iter().find(|(known, _)| *known == id);
        found.map_or(0, |(_, lock)| *lock)
    }
}

/// A questionnaire in the list: its newest words, and how far it has come.
#[derive(Clone, Debug, QueryableByName)]
pub struct Listed {
    #[diesel(sql_type = SqlUuid)]
    pub id: QuestionnaireId,
    #[diesel(sql_type = Text)]
    pub purpose: Purpose,
    #[diesel(sql_type = Bool)]
    pub standard: bool,
    #[diesel(sql_type = Bool)]
    pub archived: bool,
    #[diesel(sql_type = Text)]
    pub title_zh: String,
    #[diesel(sql_type = Text)]
    pub title_en: String,
    #[diesel(sql_type = BigInt)]
    pub questions: i64,
    /// The number of the version customers get.
    #[diesel(sql_type = Nullable<Integer>)]
    pub published: Option<i32>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub published_at: Option<DateTime<Utc>>,
    /// The number of the version that is being written.
    #[diesel(sql_type = Nullable<Integer>)]
    pub draft: Option<i32>,
    #[diesel(sql_type = Timestamptz)]
    pub changed_at: DateTime<Utc>,
}
