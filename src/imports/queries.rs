//! Reads of imports. An import belongs to a store; that of another store is not found.

use std::collections::{BTreeMap, HashMap};

use diesel::PgConnection;
use diesel::prelude::*;

use super::model::{Counts, FILE_NAME, Import, ImportLine, ImportRow, RecordRow, Stored};
use super::rules::checking::{Checker, Entry, Staff};
use super::rules::states::{RowState, State};
use crate::platform::db::page::{After, Slice};
use crate::platform::error::Error;
use crate::platform::vault::{BlindIndex, Purpose, Sealed, Vault};
use crate::schema::{customer_keys, import_files, import_rows, imports, staff, vehicle_owners, vehicles};
use crate::values::ids::{CustomerId, ImportId, StaffId, StoreId};

/// How many records the error file may hold.
const ERROR_ROWS: i64 = 50_000;

/// One import of a store.
pub fn one(conn: &mut PgConnection, vault: &Vault, store: StoreId, id: ImportId) -> Result<Import, Error> {
    let row = ImportRow::query()
        .filter(imports::id.eq(id))
        .filter(imports::store_id.eq(store))
        .first(conn)?;
    Import::open(row, vault)
}

/// One import, for the work of the machine itself.
pub fn any(conn: &mut PgConnection, vault: &Vault, id: ImportId) -> Result<Import, Error> {
    Import::open(ImportRow::query().filter(imports::id.eq(id)).first(conn)?, vault)
}

/// The imports of a store, newest first.
pub fn list(
    conn: &mut PgConnection,
    vault: &Vault,
    store: StoreId,
    after: Option<After>,
    limit: usize,
) -> Result<Slice<ImportLine>, Error> {
    type Row = (
        ImportId,
        State,
        Sealed,
        (i32, i32, i32, i32, i32, i32),
        Option<String>,
        chrono::DateTime<chrono::Utc>,
    );
    let mut query = imports::table
        .left_join(staff::table.on(staff::id.nullable().eq(imports::created_by)))
        .filter(imports::store_id.eq(store))
        .order((imports::created_at.desc(), imports::id.desc()))
        .limit(i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1))
        .select((
            imports::id,
            imports::state,
            imports::file_name_sealed,
            (
                imports::row_count,
                imports::bad_count,
                imports::duplicate_count,
                imports::imported_count,
                imports::undone_count,
                imports::kept_count,
            ),
            staff::name.nullable(),
            imports::created_at,
        ))
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(
            imports::created_at.lt(after.at).or(imports::created_at
                .eq(after.at)
                .and(imports::id.lt(ImportId::from(after.id)))),
        );
    }
    let lines = query
        .load::<Row>(conn)?
        .into_iter()
        .map(|(id, state, name, counts, created_by_name, created_at)| {
            let (rows, bad, duplicates, imported, undone, kept) = counts;
            Ok(ImportLine {
                id,
                state,
                file_name: vault.open(FILE_NAME, id.uuid(), &name)?.into_exposed(),
                counts: Counts {
                    rows,
                    bad,
                    duplicates,
                    imported,
                    undone,
                    kept,
                },
                created_by_name,
                created_at,
            })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    Ok(Slice::cut(lines, limit, |line| {
        After {
            at: line.created_at,
            id: line.id.uuid(),
        }
        .to_string()
    }))
}

/// How the columns of a file with the same headers were matched last time.
pub fn mapping_of(conn: &mut PgConnection, store: StoreId, print: &[u8]) -> Result<Option<Vec<Option<String>>>, Error> {
    Ok(imports::table
        .filter(imports::store_id.eq(store))
        .filter(imports::head_print.eq(print))
        .filter(imports::checked_at.is_not_null())
        .order(imports::created_at.desc())
        .select(imports::mapping)
        .first(conn)
        .optional()?)
}

/// The records of an import in one state, by their number, from after `line` on.
pub fn records(
    conn: &mut PgConnection,
    vault: &Vault,
    id: ImportId,
    state: RowState,
    after: u32,
    limit: usize,
) -> Result<Slice<Stored>, Error> {
    let rows: Vec<RecordRow> = import_rows::table
        .filter(import_rows::import_id.eq(id))
        .filter(import_rows::state.eq(state))
        .filter(import_rows::line.gt(i32::try_from(after).unwrap_or(i32::MAX)))
        .order(import_rows::line)
        .limit(i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1))
        .select(RecordRow::as_select())
        .load(conn)?;
    let opened = rows
        .into_iter()
        .map(|row| Stored::open(row, vault))
        .collect::<Result<Vec<_>, Error>>()?;
    Ok(Slice::cut(opened, limit, |row| row.line.to_string()))
}

/// Every record that was not imported because something is wrong with it.
pub fn bad_records(conn: &mut PgConnection, vault: &Vault, id: ImportId) -> Result<Vec<Stored>, Error> {
    let limit = usize::try_from(ERROR_ROWS).unwrap_or(usize::MAX);
    Ok(records(conn, vault, id, RowState::Bad, 0, limit)?.rows)
}

/// The records of a batch that are still to be imported, held against every other process.
pub(super) fn claim(
    conn: &mut PgConnection,
    vault: &Vault,
    id: ImportId,
    state: RowState,
    limit: i64,
) -> Result<Vec<Stored>, Error> {
    let rows: Vec<RecordRow> = import_rows::table
        .filter(import_rows::import_id.eq(id))
        .filter(import_rows::state.eq(state))
        .order(import_rows::line)
        .limit(limit)
        .select(RecordRow::as_select())
        .for_no_key_update()
        .load(conn)?;
    rows.into_iter().map(|row| Stored::open(row, vault)).collect()
}

/// The file, put together again.
pub fn file(conn: &mut PgConnection, vault: &Vault, id: ImportId) -> Result<Vec<u8>, Error> {
    let pieces: Vec<(uuid::Uuid, Sealed)> = import_files::table
        .filter(import_files::import_id.eq(id))
        .order(import_files::position)
        .select((import_files::id, import_files::body_sealed))
        .load(conn)?;
    let mut file = Vec::new();
    for (piece, sealed) in pieces {
        file.extend(vault.open_bytes(super::model::BODY, piece, &sealed)?);
    }
    Ok(file)
}

/// The staff of a store by name and account, those who left left out.
pub fn staff_of(conn: &mut PgConnection, store: StoreId) -> Result<Staff, Error> {
    let people: Vec<(StaffId, String, String)> = staff::table
        .filter(staff::store_id.eq(store))
        .filter(staff::disabled_at.is_null())
        .select((staff::id, staff::name, staff::username))
        .load(conn)?;
    Ok(Staff::new(people))
}

/// What the records of an import are checked by.
pub fn checker(conn: &mut PgConnection, import: &Import, now: chrono::DateTime<chrono::Utc>) -> Result<Checker, Error> {
    Ok(Checker {
        mapping: import.mapping.clone(),
        staff: staff_of(conn, import.store)?,
        today: import.day(now),
    })
}

/// Who has a phone or a car already: found for many records in two round trips.
#[derive(Debug, Default)]
pub struct Known {
    phones: HashMap<BlindIndex, CustomerId>,
    vins: HashMap<BlindIndex, Option<CustomerId>>,
}

/// A record of somebody who is a customer already; without a customer it is a car that nobody owns now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlreadyHere(pub Option<CustomerId>);

impl Known {
    pub fn load<'a>(
        conn: &mut PgConnection,
        vault: &Vault,
        store: StoreId,
        entries: impl IntoIterator<Item = &'a Entry>,
    ) -> Result<Self, Error> {
        let (mut phones, mut vins) = (Vec::new(), Vec::new());
        for entry in entries {
            phones.extend(
                entry
                    .phones
                    .iter()
                    .map(|phone| vault.blind(Purpose::Phone, phone.canonical())),
            );
            vins.extend(vin_of(entry).map(|vin| vault.blind(Purpose::Vin, vin)));
        }
        let by_phone: Vec<(BlindIndex, CustomerId)> = customer_keys::table
            .filter(customer_keys::purpose.eq("phone"))
            .filter(customer_keys::bidx.eq_any(&phones))
            .filter(customer_keys::store_id.eq(store))
            .order(customer_keys::customer_id.desc())
            .select((customer_keys::bidx, customer_keys::customer_id))
            .load(conn)?;
        let by_vin: Vec<(Option<BlindIndex>, Option<CustomerId>)> = vehicles::table
            .left_join(
                vehicle_owners::table.on(vehicle_owners::vehicle_id
                    .eq(vehicles::id)
                    .and(vehicle_owners::until_on.is_null())
                    .and(vehicle_owners::relation.eq("owner"))),
            )
            .filter(vehicles::store_id.eq(store))
            .filter(vehicles::vin_bidx.eq_any(&vins))
            .select((vehicles::vin_bidx, vehicle_owners::customer_id.nullable()))
            .load(conn)?;
        Ok(Self {
            phones: by_phone.into_iter().collect(),
            vins: by_vin
                .into_iter()
                .filter_map(|(vin, owner)| Some((vin?, owner)))
                .collect(),
        })
    }

    pub fn find(&self, vault: &Vault, entry: &Entry) -> Option<AlreadyHere> {
        let phone =
            |phone: &crate::values::phone::Phone| self.phones.get(&vault.blind(Purpose::Phone, phone.canonical()));
        let by_phone = entry
            .phones
            .iter()
            .find_map(phone)
            .map(|customer| AlreadyHere(Some(*customer)));
        by_phone.or_else(|| {
            let vin = vault.blind(Purpose::Vin, vin_of(entry)?);
            self.vins.get(&vin).map(|owner| AlreadyHere(*owner))
        })
    }
}

fn vin_of(entry: &Entry) -> Option<&str> {
    entry.car.as_ref()?.vin.as_ref().map(crate::values::vin::Vin::canonical)
}

/// Rows of `table` among `ids` that other tables refer to, with the first table that does: what was built on them.
///
/// Every table is asked, found from the catalogue, so that none can be forgotten; `own` are those that an import fills.
pub(super) fn built_on(
    conn: &mut PgConnection,
    table: &str,
    own: &[&str],
    ids: &[uuid::Uuid],
) -> Result<BTreeMap<uuid::Uuid, String>, Error> {
    #[derive(QueryableByName)]
    struct Reference {
        #[diesel(sql_type = diesel::sql_types::Text)]
        table_name: String,
        #[diesel(sql_type = diesel::sql_types::Text)]
        column_name: String,
    }
    #[derive(QueryableByName)]
    struct Built {
        #[diesel(sql_type = diesel::sql_types::Uuid)]
        id: uuid::Uuid,
        #[diesel(sql_type = diesel::sql_types::Text)]
        by: String,
    }
    let references: Vec<Reference> = diesel::sql_query(
        "SELECT c.conrelid::regclass::text AS table_name, quote_ident(a.attname) AS column_name \
         FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] \
         WHERE c.contype = 'f' AND c.confrelid = $1::regclass AND cardinality(c.conkey) = 1 ORDER BY 1",
    )
    .bind::<diesel::sql_types::Text, _>(table)
    .load(conn)?;
    let asked: Vec<String> = references
        .iter()
        .filter(|reference| !own.contains(&reference.table_name.as_str()))
        .map(|Reference { table_name, column_name }| {
            format!("SELECT DISTINCT {column_name} AS id, '{table_name}' AS by FROM {table_name} WHERE {column_name} = ANY($1)")
        })
        .collect();
    if asked.is_empty() {
        return Ok(BTreeMap::new());
    }
    let found: Vec<Built> = diesel::sql_query(asked.join(" UNION ALL "))
        .bind::<diesel::sql_types::Array<diesel::sql_types::Uuid>, _>(ids)
        .load(conn)?;
    let mut built = BTreeMap::new();
    for row in found {
        built.entry(row.id).or_insert(row.by);
    }
    Ok(built)
}
