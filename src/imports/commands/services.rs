//! Importing a service history, and taking it back.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{Array, Text, Uuid as SqlUuid};
use uuid::Uuid;

use crate::imports::model::{Import, Stored};
use crate::imports::rules::checking::{Checker, Problem};
use crate::imports::rules::services::Service;
use crate::imports::rules::states::RowState;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::schema::{import_rows, imports};
use crate::service::past::commands as past;
use crate::service::past::model::{NewPastService, Prepared};
use crate::service::past::queries::Known;
use crate::values::ids::{PastServiceId, VehicleId};

/// Imports the next services, and what follows from them for their cars.
pub fn run(tx: &mut Tx<'_>, import: &Import, checker: &Checker, rows: Vec<Stored>) -> Result<(), Error> {
    let vault = tx.vault().clone();
    let read: Vec<(Stored, Option<Service>)> = rows
        .into_iter()
        .map(|row| {
            let service = checker.service(&row.cells, row.defect).ok();
            (row, service)
        })
        .collect();
    let good = || read.iter().filter_map(|(_, service)| service.as_ref());
    let numbers: Vec<&str> = good().map(|service| service.number.as_str()).collect();
    let vins: Vec<&str> = good().map(|service| service.vin.canonical()).collect();
    let known = Known::load(tx.conn, &vault, import.store, &numbers, &vins)?;
    let (mut imported, mut doubles, mut bad, mut made) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut readings: HashMap<VehicleId, _> = HashMap::new();
    for (row, service) in read {
        // Cars and numbers may have come and gone since the check.
        let car = service
            .as_ref()
            .and_then(|service| known.car(&vault, service.vin.canonical()));
        let at = service.as_ref().and_then(|service| times::instant(service.at));
        let (Some(service), Some(car), Some(at)) = (service, car, at) else {
            bad.push(row.id);
            continue;
        };
        if let Some(there) = known.service(&service.number) {
            doubles.push((row.id, there));
            continue;
        }
        if let Some(km) = service.mileage {
            let last = readings.entry(car).or_insert((at, km));
            if at > last.0 {
                *last = (at, km);
            }
        }
        let new = NewPastService {
            store: import.store,
            customer: known.owner(car, service.at.date()),
            number: service.number,
            vehicle: car,
            at,
            mileage: service.mileage,
            items: service.items,
            labour: service.labour,
            parts: service.parts,
            total: service.total,
            technician: service.technician,
            import: Some(import.id),
        };
        let prepared = Prepared::of(&vault, new, tx.now)?;
        imported.push((row.id, prepared.id()));
        made.push(prepared);
    }
    past::add_many(tx, import.store, made)?;
    past::read_mileages(tx, import.id, &readings)?;
    mark(tx, &imported, RowState::Imported)?;
    mark(tx, &doubles, RowState::Duplicate)?;
    diesel::update(import_rows::table.filter(import_rows::id.eq_any(&bad)))
        .set((
            import_rows::state.eq(RowState::Bad),
            import_rows::defect.eq(Problem::UnknownVehicle.code()),
        ))
        .execute(tx.conn)?;
    let count = |rows: usize| i32::try_from(rows).unwrap_or(i32::MAX);
    diesel::update(imports::table.find(import.id))
        .set((
            imports::imported_count.eq(imports::imported_count + count(imported.len())),
            imports::duplicate_count.eq(imports::duplicate_count + count(doubles.len())),
            imports::bad_count.eq(imports::bad_count + count(bad.len())),
            imports::updated_at.eq(tx.now),
            imports::lock_version.eq(imports::lock_version + 1),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Notes which service each record became or repeats; the cells of what was imported have served.
fn mark(tx: &mut Tx<'_>, rows: &[(Uuid, PastServiceId)], state: RowState) -> Result<(), Error> {
    let (ids, services): (Vec<Uuid>, Vec<Uuid>) = rows.iter().map(|(row, service)| (*row, service.uuid())).unzip();
    diesel::sql_query(
        "UPDATE import_rows SET state = $3, record_id = new.service, \
         cells_sealed = CASE WHEN $3 = 'imported' THEN NULL ELSE cells_sealed END \
         FROM unnest($1, $2) AS new (id, service) WHERE import_rows.id = new.id",
    )
    .bind::<Array<SqlUuid>, _>(ids)
    .bind::<Array<SqlUuid>, _>(services)
    .bind::<Text, _>(state.code())
    .execute(tx.conn)?;
    Ok(())
}

/// Takes the next services back: nobody changes them, so none is kept.
pub fn undo(tx: &mut Tx<'_>, import: &Import, rows: &[Stored]) -> Result<(), Error> {
    let services: Vec<PastServiceId> = rows.iter().filter_map(|row| row.service).collect();
    past::remove_many(tx, import.store, &services)?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    diesel::update(import_rows::table.filter(import_rows::id.eq_any(ids)))
        .set((
            import_rows::state.eq(RowState::Undone),
            import_rows::record_id.eq(None::<Uuid>),
        ))
        .execute(tx.conn)?;
    diesel::update(imports::table.find(import.id))
        .set((
            imports::undone_count.eq(imports::undone_count + i32::try_from(rows.len()).unwrap_or(i32::MAX)),
            imports::updated_at.eq(tx.now),
            imports::lock_version.eq(imports::lock_version + 1),
        ))
        .execute(tx.conn)?;
    Ok(())
}
