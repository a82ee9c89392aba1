//! What the forms of questionnaires hold.

use serde::Deserialize;
use validator::Validate;

use crate::platform::error::FieldErrors;
use crate::platform::web::{Checker, Form};
use crate::surveys::rules::{Choice, Meaning, Op, Part, Purpose, Question, QuestionKind, ShowIf};
use crate::values::fault::Fault;
use crate::values::ids::{SurveyQuestionId, SurveySectionId};
use crate::values::text;

/// The longest name of a questionnaire or a section, in characters.
pub const NAME: usize = 60;
/// The longest introduction.
pub const INTRO: usize = 300;
/// The longest question.
pub const WORDS: usize = 200;
/// The longest choice.
pub const CHOICE: usize = 60;
/// The most choices of a question.
pub const CHOICES: usize = 20;

/// Which version of what is changed the form was opened with.
fn lock(check: &mut Checker, raw: &str) -> Option<i32> {
    check
        .optional("lock_version", raw, |raw| raw.trim().parse().map_err(|_| Fault::Number))
        .map(Option::unwrap_or_default)
}

/// A new questionnaire.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct NewForm {
    pub purpose: String,
    pub title_zh: String,
    pub title_en: String,
    /// `blank` or `standard`.
    pub start: String,
}

pub struct New {
    pub purpose: Purpose,
    pub title_zh: String,
    pub title_en: String,
    pub from_standard: bool,
}

impl Form for NewForm {
    type Parsed = New;

    fn parse(&self) -> Result<New, FieldErrors> {
        let mut check = Checker::of(self);
        let purpose = check.required("purpose", &self.purpose, Purpose::chosen);
        let title_zh = check.required("title_zh", &self.title_zh, |raw| text::line(raw, NAME));
        let title_en = check.required("title_en", &self.title_en, |raw| text::line(raw, NAME));
        let from_standard = match self.start.as_str() {
            "" | "blank" => false,
            "standard" => true,
            _ => {
                check.fault("start", Fault::Choice);
                false
            }
        };
        check.finish(|| {
            Some(New {
                purpose: purpose?,
                title_zh: title_zh?,
                title_en: title_en?,
                from_standard,
            })
        })
    }
}

/// The name and the introduction of a version.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct TitleForm {
    pub title_zh: String,
    pub title_en: String,
    pub intro_zh: String,
    pub intro_en: String,
    pub lock_version: String,
}

pub struct Titled {
    pub title_zh: String,
    pub title_en: String,
    pub intro_zh: String,
    pub intro_en: String,
    pub lock_version: i32,
}

impl Form for TitleForm {
    type Parsed = Titled;

    fn parse(&self) -> Result<Titled, FieldErrors> {
        let mut check = Checker::of(self);
        let title_zh = check.required("title_zh", &self.title_zh, |raw| text::line(raw, NAME));
        let title_en = check.required("title_en", &self.title_en, |raw| text::line(raw, NAME));
        let intro_zh = check.optional("intro_zh", &self.intro_zh, |raw| text::note(raw, INTRO));
        let intro_en = check.optional("intro_en", &self.intro_en, |raw| text::note(raw, INTRO));
        // Nobody reads half an introduction in another language.
        match (&intro_zh, &intro_en) {
            (Some(Some(_)), Some(None)) => check.fault("intro_en", Fault::Required),
            (Some(None), Some(Some(_))) => check.fault("intro_zh", Fault::Required),
            _ => {}
        }
        let lock_version = lock(&mut check, &self.lock_version);
        check.finish(|| {
            Some(Titled {
                title_zh: title_zh?,
                title_en: title_en?,
                intro_zh: intro_zh?.unwrap_or_default(),
                intro_en: intro_en?.unwrap_or_default(),
                lock_version: lock_version?,
            })
        })
    }
}

/// The heading of a section.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct SectionForm {
    pub part: String,
    pub zh: String,
    pub en: String,
    pub lock_version: String,
}

pub struct Headed {
    pub part: Option<Part>,
    pub zh: String,
    pub en: String,
    pub lock_version: i32,
}

impl Form for SectionForm {
    type Parsed = Headed;

    fn parse(&self) -> Result<Headed, FieldErrors> {
        let mut check = Checker::of(self);
        let part = check.optional("part", &self.part, Part::chosen);
        let zh = check.required("zh", &self.zh, |raw| text::line(raw, NAME));
        let en = check.required("en", &self.en, |raw| text::line(raw, NAME));
        let lock_version = lock(&mut check, &self.lock_version);
        check.finish(|| {
            Some(Headed {
                part: part?,
                zh: zh?,
                en: en?,
                lock_version: lock_version?,
            })
        })
    }
}

/// A question, new or changed.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct QuestionForm {
    /// Which question a preview is of; empty for a new one.
    pub question: String,
    /// Where a new one goes.
    pub section: String,
    pub kind: String,
    pub meaning: String,
    pub zh: String,
    pub en: String,
    pub required: String,
    /// Of the choices that were there; empty for a new one.
    pub choice_code: Vec<String>,
    pub choice_zh: Vec<String>,
    pub choice_en: Vec<String>,
    /// `question:value`, or nothing.
    pub cause: String,
    pub op: String,
    pub lock_version: String,
}

#[derive(Clone)]
pub struct Asked {
    pub section: Option<SurveySectionId>,
    pub kind: QuestionKind,
    pub meaning: Meaning,
    pub zh: String,
    pub en: String,
    pub required: bool,
    pub choices: Vec<Choice>,
    pub show_if: Option<ShowIf>,
    pub lock_version: i32,
}

impl Form for QuestionForm {
    type Parsed = Asked;

    fn parse(&self) -> Result<Asked, FieldErrors> {
        let mut check = Checker::of(self);
        let section = check.optional("section", &self.section, |raw| {
            raw.trim().parse().map_err(|_| Fault::Choice)
        });
        let kind = check.required("kind", &self.kind, QuestionKind::chosen);
        let meaning = check.required("meaning", &self.meaning, Meaning::chosen);
        if let (Some(kind), Some(meaning)) = (kind, meaning)
            && !kind.allows(meaning)
        {
            check.fault("meaning", Fault::Mismatch);
        }
        let zh = check.required("zh", &self.zh, |raw| text::line(raw, WORDS));
        let en = check.required("en", &self.en, |raw| text::line(raw, WORDS));
        let choices = match kind {
            Some(kind) if kind.has_choices() => match self.choices() {
                Ok(choices) => Some(choices),
                Err(fault) => {
                    check.fault("choices", fault);
                    None
                }
            },
            _ => Some(Vec::new()),
        };
        let show_if = match self.show_if() {
            Ok(cause) => Some(cause),
            Err(fault) => {
                check.fault("cause", fault);
                None
            }
        };
        let lock_version = lock(&mut check, &self.lock_version);
        check.finish(|| {
            Some(Asked {
                section: section?,
                kind: kind?,
                meaning: meaning?,
                zh: zh?,
                en: en?,
                required: !self.required.is_empty(),
                choices: choices?,
                show_if: show_if?,
                lock_version: lock_version?,
            })
        })
    }
}

impl QuestionForm {
    /// The lines of choices as they were typed: (code, zh, en).
    pub fn lines(&self) -> Vec<(&str, &str, &str)> {
        let rows = self.choice_zh.len().max(self.choice_en.len());
        (0..rows)
            .map(|row| {
                (
                    self.choice_code.get(row).map_or("", String::as_str),
                    self.choice_zh.get(row).map_or("", String::as_str),
                    self.choice_en.get(row).map_or("", String::as_str),
                )
            })
            .collect()
    }

    /// The question as far as it is typed, for a preview; what can't be read stays as it was.
    pub fn sketch(&self, before: &mut Question) {
        if let Some(kind) = QuestionKind::parse(&self.kind) {
            before.kind = kind;
        }
        before.zh = text::single_line(&self.zh);
        before.en = text::single_line(&self.en);
        before.required = !self.required.is_empty();
        before.choices = self
            .lines()
            .into_iter()
            .map(|(code, zh, en)| Choice::new(code, &text::single_line(zh), &text::single_line(en)))
            .filter(|choice| !choice.zh.is_empty() || !choice.en.is_empty())
            .take(CHOICES)
            .collect();
        before.show_if = self.show_if().ok().flatten();
    }

    fn choices(&self) -> Result<Vec<Choice>, Fault> {
        let mut choices: Vec<Choice> = Vec::new();
        for (code, zh, en) in self.lines() {
            let zh = text::optional(zh, |raw| text::line(raw, CHOICE))?;
            let en = text::optional(en, |raw| text::line(raw, CHOICE))?;
            let (zh, en) = match (zh, en) {
                (None, None) => continue,
                (Some(zh), Some(en)) => (zh, en),
                _ => return Err(Fault::Mismatch),
            };
            if choices.iter().any(|other| other.zh == zh || other.en == en) {
                return Err(Fault::Taken);
            }
            let code = code.trim();
            let plain = code.len() <= 40 && code.bytes().all(|sign| sign.is_ascii_alphanumeric() || sign == b'_');
            if !plain || (!code.is_empty() && choices.iter().any(|other| other.code == code)) {
                return Err(Fault::Choice);
            }
            choices.push(Choice::new(code, &zh, &en));
        }
        if choices.len() < 2 {
            return Err(Fault::TooShort { min: 2 });
        }
        if choices.len() > CHOICES {
            return Err(Fault::TooMany { max: CHOICES });
        }
        Ok(coded(choices))
    }

    fn show_if(&self) -> Result<Option<ShowIf>, Fault> {
        let cause = self.cause.trim();
        if cause.is_empty() {
            return Ok(None);
        }
        let (question, value) = cause.split_once(':').ok_or(Fault::Choice)?;
        let question: SurveyQuestionId = question.parse().map_err(|_| Fault::Choice)?;
        let op = if self.op.is_empty() {
            Op::Is
        } else {
            Op::chosen(&self.op)?
        };
        Ok(Some(ShowIf {
            question,
            op,
            value: value.to_owned(),
        }))
    }
}

/// Gives every new choice a code that none has yet: an answer is kept by it.
fn coded(mut choices: Vec<Choice>) -> Vec<Choice> {
    let mut taken: Vec<String> = choices.iter().map(|choice| choice.code.clone()).collect();
    let mut next = 1_u32;
    for choice in choices.iter_mut().filter(|choice| choice.code.is_empty()) {
        while taken.contains(&format!("c{next}")) {
            next += 1;
        }
        choice.code = format!("c{next}");
        taken.push(choice.code.clone());
    }
    choices
}

/// Where something goes: a step up or down, or into a section before a question or at the end.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct MoveForm {
    pub direction: String,
    pub section: String,
    pub before: String,
}

#[derive(Clone, Copy)]
pub enum Move {
    Up,
    Down,
    Into {
        section: SurveySectionId,
        before: Option<SurveyQuestionId>,
    },
}

impl Form for MoveForm {
    type Parsed = Move;

    fn parse(&self) -> Result<Move, FieldErrors> {
        let mut check = Checker::of(self);
        let way = match (self.direction.as_str(), self.section.as_str()) {
            ("up", _) => Some(Move::Up),
            ("down", _) => Some(Move::Down),
            _ => {
                let section = check.required("section", &self.section, |raw| raw.parse().map_err(|_| Fault::Choice));
                let before = check.optional("before", &self.before, |raw| raw.parse().map_err(|_| Fault::Choice));
                section
                    .zip(before)
                    .map(|(section, before)| Move::Into { section, before })
            }
        };
        check.finish(|| way)
    }
}

/// Publishing what was seen.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct SeenForm {
    pub lock_version: String,
}

impl Form for SeenForm {
    type Parsed = i32;

    fn parse(&self) -> Result<i32, FieldErrors> {
        let mut check = Checker::of(self);
        let seen = check.required("lock_version", &self.lock_version, |raw| {
            raw.trim().parse().map_err(|_| Fault::Number)
        });
        check.finish(|| seen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> QuestionForm {
        QuestionForm {
            kind: "single".to_owned(),
            meaning: "item".to_owned(),
            zh: "哪一项？".to_owned(),
            en: "Which?".to_owned(),
            choice_code: vec!["c2".to_owned(), String::new(), String::new()],
            choice_zh: vec!["甲".to_owned(), "乙".to_owned(), String::new()],
            choice_en: vec!["A".to_owned(), "B".to_owned(), String::new()],
            ..QuestionForm::default()
        }
    }

    fn fault(form: &QuestionForm, field: &str) -> Option<Fault> {
        form.parse().err().and_then(|faults| faults.get(field).copied())
    }

    #[test]
    fn a_new_choice_gets_a_code_of_its_own_and_an_old_one_keeps_its() {
        let asked = form().parse().ok().unwrap();
        let codes: Vec<&str> = asked.choices.iter().map(|choice| choice.code.as_str()).collect();
        assert_eq!(codes, ["c2", "c1"]);
    }

    #[test]
    fn half_a_choice_two_alike_and_too_few_are_refused() {
        let mut half = form();
        half.choice_en[1].clear();
        assert_eq!(fault(&half, "choices"), Some(Fault::Mismatch));
        let mut alike = form();
        alike.choice_zh[1] = "甲".to_owned();
        assert_eq!(fault(&alike, "choices"), Some(Fault::Taken));
        let mut few = form();
        few.choice_zh.truncate(1);
        few.choice_en.truncate(1);
        assert_eq!(fault(&few, "choices"), Some(Fault::TooShort { min: 2 }));
        let mut odd = form();
        odd.choice_code[0] = "<b>".to_owned();
        assert_eq!(fault(&odd, "choices"), Some(Fault::Choice));
    }

    #[test]
    fn a_score_has_no_choices_and_cannot_be_a_remark() {
        let mut score = form();
        score.kind = "score".to_owned();
        assert!(score.parse().ok().unwrap().choices.is_empty());
        score.meaning = "remark".to_owned();
        assert_eq!(fault(&score, "meaning"), Some(Fault::Mismatch));
    }

    #[test]
    fn a_condition_names_a_question_and_a_value() {
        let (mut form, id) = (form(), SurveyQuestionId::new());
        form.cause = format!("{id}:yes");
        let asked = form.parse().ok().unwrap();
        let expected = ShowIf {
            question: id,
            op: Op::Is,
            value: "yes".to_owned(),
        };
        assert_eq!(asked.show_if, Some(expected));
        form.cause = "yes".to_owned();
        assert_eq!(fault(&form, "cause"), Some(Fault::Choice));
    }
}
