//! What the steps of the sheet are posted as.

use serde::Deserialize;
use uuid::Uuid;
use validator::Validate;

use super::model::{Change, NewMark, Save};
use super::rules::{Belonging, Damage, Light, Signing, Step, Strokes, Wish, Zone};
use crate::platform::error::FieldErrors;
use crate::platform::i18n::times;
use crate::platform::web::{Checker, Form};
use crate::values::date::parse_ahead;
use crate::values::fault::Fault;
use crate::values::mileage::Km;
use crate::values::money::Fen;
use crate::values::person_name::PersonName;
use crate::values::text;

const SHORT: usize = 500;
const LONG: usize = 2_000;

/// Any step; the hidden field says which.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct StepForm {
    pub step: String,
    token: String,
    lock_version: String,
    reason: String,
    mileage: String,
    mileage_reason: String,
    lights: Vec<String>,
    lights_note: String,
    no_marks: String,
    fuel: String,
    charge: String,
    belongings: Vec<String>,
    belongings_note: String,
    no_belongings: String,
    wishes: Vec<String>,
    wishes_note: String,
    warranty: String,
    household: String,
    estimate_from: String,
    estimate_to: String,
    promised_at: String,
    /// A button with a time of its own.
    quick: String,
    strokes: String,
    on_paper: String,
    signed_by: String,
}

fn ticked<T>(check: &mut Checker, field: &str, codes: &[String], parse: fn(&str) -> Option<T>) -> Vec<T> {
    let mut chosen = Vec::new();
    for code in codes {
        match parse(code) {
            Some(one) => chosen.push(one),
            None => check.fault(field, Fault::Choice),
        }
    }
    chosen
}

/// Eighths of a tank, or percent of a battery.
fn level(raw: &str, most: i16) -> Result<i16, Fault> {
    let level: i16 = text::normalize_width(raw).trim().parse().map_err(|_| Fault::Number)?;
    match level {
        ..0 => Err(Fault::Negative),
        level if level > most => Err(Fault::TooLarge { max: most.into() }),
        level => Ok(level),
    }
}

impl StepForm {
    /// Which opened form this is, however often it saves itself.
    pub fn opened(&self) -> Option<Uuid> {
        Uuid::parse_str(&self.token).ok()
    }

    fn change(&self, check: &mut Checker, step: Step) -> Option<Change> {
        Some(match step {
            Step::Vehicle => {
                let mileage = check.optional("mileage", &self.mileage, Km::parse);
                let reason = check.optional("mileage_reason", &self.mileage_reason, |raw| text::note(raw, SHORT));
                let note = check.optional("lights_note", &self.lights_note, |raw| text::note(raw, SHORT));
                Change::Vehicle {
                    lights: ticked(check, "lights", &self.lights, Light::parse),
                    mileage: mileage?,
                    reason: reason?,
                    note: note?,
                }
            }
            Step::Exterior => Change::Exterior {
                no_marks: self.no_marks == "1",
            },
            Step::Belongings => {
                let fuel = check.optional("fuel", &self.fuel, |raw| level(raw, 8));
                let charge = check.optional("charge", &self.charge, |raw| {
                    level(raw.trim_end_matches(['%', '％']), 100)
                });
                let note = check.optional("belongings_note", &self.belongings_note, |raw| text::note(raw, LONG));
                let none = self.no_belongings == "1";
                if none && !(self.belongings.is_empty() && self.belongings_note.trim().is_empty()) {
                    check.fault("no_belongings", Fault::Mismatch);
                }
                Change::Belongings {
                    items: ticked(check, "belongings", &self.belongings, Belonging::parse),
                    fuel: fuel?,
                    charge: charge?,
                    note: note?.unwrap_or_default(),
                    none,
                }
            }
            Step::Wishes => {
                let note = check.optional("wishes_note", &self.wishes_note, |raw| text::note(raw, LONG));
                Change::Wishes {
                    items: ticked(check, "wishes", &self.wishes, Wish::parse),
                    note: note?.unwrap_or_default(),
                    warranty: self.warranty == "1",
                    household: self.household == "1",
                }
            }
            Step::Estimate => {
                let from = check.optional("estimate_from", &self.estimate_from, estimate);
                let to = check.optional("estimate_to", &self.estimate_to, estimate);
                let typed = if self.quick.is_empty() {
                    &self.promised_at
                } else {
                    &self.quick
                };
                let promised_at = check.optional("promised_at", typed, |raw| {
                    times::instant(parse_ahead(raw)?).ok_or(Fault::Time)
                });
                let (from, to) = (from?, to?);
                // One figure is both ends.
                let (from, to) = (from.or(to), to.or(from));
                if let (Some(low), Some(high)) = (from, to)
                    && high < low
                {
                    check.fault(
                        "estimate_to",
                        Fault::TooSmall {
                            min: (low.fen() + 99) / 100,
                        },
                    );
                }
                Change::Estimate {
                    from,
                    to,
                    promised_at: promised_at?,
                }
            }
            Step::Signature => {
                let paper = self.on_paper == "1";
                let nothing = !paper && self.strokes.trim().is_empty() && self.signed_by.trim().is_empty();
                if nothing {
                    return Some(Change::Signature(None));
                }
                let by = check.required("signed_by", &self.signed_by, PersonName::parse);
                let strokes = if paper {
                    Some(None)
                } else {
                    check.required("strokes", &self.strokes, Strokes::parse).map(Some)
                };
                let how = if paper { Signing::Paper } else { Signing::Drawn };
                Change::Signature(Some((how, by?.canonical().to_owned(), strokes?)))
            }
        })
    }
}

/// Nobody's repair costs more.
const MOST_EXPENSIVE: Fen = Fen::new(100_000_000);

/// An end of the estimate. However far a figure is beyond the limit, the limit named is the same.
fn estimate(raw: &str) -> Result<Fen, Fault> {
    match Fen::parse(raw) {
        Ok(fen) if fen <= MOST_EXPENSIVE => Ok(fen),
        Ok(_) | Err(Fault::TooLarge { .. }) => Err(Fault::TooLarge {
            max: MOST_EXPENSIVE.fen() / 100,
        }),
        other => other,
    }
}

impl Form for StepForm {
    type Parsed = Save;

    fn parse(&self) -> Result<Save, FieldErrors> {
        let mut check = Checker::of(self);
        let step = check.required("step", &self.step, Step::chosen);
        let reason = check.optional("reason", &self.reason, |raw| text::note(raw, SHORT));
        let change = step.and_then(|step| self.change(&mut check, step));
        let seen = self.lock_version.parse().unwrap_or(0);
        check.finish(|| {
            Some(Save {
                change: change?,
                seen,
                form: self.opened(),
                reason: reason?,
                stay: !self.quick.is_empty(),
            })
        })
    }
}

/// `POST /visits/{id}/check-in/marks`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct MarkForm {
    zone: String,
    damage: String,
    note: String,
    reason: String,
}

impl Form for MarkForm {
    type Parsed = NewMark;

    fn parse(&self) -> Result<NewMark, FieldErrors> {
        let mut check = Checker::of(self);
        let zone = check.required("zone", &self.zone, Zone::chosen);
        let damage = check.required("damage", &self.damage, Damage::chosen);
        let note = check.optional("note", &self.note, |raw| text::note(raw, SHORT));
        let reason = check.optional("reason", &self.reason, |raw| text::note(raw, SHORT));
        check.finish(|| {
            Some(NewMark {
                zone: zone?,
                damage: damage?,
                note: note?,
                reason: reason?,
            })
        })
    }
}

/// A removal or photos: why, once the sheet is finished.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct ReasonForm {
    reason: String,
}

impl Form for ReasonForm {
    type Parsed = Option<String>;

    fn parse(&self) -> Result<Option<String>, FieldErrors> {
        let mut check = Checker::of(self);
        let reason = check.optional("reason", &self.reason, |raw| text::note(raw, SHORT));
        check.finish(|| reason)
    }
}

/// `POST /visits/{id}/check-in/mileage`: the reading alone, as soon as it is typed.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct MileageForm {
    mileage: String,
    mileage_reason: String,
}

impl Form for MileageForm {
    /// The reading, and whether it is explained.
    type Parsed = (Option<Km>, bool);

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        let mut check = Checker::of(self);
        let km = check.optional("mileage", &self.mileage, Km::parse);
        let explained = !self.mileage_reason.trim().is_empty();
        check.finish(|| Some((km?, explained)))
    }
}
