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
use crate::platform::web::Cx;
use crate::platform::web::steps::MovedOn;
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
pub fn moved_on(cx: &Cx, back: String) -> MovedOn {
    let w = SheetText::of(cx.lang);
    MovedOn::new(cx, w.visit, w.moved_on, w.to_visit, back)
}
