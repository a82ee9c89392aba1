//! What the forms of interviews hold.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use validator::Validate;

use super::model::{CALL_NOTE, Finish, NewAttempt, NewSheet, SHEET_NUMBER, Whom};
use super::rules::CallResult;
use crate::platform::error::FieldErrors;
use crate::platform::i18n::times;
use crate::platform::web::{Checker, Form};
use crate::surveys::rules::{Given, Paper, Question, Value, Wishes};
use crate::values::date::parse_local;
use crate::values::fault::Fault;
use crate::values::phone::Phone;
use crate::values::text;

/// The number of a sheet as it is kept: however it is typed, it is one number.
fn sheet_number(typed: &str) -> String {
    let kept = typed.chars().filter(|letter| !letter.is_whitespace());
    kept.collect::<String>().to_uppercase()
}

/// The field that answers a question.
pub fn field(question: &Question) -> String {
    format!("q-{}", question.id)
}

/// What was posted for the questions, and what of it can't be read.
pub fn answers<'a>(
    questions: impl IntoIterator<Item = &'a Question>,
    pairs: &[(String, String)],
) -> (Given, FieldErrors) {
    let (mut given, mut faults) = (Given::new(), FieldErrors::new());
    for question in questions {
        let name = field(question);
        let posted: Vec<String> = pairs
            .iter()
            .filter(|(field, _)| *field == name)
            .map(|(_, value)| value.clone())
            .collect();
        match question.read(&posted) {
            Ok(Some(value)) => {
                given.insert(question.id, value);
            }
            Ok(None) => {}
            Err(fault) => {
                faults.insert(name, fault);
            }
        }
    }
    (given, faults)
}

/// As [`answers`] of a whole paper, when it is sent off: what must be answered is.
pub fn complete(paper: &Paper, pairs: &[(String, String)]) -> Result<Given, FieldErrors> {
    let (given, mut faults) = answers(paper.questions(), pairs);
    for id in paper.missing(&given) {
        if let Some(question) = paper.question(id) {
            faults.entry(field(question)).or_insert(Fault::Required);
        }
    }
    if faults.is_empty() {
        Ok(paper.kept(&given))
    } else {
        Err(faults)
    }
}

/// As [`answers`] of one page: what must be answered there is.
pub fn page(questions: &[&Question], pairs: &[(String, String)]) -> (Given, FieldErrors) {
    let (given, mut faults) = answers(questions.iter().copied(), pairs);
    for question in questions {
        if question.required && !given.contains_key(&question.id) {
            faults.entry(field(question)).or_insert(Fault::Required);
        }
    }
    (given, faults)
}

/// What a form shows of the answers: (field, value) pairs.
pub fn typed(paper: &Paper, given: &Given) -> Vec<(String, String)> {
    paper
        .questions()
        .filter_map(|question| Some((field(question), given.get(&question.id)?)))
        .flat_map(|(name, value)| raw(value).into_iter().map(move |raw| (name.clone(), raw)))
        .collect()
}

fn raw(value: &Value) -> Vec<String> {
    match value {
        Value::Score(number) | Value::Nps(number) => vec![number.to_string()],
        Value::Choice(code) => vec![code.clone()],
        Value::Choices(codes) => codes.clone(),
        Value::YesNo(yes) => vec![if *yes { "yes" } else { "no" }.to_owned()],
        Value::Text(text) => vec![text.clone()],
    }
}

/// `POST /survey-calls/{id}/attempts`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct AttemptForm {
    pub result: String,
    pub again_at: String,
    /// The customer asked for a time at which nobody calls otherwise.
    pub outside: String,
    pub call_note: String,
    pub lock_version: String,
}

impl Form for AttemptForm {
    type Parsed = NewAttempt;

    fn parse(&self) -> Result<NewAttempt, FieldErrors> {
        let mut check = Checker::of(self);
        // An interview is finished with its answers, not here.
        let result = check.required("result", &self.result, |raw| {
            CallResult::chosen(raw).and_then(|result| {
                if CallResult::WITHOUT.contains(&result) {
                    Ok(result)
                } else {
                    Err(Fault::Choice)
                }
            })
        });
        let again_at = if result == Some(CallResult::Later) {
            check.required("again_at", &self.again_at, moment).map(Some)
        } else {
            check.optional("again_at", &self.again_at, moment)
        };
        let note = check.optional("call_note", &self.call_note, |raw| text::note(raw, CALL_NOTE));
        check.finish(|| {
            Some(NewAttempt {
                result: result?,
                again_at: again_at?,
                outside: self.outside == "1",
                note: note?,
                seen: self.lock_version.parse().unwrap_or_default(),
            })
        })
    }
}

fn moment(raw: &str) -> Result<DateTime<Utc>, Fault> {
    times::instant(parse_local(raw)?).ok_or(Fault::Time)
}

/// `POST /survey-calls/{id}/submission`, but for the answers.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct FinishForm {
    pub consented: String,
    pub call_me: String,
    pub complaint: String,
    pub note: String,
}

impl Form for FinishForm {
    type Parsed = Finish;

    fn parse(&self) -> Result<Finish, FieldErrors> {
        let mut check = Checker::of(self);
        if self.consented != "1" {
            check.fault("consented", Fault::Required);
        }
        let note = check.optional("note", &self.note, |raw| text::note(raw, CALL_NOTE));
        check.finish(|| {
            Some(Finish {
                note: note?,
                wishes: Wishes {
                    call: self.call_me == "1",
                    complaint: self.complaint == "1",
                },
            })
        })
    }
}

/// `POST /surveys/{id}/paper`, but for the answers.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct SheetForm {
    pub number: String,
    pub phone: String,
    pub call_me: String,
    pub complaint: String,
}

impl Form for SheetForm {
    type Parsed = NewSheet;

    fn parse(&self) -> Result<NewSheet, FieldErrors> {
        let mut check = Checker::of(self);
        let number = check.required("number", &self.number, |raw| {
            text::line(&text::normalize_width(raw), SHEET_NUMBER).map(|typed| sheet_number(&typed))
        });
        let phone = check.optional("phone", &self.phone, Phone::parse);
        check.finish(|| {
            Some(NewSheet {
                number: number?,
                phone: phone?,
                wishes: Wishes {
                    call: self.call_me == "1",
                    complaint: self.complaint == "1",
                },
            })
        })
    }

    fn constraint(name: &str) -> Option<(&'static str, Fault)> {
        (name == "survey_sheets_number").then_some(("number", Fault::Taken))
    }
}

/// `POST /surveys/{id}/on-site`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct HandOverForm {
    /// `visit:…`, `customer:…` or `nobody`.
    pub whom: String,
}

impl HandOverForm {
    pub fn whom(raw: &str) -> Option<Whom> {
        match raw.split_once(':') {
            Some(("visit", id)) => id.parse().ok().map(Whom::Visit),
            Some(("customer", id)) => id.parse().ok().map(Whom::Customer),
            _ if raw == "nobody" => Some(Whom::Nameless),
            _ => None,
        }
    }
}

impl Form for HandOverForm {
    type Parsed = Whom;

    fn parse(&self) -> Result<Whom, FieldErrors> {
        let mut check = Checker::of(self);
        let whom = check.required("whom", &self.whom, |raw| Self::whom(raw).ok_or(Fault::Choice));
        check.finish(|| whom)
    }
}

/// `POST /on-site/{token}`, but for the answers: which page was filled in, and where to go from there.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct StepForm {
    /// The section on the page, or `end`.
    pub section: String,
    /// `back`, or forward.
    pub then: String,
    pub call_me: String,
    pub complaint: String,
}

impl Form for StepForm {
    type Parsed = Wishes;

    fn parse(&self) -> Result<Wishes, FieldErrors> {
        Ok(Wishes {
            call: self.call_me == "1",
            complaint: self.complaint == "1",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_has_one_number_however_it_is_typed() {
        for typed in ["p-001", "P-001", " ｐ－００１ ", "P- 001"] {
            let form = SheetForm {
                number: typed.into(),
                ..SheetForm::default()
            };
            assert_eq!(form.parse().ok().unwrap().number, "P-001", "{typed}");
        }
    }
}
