//! Rows and values of the vehicles room.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use super::rules::{Energy, Relation};
use crate::customers::model::{Key, Texts, masked_ends};
use crate::platform::db::Subject;
use crate::platform::error::Error;
use crate::platform::vault::{Label, Pii, Purpose, Sealed, Vault};
use crate::schema::vehicles;
use crate::values::engine_number::EngineNumber;
use crate::values::ids::{CustomerId, ImportId, ModelId, OwnershipId, StoreId, VehicleId};
use crate::values::mileage::Km;
use crate::values::plate::Plate;
use crate::values::vin::Vin;

pub const PLATE: Label = Label("vehicles.plate");
pub const VIN: Label = Label("vehicles.vin");
pub const ENGINE_NUMBER: Label = Label("vehicles.engine_number");

/// `subject_kind` of a vehicle in the audit log and the field history.
pub const VEHICLE: &str = "vehicle";

/// The vehicle as the subject of an audit entry.
pub fn subject(id: VehicleId) -> Subject {
    Subject::new(VEHICLE, id)
}

/// Everything about a car that staff type in.
#[derive(Clone, Default)]
pub struct Details {
    pub model_id: Option<ModelId>,
    pub brand: String,
    pub model: String,
    pub trim: String,
    pub colour: String,
    pub energy: Option<Energy>,
    pub plate: Option<Plate>,
    pub vin: Option<Vin>,
    pub engine_number: Option<EngineNumber>,
    pub mileage: Option<Km>,
    pub purchased_on: Option<NaiveDate>,
    pub warranty_until: Option<NaiveDate>,
    pub insurance_until: Option<NaiveDate>,
}

impl Details {
    /// What an exact search finds the owner by.
    pub fn keys(&self) -> Vec<Key> {
        let mut keys = Vec::new();
        keys.extend(
            self.plate
                .as_ref()
                .map(|plate| (Purpose::Plate, plate.canonical().to_owned())),
        );
        if let Some(vin) = &self.vin {
            keys.push((Purpose::Vin, vin.canonical().to_owned()));
            keys.push((Purpose::VinTail, vin.last_six().to_owned()));
        }
        keys
    }

    /// Every field as the field history keeps it.
    pub fn texts(&self) -> Texts {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        let mut texts = Texts::default();
        texts.put("brand", Some(self.brand.as_str()));
        texts.put("model", Some(self.model.as_str()));
        texts.put("trim", Some(self.trim.as_str()));
        texts.put("colour", Some(self.colour.as_str()));
        texts.put("energy", self.energy.map(Energy::code));
        texts.put("plate", self.plate.as_ref().map(Plate::canonical));
        texts.put("vin", self.vin.as_ref().map(Vin::canonical));
        texts.put(
            "engine_number",
            self.engine_number.as_ref().map(EngineNumber::canonical),
        );
        texts.put("mileage", self.mileage.map(|km| km.km().to_string()));
        texts.put("purchased_on", day(self.purchased_on));
        texts.put("warranty_until", day(self.warranty_until));
        texts.put("insurance_until", day(self.insurance_until));
        texts
    }
}

/// A new car of a customer (or of nobody yet).
#[derive(Clone)]
pub struct NewVehicle {
    pub store: StoreId,
    pub owner: Option<CustomerId>,
    /// Since when the owner has it; the day of purchase if not known better.
    pub owned_from: Option<NaiveDate>,
    pub import: Option<ImportId>,
    pub details: Details,
}

impl NewVehicle {
    pub fn new(store: StoreId, owner: Option<CustomerId>, details: Details) -> Self {
        Self {
            store,
            owner,
            owned_from: details.purchased_on,
            import: None,
            details,
        }
    }
}

/// A car's row, sealed: also for a room that reads it along with its own rows.
#[derive(Queryable, Selectable)]
#[diesel(table_name = vehicles)]
pub struct VehicleRow {
    pub id: VehicleId,
    store_id: StoreId,
    model_id: Option<ModelId>,
    brand: String,
    model: String,
    trim: String,
    colour: String,
    energy: Option<Energy>,
    plate_sealed: Option<Sealed>,
    vin_sealed: Option<Sealed>,
    engine_number_sealed: Option<Sealed>,
    mileage_km: Option<i32>,
    mileage_at: Option<DateTime<Utc>>,
    purchased_on: Option<NaiveDate>,
    warranty_until: Option<NaiveDate>,
    insurance_until: Option<NaiveDate>,
    next_service_on: Option<NaiveDate>,
    next_service_km: Option<i32>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    lock_version: i32,
}

/// A car, opened.
#[derive(Clone)]
pub struct Vehicle {
    pub id: VehicleId,
    pub store: StoreId,
    pub model_id: Option<ModelId>,
    pub brand: String,
    pub model: String,
    pub trim: String,
    pub colour: String,
    pub energy: Option<Energy>,
    pub plate: Option<Pii<String>>,
    pub vin: Option<Pii<String>>,
    pub engine_number: Option<Pii<String>>,
    pub mileage: Option<Km>,
    pub mileage_at: Option<DateTime<Utc>>,
    pub purchased_on: Option<NaiveDate>,
    pub warranty_until: Option<NaiveDate>,
    pub insurance_until: Option<NaiveDate>,
    pub next_service_on: Option<NaiveDate>,
    pub next_service: Option<Km>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub lock_version: i32,
}

impl Vehicle {
    pub fn open(row: VehicleRow, vault: &Vault) -> Result<Self, Error> {
        let id = row.id.uuid();
        let open = |label, sealed: &Option<Sealed>| vault.open_opt(label, id, sealed.as_ref());
        Ok(Self {
            plate: open(PLATE, &row.plate_sealed)?,
            vin: open(VIN, &row.vin_sealed)?,
            engine_number: open(ENGINE_NUMBER, &row.engine_number_sealed)?,
            id: row.id,
            store: row.store_id,
            model_id: row.model_id,
            brand: row.brand,
            model: row.model,
            trim: row.trim,
            colour: row.colour,
            energy: row.energy,
            mileage: row.mileage_km.map(Km::new),
            mileage_at: row.mileage_at,
            purchased_on: row.purchased_on,
            warranty_until: row.warranty_until,
            insurance_until: row.insurance_until,
            next_service_on: row.next_service_on,
            next_service: row.next_service_km.map(Km::new),
            created_at: row.created_at,
            updated_at: row.updated_at,
            lock_version: row.lock_version,
        })
    }

    /// `星驰 X7 混动 旗舰版`; empty if neither brand nor model is known.
    pub fn title(&self) -> String {
        title(&self.brand, &self.model, &self.trim)
    }

    /// The plate as it is on the car, for lists: cars in the yard are no secret to the staff.
    pub fn plate_shown(&self) -> Option<String> {
        self.plate.as_ref().map(|plate| shown_plate(plate.expose()))
    }

    pub fn is_new_energy_plate(&self) -> bool {
        self.plate
            .as_ref()
            .and_then(|plate| Plate::parse(plate.expose()).ok())
            .is_some_and(|plate| plate.is_new_energy())
    }

    /// `LSV**********4321`
    pub fn vin_masked(&self) -> Option<String> {
        self.vin.as_ref().map(|vin| masked_vin(vin.expose()))
    }

    /// `EA***88`
    pub fn engine_number_masked(&self) -> Option<String> {
        self.engine_number.as_ref().map(|number| masked_ends(number.expose()))
    }

    /// A value in full and with its middle hidden, if the car has it.
    pub fn in_full(&self, field: RevealField) -> Option<(Pii<String>, String)> {
        match field {
            RevealField::Vin => Some((self.vin.clone()?, self.vin_masked()?)),
            RevealField::EngineNumber => Some((self.engine_number.clone()?, self.engine_number_masked()?)),
        }
    }

    /// Every field as the field history keeps it.
    pub fn texts(&self) -> Texts {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        let text = |pii: &Option<Pii<String>>| pii.as_ref().map(|pii| pii.expose().clone());
        let mut texts = Texts::default();
        texts.put("brand", Some(self.brand.as_str()));
        texts.put("model", Some(self.model.as_str()));
        texts.put("trim", Some(self.trim.as_str()));
        texts.put("colour", Some(self.colour.as_str()));
        texts.put("energy", self.energy.map(Energy::code));
        texts.put("plate", text(&self.plate));
        texts.put("vin", text(&self.vin));
        texts.put("engine_number", text(&self.engine_number));
        texts.put("mileage", self.mileage.map(|km| km.km().to_string()));
        texts.put("purchased_on", day(self.purchased_on));
        texts.put("warranty_until", day(self.warranty_until));
        texts.put("insurance_until", day(self.insurance_until));
        texts
    }
}

crate::coded! {
    /// A value that is shown in full only for a reason.
    pub enum RevealField { Vin "vin", EngineNumber "engine_number" }
}

/// Brand, model and trim in one line.
pub fn title(brand: &str, model: &str, trim: &str) -> String {
    [brand, model, trim]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// `沪A·12345`
pub fn shown_plate(canonical: &str) -> String {
    Plate::parse(canonical).map_or_else(|_| canonical.to_owned(), |plate| plate.display())
}

/// A stored VIN with its middle hidden.
pub fn masked_vin(canonical: &str) -> String {
    Vin::parse(canonical).map_or_else(|_| "*****".to_owned(), |(vin, _)| vin.masked())
}

/// A car in a list: whose, what, which plate.
#[derive(Clone)]
pub struct Brief {
    pub id: VehicleId,
    /// `星驰 X7 混动`
    pub title: String,
    /// `沪A·12345`
    pub plate: Option<String>,
    pub new_energy: bool,
    pub warranty_until: Option<NaiveDate>,
    pub insurance_until: Option<NaiveDate>,
    pub purchased_on: Option<NaiveDate>,
}

/// Who had a car, as what, from when to when.
#[derive(Clone, Debug)]
pub struct Ownership {
    pub id: OwnershipId,
    pub vehicle: VehicleId,
    pub customer: CustomerId,
    pub relation: Relation,
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
    pub noted_at: DateTime<Utc>,
}
