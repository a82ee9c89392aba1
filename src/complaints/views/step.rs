//! A step as a form: in a dialog over the page, or without script as a page of its own.

use askama::Template;

use crate::complaints::text::ComplaintText;
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::values::ids::ComplaintId;

/// How a field is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Line,
    Text,
    Choose,
    Pills,
    Five,
    Day,
    Moment,
    Money,
    Tick,
    Hidden,
}

/// One field of a step.
#[derive(Clone, Debug)]
pub struct Field {
    pub kind: Kind,
    pub name: &'static str,
    pub label: &'static str,
    pub required: bool,
    pub hint: &'static str,
    pub choices: Vec<Choice>,
    pub blank: &'static str,
}

impl Field {
    pub fn new(kind: Kind, name: &'static str, label: &'static str) -> Self {
        Self {
            kind,
            name,
            label,
            required: false,
            hint: "",
            choices: Vec::new(),
            blank: "",
        }
    }

    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    pub fn hint(mut self, hint: &'static str) -> Self {
        self.hint = hint;
        self
    }

    /// What to choose from; `blank` is the first, empty entry.
    pub fn of(mut self, choices: Vec<Choice>, blank: &'static str) -> Self {
        self.choices = choices;
        self.blank = blank;
        self
    }
}

/// `/complaints/{id}/{step}`
#[derive(Template)]
#[template(path = "complaints/step.html", blocks = ["main", "dialog"])]
pub struct StepPage {
    pub page: Page,
    pub w: &'static ComplaintText,
    pub title: &'static str,
    pub submit: &'static str,
    pub look: &'static str,
    pub action: String,
    pub back: String,
    pub number: String,
    pub notice: String,
    /// What there is to know before it is filled in.
    pub about: Vec<(&'static str, String)>,
    /// Where what is typed is kept; empty where nothing is written.
    pub place: String,
    /// That the form holds what was left unsaved.
    pub restored: String,
    pub fields: Vec<Field>,
    pub form: FormView,
}

impl StepPage {
    /// What somebody else made of a field meanwhile, in words.
    fn theirs(&self, field: &Field) -> Option<String> {
        let theirs = self.form.theirs(field.name)?;
        let chosen = field.choices.iter().find(|choice| choice.value == theirs);
        Some(chosen.map_or_else(|| theirs.to_owned(), |choice| choice.label.clone()))
    }
}

regions!(StepPage {
    main: as_main,
    dialog: as_dialog
});

/// Says that the step no longer applies.
#[derive(Template)]
#[template(path = "complaints/moved_on.html", blocks = ["main", "dialog"])]
pub struct MovedOn {
    pub page: Page,
    pub w: &'static ComplaintText,
    pub title: &'static str,
    pub words: String,
    pub back: String,
}

regions!(MovedOn {
    main: as_main,
    dialog: as_dialog
});

impl MovedOn {
    pub fn new(cx: &Cx, id: ComplaintId) -> Self {
        let w = ComplaintText::of(cx.lang);
        Self {
            page: cx.page(w.gone_on),
            w,
            title: w.gone_on,
            words: w.gone_on_text.to_owned(),
            back: format!("/complaints/{id}"),
        }
    }

    /// Says instead what has to be done first.
    #[must_use]
    pub fn lacking(self, what: Option<String>) -> Self {
        match what {
            Some(what) => Self {
                title: self.w.not_so_far,
                words: what,
                ..self
            },
            None => self,
        }
    }
}
