//! HTTP of the sections of a draft.

use actix_web::web::Path;

use super::opened;
use crate::platform::db::SeeOther;
use crate::platform::error::Error;
use crate::platform::web::{Answer, Bare, Cx, FormView, Posted};
use crate::surveys::questionnaires::commands;
use crate::surveys::questionnaires::forms::{MoveForm, SectionForm};
use crate::surveys::questionnaires::model::Written;
use crate::surveys::questionnaires::text::DesignText;
use crate::surveys::questionnaires::views::SectionPage;
use crate::values::ids::{QuestionnaireId, SurveySectionId};

/// `GET /questionnaires/{id}/sections/new`
pub async fn new_section(cx: Cx, id: Path<QuestionnaireId>) -> Answer {
    let (written, _) = opened(&cx, *id, None).await?;
    if !written.version.is_draft() {
        return Err(Error::WrongState);
    }
    cx.show(&SectionPage::new(&cx, *id, None, FormView::blank(), ""))
}

/// `POST /questionnaires/{id}/sections`
pub async fn add_section(cx: Cx, id: Path<QuestionnaireId>, posted: Posted<SectionForm>) -> Answer {
    let (id, w) = (*id, DesignText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, new| {
            let section = commands::add_section(tx, id, &new)?;
            Ok(SeeOther::to(heading(id, section)).saying(w.section_added))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            cx.unprocessable(&SectionPage::new(&cx, id, None, posted.view(cx.lang, &errors), ""))
        }
        answer => answer,
    }
}

/// Where a section is.
fn heading(id: QuestionnaireId, section: SurveySectionId) -> String {
    format!("{}#s-{section}", commands::page(id))
}

/// What the form of a section holds when it is opened.
fn headed(written: &Written, id: SurveySectionId) -> Result<[(&'static str, String); 4], Error> {
    let section = written.paper.sections.iter().find(|section| section.id == id);
    let section = section.ok_or(Error::NotFound)?;
    Ok([
        (
            "part",
            section.part.map(|part| part.code().to_owned()).unwrap_or_default(),
        ),
        ("zh", section.zh.clone()),
        ("en", section.en.clone()),
        ("lock_version", written.lock_of_section(id).to_string()),
    ])
}

/// `GET /questionnaires/{id}/sections/{section}`
pub async fn ask_section(cx: Cx, which: Path<(QuestionnaireId, SurveySectionId)>) -> Answer {
    let (id, section) = *which;
    let (written, _) = opened(&cx, id, None).await?;
    let form = FormView::fresh(headed(&written, section)?);
    if !written.version.is_draft() {
        return Err(Error::WrongState);
    }
    cx.show(&SectionPage::new(&cx, id, Some(section), form, ""))
}

/// `POST /questionnaires/{id}/sections/{section}`
pub async fn change_section(
    cx: Cx,
    which: Path<(QuestionnaireId, SurveySectionId)>,
    posted: Posted<SectionForm>,
) -> Answer {
    let ((id, section), w) = (*which, DesignText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, new| {
            commands::change_section(tx, id, section, &new)?;
            Ok(SeeOther::to(heading(id, section)).saying(w.section_changed))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let form = posted.view(cx.lang, &errors);
            cx.unprocessable(&SectionPage::new(&cx, id, Some(section), form, ""))
        }
        Err(Error::Stale) => {
            let (written, _) = opened(&cx, id, None).await?;
            let theirs = headed(&written, section)?.map(|(name, value)| (name.to_owned(), value));
            let form = FormView::against(posted.pairs().to_vec(), theirs);
            cx.conflict(&SectionPage::new(&cx, id, Some(section), form, w.changed_meanwhile))
        }
        answer => answer,
    }
}

/// `POST /questionnaires/{id}/sections/{section}/position`
pub async fn shift_section(
    cx: Cx,
    which: Path<(QuestionnaireId, SurveySectionId)>,
    posted: Posted<MoveForm>,
) -> Answer {
    let ((id, section), w) = (*which, DesignText::of(cx.lang));
    cx.submit(&posted, move |tx, way| {
        commands::shift_section(tx, id, section, way)?;
        Ok(SeeOther::to(heading(id, section)).saying(w.moved))
    })
    .await
}

/// `POST /questionnaires/{id}/sections/{section}/removal`
pub async fn remove_section(cx: Cx, which: Path<(QuestionnaireId, SurveySectionId)>, posted: Posted<Bare>) -> Answer {
    let ((id, section), w) = (*which, DesignText::of(cx.lang));
    cx.submit(&posted, move |tx, ()| {
        commands::remove_section(tx, id, section)?;
        Ok(SeeOther::to(commands::page(id)).saying(w.section_removed))
    })
    .await
}
