//! Rows and values of the imports room.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::reading::Format;
use super::rules::checking::{Checker, Problem};
use super::rules::columns::{Kind, Mapping};
use super::rules::services::Warning;
use super::rules::states::{RowState, State};
use crate::access::Actor;
use crate::platform::db::Subject;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::vault::{Label, Sealed, Vault};
use crate::sales::leads::model::Brief as Enquirer;
use crate::schema::{import_rows, imports, staff};
use crate::service::past::queries::Place;
use crate::values::ids::{CustomerId, ImportId, LeadId, PastServiceId, StaffId, StoreId, VehicleId};
use crate::vehicles::model::Brief;

pub const FILE_NAME: Label = Label("imports.file_name");
pub const HEAD: Label = Label("imports.head");
pub const BODY: Label = Label("import_files.body");
pub const CELLS: Label = Label("import_rows.cells");

/// The import as the subject of an audit entry.
pub fn subject(id: ImportId) -> Subject {
    Subject::new("import", id)
}

crate::coded! {
    pub enum Origin { Screen "screen", Command "command" }
}

crate::coded! {
    /// What kind of file it was.
    pub enum FileFormat { Utf8 "utf8", Utf8Bom "utf8_bom", Gb18030 "gb18030", Workbook "workbook" }
}

impl From<Format> for FileFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Utf8 => Self::Utf8,
            Format::Utf8Bom => Self::Utf8Bom,
            Format::Gb18030 => Self::Gb18030,
            Format::Workbook => Self::Workbook,
        }
    }
}

/// Headers and the first records: what people match columns by.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Top {
    pub headers: Vec<String>,
    pub samples: Vec<Vec<String>>,
}

/// A file that came in.
pub struct NewImport {
    pub store: StoreId,
    pub kind: Kind,
    pub origin: Origin,
    pub file_name: String,
    pub format: FileFormat,
    pub header_line: u32,
    pub top: Top,
    pub mapping: Mapping,
    pub body: Vec<u8>,
}

/// An import's row, sealed.
#[derive(HasQuery)]
#[diesel(table_name = imports)]
pub(super) struct ImportRow {
    id: ImportId,
    store_id: StoreId,
    kind: Kind,
    origin: Origin,
    state: State,
    failure: Option<String>,
    format: FileFormat,
    file_name_sealed: Sealed,
    head_sealed: Sealed,
    mapping: Vec<Option<String>>,
    size_bytes: i64,
    row_count: i32,
    bad_count: i32,
    warning_count: i32,
    duplicate_count: i32,
    imported_count: i32,
    undone_count: i32,
    kept_count: i32,
    faults: serde_json::Value,
    created_by: Option<StaffId>,
    #[diesel(select_expression = staff::table.filter(staff::id.nullable().eq(imports::created_by)).select(staff::name).single_value())]
    created_by_name: Option<String>,
    created_at: DateTime<Utc>,
    checked_at: Option<DateTime<Utc>>,
    finished_at: Option<DateTime<Utc>>,
    undone_at: Option<DateTime<Utc>>,
    #[diesel(select_expression = staff::table.filter(staff::id.nullable().eq(imports::undone_by)).select(staff::name).single_value())]
    undone_by_name: Option<String>,
    lock_version: i32,
}

/// An import, opened.
#[derive(Clone, Debug)]
pub struct Import {
    pub id: ImportId,
    pub store: StoreId,
    pub kind: Kind,
    pub origin: Origin,
    pub state: State,
    /// Code of why the file could not be read to its end.
    pub failure: Option<String>,
    pub format: FileFormat,
    pub file_name: String,
    pub top: Top,
    pub mapping: Mapping,
    pub size_bytes: i64,
    pub counts: Counts,
    /// (kind, records that have it), most first.
    pub faults: Vec<(String, i64)>,
    pub created_by: Option<StaffId>,
    pub created_by_name: Option<String>,
    pub created_at: DateTime<Utc>,
    pub checked_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
    pub undone_at: Option<DateTime<Utc>>,
    pub undone_by_name: Option<String>,
    pub lock_version: i32,
}

/// What became of the records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub rows: i32,
    pub bad: i32,
    /// Of those that can be imported, the odd ones.
    pub warnings: i32,
    pub duplicates: i32,
    pub imported: i32,
    pub undone: i32,
    pub kept: i32,
}

impl Counts {
    /// Records that can be imported, whether they were yet or not.
    pub fn good(&self) -> i32 {
        self.rows - self.bad - self.duplicates
    }

    /// Records that it brought and that were not looked at by an undo.
    pub fn still_there(&self) -> i32 {
        self.imported - self.undone - self.kept
    }
}

impl Import {
    pub(super) fn open(row: ImportRow, vault: &Vault) -> Result<Self, Error> {
        let id = row.id.uuid();
        let top = vault.open(HEAD, id, &row.head_sealed)?;
        let mut faults: Vec<(String, i64)> =
            serde_json::from_value::<std::collections::BTreeMap<String, i64>>(row.faults)
                .map_err(Error::internal)?
                .into_iter()
                .collect();
        faults.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        Ok(Self {
            file_name: vault.open(FILE_NAME, id, &row.file_name_sealed)?.into_exposed(),
            top: serde_json::from_str(top.expose()).map_err(Error::internal)?,
            mapping: Mapping::of_codes(row.kind, row.mapping.into_iter().map(Option::unwrap_or_default)),
            id: row.id,
            store: row.store_id,
            kind: row.kind,
            origin: row.origin,
            state: row.state,
            failure: row.failure,
            format: row.format,
            size_bytes: row.size_bytes,
            counts: Counts {
                rows: row.row_count,
                bad: row.bad_count,
                warnings: row.warning_count,
                duplicates: row.duplicate_count,
                imported: row.imported_count,
                undone: row.undone_count,
                kept: row.kept_count,
            },
            faults,
            created_by: row.created_by,
            created_by_name: row.created_by_name,
            created_at: row.created_at,
            checked_at: row.checked_at,
            finished_at: row.finished_at,
            undone_at: row.undone_at,
            undone_by_name: row.undone_by_name,
            lock_version: row.lock_version,
        })
    }

    /// Whether this person brought the file in.
    pub fn is_of(&self, actor: &Actor) -> bool {
        self.created_by == Some(actor.id)
    }

    /// The day that decides what is in the future.
    pub fn day(&self, now: DateTime<Utc>) -> NaiveDate {
        times::day_of(self.checked_at.unwrap_or(now))
    }
}

/// One line of the list of imports.
#[derive(Clone, Debug)]
pub struct ImportLine {
    pub id: ImportId,
    pub kind: Kind,
    pub state: State,
    pub file_name: String,
    pub counts: Counts,
    pub origin: Origin,
    pub created_by_name: Option<String>,
    pub created_at: DateTime<Utc>,
}

/// A record's row, sealed.
#[derive(Queryable, Selectable)]
#[diesel(table_name = import_rows)]
pub(super) struct RecordRow {
    id: Uuid,
    line: i32,
    state: RowState,
    defect: Option<String>,
    warnings: Vec<Option<String>>,
    cells_sealed: Option<Sealed>,
    of_line: Option<i32>,
    customer_id: Option<CustomerId>,
    record_id: Option<Uuid>,
    kept_because: Option<String>,
}

/// A record of the file and what became of it.
#[derive(Clone, Debug)]
pub struct Stored {
    pub id: Uuid,
    pub line: u32,
    pub state: RowState,
    pub defect: Option<Problem>,
    pub warnings: Vec<Warning>,
    /// Empty once the record is imported.
    pub cells: Vec<String>,
    pub of_line: Option<u32>,
    pub customer: Option<CustomerId>,
    pub service: Option<PastServiceId>,
    pub kept_because: Option<String>,
}

impl Stored {
    pub(super) fn open(row: RecordRow, vault: &Vault) -> Result<Self, Error> {
        let cells = match vault.open_opt(CELLS, row.id, row.cells_sealed.as_ref())? {
            Some(cells) => serde_json::from_str(cells.expose()).map_err(Error::internal)?,
            None => Vec::new(),
        };
        Ok(Self {
            id: row.id,
            line: row.line.unsigned_abs(),
            state: row.state,
            defect: row.defect.as_deref().and_then(Problem::of_code),
            warnings: row
                .warnings
                .iter()
                .flatten()
                .filter_map(|code| Warning::parse(code))
                .collect(),
            cells,
            of_line: row.of_line.map(i32::unsigned_abs),
            customer: row.customer_id,
            service: row.record_id.map(PastServiceId::from),
            kept_because: row.kept_because,
        })
    }

    /// What `record_id` holds, in a list of leads.
    pub fn lead(&self) -> Option<LeadId> {
        self.service.map(|record| LeadId::from(record.uuid()))
    }
}

/// Which records the page of an import lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    Errors,
    Warnings,
    Duplicates,
    Imported,
    Kept,
}

impl Tab {
    /// As asked for; else what there is to look at first.
    pub fn of(code: &str, import: &Import) -> Self {
        match code {
            "errors" => Tab::Errors,
            "warnings" => Tab::Warnings,
            "duplicates" => Tab::Duplicates,
            "imported" => Tab::Imported,
            "kept" => Tab::Kept,
            _ if import.counts.kept > 0 => Tab::Kept,
            _ if import.counts.bad == 0 && import.counts.warnings > 0 => Tab::Warnings,
            _ if import.counts.bad == 0 && import.counts.duplicates > 0 => Tab::Duplicates,
            _ => Tab::Errors,
        }
    }

    pub fn code(self) -> &'static str {
        match self {
            Tab::Errors => "errors",
            Tab::Warnings => "warnings",
            Tab::Duplicates => "duplicates",
            Tab::Imported => "imported",
            Tab::Kept => "kept",
        }
    }

    /// The state of the records (nothing if that doesn't matter), and how many there are.
    pub(super) fn records(self, counts: &Counts) -> (Option<RowState>, i32) {
        match self {
            Tab::Errors => (Some(RowState::Bad), counts.bad),
            Tab::Warnings => (None, counts.warnings),
            Tab::Duplicates => (Some(RowState::Duplicate), counts.duplicates),
            Tab::Imported => (Some(RowState::Imported), counts.still_there()),
            Tab::Kept => (Some(RowState::Kept), counts.kept),
        }
    }
}

/// The records of a tab.
#[derive(Default)]
pub struct Rows {
    pub records: Vec<Stored>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// Tells the faults of faulty records, and whose records duplicates are.
    pub checker: Option<Checker>,
    /// The customers that records of this file became, by line: those that duplicates are of.
    pub of_lines: HashMap<u32, CustomerId>,
    /// The leads likewise.
    pub leads_of_lines: HashMap<u32, LeadId>,
    /// What the customers are called that records were found to be.
    pub names: HashMap<CustomerId, String>,
    /// The services that records became or repeat, and their cars.
    pub services: HashMap<PastServiceId, Place>,
    pub cars: HashMap<VehicleId, Brief>,
    /// The leads that records became or repeat.
    pub leads: HashMap<LeadId, Enquirer>,
}

/// Records of an import that somebody takes away as a file.
pub struct Taken {
    pub import: Import,
    pub records: Vec<Stored>,
    pub checker: Checker,
}
