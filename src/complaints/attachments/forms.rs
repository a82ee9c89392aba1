//! What comes with photos and papers.

use serde::Deserialize;
use validator::Validate;

use crate::complaints::forms::LONG;
use crate::platform::error::FieldErrors;
use crate::platform::web::{Checker, Form};
use crate::values::text;

/// What is said about the files.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct AttachForm {
    pub body: String,
}

impl Form for AttachForm {
    type Parsed = Option<String>;

    fn parse(&self) -> Result<Option<String>, FieldErrors> {
        let mut check = Checker::of(self);
        let body = check.optional("body", &self.body, |raw| text::note(raw, LONG));
        check.finish(|| body)
    }
}
