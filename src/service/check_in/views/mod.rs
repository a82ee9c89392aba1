//! The page of a visit with its check-in sheet, and the sheet on paper.

mod page;
mod parts;
mod sheet;
mod steps;

pub use page::{VisitPage, VisitQuery};
pub use sheet::PaperSheet;
pub use steps::{local, start, theirs};

use askama::Template;

use super::rules::Step;
use super::text::SheetText;
use crate::platform::web::{Cx, Page};
use crate::regions;

/// Where what is typed into a step is kept until it is saved.
pub fn place(id: impl std::fmt::Display, step: Step) -> String {
    format!("checkin.{}.{id}", step.code())
}

/// What is said beside a form that saves itself.
#[derive(Template)]
#[template(
    source = r#"{% if bad %}<span class="err">{{ text }}</span>{% else %}{{ text }}{% endif %}"#,
    ext = "html"
)]
pub struct Note {
    pub text: String,
    pub bad: bool,
}

regions!(Note {});

/// A step that can't be taken any more.
#[derive(Template)]
#[template(
    source = r#"{%- extends "layouts/app.html" -%}
{%- import "macros/ui.html" as ui -%}
{% block main %}<div class="ph"><h1>{{ w.visit }}</h1></div><section class="card main-narrow">{{ ui::empty("info-circle", w.moved_on, href = back, action = w.to_visit) }}</section>{% endblock %}"#,
    ext = "html",
    blocks = ["main"]
)]
pub struct MovedOn {
    page: Page,
    w: &'static SheetText,
    back: String,
}

regions!(MovedOn { main: as_main });

impl MovedOn {
    pub fn new(cx: &Cx, back: String) -> Self {
        let w = SheetText::of(cx.lang);
        Self {
            page: cx.page(w.visit),
            w,
            back,
        }
    }
}
