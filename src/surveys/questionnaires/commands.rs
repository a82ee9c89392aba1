//! Writes of questionnaires. Only a draft changes; each command locks it first.

use diesel::dsl::max;
use diesel::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use super::forms::{Asked, Headed, Move, New, Titled};
use super::model::{Questionnaire, Version, Written};
use super::queries;
use crate::platform::db::{SeeOther, Subject, Tx, still_fresh};
use crate::platform::error::Error;
use crate::platform::undo;
use crate::schema::{
    questionnaire_versions as versions, questionnaires, survey_questions as questions, survey_sections as sections,
};
use crate::surveys::rules::standard::{self, Standard};
use crate::surveys::rules::{Meaning, Paper, Part, Purpose, Question, Section, ShowIf};
use crate::values::fault::Fault;
use crate::values::ids::{QuestionnaireId, QuestionnaireVersionId, StoreId, SurveyQuestionId, SurveySectionId};

/// What putting a questionnaire away is called where it is taken back.
pub const ARCHIVE: &str = "questionnaires.archive";
/// What removing a question is called where it is taken back.
pub const REMOVE_QUESTION: &str = "questionnaires.remove_question";

/// What the name of a copy ends with.
const COPY: (&str, &str) = ("（副本）", " (copy)");
/// The heading of the section a blank questionnaire begins with.
const FIRST: (&str, &str) = ("问题", "Questions");

/// Where a questionnaire is looked at.
pub fn page(id: QuestionnaireId) -> String {
    format!("/questionnaires/{id}")
}

fn subject(id: QuestionnaireId) -> Subject {
    Subject::new("questionnaire", id)
}

/// The questionnaire of one's own store, locked: whoever changes it waits for whoever else does.
fn lock(tx: &mut Tx<'_>, id: QuestionnaireId) -> Result<Questionnaire, Error> {
    let store = tx.actor()?.store;
    Ok(questionnaires::table
        .find(id)
        .filter(questionnaires::store_id.eq(store))
        .select(Questionnaire::as_select())
        .for_update()
        .first(tx.conn)?)
}

/// The version that is being written; there is none where the last was published, and none is written in what was put away.
fn lock_draft(tx: &mut Tx<'_>, id: QuestionnaireId) -> Result<Written, Error> {
    let questionnaire = lock(tx, id)?;
    if questionnaire.archived_at.is_some() {
        return Err(Error::WrongState);
    }
    let draft: Option<QuestionnaireVersionId> = versions::table
        .filter(versions::questionnaire_id.eq(id))
        .filter(versions::published_at.is_null())
        .select(versions::id)
        .for_update()
        .first(tx.conn)
        .optional()?;
    queries::written(tx.conn, draft.ok_or(Error::WrongState)?)
}

/// Counts a change of the draft: who publishes must have seen it.
fn touch(tx: &mut Tx<'_>, id: QuestionnaireVersionId) -> Result<(), Error> {
    diesel::update(versions::table.find(id))
        .set((
            versions::changed_at.eq(tx.now),
            versions::lock_version.eq(versions::lock_version + 1),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// A questionnaire that begins blank or with the standard questions of its purpose.
pub fn create(tx: &mut Tx<'_>, new: &New) -> Result<QuestionnaireId, Error> {
    let store = tx.actor()?.store;
    let (id, version) = (QuestionnaireId::new(), QuestionnaireVersionId::new());
    let standard = Standard::of(new.purpose).filter(|_| new.from_standard);
    if new.from_standard && standard.is_none() {
        return Err(Error::field("start", Fault::Choice));
    }
    let mut paper = match standard {
        // As a copy, so that its questions have keys of their own.
        Some(standard) => standard.paper(QuestionnaireId::new(), version).again(id, version, 1),
        None => blank(id, version, new.purpose),
    };
    paper.title_zh.clone_from(&new.title_zh);
    paper.title_en.clone_from(&new.title_en);
    insert_questionnaire(tx, store, &paper, false, None)?;
    insert_version(tx, &paper, false)?;
    tx.record(
        "questionnaires.create",
        subject(id),
        &["title_zh", "title_en", "purpose"],
    )?;
    Ok(id)
}

fn blank(questionnaire: QuestionnaireId, version: QuestionnaireVersionId, purpose: Purpose) -> Paper {
    Paper {
        questionnaire,
        version,
        number: 1,
        purpose,
        title_zh: String::new(),
        title_en: String::new(),
        intro_zh: String::new(),
        intro_en: String::new(),
        sections: vec![Section {
            id: SurveySectionId::new(),
            part: None,
            zh: FIRST.0.to_owned(),
            en: FIRST.1.to_owned(),
            questions: Vec::new(),
        }],
    }
}

/// Gives a store the standard questionnaires, published, as far as it doesn't have them. Tells how many were added.
pub fn install_standard(tx: &mut Tx<'_>, store: StoreId) -> Result<usize, Error> {
    let there: Vec<Purpose> = questionnaires::table
        .filter(questionnaires::store_id.eq(store))
        .filter(questionnaires::standard)
        .select(questionnaires::purpose)
        .load(tx.conn)?;
    let missing = standard::ALL
        .iter()
        .filter(|standard| !there.contains(&standard.purpose));
    let mut added = 0;
    for standard in missing {
        let paper = standard.paper(QuestionnaireId::new(), QuestionnaireVersionId::new());
        insert_questionnaire(tx, store, &paper, true, None)?;
        insert_version(tx, &paper, true)?;
        tx.record("questionnaires.install", subject(paper.questionnaire), &["purpose"])?;
        added += 1;
    }
    Ok(added)
}

fn insert_questionnaire(
    tx: &mut Tx<'_>,
    store: StoreId,
    paper: &Paper,
    standard: bool,
    copied_from: Option<QuestionnaireId>,
) -> Result<(), Error> {
    let by = tx.actor().ok().map(|actor| actor.id);
    diesel::insert_into(questionnaires::table)
        .values((
            questionnaires::id.eq(paper.questionnaire),
            questionnaires::store_id.eq(store),
            questionnaires::purpose.eq(paper.purpose),
            questionnaires::standard.eq(standard),
            questionnaires::copied_from.eq(copied_from),
            questionnaires::created_by.eq(by),
            questionnaires::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// A version with all that belongs to it.
fn insert_version(tx: &mut Tx<'_>, paper: &Paper, published: bool) -> Result<(), Error> {
    let by = tx.actor().ok().map(|actor| actor.id);
    diesel::insert_into(versions::table)
        .values((
            versions::id.eq(paper.version),
            versions::questionnaire_id.eq(paper.questionnaire),
            versions::number.eq(paper.number),
            versions::title_zh.eq(&paper.title_zh),
            versions::title_en.eq(&paper.title_en),
            versions::intro_zh.eq(&paper.intro_zh),
            versions::intro_en.eq(&paper.intro_en),
            versions::created_by.eq(by),
            versions::created_at.eq(tx.now),
            versions::changed_at.eq(tx.now),
            versions::published_at.eq(published.then_some(tx.now)),
            versions::published_by.eq(by.filter(|_| published)),
        ))
        .execute(tx.conn)?;
    let heads: Vec<_> = (1_i16..)
        .zip(&paper.sections)
        .map(|(position, section)| {
            (
                sections::id.eq(section.id),
                sections::version_id.eq(paper.version),
                sections::position.eq(position),
                sections::part.eq(section.part),
                sections::title_zh.eq(&section.zh),
                sections::title_en.eq(&section.en),
            )
        })
        .collect();
    diesel::insert_into(sections::table).values(heads).execute(tx.conn)?;
    for section in &paper.sections {
        for (position, question) in (1_i16..).zip(&section.questions) {
            insert_question(tx, paper.version, section.id, position, question)?;
        }
    }
    Ok(())
}

fn insert_question(
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

/// Begins the next version with what the last one asks; where one was begun, that stays.
pub fn begin(tx: &mut Tx<'_>, id: QuestionnaireId) -> Result<(), Error> {
    let questionnaire = lock(tx, id)?;
    let newest: Version = versions::table
        .filter(versions::questionnaire_id.eq(id))
        .order(versions::number.desc())
        .select(Version::as_select())
        .first(tx.conn)?;
    if questionnaire.archived_at.is_some() || newest.is_draft() {
        return Err(Error::WrongState);
    }
    let last = queries::paper(tx.conn, newest.id)?;
    let next = last.again(id, QuestionnaireVersionId::new(), newest.number + 1);
    insert_version(tx, &next, false)?;
    tx.record("questionnaires.begin_version", subject(id), &["version"])
}

/// Drops the draft, once there is a published version to go back to.
pub fn discard(tx: &mut Tx<'_>, id: QuestionnaireId, seen: i32) -> Result<(), Error> {
    let draft = lock_draft(tx, id)?;
    if draft.version.number < 2 {
        return Err(Error::WrongState);
    }
    if draft.version.lock_version != seen {
        return Err(Error::Stale);
    }
    let version = draft.version.id;
    diesel::delete(questions::table.filter(questions::version_id.eq(version))).execute(tx.conn)?;
    diesel::delete(sections::table.filter(sections::version_id.eq(version))).execute(tx.conn)?;
    diesel::delete(versions::table.find(version)).execute(tx.conn)?;
    tx.record("questionnaires.discard_draft", subject(id), &["version"])
}

/// Gives the draft another name or introduction.
pub fn describe(tx: &mut Tx<'_>, id: QuestionnaireId, new: &Titled) -> Result<(), Error> {
    let draft = lock_draft(tx, id)?;
    let updated = diesel::update(
        versions::table
            .find(draft.version.id)
            .filter(versions::lock_version.eq(new.lock_version)),
    )
    .set((
        versions::title_zh.eq(&new.title_zh),
        versions::title_en.eq(&new.title_en),
        versions::intro_zh.eq(&new.intro_zh),
        versions::intro_en.eq(&new.intro_en),
        versions::changed_at.eq(tx.now),
        versions::lock_version.eq(new.lock_version + 1),
    ))
    .execute(tx.conn)?;
    still_fresh(updated)?;
    let fields = ["title_zh", "title_en", "intro_zh", "intro_en"];
    tx.record("questionnaires.describe", subject(id), &fields)
}

/// Adds a section at the end.
pub fn add_section(tx: &mut Tx<'_>, id: QuestionnaireId, new: &Headed) -> Result<SurveySectionId, Error> {
    let draft = lock_draft(tx, id)?;
    let section = SurveySectionId::new();
    let last: Option<i16> = sections::table
        .filter(sections::version_id.eq(draft.version.id))
        .select(max(sections::position))
        .first(tx.conn)?;
    diesel::insert_into(sections::table)
        .values((
            sections::id.eq(section),
            sections::version_id.eq(draft.version.id),
            sections::position.eq(last.unwrap_or_default().saturating_add(1)),
            sections::part.eq(new.part),
            sections::title_zh.eq(&new.zh),
            sections::title_en.eq(&new.en),
        ))
        .execute(tx.conn)?;
    touch(tx, draft.version.id)?;
    tx.record("questionnaires.add_section", subject(id), &["section"])?;
    Ok(section)
}

fn must_have_section(paper: &Paper, id: SurveySectionId) -> Result<&Section, Error> {
    paper
        .sections
        .iter()
        .find(|section| section.id == id)
        .ok_or(Error::NotFound)
}

/// Gives a section another heading.
pub fn change_section(
    tx: &mut Tx<'_>,
    id: QuestionnaireId,
    section: SurveySectionId,
    new: &Headed,
) -> Result<(), Error> {
    let draft = lock_draft(tx, id)?;
    must_have_section(&draft.paper, section)?;
    let part: Option<Part> = new.part;
    let updated = diesel::update(
        sections::table
            .find(section)
            .filter(sections::lock_version.eq(new.lock_version)),
    )
    .set((
        sections::part.eq(part),
        sections::title_zh.eq(&new.zh),
        sections::title_en.eq(&new.en),
        sections::lock_version.eq(new.lock_version + 1),
    ))
    .execute(tx.conn)?;
    still_fresh(updated)?;
    touch(tx, draft.version.id)?;
    tx.record("questionnaires.change_section", subject(id), &["part", "section"])
}

/// Removes a section without questions.
pub fn remove_section(tx: &mut Tx<'_>, id: QuestionnaireId, section: SurveySectionId) -> Result<(), Error> {
    let draft = lock_draft(tx, id)?;
    if !must_have_section(&draft.paper, section)?.questions.is_empty() {
        return Err(Error::WrongState);
    }
    diesel::delete(sections::table.find(section)).execute(tx.conn)?;
    touch(tx, draft.version.id)?;
    tx.record("questionnaires.remove_section", subject(id), &["section"])
}

/// Moves a section a step; at that end already it stays.
pub fn shift_section(tx: &mut Tx<'_>, id: QuestionnaireId, section: SurveySectionId, way: Move) -> Result<(), Error> {
    let draft = lock_draft(tx, id)?;
    let mut paper = draft.paper;
    must_have_section(&paper, section)?;
    let moved = match way {
        Move::Up => paper.shift_section(section, true),
        Move::Down => paper.shift_section(section, false),
        Move::Into { .. } => return Err(Error::field("direction", Fault::Choice)),
    };
    if moved {
        for (position, section) in (1_i16..).zip(&paper.sections) {
            diesel::update(sections::table.find(section.id))
                .set(sections::position.eq(position))
                .execute(tx.conn)?;
        }
    }
    touch(tx, paper.version)?;
    tx.record("questionnaires.move_section", subject(id), &["position"])
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
    insert_question(tx, draft.version.id, section, position, &question)?;
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

/// A removed question as it is kept for a moment.
mod kept {
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
}

/// Puts a question back where it was, as long as the draft it belonged to is still written.
pub fn put_back(tx: &mut Tx<'_>, payload: &Value) -> Result<SeeOther, Error> {
    let removed: kept::Removed = serde_json::from_value(payload.clone()).map_err(Error::internal)?;
    let draft = lock_draft(tx, removed.questionnaire)?;
    let mut question = removed.question();
    if draft.version.id != removed.version || !draft.paper.sections.iter().any(|known| known.id == removed.section) {
        return Err(Error::WrongState);
    }
    // What it depended on may be gone by now.
    question.show_if = question
        .show_if
        .filter(|cause| draft.paper.question(cause.question).is_some());
    insert_question(tx, removed.version, removed.section, i16::MAX, &question)?;
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

/// Gives the draft to customers: from now on it never changes. `seen` is what the person looked at.
pub fn publish(tx: &mut Tx<'_>, id: QuestionnaireId, seen: i32) -> Result<(), Error> {
    let draft = lock_draft(tx, id)?;
    if draft.version.lock_version != seen {
        return Err(Error::Stale);
    }
    if !draft.paper.flaws().is_empty() {
        return Err(Error::WrongState);
    }
    let (store, staff) = (draft.questionnaire.store_id, tx.actor()?.id);
    diesel::update(versions::table.find(draft.version.id))
        .set((
            versions::published_at.eq(tx.now),
            versions::published_by.eq(staff),
            versions::changed_at.eq(tx.now),
            versions::lock_version.eq(seen + 1),
        ))
        .execute(tx.conn)?;
    tx.record("questionnaires.publish", subject(id), &["version"])?;
    tx.notify("surveys", store)
}

/// A questionnaire of its own that begins as the newest version of another.
pub fn copy(tx: &mut Tx<'_>, id: QuestionnaireId) -> Result<QuestionnaireId, Error> {
    let (store, from) = (tx.actor()?.store, lock(tx, id)?);
    let newest: QuestionnaireVersionId = versions::table
        .filter(versions::questionnaire_id.eq(from.id))
        .order(versions::number.desc())
        .select(versions::id)
        .first(tx.conn)?;
    let original = queries::paper(tx.conn, newest)?;
    let mut made = original.again(QuestionnaireId::new(), QuestionnaireVersionId::new(), 1);
    made.title_zh.push_str(COPY.0);
    made.title_en.push_str(COPY.1);
    insert_questionnaire(tx, store, &made, false, Some(id))?;
    insert_version(tx, &made, false)?;
    tx.record("questionnaires.copy", subject(made.questionnaire), &["copied_from"])?;
    Ok(made.questionnaire)
}

/// Puts a questionnaire away; what was sent with it stays.
pub fn archive(tx: &mut Tx<'_>, id: QuestionnaireId) -> Result<Uuid, Error> {
    let questionnaire = lock(tx, id)?;
    if questionnaire.archived_at.is_some() {
        return Err(Error::WrongState);
    }
    set_archived(tx, &questionnaire, true)?;
    tx.record(ARCHIVE, subject(id), &["archived_at"])?;
    undo::offer(tx, ARCHIVE, json!({ "questionnaire": id }))
}

pub fn bring_back(tx: &mut Tx<'_>, id: QuestionnaireId) -> Result<(), Error> {
    let questionnaire = lock(tx, id)?;
    if questionnaire.archived_at.is_none() {
        return Err(Error::WrongState);
    }
    set_archived(tx, &questionnaire, false)?;
    tx.record("questionnaires.return", subject(id), &["archived_at"])
}

fn set_archived(tx: &mut Tx<'_>, questionnaire: &Questionnaire, archived: bool) -> Result<(), Error> {
    diesel::update(questionnaires::table.find(questionnaire.id))
        .set((
            questionnaires::archived_at.eq(archived.then_some(tx.now)),
            questionnaires::lock_version.eq(questionnaires::lock_version + 1),
        ))
        .execute(tx.conn)?;
    tx.notify("surveys", questionnaire.store_id)
}

/// As [`bring_back`], for somebody who thought better of it at once.
pub fn unarchive(tx: &mut Tx<'_>, payload: &Value) -> Result<SeeOther, Error> {
    let id = payload.get("questionnaire").and_then(Value::as_str).unwrap_or_default();
    let id: QuestionnaireId = id.parse().map_err(|_| Error::NotFound)?;
    bring_back(tx, id)?;
    Ok(SeeOther::to(page(id)))
}
