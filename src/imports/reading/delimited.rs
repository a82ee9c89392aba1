//! Comma, semicolon or tab between the cells, found by itself; quoted cells may hold any of them and line breaks.

use super::{Defect, Unreadable};

pub fn read(
    text: &str,
    mut row: impl FnMut(u32, Vec<String>, Option<Defect>) -> Result<(), Unreadable>,
) -> Result<(), Unreadable> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(text))
        .from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let (mut line, mut start) = (0, 0);
    loop {
        // The reader passes over blank lines; a spreadsheet numbers them.
        let blank = blank_lines(text, start);
        if !reader.read_record(&mut record).map_err(|_| Unreadable::Encoding)? {
            return Ok(());
        }
        let end = usize::try_from(reader.position().byte()).unwrap_or(text.len());
        line += blank + 1;
        let raw = text.get(start..end).unwrap_or_default();
        let defect = (end >= text.len() && is_open(raw)).then_some(Defect::OpenQuote);
        row(line, record.iter().map(str::to_owned).collect(), defect)?;
        start = end;
    }
}

/// The sign that stands most often, outside quotes, in the first lines.
fn delimiter(text: &str) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in text.bytes().take(8192) {
        if byte == b'"' {
            quoted = !quoted;
        } else if !quoted {
            for (sign, count) in &mut counts {
                *count += usize::from(*sign == byte);
            }
        }
    }
    // The first of equals: a comma unless something else is more frequent.
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or_default();
    counts
        .iter()
        .find(|(_, count)| *count == most)
        .map_or(b',', |(sign, _)| *sign)
}

/// Empty lines between `start` and the next record.
fn blank_lines(text: &str, start: usize) -> u32 {
    let rest = text.get(start..).unwrap_or_default();
    // The reader may have stopped between \r and \n.
    let before = text.get(..start).unwrap_or_default();
    let rest = if before.ends_with('\r') {
        rest.strip_prefix('\n').unwrap_or(rest)
    } else {
        rest
    };
    let breaks = rest.trim_start_matches(['\r', '\n']);
    let lead = rest.get(..rest.len() - breaks.len()).unwrap_or_default();
    let count = lead.replace("\r\n", "\n").chars().count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// A last record over several lines with an odd number of quotation marks: one was never closed, and it swallowed the rest.
fn is_open(raw: &str) -> bool {
    raw.trim_end().contains('\n') && raw.matches('"').count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::super::tests::all;
    use super::*;

    fn lines(text: &str) -> Vec<(u32, String)> {
        let (_, records) = all(text.as_bytes()).unwrap();
        records
            .into_iter()
            .map(|record| (record.line, record.cells.join("|")))
            .collect()
    }

    #[test]
    fn quoted_cells_hold_line_breaks_quotes_and_signs() {
        let text = "姓名,手机,备注\n张三,1,\"第一行\n第二行, \"\"引\"\"\"\n李四,2,\n";
        assert_eq!(
            lines(text),
            [
                (2, "张三|1|第一行\n第二行, \"引\"".to_owned()),
                (3, "李四|2|".to_owned())
            ]
        );
    }

    #[test]
    fn commas_semicolons_and_tabs() {
        for sign in [',', ';', '\t'] {
            let text = format!("姓名{sign}手机\n张三{sign}1\n");
            assert_eq!(lines(&text), [(2, "张三|1".to_owned())], "{sign:?}");
        }
        assert_eq!(
            lines("姓名;备注;手机\n张三;\"a,b,c,d,e\";1\n"),
            [(2, "张三|a,b,c,d,e|1".to_owned())]
        );
        assert_eq!(lines("姓名\n张三\n"), [(2, "张三".to_owned())]);
    }

    #[test]
    fn blank_lines_keep_their_numbers() {
        for text in [
            "姓名,手机\n\n张三,1\n,\n\n李四,2",
            "姓名,手机\r\n\r\n张三,1\r\n,\r\n\r\n李四,2\r\n\r\n",
        ] {
            assert_eq!(
                lines(text),
                [(3, "张三|1".to_owned()), (6, "李四|2".to_owned())],
                "{text:?}"
            );
        }
        assert_eq!(lines("\n\n姓名,手机\n张三,1\n"), [(4, "张三|1".to_owned())]);
    }

    #[test]
    fn a_quotation_mark_that_nothing_closes_is_marked() {
        let (_, records) = all("姓名,手机\n张三,\"1\n李四,2\n王五,3\n".as_bytes()).unwrap();
        assert_eq!(records.len(), 1);
        assert_eq!(records[0].defect, Some(Defect::OpenQuote));
        let (_, records) = all("姓名,备注\n张三,\"两\n行\"\n".as_bytes()).unwrap();
        assert_eq!(records[0].defect, None);
    }
}
