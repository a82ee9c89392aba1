//! HTTP of one question of a draft.

use actix_web::web::Path;
use uuid::Uuid;

use super::{language, opened};
use crate::platform::db::SeeOther;
use crate::platform::error::{Error, FieldErrors};
use crate::platform::web::{Answer, Bare, Cx, FormView, Posted};
use crate::surveys::questionnaires::commands;
use crate::surveys::questionnaires::forms::{MoveForm, QuestionForm};
use crate::surveys::questionnaires::model::Written;
use crate::surveys::questionnaires::text::{self, DesignText};
use crate::surveys::questionnaires::views::{DesignerPage, Look};
use crate::surveys::rules::{Meaning, Question, QuestionKind};
use crate::values::fault::Fault;
use crate::values::ids::{QuestionnaireId, SurveyQuestionId, SurveySectionId};

/// What the form of a new question holds.
pub(super) fn beginning(written: &Written, kind: QuestionKind, section: Option<SurveySectionId>) -> FormView {
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
pub(super) fn start(written: &Written, question: &Question) -> Vec<(&'static str, String)> {
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
