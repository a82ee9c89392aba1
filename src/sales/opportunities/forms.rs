//! What is typed about opportunities.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::Deserialize;
use validator::Validate;

use super::model::{Move, Needs, NewFollowUp, NewLoss, Particulars, Together};
use crate::platform::error::FieldErrors;
use crate::platform::i18n::times;
use crate::platform::web::{Checker, Form};
use crate::sales::leads::forms::whence;
use crate::sales::leads::model::Whence;
use crate::sales::rules::{FollowUpKind, FollowUpOutcome, Level, LossReason, Stage};
use crate::values::date::{parse_day, parse_local};
use crate::values::fault::Fault;
use crate::values::ids::{CustomerId, OpportunityId, StaffId};
use crate::values::person_name::PersonName;
use crate::values::phone::Phone;
use crate::values::text;

const LONG: usize = 2_000;
const SHORT: usize = 500;
const LINE: usize = 80;
/// What may be picked at once.
const MOST: usize = 500;

/// The id of a record, chosen from a list.
fn id<T: std::str::FromStr>(raw: &str) -> Result<T, Fault> {
    raw.trim().parse().map_err(|_| Fault::Choice)
}

fn moment(raw: &str) -> Result<DateTime<Utc>, Fault> {
    times::instant(parse_local(raw)?).ok_or(Fault::Time)
}

/// A day alone means its morning.
fn day_or_moment(raw: &str) -> Result<DateTime<Utc>, Fault> {
    match parse_day(raw) {
        Ok(day) => Ok(times::start_of(day) + TimeDelta::hours(9)),
        Err(_) => moment(raw),
    }
}

fn line(raw: &str) -> Result<String, Fault> {
    text::line(raw, LINE)
}

fn note(raw: &str) -> Result<String, Fault> {
    text::note(raw, SHORT)
}

/// A sum below nothing, however it is written beside words: `-5`, `－5 万`.
fn is_negative(raw: &str) -> bool {
    let mut signs = raw.trim_start().chars();
    let minus = signs
        .next()
        .is_some_and(|first| matches!(first, '-' | '−' | '－' | '–'));
    minus && signs.find(|sign| !sign.is_whitespace()).is_some_and(char::is_numeric)
}

/// `POST /opportunities`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct OpenForm {
    /// A customer that is known; else name and phone.
    pub customer: String,
    pub name: String,
    pub phone: String,
    pub source: String,
    pub model: String,
    pub level: String,
    pub next_at: String,
    /// A second car is meant, beside an opportunity that is open.
    pub another: String,
}

impl OpenForm {
    /// Whom it is for, as far as it can be read.
    pub fn whom(&self) -> Option<Whom> {
        if self.customer.is_empty() {
            let name = PersonName::parse(&self.name).ok()?;
            Some(Whom::New(name, Phone::parse(&self.phone).ok()?))
        } else {
            self.customer.parse().ok().map(Whom::Known)
        }
    }
}

pub enum Whom {
    Known(CustomerId),
    New(PersonName, Phone),
}

pub struct Opening {
    pub whom: Whom,
    pub whence: Whence,
    pub model: String,
    pub level: Option<Level>,
    pub next_at: DateTime<Utc>,
    pub another: bool,
}

impl Form for OpenForm {
    type Parsed = Opening;

    fn parse(&self) -> Result<Opening, FieldErrors> {
        let mut check = Checker::of(self);
        let whom = if self.customer.is_empty() {
            let name = check.required("name", &self.name, PersonName::parse);
            let phone = check.required("phone", &self.phone, Phone::parse);
            name.zip(phone).map(|(name, phone)| Whom::New(name, phone))
        } else {
            check.required("customer", &self.customer, id).map(Whom::Known)
        };
        let whence = check.required("source", &self.source, whence);
        let model = check.optional("model", &self.model, line);
        let level = check.optional("level", &self.level, Level::chosen);
        let next_at = check.required("next_at", &self.next_at, moment);
        check.finish(|| {
            Some(Opening {
                whom: whom?,
                whence: whence?,
                model: model?.unwrap_or_default(),
                level: level?,
                next_at: next_at?,
                another: !self.another.is_empty(),
            })
        })
    }
}

/// `POST /opportunities/{id}/follow-ups`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct FollowUpStep {
    pub kind: String,
    pub outcome: String,
    pub note: String,
    pub next_at: String,
    pub level: String,
    /// The board as it was looked at.
    pub back: String,
    /// Whom one was with when working through what is due.
    pub after: String,
}

/// The board or the overview as it was looked at, and nothing else.
pub fn board_again(raw: &str) -> Option<String> {
    let own = ["/board", "/sales-overview"].iter().any(|list| {
        raw.strip_prefix(list)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('?'))
    });
    own.then(|| raw.to_owned())
}

impl Form for FollowUpStep {
    type Parsed = NewFollowUp;

    fn parse(&self) -> Result<NewFollowUp, FieldErrors> {
        let mut check = Checker::of(self);
        let kind = check.required("kind", &self.kind, FollowUpKind::chosen);
        let outcome = check.required("outcome", &self.outcome, FollowUpOutcome::chosen);
        let note = check.required("note", &self.note, |raw| text::note(raw, LONG));
        let next_at = check.required("next_at", &self.next_at, moment);
        let level = check.optional("level", &self.level, Level::chosen);
        if let (Some(kind), Some(outcome)) = (kind, outcome)
            && !outcome.fits(kind)
        {
            check.fault("outcome", Fault::Mismatch);
        }
        check.finish(|| {
            Some(NewFollowUp {
                kind: kind?,
                outcome: outcome?,
                note: note?,
                next_at: Some(next_at?),
                level: level?,
            })
        })
    }
}

/// `POST /opportunities/{id}/stage`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct MoveStep {
    pub stage: String,
    pub level: String,
    pub model: String,
    pub competitor: String,
    pub elsewhere: String,
    pub kind: String,
    pub said: String,
    pub reason: String,
    pub back: String,
    pub lock_version: String,
}

impl Form for MoveStep {
    type Parsed = Move;

    fn parse(&self) -> Result<Move, FieldErrors> {
        let mut check = Checker::of(self);
        let to = check.required("stage", &self.stage, Stage::chosen);
        let level = check.optional("level", &self.level, Level::chosen);
        let model = check.optional("model", &self.model, line);
        let competitor = check.optional("competitor", &self.competitor, line);
        let elsewhere = check.optional("elsewhere", &self.elsewhere, note);
        let kind = check.optional("kind", &self.kind, FollowUpKind::chosen);
        let said = check.optional("said", &self.said, |raw| text::note(raw, LONG));
        let reason = check.optional("reason", &self.reason, note);
        check.finish(|| {
            Some(Move {
                to: to?,
                level: level?,
                model: model?,
                competitor: competitor?,
                reason: reason?,
                elsewhere: elsewhere?,
                kind: kind?,
                said: said?,
                seen: self.lock_version.parse().unwrap_or_default(),
            })
        })
    }
}

/// `POST /opportunities/{id}/needs`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct NeedsStep {
    pub level: String,
    pub model: String,
    pub colour: String,
    pub expected_on: String,
    pub competitor: String,
    pub who: String,
    pub functions: String,
    pub when: String,
    pub place: String,
    pub why: String,
    pub how: String,
    pub budget: String,
    pub deciders: String,
    pub lock_version: String,
}

impl Form for NeedsStep {
    type Parsed = (Particulars, i32);

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        let mut check = Checker::of(self);
        let level = check.optional("level", &self.level, Level::chosen);
        let expected_on: Option<Option<NaiveDate>> = check.optional("expected_on", &self.expected_on, parse_day);
        let mut said = |field: &str, raw: &str, max: usize| {
            check
                .optional(field, raw, |raw| text::note(raw, max))
                .map(Option::unwrap_or_default)
        };
        let model = said("model", &self.model, LINE);
        let colour = said("colour", &self.colour, LINE);
        let competitor = said("competitor", &self.competitor, LINE);
        let who = said("who", &self.who, SHORT);
        let functions = said("functions", &self.functions, SHORT);
        let when = said("when", &self.when, SHORT);
        let place = said("place", &self.place, SHORT);
        let why = said("why", &self.why, SHORT);
        let how = said("how", &self.how, SHORT);
        let budget = said("budget", &self.budget, LINE);
        let below_nothing = budget.as_deref().is_some_and(is_negative);
        let deciders = said("deciders", &self.deciders, SHORT);
        if below_nothing {
            check.fault("budget", Fault::Negative);
        }
        check.finish(|| {
            let particulars = Particulars {
                level: level?,
                model: model?,
                colour: colour?,
                expected_on: expected_on?,
                competitor: competitor?,
                needs: Needs {
                    who: who?,
                    functions: functions?,
                    when: when?,
                    place: place?,
                    why: why?,
                    how: how?,
                    budget: budget?,
                    deciders: deciders?,
                },
            };
            Some((particulars, self.lock_version.parse().unwrap_or_default()))
        })
    }
}

/// `POST /opportunities/{id}/owner`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct OwnerStep {
    pub owner_id: String,
    pub reason: String,
    /// The list it was opened from.
    pub back: String,
}

impl Form for OwnerStep {
    type Parsed = (StaffId, String);

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        let mut check = Checker::of(self);
        let owner = check.required("owner_id", &self.owner_id, id);
        let reason = check.required("reason", &self.reason, note);
        check.finish(|| owner.zip(reason))
    }
}

/// `POST /opportunities/{id}/be-backs`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct BeBackStep {
    pub note: String,
    pub next_at: String,
}

impl Form for BeBackStep {
    type Parsed = (String, DateTime<Utc>);

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        let mut check = Checker::of(self);
        let said = check.required("note", &self.note, |raw| text::note(raw, LONG));
        let next_at = check.required("next_at", &self.next_at, moment);
        check.finish(|| said.zip(next_at))
    }
}

/// `POST /opportunities/{id}/loss`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct LossStep {
    pub reason: String,
    pub competitor: String,
    pub note: String,
}

impl Form for LossStep {
    type Parsed = NewLoss;

    fn parse(&self) -> Result<NewLoss, FieldErrors> {
        let mut check = Checker::of(self);
        let reason = check.required("reason", &self.reason, LossReason::chosen);
        let competitor = if reason == Some(LossReason::Competitor) {
            check.required("competitor", &self.competitor, line)
        } else {
            check
                .optional("competitor", &self.competitor, line)
                .map(Option::unwrap_or_default)
        };
        // "Other" says what.
        let said = if reason == Some(LossReason::Other) {
            check.required("note", &self.note, note).map(Some)
        } else {
            check.optional("note", &self.note, note)
        };
        check.finish(|| {
            Some(NewLoss {
                reason: reason?,
                competitor: competitor?,
                note: said?,
            })
        })
    }
}

/// `POST /opportunities/{id}/loss-withdrawal`
#[derive(Default, Deserialize, Validate)]
pub struct WithdrawStep {}

impl Form for WithdrawStep {
    type Parsed = ();

    fn parse(&self) -> Result<(), FieldErrors> {
        Ok(())
    }
}

/// `POST /opportunities/{id}/loss-decision`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct DecideStep {
    pub verdict: String,
    pub answer: String,
}

impl Form for DecideStep {
    type Parsed = (bool, Option<String>);

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        let mut check = Checker::of(self);
        let approved = check.required("verdict", &self.verdict, |raw| match raw {
            "approve" => Ok(true),
            "send_back" => Ok(false),
            _ => Err(Fault::Choice),
        });
        let answer = if approved == Some(false) {
            check.required("answer", &self.answer, note).map(Some)
        } else {
            check.optional("answer", &self.answer, note)
        };
        check.finish(|| approved.zip(answer))
    }
}

/// `POST /opportunities/{id}/reopening`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct ReopenStep {
    pub reason: String,
    pub next_at: String,
}

impl Form for ReopenStep {
    type Parsed = (String, DateTime<Utc>);

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        let mut check = Checker::of(self);
        let reason = check.required("reason", &self.reason, note);
        let next_at = check.required("next_at", &self.next_at, moment);
        check.finish(|| reason.zip(next_at))
    }
}

/// `POST /board/changes`: changes of what is picked.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct TogetherForm {
    pub ids: Vec<String>,
    pub owner_id: String,
    pub level: String,
    pub next_at: String,
    pub reason: String,
    /// The board as it was looked at.
    pub back: String,
}

impl TogetherForm {
    /// The board again, and nothing but the board.
    pub fn back_to(&self) -> String {
        board_again(&self.back).unwrap_or_else(|| "/board".to_owned())
    }
}

impl Form for TogetherForm {
    type Parsed = (Vec<OpportunityId>, Together);

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        let mut check = Checker::of(self);
        let owner: Option<Option<StaffId>> = check.optional("owner_id", &self.owner_id, id);
        let level = check.optional("level", &self.level, Level::chosen);
        let next_at = check.optional("next_at", &self.next_at, day_or_moment);
        let reason = if matches!(owner, Some(Some(_))) {
            check.required("reason", &self.reason, note).map(Some)
        } else {
            check.optional("reason", &self.reason, note)
        };
        let ids: Vec<OpportunityId> = self.ids.iter().filter_map(|id| id.parse().ok()).collect();
        if ids.is_empty() {
            check.fault("ids", Fault::Required);
        } else if ids.len() > MOST {
            check.fault("ids", Fault::TooMany { max: MOST });
        }
        if (owner, level, next_at) == (Some(None), Some(None), Some(None)) {
            check.fault("level", Fault::Required);
        }
        check.finish(|| {
            Some((
                ids,
                Together {
                    owner: owner?,
                    level: level?,
                    next_at: next_at?,
                    reason: reason?,
                },
            ))
        })
    }
}
