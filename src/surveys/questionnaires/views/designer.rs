//! The page where a questionnaire is written: the list, the question, the phone.

use askama::Template;

use super::preview::Preview;
use crate::access::{Actor, Permission};
use crate::platform::db::FormToken;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::surveys::questionnaires::commands;
use crate::surveys::questionnaires::forms::CHOICES;
use crate::surveys::questionnaires::model::{Version, Written};
use crate::surveys::questionnaires::text::{self, DesignText};
use crate::surveys::rules::{Meaning, Op, Paper, Question, QuestionKind, SHOWN_AT_MOST};
use crate::surveys::text as words;
use crate::values::ids::SurveyQuestionId;

/// What of a questionnaire is looked at.
#[derive(Clone, Copy)]
pub struct Look {
    /// The question that is being written.
    pub question: Option<SurveyQuestionId>,
    /// The language of the preview.
    pub lang: Lang,
}

struct SectionLine {
    id: String,
    base: String,
    name: String,
    part: &'static str,
    up: bool,
    down: bool,
    questions: Vec<QuestionLine>,
    add: String,
    token: String,
}

struct QuestionLine {
    id: String,
    base: String,
    href: String,
    number: usize,
    words: String,
    kind: &'static str,
    required: bool,
    conditional: bool,
    current: bool,
    up: bool,
    down: bool,
    token: String,
}

struct VersionLine {
    href: String,
    label: String,
    draft: bool,
    at: String,
    iso: String,
    current: bool,
}

/// The answers to an earlier question that another may depend on.
struct Causes {
    label: String,
    values: Vec<Choice>,
}

/// The form of one question.
struct Editor {
    title: &'static str,
    action: String,
    /// Where it is removed; empty for a new one.
    removal: String,
    remove_token: String,
    kinds: Vec<Choice>,
    meanings: Vec<Choice>,
    causes: Vec<Causes>,
    ops: Vec<Choice>,
    /// (number, code, zh, en)
    choices: Vec<(usize, String, String, String)>,
    has_choices: bool,
}

/// `/questionnaires/{id}`
#[derive(Template)]
#[template(path = "surveys/questionnaires/designer.html", blocks = ["preview"])]
pub struct DesignerPage {
    page: Page,
    w: &'static DesignText,
    base: String,
    title_href: String,
    section_href: String,
    title: String,
    purpose: &'static str,
    standard: bool,
    archived: bool,
    version: String,
    draft: bool,
    may_design: bool,
    /// Whether this version can be changed by this person.
    editable: bool,
    may_discard: bool,
    /// Leads to the newest version when an older one is shown.
    newest: String,
    lock: i32,
    shown: String,
    too_long: String,
    flaws: Vec<String>,
    sections: Vec<SectionLine>,
    kinds: Vec<Choice>,
    editor: Option<Editor>,
    form: FormView,
    preview: Preview,
    preview_lang: &'static str,
    in_chinese: String,
    in_english: String,
    versions: Vec<VersionLine>,
    compare: String,
    token: String,
    copy_token: String,
    archive_token: String,
    notice: &'static str,
}

regions!(DesignerPage {
    main,
    preview: as_preview
});

impl DesignerPage {
    pub fn new(cx: &Cx, actor: &Actor, written: &Written, versions: &[Version], look: Look) -> Self {
        let (w, lang) = (DesignText::of(cx.lang), cx.lang);
        let (paper, version) = (&written.paper, &written.version);
        let base = commands::page(paper.questionnaire);
        let title = lang.pick(&paper.title_zh, &paper.title_en).clone();
        let may_design = actor.may(Permission::DesignSurveys);
        let archived = written.questionnaire.archived_at.is_some();
        let editable = may_design && version.is_draft() && !archived;
        let newest = versions.first().map_or(0, |newest| newest.number);
        let address = |code: &str| {
            let question = look.question.map(|id| format!("&question={id}")).unwrap_or_default();
            format!("{base}?version={}{question}&lang={code}#preview-h", version.number)
        };
        Self {
            page: cx.page(title.clone()),
            w,
            title,
            purpose: words::purpose(paper.purpose, lang),
            standard: written.questionnaire.standard,
            archived,
            version: text::version(version.number, lang),
            draft: version.is_draft(),
            may_design,
            editable,
            may_discard: editable && version.number > 1,
            newest: if version.number < newest {
                base.clone()
            } else {
                String::new()
            },
            lock: version.lock_version,
            shown: text::shown(paper, lang),
            too_long: if paper.most_shown() > SHOWN_AT_MOST {
                text::too_long(paper, lang)
            } else {
                String::new()
            },
            flaws: if editable {
                paper.flaws().iter().map(|flaw| text::flaw(paper, flaw, lang)).collect()
            } else {
                Vec::new()
            },
            sections: lines(paper, &base, version.number, look.question, lang),
            kinds: kinds(lang),
            editor: None,
            form: FormView::blank(),
            preview: Preview::new(paper, look.question, look.lang),
            preview_lang: look.lang.pick("zh", "en"),
            in_chinese: address("zh"),
            in_english: address("en"),
            compare: if versions.len() > 1 {
                format!("{base}/comparison")
            } else {
                String::new()
            },
            versions: versions
                .iter()
                .map(|one| {
                    let at = one.published_at.unwrap_or(one.changed_at);
                    VersionLine {
                        href: format!("{base}?version={}", one.number),
                        label: text::version(one.number, lang),
                        draft: one.is_draft(),
                        at: times::recent(at, cx.now, lang),
                        iso: times::iso(at),
                        current: one.id == version.id,
                    }
                })
                .collect(),
            token: FormToken::new().to_string(),
            copy_token: FormToken::new().to_string(),
            archive_token: FormToken::new().to_string(),
            notice: "",
            title_href: format!("{base}/title"),
            section_href: format!("{base}/sections/new"),
            base,
        }
    }

    /// With the form of this question.
    pub fn editing(self, cx: &Cx, written: &Written, id: SurveyQuestionId, form: FormView) -> Self {
        if !self.editable || written.paper.question(id).is_none() {
            return self;
        }
        let action = format!("{}/questions/{id}", self.base);
        let editor = Editor {
            title: self.w.edit,
            removal: format!("{action}/removal"),
            action,
            ..editor(cx, &form, &written.paper.before(id))
        };
        Self {
            editor: Some(editor),
            form: self.named(form.instead("question", id.to_string())),
            ..self
        }
    }

    /// With the form of a question that is new.
    pub fn writing(self, cx: &Cx, written: &Written, form: FormView) -> Self {
        if !self.editable {
            return self;
        }
        let until = written
            .paper
            .sections
            .iter()
            .position(|section| form.has("section", &section.id.to_string()))
            .unwrap_or(written.paper.sections.len());
        let earlier: Vec<&Question> = written
            .paper
            .sections
            .iter()
            .take(until.saturating_add(1))
            .flat_map(|section| &section.questions)
            .filter(|question| !question.kind.comparisons().is_empty())
            .collect();
        let editor = Editor {
            title: self.w.new_question,
            action: format!("{}/questions", self.base),
            ..editor(cx, &form, &earlier)
        };
        Self {
            editor: Some(editor),
            form: self.named(form),
            ..self
        }
    }

    /// A form whose faults name their fields.
    fn named(&self, form: FormView) -> FormView {
        let w = self.w;
        form.named(
            self.page.lang,
            [
                ("section", w.add_here),
                ("kind", w.kind),
                ("meaning", w.meaning),
                ("zh", w.words_zh),
                ("en", w.words_en),
                ("choices", w.choices),
                ("cause", w.show_if),
                ("op", w.op),
            ],
        )
    }

    /// With what happened meanwhile.
    pub fn telling(self, notice: &'static str) -> Self {
        Self { notice, ..self }
    }
}

fn kinds(lang: Lang) -> Vec<Choice> {
    QuestionKind::ALL
        .iter()
        .map(|kind| Choice::new(kind.code(), words::kind(*kind, lang)))
        .collect()
}

fn lines(paper: &Paper, base: &str, version: i32, current: Option<SurveyQuestionId>, lang: Lang) -> Vec<SectionLine> {
    let last = paper.sections.len().saturating_sub(1);
    let all = paper.questions().count();
    let mut number = 0;
    paper
        .sections
        .iter()
        .enumerate()
        .map(|(at, section)| SectionLine {
            id: section.id.to_string(),
            base: format!("{base}/sections/{}", section.id),
            name: lang.pick(&section.zh, &section.en).clone(),
            part: text::part_or_none(section.part, lang),
            up: at > 0,
            down: at < last,
            questions: section
                .questions
                .iter()
                .map(|question| {
                    number += 1;
                    QuestionLine {
                        id: question.id.to_string(),
                        base: format!("{base}/questions/{}", question.id),
                        href: format!("{base}?version={version}&question={}", question.id),
                        number,
                        words: lang.pick(&question.zh, &question.en).clone(),
                        kind: words::kind(question.kind, lang),
                        required: question.required,
                        conditional: question.show_if.is_some(),
                        current: current == Some(question.id),
                        up: number > 1 || at > 0,
                        down: number < all || at < last,
                        token: FormToken::new().to_string(),
                    }
                })
                .collect(),
            add: format!("{base}?new=score&section={}", section.id),
            token: FormToken::new().to_string(),
        })
        .collect()
}

/// What the form of a question offers; `earlier` are the questions it may depend on.
fn editor(cx: &Cx, form: &FormView, earlier: &[&Question]) -> Editor {
    let lang = cx.lang;
    let kind = QuestionKind::parse(form.value("kind")).unwrap_or(QuestionKind::Score);
    let (codes, zh, en) = (form.list("choice_code"), form.list("choice_zh"), form.list("choice_en"));
    let filled = zh.len().max(en.len());
    // Two empty lines more than there are, and four at least.
    let rows = filled.saturating_add(2).clamp(4, CHOICES);
    let at = |list: &[String], row: usize| list.get(row).cloned().unwrap_or_default();
    Editor {
        title: "",
        action: String::new(),
        removal: String::new(),
        remove_token: FormToken::new().to_string(),
        kinds: kinds(lang),
        meanings: Meaning::ALL
            .iter()
            .map(|meaning| Choice::new(meaning.code(), words::meaning(*meaning, lang)))
            .collect(),
        causes: earlier.iter().map(|question| causes(question, lang)).collect(),
        ops: Op::ALL
            .iter()
            .map(|op| Choice::new(op.code(), words::op(*op, lang)))
            .collect(),
        choices: (0..rows.max(filled))
            .map(|row| (row + 1, at(codes, row), at(zh, row), at(en, row)))
            .collect(),
        has_choices: kind.has_choices() || form.error("choices").is_some(),
    }
}

fn causes(question: &Question, lang: Lang) -> Causes {
    let w = DesignText::of(lang);
    let value = |code: &str, label: &str| Choice::new(format!("{}:{code}", question.id), label);
    Causes {
        label: lang.pick(&question.zh, &question.en).clone(),
        values: match question.kind.range() {
            Some((low, high)) => (low..=high)
                .map(|number| number.to_string())
                .map(|number| value(&number, &number))
                .collect(),
            None if question.kind == QuestionKind::YesNo => vec![value("yes", w.yes), value("no", w.no)],
            None => question
                .choices
                .iter()
                .map(|choice| value(&choice.code, lang.pick(&choice.zh, &choice.en)))
                .collect(),
        },
    }
}
