//! What the desk posts.

use serde::Deserialize;
use validator::Validate;

use super::model::{Register, Someone};
use crate::platform::error::FieldErrors;
use crate::platform::web::{Checker, Form};
use crate::values::fault::Fault;
use crate::values::ids::{AppointmentId, CustomerId, StaffId, VehicleId};
use crate::values::mileage::Km;
use crate::values::own_path::own_path;
use crate::values::person_name::PersonName;
use crate::values::phone::Phone;
use crate::values::plate::Plate;
use crate::values::text;
use crate::visits::model::Receiver;
use crate::visits::rules::{LeaveReason, Purpose};

/// What it means that the database refused a second visit.
fn present(constraint: &str) -> Option<(&'static str, Fault)> {
    matches!(constraint, "visits_present_vehicle" | "visits_present_customer").then_some(("who", Fault::Taken))
}

/// The quick registration, as typed.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct RegisterForm {
    /// Phone, plate, VIN or the end of one.
    pub q: String,
    /// `customer` or `customer:vehicle`, of those that were found.
    pub who: String,
    pub new_name: String,
    pub new_phone: String,
    /// Of the car they came with, if any.
    pub new_plate: String,
    /// The newcomer was told how the data is used.
    pub notice: String,
    /// Set: no record is made.
    pub guest: String,
    pub guest_name: String,
    pub purpose: String,
    /// The purpose that stood there before anybody chose one.
    pub preset: String,
    /// Empty: whoever's turn it is.
    pub advisor: String,
    pub party_size: String,
    /// `first`, `again`, or empty: by the record.
    pub first_visit: String,
    pub mileage: String,
    /// Why it is below the last reading.
    pub mileage_reason: String,
}

impl RegisterForm {
    /// Whether only the box was filled: then it is looked up first, and registered with the next press.
    pub fn only_looks(&self) -> bool {
        !self.q.trim().is_empty()
            && self.who.is_empty()
            && self.guest.is_empty()
            && self.new_name.trim().is_empty()
            && self.notice.is_empty()
    }

    /// Who was chosen of those that were found, and with which car.
    pub fn chosen(&self) -> Option<(CustomerId, Option<VehicleId>)> {
        match self.who.split_once(':') {
            Some((customer, vehicle)) => Some((customer.parse().ok()?, Some(vehicle.parse().ok()?))),
            None => Some((self.who.parse().ok()?, None)),
        }
    }

    fn someone(&self, check: &mut Checker) -> Option<Someone> {
        if !self.guest.is_empty() {
            let name = check.optional("guest_name", &self.guest_name, |raw| text::line(raw, 40))?;
            return Some(Someone::Guest(name));
        }
        if !self.who.is_empty() {
            let Some((customer, vehicle)) = self.chosen() else {
                check.fault("who", Fault::Choice);
                return None;
            };
            return Some(Someone::Known(customer, vehicle));
        }
        if self.q.trim().is_empty() && self.new_name.trim().is_empty() && self.new_phone.trim().is_empty() {
            check.fault("q", Fault::Required);
            return None;
        }
        let name = check.required("new_name", &self.new_name, PersonName::parse);
        let phone = check.required("new_phone", &self.new_phone, Phone::parse);
        let plate = check.optional("new_plate", &self.new_plate, Plate::parse_optional);
        if self.notice.is_empty() {
            check.fault("notice", Fault::Required);
        }
        Some(Someone::New(name?, phone?, plate?.flatten()))
    }
}

impl Form for RegisterForm {
    type Parsed = Register;

    fn parse(&self) -> Result<Register, FieldErrors> {
        let mut check = Checker::of(self);
        let who = self.someone(&mut check);
        let purpose = check.required("purpose", &self.purpose, Purpose::chosen);
        let receiver = check
            .optional("advisor", &self.advisor, |raw| {
                raw.parse::<StaffId>().map_err(|_| Fault::Choice)
            })
            .map(|person| person.map_or(Receiver::Auto, Receiver::Person));
        let party_size = check
            .optional("party_size", &self.party_size, people)
            .map(|size| size.unwrap_or(1));
        let mileage = check.optional("mileage", &self.mileage, Km::parse);
        let mileage_reason = check.optional("mileage_reason", &self.mileage_reason, |raw| text::line(raw, 200));
        check.finish(|| {
            Some(Register {
                q: self.q.trim().to_owned(),
                who: who?,
                purpose: purpose?,
                chosen: self.preset != self.purpose,
                receiver: receiver?,
                party_size: party_size?,
                first_visit: match self.first_visit.as_str() {
                    "first" => Some(true),
                    "again" => Some(false),
                    _ => None,
                },
                mileage: mileage?,
                mileage_reason: mileage_reason?,
            })
        })
    }

    fn constraint(name: &str) -> Option<(&'static str, Fault)> {
        present(name)
    }
}

/// 1 to 99.
fn people(raw: &str) -> Result<i16, Fault> {
    let number: i16 = text::normalize_width(raw).trim().parse().map_err(|_| Fault::Number)?;
    match number {
        ..=0 => Err(Fault::TooSmall { min: 1 }),
        1..=99 => Ok(number),
        _ => Err(Fault::TooLarge { max: 99 }),
    }
}

/// A button on a row: what was seen of the visit, and where to go back to.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct RowForm {
    pub lock_version: String,
    pub counter: String,
    pub back: String,
}

impl RowForm {
    pub fn back_to(&self) -> String {
        back_to(&self.back)
    }
}

impl Form for RowForm {
    /// The version that was seen.
    type Parsed = (Option<i32>, String);

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        Ok((self.lock_version.parse().ok(), self.counter.clone()))
    }

    fn constraint(name: &str) -> Option<(&'static str, Fault)> {
        present(name)
    }
}

/// An own path, the desk unless another is named.
pub fn back_to(wanted: &str) -> String {
    match own_path(wanted) {
        "/" => "/reception".to_owned(),
        path => path.to_owned(),
    }
}

/// An expected customer has come.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct ArrivalForm {
    pub appointment: String,
    pub back: String,
}

impl Form for ArrivalForm {
    type Parsed = AppointmentId;

    fn parse(&self) -> Result<AppointmentId, FieldErrors> {
        self.appointment
            .parse()
            .map_err(|_| FieldErrors::from([("appointment".to_owned(), Fault::Choice)]))
    }

    fn constraint(name: &str) -> Option<(&'static str, Fault)> {
        present(name)
    }
}

/// Why a visitor leaves.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct LeaveForm {
    pub reason: String,
    pub note: String,
    pub lock_version: String,
    pub back: String,
}

impl Form for LeaveForm {
    type Parsed = (LeaveReason, Option<String>, Option<i32>);

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        let mut check = Checker::of(self);
        let reason = check.required("reason", &self.reason, LeaveReason::chosen);
        let note = check.optional("note", &self.note, |raw| text::line(raw, 200));
        if reason == Some(LeaveReason::Other) && note == Some(None) {
            check.fault("note", Fault::Required);
        }
        check.finish(|| Some((reason?, note?, self.lock_version.parse().ok())))
    }
}

/// Who is to look after a visitor.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct AssignForm {
    pub advisor: String,
    pub back: String,
}

impl Form for AssignForm {
    type Parsed = StaffId;

    fn parse(&self) -> Result<StaffId, FieldErrors> {
        let mut check = Checker::of(self);
        let person = check.required("advisor", &self.advisor, |raw| raw.parse().map_err(|_| Fault::Choice));
        check.finish(|| person)
    }
}

crate::coded! {
    /// What a button of the rotation does.
    pub enum FloorStep {
        CheckIn "check_in", CheckOut "check_out", Pause "pause", Resume "resume", Skip "skip", Up "up",
    }
}

/// A button of the rotation.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct FloorForm {
    pub step: String,
    /// Empty: oneself.
    pub staff: String,
    pub back: String,
}

impl Form for FloorForm {
    type Parsed = (FloorStep, Option<StaffId>);

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        let mut check = Checker::of(self);
        let step = check.required("step", &self.step, FloorStep::chosen);
        let staff = check.optional("staff", &self.staff, |raw| raw.parse().map_err(|_| Fault::Choice));
        check.finish(|| Some((step?, staff?)))
    }
}

/// A new screen in the waiting area.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct BoardForm {
    pub name: String,
}

impl Form for BoardForm {
    type Parsed = String;

    fn parse(&self) -> Result<String, FieldErrors> {
        let mut check = Checker::of(self);
        let name = check.required("name", &self.name, |raw| text::line(raw, 40));
        check.finish(|| name)
    }
}
