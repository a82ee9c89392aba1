use askama::Template;

use super::scale::{Axis, percent};
use super::{Datum, Frame, Head, Links, Table, Target, largest, spoken, words};

/// Height of a row: its words, and the bar under them.
const ROW: usize = 40;

/// Horizontal bars, longest scale first come; the label stands above its bar, so it may be long.
#[derive(Template)]
#[template(path = "charts/bars.html")]
pub struct Bars {
    frame: Frame,
    height: usize,
    rows: Vec<Bar>,
    target: Option<Mark>,
}

struct Bar {
    label: String,
    shown: String,
    tip: String,
    text_y: usize,
    y: usize,
    width: String,
    class: &'static str,
}

struct Mark {
    x: String,
    shown: String,
}

impl Bars {
    pub fn new(head: &Head, data: Vec<Datum>) -> Self {
        Self::against(head, data, None)
    }

    /// With a target: bars that reach it are strong, the others pale.
    pub fn with_target(head: &Head, data: Vec<Datum>, target: Target) -> Self {
        Self::against(head, data, Some(target))
    }

    fn against(head: &Head, data: Vec<Datum>, target: Option<Target>) -> Self {
        let lang = head.lang;
        let data = if data.iter().all(|datum| datum.value.is_none()) {
            Vec::new()
        } else {
            data
        };
        let longest = data.iter().map(Datum::height).fold(0.0, f64::max);
        let axis = Axis {
            bottom: 0.0,
            top: longest
                .max(target.as_ref().map_or(0.0, |target| target.value))
                .max(f64::MIN_POSITIVE),
            marks: Vec::new(),
        };
        let mut finding = Vec::new();
        if let Some(top) = largest(&data) {
            finding.push(words::highest(&top.label, &top.shown, lang));
        }
        if let Some(target) = &target {
            finding.push(words::target(&target.shown, lang));
        }
        let rows = data
            .iter()
            .enumerate()
            .map(|(at, datum)| Bar {
                label: datum.label.clone(),
                shown: datum.shown.clone(),
                tip: datum.tip(lang),
                text_y: at * ROW + 15,
                y: at * ROW + 21,
                width: percent(axis.part(datum.height())),
                class: class(datum, target.as_ref()),
            })
            .collect();
        Self {
            height: data.len() * ROW + if target.is_some() { 18 } else { 0 },
            rows,
            target: target.as_ref().map(|target| Mark {
                x: percent(axis.part(target.value)),
                shown: words::target(&target.shown, lang),
            }),
            frame: Frame::new(
                head,
                &words::joined(&finding, lang),
                spoken(&data, lang),
                Table::of(head, &data),
                Links::over("plot-rows", &data, lang),
            ),
        }
    }
}

fn class(datum: &Datum, target: Option<&Target>) -> &'static str {
    let short = target.is_some_and(|target| datum.height() < target.value);
    match (datum.faint, short) {
        (true, _) => "c-bar2 c-faint",
        (false, true) => "c-bar2",
        (false, false) => "c-bar",
    }
}
