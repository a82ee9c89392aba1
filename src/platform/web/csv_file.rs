//! Tables as files that spreadsheets open.

use crate::platform::error::Error;

/// A CSV that spreadsheets read as text: with BOM, and no cell that could be a formula.
pub fn csv_file(rows: impl IntoIterator<Item = Vec<String>>) -> Result<Vec<u8>, Error> {
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .from_writer("\u{FEFF}".as_bytes().to_vec());
    for row in rows {
        let cells = row.into_iter().map(plain_cell);
        writer.write_record(cells).map_err(Error::internal)?;
    }
    writer.into_inner().map_err(Error::internal)
}

fn plain_cell(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        let file = csv_file([vec!["=1+1".to_owned(), "顾明, 上海".to_owned()]]).unwrap();
        assert_eq!(String::from_utf8(file).unwrap(), "\u{FEFF}'=1+1,\"顾明, 上海\"\n");
    }
}
