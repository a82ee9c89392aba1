//! From what was posted to an answer.

use crate::values::fault::Fault;
use crate::values::text;

use super::{Question, QuestionKind, Value};

/// How many characters a short answer may have.
pub const SHORT_TEXT: usize = 200;
/// How many characters a long answer may have.
pub const LONG_TEXT: usize = 2_000;
/// How many questions one customer should be shown at most.
pub const SHOWN_AT_MOST: usize = 12;

impl Question {
    /// What was posted for this question; nothing typed and nothing picked is no answer, whether or not one is required.
    pub fn read(&self, posted: &[String]) -> Result<Option<Value>, Fault> {
        let mut typed = posted.iter().map(|raw| raw.trim()).filter(|raw| !raw.is_empty());
        if self.kind == QuestionKind::Multiple {
            let mut codes: Vec<String> = Vec::new();
            for code in typed {
                self.known(code)?;
                codes.push(code.to_owned());
            }
            // As the questionnaire has them, each once.
            let codes: Vec<String> = self
                .choices
                .iter()
                .filter(|choice| codes.contains(&choice.code))
                .map(|choice| choice.code.clone())
                .collect();
            return Ok((!codes.is_empty()).then_some(Value::Choices(codes)));
        }
        let Some(raw) = typed.next() else { return Ok(None) };
        Ok(Some(match self.kind {
            QuestionKind::Score => Value::Score(self.number(raw)?),
            QuestionKind::Nps => Value::Nps(self.number(raw)?),
            QuestionKind::Single => {
                self.known(raw)?;
                Value::Choice(raw.to_owned())
            }
            QuestionKind::YesNo => match raw {
                "yes" => Value::YesNo(true),
                "no" => Value::YesNo(false),
                _ => return Err(Fault::Choice),
            },
            QuestionKind::ShortText => return text::optional(raw, |raw| text::line(raw, SHORT_TEXT)).map(wrap),
            QuestionKind::LongText => return text::optional(raw, |raw| text::note(raw, LONG_TEXT)).map(wrap),
            // Read above.
            QuestionKind::Multiple => return Ok(None),
        }))
    }

    fn known(&self, code: &str) -> Result<(), Fault> {
        if self.choices.iter().any(|choice| choice.code == code) {
            Ok(())
        } else {
            Err(Fault::Choice)
        }
    }

    fn number(&self, raw: &str) -> Result<u8, Fault> {
        let (min, max) = self.kind.range().ok_or(Fault::Choice)?;
        let raw = text::normalize_width(raw);
        let number: i64 = raw.parse().map_err(|_| Fault::Number)?;
        if number < i64::from(min) {
            return Err(Fault::TooSmall { min: min.into() });
        }
        if number > i64::from(max) {
            return Err(Fault::TooLarge { max: max.into() });
        }
        u8::try_from(number).map_err(|_| Fault::Number)
    }
}

fn wrap(text: Option<String>) -> Option<Value> {
    text.map(Value::Text)
}

#[cfg(test)]
mod tests {
    use super::super::Meaning;
    use super::super::paper::tests::question;
    use super::*;

    fn read(kind: QuestionKind, posted: &[&str]) -> Result<Option<Value>, Fault> {
        let posted: Vec<String> = posted.iter().map(|raw| (*raw).to_owned()).collect();
        question(kind, Meaning::Item).read(&posted)
    }

    #[test]
    fn a_score_is_one_to_five_and_an_nps_nought_to_ten() {
        assert_eq!(read(QuestionKind::Score, &["1"]), Ok(Some(Value::Score(1))));
        assert_eq!(read(QuestionKind::Score, &[" ５ "]), Ok(Some(Value::Score(5))));
        assert_eq!(read(QuestionKind::Score, &["0"]), Err(Fault::TooSmall { min: 1 }));
        assert_eq!(read(QuestionKind::Score, &["6"]), Err(Fault::TooLarge { max: 5 }));
        assert_eq!(read(QuestionKind::Nps, &["0"]), Ok(Some(Value::Nps(0))));
        assert_eq!(read(QuestionKind::Nps, &["10"]), Ok(Some(Value::Nps(10))));
        assert_eq!(read(QuestionKind::Nps, &["11"]), Err(Fault::TooLarge { max: 10 }));
        assert_eq!(read(QuestionKind::Nps, &["-1"]), Err(Fault::TooSmall { min: 0 }));
        assert_eq!(read(QuestionKind::Nps, &["good"]), Err(Fault::Number));
        assert_eq!(read(QuestionKind::Nps, &["99999999999999999999"]), Err(Fault::Number));
    }

    #[test]
    fn only_choices_that_are_offered_are_taken() {
        assert_eq!(read(QuestionKind::Single, &["b"]), Ok(Some(Value::Choice("b".into()))));
        assert_eq!(read(QuestionKind::Single, &["z"]), Err(Fault::Choice));
        assert_eq!(
            read(QuestionKind::Multiple, &["c", "", "a", "c"]),
            Ok(Some(Value::Choices(vec!["a".into(), "c".into()])))
        );
        assert_eq!(read(QuestionKind::Multiple, &["a", "z"]), Err(Fault::Choice));
        assert_eq!(read(QuestionKind::YesNo, &["no"]), Ok(Some(Value::YesNo(false))));
        assert_eq!(read(QuestionKind::YesNo, &["maybe"]), Err(Fault::Choice));
    }

    #[test]
    fn nothing_is_no_answer() {
        for kind in QuestionKind::ALL {
            assert_eq!(read(*kind, &[]), Ok(None), "{}", kind.code());
            assert_eq!(read(*kind, &["", "  "]), Ok(None), "{}", kind.code());
        }
        assert_eq!(read(QuestionKind::LongText, &["\u{200b}"]), Ok(None));
    }

    #[test]
    fn a_text_is_trimmed_and_has_an_end() {
        assert_eq!(
            read(QuestionKind::LongText, &[" 很好 \r\n👍 "]),
            Ok(Some(Value::Text("很好\n👍".into())))
        );
        assert!(read(QuestionKind::LongText, &[&"好".repeat(LONG_TEXT)]).is_ok());
        assert_eq!(
            read(QuestionKind::LongText, &[&"好".repeat(LONG_TEXT + 1)]),
            Err(Fault::TooLong { max: LONG_TEXT })
        );
        assert_eq!(
            read(QuestionKind::ShortText, &[&"a".repeat(SHORT_TEXT + 1)]),
            Err(Fault::TooLong { max: SHORT_TEXT })
        );
    }
}
