//! Questions as they are shown.

use crate::platform::i18n::Lang;
use crate::platform::web::FormView;
use crate::platform::web::page::Choice;
use crate::surveys::interviews::forms::field;
use crate::surveys::interviews::text;
use crate::surveys::rules::{Paper, Question, QuestionKind};

/// A question.
pub struct Asked {
    /// Of its field.
    pub name: String,
    pub number: usize,
    pub label: String,
    /// The label is in the other language: the question was never translated.
    pub foreign: bool,
    pub kind: &'static str,
    pub required: bool,
    /// Shown after some answers only.
    pub conditional: bool,
    /// What there is to choose from; nothing for a text.
    pub items: Vec<Choice>,
    pub long: bool,
}

/// A section of a questionnaire.
pub struct Group {
    pub title: String,
    pub questions: Vec<Asked>,
}

/// The words of this language, or the others if there are none; and whether they are the others.
pub fn worded(zh: &str, en: &str, lang: Lang) -> (String, bool) {
    let (own, other) = lang.pick((zh, en), (en, zh));
    if own.is_empty() {
        (other.to_owned(), !other.is_empty())
    } else {
        (own.to_owned(), false)
    }
}

/// How scores are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scores {
    Numbers,
    Words,
    /// The number key to press with the words that stand on the sheet.
    Both,
}

/// All questions of a paper, by section.
pub fn groups(paper: &Paper, lang: Lang, scores: Scores) -> Vec<Group> {
    let mut number = 0;
    paper
        .sections
        .iter()
        .map(|section| Group {
            title: worded(&section.zh, &section.en, lang).0,
            questions: section
                .questions
                .iter()
                .map(|question| {
                    number += 1;
                    asked(question, number, lang, scores)
                })
                .collect(),
        })
        .collect()
}

/// A form whose faults name the questions.
pub fn named<'q>(form: FormView, lang: Lang, questions: impl IntoIterator<Item = &'q Asked>) -> FormView {
    let labels: Vec<(String, String)> = questions
        .into_iter()
        .map(|question| {
            (
                question.name.clone(),
                format!("{}. {}", question.number, question.label),
            )
        })
        .collect();
    form.named(lang, labels.iter().map(|(name, label)| (name.as_str(), label.as_str())))
}

/// One question.
pub fn asked(question: &Question, number: usize, lang: Lang, scores: Scores) -> Asked {
    let (label, foreign) = worded(&question.zh, &question.en, lang);
    let numbers = |from: u8, to: u8| (from..=to).map(|value| Choice::new(value.to_string(), value.to_string()));
    let items = match question.kind {
        QuestionKind::Score => (1..=5)
            .map(|value| {
                let label = match scores {
                    Scores::Numbers => value.to_string(),
                    Scores::Words => text::score(value, lang).to_owned(),
                    Scores::Both => format!("{value} {}", text::score(value, lang)),
                };
                Choice::new(value.to_string(), label)
            })
            .collect(),
        QuestionKind::Nps => numbers(0, 10).collect(),
        QuestionKind::YesNo => vec![
            Choice::new("yes", lang.pick("是", "Yes")),
            Choice::new("no", lang.pick("否", "No")),
        ],
        QuestionKind::Single | QuestionKind::Multiple => question
            .choices
            .iter()
            .map(|choice| Choice::new(choice.code.clone(), worded(&choice.zh, &choice.en, lang).0))
            .collect(),
        QuestionKind::ShortText | QuestionKind::LongText => Vec::new(),
    };
    Asked {
        name: field(question),
        number,
        label,
        foreign,
        kind: question.kind.code(),
        required: question.required,
        conditional: question.show_if.is_some(),
        items,
        long: question.kind == QuestionKind::LongText,
    }
}
