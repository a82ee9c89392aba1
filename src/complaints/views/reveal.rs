//! How whoever complained is reached, in full.

use askama::Template;

use crate::complaints::text::{self, ComplaintText};
use crate::customers::commands::{Looks, Revealed};
use crate::platform::i18n::Lang;
use crate::platform::vault::Pii;
use crate::platform::web::{Cx, Page};
use crate::regions;
use crate::values::ids::ComplaintId;

/// Where it is asked for.
pub fn reveal_url(id: ComplaintId) -> String {
    format!("/complaints/{id}/reveals")
}

/// What is said of so many looks; nothing as long as they are few.
pub fn warning(looks: Looks, lang: Lang) -> String {
    if looks.many {
        text::looks_today(looks.today, lang)
    } else {
        String::new()
    }
}

/// On a page of its own; nothing but a regret when there are no looks left today.
#[derive(Template)]
#[template(path = "complaints/reveal.html")]
pub struct RevealPage {
    page: Page,
    w: &'static ComplaintText,
    shown: Option<Pii<String>>,
    warning: String,
    back: String,
}

regions!(RevealPage { main });

impl RevealPage {
    pub fn new(cx: &Cx, id: ComplaintId, shown: Option<Revealed>) -> Self {
        let w = ComplaintText::of(cx.lang);
        Self {
            page: cx.page(if shown.is_some() { w.reach } else { w.looks_used }),
            w,
            warning: shown
                .as_ref()
                .map_or_else(String::new, |shown| warning(shown.looks, cx.lang)),
            shown: shown.map(|shown| shown.text),
            back: format!("/complaints/{id}"),
        }
    }
}
