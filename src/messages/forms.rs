//! What the forms of templates hold.

use serde::Deserialize;
use validator::Validate;

use crate::platform::error::FieldErrors;
use crate::platform::web::{Checker, Form};
use crate::values::text;

const SUBJECT: usize = 120;
const BODY: usize = 4_000;

/// `POST /templates/{key}/{channel}/{lang}`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct WordingForm {
    /// Empty where the channel has none.
    pub subject: String,
    pub body: String,
    pub lock_version: String,
}

pub struct Worded {
    pub subject: String,
    pub body: String,
    pub lock_version: i32,
}

impl Form for WordingForm {
    type Parsed = Worded;

    fn parse(&self) -> Result<Worded, FieldErrors> {
        let mut check = Checker::of(self);
        let subject = check.optional("subject", &self.subject, |raw| text::line(raw, SUBJECT));
        let body = check.required("body", &self.body, |raw| text::note(raw, BODY));
        check.finish(|| {
            Some(Worded {
                subject: subject?.unwrap_or_default(),
                body: body?,
                lock_version: self.lock_version.parse().unwrap_or_default(),
            })
        })
    }
}

/// `POST /templates/{key}/{channel}/{lang}/reset`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct ResetForm {
    pub lock_version: String,
}

impl Form for ResetForm {
    type Parsed = i32;

    fn parse(&self) -> Result<i32, FieldErrors> {
        Ok(self.lock_version.parse().unwrap_or_default())
    }
}
