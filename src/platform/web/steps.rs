//! A step with one record as a form: in a dialog over the page, or without script as a page of its own. Rooms say which
//! steps there are and what they do; fields, faults and conflicts look the same everywhere.

use askama::Template;

use super::page::{Choice, Page};
use super::{Cx, FormView};
use crate::regions;

/// How a field is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Line,
    Text,
    Choose,
    Pills,
    /// Several of a list.
    Ticks,
    Five,
    Day,
    Moment,
    /// A time of the day.
    Clock,
    Money,
    Tick,
    /// A signature drawn on the screen: its strokes. Shown where the choice `how` says so.
    Sign,
    Hidden,
}

/// One field of a step.
#[derive(Clone, Debug)]
pub struct Field {
    pub kind: Kind,
    pub name: &'static str,
    pub label: &'static str,
    pub required: bool,
    pub hint: String,
    pub choices: Vec<Choice>,
    pub blank: &'static str,
    /// Moments that a click fills in.
    pub quick: Vec<Quick>,
    /// The choices of another field with which it is shown: `stage=comparing quoted`; empty: always.
    pub only: String,
}

/// A moment that a click fills in, or the choice of another field: `level=h`.
#[derive(Clone, Debug)]
pub struct Quick {
    pub value: String,
    pub label: String,
    pub when: String,
}

impl Field {
    pub fn new(kind: Kind, name: &'static str, label: &'static str) -> Self {
        Self {
            kind,
            name,
            label,
            required: false,
            hint: String::new(),
            choices: Vec::new(),
            blank: "",
            quick: Vec::new(),
            only: String::new(),
        }
    }

    /// Shown only with these choices of another field.
    pub fn only<'a>(mut self, of: &str, choices: impl IntoIterator<Item = &'a str>) -> Self {
        let choices: Vec<&str> = choices.into_iter().collect();
        self.only = format!("{of}={}", choices.join(" "));
        self
    }

    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// What to choose from; `blank` is the first, empty entry.
    pub fn of(mut self, choices: Vec<Choice>, blank: &'static str) -> Self {
        self.choices = choices;
        self.blank = blank;
        self
    }
}

impl Field {
    /// Moments that a click fills in.
    pub fn quick(mut self, quick: Vec<Quick>) -> Self {
        self.quick = quick;
        self
    }

    /// What its emptiness means, in words.
    pub fn blank(mut self, words: &'static str) -> Self {
        self.blank = words;
        self
    }
}

/// The form of a step.
#[derive(Template)]
#[template(path = "steps/form.html", blocks = ["dialog"])]
pub struct StepPage {
    pub page: Page,
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
    /// Whether something is signed on the screen.
    fn signs(&self) -> bool {
        self.fields.iter().any(|field| field.kind == Kind::Sign)
    }

    /// What somebody else made of a field meanwhile, in words.
    fn theirs(&self, field: &Field) -> Option<String> {
        if field.kind == Kind::Hidden {
            return None;
        }
        let theirs = self.form.theirs(field.name)?;
        if theirs.is_empty() {
            return Some(if field.blank.is_empty() { "—" } else { field.blank }.to_owned());
        }
        let chosen = field.choices.iter().find(|choice| choice.value == theirs);
        Some(chosen.map_or_else(|| theirs.to_owned(), |choice| choice.label.clone()))
    }
}

regions!(StepPage {
    main,
    dialog: as_dialog
});

/// Says that a step no longer applies.
#[derive(Template)]
#[template(path = "steps/moved_on.html", blocks = ["dialog"])]
pub struct MovedOn {
    pub page: Page,
    pub title: &'static str,
    pub text: String,
    pub again: &'static str,
    pub back: String,
    /// What was typed and can't be kept here any more, so that it can be copied.
    pub kept: Vec<(&'static str, String)>,
}

regions!(MovedOn {
    main,
    dialog: as_dialog
});

impl MovedOn {
    pub fn new(cx: &Cx, title: &'static str, text: &'static str, again: &'static str, back: String) -> Self {
        Self {
            page: cx.page(title),
            title,
            text: text.to_owned(),
            again,
            back,
            kept: Vec::new(),
        }
    }

    /// Shows what was typed, so that it is not lost.
    #[must_use]
    pub fn keeping(self, kept: Vec<(&'static str, String)>) -> Self {
        Self { kept, ..self }
    }

    /// Says instead, under this title, what has to be done first.
    #[must_use]
    pub fn lacking(self, title: &'static str, what: Option<String>) -> Self {
        match what {
            Some(text) => Self { title, text, ..self },
            None => self,
        }
    }
}
