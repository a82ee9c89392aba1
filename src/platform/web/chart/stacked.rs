use askama::Template;

use super::line::{self, LEFT, Label, Mark};
use super::scale::{Axis, percent, pixels};
use super::{Datum, Frame, Head, Links, Table, TableRow, largest, spoken, words};

const TOP: f64 = 22.0;
const BOTTOM: f64 = 172.0;
/// The width of a bar, as a part of its column.
const BAR: f64 = 0.62;

/// Columns made up of several series of counts.
#[derive(Template)]
#[template(path = "charts/stacked.html")]
pub struct Stacked {
    frame: Frame,
    legend: Vec<(&'static str, String)>,
    marks: Vec<Mark>,
    parts: Vec<Part>,
    totals: Vec<Total>,
    labels: Vec<Label>,
}

struct Part {
    x: String,
    y: String,
    width: String,
    height: String,
    class: &'static str,
    tip: String,
}

struct Total {
    x: String,
    y: String,
    shown: String,
}

/// One column: its label, a count per series, and where it leads.
pub struct Column {
    pub label: String,
    pub counts: Vec<u32>,
    pub href: Option<String>,
}

impl Stacked {
    /// `series` names what the counts of each column stand for, from the bottom up; at most four.
    pub fn new(head: &Head, series: &[&str], columns: Vec<Column>) -> Self {
        const CLASSES: [&str; 4] = ["c-bar2", "c-bar", "c-amber", "c-red"];
        let lang = head.lang;
        let t = words::ChartText::of(lang);
        let sum = |column: &Column| column.counts.iter().sum::<u32>();
        let columns = if columns.iter().all(|column| sum(column) == 0) {
            Vec::new()
        } else {
            columns
        };
        let data: Vec<Datum> = columns
            .iter()
            .map(|column| Datum {
                href: column.href.clone(),
                ..Datum::count(&column.label, sum(column))
            })
            .collect();
        let total: u32 = columns.iter().map(sum).sum();
        let axis = Axis::holding(data.iter().map(Datum::height).fold(0.0, f64::max), true);
        let y = |value: f64| BOTTOM - (BOTTOM - TOP) * axis.part(value);
        #[expect(clippy::cast_precision_loss, reason = "a chart has few columns")]
        let width = (1.0 - LEFT) * BAR / columns.len().max(1) as f64;
        let mut parts = Vec::new();
        let mut totals = Vec::new();
        for (at, column) in columns.iter().enumerate() {
            let middle = line::middle(at, columns.len());
            let mut below = 0.0;
            for ((count, name), class) in column.counts.iter().zip(series).zip(CLASSES) {
                let above = below + f64::from(*count);
                if *count > 0 {
                    parts.push(Part {
                        x: percent(middle - width / 2.0),
                        y: pixels(y(above)),
                        width: percent(width),
                        height: pixels(y(below) - y(above)),
                        class,
                        tip: Datum::count(format!("{} {name}", column.label), *count).tip(lang),
                    });
                }
                below = above;
            }
            if below > 0.0 {
                totals.push(Total {
                    x: percent(middle),
                    y: pixels(y(below) - 5.0),
                    shown: sum(column).to_string(),
                });
            }
        }
        let mut finding = vec![words::in_all(&total.to_string(), lang)];
        if let Some(top) = largest(&data) {
            finding.push(words::highest(&top.label, &top.shown, lang));
        }
        let mark = |value: f64, shown: String| Mark {
            y: pixels(y(value)),
            text_y: pixels(y(value) - 4.0),
            shown,
        };
        Self {
            legend: CLASSES
                .into_iter()
                .zip(series.iter().map(|name| (*name).to_owned()))
                .collect(),
            marks: line::marks(&axis, "", mark),
            parts,
            totals,
            labels: line::labels(&data),
            frame: Frame::new(
                head,
                &words::joined(&finding, lang),
                spoken(&data, lang),
                table(head, series, &columns, &data, t.total),
                Links::over("plot-cols", &data, lang),
            ),
        }
    }
}

fn table(head: &Head, series: &[&str], columns: &[Column], data: &[Datum], total: &str) -> Table {
    let mut heads = vec![head.label.clone()];
    heads.extend(series.iter().map(|name| (*name).to_owned()));
    heads.push(total.to_owned());
    let rows = columns
        .iter()
        .zip(data)
        .map(|(column, datum)| {
            let mut cells: Vec<String> = column.counts.iter().map(u32::to_string).collect();
            cells.push(datum.shown.clone());
            TableRow::of(datum, cells)
        })
        .collect();
    Table { heads, rows }
}
