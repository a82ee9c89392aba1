//! A version as a phone shows it.

use crate::platform::i18n::Lang;
use crate::surveys::rules::{Paper, Question, QuestionKind};
use crate::values::ids::SurveyQuestionId;

/// A version as a phone shows it.
pub struct Preview {
    /// `zh-CN`, `en`
    pub tag: &'static str,
    pub title: String,
    pub intro: String,
    pub sections: Vec<Heading>,
    pub yes: &'static str,
    pub no: &'static str,
    pub low: &'static str,
    pub high: &'static str,
    pub required: &'static str,
    pub shown_if: &'static str,
    pub scores: Vec<(u8, &'static str)>,
}

pub struct Heading {
    pub name: String,
    pub questions: Vec<Shown>,
}

pub struct Shown {
    pub number: usize,
    pub words: String,
    pub kind: QuestionKind,
    pub required: bool,
    pub conditional: bool,
    /// The one that is being written.
    pub current: bool,
    pub choices: Vec<String>,
}

impl Preview {
    pub fn new(paper: &Paper, current: Option<SurveyQuestionId>, lang: Lang) -> Self {
        let w = super::DesignText::of(lang);
        let say = |zh: &str, en: &str| lang.pick(zh, en).to_owned();
        let mut number = 0;
        let mut shown = |question: &Question| {
            number += 1;
            Shown {
                number,
                words: say(&question.zh, &question.en),
                kind: question.kind,
                required: question.required,
                conditional: question.show_if.is_some(),
                current: current == Some(question.id),
                choices: question
                    .choices
                    .iter()
                    .map(|choice| say(&choice.zh, &choice.en))
                    .collect(),
            }
        };
        Self {
            tag: lang.tag(),
            title: say(&paper.title_zh, &paper.title_en),
            intro: say(&paper.intro_zh, &paper.intro_en),
            sections: paper
                .sections
                .iter()
                .map(|section| Heading {
                    name: say(&section.zh, &section.en),
                    questions: section.questions.iter().map(&mut shown).collect(),
                })
                .collect(),
            yes: w.yes,
            no: w.no,
            low: w.low,
            high: w.high,
            required: w.required_mark,
            shown_if: w.shown_if,
            scores: vec![
                (1, lang.pick("很不满意", "Very dissatisfied")),
                (2, lang.pick("不满意", "Dissatisfied")),
                (3, lang.pick("一般", "Neutral")),
                (4, lang.pick("满意", "Satisfied")),
                (5, lang.pick("非常满意", "Very satisfied")),
            ],
        }
    }
}
