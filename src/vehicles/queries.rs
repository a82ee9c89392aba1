//! Reads of vehicles: a car is seen by whoever sees the customer who has it now.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::PgConnection;
use diesel::dsl::{exists, not};
use diesel::pg::Pg;
use diesel::prelude::*;

use super::model::{Brief, Ownership, PLATE, Vehicle, VehicleRow, shown_plate, title};
use super::rules::Relation;
use crate::access::Scope;
use crate::customers::{self, queries::list::Customers};
use crate::platform::error::Error;
use crate::platform::vault::{Purpose, Sealed, Vault};
use crate::schema::{vehicle_owners, vehicles};
use crate::values::ids::{CustomerId, OwnershipId, StoreId, VehicleId};
use crate::values::plate::Plate;
use crate::values::vin::Vin;

/// The cars a person sees: those of the store, or those that a visible customer has now.
pub fn visible<'a>(scope: Scope, now: DateTime<Utc>) -> vehicles::BoxedQuery<'a, Pg> {
    let known = vehicles::table.into_boxed();
    match scope {
        Scope::Store { store } => known.filter(vehicles::store_id.eq(store)),
        scope => known.filter(
            vehicles::id.eq_any(
                vehicle_owners::table
                    .filter(vehicle_owners::until_on.is_null())
                    .filter(
                        vehicle_owners::customer_id
                            .eq_any(customers::queries::visible(scope, now).select(crate::schema::customers::id)),
                    )
                    .select(vehicle_owners::vehicle_id),
            ),
        ),
    }
}

/// Customers who have a car now (or, with `false`, none).
pub fn with_vehicle<'a>(query: Customers<'a>, has: bool) -> Customers<'a> {
    let owned = vehicle_owners::table
        .filter(vehicle_owners::customer_id.eq(crate::schema::customers::id))
        .filter(vehicle_owners::until_on.is_null());
    if has {
        query.filter(exists(owned))
    } else {
        query.filter(not(exists(owned)))
    }
}

/// A car within scope.
pub fn record(
    conn: &mut PgConnection,
    vault: &Vault,
    scope: Scope,
    now: DateTime<Utc>,
    id: VehicleId,
) -> Result<Vehicle, Error> {
    let row = visible(scope, now)
        .filter(vehicles::id.eq(id))
        .select(VehicleRow::as_select())
        .first(conn)?;
    Vehicle::open(row, vault)
}

/// Cars that a customer (whose scope was checked) has and had: those of today first, then the newest.
pub fn of_customer(
    conn: &mut PgConnection,
    vault: &Vault,
    customer: CustomerId,
) -> Result<Vec<(Ownership, Vehicle)>, Error> {
    let rows: Vec<(OwnershipRow, VehicleRow)> = vehicle_owners::table
        .inner_join(vehicles::table)
        .filter(vehicle_owners::customer_id.eq(customer))
        .order((
            vehicle_owners::until_on.desc().nulls_first(),
            vehicle_owners::from_on.desc().nulls_last(),
            vehicle_owners::id.desc(),
        ))
        .select((OwnershipRow::as_select(), VehicleRow::as_select()))
        .load(conn)?;
    rows.into_iter()
        .map(|(owned, row)| Ok((owned.into(), Vehicle::open(row, vault)?)))
        .collect()
}

/// The cars that customers of a list have now, in one round trip.
pub fn of_customers(
    conn: &mut PgConnection,
    vault: &Vault,
    customers: &[CustomerId],
) -> Result<HashMap<CustomerId, Vec<Brief>>, Error> {
    let mut found: HashMap<CustomerId, Vec<Brief>> = HashMap::new();
    if customers.is_empty() {
        return Ok(found);
    }
    let rows: Vec<(CustomerId, BriefRow)> = vehicle_owners::table
        .inner_join(vehicles::table)
        .filter(vehicle_owners::customer_id.eq_any(customers))
        .filter(vehicle_owners::until_on.is_null())
        .order((
            vehicle_owners::relation.desc(),
            vehicles::purchased_on.desc().nulls_last(),
            vehicles::id.desc(),
        ))
        .select((vehicle_owners::customer_id, BriefRow::as_select()))
        .load(conn)?;
    for (customer, row) in rows {
        found.entry(customer).or_default().push(row.open(vault)?);
    }
    Ok(found)
}

/// Cars by id, in one round trip; no scope: the caller's rows are already narrowed.
pub fn brief(conn: &mut PgConnection, vault: &Vault, ids: &[VehicleId]) -> Result<HashMap<VehicleId, Brief>, Error> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<BriefRow> = vehicles::table
        .filter(vehicles::id.eq_any(ids))
        .select(BriefRow::as_select())
        .load(conn)?;
    rows.into_iter().map(|row| Ok((row.id, row.open(vault)?))).collect()
}

/// A car within scope with everybody who had it, the present owner first: one round trip.
pub fn with_owners(
    conn: &mut PgConnection,
    vault: &Vault,
    scope: Scope,
    now: DateTime<Utc>,
    id: VehicleId,
) -> Result<(Vehicle, Vec<Ownership>), Error> {
    let rows: Vec<(VehicleRow, Option<OwnershipRow>)> = vehicles::table
        .left_join(vehicle_owners::table)
        .filter(vehicles::id.eq_any(visible(scope, now).filter(vehicles::id.eq(id)).select(vehicles::id)))
        .order((
            vehicle_owners::until_on.desc().nulls_first(),
            vehicle_owners::relation.desc(),
            vehicle_owners::id.desc(),
        ))
        .select((VehicleRow::as_select(), Option::<OwnershipRow>::as_select()))
        .load(conn)?;
    let (mut cars, owners): (Vec<VehicleRow>, Vec<Option<OwnershipRow>>) = rows.into_iter().unzip();
    let car = cars.pop().ok_or(Error::NotFound)?;
    let owners = owners.into_iter().flatten().map(Into::into).collect();
    Ok((Vehicle::open(car, vault)?, owners))
}

/// Whether a vehicle is, or was, this customer's.
pub fn belongs(conn: &mut PgConnection, vehicle: VehicleId, customer: CustomerId) -> Result<bool, Error> {
    let owned = vehicle_owners::table
        .filter(vehicle_owners::vehicle_id.eq(vehicle))
        .filter(vehicle_owners::customer_id.eq(customer));
    Ok(diesel::select(exists(owned)).get_result(conn)?)
}

/// The car of a store with this VIN.
pub fn by_vin(conn: &mut PgConnection, vault: &Vault, store: StoreId, vin: &Vin) -> Result<Option<VehicleId>, Error> {
    Ok(vehicles::table
        .filter(vehicles::store_id.eq(store))
        .filter(vehicles::vin_bidx.eq(vault.blind(Purpose::Vin, vin.canonical())))
        .select(vehicles::id)
        .first(conn)
        .optional()?)
}

/// The cars of a store with this plate: plates are handed on, so there may be more than one.
pub fn by_plate(
    conn: &mut PgConnection,
    vault: &Vault,
    store: StoreId,
    plate: &Plate,
) -> Result<Vec<VehicleId>, Error> {
    Ok(vehicles::table
        .filter(vehicles::store_id.eq(store))
        .filter(vehicles::plate_bidx.eq(vault.blind(Purpose::Plate, plate.canonical())))
        .order(vehicles::updated_at.desc())
        .select(vehicles::id)
        .load(conn)?)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = vehicle_owners)]
struct OwnershipRow {
    id: OwnershipId,
    vehicle_id: VehicleId,
    customer_id: CustomerId,
    relation: Relation,
    from_on: Option<NaiveDate>,
    until_on: Option<NaiveDate>,
    created_at: DateTime<Utc>,
}

impl From<OwnershipRow> for Ownership {
    fn from(row: OwnershipRow) -> Self {
        Self {
            id: row.id,
            vehicle: row.vehicle_id,
            customer: row.customer_id,
            relation: row.relation,
            from: row.from_on,
            until: row.until_on,
            noted_at: row.created_at,
        }
    }
}

/// What a [`Brief`] is opened from: for a room that reads it along with its own rows.
#[derive(Queryable, Selectable)]
#[diesel(table_name = vehicles)]
pub struct BriefRow {
    id: VehicleId,
    brand: String,
    model: String,
    trim: String,
    plate_sealed: Option<Sealed>,
    warranty_until: Option<NaiveDate>,
    insurance_until: Option<NaiveDate>,
    purchased_on: Option<NaiveDate>,
}

impl BriefRow {
    pub fn open(self, vault: &Vault) -> Result<Brief, Error> {
        let plate = vault.open_opt(PLATE, self.id.uuid(), self.plate_sealed.as_ref())?;
        let plate = plate.as_ref().map(|plate| plate.expose().as_str());
        Ok(Brief {
            id: self.id,
            title: title(&self.brand, &self.model, &self.trim),
            new_energy: plate
                .and_then(|plate| Plate::parse(plate).ok())
                .is_some_and(|plate| plate.is_new_energy()),
            plate: plate.map(shown_plate),
            warranty_until: self.warranty_until,
            insurance_until: self.insurance_until,
            purchased_on: self.purchased_on,
        })
    }
}
