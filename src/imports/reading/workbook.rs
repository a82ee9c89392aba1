//! The first visible sheet with anything in it, cell by cell: a sheet is never laid out in memory.

use std::io::Cursor;

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::{MAX_COLUMNS, Unreadable};

pub fn read(bytes: &[u8], mut row: impl FnMut(u32, Vec<String>) -> Result<(), Unreadable>) -> Result<(), Unreadable> {
    let damaged = |_: XlsxError| Unreadable::Damaged;
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let sheets: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect();
    for sheet in sheets {
        let mut cells = book.worksheet_cells_reader(&sheet).map_err(damaged)?;
        let mut current: Option<(u32, Vec<String>)> = None;
        while let Some(cell) = cells.next_cell().map_err(damaged)? {
            let (at, column) = cell.get_position();
            let text = text(cell.get_value());
            if text.is_empty() {
                continue;
            }
            let column = usize::try_from(column).map_err(|_| Unreadable::TooWide)?;
            if column > MAX_COLUMNS {
                return Err(Unreadable::TooWide);
            }
            let line = at.saturating_add(1);
            if let Some((done, values)) = current.take_if(|(open, _)| *open != line) {
                row(done, values)?;
            }
            let (_, values) = current.get_or_insert_with(|| (line, Vec::new()));
            if values.len() <= column {
                values.resize(column + 1, String::new());
            }
            if let Some(slot) = values.get_mut(column) {
                *slot = text;
            }
        }
        if let Some((line, values)) = current {
            return row(line, values);
        }
    }
    Err(Unreadable::Empty)
}

/// A cell as people would type it: whole numbers without `.0`, days as `2026-11-22`.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(yes) => if *yes { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            if (hour, minute, second) == (0, 0, 0) {
                format!("{year:04}-{month:02}-{day:02}")
            } else {
                format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
            }
        }
        DataRef::DateTime(span) => span.as_f64().to_string(),
        DataRef::Error(error) => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

    use super::super::tests::all;
    use super::super::{Format as Found, Unreadable};

    #[test]
    fn dates_numbers_and_row_numbers() {
        let mut book = Workbook::new();
        let hidden = book.add_worksheet();
        hidden.write(0, 0, "不看").unwrap();
        hidden.set_hidden(true);
        let sheet = book.add_worksheet();
        for (column, header) in ["姓名", "手机", "购车日期", "行驶里程", "备注"].iter().enumerate() {
            sheet.write(0, u16::try_from(column).unwrap(), *header).unwrap();
        }
        let day = Format::new().set_num_format("yyyy-mm-dd");
        sheet.write(2, 0, "张三").unwrap();
        sheet.write(2, 1, 13_812_345_621_f64).unwrap();
        let on = ExcelDateTime::from_ymd(2020, 9, 22).unwrap();
        sheet.write_with_format(2, 2, &on, &day).unwrap();
        sheet.write(2, 3, 45_574.5).unwrap();
        sheet.write(2, 4, true).unwrap();
        hidden_first(&mut book);
        let (head, records) = all(&book.save_to_buffer().unwrap()).unwrap();
        assert_eq!((head.format, head.headers.len()), (Found::Workbook, 5));
        assert_eq!(records[0].line, 3, "as the spreadsheet numbers it");
        assert_eq!(
            records[0].cells,
            ["张三", "13812345621", "2020-09-22", "45574.5", "TRUE"]
        );
    }

    fn hidden_first(book: &mut Workbook) {
        book.worksheet_from_index(1).unwrap().set_active(true);
    }

    #[test]
    fn an_empty_workbook_is_empty() {
        let mut book = Workbook::new();
        book.add_worksheet();
        assert_eq!(all(&book.save_to_buffer().unwrap()).unwrap_err(), Unreadable::Empty);
    }

    #[test]
    fn a_cell_far_to_the_right_does_not_eat_the_memory() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write(0, 0, "姓名").unwrap();
        sheet.write(1_048_575, 16_383, "x").unwrap();
        assert_eq!(all(&book.save_to_buffer().unwrap()).unwrap_err(), Unreadable::TooWide);
    }
}
