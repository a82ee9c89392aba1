use askama::Template;

use super::scale::{percent, share};
use super::{Datum, Frame, Head, Links, Table, TableRow, spoken, words};

/// Height of a row.
const ROW: usize = 32;
/// Where the drawing begins; to the left of it stand the labels.
const LEFT: f64 = 0.42;
/// How far a label may reach; what is longer is cut, and whole in the table.
const LABEL: f64 = 0.33;
/// The few that matter are those up to this share of the whole.
const VITAL: f64 = 0.8;
/// How many names of them the finding tells.
const NAMED: usize = 3;

/// Bars by size with the share that they and all larger ones make up.
///
/// Bars and line share one scale, the whole: the line begins at the end of the first bar and ends at 100 %.
#[derive(Template)]
#[template(path = "charts/pareto.html")]
pub struct Pareto {
    frame: Frame,
    height: usize,
    rows: Vec<Row>,
    segments: Vec<Segment>,
    marks: Vec<(String, &'static str)>,
}

struct Row {
    label: String,
    shown: String,
    tip: String,
    text_y: usize,
    y: usize,
    width: String,
    class: &'static str,
    dot_x: String,
    dot_y: usize,
    cumulative: String,
    dot_tip: String,
}

struct Segment {
    x1: String,
    y1: usize,
    x2: String,
    y2: usize,
}

impl Pareto {
    /// Sorts the data by size; rows without a value are left out.
    pub fn new(head: &Head, data: Vec<Datum>) -> Self {
        Self::with_rest(head, data, None)
    }

    /// With all that is too small to be shown one by one, which comes last whatever its size.
    pub fn with_rest(head: &Head, mut data: Vec<Datum>, rest: Option<Datum>) -> Self {
        let lang = head.lang;
        data.sort_by(|a, b| b.height().total_cmp(&a.height()));
        data.extend(rest);
        data.retain(|datum| datum.height() > 0.0);
        let total: f64 = data.iter().map(Datum::height).sum();
        let t = words::ChartText::of(lang);
        let mut reached = 0.0;
        let mut vital = Vec::new();
        let mut vital_share = 0.0;
        let mut rows = Vec::with_capacity(data.len());
        let mut table_rows = Vec::with_capacity(data.len());
        for (at, datum) in data.iter().enumerate() {
            let before = reached / total;
            reached += datum.height();
            let after = reached / total;
            if before < VITAL && vital.len() < NAMED {
                vital.push(datum.label.as_str());
                vital_share = reached;
            }
            let cumulative = share(reached, total);
            rows.push(Row {
                label: datum.label.clone(),
                shown: datum.shown.clone(),
                tip: format!("{} ({})", datum.tip(lang), share(datum.height(), total)),
                text_y: at * ROW + 20,
                y: at * ROW + 8,
                width: percent((1.0 - LEFT) * datum.height() / total),
                class: if before < VITAL { "c-bar" } else { "c-bar2" },
                dot_x: percent(place(after)),
                dot_y: at * ROW + 16,
                dot_tip: format!("{} {cumulative}", t.cumulative),
                cumulative: cumulative.clone(),
            });
            table_rows.push(TableRow::of(
                datum,
                vec![datum.shown.clone(), share(datum.height(), total), cumulative],
            ));
        }
        let finding = words::vital_few(&vital, &share(vital_share, total), lang);
        let table = Table {
            heads: vec![
                head.label.clone(),
                head.measure.clone(),
                t.share.to_owned(),
                t.cumulative.to_owned(),
            ],
            rows: table_rows,
        };
        Self {
            height: rows.len() * ROW + 22,
            segments: segments(&rows),
            rows,
            marks: [(0.0, "0%"), (0.5, "50%"), (1.0, "100%")]
                .map(|(at, shown)| (percent(place(at)), shown))
                .to_vec(),
            frame: Frame::new(
                head,
                &finding,
                spoken(&data, lang),
                table,
                Links::over("plot-rows-32", &data, lang),
            ),
        }
    }

    fn left(&self) -> String {
        percent(LEFT)
    }

    fn label_width(&self) -> String {
        percent(LABEL)
    }
}

fn place(part: f64) -> f64 {
    LEFT + (1.0 - LEFT) * part
}

fn segments(rows: &[Row]) -> Vec<Segment> {
    rows.iter()
        .zip(rows.iter().skip(1))
        .map(|(from, to)| Segment {
            x1: from.dot_x.clone(),
            y1: from.dot_y,
            x2: to.dot_x.clone(),
            y2: to.dot_y,
        })
        .collect()
}
