//! Sections of a draft.

use diesel::dsl::max;
use diesel::prelude::*;

use super::{lock_draft, subject, touch};
use crate::platform::db::{Tx, still_fresh};
use crate::platform::error::Error;
use crate::schema::survey_sections as sections;
use crate::surveys::questionnaires::forms::{Headed, Move};
use crate::surveys::rules::{Paper, Section};
use crate::values::fault::Fault;
use crate::values::ids::{QuestionnaireId, SurveySectionId};

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

pub(super) fn must_have_section(paper: &Paper, id: SurveySectionId) -> Result<&Section, Error> {
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
    let updated = diesel::update(
        sections::table
            .find(section)
            .filter(sections::lock_version.eq(new.lock_version)),
    )
    .set((
        sections::part.eq(new.part),
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
