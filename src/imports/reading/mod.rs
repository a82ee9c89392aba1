//! Reads a dealer's file into records of text, whatever it is: CSV in UTF-8 (with or without BOM) or GB18030, or XLSX.
//!
//! Pure: bytes in, [`Piece`]s out. [`child`] does the same in a process of its own, which limits its memory.

pub mod child;
mod delimited;
mod encoding;
mod workbook;

use serde::{Deserialize, Serialize};

use super::rules::columns;

/// How many records may precede the header (a title, a date of export).
const LEADING: usize = 10;
/// More columns than any export has; a file with more is not a list of customers.
const MAX_COLUMNS: usize = 300;

/// What kind of file it is, as found by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    Utf8,
    Utf8Bom,
    Gb18030,
    Workbook,
}

/// The header of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    pub format: Format,
    /// Record number of the header: 1 unless something precedes it.
    pub line: u32,
    pub headers: Vec<String>,
}

/// One record, by its number as a spreadsheet shows it (a quoted field may hold line breaks: they count nothing).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    pub line: u32,
    pub cells: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub defect: Option<Defect>,
}

/// A record whose cells can't be trusted to stand in their columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Defect {
    /// More cells than headers.
    ExtraCells,
    /// A quotation mark that nothing closes.
    OpenQuote,
}

/// What reading gives, in order: one head, then records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Piece {
    Head(Head),
    Record(Record),
}

/// Why a file can't be read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Unreadable {
    #[error("the file is empty")]
    Empty,
    #[error("the file has a header only: there is no record in it")]
    HeaderOnly,
    #[error("neither CSV text nor an XLSX workbook")]
    Kind,
    #[error("an old .xls workbook: save it as .xlsx or CSV")]
    OldWorkbook,
    #[error("neither UTF-8 nor GB18030: save it as CSV UTF-8")]
    Encoding,
    #[error("the workbook is damaged or protected by a password")]
    Damaged,
    #[error("too many columns for a list of customers")]
    TooWide,
    #[error("reading it takes more memory or time than allowed: split the file")]
    TooLarge,
    /// The one who reads asked to stop.
    #[error("stopped")]
    Stopped,
}

impl Unreadable {
    /// How the reason is stored.
    pub fn code(self) -> &'static str {
        match self {
            Unreadable::Empty => "empty",
            Unreadable::HeaderOnly => "header_only",
            Unreadable::Kind => "kind",
            Unreadable::OldWorkbook => "old_workbook",
            Unreadable::Encoding => "encoding",
            Unreadable::Damaged => "damaged",
            Unreadable::TooWide => "too_wide",
            Unreadable::TooLarge => "too_large",
            Unreadable::Stopped => "stopped",
        }
    }

    pub fn of_code(code: &str) -> Option<Self> {
        use Unreadable::*;
        [
            Empty,
            HeaderOnly,
            Kind,
            OldWorkbook,
            Encoding,
            Damaged,
            TooWide,
            TooLarge,
            Stopped,
        ]
        .into_iter()
        .find(|why| why.code() == code)
    }
}

/// Whether to read on.
pub type Flow = std::ops::ControlFlow<()>;

/// Reads `bytes` and hands each piece to `emit`.
pub fn read(bytes: &[u8], emit: impl FnMut(Piece) -> Flow) -> Result<(), Unreadable> {
    if bytes.is_empty() {
        return Err(Unreadable::Empty);
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(Unreadable::OldWorkbook);
    }
    if bytes.starts_with(b"PK") {
        let mut layout = Layout::new(Format::Workbook, emit);
        workbook::read(bytes, |line, cells| layout.row(line, cells, None))?;
        return layout.finish();
    }
    let (format, text) = encoding::decode(bytes)?;
    let mut layout = Layout::new(format, emit);
    delimited::read(&text, |line, cells, defect| layout.row(line, cells, defect))?;
    layout.finish()
}

/// Finds the header among the first rows, then passes rows on as records.
struct Layout<F> {
    format: Format,
    waiting: Vec<Record>,
    columns: Option<usize>,
    emit: F,
}

impl<F: FnMut(Piece) -> Flow> Layout<F> {
    fn new(format: Format, emit: F) -> Self {
        Self {
            format,
            waiting: Vec::new(),
            columns: None,
            emit,
        }
    }

    /// Takes one row; blank ones are skipped but keep their number.
    fn row(&mut self, line: u32, cells: Vec<String>, defect: Option<Defect>) -> Result<(), Unreadable> {
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(());
        }
        let record = Record { line, cells, defect };
        if self.columns.is_some() {
            return self.pass(record);
        }
        self.waiting.push(record);
        if self.waiting.len() < LEADING {
            Ok(())
        } else {
            self.decide()
        }
    }

    /// The header is the first row, unless a later one names more known columns (a title stood above it).
    fn decide(&mut self) -> Result<(), Unreadable> {
        let mut waiting = std::mem::take(&mut self.waiting);
        let known = |record: &Record| columns::recognised(&record.cells);
        let first = waiting.first().map_or(0, known);
        let at = waiting
            .iter()
            .position(|record| first < 2 && known(record) >= 2)
            .unwrap_or(0);
        let mut rows = waiting.drain(at..);
        let Some(header) = rows.next() else {
            return Err(Unreadable::Empty);
        };
        let mut headers: Vec<String> = header.cells.iter().map(|cell| cell.trim().to_owned()).collect();
        while headers.last().is_some_and(String::is_empty) {
            headers.pop();
        }
        if headers.len() > MAX_COLUMNS {
            return Err(Unreadable::TooWide);
        }
        self.columns = Some(headers.len());
        let head = Head {
            format: self.format,
            line: header.line,
            headers,
        };
        stop_or_go((self.emit)(Piece::Head(head)))?;
        rows.try_for_each(|record| self.pass(record))
    }

    fn pass(&mut self, mut record: Record) -> Result<(), Unreadable> {
        let columns = self.columns.unwrap_or_default();
        let extra = record
            .cells
            .get(columns..)
            .is_some_and(|extra| extra.iter().any(|cell| !cell.trim().is_empty()));
        if extra {
            record.defect = record.defect.or(Some(Defect::ExtraCells));
            if record.cells.len() > MAX_COLUMNS {
                record.cells.truncate(MAX_COLUMNS);
            }
        } else {
            record.cells.resize(columns, String::new());
        }
        stop_or_go((self.emit)(Piece::Record(record)))
    }

    fn finish(mut self) -> Result<(), Unreadable> {
        if self.columns.is_none() {
            self.decide()?;
        }
        Ok(())
    }
}

fn stop_or_go(flow: Flow) -> Result<(), Unreadable> {
    match flow {
        Flow::Continue(()) => Ok(()),
        Flow::Break(()) => Err(Unreadable::Stopped),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn all(bytes: &[u8]) -> Result<(Head, Vec<Record>), Unreadable> {
        let (mut head, mut records) = (None, Vec::new());
        read(bytes, |piece| {
            match piece {
                Piece::Head(found) => head = Some(found),
                Piece::Record(record) => records.push(record),
            }
            Flow::Continue(())
        })?;
        Ok((head.unwrap(), records))
    }

    fn gb18030(text: &str) -> Vec<u8> {
        encoding_rs::GB18030.encode(text).0.into_owned()
    }

    #[test]
    fn the_encoding_is_found_by_itself() {
        let text = "姓名,手机\n阿依古丽·买买提,13812345621\n";
        for (bytes, format) in [
            (text.as_bytes().to_vec(), Format::Utf8),
            ([b"\xEF\xBB\xBF", text.as_bytes()].concat(), Format::Utf8Bom),
            (gb18030(text), Format::Gb18030),
        ] {
            let (head, records) = all(&bytes).unwrap();
            assert_eq!((head.format, head.line), (format, 1));
            assert_eq!(head.headers, ["姓名", "手机"]);
            assert_eq!(records[0].cells, ["阿依古丽·买买提", "13812345621"]);
        }
        // A character beyond GBK, four bytes in GB18030.
        assert_eq!(all(&gb18030("姓名,手机\n㐂𠮷,1\n")).unwrap().1[0].cells[0], "㐂𠮷");
    }

    #[test]
    fn what_is_no_list_is_refused() {
        for (bytes, why) in [
            (b"".as_slice(), Unreadable::Empty),
            (b" \r\n\r\n", Unreadable::Empty),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Unreadable::OldWorkbook),
            (b"PK\x03\x04 not a workbook", Unreadable::Damaged),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Unreadable::Kind),
            (b"\xFF\xFEn\0a\0m\0e\0", Unreadable::Kind),
            (b"name,phone\nJos\xE9,1\xFF\n", Unreadable::Encoding),
        ] {
            assert_eq!(all(bytes).unwrap_err(), why, "{bytes:?}");
        }
    }

    #[test]
    fn a_title_above_the_header_is_passed_over_and_keeps_its_number() {
        let (head, records) = all("客户资料,,\n导出日期,2026-11-22,\n姓名,手机,车牌\n张三,1,\n".as_bytes()).unwrap();
        assert_eq!((head.line, head.headers.len()), (3, 3));
        assert_eq!(records[0].line, 4);
    }

    #[test]
    fn a_header_without_known_names_is_the_first_row() {
        let (head, records) = all(b"a,b\n1,2\n3,4\n").unwrap();
        assert_eq!((head.line, records.len()), (1, 2));
    }

    #[test]
    fn short_rows_are_filled_up_and_long_ones_marked() {
        let (_, records) = all("姓名,手机,备注\n张三,1\n李四,2,好,多\n王五,3,x,,\n".as_bytes()).unwrap();
        assert_eq!(records[0].cells, ["张三", "1", ""]);
        assert_eq!(records[1].defect, Some(Defect::ExtraCells));
        assert_eq!((records[2].cells.len(), records[2].defect), (3, None));
    }

    #[test]
    fn the_reader_can_be_stopped() {
        let mut seen = 0;
        let done = read("姓名,手机\n1,2\n3,4\n5,6\n".as_bytes(), |_| {
            seen += 1;
            if seen == 2 { Flow::Break(()) } else { Flow::Continue(()) }
        });
        assert_eq!((done, seen), (Err(Unreadable::Stopped), 2));
    }
}
