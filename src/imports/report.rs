//! What came of an import, for machines (`--json`) and for the spreadsheet that it came from.

use diesel::PgConnection;
use serde::Serialize;

use super::model::{Import, Stored};
use super::queries;
use super::rules::checking::{Checker, RowFault};
use super::rules::states::{RowState, State};
use super::text::{self, ImportText};
use crate::platform::error::Error;
use crate::platform::i18n::Lang;
use crate::platform::vault::Vault;
use crate::values::ids::CustomerId;

/// The result of `yingke import`.
#[derive(Debug, Serialize)]
pub struct Report {
    pub rows: i32,
    /// Customers, services or leads made; in a dry run those that would be.
    pub imported: i32,
    pub duplicates: Vec<Duplicate>,
    pub errors: Vec<RowError>,
    /// How many records have any of them.
    #[serde(skip)]
    pub bad: usize,
    /// What is odd about records that are imported all the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<RowWarning>,
}

/// A record that is here already.
#[derive(Debug, Serialize)]
pub struct Duplicate {
    pub line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of_line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of_customer: Option<CustomerId>,
}

/// One thing that is odd about one record.
#[derive(Clone, Debug, Serialize)]
pub struct RowWarning {
    pub line: u32,
    pub kind: &'static str,
    pub message: &'static str,
}

/// One thing that is wrong with one record.
#[derive(Clone, Debug, Serialize)]
pub struct RowError {
    pub line: u32,
    /// The header as the file has it; empty when it is the record as a whole.
    pub column: String,
    pub kind: &'static str,
    pub message: String,
    #[serde(skip)]
    pub value: String,
}

impl Report {
    pub fn of(conn: &mut PgConnection, vault: &Vault, import: &Import, lang: Lang) -> Result<Self, Error> {
        let all = usize::try_from(import.counts.rows).unwrap_or(usize::MAX);
        let duplicates = queries::records(conn, vault, import.id, RowState::Duplicate, 0, all)?.rows;
        let bad = queries::records(conn, vault, import.id, RowState::Bad, 0, all)?.rows;
        let odd = queries::warned(conn, vault, import.id, 0, all)?.rows;
        let checker = queries::checker(conn, import, import.created_at)?;
        Ok(Self {
            rows: import.counts.rows,
            imported: match import.state {
                State::Checked => import.counts.good(),
                _ => import.counts.imported,
            },
            duplicates: duplicates
                .into_iter()
                .map(|row| Duplicate {
                    line: row.line,
                    of_line: row.of_line,
                    of_customer: row.customer,
                })
                .collect(),
            bad: bad.len(),
            errors: bad.iter().flat_map(|row| errors(import, &checker, row, lang)).collect(),
            warnings: odd
                .iter()
                .flat_map(|row| row.warnings.iter().map(|warning| (row.line, *warning)))
                .map(|(line, warning)| RowWarning {
                    line,
                    kind: warning.code(),
                    message: text::warning(warning, lang),
                })
                .collect(),
        })
    }
}

/// What is wrong with a record: found again, since the same cells have the same faults.
pub fn errors(import: &Import, checker: &Checker, row: &Stored, lang: Lang) -> Vec<RowError> {
    let faults = checker.faults(&row.cells, row.defect);
    let at = |fault: &RowFault, cells: &[String]| {
        fault
            .column
            .and_then(|column| cells.get(column))
            .cloned()
            .unwrap_or_default()
    };
    faults
        .iter()
        .map(|fault| RowError {
            line: row.line,
            column: at(fault, &import.top.headers),
            kind: fault.kind(),
            message: text::problem(fault.problem, lang),
            value: at(fault, &row.cells),
        })
        .collect()
}

/// The records with errors as a file to mend and load again: the columns they came in, and the reason behind.
pub fn error_file(import: &Import, checker: &Checker, bad: &[Stored], lang: Lang) -> Result<Vec<u8>, Error> {
    file(import, bad, lang, |row| {
        let reasons: Vec<String> = errors(import, checker, row, lang)
            .into_iter()
            .map(|error| {
                if error.column.is_empty() {
                    error.message
                } else {
                    format!("{}：{}", error.column, error.message)
                }
            })
            .collect();
        reasons.join(lang.pick("；", "; "))
    })
}

/// The duplicates as a file, in the same shape.
pub fn duplicate_file(import: &Import, left_out: &[Stored], lang: Lang) -> Result<Vec<u8>, Error> {
    file(import, left_out, lang, |row| {
        text::duplicate_of(import.kind, row.of_line, lang)
    })
}

fn file(import: &Import, rows: &[Stored], lang: Lang, reason_of: impl Fn(&Stored) -> String) -> Result<Vec<u8>, Error> {
    let mut file = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .flexible(true)
        .from_writer(b"\xEF\xBB\xBF".to_vec());
    let reason = ImportText::of(lang).reason_column;
    let header = import.top.headers.iter().map(String::as_str).chain([reason]);
    file.write_record(header.map(harmless)).map_err(Error::internal)?;
    for row in rows {
        let reason = reason_of(row);
        // What stood beyond the last header is beyond saving.
        let cells = row.cells.iter().take(import.top.headers.len()).map(String::as_str);
        file.write_record(cells.chain([reason.as_str()]).map(harmless))
            .map_err(Error::internal)?;
    }
    file.into_inner().map_err(|error| Error::internal(error.error()))
}

/// A cell that a spreadsheet would compute is marked as text.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_would_be_computed_is_text() {
        assert_eq!(harmless("=1+1"), "'=1+1");
        assert_eq!(harmless("-500"), "'-500");
        assert_eq!(harmless("138"), "138");
    }
}
