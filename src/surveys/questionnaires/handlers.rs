//! HTTP of questionnaires.

use actix_web::web::Path;
use serde::Deserialize;
use uuid::Uuid;

use super::commands;
use super::forms::{MoveForm, NewForm, QuestionForm, SectionForm, SeenForm, TitleForm};
use super::model::{Version, Written};
use super::queries;
use super::text::{self, DesignText};
use super::views::{ComparePage, DesignerPage, ListPage, Look, NewPage, SectionPage, TitlePage};
use crate::platform::db::SeeOther;
use crate::platform::error::{Error, FieldErrors};
use crate::platform::i18n::Lang;
use crate::platform::web::{Answer, Bare, Cx, FormView, Posted, Query};
use crate::surveys::rules::{Meaning, Purpose, Question, QuestionKind};
use crate::values::fault::Fault;
use crate::values::ids::{QuestionnaireId, SurveyQuestionId, SurveySectionId};

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

/// What the form of a new question holds.
fn beginning(written: &Written, kind: QuestionKind, section: Option<SurveySectionId>) -> FormView {
    let free = |meaning: Meaning| written.paper.questions().all(|question| question.meaning != meaning);
    let meaning = match kind {
        QuestionKind::Nps if free(Meaning::Recommendation) => Meaning::Recommendation,
        QuestionKind::LongText => Meaning::Remark,
        _ => Meaning::Item,
    };
    let section = written
        .paper
        .sections
        .iter()
        .find(|known| Some(known.id) == section)
        .or_else(|| written.paper.sections.last());
    let form = FormView::fresh([
        ("kind", kind.code().to_owned()),
        ("meaning", meaning.code().to_owned()),
        (
            "section",
            section.map(|section| section.id.to_string()).unwrap_or_default(),
        ),
    ]);
    if kind.is_text() {
        form
    } else {
        form.with("required", "1")
    }
}

/// What the form of a question holds when it is opened.
fn start(written: &Written, question: &Question) -> Vec<(&'static str, String)> {
    let cause = question.show_if.as_ref();
    let mut fields = vec![
        ("question", question.id.to_string()),
        ("kind", question.kind.code().to_owned()),
        ("meaning", question.meaning.code().to_owned()),
        ("zh", question.zh.clone()),
        ("en", question.en.clone()),
        ("required", if question.required { "1" } else { "" }.to_owned()),
        (
            "cause",
            cause
                .map(|cause| format!("{}:{}", cause.question, cause.value))
                .unwrap_or_default(),
        ),
        ("op", cause.map(|cause| cause.op.code().to_owned()).unwrap_or_default()),
        ("lock_version", written.lock_of(question.id).to_string()),
    ];
    for choice in &question.choices {
        fields.push(("choice_code", choice.code.clone()));
        fields.push(("choice_zh", choice.zh.clone()));
        fields.push(("choice_en", choice.en.clone()));
    }
    fields
}

/// The faults of a question in words that belong to it.
fn explained(form: FormView, errors: &FieldErrors, w: &'static DesignText) -> FormView {
    errors.iter().fold(form, |form, (field, fault)| {
        let words = match (field.as_str(), fault) {
            ("meaning", Fault::Taken) => w.taken,
            ("meaning", Fault::Mismatch) => w.wrong_meaning,
            ("choices", Fault::Taken) => w.same_choice,
            ("choices", Fault::Mismatch) => w.half_choice,
            ("choices", Fault::TooShort { .. }) => w.few_choices,
            ("cause", _) => w.wrong_cause,
            _ => return form,
        };
        form.with_error(field, words)
    })
}

/// `POST /questionnaires/{id}/preview`: what a phone would show of what is typed.
pub async fn preview(cx: Cx, id: Path<QuestionnaireId>, posted: Posted<QuestionForm>) -> Answer {
    let (mut written, versions) = opened(&cx, *id, None).await?;
    let form = posted.view(cx.lang, &FieldErrors::new());
    let look = Look {
        question: posted.form.question.parse().ok(),
        lang: language(form.value("preview_lang"), cx.lang),
    };
    let known = look.question.filter(|id| written.paper.question(*id).is_some());
    let sections = &mut written.paper.sections;
    let shown = match known {
        Some(id) => {
            let questions = sections.iter_mut().flat_map(|section| &mut section.questions);
            for question in questions.filter(|question| question.id == id) {
                posted.form.sketch(question);
            }
            id
        }
        None => {
            let mut question = Question {
                id: SurveyQuestionId::new(),
                key: Uuid::now_v7(),
                kind: QuestionKind::Score,
                meaning: Meaning::Item,
                zh: String::new(),
                en: String::new(),
                required: false,
                choices: Vec::new(),
                show_if: None,
            };
            posted.form.sketch(&mut question);
            let id = question.id;
            let place = sections
                .iter()
                .position(|section| section.id.to_string() == posted.form.section);
            let last = sections.len().saturating_sub(1);
            if let Some(section) = sections.get_mut(place.unwrap_or(last)) {
                section.questions.push(question);
            }
            id
        }
    };
    let look = Look {
        question: Some(shown),
        ..look
    };
    let page = DesignerPage::new(&cx, cx.actor()?, &written, &versions, look);
    cx.show(&match known {
        Some(id) => page.editing(&cx, &written, id, form),
        None => page.writing(&cx, &written, form),
    })
}

/// `POST /questionnaires/{id}/questions`
pub async fn add_question(cx: Cx, id: Path<QuestionnaireId>, posted: Posted<QuestionForm>) -> Answer {
    let (id, w) = (*id, DesignText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, asked| {
            let question = commands::add_question(tx, id, &asked)?;
            Ok(SeeOther::to(place(id, question)).saying(w.question_added))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let (written, versions) = opened(&cx, id, None).await?;
            let form = explained(posted.view(cx.lang, &errors), &errors, w);
            let look = Look {
                question: None,
                lang: cx.lang,
            };
            let page = DesignerPage::new(&cx, cx.actor()?, &written, &versions, look);
            cx.unprocessable(&page.writing(&cx, &written, form))
        }
        answer => answer,
    }
}

/// Where a question is written; the list has the focus there, so that the keys go on moving it.
fn place(id: QuestionnaireId, question: SurveyQuestionId) -> String {
    format!("{}?question={question}#q-{question}", commands::page(id))
}

/// `POST /questionnaires/{id}/questions/{question}`
pub async fn change_question(
    cx: Cx,
    which: Path<(QuestionnaireId, SurveyQuestionId)>,
    posted: Posted<QuestionForm>,
) -> Answer {
    let ((id, question), w) = (*which, DesignText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, asked| {
            commands::change_question(tx, id, question, &asked)?;
            Ok(SeeOther::to(place(id, question)).saying(w.question_saved))
        })
        .await;
    let (form, stale) = match answer {
        Err(Error::Invalid(errors)) => (explained(posted.view(cx.lang, &errors), &errors, w), false),
        Err(Error::Stale) => (FormView::blank(), true),
        answer => return answer,
    };
    let (written, versions) = opened(&cx, id, None).await?;
    let now = written.paper.question(question).ok_or(Error::NotFound)?;
    let look = Look {
        question: Some(question),
        lang: cx.lang,
    };
    let page = DesignerPage::new(&cx, cx.actor()?, &written, &versions, look);
    if stale {
        let theirs = start(&written, now)
            .into_iter()
            .filter(|(name, _)| !name.starts_with("choice_"))
            .map(|(name, value)| (name.to_owned(), value));
        let form = FormView::against(posted.pairs().to_vec(), theirs);
        return cx.conflict(&page.editing(&cx, &written, question, form).telling(w.changed_meanwhile));
    }
    cx.unprocessable(&page.editing(&cx, &written, question, form))
}

/// `POST /questionnaires/{id}/questions/{question}/position`
pub async fn move_question(
    cx: Cx,
    which: Path<(QuestionnaireId, SurveyQuestionId)>,
    posted: Posted<MoveForm>,
) -> Answer {
    let ((id, question), w) = (*which, DesignText::of(cx.lang));
    cx.submit(&posted, move |tx, way| {
        commands::move_question(tx, id, question, way)?;
        Ok(SeeOther::to(place(id, question)).saying(w.moved))
    })
    .await
}

/// `POST /questionnaires/{id}/questions/{question}/removal`
pub async fn remove_question(cx: Cx, which: Path<(QuestionnaireId, SurveyQuestionId)>, posted: Posted<Bare>) -> Answer {
    let ((id, question), lang) = (*which, cx.lang);
    cx.submit(&posted, move |tx, ()| {
        let (freed, undo) = commands::remove_question(tx, id, question)?;
        Ok(SeeOther::to(commands::page(id))
            .saying(text::removed(freed, lang))
            .undo(undo))
    })
    .await
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
