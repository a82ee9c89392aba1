//! Values of the desk.

use crate::values::ids::{CustomerId, VehicleId};
use crate::values::mileage::Km;
use crate::values::person_name::PersonName;
use crate::values::phone::Phone;
use crate::values::plate::Plate;
use crate::visits::model::Receiver;
use crate::visits::rules::Purpose;

/// Who is to be registered.
pub enum Someone {
    Known(CustomerId, Option<VehicleId>),
    /// With the plate of their car, if they came with one.
    New(PersonName, Phone, Option<Plate>),
    Guest(Option<String>),
}

/// An arrival to be registered.
pub struct Register {
    /// What stood in the box.
    pub q: String,
    pub who: Someone,
    pub purpose: Purpose,
    /// Whether somebody chose the purpose; else that of an appointment counts for more.
    pub chosen: bool,
    pub receiver: Receiver,
    pub party_size: i16,
    pub first_visit: Option<bool>,
    pub mileage: Option<Km>,
    /// Why it is below the last reading.
    pub mileage_reason: Option<String>,
}
