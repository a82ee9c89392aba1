//! Forms of the imports room.

use serde::Deserialize;
use validator::Validate;

use super::rules::columns::{Kind, Mapping};
use crate::platform::error::FieldErrors;
use crate::platform::web::{Checker, Form};
use crate::values::fault::Fault;

/// Which column holds what: a field code per column, in their order; empty for a column that is left out.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct ColumnsForm {
    pub kind: String,
    #[validate(length(max = 300))]
    pub columns: Vec<String>,
    pub lock_version: String,
}

/// The columns as chosen, and the version of the import that they were chosen for.
pub struct Columns {
    pub mapping: Mapping,
    pub seen: i32,
}

impl Form for ColumnsForm {
    type Parsed = Columns;

    fn parse(&self) -> Result<Columns, FieldErrors> {
        let mut check = Checker::of(self);
        let mapping = Mapping::of_codes(Kind::parse(&self.kind).unwrap_or_default(), &self.columns);
        if !mapping.missing().is_empty() {
            check.fault("columns", Fault::Required);
        } else if !mapping.twice().is_empty() {
            check.fault("columns", Fault::Taken);
        }
        let seen = check.required("lock_version", &self.lock_version, |raw| {
            raw.parse::<i32>().map_err(|_| Fault::Number)
        });
        check.finish(|| Some(Columns { mapping, seen: seen? }))
    }
}

/// The file is a list of something else than was chosen.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct KindForm {
    pub kind: String,
    pub lock_version: String,
}

impl Form for KindForm {
    type Parsed = (Kind, i32);

    fn parse(&self) -> Result<(Kind, i32), FieldErrors> {
        let mut check = Checker::of(self);
        let kind = check.required("kind", &self.kind, Kind::chosen);
        let seen = check.required("lock_version", &self.lock_version, |raw| {
            raw.parse::<i32>().map_err(|_| Fault::Number)
        });
        check.finish(|| Some((kind?, seen?)))
    }
}

/// What the file is a list of; customers, if nobody says.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct UploadForm {
    pub kind: String,
}

impl UploadForm {
    pub fn kind(&self) -> Kind {
        Kind::parse(&self.kind).unwrap_or_default()
    }
}

impl Form for UploadForm {
    type Parsed = ();

    fn parse(&self) -> Result<(), FieldErrors> {
        Ok(())
    }
}
