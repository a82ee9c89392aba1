//! What the desk's forms hold.

use serde::Deserialize;
use validator::Validate;

use crate::customers::commands::{Decision, NewConsent, NewNote};
use crate::customers::rules::{Channel, Purpose, RevealReason, Tier, WORDING_VERSION};
use crate::platform::error::FieldErrors;
use crate::platform::web::{Checker, Form};
use crate::values::fault::Fault;
use crate::values::ids::{CustomerId, StaffId};
use crate::values::phone::Phone;
use crate::values::plate::Plate;
use crate::values::vin::Vin;
use crate::values::{date, engine_number::EngineNumber, mileage::Km, text};
use crate::vehicles::model::{Details, RevealField, Vehicle};
use crate::vehicles::rules::Energy;

/// Longest note, reason and one-line text, in characters.
const NOTE: usize = 2_000;
const REASON: usize = 500;
const LINE: usize = 60;

/// How long access may last, in hours.
pub const HOURS: [i32; 4] = [4, 24, 72, 168];

fn version(raw: &str) -> Result<i32, Fault> {
    raw.parse().map_err(|_| Fault::Number)
}

/// A reason to look, chosen.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct RevealForm {
    pub reason: String,
}

impl Form for RevealForm {
    type Parsed = RevealReason;

    fn parse(&self) -> Result<RevealReason, FieldErrors> {
        let mut check = Checker::of(self);
        let reason = check.required("reason", &self.reason, RevealReason::chosen);
        check.finish(|| reason)
    }
}

/// A note.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct NoteForm {
    pub note: String,
    pub pinned: String,
}

impl Form for NoteForm {
    type Parsed = NewNote;

    fn parse(&self) -> Result<NewNote, FieldErrors> {
        let mut check = Checker::of(self);
        let body = check.required("note", &self.note, |raw| text::note(raw, NOTE));
        check.finish(|| {
            Some(NewNote {
                body: body?,
                pinned: !self.pinned.is_empty(),
            })
        })
    }
}

/// Pin (`1`) or unpin.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct PinForm {
    pub pinned: String,
}

impl Form for PinForm {
    type Parsed = bool;

    fn parse(&self) -> Result<bool, FieldErrors> {
        Ok(self.pinned == "1")
    }
}

/// A tier and why.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct TierForm {
    pub tier: String,
    pub reason: String,
    pub lock_version: String,
}

impl Form for TierForm {
    type Parsed = (Tier, String, i32);

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        let mut check = Checker::of(self);
        let tier = check.required("tier", &self.tier, Tier::chosen);
        let reason = check.required("reason", &self.reason, |raw| text::note(raw, REASON));
        let seen = check.required("lock_version", &self.lock_version, version);
        check.finish(|| Some((tier?, reason?, seen?)))
    }
}

/// Who is to look after the customer; empty for nobody.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct OwnerForm {
    pub owner: String,
    pub lock_version: String,
}

impl Form for OwnerForm {
    type Parsed = (Option<StaffId>, i32);

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        let mut check = Checker::of(self);
        let owner = check.optional("owner", &self.owner, |raw| raw.parse().map_err(|_| Fault::Choice));
        let seen = check.required("lock_version", &self.lock_version, version);
        check.finish(|| Some((owner?, seen?)))
    }
}

/// A customer's word on one use of one channel.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct ConsentForm {
    pub purpose: String,
    pub channel: String,
    pub answer: String,
    pub evidence: String,
}

impl Form for ConsentForm {
    type Parsed = NewConsent;

    fn parse(&self) -> Result<NewConsent, FieldErrors> {
        let mut check = Checker::of(self);
        let purpose = check.required("purpose", &self.purpose, Purpose::chosen);
        let channel = check.required("channel", &self.channel, Channel::chosen);
        let given = check.required("answer", &self.answer, |raw| match raw {
            "yes" => Ok(true),
            "no" => Ok(false),
            _ => Err(Fault::Choice),
        });
        // Agreeing needs something to show for it; taking it back never does.
        let evidence = if given == Some(true) {
            check
                .required("evidence", &self.evidence, |raw| text::note(raw, REASON))
                .map(Some)
        } else {
            check.optional("evidence", &self.evidence, |raw| text::note(raw, REASON))
        };
        check.finish(|| {
            Some(NewConsent {
                purpose: purpose?,
                channel: channel?,
                given: given?,
                evidence: evidence?,
                wording_version: WORDING_VERSION.to_owned(),
            })
        })
    }
}

/// A car.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct VehicleForm {
    pub brand: String,
    pub model: String,
    pub trim: String,
    pub colour: String,
    pub energy: String,
    pub plate: String,
    pub vin: String,
    pub engine_number: String,
    pub mileage: String,
    pub purchased_on: String,
    pub warranty_until: String,
    pub insurance_until: String,
    pub lower_because: String,
    pub lock_version: String,
}

impl VehicleForm {
    /// Numbers that came masked and were left so stay what they are.
    pub fn keep_masked(&mut self, car: &Vehicle) {
        for (typed, field) in [
            (&mut self.vin, RevealField::Vin),
            (&mut self.engine_number, RevealField::EngineNumber),
        ] {
            if let Some((text, masked)) = car.in_full(field)
                && typed.trim() == masked
            {
                *typed = text.into_exposed();
            }
        }
    }
}

/// A car as typed.
pub struct TypedVehicle {
    pub details: Details,
    pub lower_because: Option<String>,
    pub seen: i32,
}

impl Form for VehicleForm {
    type Parsed = TypedVehicle;

    fn parse(&self) -> Result<TypedVehicle, FieldErrors> {
        let mut check = Checker::of(self);
        let line = |raw: &str| text::line(raw, LINE);
        let brand = check.required("brand", &self.brand, line);
        let model = check.required("model", &self.model, line);
        let trim = check.optional("trim", &self.trim, line);
        let colour = check.optional("colour", &self.colour, line);
        let energy = check.optional("energy", &self.energy, Energy::chosen);
        let plate = check.optional("plate", &self.plate, Plate::parse);
        let vin = check.optional("vin", &self.vin, |raw| Vin::parse(raw).map(|(vin, _)| vin));
        let engine_number = check.optional("engine_number", &self.engine_number, EngineNumber::parse);
        let mileage = check.optional("mileage", &self.mileage, Km::parse);
        let purchased_on = check.optional("purchased_on", &self.purchased_on, date::parse_day);
        let warranty_until = check.optional("warranty_until", &self.warranty_until, date::parse_day);
        let insurance_until = check.optional("insurance_until", &self.insurance_until, date::parse_day);
        let lower_because = check.optional("lower_because", &self.lower_because, |raw| text::note(raw, REASON));
        let seen = check.optional("lock_version", &self.lock_version, version);
        check.finish(|| {
            Some(TypedVehicle {
                details: Details {
                    model_id: None,
                    brand: brand?,
                    model: model?,
                    trim: trim?.unwrap_or_default(),
                    colour: colour?.unwrap_or_default(),
                    energy: energy?,
                    plate: plate?,
                    vin: vin?,
                    engine_number: engine_number?,
                    mileage: mileage?,
                    purchased_on: purchased_on?,
                    warranty_until: warranty_until?,
                    insurance_until: insurance_until?,
                },
                lower_because: lower_because?,
                seen: seen?.unwrap_or_default(),
            })
        })
    }

    fn constraint(name: &str) -> Option<(&'static str, Fault)> {
        (name == "vehicles_vin").then_some(("vin", Fault::Taken))
    }
}

/// The next owner of a car: looked for by phone, then chosen.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct HandOnForm {
    pub phone: String,
    pub day: String,
    pub customer: String,
}

/// The next owner as typed.
pub struct HandOn {
    pub phone: Phone,
    pub day: chrono::NaiveDate,
    pub customer: Option<CustomerId>,
}

impl Form for HandOnForm {
    type Parsed = HandOn;

    fn parse(&self) -> Result<HandOn, FieldErrors> {
        let mut check = Checker::of(self);
        let phone = check.required("phone", &self.phone, Phone::parse);
        let day = check.required("day", &self.day, date::parse_day);
        let customer = check.optional("customer", &self.customer, |raw| raw.parse().map_err(|_| Fault::Choice));
        check.finish(|| {
            Some(HandOn {
                phone: phone?,
                day: day?,
                customer: customer?,
            })
        })
    }
}

/// A request to look.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct AccessForm {
    pub reason: String,
    pub hours: String,
}

impl Form for AccessForm {
    type Parsed = (String, i32);

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        let mut check = Checker::of(self);
        let reason = check.required("reason", &self.reason, |raw| text::note(raw, REASON));
        let hours = check.required("hours", &self.hours, |raw| {
            let hours = raw.parse().map_err(|_| Fault::Choice)?;
            if HOURS.contains(&hours) {
                Ok(hours)
            } else {
                Err(Fault::Choice)
            }
        });
        check.finish(|| Some((reason?, hours?)))
    }
}

/// A manager's decision; who declines says why.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct DecisionForm {
    pub decision: String,
    pub reason: String,
}

impl Form for DecisionForm {
    type Parsed = Decision;

    fn parse(&self) -> Result<Decision, FieldErrors> {
        let mut check = Checker::of(self);
        let decision = match self.decision.as_str() {
            "approve" => Some(Decision::Approve),
            "reject" => check
                .required("reason", &self.reason, |raw| text::note(raw, REASON))
                .map(Decision::Reject),
            _ => {
                check.fault("", Fault::Choice);
                None
            }
        };
        check.finish(|| decision)
    }
}
