//! Pages of the public complaint form.

use askama::Template;
use chrono::{DateTime, Utc};

use super::queries::Store;
use super::text::{self, IntakeText};
use crate::complaints::rules::{Clock, Limits, Severity};
use crate::platform::i18n::times;
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;

/// What the form of a store says.
pub struct Counter {
    pub store: Store,
    pub limits: Limits,
    /// (code, zh, en)
    pub categories: Vec<(String, String, String)>,
}

/// The address of the form, in the language of the reader.
pub fn address(cx: &Cx, store: &Store) -> String {
    format!("/complain/{}?lang={}", store.code, cx.lang.code())
}

/// `/complain/{store_code}`
#[derive(Template)]
#[template(path = "complaints/intake/form.html", blocks = ["main"])]
pub struct FormPage {
    page: Page,
    w: &'static IntakeText,
    form: FormView,
    store: String,
    promise: String,
    categories: Vec<Choice>,
    action: String,
}

regions!(FormPage { main: as_main });

impl FormPage {
    pub fn new(cx: &Cx, counter: Counter, form: FormView) -> Self {
        let w = IntakeText::of(cx.lang);
        Self {
            page: cx.page(w.title),
            w,
            form: form.named(
                cx.lang,
                [
                    ("category", w.category),
                    ("facts", w.facts),
                    ("wish", w.wish),
                    ("name", w.name),
                    ("phone", w.phone),
                    ("email", w.email),
                    ("plate", w.plate),
                ],
            ),
            promise: text::promise(counter.limits.of(Clock::Contact, Severity::Normal), cx.lang),
            action: address(cx, &counter.store),
            categories: counter
                .categories
                .into_iter()
                .map(|(code, zh, en)| Choice::new(code, cx.lang.pick(zh, en)))
                .collect(),
            store: counter.store.label(cx.lang).to_owned(),
        }
    }
}

/// What is promised, in words.
struct Promised {
    number: String,
    contact_by: String,
    contact_iso: String,
    proposal_by: String,
    proposal_iso: String,
}

/// `/complain/{store_code}/thanks/{id}`
#[derive(Template)]
#[template(path = "complaints/intake/thanks.html", blocks = ["main"])]
pub struct ThanksPage {
    page: Page,
    w: &'static IntakeText,
    case: Option<Promised>,
    back: String,
}

regions!(ThanksPage { main: as_main });

impl ThanksPage {
    pub fn new(cx: &Cx, store: &Store, promised: Option<(String, DateTime<Utc>, DateTime<Utc>)>) -> Self {
        let w = IntakeText::of(cx.lang);
        Self {
            page: cx.page(w.thanks),
            w,
            case: promised.map(|(number, contact, proposal)| Promised {
                number,
                contact_by: times::minute(contact),
                contact_iso: times::iso(contact),
                proposal_by: times::minute(proposal),
                proposal_iso: times::iso(proposal),
            }),
            back: address(cx, store),
        }
    }
}
