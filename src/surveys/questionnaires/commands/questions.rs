//! Questions of a draft.

use diesel::dsl::max;
use diesel::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use super::kept::{self, Removed};
use super::sections::must_have_section;
use super::{REMOVE_QUESTION, lock_draft, page, subject, touch};
use crate::platform::db::{SeeOther, Tx, still_fresh};
use crate::platform::error::Error;
use crate::platform::undo;
use crate::schema::survey_questions as questions;
use crate::surveys::questionnaires::forms::{Asked, Move};
use crate::surveys::questionnaires::queries;
use crate::surveys::rules::{Meaning, Paper, Question, ShowIf};
use crate::values::fault::Fault;
use crate::values::ids::{QuestionnaireId, QuestionnaireVersionId, SurveyQuestionId, SurveySectionId};

/// One question of a version.
pub(super) fn insert(
    tx: &mut Tx<'_>,
    version: QuestionnaireVersionId,
    section: SurveySectionId,
    position: i16,
    question: &Question,
) -> Result<(), Error> {
    let choices = serde_json::to_value(&question.choices).map_err(Error::internal)?;
    let cause = question.show_if.as_ref();
    diesel::insert_into(questions::table)
        .values((
            questions::id.eq(question.id),
            questions::version_id.eq(version),
            questions::section_id.eq(section),
            questions::position.eq(position),
            questions::key.eq(question.key),
            questions::kind.eq(question.kind),
            questions::meaning.eq(question.meaning),
            questions::words_zh.eq(&question.zh),
            questions::words_en.eq(&question.en),
            questions::required.eq(question.required),
            questions::choices.eq(choices),
            questions::show_if_question.eq(cause.map(|cause| cause.question)),
            questions::show_if_op.eq(cause.map(|cause| cause.op)),
            questions::show_if_value.eq(cause.map(|cause| cause.value.as_str())),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// What can only be told with the rest of the questionnaire at hand; `but` is the question that is changed.
fn must_fit(paper: &Paper, asked: &Asked, but: Option<SurveyQuestionId>) -> Result<(), Error> {
    let is_figure = matches!(asked.meaning, Meaning::Overall | Meaning::Recommendation);
    let taken = paper
        .questions()
        .any(|other| Some(other.id) != but && other.meaning == asked.meaning);
    if is_figure && taken {
        return Err(Error::field("meaning", Fault::Taken));
    }
    let Some(cause) = &asked.show_if else { return Ok(()) };
    let earlier: Vec<&Question> = match but {
        Some(id) => paper.before(id),
        // A new one comes last in its section.
        None => {
            let until = paper
                .sections
                .iter()
                .position(|section| Some(section.id) == asked.section)
                .unwrap_or(paper.sections.len());
            paper
                .sections
                .iter()
                .take(until.saturating_add(1))
                .flat_map(|section| &section.questions)
                .collect()
        }
    };
    let fits = earlier
        .iter()
        .find(|question| question.id == cause.question)
        .is_some_and(|question| cause.fits(question));
    if fits {
        Ok(())
    } else {
        Err(Error::field("cause", Fault::Mismatch))
    }
}

fn question_of(asked: &Asked, id: SurveyQuestionId, key: Uuid) -> Question {
    Question {
        id,
        key,
        kind: asked.kind,
        meaning: asked.meaning,
        zh: asked.zh.clone(),
        en: asked.en.clone(),
        required: asked.required,
        choices: asked.choices.clone(),
        show_if: asked.show_if.clone(),
    }
}

/// Adds a question at the end of a section.
pub fn add_question(tx: &mut Tx<'_>, id: QuestionnaireId, asked: &Asked) -> Result<SurveyQuestionId, Error> {
    let draft = lock_draft(tx, id)?;
    let section = asked.section.ok_or_else(|| Error::field("section", Fault::Required))?;
    if !draft.paper.sections.iter().any(|known| known.id == section) {
        return Err(Error::field("section", Fault::Choice));
    }
    must_fit(&draft.paper, asked, None)?;
    let last: Option<i16> = questions::table
        .filter(questions::section_id.eq(section))
        .select(max(questions::position))
        .first(tx.conn)?;
    let question = question_of(asked, SurveyQuestionId::new(), Uuid::now_v7());
    let position = last.unwrap_or_default().saturating_add(1);
    insert(tx, draft.version.id, section, position, &question)?;
    touch(tx, draft.version.id)?;
    tx.record("questionnaires.add_question", subject(id), &["question"])?;
    Ok(question.id)
}

/// Changes a question. Answered in another way it is another question: its figures begin anew.
pub fn change_question(
    tx: &mut Tx<'_>,
    id: QuestionnaireId,
    question: SurveyQuestionId,
    asked: &Asked,
) -> Result<(), Error> {
    let draft = lock_draft(tx, id)?;
    let before = draft.paper.question(question).ok_or(Error::NotFound)?;
    if draft.lock_of(question) != asked.lock_version {
        return Err(Error::Stale);
    }
    must_fit(&draft.paper, asked, Some(question))?;
    let key = if before.kind == asked.kind {
        before.key
    } else {
        Uuid::now_v7()
    };
    let choices = serde_json::to_value(&asked.choices).map_err(Error::internal)?;
    let cause = asked.show_if.as_ref();
    let updated = diesel::update(
        questions::table
            .find(question)
            .filter(questions::lock_version.eq(asked.lock_version)),
    )
    .set((
        questions::key.eq(key),
        questions::kind.eq(asked.kind),
        questions::meaning.eq(asked.meaning),
        questions::words_zh.eq(&asked.zh),
        questions::words_en.eq(&asked.en),
        questions::required.eq(asked.required),
        questions::choices.eq(choices),
        questions::show_if_question.eq(cause.map(|cause| cause.question)),
        questions::show_if_op.eq(cause.map(|cause| cause.op)),
        questions::show_if_value.eq(cause.map(|cause| cause.value.as_str())),
        questions::lock_version.eq(asked.lock_version + 1),
    ))
    .execute(tx.conn)?;
    still_fresh(updated)?;
    touch(tx, draft.version.id)?;
    tx.record("questionnaires.change_question", subject(id), &["question"])
}

/// Moves a question: a step, or to where it was dragged.
pub fn move_question(tx: &mut Tx<'_>, id: QuestionnaireId, question: SurveyQuestionId, way: Move) -> Result<(), Error> {
    let draft = lock_draft(tx, id)?;
    let mut paper = draft.paper;
    paper.question(question).ok_or(Error::NotFound)?;
    let moved = match way {
        Move::Up => paper.shift(question, true),
        Move::Down => paper.shift(question, false),
        Move::Into { section, before } => {
            must_have_section(&paper, section)?;
            paper.place(question, section, before)
        }
    };
    if moved {
        write_order(tx, &paper)?;
    }
    touch(tx, paper.version)?;
    tx.record("questionnaires.move_question", subject(id), &["position"])
}

fn write_order(tx: &mut Tx<'_>, paper: &Paper) -> Result<(), Error> {
    for section in &paper.sections {
        for (position, question) in (1_i16..).zip(&section.questions) {
            diesel::update(questions::table.find(question.id))
                .set((questions::section_id.eq(section.id), questions::position.eq(position)))
                .execute(tx.conn)?;
        }
    }
    Ok(())
}

/// Removes a question; what depended on it is then always shown. Tells how many did, and how to take it back.
pub fn remove_question(
    tx: &mut Tx<'_>,
    id: QuestionnaireId,
    question: SurveyQuestionId,
) -> Result<(usize, Uuid), Error> {
    let draft = lock_draft(tx, id)?;
    let removed = draft.paper.question(question).ok_or(Error::NotFound)?;
    let section = draft.paper.section_of(question).ok_or(Error::NotFound)?;
    let before = section
        .questions
        .iter()
        .skip_while(|other| other.id != question)
        .nth(1)
        .map(|other| other.id);
    let depending: Vec<(SurveyQuestionId, &ShowIf)> = draft
        .paper
        .questions()
        .filter_map(|other| Some((other.id, other.show_if.as_ref()?)))
        .filter(|(_, cause)| cause.question == question)
        .collect();
    diesel::update(questions::table.filter(questions::version_id.eq(draft.version.id)))
        .filter(questions::show_if_question.eq(question))
        .set((
            questions::show_if_question.eq(None::<SurveyQuestionId>),
            questions::show_if_op.eq(None::<String>),
            questions::show_if_value.eq(None::<String>),
            questions::lock_version.eq(questions::lock_version + 1),
        ))
        .execute(tx.conn)?;
    diesel::delete(questions::table.find(question)).execute(tx.conn)?;
    touch(tx, draft.version.id)?;
    tx.record(REMOVE_QUESTION, subject(id), &["question"])?;
    let undo = undo::offer(
        tx,
        REMOVE_QUESTION,
        json!({
            "questionnaire": id,
            "version": draft.version.id,
            "section": section.id,
            "before": before,
            "question": kept::of(removed),
            "depending": depending
                .iter()
                .map(|(id, cause)| json!({ "id": id, "op": cause.op.code(), "value": cause.value }))
                .collect::<Vec<_>>(),
        }),
    )?;
    Ok((depending.len(), undo))
}

/// Puts a question back where it was, as long as the draft it belonged to is still written.
pub fn put_back(tx: &mut Tx<'_>, payload: &Value) -> Result<SeeOther, Error> {
    let removed: Removed = serde_json::from_value(payload.clone()).map_err(Error::internal)?;
    let draft = lock_draft(tx, removed.questionnaire)?;
    let mut question = removed.question();
    if draft.version.id != removed.version || !draft.paper.sections.iter().any(|known| known.id == removed.section) {
        return Err(Error::WrongState);
    }
    // What it depended on may be gone by now.
    question.show_if = question
        .show_if
        .filter(|cause| draft.paper.question(cause.question).is_some());
    insert(tx, removed.version, removed.section, i16::MAX, &question)?;
    let mut paper = queries::paper(tx.conn, removed.version)?;
    let before = removed.before.filter(|before| paper.question(*before).is_some());
    paper.place(question.id, removed.section, before);
    write_order(tx, &paper)?;
    for other in &removed.depending {
        diesel::update(questions::table.find(other.id))
            .filter(questions::show_if_question.is_null())
            .set((
                questions::show_if_question.eq(question.id),
                questions::show_if_op.eq(other.op),
                questions::show_if_value.eq(&other.value),
                questions::lock_version.eq(questions::lock_version + 1),
            ))
            .execute(tx.conn)?;
    }
    touch(tx, removed.version)?;
    let id = removed.questionnaire;
    tx.record("questionnaires.put_back_question", subject(id), &["question"])?;
    Ok(SeeOther::to(format!("{}?question={}", page(id), question.id)))
}
