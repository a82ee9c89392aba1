//! The page of the terms, and the form of one.

use askama::Template;

use super::queries::Term;
use super::rules::Kind;
use super::text::{self, TermText};
use crate::access::{Actor, Permission};
use crate::complaints::rules::Side;
use crate::platform::db::FormToken;
use crate::platform::i18n::Lang;
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;

/// Days that the use is counted over.
pub const DAYS: i64 = 90;

/// One term in a list.
pub struct Line {
    /// Its address.
    base: String,
    code: String,
    name: String,
    /// In the other language.
    other: String,
    other_lang: &'static str,
    /// What else there is to say of it.
    note: &'static str,
    used: i64,
    /// The complaints that name it, for those who may see them.
    used_href: String,
    up: bool,
    down: bool,
    retire: bool,
    token: String,
}

pub struct Branch {
    line: Line,
    add: String,
    causes: Vec<Line>,
}

/// `/complaints/terms`
#[derive(Template)]
#[template(path = "complaints/terms/list.html")]
pub struct TermsPage {
    page: Page,
    w: &'static TermText,
    categories: Vec<Line>,
    branches: Vec<Branch>,
    retired: Vec<Line>,
}

regions!(TermsPage { main });

/// Lines of the terms that are in use, knowing which stands first and last.
fn lines(cx: &Cx, actor: &Actor, terms: &[&Term], all: &[Term]) -> Vec<Line> {
    let last = terms.len().saturating_sub(1);
    terms
        .iter()
        .enumerate()
        .map(|(at, term)| Line {
            up: at > 0,
            down: at < last,
            retire: match term.kind() {
                Kind::Category => last > 0,
                Kind::Branch => !all
                    .iter()
                    .any(|other| !other.retired && other.parent.as_ref() == Some(&term.code)),
                Kind::Cause => true,
            },
            note: if term.kind() == Kind::Category {
                term.side.label(cx.lang)
            } else {
                ""
            },
            ..line(cx, actor, term)
        })
        .collect()
}

fn line(cx: &Cx, actor: &Actor, term: &Term) -> Line {
    let (name, other) = cx.lang.pick((&term.zh, &term.en), (&term.en, &term.zh));
    let field = match term.kind() {
        Kind::Category => "category",
        Kind::Branch | Kind::Cause => "cause",
    };
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("view", "all")
        .append_pair("period", &DAYS.to_string())
        .append_pair(field, &term.code)
        .finish();
    Line {
        base: format!("/complaints/terms/{}", term.code),
        code: term.code.clone(),
        name: name.clone(),
        other: other.clone(),
        other_lang: cx.lang.pick("en", "zh-CN"),
        note: "",
        used: term.used,
        used_href: if actor.may(Permission::SeeComplaints) && term.used > 0 {
            format!("/complaints?{query}")
        } else {
            String::new()
        },
        up: false,
        down: false,
        retire: false,
        token: FormToken::new().to_string(),
    }
}

impl TermsPage {
    pub fn new(cx: &Cx, actor: &Actor, terms: &[Term]) -> Self {
        let w = TermText::of(cx.lang);
        let of = |kind: Kind, parent: Option<&str>| -> Vec<&Term> {
            terms
                .iter()
                .filter(|term| !term.retired && term.kind() == kind && term.parent.as_deref() == parent)
                .collect()
        };
        let branches = of(Kind::Branch, None);
        Self {
            page: cx.page(w.title),
            w,
            categories: lines(cx, actor, &of(Kind::Category, None), terms),
            branches: lines(cx, actor, &branches, terms)
                .into_iter()
                .map(|line| {
                    let causes = lines(cx, actor, &of(Kind::Cause, Some(&line.code)), terms);
                    Branch {
                        add: format!("/complaints/terms/new?kind=cause&parent={}", line.code),
                        line: Line {
                            used: causes.iter().map(|cause| cause.used).sum(),
                            ..line
                        },
                        causes,
                    }
                })
                .collect(),
            retired: terms
                .iter()
                .filter(|term| term.retired)
                .map(|term| Line {
                    note: text::kind(term.kind(), cx.lang),
                    // A cause comes back into its branch, so that has to be there.
                    retire: term
                        .parent
                        .as_ref()
                        .is_none_or(|parent| branches.iter().any(|branch| branch.code == *parent)),
                    ..line(cx, actor, term)
                })
                .collect(),
        }
    }
}

/// `/complaints/terms/new`, `/complaints/terms/{code}`
#[derive(Template)]
#[template(path = "complaints/terms/form.html", blocks = ["dialog"])]
pub struct TermPage {
    page: Page,
    w: &'static TermText,
    title: &'static str,
    action: String,
    kind: Kind,
    sides: Vec<Choice>,
    branches: Vec<Choice>,
    notice: &'static str,
    form: FormView,
}

regions!(TermPage {
    main,
    dialog: as_dialog
});

impl TermPage {
    /// `code`: of the term that is changed, or empty for a new one.
    pub fn new(cx: &Cx, kind: Kind, code: &str, terms: &[Term], form: FormView) -> Self {
        let (w, lang) = (TermText::of(cx.lang), cx.lang);
        let title = if code.is_empty() { text::add(kind, w) } else { w.change };
        Self {
            page: cx.page(title),
            w,
            title,
            action: if code.is_empty() {
                "/complaints/terms".to_owned()
            } else {
                format!("/complaints/terms/{code}")
            },
            kind,
            sides: Side::choices(lang),
            branches: branches(terms, lang),
            notice: "",
            form,
        }
    }

    /// As it stands beside what somebody else made of it.
    pub fn against(self) -> Self {
        Self {
            notice: self.w.changed_meanwhile,
            ..self
        }
    }
}

fn branches(terms: &[Term], lang: Lang) -> Vec<Choice> {
    terms
        .iter()
        .filter(|term| term.kind() == Kind::Branch && !term.retired)
        .map(|term| Choice::new(term.code.clone(), lang.pick(&term.zh, &term.en).clone()))
        .collect()
}
