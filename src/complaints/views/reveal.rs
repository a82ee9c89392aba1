//! How whoever complained is reached, in full.

use askama::Template;

use crate::complaints::text::{self, ComplaintText};
use crate::customers::rules::REVEAL_SECONDS;
use crate::platform::db::FormToken;
use crate::platform::i18n::Lang;
use crate::platform::vault::Pii;
use crate::platform::web::{Cx, Page};
use crate::regions;
use crate::values::ids::ComplaintId;

/// Where it is asked for.
pub fn reveal_url(id: ComplaintId) -> String {
    format!("/complaints/{id}/reveals")
}

fn warning(many: Option<i32>, lang: Lang) -> String {
    many.map(|today| text::looks_today(today, lang)).unwrap_or_default()
}

/// In the place of the masked one.
#[derive(Template)]
#[template(path = "complaints/_revealed.html")]
pub struct RevealedValue {
    page: Page,
    what: &'static str,
    text: Pii<String>,
    masked: String,
    url: String,
    token: String,
    seconds: u32,
    warning: String,
}

impl RevealedValue {
    pub fn new(cx: &Cx, id: ComplaintId, text: Pii<String>, masked: String, many: Option<i32>) -> Self {
        Self {
            page: cx.page(""),
            what: ComplaintText::of(cx.lang).phone,
            text,
            masked,
            url: reveal_url(id),
            token: FormToken::new().to_string(),
            seconds: REVEAL_SECONDS,
            warning: warning(many, cx.lang),
        }
    }
}

/// On a page of its own; nothing but a regret when there are no looks left today.
#[derive(Template)]
#[template(path = "complaints/reveal.html", blocks = ["main"])]
pub struct RevealPage {
    page: Page,
    w: &'static ComplaintText,
    shown: Option<Pii<String>>,
    warning: String,
    back: String,
}

regions!(RevealPage { main: as_main });

impl RevealPage {
    pub fn new(cx: &Cx, id: ComplaintId, shown: Option<(Pii<String>, Option<i32>)>) -> Self {
        let w = ComplaintText::of(cx.lang);
        Self {
            page: cx.page(if shown.is_some() { w.reach } else { w.looks_used }),
            w,
            warning: shown
                .as_ref()
                .map_or_else(String::new, |(_, many)| warning(*many, cx.lang)),
            shown: shown.map(|(text, _)| text),
            back: format!("/complaints/{id}"),
        }
    }
}
