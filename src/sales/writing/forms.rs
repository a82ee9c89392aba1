//! What is typed to write to a prospect.

use serde::Deserialize;
use validator::Validate;

use super::model::NewLetter;
use super::rules::gives_figure;
use super::text::with_source;
use crate::messages::catalogue;
use crate::messages::rules::{MessageChannel, variables};
use crate::platform::error::FieldErrors;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::{Checker, Form};
use crate::values::date::parse_local;
use crate::values::fault::Fault;
use crate::values::text;

const LONG: usize = 2_000;
const SUBJECT: usize = 120;
const SOURCE: usize = 120;

/// `POST /opportunities/{id}/messages`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct LetterForm {
    pub wording: String,
    pub lang: String,
    pub how: String,
    pub subject: String,
    pub text: String,
    /// Where a figure of fuel or range comes from.
    pub source: String,
    pub next_at: String,
}

impl Form for LetterForm {
    type Parsed = NewLetter;

    fn parse(&self) -> Result<NewLetter, FieldErrors> {
        let mut check = Checker::of(self);
        let lang = Lang::from_code(&self.lang);
        let spec = catalogue::of_sales().find(|spec| spec.key == self.wording);
        if spec.is_none() {
            check.fault("wording", Fault::Choice);
        }
        let how = check.required("how", &self.how, MessageChannel::chosen);
        let subject = if how == Some(MessageChannel::Email) {
            check.required("subject", &self.subject, |raw| text::line(raw, SUBJECT))
        } else {
            Some(String::new())
        };
        let said = check.required("text", &self.text, |raw| text::note(raw, LONG));
        let source = check.optional("source", &self.source, |raw| text::line(raw, SOURCE));
        let next_at = check.required("next_at", &self.next_at, |raw| {
            times::instant(parse_local(raw)?).ok_or(Fault::Time)
        });
        if let Some(said) = &said {
            if source == Some(None) && gives_figure(said) {
                check.fault("source", Fault::Required);
            }
            // A variable that nobody filled in is no message.
            if !variables(said).is_empty() {
                check.fault("text", Fault::Choice);
            }
        }
        check.finish(|| {
            Some(NewLetter {
                key: spec?.key,
                lang,
                how: how?,
                subject: subject?,
                text: with_source(said?, source?.as_deref(), lang),
                next_at: next_at?,
            })
        })
    }
}
