//! Writes of questionnaires. Only a draft changes; each command locks it first.

mod kept;
mod questions;
mod sections;

pub use questions::{add_question, change_question, move_question, put_back, remove_question};
pub use sections::{add_section, change_section, remove_section, shift_section};

use diesel::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use super::forms::{New, Titled};
use super::model::{Questionnaire, Version, Written};
use super::queries;
use crate::platform::db::{SeeOther, Subject, Tx, still_fresh};
use crate::platform::error::Error;
use crate::platform::undo;
use crate::schema::{questionnaire_versions as versions, questionnaires, survey_questions, survey_sections};
use crate::surveys::rules::standard::{self, Standard};
use crate::surveys::rules::{Paper, Purpose, Section};
use crate::values::fault::Fault;
use crate::values::ids::{QuestionnaireId, QuestionnaireVersionId, StoreId, SurveySectionId};

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
                survey_sections::id.eq(section.id),
                survey_sections::version_id.eq(paper.version),
                survey_sections::position.eq(position),
                survey_sections::part.eq(section.part),
                survey_sections::title_zh.eq(&section.zh),
                survey_sections::title_en.eq(&section.en),
            )
        })
        .collect();
    diesel::insert_into(survey_sections::table)
        .values(heads)
        .execute(tx.conn)?;
    for section in &paper.sections {
        for (position, question) in (1_i16..).zip(&section.questions) {
            questions::insert(tx, paper.version, section.id, position, question)?;
        }
    }
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
    diesel::delete(survey_questions::table.filter(survey_questions::version_id.eq(version))).execute(tx.conn)?;
    diesel::delete(survey_sections::table.filter(survey_sections::version_id.eq(version))).execute(tx.conn)?;
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
    tx.record("questionnaires.rename", subject(id), &fields)
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
    tx.record("questionnaires.bring_back", subject(id), &["archived_at"])
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
