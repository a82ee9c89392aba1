use diesel::prelude::*;

use super::life::{finish, step};
use super::{BATCH, Next, leads, services};
use crate::customers::commands::{self as customers, Prepared as Customer};
use crate::customers::model::{Details, NewCustomer, NewPhone};
use crate::customers::rules::{Kind as CustomerKind, PhoneLabel, Source, Tier, Usage};
use crate::imports::model::{Import, Stored};
use crate::imports::queries::{self, AlreadyHere, Known};
use crate::imports::rules::checking::{Car, Entry};
use crate::imports::rules::columns::Kind;
use crate::imports::rules::states::{Action, RowState, State};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::vault::Vault;
use crate::schema::{import_rows, imports};
use crate::values::id_document::Gender;
use crate::values::ids::{CustomerId, ImportId, StoreId};
use crate::values::phone::PhoneKind;
use crate::vehicles::commands::{self as vehicles, Prepared as Vehicle};
use crate::vehicles::model as car;
use crate::vehicles::rules::Energy;

/// Imports the next records. Each becomes a customer in the same transaction that marks it imported, so that a process
/// that dies in the middle leaves nothing half done and nothing to be done twice.
pub fn run_batch(tx: &mut Tx<'_>, id: ImportId) -> Result<Next, Error> {
    let vault = tx.vault().clone();
    let import = queries::any(tx.conn, &vault, id)?;
    one_at_a_time(tx, import.store)?;
    if !hold(tx, id, State::Running)? {
        return Ok(Next::Nothing);
    }
    let rows = queries::claim(tx.conn, &vault, id, RowState::Good, limit(import.kind))?;
    if rows.is_empty() {
        step(tx, &import, Action::Finish)?;
        finish(tx, id)?;
        tx.record("imports.finish", crate::imports::model::subject(id), &[])?;
        return Ok(Next::Nothing);
    }
    let checker = queries::checker(tx.conn, &import, tx.now)?;
    if import.kind == Kind::Services {
        services::run(tx, &import, &checker, rows)?;
        return Ok(Next::Again);
    }
    if import.kind == Kind::Leads {
        leads::run(tx, &import, &checker, rows)?;
        return Ok(Next::Again);
    }
    let checked: Vec<(Stored, Option<Entry>)> = rows
        .into_iter()
        .map(|row| {
            let entry = checker.check(&row.cells, row.defect).ok();
            (row, entry)
        })
        .collect();
    let known = Known::load(
        tx.conn,
        &vault,
        import.store,
        checked.iter().filter_map(|(_, entry)| entry.as_ref()),
    )?;
    let mut outcome = Outcome::default();
    for (row, entry) in checked {
        let Some(entry) = entry else {
            // The rules are stricter now than when it was checked.
            outcome.bad.push(row.id);
            continue;
        };
        if let Some(AlreadyHere(customer)) = known.find(&vault, &entry) {
            outcome.duplicates.push((row.id, customer));
            continue;
        }
        let (customer, vehicle) = made_of(entry, &import, &vault, tx)?;
        outcome.imported.push((row.id, customer.id()));
        outcome.customers.push(customer);
        outcome.vehicles.extend(vehicle);
    }
    outcome.write(tx, id)?;
    Ok(Next::Again)
}

/// Leads start clocks, open tasks and may wait for one that is posted meanwhile: fewer at a time.
pub(super) fn limit(kind: Kind) -> i64 {
    let most = match kind {
        Kind::Leads => BATCH / 5,
        Kind::Customers | Kind::Services => BATCH,
    };
    i64::try_from(most).unwrap_or(i64::MAX)
}

/// Two imports of one store don't look for duplicates past each other.
fn one_at_a_time(tx: &mut Tx<'_>, store: StoreId) -> Result<(), Error> {
    diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended($1, 7))")
        .bind::<diesel::sql_types::Text, _>(format!("imports {store}"))
        .execute(tx.conn)?;
    Ok(())
}

/// Holds the import against cancelling and other processes while a batch runs; false if it is not in this state any more.
pub(super) fn hold(tx: &mut Tx<'_>, id: ImportId, state: State) -> Result<bool, Error> {
    let now: State = imports::table
        .find(id)
        .select(imports::state)
        .for_no_key_update()
        .first(tx.conn)?;
    Ok(now == state)
}

/// What a batch comes to.
#[derive(Default)]
struct Outcome {
    customers: Vec<Customer>,
    vehicles: Vec<Vehicle>,
    imported: Vec<(uuid::Uuid, CustomerId)>,
    duplicates: Vec<(uuid::Uuid, Option<CustomerId>)>,
    bad: Vec<uuid::Uuid>,
}

impl Outcome {
    fn write(self, tx: &mut Tx<'_>, id: ImportId) -> Result<(), Error> {
        customers::create_many(tx, self.customers)?;
        vehicles::add_many(tx, self.vehicles)?;
        let imported: Vec<_> = self
            .imported
            .iter()
            .map(|(row, customer)| (*row, Some(*customer)))
            .collect();
        mark(tx, &imported, RowState::Imported)?;
        mark(tx, &self.duplicates, RowState::Duplicate)?;
        diesel::update(import_rows::table.filter(import_rows::id.eq_any(&self.bad)))
            .set(import_rows::state.eq(RowState::Bad))
            .execute(tx.conn)?;
        let count = |rows: usize| i32::try_from(rows).unwrap_or(i32::MAX);
        diesel::update(imports::table.find(id))
            .set((
                imports::imported_count.eq(imports::imported_count + count(self.imported.len())),
                imports::duplicate_count.eq(imports::duplicate_count + count(self.duplicates.len())),
                imports::bad_count.eq(imports::bad_count + count(self.bad.len())),
                imports::updated_at.eq(tx.now),
                imports::lock_version.eq(imports::lock_version + 1),
            ))
            .execute(tx.conn)?;
        Ok(())
    }
}

/// Notes which customer each record became or was found to be; the cells of what was imported have served.
fn mark(tx: &mut Tx<'_>, rows: &[(uuid::Uuid, Option<CustomerId>)], state: RowState) -> Result<(), Error> {
    let (ids, customers): (Vec<uuid::Uuid>, Vec<Option<uuid::Uuid>>) = rows
        .iter()
        .map(|(row, customer)| (*row, customer.map(CustomerId::uuid)))
        .unzip();
    diesel::sql_query(
        "UPDATE import_rows SET state = $3, customer_id = new.customer, \
         cells_sealed = CASE WHEN $3 = 'imported' THEN NULL ELSE cells_sealed END \
         FROM unnest($1, $2) AS new (id, customer) WHERE import_rows.id = new.id",
    )
    .bind::<diesel::sql_types::Array<diesel::sql_types::Uuid>, _>(ids)
    .bind::<diesel::sql_types::Array<diesel::sql_types::Nullable<diesel::sql_types::Uuid>>, _>(customers)
    .bind::<diesel::sql_types::Text, _>(state.code())
    .execute(tx.conn)?;
    Ok(())
}

/// The customer and the car of a record, sealed.
fn made_of(entry: Entry, import: &Import, vault: &Vault, tx: &Tx<'_>) -> Result<(Customer, Option<Vehicle>), Error> {
    let by = import.created_by;
    let mut details = Details::named(entry.name);
    details.kind = CustomerKind::parse(entry.kind).unwrap_or(CustomerKind::Person);
    details.gender = entry.gender.and_then(Gender::parse);
    details.born_on = entry.born_on;
    details.phones = entry
        .phones
        .into_iter()
        .map(|phone| NewPhone {
            label: match phone.kind() {
                PhoneKind::Mobile => PhoneLabel::Mobile,
                PhoneKind::Landline | PhoneKind::Foreign => PhoneLabel::Other,
            },
            phone,
            primary: false,
        })
        .collect();
    details.contact_person = entry.contact_person;
    details.credit_code = entry.credit_code;
    details.email = entry.email;
    details.wechat = entry.wechat;
    details.id_document = entry.id_document;
    details.occupation = entry.occupation;
    details.address = entry.address;
    details.source = entry.source.and_then(Source::parse);
    details.usage = entry.usage.and_then(Usage::parse);
    details.tags = entry.tags;
    details.notes = entry.notes;
    let mut new = NewCustomer::new(import.store, details);
    new.owner = entry.owner;
    new.tier = entry.tier.and_then(Tier::parse).unwrap_or(Tier::Regular);
    new.import = Some(import.id);
    let customer = Customer::of(vault, new, by, tx.now)?;
    let vehicle = entry
        .car
        .map(|car| {
            let mut new = car::NewVehicle::new(import.store, Some(customer.id()), car_details(car));
            new.import = Some(import.id);
            Vehicle::of(vault, new, by, tx.now)
        })
        .transpose()?;
    Ok((customer, vehicle))
}

fn car_details(car: Car) -> car::Details {
    car::Details {
        model_id: None,
        brand: car.brand,
        model: car.model,
        trim: car.trim,
        colour: car.colour,
        energy: car.energy.and_then(Energy::parse),
        plate: car.plate,
        vin: car.vin,
        engine_number: car.engine_number,
        mileage: car.mileage,
        purchased_on: car.purchased_on,
        warranty_until: car.warranty_until,
        insurance_until: car.insurance_until,
    }
}
