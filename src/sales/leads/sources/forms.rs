//! Forms of sources.

use serde::Deserialize;
use validator::Validate;

use crate::platform::error::FieldErrors;
use crate::platform::web::{Checker, Form};
use crate::sales::leads::model::NewSource;
use crate::sales::rules::SourceKind;
use crate::values::fault::Fault;
use crate::values::text;

#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct SourceForm {
    kind: String,
    name: String,
    retired: String,
    lock_version: String,
}

impl Form for SourceForm {
    type Parsed = NewSource;

    fn parse(&self) -> Result<NewSource, FieldErrors> {
        let mut check = Checker::of(self);
        let kind = check.required("kind", &self.kind, SourceKind::chosen);
        let name = check.optional("name", &self.name, |raw| text::line(raw, 40));
        check.finish(|| {
            Some(NewSource {
                kind: kind?,
                name: name?.unwrap_or_default(),
                retired: self.retired == "1",
                seen: self.lock_version.parse().unwrap_or(-1),
            })
        })
    }

    fn constraint(name: &str) -> Option<(&'static str, Fault)> {
        (name == "lead_sources_name").then_some(("name", Fault::Taken))
    }
}

/// Whether posts of a source are signed: `on` makes a new secret.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct SigningForm {
    signing: String,
}

impl Form for SigningForm {
    type Parsed = bool;

    fn parse(&self) -> Result<bool, FieldErrors> {
        let mut check = Checker::of(self);
        let on = check.required("signing", &self.signing, |raw| match raw {
            "on" => Ok(true),
            "off" => Ok(false),
            _ => Err(Fault::Choice),
        });
        check.finish(|| on)
    }
}
