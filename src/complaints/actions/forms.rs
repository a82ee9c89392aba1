//! What the forms of corrective actions hold.

use chrono::NaiveDate;
use serde::Deserialize;
use validator::Validate;

use crate::complaints::model::Effect;
use crate::platform::error::FieldErrors;
use crate::platform::web::{Checker, Form};
use crate::values::date::parse_day;
use crate::values::fault::Fault;
use crate::values::ids::StaffId;
use crate::values::text;

const TITLE: usize = 100;
const NOTE: usize = 2_000;

/// A new action, or the plan of one.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct PlanForm {
    pub title: String,
    pub measure: String,
    pub cause: String,
    /// Number of a complaint; only asked of a new action.
    pub complaint: String,
    pub owner_id: String,
    pub due_on: String,
    pub lock_version: String,
}

pub struct Plan {
    pub title: String,
    pub measure: String,
    pub cause: Option<String>,
    pub complaint: Option<String>,
    pub owner: StaffId,
    pub due_on: NaiveDate,
    /// 0 for a new one.
    pub lock_version: i32,
}

impl Form for PlanForm {
    type Parsed = Plan;

    fn parse(&self) -> Result<Plan, FieldErrors> {
        let mut check = Checker::of(self);
        let title = check.required("title", &self.title, |raw| text::line(raw, TITLE));
        let measure = check.required("measure", &self.measure, |raw| text::note(raw, NOTE));
        let cause = check.optional("cause", &self.cause, |raw| text::line(raw, 40));
        let complaint = check.optional("complaint", &self.complaint, |raw| text::line(&raw.to_uppercase(), 40));
        let owner = check.required("owner_id", &self.owner_id, |raw| raw.parse().map_err(|_| Fault::Choice));
        let due_on = check.required("due_on", &self.due_on, parse_day);
        check.finish(|| {
            Some(Plan {
                title: title?,
                measure: measure?,
                cause: cause?,
                complaint: complaint?,
                owner: owner?,
                due_on: due_on?,
                lock_version: self.lock_version.parse().unwrap_or_default(),
            })
        })
    }
}

/// An action is done.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct FinishForm {
    pub done_note: String,
    pub lock_version: String,
}

pub struct Finished {
    pub note: String,
    pub lock_version: i32,
}

impl Form for FinishForm {
    type Parsed = Finished;

    fn parse(&self) -> Result<Finished, FieldErrors> {
        let mut check = Checker::of(self);
        let note = check.required("done_note", &self.done_note, |raw| text::note(raw, NOTE));
        check.finish(|| {
            Some(Finished {
                note: note?,
                lock_version: self.lock_version.parse().unwrap_or_default(),
            })
        })
    }
}

/// Whether it helped.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct CheckForm {
    pub effect: String,
    pub evidence: String,
    pub lock_version: String,
}

pub struct Judged {
    pub effect: Effect,
    pub evidence: String,
    pub lock_version: i32,
}

impl Form for CheckForm {
    type Parsed = Judged;

    fn parse(&self) -> Result<Judged, FieldErrors> {
        let mut check = Checker::of(self);
        let effect = check.required("effect", &self.effect, Effect::chosen);
        let evidence = check.required("evidence", &self.evidence, |raw| text::note(raw, NOTE));
        check.finish(|| {
            Some(Judged {
                effect: effect?,
                evidence: evidence?,
                lock_version: self.lock_version.parse().unwrap_or_default(),
            })
        })
    }
}
