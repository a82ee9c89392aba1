//! Writes of vehicles.

mod bulk;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::model::{Details, ENGINE_NUMBER, NewVehicle, PLATE, RevealField, VIN, subject};
use super::queries;
use super::rules::Relation;
use crate::access::Scope;
use crate::customers::commands::{Revealed, count_reveal, drop_keys, set_keys};
use crate::customers::model::Key;
use crate::customers::rules::RevealReason;
use crate::platform::db::{Change, Tx, still_fresh};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::vault::{BlindIndex, Purpose, Sealed, Vault};
use crate::schema::{vehicle_owners, vehicles};
use crate::values::engine_number::EngineNumber;
use crate::values::fault::Fault;
use crate::values::ids::{CustomerId, ModelId, OwnershipId, StoreId, VehicleId};
use crate::values::mileage::Km;
use crate::values::plate::Plate;
use crate::values::vin::Vin;

pub use bulk::{Prepared, add_many, unmake_many, write_many};

/// Adds a car. A VIN that the store knows already is [`Error::Constraint`] `vehicles_vin`.
pub fn add(tx: &mut Tx<'_>, new: NewVehicle) -> Result<VehicleId, Error> {
    let id = VehicleId::new();
    let details = SealedDetails::of(tx.vault(), id, &new.details)?;
    let staff = tx.actor().ok().map(|actor| actor.id);
    diesel::insert_into(vehicles::table)
        .values((
            vehicles::id.eq(id),
            vehicles::store_id.eq(new.store),
            details,
            vehicles::mileage_km.eq(new.details.mileage.map(Km::km)),
            vehicles::mileage_at.eq(new.details.mileage.map(|_| tx.now)),
            vehicles::import_id.eq(new.import),
            vehicles::created_by.eq(staff),
            vehicles::created_at.eq(tx.now),
            vehicles::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    if let Some(owner) = new.owner {
        own(tx, id, owner, Relation::Owner, new.owned_from)?;
        set_keys(tx, owner, new.store, id, &new.details.keys())?;
    }
    tx.record("vehicles.create", subject(id), &new.details.texts().names())?;
    tx.notify("customers", new.store)?;
    Ok(id)
}

/// What an edited car is to become.
pub struct Update {
    pub seen: i32,
    pub details: Details,
    /// Why the mileage is lower than the last reading.
    pub lower_because: Option<String>,
}

/// Changes a car within scope. A mileage below the last one needs a reason.
pub fn update(tx: &mut Tx<'_>, scope: Scope, id: VehicleId, new: Update) -> Result<(), Error> {
    let vault = tx.vault().clone();
    let old = queries::record(tx.conn, &vault, scope, tx.now, id)?;
    let lower = match (new.details.mileage, old.mileage) {
        (Some(km), Some(last)) if km < last => Some(last),
        _ => None,
    };
    if let (Some(last), None) = (lower, &new.lower_because) {
        return Err(Error::field("mileage", Fault::MileageBelowLast { last: last.km() }));
    }
    let details = SealedDetails::of(tx.vault(), id, &new.details)?;
    let mileage_at = if new.details.mileage == old.mileage {
        old.mileage_at
    } else {
        Some(tx.now)
    };
    let updated = diesel::update(vehicles::table.find(id).filter(vehicles::lock_version.eq(new.seen)))
        .set((
            details,
            vehicles::mileage_km.eq(new.details.mileage.map(Km::km)),
            vehicles::mileage_at.eq(mileage_at),
            vehicles::updated_at.eq(tx.now),
            vehicles::lock_version.eq(vehicles::lock_version + 1),
        ))
        .execute(tx.conn)?;
    still_fresh(updated)?;
    move_keys(tx, id, old.store, &new.details.keys())?;
    tx.record_changes(
        "vehicles.update",
        subject(id),
        &old.texts().changes(&new.details.texts()),
    )?;
    if let (Some(_), Some(reason)) = (lower, &new.lower_because) {
        tx.record_because("vehicles.lower_mileage", subject(id), reason)?;
    }
    tx.notify("customers", old.store)
}

/// Takes a reading of the odometer down, as it was seen in the store; one below the last comes with its reason.
pub fn read_mileage(tx: &mut Tx<'_>, id: VehicleId, km: Km, lower_because: Option<&str>) -> Result<(), Error> {
    let (old, store): (Option<i32>, StoreId) = vehicles::table
        .find(id)
        .select((vehicles::mileage_km, vehicles::store_id))
        .for_update()
        .first(tx.conn)?;
    diesel::update(vehicles::table.find(id))
        .set((
            vehicles::mileage_km.eq(km.km()),
            vehicles::mileage_at.eq(tx.now),
            vehicles::updated_at.eq(tx.now),
            vehicles::lock_version.eq(vehicles::lock_version + 1),
        ))
        .execute(tx.conn)?;
    let change = Change {
        field: "mileage",
        old: old.map(|km| km.to_string()),
        new: Some(km.km().to_string()),
    };
    tx.record_changes("vehicles.update", subject(id), &[change])?;
    if let (Some(_), Some(reason)) = (old.filter(|old| km.km() < *old), lower_because) {
        tx.record_because("vehicles.lower_mileage", subject(id), reason)?;
    }
    tx.notify("customers", store)
}

/// Shows one number of a car within scope.
pub fn reveal(
    tx: &mut Tx<'_>,
    scope: Scope,
    id: VehicleId,
    field: RevealField,
    reason: RevealReason,
) -> Result<Revealed, Error> {
    let vault = tx.vault().clone();
    let car = queries::record(tx.conn, &vault, scope, tx.now, id)?;
    let (text, masked) = car.in_full(field).ok_or(Error::NotFound)?;
    let looks = count_reveal(tx)?;
    tx.record_fields_because("vehicles.reveal", subject(id), &[field.code()], reason.code())?;
    Ok(Revealed { text, masked, looks })
}

/// Hands a car on: the present owner's time ends on `day`, the new owner's begins (nobody's with `None`).
pub fn change_owner(
    tx: &mut Tx<'_>,
    scope: Scope,
    id: VehicleId,
    to: Option<CustomerId>,
    day: NaiveDate,
) -> Result<(), Error> {
    let vault = tx.vault().clone();
    let vehicle = queries::record(tx.conn, &vault, scope, tx.now, id)?;
    let present: Option<(OwnershipId, CustomerId, Option<NaiveDate>)> = vehicle_owners::table
        .filter(vehicle_owners::vehicle_id.eq(id))
        .filter(vehicle_owners::until_on.is_null())
        .filter(vehicle_owners::relation.eq(Relation::Owner))
        .select((vehicle_owners::id, vehicle_owners::customer_id, vehicle_owners::from_on))
        .for_update()
        .first(tx.conn)
        .optional()?;
    let from = present.map(|present| present.1);
    if from == to {
        return Err(Error::WrongState);
    }
    if let Some((ownership, _, since)) = present {
        if since.is_some_and(|since| day < since) {
            return Err(Error::field("day", Fault::EndBeforeStart));
        }
        diesel::update(vehicle_owners::table.find(ownership))
            .set(vehicle_owners::until_on.eq(day))
            .execute(tx.conn)?;
    }
    let keys = keys_of(&vehicle.plate, &vehicle.vin);
    drop_keys(tx, id)?;
    if let Some(to) = to {
        own(tx, id, to, Relation::Owner, Some(day))?;
        set_keys(tx, to, vehicle.store, id, &keys)?;
    }
    diesel::update(vehicles::table.find(id))
        .set((
            vehicles::updated_at.eq(tx.now),
            vehicles::lock_version.eq(vehicles::lock_version + 1),
        ))
        .execute(tx.conn)?;
    let change = Change {
        field: "owner",
        old: from.map(|customer| customer.to_string()),
        new: to.map(|customer| customer.to_string()),
    };
    tx.record_changes("vehicles.change_owner", subject(id), &[change])?;
    tx.notify("customers", vehicle.store)
}

/// Adds somebody who drives the car without owning it.
pub fn add_driver(tx: &mut Tx<'_>, scope: Scope, id: VehicleId, customer: CustomerId) -> Result<(), Error> {
    let vault = tx.vault().clone();
    let vehicle = queries::record(tx.conn, &vault, scope, tx.now, id)?;
    own(tx, id, customer, Relation::Driver, Some(times::day_of(tx.now)))?;
    set_keys(tx, customer, vehicle.store, id, &keys_of(&vehicle.plate, &vehicle.vin))?;
    tx.record("vehicles.add_driver", subject(id), &["driver"])
}

/// What a service leaves behind: the mileage read then, which never falls by it, and when the car is due again.
pub fn serviced(
    tx: &mut Tx<'_>,
    id: VehicleId,
    mileage: Option<Km>,
    next: Option<(NaiveDate, Option<Km>)>,
) -> Result<(), Error> {
    let (store, last): (StoreId, Option<i32>) = vehicles::table
        .find(id)
        .select((vehicles::store_id, vehicles::mileage_km))
        .for_update()
        .first(tx.conn)?;
    let read = mileage.map(Km::km).filter(|km| last.is_none_or(|last| *km >= last));
    diesel::update(vehicles::table.find(id))
        .set((
            read.map(|km| vehicles::mileage_km.eq(km)),
            read.map(|_| vehicles::mileage_at.eq(tx.now)),
            next.map(|(on, _)| vehicles::next_service_on.eq(on)),
            next.map(|(_, km)| vehicles::next_service_km.eq(km.map(Km::km))),
            vehicles::updated_at.eq(tx.now),
            vehicles::lock_version.eq(vehicles::lock_version + 1),
        ))
        .execute(tx.conn)?;
    tx.record("vehicles.serviced", subject(id), &["mileage", "next_service_on"])?;
    tx.notify("customers", store)
}

/// A service was taken back: the car is due when it was before, unless somebody has changed that since.
pub fn service_taken_back(
    tx: &mut Tx<'_>,
    id: VehicleId,
    (was_on, was_km): (Option<NaiveDate>, Option<i32>),
    (on, km): (Option<NaiveDate>, Option<i32>),
) -> Result<(), Error> {
    let (store, due_on, due_km): (StoreId, Option<NaiveDate>, Option<i32>) = vehicles::table
        .find(id)
        .select((vehicles::store_id, vehicles::next_service_on, vehicles::next_service_km))
        .for_update()
        .first(tx.conn)?;
    if (due_on, due_km) != (was_on, was_km) {
        return Ok(());
    }
    diesel::update(vehicles::table.find(id))
        .set((
            vehicles::next_service_on.eq(on),
            vehicles::next_service_km.eq(km),
            vehicles::updated_at.eq(tx.now),
            vehicles::lock_version.eq(vehicles::lock_version + 1),
        ))
        .execute(tx.conn)?;
    tx.record("vehicles.update", subject(id), &["next_service_on"])?;
    tx.notify("customers", store)
}

type Known<'a> = &'a Option<crate::platform::vault::Pii<String>>;

fn keys_of(plate: Known<'_>, vin: Known<'_>) -> Vec<Key> {
    let mut keys: Vec<Key> = Vec::new();
    keys.extend(plate.as_ref().map(|plate| (Purpose::Plate, plate.expose().clone())));
    if let Some(vin) = vin {
        keys.push((Purpose::Vin, vin.expose().clone()));
        let tail = vin.expose().len().saturating_sub(6);
        keys.extend(vin.expose().get(tail..).map(|tail| (Purpose::VinTail, tail.to_owned())));
    }
    keys
}

fn own(
    tx: &mut Tx<'_>,
    vehicle: VehicleId,
    customer: CustomerId,
    relation: Relation,
    from: Option<NaiveDate>,
) -> Result<(), Error> {
    diesel::insert_into(vehicle_owners::table)
        .values((
            vehicle_owners::id.eq(OwnershipId::new()),
            vehicle_owners::vehicle_id.eq(vehicle),
            vehicle_owners::customer_id.eq(customer),
            vehicle_owners::relation.eq(relation),
            vehicle_owners::from_on.eq(from),
            vehicle_owners::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Gives everybody who has the car now its new keys.
fn move_keys(tx: &mut Tx<'_>, vehicle: VehicleId, store: StoreId, keys: &[Key]) -> Result<(), Error> {
    let holders: Vec<CustomerId> = vehicle_owners::table
        .filter(vehicle_owners::vehicle_id.eq(vehicle))
        .filter(vehicle_owners::until_on.is_null())
        .select(vehicle_owners::customer_id)
        .load(tx.conn)?;
    drop_keys(tx, vehicle)?;
    for holder in holders {
        set_keys(tx, holder, store, vehicle, keys)?;
    }
    Ok(())
}

/// The columns that [`Details`] fill (but the mileage, which is stamped), sealed.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = vehicles, treat_none_as_null = true, treat_none_as_default_value = false)]
struct SealedDetails {
    model_id: Option<ModelId>,
    brand: String,
    model: String,
    trim: String,
    colour: String,
    energy: Option<super::rules::Energy>,
    plate_sealed: Option<Sealed>,
    plate_bidx: Option<BlindIndex>,
    vin_sealed: Option<Sealed>,
    vin_bidx: Option<BlindIndex>,
    engine_number_sealed: Option<Sealed>,
    purchased_on: Option<NaiveDate>,
    warranty_until: Option<NaiveDate>,
    insurance_until: Option<NaiveDate>,
}

impl SealedDetails {
    fn of(vault: &Vault, id: VehicleId, details: &Details) -> Result<Self, Error> {
        let plate = details.plate.as_ref().map(Plate::canonical);
        let vin = details.vin.as_ref().map(Vin::canonical);
        let engine = details.engine_number.as_ref().map(EngineNumber::canonical);
        Ok(Self {
            model_id: details.model_id,
            brand: details.brand.clone(),
            model: details.model.clone(),
            trim: details.trim.clone(),
            colour: details.colour.clone(),
            energy: details.energy,
            plate_sealed: vault.seal_opt(PLATE, id.uuid(), plate)?,
            plate_bidx: plate.map(|plate| vault.blind(Purpose::Plate, plate)),
            vin_sealed: vault.seal_opt(VIN, id.uuid(), vin)?,
            vin_bidx: vin.map(|vin| vault.blind(Purpose::Vin, vin)),
            engine_number_sealed: vault.seal_opt(ENGINE_NUMBER, id.uuid(), engine)?,
            purchased_on: details.purchased_on,
            warranty_until: details.warranty_until,
            insurance_until: details.insurance_until,
        })
    }
}
