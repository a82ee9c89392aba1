//! Forms of sources.

use serde::Deserialize;
use validator::Validate;

use crate::platform::error::FieldErrors;
use crate::platform::web::{Checker, Form};
use crate::sales::leads::model::NewSource;
use crate::sales::rules::SourceKind;
use crate::values::fault::Fault;
use crate::values::text;

/// How many names of its own a source may have in files.
const ALIASES: usize = 20;
const ALIAS_SIGNS: [char; 7] = ['、', '，', ',', ';', '；', '|', '\n'];

#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct SourceForm {
    kind: String,
    name: String,
    aliases: String,
    retired: String,
    lock_version: String,
}

impl Form for SourceForm {
    type Parsed = NewSource;

    fn parse(&self) -> Result<NewSource, FieldErrors> {
        let mut check = Checker::of(self);
        let kind = check.required("kind", &self.kind, SourceKind::chosen);
        let name = check.optional("name", &self.name, |raw| text::line(raw, 40));
        let aliases = check.optional("aliases", &self.aliases, aliases);
        check.finish(|| {
            Some(NewSource {
                kind: kind?,
                name: name?.unwrap_or_default(),
                aliases: aliases?.unwrap_or_default(),
                retired: self.retired == "1",
                seen: self.lock_version.parse().unwrap_or(-1),
            })
        })
    }

    fn constraint(name: &str) -> Option<(&'static str, Fault)> {
        (name == "lead_sources_name").then_some(("name", Fault::Taken))
    }
}

/// What files call a source, with a sign between them.
fn aliases(raw: &str) -> Result<Vec<String>, Fault> {
    let mut aliases: Vec<String> = Vec::new();
    for part in raw.split(ALIAS_SIGNS) {
        let Some(alias) = text::optional(part, |raw| text::line(raw, 40))? else {
            continue;
        };
        if !aliases.iter().any(|known| text::word(known) == text::word(&alias)) {
            aliases.push(alias);
        }
    }
    if aliases.len() > ALIASES {
        return Err(Fault::TooMany { max: ALIASES });
    }
    Ok(aliases)
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
