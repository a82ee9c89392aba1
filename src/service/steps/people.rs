//! Who does it, by when, and what the customer says.

use chrono::NaiveDateTime;
use serde::Deserialize;
use validator::Validate;

use super::{Around, Needs, Step, choices, sign, signature, totals};
use crate::platform::db::Tx;
use crate::platform::drafts::Draft;
use crate::platform::error::{Error, FieldErrors};
use crate::platform::i18n::times;
use crate::platform::web::page::Choice;
use crate::platform::web::steps::{Field, Kind};
use crate::platform::web::{Checker, Form};
use crate::service::commands::{self, Answer, NamedPart};
use crate::service::forms::{LONG, SHORT, id, price};
use crate::service::rules::{ConsentHow, FindingState, ItemKind, Payer, State, ToldHow, quantity};
use crate::service::text::{self as words, ServiceText};
use crate::values::date::parse_ahead;
use crate::values::fault::Fault;
use crate::values::ids::{ServiceOrderId, StaffId};
use crate::values::money::Fen;
use crate::values::text;

/// `POST /service-orders/{id}/technician`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct AssignStep {
    technician_id: String,
}

impl Form for AssignStep {
    type Parsed = StaffId;

    fn parse(&self) -> Result<StaffId, FieldErrors> {
        let mut check = Checker::of(self);
        let technician = check.required("technician_id", &self.technician_id, id);
        check.finish(|| technician)
    }
}

impl Step for AssignStep {
    const NOUN: &'static str = "technician";
    const NEEDS: Needs = Needs::People;

    fn title(w: &'static ServiceText) -> &'static str {
        w.assign
    }

    fn fields(around: &Around) -> Vec<Field> {
        let w = around.w;
        vec![
            Field::new(Kind::Choose, "technician_id", w.technician)
                .required()
                .of(around.technicians(), w.choose),
        ]
    }

    fn start(around: &Around) -> Vec<(&'static str, String)> {
        let only = around.technicians();
        let chosen = around
            .order()
            .technician_id
            .map(|person| person.to_string())
            .or_else(|| only.first().filter(|_| only.len() == 1).map(|one| one.value.clone()));
        vec![("technician_id", chosen.unwrap_or_default())]
    }

    fn applies(around: &Around) -> bool {
        around.order().state.is_open() && around.order().state != State::Ready
    }

    fn run(tx: &mut Tx<'_>, id: ServiceOrderId, technician: StaffId) -> Result<(), Error> {
        commands::assign(tx, id, technician)
    }
}

/// `POST /service-orders/{id}/advisor`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct AdvisorStep {
    advisor_id: String,
    reason: String,
}

impl Form for AdvisorStep {
    type Parsed = (StaffId, Option<String>);

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        let mut check = Checker::of(self);
        let advisor = check.required("advisor_id", &self.advisor_id, id);
        let reason = check.optional("reason", &self.reason, |raw| text::note(raw, SHORT));
        check.finish(|| advisor.zip(reason))
    }
}

impl Step for AdvisorStep {
    const NOUN: &'static str = "advisor";
    const NEEDS: Needs = Needs::People;

    fn title(w: &'static ServiceText) -> &'static str {
        w.change_advisor
    }

    fn fields(around: &Around) -> Vec<Field> {
        let w = around.w;
        vec![
            Field::new(Kind::Choose, "advisor_id", w.advisor)
                .required()
                .of(around.advisors(), w.choose),
            Field::new(Kind::Text, "reason", w.because),
        ]
    }

    fn applies(around: &Around) -> bool {
        around.order().state.is_open()
    }

    fn run(tx: &mut Tx<'_>, id: ServiceOrderId, (advisor, reason): Self::Parsed) -> Result<(), Error> {
        commands::give(tx, id, advisor, reason.as_deref())
    }
}

/// `POST /service-orders/{id}/promise`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct PromiseStep {
    promised_at: String,
    reason: String,
    told: String,
}

impl Form for PromiseStep {
    type Parsed = (NaiveDateTime, Option<String>, Option<ToldHow>);

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        let mut check = Checker::of(self);
        let at = check.required("promised_at", &self.promised_at, parse_ahead);
        let reason = check.optional("reason", &self.reason, |raw| text::note(raw, SHORT));
        let told = check.optional("told", &self.told, ToldHow::chosen);
        check.finish(|| Some((at?, reason?, told?)))
    }
}

impl Step for PromiseStep {
    const NOUN: &'static str = "promise";

    fn title(w: &'static ServiceText) -> &'static str {
        w.move_promise
    }

    fn fields(around: &Around) -> Vec<Field> {
        let (w, lang) = (around.w, around.lang);
        let mut fields = vec![Field::new(Kind::Moment, "promised_at", w.promise).required()];
        if around.order().promised_at.is_some() {
            fields.push(
                Field::new(Kind::Text, "reason", w.because)
                    .required()
                    .hint(w.promise_hint),
            );
            fields.push(
                Field::new(Kind::Pills, "told", w.told)
                    .required()
                    .of(choices!(ToldHow, words::told_how, lang), ""),
            );
        }
        fields
    }

    fn start(around: &Around) -> Vec<(&'static str, String)> {
        let at = around
            .order()
            .promised_at
            .map(|at| at.with_timezone(&times::ZONE).format("%Y-%m-%dT%H:%M").to_string());
        vec![("promised_at", at.unwrap_or_default())]
    }

    fn applies(around: &Around) -> bool {
        around.order().state.promise_runs() && around.order().paused_at.is_none()
    }

    fn run(tx: &mut Tx<'_>, id: ServiceOrderId, (at, reason, told): Self::Parsed) -> Result<(), Error> {
        let at = times::instant(at).ok_or_else(|| Error::field("promised_at", Fault::Time))?;
        commands::move_promise(tx, id, at, reason.as_deref(), told)
    }
}

/// `POST /service-orders/{id}/answers`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct AnswerStep {
    finding_id: String,
    answer: String,
    how: String,
    labour_entry: String,
    labour: String,
    part_entry: String,
    part_name: String,
    part_number: String,
    part_quantity: String,
    parts: String,
    payer: String,
    words: String,
    strokes: String,
}

impl Form for AnswerStep {
    type Parsed = Answer;

    fn parse(&self) -> Result<Answer, FieldErrors> {
        let mut check = Checker::of(self);
        let finding = check.required("finding_id", &self.finding_id, id);
        let state = check.required("answer", &self.answer, |raw| match FindingState::chosen(raw)? {
            FindingState::Reported => Err(Fault::Choice),
            state => Ok(state),
        });
        let how = check.required("how", &self.how, ConsentHow::chosen);
        let strokes = signature(&mut check, how, &self.strokes);
        // A signature stands for work that is agreed to.
        if how == Some(ConsentHow::Drawn) && state.is_some_and(|state| state != FindingState::Accepted) {
            check.fault("how", Fault::Mismatch);
        }
        let labour_entry = check.optional("labour_entry", &self.labour_entry, id);
        let labour = check.optional("labour", &self.labour, price);
        let entry = check.optional("part_entry", &self.part_entry, id);
        let name = check.optional("part_name", &self.part_name, |raw| text::line(raw, 120));
        let number = check.optional("part_number", &self.part_number, |raw| text::line(raw, 40));
        let many = check.optional("part_quantity", &self.part_quantity, quantity);
        let parts = check.optional("parts", &self.parts, price);
        let payer = check.optional("payer", &self.payer, Payer::chosen);
        let said = if state == Some(FindingState::Declined) {
            check
                .required("words", &self.words, |raw| text::note(raw, LONG))
                .map(Some)
        } else {
            check.optional("words", &self.words, |raw| text::note(raw, LONG))
        };
        check.finish(|| {
            Some(Answer {
                finding: finding?,
                state: state?,
                how: how?,
                strokes: strokes?,
                words: said?,
                labour_entry: labour_entry?,
                labour: labour?.unwrap_or_default(),
                part: NamedPart {
                    entry: entry?,
                    number: number?.unwrap_or_default(),
                    name: name?.unwrap_or_default(),
                    quantity: many?,
                },
                parts: parts?.unwrap_or_default(),
                payer: payer?.unwrap_or(Payer::Customer),
            })
        })
    }
}

/// Entries of the price list of one kind, with what they come to.
fn listed(around: &Around, kind: ItemKind, name: &'static str, label: &'static str) -> Field {
    let entries = around.prices.iter().filter(|price| price.row.kind == kind);
    let choices = entries.map(|price| {
        let row = &price.row;
        let called = around.lang.pick(&row.zh, &row.en).clone();
        let parts = [called, row.part_number.clone(), price.unit_price.display()];
        let known: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        Choice::new(row.id.to_string(), known.join(" · "))
    });
    Field::new(Kind::Choose, name, label).of(choices.collect(), around.w.not_listed)
}

impl Step for AnswerStep {
    const NOUN: &'static str = "answers";
    const NEEDS: Needs = Needs::Prices;

    fn title(w: &'static ServiceText) -> &'static str {
        w.answer
    }

    fn fields(around: &Around) -> Vec<Field> {
        let (w, lang) = (around.w, around.lang);
        let open = around
            .detail
            .findings
            .iter()
            .filter(|finding| finding.row.state != FindingState::Accepted)
            .map(|finding| {
                let gist = finding.gist();
                let state = words::finding_state(finding.row.state, lang);
                Choice::new(finding.row.id.to_string(), format!("{gist} ({state})"))
            })
            .collect();
        let answers = [FindingState::Accepted, FindingState::Declined, FindingState::Later];
        vec![
            Field::new(Kind::Choose, "finding_id", w.answer_finding)
                .required()
                .of(open, w.choose),
            Field::new(Kind::Pills, "answer", w.answer_state).required().of(
                answers
                    .map(|state| Choice::new(state.code(), words::finding_state(state, lang)))
                    .to_vec(),
                "",
            ),
            Field::new(Kind::Pills, "how", w.answer_how)
                .required()
                .of(choices!(ConsentHow, words::consent_how, lang), ""),
            sign(w),
            listed(around, ItemKind::Labour, "labour_entry", w.labour_entry),
            Field::new(Kind::Money, "labour", w.labour_price).hint(w.accept_hint),
            listed(around, ItemKind::Part, "part_entry", w.part_entry),
            Field::new(Kind::Line, "part_name", w.part_name).hint(w.free_hint),
            Field::new(Kind::Line, "part_number", w.part_number),
            Field::new(Kind::Money, "part_quantity", w.quantity),
            Field::new(Kind::Money, "parts", w.parts_price),
            Field::new(Kind::Pills, "payer", w.payer).of(choices!(Payer, words::payer, lang), ""),
            Field::new(Kind::Text, "words", w.words).hint(w.words_hint),
        ]
    }

    fn start(around: &Around) -> Vec<(&'static str, String)> {
        let first = around
            .detail
            .findings
            .iter()
            .find(|finding| finding.row.state == FindingState::Reported);
        vec![
            (
                "finding_id",
                first.map(|finding| finding.row.id.to_string()).unwrap_or_default(),
            ),
            ("how", ConsentHow::Phone.code().to_owned()),
            ("payer", Payer::Customer.code().to_owned()),
        ]
    }

    /// What was typed about a finding that was answered since is about none of the others.
    fn fits(draft: &Draft, around: &Around) -> bool {
        let named = draft.pairs.iter().find(|(name, _)| name == "finding_id");
        named.is_none_or(|(_, id)| {
            around.detail.findings.iter().any(|finding| {
                let row = &finding.row;
                row.id.to_string() == *id && row.answered_at.is_none_or(|at| at <= draft.at)
            })
        })
    }

    fn applies(around: &Around) -> bool {
        let asks = |finding: &crate::service::model::Finding| finding.row.state != FindingState::Accepted;
        around.order().state.is_open() && around.detail.findings.iter().any(asks)
    }

    fn about(around: &Around) -> Vec<(&'static str, String)> {
        let mut lines: Vec<_> = around
            .detail
            .findings
            .iter()
            .filter(|finding| finding.row.state == FindingState::Reported)
            .map(|finding| {
                let urgency = words::urgency(finding.row.urgency, around.lang);
                let estimate = finding.row.estimate_fen.map(|fen| Fen::new(fen).display());
                let estimate = estimate.map(|fen| format!("{} {fen}", around.w.estimate));
                let told = [Some(finding.what.expose().clone()), estimate];
                (urgency, told.into_iter().flatten().collect::<Vec<_>>().join(" · "))
            })
            .collect();
        lines.extend(totals(around));
        lines
    }

    fn explain(field: &str, fault: &Fault, around: &Around) -> Option<String> {
        match (field, fault) {
            ("words", Fault::Required) => Some(around.w.declined_needs_words.to_owned()),
            ("strokes", _) => Some(around.w.draw_first.to_owned()),
            ("how", Fault::Mismatch) => Some(around.w.drawn_is_a_yes.to_owned()),
            ("labour", Fault::Required) => Some(around.w.accept_hint.to_owned()),
            _ => None,
        }
    }

    fn run(tx: &mut Tx<'_>, id: ServiceOrderId, new: Answer) -> Result<(), Error> {
        commands::answer(tx, id, &new)
    }
}

/// `POST /service-orders/{id}/cancellation`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct CancelStep {
    reason: String,
}

impl Form for CancelStep {
    type Parsed = String;

    fn parse(&self) -> Result<String, FieldErrors> {
        let mut check = Checker::of(self);
        let reason = check.required("reason", &self.reason, |raw| text::note(raw, SHORT));
        check.finish(|| reason)
    }
}

impl Step for CancelStep {
    const NOUN: &'static str = "cancellation";
    const LOOK: &'static str = "danger";

    fn title(w: &'static ServiceText) -> &'static str {
        w.cancel
    }

    fn fields(around: &Around) -> Vec<Field> {
        vec![Field::new(Kind::Text, "reason", around.w.because).required()]
    }

    fn applies(around: &Around) -> bool {
        around.detail.may_be_cancelled()
    }

    fn run(tx: &mut Tx<'_>, id: ServiceOrderId, reason: String) -> Result<(), Error> {
        commands::cancel(tx, id, &reason)
    }
}
