use askama::Template;

use super::scale::{Axis, percent, pixels, short};
use super::{Datum, Frame, Head, Links, Table, Target, largest, smallest, spoken, words};

/// Top and bottom of the drawing, in pixels; below the bottom stand the labels.
const TOP: f64 = 22.0;
const BOTTOM: f64 = 172.0;
/// Where the first column begins; to the left of it stand the marks of the axis.
pub(super) const LEFT: f64 = 0.08;
/// More labels than this are thinned out.
const LABELS: usize = 12;

/// A value over time, with gaps where there is none.
#[derive(Template)]
#[template(path = "charts/line.html")]
pub struct Line {
    frame: Frame,
    marks: Vec<Mark>,
    target: Option<Mark>,
    segments: Vec<Segment>,
    dots: Vec<Dot>,
    labels: Vec<Label>,
}

/// A horizontal line and what it stands for.
pub(super) struct Mark {
    pub y: String,
    pub text_y: String,
    pub shown: String,
}

struct Segment {
    x1: String,
    y1: String,
    x2: String,
    y2: String,
}

struct Dot {
    x: String,
    y: String,
    text_y: String,
    tip: String,
    /// The last one says its value.
    shown: Option<String>,
    faint: bool,
}

/// A label under a column; some give way on narrow screens.
pub(super) struct Label {
    pub x: String,
    pub text: String,
    pub yields: bool,
}

/// What the axis holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scale {
    FromNought,
    Percent,
    Balance,
}

impl Line {
    pub fn new(head: &Head, data: Vec<Datum>) -> Self {
        Self::against(head, data, None, Scale::FromNought)
    }

    /// Values from -100 to 100.
    pub fn of_balance(head: &Head, data: Vec<Datum>) -> Self {
        Self::against(head, data, None, Scale::Balance)
    }

    /// Values and target in percent, 0 to 100.
    pub fn of_percent(head: &Head, data: Vec<Datum>, target: Option<Target>) -> Self {
        Self::against(head, data, target, Scale::Percent)
    }

    pub fn with_target(head: &Head, data: Vec<Datum>, target: Target) -> Self {
        Self::against(head, data, Some(target), Scale::FromNought)
    }

    fn against(head: &Head, data: Vec<Datum>, target: Option<Target>, scale: Scale) -> Self {
        let lang = head.lang;
        let data = if data.iter().all(|datum| datum.value.is_none()) {
            Vec::new()
        } else {
            data
        };
        let axis = match scale {
            Scale::Percent => Axis::percent(),
            Scale::Balance => Axis::balance(),
            Scale::FromNought => {
                let highest = data.iter().map(Datum::height).fold(0.0, f64::max);
                Axis::holding(highest.max(target.as_ref().map_or(0.0, |target| target.value)), false)
            }
        };
        let y = |value: f64| BOTTOM - (BOTTOM - TOP) * axis.part(value);
        let places: Vec<Option<(f64, f64)>> = data
            .iter()
            .enumerate()
            .map(|(at, datum)| datum.value.map(|value| (middle(at, data.len()), y(value))))
            .collect();
        let target_y = target.as_ref().map(|target| y(target.value));
        let last = data.iter().rposition(|datum| datum.value.is_some());
        let dots = data
            .iter()
            .zip(&places)
            .enumerate()
            .filter_map(|(at, (datum, place))| {
                let (x, y) = (*place)?;
                Some(Dot {
                    x: percent(x),
                    y: pixels(y),
                    text_y: pixels(beside(y, target_y)),
                    tip: datum.tip(lang),
                    shown: (Some(at) == last).then(|| datum.shown.clone()),
                    faint: datum.faint,
                })
            })
            .collect();
        let unit = if scale == Scale::Percent { "%" } else { "" };
        let mark = |value: f64, shown: String| Mark {
            y: pixels(y(value)),
            text_y: pixels(y(value) - 4.0),
            shown,
        };
        Self {
            marks: marks(&axis, unit, mark),
            target: target
                .as_ref()
                .map(|target| mark(target.value, words::target(&target.shown, lang))),
            segments: segments(&places),
            dots,
            labels: labels(&data),
            frame: Frame::new(
                head,
                &finding(&data, target.as_ref(), lang),
                spoken(&data, lang),
                Table::of(head, &data),
                Links::over("plot-cols", &data, lang),
            ),
        }
    }
}

/// Where the words of a dot stand: above it, or below where the target's line would run through them.
fn beside(y: f64, target_y: Option<f64>) -> f64 {
    let above = y - 9.0;
    let crossed = target_y.is_some_and(|line| (above - 12.0..=above + 3.0).contains(&line));
    if crossed || above < 11.0 { y + 19.0 } else { above }
}

pub(super) fn marks(axis: &Axis, unit: &str, mark: impl Fn(f64, String) -> Mark) -> Vec<Mark> {
    axis.marks
        .iter()
        .map(|value| mark(*value, format!("{}{unit}", short(*value, 1))))
        .collect()
}

/// The middle of a column, as a part of the whole width.
#[expect(clippy::cast_precision_loss, reason = "a chart has few columns")]
pub(super) fn middle(at: usize, columns: usize) -> f64 {
    LEFT + (1.0 - LEFT) * (at as f64 + 0.5) / columns.max(1) as f64
}

pub(super) fn labels(data: &[Datum]) -> Vec<Label> {
    let step = data.len().div_ceil(LABELS).max(1);
    data.iter()
        .enumerate()
        .step_by(step)
        .enumerate()
        .map(|(nth, (at, datum))| Label {
            x: percent(middle(at, data.len())),
            text: datum.label.clone(),
            yields: nth % 2 == 1 && data.len() > LABELS / 2,
        })
        .collect()
}

fn segments(places: &[Option<(f64, f64)>]) -> Vec<Segment> {
    places
        .iter()
        .zip(places.iter().skip(1))
        .filter_map(|(from, to)| {
            let ((x1, y1), (x2, y2)) = ((*from)?, (*to)?);
            Some(Segment {
                x1: percent(x1),
                y1: pixels(y1),
                x2: percent(x2),
                y2: pixels(y2),
            })
        })
        .collect()
}

fn finding(data: &[Datum], target: Option<&Target>, lang: crate::platform::i18n::Lang) -> String {
    let with_value = || data.iter().filter(|datum| datum.value.is_some());
    let mut parts = Vec::new();
    if let (Some(first), Some(last)) = (with_value().next(), with_value().next_back()) {
        parts.push(words::from_to(&first.shown, &last.shown, lang));
    }
    if let (Some(high), Some(low)) = (largest(data), smallest(data)) {
        parts.push(words::highest(&high.label, &high.shown, lang));
        parts.push(words::lowest(&low.label, &low.shown, lang));
    }
    if let Some(target) = target {
        parts.push(words::target(&target.shown, lang));
    }
    words::joined(&parts, lang)
}
