//! HTTP of the message templates.

use actix_web::web::Path;

use super::catalogue::{self, Spec};
use super::forms::{ResetForm, WordingForm};
use super::model::TEMPLATE;
use super::rules::MessageChannel;
use super::text::TemplateText;
use super::views::{EditPage, ListPage, Opened};
use super::{commands, queries, text};
use crate::platform::db::{SeeOther, Subject};
use crate::platform::error::{Error, FieldErrors};
use crate::platform::i18n::Lang;
use crate::platform::web::{Answer, Cx, FormView, Posted};
use crate::staff;
use crate::values::fault::Fault;

/// How many changes of a wording its page shows.
const CHANGES: i64 = 30;

/// A wording as an address names it.
type Which = (String, String, String);

/// The message, channel and language that an address names.
fn find(which: &Which) -> Result<(&'static Spec, MessageChannel, Lang), Error> {
    let (key, channel, lang) = which;
    let spec = catalogue::find(key).ok_or(Error::NotFound)?;
    let channel = MessageChannel::parse(channel).ok_or(Error::NotFound)?;
    let lang = [Lang::Zh, Lang::En].into_iter().find(|known| known.code() == lang);
    let lang = lang.filter(|lang| spec.has(channel, *lang)).ok_or(Error::NotFound)?;
    Ok((spec, channel, lang))
}

fn address(spec: &Spec, channel: MessageChannel, lang: Lang) -> String {
    format!("/templates/{}/{}/{}", spec.key, channel.code(), lang.code())
}

/// `GET /templates`
pub async fn list(cx: Cx) -> Answer {
    let store = cx.actor()?.store;
    let own = cx.read(move |conn| queries::own_wordings(conn, store)).await?;
    cx.show(&ListPage::new(&cx, &own))
}

/// A wording with who changed it before: two questions.
async fn open(cx: &Cx, which: &Which) -> Result<Opened, Error> {
    let (spec, channel, lang) = find(which)?;
    let (store, vault) = (cx.actor()?.store, cx.db().vault().clone());
    cx.read(move |conn| {
        let template = queries::template(conn, store, spec.key, channel, lang)?;
        let past = match template.id {
            Some(id) => staff::queries::changes(conn, &vault, Subject::new(TEMPLATE, id), CHANGES)?,
            None => Vec::new(),
        };
        Ok(Opened {
            spec,
            channel,
            lang,
            template,
            past,
        })
    })
    .await
}

/// `GET /templates/{key}/{channel}/{lang}`
pub async fn edit(cx: Cx, which: Path<Which>) -> Answer {
    let opened = open(&cx, &which).await?;
    let form = FormView::fresh(EditPage::fields(&opened.template));
    cx.show(&EditPage::new(&cx, opened, form))
}

/// `POST /templates/{key}/{channel}/{lang}`
pub async fn save(cx: Cx, which: Path<Which>, posted: Posted<WordingForm>) -> Answer {
    let (spec, channel, lang) = find(&which)?;
    let (store, w) = (cx.actor()?.store, TemplateText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, worded| {
            let words = (worded.subject.as_str(), worded.body.as_str());
            commands::word(tx, store, (spec.key, channel, lang), words, worded.lock_version)?;
            Ok(SeeOther::to(address(spec, channel, lang)).saying(w.saved))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let form = explain(&cx, spec, &posted, &errors);
            cx.unprocessable(&EditPage::new(&cx, open(&cx, &which).await?, form))
        }
        Err(Error::Stale) => conflict(&cx, &which, posted.pairs().to_vec()).await,
        answer => answer,
    }
}

/// What is wrong, in words that name the variables.
fn explain(cx: &Cx, spec: &Spec, posted: &Posted<WordingForm>, errors: &FieldErrors) -> FormView {
    let known: Vec<&str> = spec.variables.iter().map(|variable| variable.name).collect();
    let mut form = posted.view(cx.lang, errors);
    for (field, fault) in errors {
        let typed = if field == "subject" {
            &posted.form.subject
        } else {
            &posted.form.body
        };
        match fault {
            Fault::Choice => {
                form = form.with_error(field, text::unfilled(&spec.unfilled(typed), &known, cx.lang));
            }
            Fault::Required if field == "subject" => {
                form = form.with_error(field, TemplateText::of(cx.lang).no_subject);
            }
            _ => {}
        }
    }
    form
}

async fn conflict(cx: &Cx, which: &Which, pairs: Vec<(String, String)>) -> Answer {
    let opened = open(cx, which).await?;
    let theirs = EditPage::fields(&opened.template)
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value));
    let form = FormView::against(pairs, theirs);
    cx.conflict(&EditPage::new(cx, opened, form).stale())
}

/// `POST /templates/{key}/{channel}/{lang}/preview`: what was typed so far, filled in. Nothing is kept.
pub async fn preview(cx: Cx, which: Path<Which>, posted: Posted<WordingForm>) -> Answer {
    let (spec, channel, _) = find(&which)?;
    let errors = commands::faults(spec, channel, posted.form.subject.trim(), posted.form.body.trim());
    let form = explain(&cx, spec, &posted, &errors);
    cx.show(&EditPage::new(&cx, open(&cx, &which).await?, form))
}

/// `POST /templates/{key}/{channel}/{lang}/reset`
pub async fn reset(cx: Cx, which: Path<Which>, posted: Posted<ResetForm>) -> Answer {
    let (spec, channel, lang) = find(&which)?;
    let (store, w) = (cx.actor()?.store, TemplateText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, seen| {
            commands::reset(tx, store, (spec.key, channel, lang), seen)?;
            Ok(SeeOther::to(address(spec, channel, lang)).saying(w.was_reset))
        })
        .await;
    match answer {
        Err(Error::Stale | Error::WrongState) => {
            let opened = open(&cx, &which).await?;
            let form = FormView::fresh(EditPage::fields(&opened.template));
            cx.conflict(&EditPage::new(&cx, opened, form).stale())
        }
        answer => answer,
    }
}
