//! Forms of courtesy cars.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use validator::Validate;

use super::model::{HandOver, NewCar, NewLoan, Reading};
use super::rules::Reply;
use crate::platform::error::FieldErrors;
use crate::platform::i18n::times;
use crate::platform::web::{Checker, Form};
use crate::service::check_in::rules::{Signing, Strokes};
use crate::values::date::{parse_day, parse_local};
use crate::values::fault::Fault;
use crate::values::id_document::{IdDocument, IdKind};
use crate::values::mileage::Km;
use crate::values::money::Fen;
use crate::values::person_name::PersonName;
use crate::values::plate::Plate;
use crate::values::text;
use crate::vehicles::rules::Energy;

const SHORT: usize = 500;

fn moment(raw: &str) -> Result<DateTime<Utc>, Fault> {
    times::instant(parse_local(raw)?).ok_or(Fault::Time)
}

fn level(raw: &str, most: i16) -> Result<i16, Fault> {
    let typed = text::normalize_width(raw);
    let level: i16 = typed.trim().trim_end_matches('%').parse().map_err(|_| Fault::Number)?;
    match level {
        ..0 => Err(Fault::Negative),
        level if level > most => Err(Fault::TooLarge { max: most.into() }),
        level => Ok(level),
    }
}

/// A car of the fleet.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct CarForm {
    plate: String,
    model: String,
    colour: String,
    energy: String,
    mileage: String,
    insurance_until: String,
    inspection_until: String,
    lock_version: String,
}

impl Form for CarForm {
    type Parsed = NewCar;

    fn parse(&self) -> Result<NewCar, FieldErrors> {
        let mut check = Checker::of(self);
        let plate = check.required("plate", &self.plate, Plate::parse);
        let model = check.required("model", &self.model, |raw| text::line(raw, 60));
        let colour = check.optional("colour", &self.colour, |raw| text::line(raw, 20));
        let energy = check.required("energy", &self.energy, Energy::chosen);
        let mileage = check.required("mileage", &self.mileage, Km::parse);
        let insurance_until = check.required("insurance_until", &self.insurance_until, parse_day);
        let inspection_until = check.required("inspection_until", &self.inspection_until, parse_day);
        check.finish(|| {
            Some(NewCar {
                plate: plate?,
                model: model?,
                colour: colour?.unwrap_or_default(),
                energy: energy?,
                mileage: mileage?,
                insurance_until: insurance_until?,
                inspection_until: inspection_until?,
                seen: self.lock_version.parse().unwrap_or(0),
            })
        })
    }

    fn constraint(name: &str) -> Option<(&'static str, Fault)> {
        (name == "courtesy_cars_plate").then_some(("plate", Fault::Taken))
    }
}

/// Out of service with a reason, or back.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct StandingForm {
    out: String,
    out_because: String,
}

impl Form for StandingForm {
    type Parsed = Option<String>;

    fn parse(&self) -> Result<Option<String>, FieldErrors> {
        let mut check = Checker::of(self);
        if self.out != "1" {
            return check.finish(|| Some(None));
        }
        let because = check.required("out_because", &self.out_because, |raw| text::line(raw, 100));
        check.finish(|| because.map(Some))
    }
}

/// A booking.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct BookForm {
    car: String,
    starts_at: String,
    due_at: String,
}

impl Form for BookForm {
    type Parsed = NewLoan;

    fn parse(&self) -> Result<NewLoan, FieldErrors> {
        let mut check = Checker::of(self);
        let car = check.required("car", &self.car, |raw| raw.parse().map_err(|_| Fault::Choice));
        let starts_at = check.required("starts_at", &self.starts_at, moment);
        let due_at = check.required("due_at", &self.due_at, moment);
        if let (Some(from), Some(to)) = (starts_at, due_at)
            && to <= from
        {
            check.fault("due_at", Fault::EndBeforeStart);
        }
        check.finish(|| {
            Some(NewLoan {
                car: car?,
                starts_at: starts_at?,
                due_at: due_at?,
            })
        })
    }

    fn constraint(name: &str) -> Option<(&'static str, Fault)> {
        (name == "courtesy_loans_plan").then_some(("car", Fault::Overlap))
    }
}

/// A car as it changes hands.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct ReturnForm {
    km: String,
    km_reason: String,
    fuel: String,
    charge: String,
    marks: String,
    lock_version: String,
}

impl ReturnForm {
    fn reading(&self, check: &mut Checker) -> Option<Reading> {
        let km = check.required("km", &self.km, Km::parse);
        let km_reason = check.optional("km_reason", &self.km_reason, |raw| text::note(raw, SHORT));
        let fuel = check.optional("fuel", &self.fuel, |raw| level(raw, 8));
        let charge = check.optional("charge", &self.charge, |raw| level(raw, 100));
        let marks = check.optional("marks", &self.marks, |raw| text::note(raw, 2_000));
        if fuel == Some(None) && charge == Some(None) {
            check.fault("fuel", Fault::Required);
        }
        Some(Reading {
            km: km?,
            km_reason: km_reason?,
            fuel: fuel?,
            charge: charge?,
            marks: marks?,
            seen: self.lock_version.parse().unwrap_or(0),
        })
    }
}

impl Form for ReturnForm {
    type Parsed = Reading;

    fn parse(&self) -> Result<Reading, FieldErrors> {
        let mut check = Checker::of(self);
        let reading = self.reading(&mut check);
        check.finish(|| reading)
    }
}

/// As [`ReturnForm`], and who drives.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct HandOverForm {
    km: String,
    km_reason: String,
    fuel: String,
    charge: String,
    marks: String,
    lock_version: String,
    driver: String,
    licence_kind: String,
    licence: String,
    licence_until: String,
    strokes: String,
    on_paper: String,
    benefit: String,
}

impl HandOverForm {
    /// What can be looked at whatever is wrong with the rest: until when the licence is valid, the reading, whether that is
    /// explained.
    pub fn readable(&self) -> (Option<NaiveDate>, Option<Km>, bool) {
        let explained = !self.km_reason.trim().is_empty();
        (parse_day(&self.licence_until).ok(), Km::parse(&self.km).ok(), explained)
    }
}

impl Form for HandOverForm {
    type Parsed = HandOver;

    fn parse(&self) -> Result<HandOver, FieldErrors> {
        let mut check = Checker::of(self);
        let reading = ReturnForm {
            km: self.km.clone(),
            km_reason: self.km_reason.clone(),
            fuel: self.fuel.clone(),
            charge: self.charge.clone(),
            marks: self.marks.clone(),
            lock_version: self.lock_version.clone(),
        }
        .reading(&mut check);
        let driver = check.required("driver", &self.driver, PersonName::parse);
        let kind = check.required("licence_kind", &self.licence_kind, IdKind::chosen);
        let licence = check.required("licence", &self.licence, |raw| {
            IdDocument::parse(kind.unwrap_or(IdKind::MainlandId), raw)
        });
        let licence_until = check.required("licence_until", &self.licence_until, parse_day);
        let paper = self.on_paper == "1";
        let strokes = if paper {
            Some(None)
        } else {
            check.required("strokes", &self.strokes, Strokes::parse).map(Some)
        };
        check.finish(|| {
            Some(HandOver {
                reading: reading?,
                driver: driver?.canonical().to_owned(),
                licence: licence?,
                licence_until: licence_until?,
                signing: if paper { Signing::Paper } else { Signing::Drawn },
                strokes: strokes?,
                benefit: self.benefit == "1",
            })
        })
    }

    fn constraint(name: &str) -> Option<(&'static str, Fault)> {
        matches!(name, "courtesy_loans_plan" | "courtesy_loans_hands").then_some(("km", Fault::Overlap))
    }
}

/// A reason, and nothing else.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct CancelForm {
    reason: String,
}

impl Form for CancelForm {
    type Parsed = String;

    fn parse(&self) -> Result<String, FieldErrors> {
        let mut check = Checker::of(self);
        let reason = check.required("reason", &self.reason, |raw| text::note(raw, SHORT));
        check.finish(|| reason)
    }
}

/// Nothing is lent to somebody, until a day.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct RefuseForm {
    refusal: String,
    until: String,
}

impl Form for RefuseForm {
    type Parsed = (String, NaiveDate);

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        let mut check = Checker::of(self);
        let reason = check.required("refusal", &self.refusal, |raw| text::note(raw, SHORT));
        let until = check.required("until", &self.until, parse_day);
        check.finish(|| reason.zip(until))
    }
}

/// What was answered.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct AnswerForm {
    reply: String,
    amount: String,
    note: String,
    /// The page it was given on.
    pub back: String,
}

impl Form for AnswerForm {
    type Parsed = (Reply, Option<Fen>, Option<String>);

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        let mut check = Checker::of(self);
        let reply = check.required("reply", &self.reply, Reply::chosen);
        let amount = if reply == Some(Reply::TravelMoney) {
            check
                .required("amount", &self.amount, |raw| match Fen::parse(raw)? {
                    Fen::ZERO => Err(Fault::TooSmall { min: 1 }),
                    fen if fen > Fen::new(10_000_000) => Err(Fault::TooLarge { max: 100_000 }),
                    fen => Ok(fen),
                })
                .map(Some)
        } else {
            Some(None)
        };
        let note = check.optional("note", &self.note, |raw| text::note(raw, SHORT));
        check.finish(|| Some((reply?, amount?, note?)))
    }
}

/// A plate and a time.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct RegistryForm {
    plate: String,
    at: String,
}

impl Form for RegistryForm {
    type Parsed = (Plate, DateTime<Utc>);

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        let mut check = Checker::of(self);
        let plate = check.required("plate", &self.plate, Plate::parse);
        let at = check.required("at", &self.at, moment);
        check.finish(|| plate.zip(at))
    }
}
