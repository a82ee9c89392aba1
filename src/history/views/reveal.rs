//! Contact data and numbers of a car in full, for a while.

use askama::Template;

use crate::customers::commands::{Looks, Revealed};
use crate::customers::rules::RevealReason;
use crate::history::text::{self, HistoryText};
use crate::platform::db::FormToken;
use crate::platform::i18n::Lang;
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::values::ids::{CustomerId, VehicleId};
use crate::{customers, vehicles};

/// What is looked at, and from where.
pub struct Look {
    pub url: String,
    pub back: String,
    /// What the value is called.
    pub what: &'static str,
}

impl Look {
    pub fn at_customer(id: CustomerId, field: customers::model::RevealField, lang: Lang) -> Self {
        let name = match field {
            customers::model::RevealField::Phone(_) => "phones",
            field => field.name(),
        };
        Self {
            url: format!("/customers/{id}/reveals?field={}", field.code()),
            back: format!("/customers/{id}"),
            what: text::field(name, lang),
        }
    }

    pub fn at_vehicle(id: VehicleId, field: vehicles::model::RevealField, lang: Lang) -> Self {
        Self {
            url: format!("/vehicles/{id}/reveals?field={}", field.code()),
            back: format!("/vehicles/{id}"),
            what: text::field(field.code(), lang),
        }
    }
}

/// A value as it is shown before anybody asks for it in full.
pub struct Masked {
    pub label: String,
    pub text: String,
    pub url: String,
    pub token: String,
}

impl Masked {
    pub fn new(look: Look, label: String, text: String) -> Self {
        Self {
            label,
            text,
            url: look.url,
            token: FormToken::new().to_string(),
        }
    }
}

/// A value in full without script: first the reason, then the value.
#[derive(Template)]
#[template(path = "history/reveal.html")]
pub struct RevealPage {
    page: Page,
    w: &'static HistoryText,
    form: FormView,
    url: String,
    back: String,
    reasons: Vec<Choice>,
    text: Option<String>,
    warning: String,
}

regions!(RevealPage { main });

impl RevealPage {
    /// `shown`: the value, once there is a reason.
    pub fn new(cx: &Cx, look: Look, form: FormView, shown: Option<Revealed>) -> Self {
        let w = HistoryText::of(cx.lang);
        Self {
            page: cx.page(w.reveal_title),
            w,
            form,
            url: look.url,
            back: look.back,
            reasons: RevealReason::choices(cx.lang),
            warning: shown
                .as_ref()
                .map_or(String::new(), |shown| warning(shown.looks, cx.lang)),
            text: shown.map(|shown| shown.text.into_exposed()),
        }
    }
}

/// No looks left today.
#[derive(Template)]
#[template(path = "history/out_of_looks.html")]
pub struct OutOfLooks {
    page: Page,
    w: &'static HistoryText,
    back: String,
}

regions!(OutOfLooks { main });

impl OutOfLooks {
    pub fn new(cx: &Cx, look: Look) -> Self {
        let w = HistoryText::of(cx.lang);
        Self {
            page: cx.page(w.reveal_used),
            w,
            back: look.back,
        }
    }
}

/// What is said of so many looks; nothing as long as they are few.
pub fn warning(looks: Looks, lang: Lang) -> String {
    if looks.many {
        text::looks_today(looks, lang)
    } else {
        String::new()
    }
}
