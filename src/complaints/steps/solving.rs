//! The solution: proposed, decided about, carried out; and goodwill.

use serde::Deserialize;
use uuid::Uuid;
use validator::Validate;

use super::{Around, Step, choices};
use crate::complaints::commands::{self, NewGoodwill, NewSolution};
use crate::complaints::forms::{LONG, SHORT, id};
use crate::complaints::model::GoodwillRow;
use crate::complaints::rules::{GoodwillKind, GoodwillState, State};
use crate::complaints::text::{self as words, ComplaintText};
use crate::complaints::views::{Field, Kind, goodwill_waits, solution_waits};
use crate::platform::db::Tx;
use crate::platform::error::{Error, FieldErrors};
use crate::platform::vault::Pii;
use crate::platform::web::page::Choice;
use crate::platform::web::{Checker, Form};
use crate::values::date::parse_day;
use crate::values::fault::Fault;
use crate::values::ids::ComplaintId;
use crate::values::money::Fen;
use crate::values::text;

/// `POST /complaints/{id}/solutions`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct Propose {
    measures: String,
    deadline_on: String,
    effect: String,
    cost: String,
}

impl Form for Propose {
    type Parsed = NewSolution;

    fn parse(&self) -> Result<NewSolution, FieldErrors> {
        let mut check = Checker::of(self);
        let measures = check.required("measures", &self.measures, |raw| text::note(raw, LONG));
        let effect = check.required("effect", &self.effect, |raw| text::note(raw, LONG));
        let deadline = check.required("deadline_on", &self.deadline_on, parse_day);
        let cost = check.required("cost", &self.cost, Fen::parse);
        check.finish(|| {
            Some(NewSolution {
                measures: measures?,
                effect: effect?,
                deadline: deadline?,
                cost: cost?,
            })
        })
    }
}

impl Step for Propose {
    const NOUN: &'static str = "solutions";
    const READS_TIMELINE: bool = true;

    fn title(w: &'static ComplaintText) -> &'static str {
        w.propose
    }

    fn said(w: &'static ComplaintText) -> &'static str {
        w.proposed
    }

    /// While one waits there is no other.
    fn applies(around: &Around) -> bool {
        around.complaint().state != State::Proposed
    }

    fn fields(around: &Around) -> Vec<Field> {
        let w = around.w;
        vec![
            Field::new(Kind::Text, "measures", w.measures).required(),
            Field::new(Kind::Text, "effect", w.effect).required(),
            Field::new(Kind::Day, "deadline_on", w.deadline).required(),
            Field::new(Kind::Money, "cost", w.cost_in).required(),
        ]
    }

    fn start(around: &Around) -> Vec<(&'static str, String)> {
        // What was sent back is the beginning of the next proposal; a day that has passed is none.
        around.detail.solution().map_or_else(Vec::new, |last| {
            let deadline = Some(last.row.deadline_on).filter(|day| *day >= around.today);
            vec![
                ("measures", last.measures.expose().clone()),
                ("effect", last.effect.expose().clone()),
                ("deadline_on", deadline.map(|day| day.to_string()).unwrap_or_default()),
                ("cost", Fen::new(last.row.cost_fen).yuan()),
            ]
        })
    }

    fn run(tx: &mut Tx<'_>, id: ComplaintId, new: NewSolution) -> Result<Option<ComplaintId>, Error> {
        commands::propose(tx, id, &new).map(|()| None)
    }
}

/// `POST /complaints/{id}/approval`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct DecideStep {
    decision: String,
    reason: String,
}

impl Form for DecideStep {
    type Parsed = (bool, Option<String>);

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        let mut check = Checker::of(self);
        let approve = check.required("decision", &self.decision, decision);
        let reason = reason_for(&mut check, approve, &self.reason);
        check.finish(|| approve.zip(reason))
    }
}

/// Whoever says no says why.
fn reason_for(check: &mut Checker, approve: Option<bool>, raw: &str) -> Option<Option<String>> {
    if approve == Some(false) {
        check.required("reason", raw, |raw| text::note(raw, SHORT)).map(Some)
    } else {
        check.optional("reason", raw, |raw| text::note(raw, SHORT))
    }
}

fn decision(raw: &str) -> Result<bool, Fault> {
    match raw {
        "approve" => Ok(true),
        "reject" => Ok(false),
        _ => Err(Fault::Choice),
    }
}

impl Step for DecideStep {
    const NOUN: &'static str = "approval";
    const READS_TIMELINE: bool = true;

    fn title(w: &'static ComplaintText) -> &'static str {
        w.decide
    }

    fn submit(w: &'static ComplaintText) -> &'static str {
        w.record_decision
    }

    fn said(w: &'static ComplaintText) -> &'static str {
        w.decided
    }

    /// There is nothing to decide about until something is proposed, and once it was taken back.
    fn applies(around: &Around) -> bool {
        around.detail.waiting_solution().is_some() && Self::lacks(around).is_none()
    }

    /// Somebody else decides.
    fn lacks(around: &Around) -> Option<String> {
        Self::advice(around)
    }

    fn fields(around: &Around) -> Vec<Field> {
        let w = around.w;
        vec![
            Field::new(Kind::Pills, "decision", w.decision).required().of(
                vec![Choice::new("approve", w.approve), Choice::new("reject", w.reject)],
                "",
            ),
            Field::new(Kind::Text, "reason", w.decision_reason).hint(w.decision_reason_hint),
        ]
    }

    fn about(around: &Around) -> Vec<(&'static str, String)> {
        let w = around.w;
        around.detail.waiting_solution().map_or_else(Vec::new, |solution| {
            let author = around.detail.person(Some(solution.row.author_id));
            vec![
                (w.measures, solution.measures.expose().clone()),
                (w.effect, solution.effect.expose().clone()),
                (w.deadline, solution.row.deadline_on.to_string()),
                (w.cost, Fen::new(solution.row.cost_fen).display()),
                (w.author, author.unwrap_or_default().to_owned()),
            ]
        })
    }

    fn advice(around: &Around) -> Option<String> {
        solution_waits(&around.actor, &around.detail, around.lang)
    }

    fn explain(field: &str, fault: &Fault, around: &Around) -> Option<String> {
        let refused = field == "decision" && *fault == Fault::Choice;
        let words = Self::advice(around).unwrap_or_else(|| around.w.not_yours.to_owned());
        refused.then_some(words)
    }

    fn run(tx: &mut Tx<'_>, id: ComplaintId, (approve, reason): Self::Parsed) -> Result<Option<ComplaintId>, Error> {
        commands::decide(tx, id, approve, reason.as_deref()).map(|()| None)
    }
}

/// `POST /complaints/{id}/retraction`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct TakeBack {}

impl Form for TakeBack {
    type Parsed = ();

    fn parse(&self) -> Result<(), FieldErrors> {
        Ok(())
    }
}

impl Step for TakeBack {
    const NOUN: &'static str = "retraction";

    fn title(w: &'static ComplaintText) -> &'static str {
        w.take_back
    }

    fn said(w: &'static ComplaintText) -> &'static str {
        w.taken_back
    }

    fn run(tx: &mut Tx<'_>, id: ComplaintId, (): ()) -> Result<Option<ComplaintId>, Error> {
        commands::take_back(tx, id).map(|()| None)
    }
}

/// `POST /complaints/{id}/execution`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct Execute {
    note: String,
}

impl Form for Execute {
    type Parsed = Option<String>;

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        let mut check = Checker::of(self);
        let note = check.optional("note", &self.note, |raw| text::note(raw, LONG));
        check.finish(|| note)
    }
}

impl Step for Execute {
    const NOUN: &'static str = "execution";

    fn title(w: &'static ComplaintText) -> &'static str {
        w.execute
    }

    fn said(w: &'static ComplaintText) -> &'static str {
        w.moved
    }

    fn fields(around: &Around) -> Vec<Field> {
        vec![Field::new(Kind::Text, "note", around.w.remark)]
    }

    fn run(tx: &mut Tx<'_>, id: ComplaintId, note: Option<String>) -> Result<Option<ComplaintId>, Error> {
        commands::execute(tx, id, note.as_deref()).map(|()| None)
    }
}

/// `POST /complaints/{id}/resolution`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct Resolve {
    outcome: String,
    letter: String,
}

impl Form for Resolve {
    type Parsed = (String, Option<String>);

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        let mut check = Checker::of(self);
        let outcome = check.required("outcome", &self.outcome, |raw| text::note(raw, LONG));
        let letter = check.optional("letter", &self.letter, |raw| text::note(raw, LONG));
        check.finish(|| outcome.zip(letter))
    }
}

impl Step for Resolve {
    const NOUN: &'static str = "resolution";

    fn title(w: &'static ComplaintText) -> &'static str {
        w.resolve
    }

    fn said(w: &'static ComplaintText) -> &'static str {
        w.moved
    }

    fn fields(around: &Around) -> Vec<Field> {
        let w = around.w;
        let mut fields = vec![Field::new(Kind::Text, "outcome", w.outcome_note).required()];
        if around.detail.has_mail() {
            fields.push(Field::new(Kind::Text, "letter", w.letter).hint(w.letter_hint));
        }
        fields
    }

    fn explain(field: &str, fault: &Fault, around: &Around) -> Option<String> {
        let words = match (field, fault) {
            ("letter", Fault::Email) => Some(around.w.tell_nowhere),
            ("letter", Fault::Mismatch) => Some(around.w.tell_refused),
            _ => None,
        };
        words.map(str::to_owned)
    }

    fn run(tx: &mut Tx<'_>, id: ComplaintId, (outcome, letter): Self::Parsed) -> Result<Option<ComplaintId>, Error> {
        match letter {
            Some(letter) => commands::resolve_telling(tx, id, &outcome, &letter)?,
            None => commands::resolve(tx, id, &outcome)?,
        }
        Ok(None)
    }
}

/// `POST /complaints/{id}/goodwill`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct GoodwillStep {
    kind: String,
    amount: String,
    note: String,
}

impl Form for GoodwillStep {
    type Parsed = NewGoodwill;

    fn parse(&self) -> Result<NewGoodwill, FieldErrors> {
        let mut check = Checker::of(self);
        let kind = check.required("kind", &self.kind, GoodwillKind::chosen);
        let amount = check.required("amount", &self.amount, |raw| match Fen::parse(raw)? {
            Fen::ZERO => Err(Fault::TooSmall { min: 1 }),
            amount => Ok(amount),
        });
        let note = check.optional("note", &self.note, |raw| text::note(raw, SHORT));
        check.finish(|| {
            Some(NewGoodwill {
                kind: kind?,
                amount: amount?,
                note: note?,
            })
        })
    }
}

impl Step for GoodwillStep {
    const NOUN: &'static str = "goodwill";

    fn title(w: &'static ComplaintText) -> &'static str {
        w.goodwill
    }

    fn said(w: &'static ComplaintText) -> &'static str {
        w.saved
    }

    fn fields(around: &Around) -> Vec<Field> {
        let (w, lang) = (around.w, around.lang);
        vec![
            Field::new(Kind::Pills, "kind", w.kind)
                .required()
                .of(choices!(GoodwillKind, words::goodwill_kind, lang), ""),
            Field::new(Kind::Money, "amount", w.amount_in).required(),
            Field::new(Kind::Text, "note", w.goodwill_note),
        ]
    }

    fn run(tx: &mut Tx<'_>, id: ComplaintId, new: NewGoodwill) -> Result<Option<ComplaintId>, Error> {
        commands::grant(tx, id, &new).map(|_| None)
    }

    fn run_saying(
        tx: &mut Tx<'_>,
        id: ComplaintId,
        new: NewGoodwill,
        w: &'static ComplaintText,
    ) -> Result<(Option<ComplaintId>, &'static str), Error> {
        let said = match commands::grant(tx, id, &new)? {
            GoodwillState::Pending => w.goodwill_asked,
            _ => w.goodwill_given,
        };
        Ok((None, said))
    }
}

/// `POST /complaints/{id}/goodwill-approval`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct GoodwillDecision {
    grant: String,
    decision: String,
    reason: String,
}

impl Form for GoodwillDecision {
    type Parsed = (Uuid, bool, Option<String>);

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        let mut check = Checker::of(self);
        let grant = check.required("grant", &self.grant, id);
        let approve = check.required("decision", &self.decision, decision);
        let reason = reason_for(&mut check, approve, &self.reason);
        check.finish(|| Some((grant?, approve?, reason?)))
    }
}

impl Step for GoodwillDecision {
    const NOUN: &'static str = "goodwill-approval";
    const READS_TIMELINE: bool = true;

    fn title(w: &'static ComplaintText) -> &'static str {
        w.goodwill_decide
    }

    fn submit(w: &'static ComplaintText) -> &'static str {
        w.record_decision
    }

    fn said(w: &'static ComplaintText) -> &'static str {
        w.decided
    }

    fn applies(around: &Around) -> bool {
        goodwill_waits(&around.actor, &around.detail, around.lang)
            .iter()
            .any(Option::is_none)
    }

    /// Somebody else decides.
    fn lacks(around: &Around) -> Option<String> {
        Self::advice(around).filter(|_| !Self::applies(around))
    }

    fn fields(around: &Around) -> Vec<Field> {
        let w = around.w;
        let waiting = around
            .detail
            .waiting_goodwill()
            .map(|(grant, _)| {
                let kind = words::goodwill_kind(grant.kind, around.lang);
                let amount = Fen::new(grant.amount_fen).display();
                Choice::new(grant.id.to_string(), format!("{kind} {amount}"))
            })
            .collect();
        vec![
            Field::new(Kind::Pills, "grant", w.amount).required().of(waiting, ""),
            Field::new(Kind::Pills, "decision", w.decision).required().of(
                vec![Choice::new("approve", w.approve), Choice::new("reject", w.decline)],
                "",
            ),
            Field::new(Kind::Text, "reason", w.decision_reason).hint(w.decline_hint),
        ]
    }

    fn start(around: &Around) -> Vec<(&'static str, String)> {
        let first = around
            .detail
            .waiting_goodwill()
            .next()
            .map(|(grant, _)| grant.id.to_string());
        vec![("grant", first.unwrap_or_default())]
    }

    fn about(around: &Around) -> Vec<(&'static str, String)> {
        let (w, lang) = (around.w, around.lang);
        let told = |(grant, note): &(GoodwillRow, Option<Pii<String>>)| {
            let author = around
                .detail
                .person(Some(grant.asked_by))
                .unwrap_or_default()
                .to_owned();
            let kind = words::goodwill_kind(grant.kind, lang);
            let amount = Fen::new(grant.amount_fen).display();
            let note = note.as_ref().map(|note| (w.goodwill_note, note.expose().clone()));
            let mut all = vec![(w.amount, format!("{kind} {amount}"))];
            all.extend(note);
            all.push((w.asked_by, author));
            all
        };
        around.detail.waiting_goodwill().flat_map(told).collect()
    }

    fn advice(around: &Around) -> Option<String> {
        let waits = goodwill_waits(&around.actor, &around.detail, around.lang);
        waits.into_iter().flatten().next()
    }

    fn explain(field: &str, fault: &Fault, around: &Around) -> Option<String> {
        let refused = field == "decision" && *fault == Fault::Choice;
        let words = Self::advice(around).unwrap_or_else(|| around.w.not_yours.to_owned());
        refused.then_some(words)
    }

    fn run(tx: &mut Tx<'_>, id: ComplaintId, new: Self::Parsed) -> Result<Option<ComplaintId>, Error> {
        let (grant, approve, reason) = new;
        commands::decide_goodwill(tx, id, grant, approve, reason.as_deref()).map(|()| None)
    }
}
