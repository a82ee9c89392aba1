//! Rows and values of services from before the portal.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::platform::error::Error;
use crate::platform::vault::{Label, Pii, Sealed, Vault};
use crate::schema::past_services;
use crate::values::ids::{CustomerId, ImportId, PastServiceId, StoreId, VehicleId};
use crate::values::mileage::Km;
use crate::values::money::Fen;

pub const TECHNICIAN: Label = Label("past_services.technician");

/// A service as the old system knew it.
#[derive(Clone, Debug)]
pub struct NewPastService {
    pub store: StoreId,
    pub number: String,
    pub vehicle: VehicleId,
    pub customer: Option<CustomerId>,
    pub at: DateTime<Utc>,
    pub mileage: Option<Km>,
    pub items: Vec<String>,
    pub labour: Option<Fen>,
    pub parts: Option<Fen>,
    pub total: Fen,
    pub technician: Option<String>,
    pub import: Option<ImportId>,
}

/// A service sealed, ready to be written: made without a database, so on any thread.
#[derive(Insertable)]
#[diesel(table_name = past_services, treat_none_as_default_value = false)]
pub struct Prepared {
    id: PastServiceId,
    store_id: StoreId,
    number: String,
    vehicle_id: VehicleId,
    customer_id: Option<CustomerId>,
    at: DateTime<Utc>,
    mileage_km: Option<i32>,
    items: Vec<String>,
    labour_fen: Option<i64>,
    parts_fen: Option<i64>,
    total_fen: i64,
    technician_sealed: Option<Sealed>,
    import_id: Option<ImportId>,
    created_at: DateTime<Utc>,
}

impl Prepared {
    pub fn of(vault: &Vault, new: NewPastService, now: DateTime<Utc>) -> Result<Self, Error> {
        let id = PastServiceId::new();
        Ok(Self {
            technician_sealed: vault.seal_opt(TECHNICIAN, id.uuid(), new.technician.as_deref())?,
            id,
            store_id: new.store,
            number: new.number,
            vehicle_id: new.vehicle,
            customer_id: new.customer,
            at: new.at,
            mileage_km: new.mileage.map(Km::km),
            items: new.items,
            labour_fen: new.labour.map(Fen::fen),
            parts_fen: new.parts.map(Fen::fen),
            total_fen: new.total.fen(),
            import_id: new.import,
            created_at: now,
        })
    }

    pub fn id(&self) -> PastServiceId {
        self.id
    }

    pub fn vehicle(&self) -> VehicleId {
        self.vehicle_id
    }
}

/// A service that a car had: one of the portal's, or one from before it.
#[derive(Clone, Debug)]
pub struct Served {
    pub id: uuid::Uuid,
    pub number: String,
    /// Whether it is a service order of the portal, which has a page.
    pub order: bool,
    pub vehicle: VehicleId,
    pub at: DateTime<Utc>,
    pub mileage: Option<Km>,
    pub items: Vec<String>,
    pub total: Option<Fen>,
    pub technician: Option<Pii<String>>,
}
