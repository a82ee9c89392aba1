//! Merging into another complaint, splitting a part off.

use serde::Deserialize;
use validator::Validate;

use super::{Around, Step, choices};
use crate::complaints::commands::{self, Part};
use crate::complaints::forms::LONG;
use crate::complaints::rules::Severity;
use crate::complaints::text::{self as words, ComplaintText};
use crate::complaints::views::{Field, Kind};
use crate::platform::db::Tx;
use crate::platform::error::{Error, FieldErrors};
use crate::platform::web::{Checker, Form};
use crate::values::fault::Fault;
use crate::values::ids::ComplaintId;
use crate::values::number::RecordNumber;
use crate::values::text;

/// `POST /complaints/{id}/merger`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct MergeStep {
    number: String,
}

impl Form for MergeStep {
    type Parsed = RecordNumber;

    fn parse(&self) -> Result<RecordNumber, FieldErrors> {
        let mut check = Checker::of(self);
        let number = check.required("number", &self.number, RecordNumber::parse);
        check.finish(|| number)
    }
}

impl Step for MergeStep {
    const NOUN: &'static str = "merger";
    const LOOK: &'static str = "danger";

    fn title(w: &'static ComplaintText) -> &'static str {
        w.merge
    }

    fn said(w: &'static ComplaintText) -> &'static str {
        w.merged
    }

    fn fields(around: &Around) -> Vec<Field> {
        vec![
            Field::new(Kind::Line, "number", around.w.merge_number)
                .required()
                .hint(around.w.merge_hint),
        ]
    }

    fn explain(_: &str, fault: &Fault, around: &Around) -> Option<String> {
        let w = around.w;
        let words = match fault {
            Fault::RecordNumber => Some(w.merge_none),
            Fault::Taken => Some(w.merge_itself),
            Fault::Mismatch => Some(w.merge_other),
            _ => None,
        };
        words.map(str::to_owned)
    }

    fn run(tx: &mut Tx<'_>, id: ComplaintId, number: RecordNumber) -> Result<Option<ComplaintId>, Error> {
        commands::merge(tx, id, &number.to_string()).map(Some)
    }
}

/// `POST /complaints/{id}/split`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct SplitStep {
    facts: String,
    category: String,
    severity: String,
}

impl Form for SplitStep {
    type Parsed = Part;

    fn parse(&self) -> Result<Part, FieldErrors> {
        let mut check = Checker::of(self);
        let facts = check.required("facts", &self.facts, |raw| text::note(raw, LONG));
        let category = check.required("category", &self.category, |raw| text::line(raw, 40));
        let severity = check.required("severity", &self.severity, Severity::chosen);
        check.finish(|| {
            Some(Part {
                facts: facts?,
                category: category?,
                severity: severity?,
            })
        })
    }
}

impl Step for SplitStep {
    const NOUN: &'static str = "split";
    const CHOOSES: bool = true;

    fn title(w: &'static ComplaintText) -> &'static str {
        w.split
    }

    fn said(w: &'static ComplaintText) -> &'static str {
        w.splitted
    }

    fn fields(around: &Around) -> Vec<Field> {
        let (w, lang) = (around.w, around.lang);
        vec![
            Field::new(Kind::Text, "facts", w.facts).required().hint(w.split_hint),
            Field::new(Kind::Choose, "category", w.category)
                .required()
                .of(around.sheet.categories(), ""),
            Field::new(Kind::Pills, "severity", w.severity)
                .required()
                .of(choices!(Severity, words::severity, lang), ""),
        ]
    }

    fn start(around: &Around) -> Vec<(&'static str, String)> {
        vec![
            ("category", around.complaint().category.clone()),
            ("severity", around.complaint().severity.code().to_owned()),
        ]
    }

    fn run(tx: &mut Tx<'_>, id: ComplaintId, part: Part) -> Result<Option<ComplaintId>, Error> {
        commands::split(tx, id, &part).map(Some)
    }
}
