//! A question before a step.

use askama::Template;

use crate::platform::web::page::Choice;
use crate::platform::web::{FormView, Page};
use crate::reception::text::DeskText;
use crate::regions;

/// A question before a step.
#[derive(Template)]
#[template(path = "reception/ask.html", blocks = ["dialog"])]
pub struct Ask {
    pub page: Page,
    pub w: &'static DeskText,
    pub title: String,
    pub action: String,
    pub button: &'static str,
    pub back: String,
    pub label: &'static str,
    pub name: &'static str,
    pub choices: Vec<Choice>,
    pub with_note: bool,
    /// What is to be heeded first.
    pub notice: String,
    pub form: FormView,
}

regions!(Ask {
    main,
    dialog: as_dialog
});
