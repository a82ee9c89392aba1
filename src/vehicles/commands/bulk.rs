//! Adding many cars in a few statements: imports and seeds.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use super::SealedDetails;
use crate::customers::commands::{self as customers, KeyOf};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::vault::Vault;
use crate::schema::{vehicle_owners, vehicles};
use crate::values::ids::{CustomerId, ImportId, OwnershipId, StaffId, StoreId, VehicleId};
use crate::values::mileage::Km;
use crate::vehicles::model::{NewVehicle, subject};
use crate::vehicles::rules::Relation;

/// Rows of one statement.
const CHUNK: usize = 1_000;

/// A car sealed and indexed, ready to be written: made without a database, so on any thread.
pub struct Prepared {
    vehicle: VehicleValues,
    owner: Option<OwnerValues>,
    keys: Vec<KeyOf>,
    fields: Vec<&'static str>,
}

impl Prepared {
    /// `by` added the car at `at`.
    pub fn of(vault: &Vault, new: NewVehicle, by: Option<StaffId>, at: DateTime<Utc>) -> Result<Self, Error> {
        let id = VehicleId::new();
        let keys = match new.owner {
            Some(owner) => KeyOf::all(vault, owner, new.store, id, &new.details.keys()),
            None => Vec::new(),
        };
        Ok(Self {
            keys,
            owner: new.owner.map(|customer_id| OwnerValues {
                id: OwnershipId::new(),
                vehicle_id: id,
                customer_id,
                relation: Relation::Owner,
                from_on: new.owned_from,
                created_at: at,
            }),
            fields: new.details.texts().names(),
            vehicle: VehicleValues {
                id,
                store_id: new.store,
                details: SealedDetails::of(vault, id, &new.details)?,
                mileage_km: new.details.mileage.map(Km::km),
                mileage_at: new.details.mileage.map(|_| at),
                import_id: new.import,
                created_by: by,
                created_at: at,
                updated_at: at,
            },
        })
    }

    pub fn id(&self) -> VehicleId {
        self.vehicle.id
    }
}

/// Adds the cars, each with an audit entry. A VIN that the store knows already is [`Error::Constraint`] `vehicles_vin`.
pub fn add_many(tx: &mut Tx<'_>, prepared: Vec<Prepared>) -> Result<(), Error> {
    let entries: Vec<_> = prepared
        .iter()
        .map(|one| (subject(one.id()), one.fields.clone()))
        .collect();
    write_many(tx, prepared)?;
    tx.record_many("vehicles.create", &entries)
}

/// Writes the rows alone: for seeds, which nobody did.
pub fn write_many(tx: &mut Tx<'_>, prepared: Vec<Prepared>) -> Result<(), Error> {
    let (mut rows, mut owners, mut keys) = (Vec::new(), Vec::new(), Vec::new());
    for one in prepared {
        rows.push(one.vehicle);
        owners.extend(one.owner);
        keys.extend(one.keys);
    }
    for chunk in rows.chunks(CHUNK) {
        diesel::insert_into(vehicles::table).values(chunk).execute(tx.conn)?;
    }
    for chunk in owners.chunks(CHUNK) {
        diesel::insert_into(vehicle_owners::table)
            .values(chunk)
            .execute(tx.conn)?;
    }
    customers::write_keys(tx, &keys)
}

/// Takes cars out again, with what was made together with them. The caller has seen to it that nothing refers to them.
pub fn unmake_many(tx: &mut Tx<'_>, ids: &[VehicleId]) -> Result<(), Error> {
    let sources: Vec<uuid::Uuid> = ids.iter().map(|id| id.uuid()).collect();
    customers::drop_many_keys(tx, &sources)?;
    diesel::delete(vehicle_owners::table.filter(vehicle_owners::vehicle_id.eq_any(ids))).execute(tx.conn)?;
    diesel::delete(vehicles::table.filter(vehicles::id.eq_any(ids))).execute(tx.conn)?;
    let entries: Vec<_> = ids.iter().map(|id| (subject(*id), Vec::new())).collect();
    tx.record_many("vehicles.unmake", &entries)
}

#[derive(Insertable)]
#[diesel(table_name = vehicles, treat_none_as_default_value = false)]
struct VehicleValues {
    id: VehicleId,
    store_id: StoreId,
    #[diesel(embed)]
    details: SealedDetails,
    mileage_km: Option<i32>,
    mileage_at: Option<DateTime<Utc>>,
    import_id: Option<ImportId>,
    created_by: Option<StaffId>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

#[derive(Insertable)]
#[diesel(table_name = vehicle_owners, treat_none_as_default_value = false)]
struct OwnerValues {
    id: OwnershipId,
    vehicle_id: VehicleId,
    customer_id: CustomerId,
    relation: Relation,
    from_on: Option<NaiveDate>,
    created_at: DateTime<Utc>,
}
