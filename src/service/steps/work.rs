//! Waiting for parts, done, checked.

use chrono::NaiveDate;
use serde::Deserialize;
use validator::Validate;

use super::{Around, Step, choices};
use crate::platform::db::Tx;
use crate::platform::error::{Error, FieldErrors};
use crate::platform::web::page::Choice;
use crate::platform::web::steps::{Field, Kind};
use crate::platform::web::{Checker, Form};
use crate::service::commands::{self, Verdict, Wait};
use crate::service::forms::SHORT;
use crate::service::model::undone;
use crate::service::rules::{Action, FindingState, PartsReason};
use crate::service::text::{self as words, ServiceText};
use crate::values::date::parse_day;
use crate::values::fault::Fault;
use crate::values::ids::ServiceOrderId;
use crate::values::phone::hide_in;
use crate::values::text;

/// `POST …/parts`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct PartsStep {
    reason: String,
    expected_on: String,
    note: String,
}

impl Form for PartsStep {
    type Parsed = (PartsReason, Option<NaiveDate>, Option<String>);

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        let mut check = Checker::of(self);
        let reason = check.required("reason", &self.reason, PartsReason::chosen);
        let expected = check.optional("expected_on", &self.expected_on, parse_day);
        let note = check.optional("note", &self.note, |raw| text::note(raw, SHORT));
        check.finish(|| Some((reason?, expected?, note?)))
    }
}

impl Step for PartsStep {
    const NOUN: &'static str = "parts";

    fn title(w: &'static ServiceText) -> &'static str {
        w.await_parts
    }

    fn fields(around: &Around) -> Vec<Field> {
        let (w, lang) = (around.w, around.lang);
        vec![
            Field::new(Kind::Pills, "reason", w.because)
                .required()
                .of(choices!(PartsReason, words::parts_reason, lang), ""),
            Field::new(Kind::Day, "expected_on", w.expected_on),
            Field::new(Kind::Text, "note", w.note),
        ]
    }

    fn applies(around: &Around) -> bool {
        around.order().state.allows(Action::AwaitParts)
    }

    fn run(tx: &mut Tx<'_>, id: ServiceOrderId, (reason, expected_on, note): Self::Parsed) -> Result<(), Error> {
        commands::await_parts(
            tx,
            id,
            &Wait {
                reason,
                note,
                expected_on,
            },
        )
    }
}

/// `POST …/resumption`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct ResumeStep {}

impl Form for ResumeStep {
    type Parsed = ();

    fn parse(&self) -> Result<(), FieldErrors> {
        Ok(())
    }
}

impl Step for ResumeStep {
    const NOUN: &'static str = "resumption";

    fn title(w: &'static ServiceText) -> &'static str {
        w.resume
    }

    fn applies(around: &Around) -> bool {
        around.order().state.allows(Action::Resume)
    }

    fn run(tx: &mut Tx<'_>, id: ServiceOrderId, (): ()) -> Result<(), Error> {
        commands::resume(tx, id)
    }
}

/// What keeps the check from being passed: findings to ask about, work that was accepted and is not done.
fn unfinished(around: &Around) -> Option<String> {
    let (detail, lang) = (&around.detail, around.lang);
    let open: Vec<String> = detail
        .findings
        .iter()
        .filter(|finding| finding.row.state == FindingState::Reported)
        .map(|finding| hide_in(&finding.gist()))
        .collect();
    let told = [
        (!open.is_empty()).then(|| words::still_to_ask(&open, lang)),
        not_worked_on(around),
    ];
    let told: Vec<String> = told.into_iter().flatten().collect();
    (!told.is_empty()).then(|| told.join("\n"))
}

fn not_worked_on(around: &Around) -> Option<String> {
    let lang = around.lang;
    let items: Vec<String> = undone(&around.detail.items, &around.detail.spells)
        .into_iter()
        .map(|item| hide_in(lang.pick(&item.zh, &item.en)))
        .collect();
    (!items.is_empty()).then(|| words::not_worked_on(&items, lang))
}

/// `POST …/completion`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct FinishStep {}

impl Form for FinishStep {
    type Parsed = ();

    fn parse(&self) -> Result<(), FieldErrors> {
        Ok(())
    }
}

impl Step for FinishStep {
    const NOUN: &'static str = "completion";

    fn title(w: &'static ServiceText) -> &'static str {
        w.finish
    }

    fn applies(around: &Around) -> bool {
        around.order().state.allows(Action::Finish)
    }

    fn about(around: &Around) -> Vec<(&'static str, String)> {
        let lang = around.lang;
        around
            .detail
            .items
            .iter()
            .map(|item| {
                let name = lang.pick(&item.zh, &item.en).clone();
                (item.kind.label(lang), name)
            })
            .collect()
    }

    fn advice(around: &Around) -> Option<String> {
        unfinished(around)
    }

    fn explain(field: &str, fault: &Fault, around: &Around) -> Option<String> {
        match (field, fault) {
            ("", Fault::Mismatch) => not_worked_on(around),
            _ => None,
        }
    }

    fn run(tx: &mut Tx<'_>, id: ServiceOrderId, (): ()) -> Result<(), Error> {
        commands::finish(tx, id)
    }
}

/// `POST /service-orders/{id}/quality-check`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct CheckStep {
    points: Vec<String>,
    decision: String,
    reason: String,
}

impl Form for CheckStep {
    type Parsed = Verdict;

    fn parse(&self) -> Result<Verdict, FieldErrors> {
        let mut check = Checker::of(self);
        let passed = check.required("decision", &self.decision, |raw| match raw {
            "pass" => Ok(true),
            "fail" => Ok(false),
            _ => Err(Fault::Choice),
        });
        let reason = if passed == Some(false) {
            check
                .required("reason", &self.reason, |raw| text::note(raw, SHORT))
                .map(Some)
        } else {
            check.optional("reason", &self.reason, |raw| text::note(raw, SHORT))
        };
        let points = self.points.clone();
        check.finish(|| {
            Some(Verdict {
                passed: passed?,
                points,
                reason: reason?,
            })
        })
    }
}

impl Step for CheckStep {
    const NOUN: &'static str = "quality-check";

    fn title(w: &'static ServiceText) -> &'static str {
        w.check
    }

    fn fields(around: &Around) -> Vec<Field> {
        let (w, lang) = (around.w, around.lang);
        let points = around
            .detail
            .settings
            .check_points
            .iter()
            .map(|point| Choice::new(point.code.clone(), point.label(lang)))
            .collect();
        vec![
            Field::new(Kind::Ticks, "points", w.check_points)
                .hint(w.check_points_hint)
                .of(points, ""),
            Field::new(Kind::Pills, "decision", w.decision)
                .required()
                .of(vec![Choice::new("pass", w.pass), Choice::new("fail", w.fail)], ""),
            Field::new(Kind::Text, "reason", w.fail_reason),
        ]
    }

    fn applies(around: &Around) -> bool {
        around.order().state.allows(Action::Pass)
    }

    fn about(around: &Around) -> Vec<(&'static str, String)> {
        FinishStep::about(around)
    }

    fn advice(around: &Around) -> Option<String> {
        unfinished(around)
    }

    fn explain(field: &str, fault: &Fault, around: &Around) -> Option<String> {
        match (field, fault) {
            ("decision", Fault::Mismatch) if !around.detail.worked(around.actor.id) => unfinished(around),
            ("decision", Fault::Mismatch) => Some(around.w.own_work.to_owned()),
            ("points", Fault::Required) => Some(around.w.check_points_hint.to_owned()),
            _ => None,
        }
    }

    fn run(tx: &mut Tx<'_>, id: ServiceOrderId, verdict: Verdict) -> Result<(), Error> {
        commands::check(tx, id, &verdict)
    }
}
