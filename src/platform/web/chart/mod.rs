//! Charts drawn on the server: SVG without script, style or foreign text, with the same figures as a table below.
//!
//! Along the page everything stands in percent, down the page in pixels, so text keeps its size at every width.
//! Each shape is a template of its own that a page shows as `{{ chart }}`; what stands in it was escaped there.
//!
//! ```ignore
//! let head = Head::new("by-category", "投诉类别", "类别", "投诉", lang);
//! let pareto = Pareto::new(&head, vec![Datum::count("维修质量", 12).to("/complaints?category=repair_quality")]);
//! ```

mod bars;
mod funnel;
mod heat;
mod line;
mod pareto;
mod scale;
mod spark;
mod stacked;
#[cfg(test)]
mod tests;
mod words;

pub use bars::Bars;
pub use funnel::Funnel;
pub use heat::Heat;
pub use line::Line;
pub use pareto::Pareto;
pub use spark::Spark;
pub use stacked::{Column, Stacked};

use crate::platform::i18n::Lang;
use words::ChartText;

/// What a chart is called and what its two columns are; ids in it begin with `id`.
#[derive(Clone, Debug)]
pub struct Head {
    pub id: String,
    pub name: String,
    /// Heading over the labels: 类别, 月份.
    pub label: String,
    /// Heading over the values: 投诉, 小时.
    pub measure: String,
    pub lang: Lang,
}

impl Head {
    pub fn new(
        id: impl Into<String>,
        name: impl Into<String>,
        label: impl Into<String>,
        measure: impl Into<String>,
        lang: Lang,
    ) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            label: label.into(),
            measure: measure.into(),
            lang,
        }
    }
}

/// One value with its label, and where it leads.
#[derive(Clone, Debug)]
pub struct Datum {
    pub label: String,
    /// `None` draws a gap.
    pub value: Option<f64>,
    /// The value in words: `12`, `92.6%`, `3 小时`.
    pub shown: String,
    pub href: Option<String>,
    /// Rests on too few cases to be trusted: drawn pale.
    pub faint: bool,
}

impl Datum {
    pub fn new(label: impl Into<String>, value: f64, shown: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            value: value.is_finite().then_some(value),
            shown: shown.into(),
            href: None,
            faint: false,
        }
    }

    pub fn count(label: impl Into<String>, count: u32) -> Self {
        Self::new(label, f64::from(count), count.to_string())
    }

    /// A label without a value.
    pub fn missing(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            value: None,
            shown: "–".into(),
            href: None,
            faint: false,
        }
    }

    /// Leads to the rows it was computed from.
    pub fn to(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }

    pub fn faint(mut self, faint: bool) -> Self {
        self.faint = faint;
        self
    }

    /// Never below the axis.
    fn height(&self) -> f64 {
        self.value.unwrap_or(0.0).max(0.0)
    }

    fn tip(&self, lang: Lang) -> String {
        lang.pick(
            format!("{}：{}", self.label, self.shown),
            format!("{}: {}", self.label, self.shown),
        )
    }
}

/// A line to measure against.
#[derive(Clone, Debug)]
pub struct Target {
    pub value: f64,
    pub shown: String,
}

impl Target {
    pub fn new(value: f64, shown: impl Into<String>) -> Self {
        Self {
            value: if value.is_finite() { value.max(0.0) } else { 0.0 },
            shown: shown.into(),
        }
    }
}

/// What every drawing carries around itself.
struct Frame {
    id: String,
    /// The name of the chart and what it shows, in one sentence.
    title: String,
    /// Every value in words.
    desc: String,
    table: Table,
    links: Links,
    t: &'static ChartText,
}

impl Frame {
    fn new(head: &Head, finding: &str, desc: String, table: Table, links: Links) -> Self {
        let title = head
            .lang
            .pick(format!("{}：{finding}", head.name), format!("{}: {finding}", head.name));
        Self {
            id: head.id.clone(),
            title,
            desc,
            table,
            links,
            t: ChartText::of(head.lang),
        }
    }

    fn is_empty(&self) -> bool {
        self.table.rows.is_empty()
    }
}

/// The same figures as a table.
struct Table {
    heads: Vec<String>,
    rows: Vec<TableRow>,
}

struct TableRow {
    label: String,
    href: Option<String>,
    cells: Vec<String>,
    faint: bool,
}

impl Table {
    fn of(head: &Head, data: &[Datum]) -> Self {
        Self {
            heads: vec![head.label.clone(), head.measure.clone()],
            rows: data
                .iter()
                .map(|datum| TableRow::of(datum, vec![datum.shown.clone()]))
                .collect(),
        }
    }
}

impl TableRow {
    fn of(datum: &Datum, cells: Vec<String>) -> Self {
        Self {
            label: datum.label.clone(),
            href: datum.href.clone(),
            cells,
            faint: datum.faint,
        }
    }
}

/// Links that lie over the drawing: it is one image for who can't see it, and an image holds no links.
struct Links {
    class: &'static str,
    items: Vec<Option<Link>>,
}

struct Link {
    href: String,
    tip: String,
}

impl Links {
    fn none() -> Self {
        Self {
            class: "",
            items: Vec::new(),
        }
    }

    fn over(class: &'static str, data: &[Datum], lang: Lang) -> Self {
        let link = |datum: &Datum| {
            datum.href.as_ref().map(|href| Link {
                href: href.clone(),
                tip: datum.tip(lang),
            })
        };
        let items: Vec<Option<Link>> = data.iter().map(link).collect();
        if items.iter().all(Option::is_none) {
            return Self::none();
        }
        Self { class, items }
    }
}

/// The values in words, one after the other.
fn spoken(data: &[Datum], lang: Lang) -> String {
    let parts: Vec<String> = data
        .iter()
        .map(|datum| format!("{} {}", datum.label, datum.shown))
        .collect();
    parts.join(lang.pick("，", ", "))
}

/// The datum with the largest value; the first of equals.
fn largest(data: &[Datum]) -> Option<&Datum> {
    data.iter()
        .filter(|datum| datum.value.is_some())
        .reduce(|best, datum| if datum.value > best.value { datum } else { best })
}

/// The datum with the smallest value; the first of equals.
fn smallest(data: &[Datum]) -> Option<&Datum> {
    data.iter()
        .filter(|datum| datum.value.is_some())
        .reduce(|best, datum| if datum.value < best.value { datum } else { best })
}

/// These shapes are shown as they are: their own templates escaped every word in them.
macro_rules! shown_as_drawn {
    ($($Shape:ty),* $(,)?) => { $(impl askama::filters::HtmlSafe for $Shape {})* };
}
shown_as_drawn!(Bars, Funnel, Heat, Line, Pareto, Spark, Stacked);
