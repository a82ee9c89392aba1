//! Reads of imports. An import belongs to a store; that of another store is not found.

mod known;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::prelude::*;

use super::model::{Counts, FILE_NAME, Import, ImportLine, ImportRow, Origin, RecordRow, Rows, Stored, Tab};
use super::rules::checking::{Checker, Staff};
use super::rules::columns::Kind;
use super::rules::leads::{KnownSource, Sources};
use super::rules::states::{RowState, State};
use crate::customers::queries as customers;
use crate::platform::db::page::{After, PAGE, Slice};
use crate::platform::error::Error;
use crate::platform::vault::{Sealed, Vault};
use crate::sales::leads::queries as leads;
use crate::schema::{import_files, import_rows, imports, staff};
use crate::service::past::queries as past;
use crate::values::ids::{CustomerId, ImportId, LeadId, PastServiceId, StaffId, StoreId, VehicleId};
use crate::vehicles::queries as vehicles;

pub(super) use known::built_on;
pub use known::{AlreadyHere, Known};

/// How many records a file to take away may hold.
const FILE_ROWS: i64 = 50_000;

/// Customers and leads by the line that became them.
type OfLines = (HashMap<u32, CustomerId>, HashMap<u32, LeadId>);

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
        (ImportId, Kind),
        State,
        Sealed,
        (i32, i32, i32, i32, i32, i32, i32),
        Origin,
        Option<String>,
        DateTime<Utc>,
    );
    let mut query = imports::table
        .left_join(staff::table.on(staff::id.nullable().eq(imports::created_by)))
        .filter(imports::store_id.eq(store))
        .order((imports::created_at.desc(), imports::id.desc()))
        .limit(i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1))
        .select((
            (imports::id, imports::kind),
            imports::state,
            imports::file_name_sealed,
            (
                imports::row_count,
                imports::bad_count,
                imports::warning_count,
                imports::duplicate_count,
                imports::imported_count,
                imports::undone_count,
                imports::kept_count,
            ),
            imports::origin,
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
        .map(
            |((id, kind), state, name, counts, origin, created_by_name, created_at)| {
                let (rows, bad, warnings, duplicates, imported, undone, kept) = counts;
                Ok(ImportLine {
                    id,
                    kind,
                    state,
                    file_name: vault.open(FILE_NAME, id.uuid(), &name)?.into_exposed(),
                    counts: Counts {
                        rows,
                        bad,
                        warnings,
                        duplicates,
                        imported,
                        undone,
                        kept,
                    },
                    origin,
                    created_by_name,
                    created_at,
                })
            },
        )
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
pub fn mapping_of(
    conn: &mut PgConnection,
    store: StoreId,
    kind: Kind,
    print: &[u8],
) -> Result<Option<Vec<Option<String>>>, Error> {
    Ok(imports::table
        .filter(imports::store_id.eq(store))
        .filter(imports::kind.eq(kind))
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

/// The odd records of an import that were not found faulty after all, from after `line` on.
pub fn warned(
    conn: &mut PgConnection,
    vault: &Vault,
    id: ImportId,
    after: u32,
    limit: usize,
) -> Result<Slice<Stored>, Error> {
    let rows: Vec<RecordRow> = import_rows::table
        .filter(import_rows::import_id.eq(id))
        .filter(import_rows::warnings.ne(Vec::<String>::new()))
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

/// What a tab of the import's page lists, from after `line` on.
pub fn rows(
    conn: &mut PgConnection,
    vault: &Vault,
    import: &Import,
    tab: Tab,
    after: u32,
    now: DateTime<Utc>,
) -> Result<Rows, Error> {
    let (state, count) = tab.records(&import.counts);
    if count == 0 || import.state.is_at_work() {
        return Ok(Rows::default());
    }
    let Slice { rows: records, next } = match state {
        Some(state) => records(conn, vault, import.id, state, after, PAGE)?,
        None => warned(conn, vault, import.id, after, PAGE)?,
    };
    let checker = matches!(tab, Tab::Errors | Tab::Warnings | Tab::Duplicates)
        .then(|| checker(conn, import, now))
        .transpose()?;
    let (of_lines, leads_of_lines) = become_of_lines(conn, import, &records)?;
    if import.kind == Kind::Leads {
        let own = records.iter().filter_map(Stored::lead);
        let ids: Vec<LeadId> = own.chain(leads_of_lines.values().copied()).collect();
        return Ok(Rows {
            leads: leads::brief(conn, vault, import.store, &ids)?,
            records,
            next,
            checker,
            leads_of_lines,
            ..Rows::default()
        });
    }
    let services: Vec<PastServiceId> = records.iter().filter_map(|row| row.service).collect();
    let services = past::places(conn, &services)?;
    let cars: Vec<VehicleId> = services.values().map(|place| place.car).collect();
    let cars = vehicles::brief(conn, vault, &cars)?;
    let own = records.iter().filter_map(|row| row.customer);
    let ids: Vec<CustomerId> = own.chain(of_lines.values().copied()).collect();
    let names = customers::brief(conn, vault, &ids)?
        .into_iter()
        .map(|(id, brief)| (id, brief.name.into_exposed()))
        .collect();
    Ok(Rows {
        records,
        next,
        checker,
        of_lines,
        names,
        services,
        cars,
        ..Rows::default()
    })
}

/// The customers, or the leads, that those lines became which some of these records repeat.
fn become_of_lines(conn: &mut PgConnection, import: &Import, records: &[Stored]) -> Result<OfLines, Error> {
    let lines = records.iter().filter_map(|row| row.of_line);
    let lines: Vec<i32> = lines.filter_map(|line| i32::try_from(line).ok()).collect();
    if lines.is_empty() {
        return Ok(OfLines::default());
    }
    let found: Vec<(i32, Option<CustomerId>, Option<uuid::Uuid>)> = import_rows::table
        .filter(import_rows::import_id.eq(import.id))
        .filter(import_rows::line.eq_any(lines))
        .select((import_rows::line, import_rows::customer_id, import_rows::record_id))
        .load(conn)?;
    let (mut customers, mut leads) = OfLines::default();
    for (line, customer, record) in found {
        let line = line.unsigned_abs();
        customers.extend(customer.map(|customer| (line, customer)));
        if import.kind == Kind::Leads {
            leads.extend(record.map(|record| (line, LeadId::from(record))));
        }
    }
    Ok((customers, leads))
}

/// Every record in one state, for a file to take away.
pub fn all_records(
    conn: &mut PgConnection,
    vault: &Vault,
    id: ImportId,
    state: RowState,
) -> Result<Vec<Stored>, Error> {
    let limit = usize::try_from(FILE_ROWS).unwrap_or(usize::MAX);
    Ok(records(conn, vault, id, state, 0, limit)?.rows)
}

/// Whether an import of the store was undone since this moment: what was a duplicate then may be none now.
pub fn undone_since(conn: &mut PgConnection, store: StoreId, since: DateTime<Utc>) -> Result<bool, Error> {
    let undone = imports::table
        .filter(imports::store_id.eq(store))
        .filter(imports::undone_at.gt(since));
    Ok(diesel::select(diesel::dsl::exists(undone)).get_result(conn)?)
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

/// The sources of leads that a store uses.
fn sources_of(conn: &mut PgConnection, store: StoreId) -> Result<Sources, Error> {
    let in_use: Vec<KnownSource> = leads::sources(conn, store)?
        .into_iter()
        .filter(|source| source.retired_at.is_none())
        .map(|source| KnownSource {
            id: source.id,
            kind: source.kind.code(),
            aliases: source.aliases(),
            name: source.name,
        })
        .collect();
    Ok(Sources::new(&in_use))
}

/// What the records of an import are checked by.
pub fn checker(conn: &mut PgConnection, import: &Import, now: DateTime<Utc>) -> Result<Checker, Error> {
    let (staff, sources) = match import.kind {
        Kind::Leads => (Staff::default(), sources_of(conn, import.store)?),
        Kind::Customers | Kind::Services => (staff_of(conn, import.store)?, Sources::default()),
    };
    Ok(Checker {
        mapping: import.mapping.clone(),
        staff,
        sources,
        today: import.day(now),
    })
}
