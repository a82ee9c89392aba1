//! A few questions: in a dialog, on a page of its own without script, or on a long sheet.

use askama::Template;

use crate::history::text::HistoryText;
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;

/// One question.
pub struct Input {
    /// `text`, `tel`, `date`, `number`, `textarea`, `select`, `radio`, `hidden`.
    kind: &'static str,
    name: &'static str,
    label: &'static str,
    choices: Vec<Choice>,
    required: bool,
    hint: &'static str,
    unit: &'static str,
}

impl Input {
    pub fn new(kind: &'static str, name: &'static str, label: &'static str) -> Self {
        Self {
            kind,
            name,
            label,
            choices: Vec::new(),
            required: false,
            hint: "",
            unit: "",
        }
    }

    pub fn hidden(name: &'static str) -> Self {
        Self::new("hidden", name, "")
    }

    fn options(&self) -> &[Choice] {
        &self.choices
    }

    pub fn choices(mut self, choices: Vec<Choice>) -> Self {
        self.choices = choices;
        self
    }

    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    pub fn hint(mut self, hint: &'static str) -> Self {
        self.hint = hint;
        self
    }

    pub fn unit(mut self, unit: &'static str) -> Self {
        self.unit = unit;
        self
    }
}

/// A dialog.
#[derive(Template)]
#[template(path = "history/ask.html", blocks = ["dialog"])]
pub struct Ask {
    page: Page,
    w: &'static HistoryText,
    title: String,
    intro: String,
    /// What is to be known before asking.
    note: String,
    /// Where to go first: address and words.
    link: Option<(String, &'static str)>,
    action: String,
    back: String,
    submit: &'static str,
    form: FormView,
    inputs: Vec<Input>,
}

regions!(Ask {
    main,
    dialog: as_dialog
});

impl Ask {
    pub fn new(
        cx: &Cx,
        title: impl Into<String>,
        action: String,
        back: String,
        submit: &'static str,
        form: FormView,
        inputs: Vec<Input>,
    ) -> Self {
        let title = title.into();
        Self {
            page: cx.page(title.clone()),
            w: HistoryText::of(cx.lang),
            title,
            intro: String::new(),
            note: String::new(),
            link: None,
            action,
            back,
            submit,
            form,
            inputs,
        }
    }

    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    pub fn link(mut self, href: impl Into<String>, words: &'static str) -> Self {
        self.link = Some((href.into(), words));
        self
    }

    pub fn intro(mut self, intro: impl Into<String>) -> Self {
        self.intro = intro.into();
        self
    }
}

/// A sheet of several sections.
#[derive(Template)]
#[template(path = "history/sheet.html")]
pub struct Sheet {
    page: Page,
    w: &'static HistoryText,
    title: String,
    action: String,
    back: String,
    submit: &'static str,
    form: FormView,
    sections: Vec<(&'static str, Vec<Input>)>,
}

regions!(Sheet { main });

impl Sheet {
    pub fn new(
        cx: &Cx,
        title: impl Into<String>,
        action: String,
        back: String,
        form: FormView,
        sections: Vec<(&'static str, Vec<Input>)>,
    ) -> Self {
        let (title, w) = (title.into(), HistoryText::of(cx.lang));
        Self {
            page: cx.page(title.clone()),
            w,
            title,
            action,
            back,
            submit: w.save,
            form,
            sections,
        }
    }
}
