//! Values of the desk.

use crate::values::ids::{CustomerId, VehicleId};
use crate::values::mileage::Km;
use crate::values::person_name::PersonName;
use crate::values::phone::Phone;
use crate::visits::model::Receiver;
use crate::visits::rules::Purpose;

/// Who is to be registered.
pub enum Someone {
    Known(CustomerId, Option<VehicleId>),
    New(PersonName, Phone),
    Guest(Option<String>),
}

/// An arrival to be registered.
pub struct Register {
    pub who: Someone,
    pub purpose: Purpose,
    pub receiver: Receiver,
    pub party_size: i16,
    pub first_visit: Option<bool>,
    pub mileage: Option<Km>,
}
