//! Recording a complaint.

use askama::Template;

use super::Sheet;
use crate::complaints::attachments::views::ACCEPT;
use crate::complaints::rules::{Channel, Department, Severity};
use crate::complaints::text::{self, ComplaintText};
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::vehicles::views::Match;

/// `/complaints/new`
#[derive(Template)]
#[template(path = "complaints/new.html", blocks = ["matches"])]
pub struct NewPage {
    pub page: Page,
    pub w: &'static ComplaintText,
    pub form: FormView,
    pub matches: Vec<Match>,
    pub searched: bool,
    /// That the form holds what was left unsaved.
    pub restored: String,
    pub accept: &'static str,
    pub channels: Vec<Choice>,
    pub severities: Vec<Choice>,
    pub departments: Vec<Choice>,
    pub categories: Vec<Choice>,
    pub colleagues: Vec<Choice>,
    pub workers: Vec<Choice>,
}

regions!(NewPage {
    main,
    matches: as_matches
});

impl NewPage {
    pub fn new(cx: &Cx, form: FormView, matches: Vec<Match>, searched: bool, sheet: &Sheet) -> Self {
        let (w, lang) = (ComplaintText::of(cx.lang), cx.lang);
        Self {
            page: cx.page(w.new),
            w,
            form,
            matches,
            searched,
            restored: String::new(),
            accept: ACCEPT,
            channels: Channel::ALL
                .iter()
                .map(|each| Choice::new(each.code(), text::channel(*each, lang)))
                .collect(),
            severities: Severity::ALL
                .iter()
                .map(|each| Choice::new(each.code(), text::severity(*each, lang)))
                .collect(),
            departments: Department::ALL
                .iter()
                .map(|each| Choice::new(each.code(), text::department(*each, lang)))
                .collect(),
            categories: sheet.categories(),
            colleagues: sheet.colleagues(),
            workers: sheet.workers(),
        }
    }
}
