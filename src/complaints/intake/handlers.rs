//! The public complaint form: no account, no script.

use actix_web::web::Path;
use serde::Deserialize;

use super::commands::{self, Told};
use super::forms::{ComplainForm, Grievance};
use super::queries;
use super::text::{self, IntakeText};
use super::views::{Counter, FormPage, ThanksPage};
use crate::complaints::model::Reporter;
use crate::complaints::rules::Channel;
use crate::platform::db::SeeOther;
use crate::platform::error::{Error, FieldErrors};
use crate::platform::i18n::Lang;
use crate::platform::vault::Purpose;
use crate::platform::web::{Answer, Cx, Form, FormView, Posted, Query};
use crate::values::ids::ComplaintId;

/// The language that a link asks for.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    lang: String,
}

/// `GET /complain/{store_code}`
pub async fn show_form(cx: Cx, code: Path<String>, wanted: Query<Wanted>) -> Answer {
    let cx = in_language(cx, &wanted);
    let counter = counter(&cx, code.into_inner()).await?;
    cx.show(&FormPage::new(&cx, counter, FormView::blank()))
}

/// `POST /complain/{store_code}`
pub async fn receive(cx: Cx, code: Path<String>, wanted: Query<Wanted>, posted: Posted<ComplainForm>) -> Answer {
    let cx = in_language(cx, &wanted);
    let counter = counter(&cx, code.into_inner()).await?;
    if posted.form.is_from_a_program() {
        // Thanked like everybody, so that it learns nothing from the answer.
        let thanks = format!("/complain/{}/thanks?lang={}", counter.store.code, cx.lang.code());
        return cx.see_other(&SeeOther::to(thanks));
    }
    if posted.form.parse().is_ok() && !counted(&cx, &counter).await? {
        let form = posted
            .view(cx.lang, &FieldErrors::new())
            .with_error("", IntakeText::of(cx.lang).too_many);
        return cx.unprocessable(&FormPage::new(&cx, counter, form));
    }
    let (store, lang) = (counter.store.clone(), cx.lang);
    let answer = cx
        .submit(&posted, move |tx, grievance| {
            let id = commands::receive(tx, &store, &told(grievance, lang))?;
            let thanks = format!("/complain/{}/thanks/{id}?lang={}", store.code, lang.code());
            Ok(SeeOther::to(thanks))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let form = posted.view(cx.lang, &errors);
            cx.unprocessable(&FormPage::new(&cx, counter, form))
        }
        answer => answer,
    }
}

/// `GET /complain/{store_code}/thanks`: what a program is shown.
pub async fn thank(cx: Cx, code: Path<String>, wanted: Query<Wanted>) -> Answer {
    let cx = in_language(cx, &wanted);
    let code = code.into_inner();
    let store = cx.read(move |conn| queries::store(conn, &code)).await?;
    cx.show(&ThanksPage::new(&cx, &store, None))
}

/// `GET /complain/{store_code}/thanks/{id}`
pub async fn thank_for(cx: Cx, path: Path<(String, ComplaintId)>, wanted: Query<Wanted>) -> Answer {
    let cx = in_language(cx, &wanted);
    let (code, id) = path.into_inner();
    let (store, promised) = cx
        .read(move |conn| {
            let store = queries::store(conn, &code)?;
            let promised = queries::promised(conn, store.id, id)?;
            Ok((store, promised))
        })
        .await?;
    cx.show(&ThanksPage::new(&cx, &store, Some(promised)))
}

fn in_language(mut cx: Cx, wanted: &Wanted) -> Cx {
    match wanted.lang.as_str() {
        "en" => cx.lang = Lang::En,
        "zh" => cx.lang = Lang::Zh,
        _ => {}
    }
    cx
}

async fn counter(cx: &Cx, code: String) -> Result<Counter, Error> {
    cx.read(move |conn| {
        let store = queries::store(conn, &code)?;
        let (limits, categories) = queries::sheet(conn, store.id)?;
        Ok(Counter {
            store,
            limits,
            categories,
        })
    })
    .await
}

/// Counts the form in a transaction of its own; false once there were too many.
async fn counted(cx: &Cx, counter: &Counter) -> Result<bool, Error> {
    let (address, store) = (cx.info.address.clone(), counter.store.clone());
    let counted = cx
        .db()
        .system_write(move |tx| Ok(commands::count_form(tx, &address, &store)))
        .await?;
    match counted {
        Err(Error::TooMany { .. }) => Ok(false),
        counted => counted.map(|()| true),
    }
}

fn told(from: Grievance, lang: Lang) -> Told {
    let facts = match &from.wish {
        Some(wish) => format!("{}\n\n{}", from.facts, text::wish(wish, lang)),
        None => from.facts,
    };
    Told {
        channel: Channel::WebForm,
        category: from.category,
        facts,
        keys: vec![(Purpose::Phone, from.phone.canonical().to_owned())],
        reporter: Reporter {
            name: from.name.canonical().to_owned(),
            phone: from.phone.canonical().to_owned(),
            email: from
                .email
                .as_ref()
                .map(|email| email.canonical().to_owned())
                .unwrap_or_default(),
            plate: from
                .plate
                .as_ref()
                .map(|plate| plate.canonical().to_owned())
                .unwrap_or_default(),
            language: lang.code().to_owned(),
        },
        plate: from.plate,
        lang,
        answer_to: from.email.map(|email| (email, None)),
    }
}
