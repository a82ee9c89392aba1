//! Lists of sales as files: what a person sees there, phones half hidden, with who took it, when and why.
//!
//! More than [`MOST`] rows would need an approval: so many leave the portal at once, and not more.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use askama::Template;
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use serde::Deserialize;
use validator::Validate;

use super::text::{self, ExportText, FileKind};
use crate::platform::db::{Subject, Tx};
use crate::platform::error::{Error, FieldErrors};
use crate::platform::i18n::times;
use crate::platform::web::csv_file::csv_file;
use crate::platform::web::narrow::address;
use crate::platform::web::page::Choice;
use crate::platform::web::{Answer, Checker, Cx, Form, FormView, Page, Posted};
use crate::regions;
use crate::values::fault::Fault;
use crate::values::text::note;

/// So many rows are taken at once.
pub const MOST: usize = 100;
const REASON: usize = 200;
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Why, and as what.
#[derive(Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct ExportForm {
    reason: String,
    format: String,
}

impl Form for ExportForm {
    type Parsed = (String, FileKind);

    fn parse(&self) -> Result<Self::Parsed, FieldErrors> {
        let mut check = Checker::of(self);
        let reason = check.required("reason", &self.reason, |raw| note(raw, REASON));
        let format = check.required("format", &self.format, FileKind::chosen);
        check.finish(|| reason.zip(format))
    }
}

/// A list on its way into a file.
pub struct Table {
    pub head: Vec<&'static str>,
    pub rows: Vec<Vec<String>>,
}

/// `/leads/export`, `/board/export`, `/sales-orders/export`: asks why, and as what.
#[derive(Template)]
#[template(path = "sales/export.html")]
pub struct ExportPage {
    page: Page,
    w: &'static ExportText,
    action: String,
    back: String,
    hint: String,
    kinds: Vec<Choice>,
    form: FormView,
}

regions!(ExportPage { main });

impl ExportPage {
    /// `path`: the list, `pairs`: how it is narrowed.
    pub fn new(cx: &Cx, path: &str, pairs: &[(&'static str, &str)], form: FormView) -> Self {
        let w = ExportText::of(cx.lang);
        Self {
            page: cx.page(w.export),
            w,
            action: address(&format!("{path}/export"), pairs.iter().copied()),
            back: address(path, pairs.iter().copied()),
            hint: text::export_hint(MOST, cx.lang),
            kinds: FileKind::choices(cx.lang),
            form,
        }
    }

    pub fn asking(cx: &Cx, path: &str, pairs: &[(&'static str, &str)]) -> Self {
        Self::new(cx, path, pairs, FormView::fresh([("format", FileKind::Xlsx.code())]))
    }

    /// The form again, in words for a list that is too long.
    pub fn again(
        cx: &Cx,
        path: &str,
        pairs: &[(&'static str, &str)],
        posted: &Posted<ExportForm>,
        errors: &FieldErrors,
    ) -> Self {
        let mut form = posted.view(cx.lang, errors);
        if let Some(Fault::TooMany { max }) = errors.get("") {
            form = form.with_error("", text::too_many_rows(*max, cx.lang));
        }
        Self::new(cx, path, pairs, form)
    }
}

/// That a list was taken, and why.
///
/// # Errors
/// [`Error::Invalid`] if there is `more` than may be taken at once.
pub fn note_taken(tx: &mut Tx<'_>, action: &str, more: bool, reason: &str) -> Result<(), Error> {
    if more {
        return Err(Error::field("", Fault::TooMany { max: MOST }));
    }
    let store = tx.actor()?.store;
    tx.record_because(action, Subject::new("store", store), reason)
}

/// The list as a file, marked with who took it, when and why.
pub fn file(cx: &Cx, name: &str, table: Table, (reason, kind): (&str, FileKind)) -> Answer {
    let mark = text::taken_by(&cx.actor()?.name, &times::minute(cx.now), reason, cx.lang);
    let head: Vec<String> = table.head.into_iter().map(str::to_owned).collect();
    let rows = std::iter::once(head).chain(table.rows).chain([vec![mark.clone()]]);
    let (bytes, mime) = match kind {
        FileKind::Csv => (csv_file(rows)?, "text/csv; charset=utf-8"),
        FileKind::Xlsx => (workbook(rows, &mark).map_err(Error::internal)?, XLSX),
    };
    let name = format!("{name}-{}.{}", times::date(times::day_of(cx.now)), kind.code());
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, mime))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .body(bytes))
}

/// Words are written as words, never as formulas.
fn workbook(rows: impl Iterator<Item = Vec<String>>, mark: &str) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    let sheet = book.add_worksheet();
    // An ampersand would begin a code of the footer.
    let footer: String = mark.replace('&', " ").chars().take(200).collect();
    sheet.set_footer(format!("&L{footer}&R&P / &N"));
    for (line, row) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(row) {
            if line == 0 {
                sheet.write_string_with_format(line, column, cell, &bold)?;
            } else {
                sheet.write_string(line, column, cell)?;
            }
        }
    }
    book.save_to_buffer()
}
