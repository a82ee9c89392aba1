//! Forms of leads.

use serde::Deserialize;
use validator::Validate;

use super::model::{Contacted, Dismissal, Qualified, Whence};
use super::rules::InvalidReason;
use crate::platform::error::FieldErrors;
use crate::platform::web::{Checker, Form};
use crate::sales::rules::{FollowUpKind, FollowUpOutcome, SourceKind};
use crate::values::fault::Fault;
use crate::values::ids::StaffId;
use crate::values::person_name::PersonName;
use crate::values::phone::Phone;
use crate::values::text;

pub const MODEL: usize = 60;
pub const CITY: usize = 40;
pub const WORDS: usize = 2_000;

/// A source by its id, or the plain one of a kind by its code.
pub fn whence(raw: &str) -> Result<Whence, Fault> {
    match SourceKind::parse(raw) {
        Some(kind) => Ok(Whence::Kind(kind)),
        None => raw.parse().map(Whence::Known).map_err(|_| Fault::Choice),
    }
}

/// A lead taken down by hand.
#[derive(Clone, Debug)]
pub struct Taken {
    pub whence: Whence,
    pub name: PersonName,
    pub phone: Phone,
    pub model: String,
    pub city: String,
    pub words: Option<String>,
    pub owner: Option<StaffId>,
}

#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct LeadForm {
    name: String,
    phone: String,
    source: String,
    model: String,
    city: String,
    words: String,
    owner: String,
}

impl Form for LeadForm {
    type Parsed = Taken;

    fn parse(&self) -> Result<Taken, FieldErrors> {
        let mut check = Checker::of(self);
        let name = check.required("name", &self.name, PersonName::parse);
        let phone = check.required("phone", &self.phone, Phone::parse);
        let whence = check.required("source", &self.source, whence);
        let model = check.optional("model", &self.model, |raw| text::line(raw, MODEL));
        let city = check.optional("city", &self.city, |raw| text::line(raw, CITY));
        let words = check.optional("words", &self.words, |raw| text::note(raw, WORDS));
        let owner = check.optional("owner", &self.owner, |raw| raw.parse().map_err(|_| Fault::Choice));
        check.finish(|| {
            Some(Taken {
                whence: whence?,
                name: name?,
                phone: phone?,
                model: model?.unwrap_or_default(),
                city: city?.unwrap_or_default(),
                words: words?,
                owner: owner?,
            })
        })
    }
}

#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct QualifyForm {
    model: String,
    seen: String,
}

impl Form for QualifyForm {
    type Parsed = Qualified;

    fn parse(&self) -> Result<Qualified, FieldErrors> {
        let mut check = Checker::of(self);
        let model = check.required("model", &self.model, |raw| text::line(raw, MODEL));
        check.finish(|| {
            Some(Qualified {
                model: model?,
                seen: self.seen.parse().unwrap_or(-1),
            })
        })
    }
}

#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct DismissForm {
    because: String,
    note: String,
    seen: String,
}

impl Form for DismissForm {
    type Parsed = Dismissal;

    fn parse(&self) -> Result<Dismissal, FieldErrors> {
        let mut check = Checker::of(self);
        let because = check.required("because", &self.because, |raw| match InvalidReason::chosen(raw)? {
            InvalidReason::TakenBack => Err(Fault::Choice),
            because => Ok(because),
        });
        let note = check.optional("note", &self.note, |raw| text::note(raw, 500));
        if because == Some(InvalidReason::Other) && note == Some(None) {
            check.fault("note", Fault::Required);
        }
        check.finish(|| {
            Some(Dismissal {
                because: because?,
                note: note?,
                seen: self.seen.parse().unwrap_or(-1),
            })
        })
    }
}

#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct ContactForm {
    kind: String,
    outcome: String,
    note: String,
}

impl Form for ContactForm {
    type Parsed = Contacted;

    fn parse(&self) -> Result<Contacted, FieldErrors> {
        let mut check = Checker::of(self);
        let kind = check.required("kind", &self.kind, FollowUpKind::chosen);
        let outcome = check.required("outcome", &self.outcome, FollowUpOutcome::chosen);
        let note = check.required("note", &self.note, |raw| text::note(raw, WORDS));
        if let (Some(kind), Some(outcome)) = (kind, outcome)
            && !outcome.fits(kind)
        {
            check.fault("outcome", Fault::Mismatch);
        }
        check.finish(|| {
            Some(Contacted {
                kind: kind?,
                outcome: outcome?,
                note: note?,
            })
        })
    }
}
