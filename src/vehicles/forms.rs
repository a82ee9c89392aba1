//! What vehicle forms hold.

use serde::Deserialize;
use validator::Validate;

use super::model::Details;
use super::rules::Energy;
use crate::platform::error::FieldErrors;
use crate::platform::web::{Checker, Form};
use crate::values::date;
use crate::values::engine_number::EngineNumber;
use crate::values::mileage::Km;
use crate::values::plate::Plate;
use crate::values::text;
use crate::values::vin::Vin;

/// A car, as typed.
#[derive(Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct VehicleForm {
    pub plate: String,
    pub vin: String,
    pub engine_number: String,
    pub brand: String,
    pub model: String,
    pub trim: String,
    pub colour: String,
    pub energy: String,
    pub mileage: String,
    pub purchased_on: String,
    pub warranty_until: String,
    pub insurance_until: String,
}

impl VehicleForm {
    /// Whether nothing was typed: then there is no car.
    pub fn is_empty(&self) -> bool {
        [
            &self.plate,
            &self.vin,
            &self.engine_number,
            &self.brand,
            &self.model,
            &self.trim,
            &self.colour,
            &self.energy,
            &self.mileage,
            &self.purchased_on,
            &self.warranty_until,
            &self.insurance_until,
        ]
        .into_iter()
        .all(|field| field.trim().is_empty())
    }

    /// Reads the form; `check` collects the faults.
    pub fn read(&self, check: &mut Checker) -> Option<Details> {
        let words = |check: &mut Checker, field: &str, raw: &str| {
            let read = check.optional(field, raw, |raw| text::line(raw, 40));
            read.map(Option::unwrap_or_default)
        };
        let brand = words(check, "brand", &self.brand);
        let model = words(check, "model", &self.model);
        let trim = words(check, "trim", &self.trim);
        let colour = words(check, "colour", &self.colour);
        let energy = check.optional("energy", &self.energy, Energy::chosen);
        let plate = check.optional("plate", &self.plate, Plate::parse_optional);
        let vin = check.optional("vin", &self.vin, |raw| Vin::parse(raw).map(|(vin, _)| vin));
        let engine_number = check.optional("engine_number", &self.engine_number, EngineNumber::parse);
        let mileage = check.optional("mileage", &self.mileage, Km::parse);
        let purchased_on = check.optional("purchased_on", &self.purchased_on, date::parse_day);
        let warranty_until = check.optional("warranty_until", &self.warranty_until, date::parse_day);
        let insurance_until = check.optional("insurance_until", &self.insurance_until, date::parse_day);
        Some(Details {
            model_id: None,
            brand: brand?,
            model: model?,
            trim: trim?,
            colour: colour?,
            energy: energy?,
            plate: plate?.flatten(),
            vin: vin?,
            engine_number: engine_number?,
            mileage: mileage?,
            purchased_on: purchased_on?,
            warranty_until: warranty_until?,
            insurance_until: insurance_until?,
        })
    }
}

impl Form for VehicleForm {
    type Parsed = Details;

    fn parse(&self) -> Result<Details, FieldErrors> {
        let mut check = Checker::of(self);
        let details = self.read(&mut check);
        check.finish(|| details)
    }
}
