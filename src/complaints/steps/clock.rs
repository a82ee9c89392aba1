//! Severity, the crisis checklist, pauses.

use chrono::NaiveDateTime;
use serde::Deserialize;
use validator::Validate;

use super::dealing::seen;
use super::{Around, Step, choices};
use crate::complaints::commands;
use crate::complaints::forms::{LONG, SHORT, id};
use crate::complaints::rules::{PauseReason, Severity};
use crate::complaints::text::{self as words, ComplaintText};
use crate::complaints::views::{Field, Kind};
use crate::platform::db::Tx;
use crate::platform::error::{Error, FieldErrors};
use crate::platform::i18n::times;
use crate::platform::web::{Checker, Form};
use crate::values::date::parse_local;
use crate::values::fault::Fault;
use crate::values::ids::{ComplaintId, StaffId};
use crate::values::text;

/// `POST /complaints/{id}/severity`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct SeverityStep {
    severity: String,
    reason: String,
}

impl Form for SeverityStep {
    type Parsed = (Severity, String);

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        let mut check = Checker::of(self);
        let severity = check.required("severity", &self.severity, Severity::chosen);
        let reason = check.required("reason", &self.reason, |raw| text::note(raw, SHORT));
        check.finish(|| severity.zip(reason))
    }
}

impl Step for SeverityStep {
    const NOUN: &'static str = "severity";

    fn title(w: &'static ComplaintText) -> &'static str {
        w.change_severity
    }

    fn fields(around: &Around) -> Vec<Field> {
        let (w, lang) = (around.w, around.lang);
        vec![
            Field::new(Kind::Pills, "severity", w.severity)
                .required()
                .of(choices!(Severity, words::severity, lang), ""),
            Field::new(Kind::Text, "reason", w.because).required(),
        ]
    }

    fn start(around: &Around) -> Vec<(&'static str, String)> {
        vec![("severity", around.complaint().severity.code().to_owned())]
    }

    fn run(tx: &mut Tx<'_>, id: ComplaintId, (severity, reason): Self::Parsed) -> Result<Option<ComplaintId>, Error> {
        commands::set_severity(tx, id, severity, &reason).map(|()| None)
    }
}

/// `POST /complaints/{id}/crisis`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct Checklist {
    owner_id: String,
    statement: String,
    containment: String,
    next_report_at: String,
    lock_version: String,
}

/// The checklist as filled in.
pub struct FilledIn {
    owner: StaffId,
    statement: Option<String>,
    containment: Option<String>,
    next_report_at: NaiveDateTime,
    lock_version: i32,
}

impl Form for Checklist {
    type Parsed = FilledIn;

    fn parse(&self) -> Result<FilledIn, FieldErrors> {
        let mut check = Checker::of(self);
        let owner = check.required("owner_id", &self.owner_id, id);
        let statement = check.optional("statement", &self.statement, |raw| text::note(raw, LONG));
        let containment = check.optional("containment", &self.containment, |raw| text::note(raw, LONG));
        let next_report_at = check.required("next_report_at", &self.next_report_at, parse_local);
        let lock_version = seen(&self.lock_version);
        check.finish(|| {
            Some(FilledIn {
                owner: owner?,
                statement: statement?,
                containment: containment?,
                next_report_at: next_report_at?,
                lock_version,
            })
        })
    }
}

impl Step for Checklist {
    const NOUN: &'static str = "crisis";
    const CHOOSES: bool = true;
    const IN_A_CRISIS: bool = true;

    fn title(w: &'static ComplaintText) -> &'static str {
        w.crisis
    }

    fn submit(w: &'static ComplaintText) -> &'static str {
        w.save_checklist
    }

    fn fields(around: &Around) -> Vec<Field> {
        let w = around.w;
        vec![
            Field::new(Kind::Choose, "owner_id", w.owner)
                .required()
                .of(around.sheet.workers(), w.not_yet),
            Field::new(Kind::Text, "statement", w.statement),
            Field::new(Kind::Text, "containment", w.containment),
            Field::new(Kind::Moment, "next_report_at", w.next_report).required(),
            Field::new(Kind::Hidden, "lock_version", ""),
        ]
    }

    fn start(around: &Around) -> Vec<(&'static str, String)> {
        let Some(crisis) = &around.crisis else {
            return Vec::new();
        };
        let text = |text: &Option<crate::platform::vault::Pii<String>>| {
            text.as_ref().map(|text| text.expose().clone()).unwrap_or_default()
        };
        let owner = crisis.owner.or(around.complaint().owner_id);
        let report = crisis
            .next_report_at
            .filter(|at| *at >= around.now)
            .map(|at| at.with_timezone(&times::ZONE).format("%Y-%m-%dT%H:%M").to_string());
        vec![
            ("owner_id", owner.map(|owner| owner.to_string()).unwrap_or_default()),
            ("statement", text(&crisis.statement)),
            ("containment", text(&crisis.containment)),
            ("next_report_at", report.unwrap_or_default()),
            ("lock_version", crisis.lock_version.to_string()),
        ]
    }

    fn explain(field: &str, fault: &Fault, around: &Around) -> Option<String> {
        (field == "next_report_at" && *fault == Fault::DateInPast).then(|| around.w.later_than_now.to_owned())
    }

    fn run(tx: &mut Tx<'_>, id: ComplaintId, new: FilledIn) -> Result<Option<ComplaintId>, Error> {
        let next_report_at =
            times::instant(new.next_report_at).ok_or_else(|| Error::field("next_report_at", Fault::Time))?;
        let checklist = commands::Checklist {
            lock_version: new.lock_version,
            owner: new.owner,
            statement: new.statement,
            containment: new.containment,
            next_report_at,
        };
        commands::keep_checklist(tx, id, &checklist).map(|()| None)
    }
}

/// `POST /complaints/{id}/pause`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct PauseStep {
    pause_reason: String,
    note: String,
}

impl Form for PauseStep {
    type Parsed = (PauseReason, Option<String>);

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        let mut check = Checker::of(self);
        let reason = check.required("pause_reason", &self.pause_reason, PauseReason::chosen);
        let note = check.optional("note", &self.note, |raw| text::note(raw, SHORT));
        check.finish(|| reason.zip(note))
    }
}

impl Step for PauseStep {
    const NOUN: &'static str = "pause";

    fn title(w: &'static ComplaintText) -> &'static str {
        w.pause
    }

    fn said(w: &'static ComplaintText) -> &'static str {
        w.paused_now
    }

    fn fields(around: &Around) -> Vec<Field> {
        let (w, lang) = (around.w, around.lang);
        vec![
            Field::new(Kind::Pills, "pause_reason", w.pause_reason)
                .required()
                .of(choices!(PauseReason, words::pause_reason, lang), ""),
            Field::new(Kind::Text, "note", w.remark),
        ]
    }

    fn run(tx: &mut Tx<'_>, id: ComplaintId, (reason, note): Self::Parsed) -> Result<Option<ComplaintId>, Error> {
        commands::pause(tx, id, reason, note.as_deref()).map(|()| None)
    }
}

/// `POST /complaints/{id}/resumption`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct Resume {}

impl Form for Resume {
    type Parsed = ();

    fn parse(&self) -> Result<(), FieldErrors> {
        Ok(())
    }
}

impl Step for Resume {
    const NOUN: &'static str = "resumption";

    fn title(w: &'static ComplaintText) -> &'static str {
        w.resume
    }

    fn said(w: &'static ComplaintText) -> &'static str {
        w.resumed_now
    }

    fn run(tx: &mut Tx<'_>, id: ComplaintId, (): ()) -> Result<Option<ComplaintId>, Error> {
        commands::resume(tx, id).map(|()| None)
    }
}
