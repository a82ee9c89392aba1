//! Forms of test drives.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use validator::Validate;

use super::model::{HandOver, NewCar, NewDrive, Outcome, Return};
use super::rules::Intent;
use crate::platform::error::FieldErrors;
use crate::platform::i18n::times;
use crate::platform::web::{Checker, Form};
use crate::service::check_in::rules::{Signing, Strokes};
use crate::values::date::{parse_day, parse_local};
use crate::values::fault::Fault;
use crate::values::id_document::{IdDocument, IdKind};
use crate::values::ids::StaffId;
use crate::values::mileage::Km;
use crate::values::person_name::PersonName;
use crate::values::plate::Plate;
use crate::values::text;
use crate::vehicles::rules::Energy;

const SHORT: usize = 500;
const LONG: usize = 2_000;
/// The lengths of a drive, in minutes.
pub const LENGTHS: [u32; 5] = [30, 45, 60, 90, 120];

fn moment(raw: &str) -> Result<DateTime<Utc>, Fault> {
    times::instant(parse_local(raw)?).ok_or(Fault::Time)
}

/// A demo car.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct CarForm {
    plate: String,
    model: String,
    colour: String,
    energy: String,
    mileage: String,
    mileage_reason: String,
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
        let mileage_reason = check.optional("mileage_reason", &self.mileage_reason, |raw| text::note(raw, SHORT));
        let insurance_until = check.required("insurance_until", &self.insurance_until, parse_day);
        let inspection_until = check.required("inspection_until", &self.inspection_until, parse_day);
        check.finish(|| {
            Some(NewCar {
                plate: plate?,
                model: model?,
                colour: colour?.unwrap_or_default(),
                energy: energy?,
                mileage: mileage?,
                mileage_reason: mileage_reason?,
                insurance_until: insurance_until?,
                inspection_until: inspection_until?,
                seen: self.lock_version.parse().unwrap_or(0),
            })
        })
    }

    fn constraint(name: &str) -> Option<(&'static str, Fault)> {
        (name == "demo_cars_plate").then_some(("plate", Fault::Taken))
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
    opportunity: String,
    car: String,
    starts_at: String,
    minutes: String,
    route: String,
}

impl Form for BookForm {
    type Parsed = NewDrive;

    fn parse(&self) -> Result<NewDrive, FieldErrors> {
        let mut check = Checker::of(self);
        let opportunity = check.required("opportunity", &self.opportunity, |raw| {
            raw.parse().map_err(|_| Fault::Choice)
        });
        let car = check.required("car", &self.car, |raw| raw.parse().map_err(|_| Fault::Choice));
        let starts_at = check.required("starts_at", &self.starts_at, moment);
        let minutes = check.required("minutes", &self.minutes, |raw| {
            let minutes: u32 = raw.parse().map_err(|_| Fault::Choice)?;
            if (1..=240).contains(&minutes) {
                Ok(minutes)
            } else {
                Err(Fault::Choice)
            }
        });
        let route = check.optional("route", &self.route, |raw| text::line(raw, 40));
        check.finish(|| {
            Some(NewDrive {
                car: car?,
                opportunity: opportunity?,
                starts_at: starts_at?,
                minutes: minutes?,
                route: route?.unwrap_or_default(),
            })
        })
    }

    fn constraint(name: &str) -> Option<(&'static str, Fault)> {
        match name {
            "test_drives_plan" => Some(("car", Fault::Overlap)),
            "test_drives_driver" => Some(("opportunity", Fault::Overlap)),
            _ => None,
        }
    }
}

/// The car as it leaves.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct HandOverForm {
    driver: String,
    licence_kind: String,
    licence: String,
    licence_until: String,
    licence_seen: String,
    km: String,
    km_reason: String,
    strokes: String,
    on_paper: String,
    lock_version: String,
}

impl Form for HandOverForm {
    type Parsed = HandOver;

    fn parse(&self) -> Result<HandOver, FieldErrors> {
        let mut check = Checker::of(self);
        let driver = check.required("driver", &self.driver, PersonName::parse);
        let kind = check.required("licence_kind", &self.licence_kind, IdKind::chosen);
        let licence = check.required("licence", &self.licence, |raw| {
            IdDocument::parse(kind.unwrap_or(IdKind::MainlandId), raw)
        });
        let licence_until = check.required("licence_until", &self.licence_until, parse_day);
        if self.licence_seen != "1" {
            check.fault("licence_seen", Fault::Required);
        }
        let km = check.required("km", &self.km, Km::parse);
        let km_reason = check.optional("km_reason", &self.km_reason, |raw| text::note(raw, SHORT));
        let paper = self.on_paper == "1";
        let strokes = if paper {
            Some(None)
        } else {
            check.required("strokes", &self.strokes, Strokes::parse).map(Some)
        };
        check.finish(|| {
            Some(HandOver {
                driver: driver?.canonical().to_owned(),
                licence: licence?,
                licence_until: licence_until?,
                km: km?,
                km_reason: km_reason?,
                signing: if paper { Signing::Paper } else { Signing::Drawn },
                strokes: strokes?,
                seen: self.lock_version.parse().unwrap_or(0),
            })
        })
    }

    fn constraint(name: &str) -> Option<(&'static str, Fault)> {
        matches!(name, "test_drives_plan" | "test_drives_hands" | "test_drives_driver")
            .then_some(("km", Fault::Overlap))
    }
}

/// The car as it comes back.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct ReturnForm {
    km: String,
    km_reason: String,
    marks: String,
    lock_version: String,
}

impl Form for ReturnForm {
    type Parsed = Return;

    fn parse(&self) -> Result<Return, FieldErrors> {
        let mut check = Checker::of(self);
        let km = check.required("km", &self.km, Km::parse);
        let km_reason = check.optional("km_reason", &self.km_reason, |raw| text::note(raw, SHORT));
        let marks = check.optional("marks", &self.marks, |raw| text::note(raw, LONG));
        check.finish(|| {
            Some(Return {
                km: km?,
                km_reason: km_reason?,
                marks: marks?,
                seen: self.lock_version.parse().unwrap_or(0),
            })
        })
    }
}

/// The reading at the return as it should have been typed, and why it changes.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct CorrectionForm {
    km: String,
    reason: String,
}

impl Form for CorrectionForm {
    type Parsed = (Km, String);

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        let mut check = Checker::of(self);
        let km = check.required("km", &self.km, Km::parse);
        let reason = check.required("reason", &self.reason, |raw| text::note(raw, SHORT));
        check.finish(|| Some((km?, reason?)))
    }
}

/// What came of the drive.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct ResultForm {
    rating: String,
    intent: String,
    liked: String,
    worried: String,
    lock_version: String,
}

impl Form for ResultForm {
    type Parsed = Outcome;

    fn parse(&self) -> Result<Outcome, FieldErrors> {
        let mut check = Checker::of(self);
        let rating = check.required("rating", &self.rating, |raw| match raw.parse::<i16>() {
            Ok(rating) if (1..=5).contains(&rating) => Ok(rating),
            _ => Err(Fault::Choice),
        });
        let intent = check.required("intent", &self.intent, Intent::chosen);
        let liked = check.optional("liked", &self.liked, |raw| text::note(raw, LONG));
        let worried = check.optional("worried", &self.worried, |raw| text::note(raw, LONG));
        check.finish(|| {
            Some(Outcome {
                rating: rating?,
                intent: intent?,
                liked: liked?,
                worried: worried?,
                seen: self.lock_version.parse().unwrap_or(0),
            })
        })
    }
}

/// A reason, and nothing else.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct ReasonForm {
    reason: String,
}

impl Form for ReasonForm {
    type Parsed = String;

    fn parse(&self) -> Result<String, FieldErrors> {
        let mut check = Checker::of(self);
        let reason = check.required("reason", &self.reason, |raw| text::note(raw, SHORT));
        check.finish(|| reason)
    }
}

/// Who rides along.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct CompanionForm {
    consultant: String,
}

impl Form for CompanionForm {
    type Parsed = StaffId;

    fn parse(&self) -> Result<StaffId, FieldErrors> {
        let mut check = Checker::of(self);
        let who = check.required("consultant", &self.consultant, |raw| {
            raw.trim().parse().map_err(|_| Fault::Choice)
        });
        check.finish(|| who)
    }
}

/// A plate and a time.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct RegistryForm {
    plate: String,
    at: String,
    until: String,
}

impl Form for RegistryForm {
    /// The plate, from when, and until before when.
    type Parsed = (Plate, DateTime<Utc>, DateTime<Utc>);

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        let mut check = Checker::of(self);
        let plate = check.required("plate", &self.plate, Plate::parse);
        let at = check.required("at", &self.at, moment);
        let until = check.optional("until", &self.until, moment);
        if let (Some(at), Some(Some(until))) = (at, until)
            && until < at
        {
            check.fault("until", Fault::EndBeforeStart);
        }
        check.finish(|| {
            let (at, until) = (at?, until?);
            // Minutes are shown and typed: the whole of the last one counts.
            Some((plate?, at, until.unwrap_or(at) + TimeDelta::minutes(1)))
        })
    }
}
