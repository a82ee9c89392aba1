use std::collections::BTreeMap;

use diesel::prelude::*;
use uuid::Uuid;

use super::life::step;
use super::run::{hold, limit};
use super::{Next, leads, services};
use crate::customers::commands as customers;
use crate::imports::queries;
use crate::imports::rules::columns::Kind;
use crate::imports::rules::states::{Action, RowState, State};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::schema::{attachments, customers as customer_rows, import_rows, imports, vehicle_owners, vehicles as cars};
use crate::service::past::commands as past;
use crate::values::ids::{CustomerId, ImportId, VehicleId};
use crate::vehicles::commands as vehicles;

/// What an import makes together with a customer, and with a car.
const OF_CUSTOMER: [&str; 5] = [
    "customer_phones",
    "customer_keys",
    "customer_preferences",
    "vehicle_owners",
    "data_states",
];
const OF_CAR: [&str; 1] = ["vehicle_owners"];

/// Takes the next customers back, with their cars. Whoever was changed since, or has work built on them, is kept and listed.
pub fn undo_batch(tx: &mut Tx<'_>, id: ImportId) -> Result<Next, Error> {
    let vault = tx.vault().clone();
    if !hold(tx, id, State::Undoing)? {
        return Ok(Next::Nothing);
    }
    let import = queries::any(tx.conn, &vault, id)?;
    let rows = queries::claim(tx.conn, &vault, id, RowState::Imported, limit(import.kind))?;
    if rows.is_empty() {
        past::forget_mileages(tx, id)?;
        step(tx, &import, Action::FinishUndo)?;
        diesel::update(imports::table.find(id))
            .set(imports::undone_at.eq(tx.now))
            .execute(tx.conn)?;
        tx.record("imports.finish_undo", crate::imports::model::subject(id), &[])?;
        return Ok(Next::Nothing);
    }
    if import.kind == Kind::Services {
        services::undo(tx, &import, &rows)?;
        return Ok(Next::Again);
    }
    if import.kind == Kind::Leads {
        leads::undo(tx, &import, &rows)?;
        return Ok(Next::Again);
    }
    let brought: Vec<CustomerId> = rows.iter().filter_map(|row| row.customer).collect();
    let owned = cars_of(tx, id, &brought)?;
    let kept = kept(tx, &brought, &owned)?;
    let going: Vec<CustomerId> = brought.iter().copied().filter(|one| !kept.contains_key(one)).collect();
    let going_cars: Vec<VehicleId> = owned
        .iter()
        .filter(|(_, owner)| going.contains(owner))
        .map(|(car, _)| *car)
        .collect();
    vehicles::unmake_many(tx, &going_cars)?;
    customers::unmake_many(tx, &going)?;
    mark(tx, id, &going, &kept)?;
    Ok(Next::Again)
}

/// The cars that this import gave these customers.
fn cars_of(tx: &mut Tx<'_>, import: ImportId, brought: &[CustomerId]) -> Result<Vec<(VehicleId, CustomerId)>, Error> {
    Ok(cars::table
        .inner_join(vehicle_owners::table)
        .filter(cars::import_id.eq(import))
        .filter(vehicle_owners::customer_id.eq_any(brought))
        .select((cars::id, vehicle_owners::customer_id))
        .load(tx.conn)?)
}

/// Customers that stay, with the reason: a table that refers to them or to their car, or `changed`.
fn kept(
    tx: &mut Tx<'_>,
    brought: &[CustomerId],
    owned: &[(VehicleId, CustomerId)],
) -> Result<BTreeMap<CustomerId, String>, Error> {
    let mut kept: BTreeMap<CustomerId, String> = BTreeMap::new();
    // Held until the end: who works on one of them now waits for us, or we see what they did.
    let rows: Vec<(CustomerId, i32)> = customer_rows::table
        .filter(customer_rows::id.eq_any(brought))
        .order(customer_rows::id)
        .select((customer_rows::id, customer_rows::lock_version))
        .for_update()
        .load(tx.conn)?;
    kept.extend(changed(rows));
    let car_ids: Vec<VehicleId> = owned.iter().map(|(car, _)| *car).collect();
    let versions: Vec<(VehicleId, i32)> = cars::table
        .filter(cars::id.eq_any(&car_ids))
        .order(cars::id)
        .select((cars::id, cars::lock_version))
        .for_update()
        .load(tx.conn)?;
    let mut cars_kept: BTreeMap<VehicleId, String> = changed(versions).collect();
    let built = queries::built_on(tx.conn, "vehicles", &OF_CAR, &uuids(&car_ids))?;
    cars_kept.extend(built.into_iter().map(|(car, by)| (VehicleId::from(car), by)));
    // A car that somebody else has or drives by now.
    let shared: Vec<VehicleId> = vehicle_owners::table
        .filter(vehicle_owners::vehicle_id.eq_any(&car_ids))
        .group_by(vehicle_owners::vehicle_id)
        .having(diesel::dsl::count_star().gt(1))
        .select(vehicle_owners::vehicle_id)
        .load(tx.conn)?;
    cars_kept.extend(shared.into_iter().map(|car| (car, "vehicle_owners".to_owned())));
    let built = queries::built_on(tx.conn, "customers", &OF_CUSTOMER, &uuids(brought))?;
    kept.extend(built.into_iter().map(|(customer, by)| (CustomerId::from(customer), by)));
    // Cars that came from elsewhere.
    let others: Vec<(VehicleId, CustomerId)> = vehicle_owners::table
        .filter(vehicle_owners::customer_id.eq_any(brought))
        .filter(vehicle_owners::vehicle_id.ne_all(&car_ids))
        .select((vehicle_owners::vehicle_id, vehicle_owners::customer_id))
        .load(tx.conn)?;
    kept.extend(
        others
            .into_iter()
            .map(|(_, customer)| (customer, "vehicle_owners".to_owned())),
    );
    let papers: Vec<Uuid> = attachments::table
        .filter(attachments::subject_kind.eq("customer"))
        .filter(attachments::subject_id.eq_any(uuids(brought)))
        .select(attachments::subject_id)
        .load(tx.conn)?;
    kept.extend(
        papers
            .into_iter()
            .map(|customer| (CustomerId::from(customer), "attachments".to_owned())),
    );
    for (car, owner) in owned {
        if let Some(why) = cars_kept.get(car) {
            kept.entry(*owner).or_insert_with(|| why.clone());
        }
    }
    Ok(kept)
}

fn changed<I: Ord>(rows: Vec<(I, i32)>) -> impl Iterator<Item = (I, String)> {
    rows.into_iter()
        .filter(|(_, version)| *version > 0)
        .map(|(id, _)| (id, "changed".to_owned()))
}

fn uuids<I: Copy + Into<Uuid>>(ids: &[I]) -> Vec<Uuid> {
    ids.iter().map(|id| (*id).into()).collect()
}

fn mark(tx: &mut Tx<'_>, id: ImportId, going: &[CustomerId], kept: &BTreeMap<CustomerId, String>) -> Result<(), Error> {
    let of = |customers: &[CustomerId]| {
        import_rows::table
            .filter(import_rows::import_id.eq(id))
            .filter(import_rows::state.eq(RowState::Imported))
            .filter(import_rows::customer_id.eq_any(customers.to_vec()))
    };
    diesel::update(of(going))
        .set((
            import_rows::state.eq(RowState::Undone),
            import_rows::customer_id.eq(None::<CustomerId>),
        ))
        .execute(tx.conn)?;
    for (customer, why) in kept {
        diesel::update(of(&[*customer]))
            .set((import_rows::state.eq(RowState::Kept), import_rows::kept_because.eq(why)))
            .execute(tx.conn)?;
    }
    let count = |rows: usize| i32::try_from(rows).unwrap_or(i32::MAX);
    diesel::update(imports::table.find(id))
        .set((
            imports::undone_count.eq(imports::undone_count + count(going.len())),
            imports::kept_count.eq(imports::kept_count + count(kept.len())),
            imports::updated_at.eq(tx.now),
            imports::lock_version.eq(imports::lock_version + 1),
        ))
        .execute(tx.conn)?;
    Ok(())
}
