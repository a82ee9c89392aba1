//! Two versions side by side.

use askama::Template;

use crate::platform::i18n::Lang;
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::surveys::questionnaires::commands;
use crate::surveys::questionnaires::model::{Version, Written};
use crate::surveys::questionnaires::text::{self, DesignText};
use crate::surveys::rules::{Change, Paper, Question, ShowIf, compare};
use crate::surveys::text as words;
use crate::values::ids::QuestionnaireId;

struct Line {
    change: &'static str,
    /// Empty for what stayed.
    tone: &'static str,
    changed: bool,
    before: Vec<Fact>,
    after: Vec<Fact>,
}

/// One thing about a question, and the language it is worded in, where that isn't the reader's.
struct Fact {
    lang: &'static str,
    text: String,
}

impl Fact {
    fn in_chinese(text: &str) -> Self {
        Self {
            lang: "zh-CN",
            text: text.to_owned(),
        }
    }

    fn in_english(text: &str) -> Self {
        Self {
            lang: "en",
            text: text.to_owned(),
        }
    }

    fn ours(text: String) -> Self {
        Self { lang: "", text }
    }
}

/// `/questionnaires/{id}/comparison`
#[derive(Template)]
#[template(path = "surveys/questionnaires/compare.html")]
pub struct ComparePage {
    page: Page,
    w: &'static DesignText,
    title: String,
    action: String,
    back: String,
    versions: Vec<Choice>,
    form: FormView,
    /// There is something to compare with.
    known: bool,
    before: String,
    after: String,
    all_same: bool,
    lines: Vec<Line>,
}

regions!(ComparePage { main });

impl ComparePage {
    pub fn new(cx: &Cx, id: QuestionnaireId, before: Option<&Written>, after: &Written, versions: &[Version]) -> Self {
        let (w, lang) = (DesignText::of(cx.lang), cx.lang);
        let number = |written: &Written| written.version.number;
        let name = |number: i32| text::version(number, lang);
        let lines = before
            .map(|before| lines(&before.paper, &after.paper, w, lang))
            .unwrap_or_default();
        Self {
            page: cx.page(w.compare_title),
            w,
            title: lang.pick(&after.paper.title_zh, &after.paper.title_en).clone(),
            action: format!("{}/comparison", commands::page(id)),
            back: commands::page(id),
            versions: versions
                .iter()
                .map(|version| Choice::new(version.number.to_string(), name(version.number)))
                .collect(),
            form: FormView::fresh([
                ("from", before.map(number).unwrap_or_default().to_string()),
                ("to", number(after).to_string()),
            ]),
            known: before.is_some(),
            before: before.map(|before| name(number(before))).unwrap_or_default(),
            after: name(number(after)),
            all_same: lines.iter().all(|line| !line.changed),
            lines,
        }
    }
}

fn lines(before: &Paper, after: &Paper, w: &'static DesignText, lang: Lang) -> Vec<Line> {
    let head = head(before, after, w);
    let old = |question: &Question| facts(before, question, w, lang);
    let new = |question: &Question| facts(after, question, w, lang);
    head.into_iter()
        .chain(compare(before, after).into_iter().map(|change| match change {
            Change::Added(question) => Line {
                change: w.added,
                tone: "green",
                changed: true,
                before: Vec::new(),
                after: new(question),
            },
            Change::Removed(question) => Line {
                change: w.gone,
                tone: "red",
                changed: true,
                before: old(question),
                after: Vec::new(),
            },
            Change::Changed { before, after } => Line {
                change: w.altered,
                tone: "amber",
                changed: true,
                before: old(before),
                after: new(after),
            },
            Change::Moved(question) => Line {
                change: w.shifted,
                tone: "blue",
                changed: true,
                before: earlier(before, question).map(old).unwrap_or_default(),
                after: new(question),
            },
            Change::Same(question) => Line {
                change: w.same,
                tone: "",
                changed: false,
                before: earlier(before, question).map(old).unwrap_or_default(),
                after: new(question),
            },
        }))
        .collect()
}

/// The same question in the earlier version.
fn earlier<'paper>(before: &'paper Paper, question: &Question) -> Option<&'paper Question> {
    before.questions().find(|other| other.key == question.key)
}

/// The name and the introduction, where they differ.
fn head(before: &Paper, after: &Paper, w: &'static DesignText) -> Option<Line> {
    let words = |paper: &Paper| [&paper.title_zh, &paper.title_en, &paper.intro_zh, &paper.intro_en].map(Clone::clone);
    let (old, new) = (words(before), words(after));
    let facts = |[title_zh, title_en, intro_zh, intro_en]: &[String; 4]| -> Vec<Fact> {
        [
            Fact::in_chinese(title_zh),
            Fact::in_english(title_en),
            Fact::in_chinese(intro_zh),
            Fact::in_english(intro_en),
        ]
        .into_iter()
        .filter(|fact| !fact.text.is_empty())
        .collect()
    };
    (old != new).then_some(Line {
        change: w.altered,
        tone: "amber",
        changed: true,
        before: facts(&old),
        after: facts(&new),
    })
}

/// What there is to a question, line by line.
fn facts(paper: &Paper, question: &Question, w: &'static DesignText, lang: Lang) -> Vec<Fact> {
    let number = paper
        .questions()
        .position(|other| other.id == question.id)
        .map_or(0, |at| at + 1);
    let mut about = vec![words::kind(question.kind, lang), words::meaning(question.meaning, lang)];
    if question.required {
        about.push(w.required);
    }
    let mut facts = vec![
        Fact::in_chinese(&format!("{number}. {}", question.zh)),
        Fact::in_english(&question.en),
        Fact::ours(about.join(" · ")),
    ];
    for choice in &question.choices {
        facts.push(Fact::in_chinese(&choice.zh));
        facts.push(Fact::in_english(&choice.en));
    }
    if let Some(cause) = &question.show_if {
        facts.push(Fact::ours(condition(paper, cause, w, lang)));
    }
    facts
}

/// `显示条件：第 3 题 等于 是`
fn condition(paper: &Paper, cause: &ShowIf, w: &'static DesignText, lang: Lang) -> String {
    let at = paper
        .questions()
        .position(|question| question.id == cause.question)
        .map_or(0, |at| at + 1);
    let choice = paper
        .question(cause.question)
        .and_then(|question| question.choices.iter().find(|choice| choice.code == cause.value));
    let value = match (cause.value.as_str(), choice) {
        (_, Some(choice)) => lang.pick(choice.zh.as_str(), choice.en.as_str()),
        ("yes", None) => w.yes,
        ("no", None) => w.no,
        (value, None) => value,
    };
    let op = words::op(cause.op, lang);
    lang.pick(
        format!("{}：第 {at} 题{op}「{value}」", w.show_if),
        format!("{}: question {at} {op} “{value}”", w.show_if),
    )
}
