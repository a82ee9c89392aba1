//! What the desk's forms and addresses hold.

use chrono::NaiveDate;
use serde::Deserialize;
use validator::Validate;

use super::model::Wanted;
use crate::platform::db::page::After;
use crate::platform::error::FieldErrors;
use crate::platform::web::{Checker, Form};
use crate::values::date::parse_day;
use crate::values::fault::Fault;
use crate::values::ids::StaffId;

/// Who takes over.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct DisableForm {
    pub to: String,
}

impl Form for DisableForm {
    type Parsed = Option<StaffId>;

    fn parse(&self) -> Result<Option<StaffId>, FieldErrors> {
        let mut check = Checker::of(self);
        let to = check.optional("to", &self.to, |raw| raw.parse().map_err(|_| Fault::Choice));
        check.finish(|| to)
    }
}

/// The filters of the audit log, as they stand in its address; the export posts the same.
#[derive(Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct AuditQuery {
    pub person: String,
    pub action: String,
    pub kind: String,
    pub subject: String,
    pub from: String,
    pub to: String,
    pub after: String,
}

impl Form for AuditQuery {
    type Parsed = Wanted;

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        Ok(self.wanted())
    }
}

impl AuditQuery {
    pub fn wanted(&self) -> Wanted {
        let code = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Wanted {
            person: self.person.parse().ok(),
            action: code(&self.action),
            kind: code(&self.kind),
            subject: self.subject.parse().ok(),
            from: day(&self.from),
            to: day(&self.to),
            after: After::parse(&self.after),
        }
    }

    /// Every filter by name, the place in the list left out.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        vec![
            ("person", self.person.clone()),
            ("action", self.action.clone()),
            ("kind", self.kind.clone()),
            ("subject", self.subject.clone()),
            ("from", self.from.clone()),
            ("to", self.to.clone()),
        ]
    }
}

fn day(raw: &str) -> Option<NaiveDate> {
    parse_day(raw).ok()
}

/// Whose entries a panel shows.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct About {
    pub about: String,
}
