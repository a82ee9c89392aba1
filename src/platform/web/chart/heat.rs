use askama::Template;

use super::scale::percent;
use super::{Datum, Frame, Head, Links, Table, TableRow, largest, words};

/// Height of a row, and of a cell in it.
const ROW: usize = 26;
/// Where the cells begin; to the left of them stand the labels of the rows.
const LEFT: f64 = 0.1;
/// Shades from nothing to most.
const SHADES: [&str; 6] = ["c-h0", "c-h1", "c-h2", "c-h3", "c-h4", "c-h5"];

/// Counts in a grid (weekday × hour): the more, the darker.
#[derive(Template)]
#[template(path = "charts/heat.html")]
pub struct Heat {
    frame: Frame,
    height: usize,
    cells: Vec<Cell>,
    rows: Vec<(usize, String)>,
    columns: Vec<(String, String)>,
    label_y: usize,
}

struct Cell {
    x: String,
    y: usize,
    width: String,
    class: &'static str,
    tip: String,
}

impl Heat {
    /// `counts` row by row; what is missing counts as zero.
    #[expect(clippy::cast_precision_loss, reason = "a chart has few columns")]
    pub fn new(head: &Head, rows: &[String], columns: &[String], counts: &[Vec<u32>]) -> Self {
        let lang = head.lang;
        let count = |row: usize, column: usize| counts.get(row).and_then(|row| row.get(column)).copied().unwrap_or(0);
        let most = counts.iter().flatten().copied().max().unwrap_or(0);
        let wide = (1.0 - LEFT) / columns.len().max(1) as f64;
        let x = |column: usize| LEFT + wide * column as f64;
        let mut cells = Vec::new();
        let mut table_rows = Vec::new();
        let mut all = Vec::new();
        for (r, row) in rows.iter().enumerate().filter(|_| most > 0) {
            for (c, column) in columns.iter().enumerate() {
                let datum = Datum::count(format!("{row} {column}"), count(r, c));
                cells.push(Cell {
                    x: percent(x(c)),
                    y: r * ROW,
                    width: percent(wide),
                    class: shade(count(r, c), most),
                    tip: datum.tip(lang),
                });
                all.push(datum);
            }
            table_rows.push(TableRow {
                label: row.clone(),
                href: None,
                cells: (0..columns.len()).map(|c| count(r, c).to_string()).collect(),
                faint: false,
            });
        }
        let finding = largest(&all).map_or_else(String::new, |top| words::highest(&top.label, &top.shown, lang));
        let mut heads = vec![head.label.clone()];
        heads.extend(columns.iter().cloned());
        let step = columns.len().div_ceil(8).max(1);
        Self {
            height: rows.len() * ROW + 20,
            label_y: rows.len() * ROW + 14,
            cells,
            rows: rows
                .iter()
                .enumerate()
                .map(|(at, row)| (at * ROW + 17, row.clone()))
                .collect(),
            columns: columns
                .iter()
                .enumerate()
                .step_by(step)
                .map(|(at, column)| (percent(x(at) + wide / 2.0), column.clone()))
                .collect(),
            frame: Frame::new(
                head,
                &finding,
                head.measure.clone(),
                Table {
                    heads,
                    rows: table_rows,
                },
                Links::none(),
            ),
        }
    }
}

fn shade(count: u32, most: u32) -> &'static str {
    let steps = u32::try_from(SHADES.len() - 1).unwrap_or(1);
    let nth = (count * steps).div_ceil(most.max(1)).min(steps);
    SHADES.get(nth as usize).copied().unwrap_or("c-h0")
}
