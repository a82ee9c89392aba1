//! A removed question as it is kept for a moment, to be put back.

use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::surveys::rules::{Choice, Meaning, Op, Question, QuestionKind, ShowIf};
use crate::values::ids::{QuestionnaireId, QuestionnaireVersionId, SurveyQuestionId, SurveySectionId};

#[derive(Deserialize)]
pub(super) struct Removed {
    pub(super) questionnaire: QuestionnaireId,
    pub(super) version: QuestionnaireVersionId,
    pub(super) section: SurveySectionId,
    pub(super) before: Option<SurveyQuestionId>,
    question: Asked,
    pub(super) depending: Vec<Depending>,
}

#[derive(Deserialize)]
pub(super) struct Depending {
    pub(super) id: SurveyQuestionId,
    pub(super) op: Op,
    pub(super) value: String,
}

#[derive(Deserialize)]
struct Asked {
    id: SurveyQuestionId,
    key: Uuid,
    kind: QuestionKind,
    meaning: Meaning,
    zh: String,
    en: String,
    required: bool,
    choices: Vec<Choice>,
    cause: Option<SurveyQuestionId>,
    op: Option<Op>,
    value: Option<String>,
}

pub(super) fn of(question: &Question) -> Value {
    let cause = question.show_if.as_ref();
    json!({
        "id": question.id,
        "key": question.key,
        "kind": question.kind.code(),
        "meaning": question.meaning.code(),
        "zh": question.zh,
        "en": question.en,
        "required": question.required,
        "choices": question.choices,
        "cause": cause.map(|cause| cause.question),
        "op": cause.map(|cause| cause.op.code()),
        "value": cause.map(|cause| cause.value.clone()),
    })
}

impl Removed {
    pub(super) fn question(&self) -> Question {
        let asked = &self.question;
        Question {
            id: asked.id,
            key: asked.key,
            kind: asked.kind,
            meaning: asked.meaning,
            zh: asked.zh.clone(),
            en: asked.en.clone(),
            required: asked.required,
            choices: asked.choices.clone(),
            show_if: asked
                .cause
                .zip(asked.op)
                .zip(asked.value.clone())
                .map(|((question, op), value)| ShowIf { question, op, value }),
        }
    }
}
