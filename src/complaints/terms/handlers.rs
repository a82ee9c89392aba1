//! HTTP of the terms.

use actix_web::web::Path;
use chrono::TimeDelta;
use serde::Deserialize;

use super::commands::{self, PAGE};
use super::forms::{MoveForm, TermForm};
use super::queries::{self, Term};
use super::rules::Kind;
use super::text::TermText;
use super::views::{DAYS, TermPage, TermsPage};
use crate::platform::db::SeeOther;
use crate::platform::error::{Error, FieldErrors};
use crate::platform::web::{Answer, Bare, Cx, FormView, Posted, Query};
use crate::values::fault::Fault;

async fn terms(cx: &Cx) -> Result<Vec<Term>, Error> {
    let (store, since) = (cx.actor()?.store, cx.now - TimeDelta::days(DAYS));
    cx.read(move |conn| queries::all(conn, store, since)).await
}

/// `GET /complaints/terms`
pub async fn list(cx: Cx) -> Answer {
    let terms = terms(&cx).await?;
    cx.show(&TermsPage::new(&cx, cx.actor()?, &terms))
}

/// What is to be added, and where.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    kind: String,
    parent: String,
}

/// `GET /complaints/terms/new`
pub async fn new(cx: Cx, wanted: Query<Wanted>) -> Answer {
    let kind = Kind::parse(&wanted.kind).unwrap_or(Kind::Category);
    let form = FormView::fresh([
        ("kind", kind.code().to_owned()),
        ("parent", wanted.parent.clone()),
        ("side", "service".to_owned()),
    ]);
    let terms = terms(&cx).await?;
    cx.show(&TermPage::new(&cx, kind, "", &terms, form))
}

/// `POST /complaints/terms`
pub async fn create(cx: Cx, posted: Posted<TermForm>) -> Answer {
    let w = TermText::of(cx.lang);
    let answer = cx
        .submit(&posted, move |tx, new| {
            commands::add(tx, &new)?;
            Ok(SeeOther::to(PAGE).saying(w.added))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let kind = Kind::parse(&posted.form.kind).unwrap_or(Kind::Category);
            let form = explained(posted.view(cx.lang, &errors), &errors, w);
            let terms = terms(&cx).await?;
            cx.unprocessable(&TermPage::new(&cx, kind, "", &terms, form))
        }
        answer => answer,
    }
}

fn explained(form: FormView, errors: &FieldErrors, w: &'static TermText) -> FormView {
    errors
        .iter()
        .filter(|(_, fault)| **fault == Fault::Taken)
        .fold(form, |form, (field, _)| form.with_error(field, w.taken))
}

fn found<'a>(terms: &'a [Term], code: &str) -> Result<&'a Term, Error> {
    terms.iter().find(|term| term.code == code).ok_or(Error::NotFound)
}

/// What the form of a term holds when it is opened.
fn start(term: &Term) -> [(&'static str, String); 6] {
    [
        ("kind", term.kind().code().to_owned()),
        ("parent", term.parent.clone().unwrap_or_default()),
        ("zh", term.zh.clone()),
        ("en", term.en.clone()),
        ("side", term.side.code().to_owned()),
        ("lock_version", term.lock_version.to_string()),
    ]
}

/// `GET /complaints/terms/{code}`
pub async fn edit(cx: Cx, code: Path<String>) -> Answer {
    let terms = terms(&cx).await?;
    let term = found(&terms, &code)?;
    let form = FormView::fresh(start(term));
    cx.show(&TermPage::new(&cx, term.kind(), &code, &terms, form))
}

/// `POST /complaints/terms/{code}`
pub async fn change(cx: Cx, code: Path<String>, posted: Posted<TermForm>) -> Answer {
    let (code, w) = (code.into_inner(), TermText::of(cx.lang));
    let wanted = code.clone();
    let answer = cx
        .submit(&posted, move |tx, new| {
            commands::change(tx, &wanted, &new)?;
            Ok(SeeOther::to(PAGE).saying(w.changed))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let terms = terms(&cx).await?;
            let form = explained(posted.view(cx.lang, &errors), &errors, w);
            cx.unprocessable(&TermPage::new(&cx, found(&terms, &code)?.kind(), &code, &terms, form))
        }
        Err(Error::Stale) => {
            let terms = terms(&cx).await?;
            let term = found(&terms, &code)?;
            let theirs = start(term).map(|(name, value)| (name.to_owned(), value));
            let form = FormView::against(posted.pairs().to_vec(), theirs);
            cx.conflict(&TermPage::new(&cx, term.kind(), &code, &terms, form).against())
        }
        answer => answer,
    }
}

/// `POST /complaints/terms/{code}/position`
pub async fn shift(cx: Cx, code: Path<String>, posted: Posted<MoveForm>) -> Answer {
    let (code, w) = (code.into_inner(), TermText::of(cx.lang));
    cx.submit(&posted, move |tx, direction| {
        commands::shift(tx, &code, direction)?;
        Ok(SeeOther::to(PAGE).saying(w.moved))
    })
    .await
}

/// `POST /complaints/terms/{code}/retirement`
pub async fn retire(cx: Cx, code: Path<String>, posted: Posted<Bare>) -> Answer {
    let (code, w) = (code.into_inner(), TermText::of(cx.lang));
    cx.submit(&posted, move |tx, ()| {
        let undo = commands::retire(tx, &code)?;
        Ok(SeeOther::to(PAGE).saying(w.retired_now).undo(undo))
    })
    .await
}

/// `POST /complaints/terms/{code}/return`
pub async fn bring_back(cx: Cx, code: Path<String>, posted: Posted<Bare>) -> Answer {
    let (code, w) = (code.into_inner(), TermText::of(cx.lang));
    cx.submit(&posted, move |tx, ()| {
        commands::bring_back(tx, &code)?;
        Ok(SeeOther::to(PAGE).saying(w.back_now))
    })
    .await
}
