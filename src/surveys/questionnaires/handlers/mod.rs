//! HTTP of questionnaires.

mod questions;
mod sections;

pub use questions::{add_question, change_question, move_question, preview, remove_question};
pub use sections::{add_section, ask_section, change_section, new_section, remove_section, shift_section};

use actix_web::web::Path;
use serde::Deserialize;

use super::commands;
use super::forms::{NewForm, SeenForm, TitleForm};
use super::model::{Version, Written};
use super::queries;
use super::text::DesignText;
use super::views::{ComparePage, DesignerPage, ListPage, Look, NewPage, TitlePage};
use crate::platform::db::SeeOther;
use crate::platform::error::Error;
use crate::platform::i18n::Lang;
use crate::platform::web::{Answer, Bare, Cx, FormView, Posted, Query};
use crate::surveys::rules::{Purpose, QuestionKind};
use crate::values::ids::{QuestionnaireId, SurveySectionId};
use questions::{beginning, start};

/// Which questionnaires a list shows.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Shelf {
    view: String,
}

/// `GET /questionnaires`
pub async fn list(cx: Cx, shelf: Query<Shelf>) -> Answer {
    let (store, archived) = (cx.actor()?.store, shelf.view == "archived");
    let rows = cx.read(move |conn| queries::list(conn, store, archived)).await?;
    cx.show(&ListPage::new(&cx, cx.actor()?, &rows, archived))
}

/// `GET /questionnaires/new`
pub async fn new(cx: Cx) -> Answer {
    let form = FormView::fresh([("purpose", Purpose::Own.code()), ("start", "blank")]);
    cx.show(&NewPage::new(&cx, form))
}

/// `POST /questionnaires`
pub async fn create(cx: Cx, posted: Posted<NewForm>) -> Answer {
    let w = DesignText::of(cx.lang);
    let answer = cx
        .submit(&posted, move |tx, new| {
            let id = commands::create(tx, &new)?;
            Ok(SeeOther::to(commands::page(id)).saying(w.created))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => cx.unprocessable(&NewPage::new(&cx, posted.view(cx.lang, &errors))),
        answer => answer,
    }
}

/// What of a questionnaire is looked at.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    version: String,
    question: String,
    /// The kind of a question that is to be written.
    new: String,
    section: String,
    lang: String,
}

impl Wanted {
    fn look(&self, lang: Lang) -> Look {
        Look {
            question: self.question.parse().ok(),
            lang: language(&self.lang, lang),
        }
    }
}

fn language(code: &str, lang: Lang) -> Lang {
    match code {
        "en" => Lang::En,
        "zh" => Lang::Zh,
        _ => lang,
    }
}

async fn opened(cx: &Cx, id: QuestionnaireId, number: Option<i32>) -> Result<(Written, Vec<Version>), Error> {
    let store = cx.actor()?.store;
    cx.read(move |conn| queries::opened(conn, store, id, number)).await
}

/// `GET /questionnaires/{id}`
pub async fn show(cx: Cx, id: Path<QuestionnaireId>, wanted: Query<Wanted>) -> Answer {
    let (written, versions) = opened(&cx, *id, wanted.version.parse().ok()).await?;
    let mut look = wanted.look(cx.lang);
    let page = match QuestionKind::parse(&wanted.new) {
        Some(kind) => {
            let section = wanted.section.parse::<SurveySectionId>().ok();
            let form = beginning(&written, kind, section);
            look.question = None;
            DesignerPage::new(&cx, cx.actor()?, &written, &versions, look).writing(&cx, &written, form)
        }
        None => {
            let chosen = look.question.and_then(|question| written.paper.question(question));
            let page = DesignerPage::new(&cx, cx.actor()?, &written, &versions, look);
            match chosen {
                Some(question) => {
                    let form = FormView::fresh(start(&written, question));
                    page.editing(&cx, &written, question.id, form)
                }
                None => page,
            }
        }
    };
    cx.show(&page)
}

/// `GET /questionnaires/{id}/title`
pub async fn ask_title(cx: Cx, id: Path<QuestionnaireId>) -> Answer {
    let (written, _) = opened(&cx, *id, None).await?;
    if !written.version.is_draft() {
        return Err(Error::WrongState);
    }
    let form = FormView::fresh(titled(&written.version));
    cx.show(&TitlePage::new(&cx, *id, form, ""))
}

fn titled(version: &Version) -> [(&'static str, String); 5] {
    [
        ("title_zh", version.title_zh.clone()),
        ("title_en", version.title_en.clone()),
        ("intro_zh", version.intro_zh.clone()),
        ("intro_en", version.intro_en.clone()),
        ("lock_version", version.lock_version.to_string()),
    ]
}

/// `POST /questionnaires/{id}/title`
pub async fn describe(cx: Cx, id: Path<QuestionnaireId>, posted: Posted<TitleForm>) -> Answer {
    let (id, w) = (*id, DesignText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, new| {
            commands::describe(tx, id, &new)?;
            Ok(SeeOther::to(commands::page(id)).saying(w.described))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => cx.unprocessable(&TitlePage::new(&cx, id, posted.view(cx.lang, &errors), "")),
        Err(Error::Stale) => {
            let (written, _) = opened(&cx, id, None).await?;
            let theirs = titled(&written.version).map(|(name, value)| (name.to_owned(), value));
            let form = FormView::against(posted.pairs().to_vec(), theirs);
            cx.conflict(&TitlePage::new(&cx, id, form, w.changed_meanwhile))
        }
        answer => answer,
    }
}

/// `POST /questionnaires/{id}/draft`
pub async fn begin(cx: Cx, id: Path<QuestionnaireId>, posted: Posted<Bare>) -> Answer {
    let (id, w) = (*id, DesignText::of(cx.lang));
    cx.submit(&posted, move |tx, ()| {
        commands::begin(tx, id)?;
        Ok(SeeOther::to(commands::page(id)).saying(w.begun))
    })
    .await
}

/// `POST /questionnaires/{id}/draft/removal`
pub async fn discard(cx: Cx, id: Path<QuestionnaireId>, posted: Posted<SeenForm>) -> Answer {
    let (id, w) = (*id, DesignText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, seen| {
            commands::discard(tx, id, seen)?;
            Ok(SeeOther::to(commands::page(id)).saying(w.discarded))
        })
        .await;
    or_as_it_is(&cx, id, answer).await
}

/// `POST /questionnaires/{id}/publication`
pub async fn publish(cx: Cx, id: Path<QuestionnaireId>, posted: Posted<SeenForm>) -> Answer {
    let (id, w) = (*id, DesignText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, seen| {
            commands::publish(tx, id, seen)?;
            Ok(SeeOther::to(commands::page(id)).saying(w.published_now))
        })
        .await;
    or_as_it_is(&cx, id, answer).await
}

/// Whoever decides about a draft that has changed meanwhile sees it as it is now.
async fn or_as_it_is(cx: &Cx, id: QuestionnaireId, answer: Answer) -> Answer {
    match answer {
        Err(Error::Stale) => {
            let (written, versions) = opened(cx, id, None).await?;
            let look = Look {
                question: None,
                lang: cx.lang,
            };
            let page = DesignerPage::new(cx, cx.actor()?, &written, &versions, look);
            cx.conflict(&page.telling(DesignText::of(cx.lang).moved_on))
        }
        answer => answer,
    }
}

/// `POST /questionnaires/{id}/copies`
pub async fn copy(cx: Cx, id: Path<QuestionnaireId>, posted: Posted<Bare>) -> Answer {
    let (id, w) = (*id, DesignText::of(cx.lang));
    cx.submit(&posted, move |tx, ()| {
        let made = commands::copy(tx, id)?;
        Ok(SeeOther::to(commands::page(made)).saying(w.copied))
    })
    .await
}

/// `POST /questionnaires/{id}/archive`
pub async fn archive(cx: Cx, id: Path<QuestionnaireId>, posted: Posted<Bare>) -> Answer {
    let (id, w) = (*id, DesignText::of(cx.lang));
    cx.submit(&posted, move |tx, ()| {
        let undo = commands::archive(tx, id)?;
        Ok(SeeOther::to("/questionnaires").saying(w.archived_now).undo(undo))
    })
    .await
}

/// `POST /questionnaires/{id}/return`
pub async fn bring_back(cx: Cx, id: Path<QuestionnaireId>, posted: Posted<Bare>) -> Answer {
    let (id, w) = (*id, DesignText::of(cx.lang));
    cx.submit(&posted, move |tx, ()| {
        commands::bring_back(tx, id)?;
        Ok(SeeOther::to(commands::page(id)).saying(w.back_now))
    })
    .await
}

/// Which versions are compared, by number.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Pair {
    from: String,
    to: String,
}

/// `GET /questionnaires/{id}/comparison`
pub async fn compare(cx: Cx, id: Path<QuestionnaireId>, pair: Query<Pair>) -> Answer {
    let (id, store) = (*id, cx.actor()?.store);
    let (from, to) = (pair.from.parse::<i32>().ok(), pair.to.parse::<i32>().ok());
    let (after, before, versions) = cx
        .read(move |conn| {
            let (after, versions) = queries::opened(conn, store, id, to)?;
            let earlier = versions
                .iter()
                .find(|version| Some(version.number) == from)
                .or_else(|| versions.iter().find(|version| version.number < after.version.number));
            let before = match earlier {
                Some(version) => {
                    let questionnaire = after.questionnaire.clone();
                    Some(queries::with_questions(conn, questionnaire, version.clone())?)
                }
                None => None,
            };
            Ok((after, before, versions))
        })
        .await?;
    cx.show(&ComparePage::new(&cx, id, before.as_ref(), &after, &versions))
}
