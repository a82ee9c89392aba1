//! A few questions: in a dialog, or on a page of its own without script.

use askama::Template;

use crate::membership::text::MemberText;
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;

/// One question.
pub struct Field {
    /// `text`, `number`, `textarea`, `radio`, `select`, `tick`, `hidden`.
    pub kind: &'static str,
    pub name: &'static str,
    pub label: &'static str,
    pub hint: String,
    pub required: bool,
    pub choices: Vec<Choice>,
}

impl Field {
    pub fn new(kind: &'static str, name: &'static str, label: &'static str) -> Self {
        Self {
            kind,
            name,
            label,
            hint: String::new(),
            required: false,
            choices: Vec::new(),
        }
    }

    pub fn hidden(name: &'static str) -> Self {
        Self::new("hidden", name, "")
    }

    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    pub fn of(mut self, choices: Vec<Choice>) -> Self {
        self.choices = choices;
        self
    }
}

#[derive(Template)]
#[template(path = "membership/ask.html", blocks = ["dialog"])]
pub struct Ask {
    page: Page,
    title: String,
    who: String,
    notice: String,
    /// What there is to know before, line by line.
    about: Vec<(&'static str, String)>,
    fields: Vec<Field>,
    submit: &'static str,
    look: &'static str,
    action: String,
    back: String,
    /// Where what is hidden here is shown again to be changed.
    change: String,
    back_to_change: &'static str,
    form: FormView,
}

regions!(Ask {
    main,
    dialog: as_dialog
});

impl Ask {
    pub fn new(cx: &Cx, title: &str, action: String, back: String, submit: &'static str, form: FormView) -> Self {
        Self {
            page: cx.page(title),
            title: title.to_owned(),
            who: String::new(),
            notice: String::new(),
            about: Vec::new(),
            fields: Vec::new(),
            submit,
            look: "primary",
            action,
            back,
            change: String::new(),
            back_to_change: MemberText::of(cx.lang).back_to_change,
            form,
        }
    }

    pub fn who(mut self, who: &str) -> Self {
        who.clone_into(&mut self.who);
        self
    }

    pub fn notice(mut self, words: impl Into<String>) -> Self {
        self.notice = words.into();
        self
    }

    pub fn about(mut self, about: Vec<(&'static str, String)>) -> Self {
        self.about = about;
        self
    }

    pub fn fields(mut self, fields: Vec<Field>) -> Self {
        self.fields = fields;
        self
    }

    pub fn change(mut self, address: String) -> Self {
        self.change = address;
        self
    }

    pub fn dangerous(mut self) -> Self {
        self.look = "danger";
        self
    }
}
