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
use crate::values::plate::Plate;

/// `POST /complaints/{id}/customer`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct Identify {
    name: String,
    plate: String,
}

impl Form for Identify {
    type Parsed = (PersonName, Option<Plate>);

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        let mut check = Checker::of(self);
        let name = check.required("name", &self.name, PersonName::parse);
        let plate = check.optional("plate", &self.plate, Plate::parse);
        check.finish(|| name.zip(plate))
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
        vec![
            Field::new(Kind::Line, "name", w.name).required().hint(w.identify_hint),
            Field::new(Kind::Line, "plate", w.plate).hint(w.plate_hint),
        ]
    }

    fn start(around: &Around) -> Vec<(&'static str, String)> {
        let left = &around.detail.reporter;
        let plate = Plate::parse(&left.plate).map(|plate| plate.display());
        vec![("name", left.name.clone()), ("plate", plate.unwrap_or_default())]
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

    fn run(tx: &mut Tx<'_>, id: ComplaintId, (name, plate): Self::Parsed) -> Result<Option<ComplaintId>, Error> {
        commands::identify(tx, id, name, plate)?;
        Ok(None)
    }
}
