//! The pages of questionnaires.

mod compare;
mod designer;
mod preview;

pub use compare::ComparePage;
pub use designer::{DesignerPage, Look};

use askama::Template;

use super::commands;
use super::model::Listed;
use super::text::{self, DesignText};
use crate::access::{Actor, Permission};
use crate::platform::i18n::times;
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::surveys::rules::{Part, Purpose};
use crate::surveys::text as words;
use crate::values::ids::{QuestionnaireId, SurveySectionId};

/// A questionnaire in the list.
struct Line {
    id: String,
    href: String,
    title: String,
    purpose: &'static str,
    standard: bool,
    questions: i64,
    /// `第 2 版`, or nothing where none was published yet.
    published: String,
    draft: String,
    changed: String,
    iso: String,
}

/// `/questionnaires`
#[derive(Template)]
#[template(path = "surveys/questionnaires/list.html", blocks = ["questionnaires"])]
pub struct ListPage {
    page: Page,
    w: &'static DesignText,
    may_design: bool,
    archived: bool,
    lines: Vec<Line>,
}

regions!(ListPage {
    main,
    questionnaires: as_questionnaires
});

impl ListPage {
    pub fn new(cx: &Cx, actor: &Actor, rows: &[Listed], archived: bool) -> Self {
        let (w, lang) = (DesignText::of(cx.lang), cx.lang);
        let version = |number: Option<i32>| number.map(|number| text::version(number, lang)).unwrap_or_default();
        Self {
            page: cx.page(w.title).live("surveys"),
            w,
            may_design: actor.may(Permission::DesignSurveys),
            archived,
            lines: rows
                .iter()
                .map(|row| Line {
                    id: row.id.to_string(),
                    href: commands::page(row.id),
                    title: lang.pick(&row.title_zh, &row.title_en).clone(),
                    purpose: words::purpose(row.purpose, lang),
                    standard: row.standard,
                    questions: row.questions,
                    published: version(row.published),
                    draft: version(row.draft),
                    changed: times::recent(row.changed_at, cx.now, lang),
                    iso: times::iso(row.changed_at),
                })
                .collect(),
        }
    }
}

/// `/questionnaires/new`
#[derive(Template)]
#[template(path = "surveys/questionnaires/new.html", blocks = ["dialog"])]
pub struct NewPage {
    page: Page,
    w: &'static DesignText,
    purposes: Vec<Choice>,
    starts: Vec<Choice>,
    form: FormView,
}

regions!(NewPage {
    main,
    dialog: as_dialog
});

impl NewPage {
    pub fn new(cx: &Cx, form: FormView) -> Self {
        let (w, lang) = (DesignText::of(cx.lang), cx.lang);
        Self {
            page: cx.page(w.new),
            w,
            purposes: Purpose::ALL
                .iter()
                .map(|purpose| Choice::new(purpose.code(), words::purpose(*purpose, lang)))
                .collect(),
            starts: vec![
                Choice::new("blank", w.start_blank),
                Choice::new("standard", w.start_standard),
            ],
            form: form.named(
                lang,
                [
                    ("purpose", w.purpose),
                    ("title_zh", w.title_zh),
                    ("title_en", w.title_en),
                    ("start", w.start),
                ],
            ),
        }
    }
}

/// `/questionnaires/{id}/title`
#[derive(Template)]
#[template(path = "surveys/questionnaires/title.html", blocks = ["dialog"])]
pub struct TitlePage {
    page: Page,
    w: &'static DesignText,
    action: String,
    back: String,
    notice: &'static str,
    form: FormView,
}

regions!(TitlePage {
    main,
    dialog: as_dialog
});

impl TitlePage {
    pub fn new(cx: &Cx, id: QuestionnaireId, form: FormView, notice: &'static str) -> Self {
        let w = DesignText::of(cx.lang);
        Self {
            page: cx.page(w.edit_title),
            w,
            action: format!("{}/title", commands::page(id)),
            back: commands::page(id),
            notice,
            form: form.named(
                cx.lang,
                [
                    ("title_zh", w.title_zh),
                    ("title_en", w.title_en),
                    ("intro_zh", w.intro_zh),
                    ("intro_en", w.intro_en),
                ],
            ),
        }
    }
}

/// `/questionnaires/{id}/sections/new`, `/questionnaires/{id}/sections/{section}`
#[derive(Template)]
#[template(path = "surveys/questionnaires/section.html", blocks = ["dialog"])]
pub struct SectionPage {
    page: Page,
    w: &'static DesignText,
    title: &'static str,
    action: String,
    back: String,
    parts: Vec<Choice>,
    notice: &'static str,
    form: FormView,
}

regions!(SectionPage {
    main,
    dialog: as_dialog
});

impl SectionPage {
    /// `section`: the one that is changed; none for a new one.
    pub fn new(
        cx: &Cx,
        id: QuestionnaireId,
        section: Option<SurveySectionId>,
        form: FormView,
        notice: &'static str,
    ) -> Self {
        let (w, lang) = (DesignText::of(cx.lang), cx.lang);
        let title = if section.is_some() {
            w.edit_section
        } else {
            w.add_section
        };
        let base = commands::page(id);
        Self {
            page: cx.page(title),
            w,
            title,
            action: match section {
                Some(section) => format!("{base}/sections/{section}"),
                None => format!("{base}/sections"),
            },
            back: base,
            parts: Part::ALL
                .iter()
                .map(|part| Choice::new(part.code(), words::part(*part, lang)))
                .collect(),
            notice,
            form: form.named(lang, [("zh", w.section_zh), ("en", w.section_en), ("part", w.part)]),
        }
    }
}
