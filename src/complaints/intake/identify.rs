//! Who it was that complained: from what they left, a customer of the store.

use serde::Deserialize;
use validator::Validate;

use super::commands;
use crate::complaints::steps::{Around, Step};
use crate::complaints::text::ComplaintText;
use crate::complaints::views::{Field, Kind};
use crate::platform::db::Tx;
use crate::platform::error::{Error, FieldErrors};
use crate::platform::web::{Checker, Form};
use crate::values::fault::Fault;
use crate::values::ids::ComplaintId;
use crate::values::person_name::PersonName;

/// `POST /complaints/{id}/customer`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct Identify {
    name: String,
}

impl Form for Identify {
    type Parsed = PersonName;

    fn parse(&self) -> Result<PersonName, FieldErrors> {
        let mut check = Checker::of(self);
        let name = check.required("name", &self.name, PersonName::parse);
        check.finish(|| name)
    }
}

impl Step for Identify {
    const NOUN: &'static str = "customer";

    fn title(w: &'static ComplaintText) -> &'static str {
        w.identify
    }

    fn said(w: &'static ComplaintText) -> &'static str {
        w.identified
    }

    fn fields(around: &Around) -> Vec<Field> {
        let w = around.w;
        vec![Field::new(Kind::Line, "name", w.name).required().hint(w.identify_hint)]
    }

    fn start(around: &Around) -> Vec<(&'static str, String)> {
        vec![("name", around.detail.reporter.name.clone())]
    }

    fn explain(_field: &str, fault: &Fault, around: &Around) -> Option<String> {
        let w = around.w;
        let words = match fault {
            Fault::Taken => Some(w.identify_several),
            Fault::Mismatch => Some(w.identify_nothing),
            _ => None,
        };
        words.map(str::to_owned)
    }

    fn run(tx: &mut Tx<'_>, id: ComplaintId, name: PersonName) -> Result<Option<ComplaintId>, Error> {
        commands::identify(tx, id, name)?;
        Ok(None)
    }
}
