//! Figures: a tile for each, the trend of one of them, people side by side.

use super::links::Links;
use crate::dashboard::model::Loaded;
use crate::dashboard::rules::Compare;
use crate::dashboard::text::{self, DashboardText};
use crate::figures::measures::declared::{LOYALTY, declared};
use crate::figures::measures::model::{Measured, Part, PersonMeasured, Point};
use crate::figures::rules::{Figure, Kind, Light, Unit, sign};
use crate::figures::text as figures;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::chart::{Bars, Datum, Head, Line, Spark, Target};

/// A share that stays below is drawn on a scale of its own.
const LOW: f64 = 60.0;
/// How many people stand side by side.
const PEOPLE: usize = 12;

/// How far a figure has moved.
pub struct Delta {
    pub icon: &'static str,
    pub class: &'static str,
    pub text: String,
}

/// A count of rows, and where they are.
pub struct Rows {
    pub label: &'static str,
    pub n: i64,
    pub href: String,
}

/// One figure.
pub struct Tile {
    pub code: &'static str,
    pub name: &'static str,
    pub tone: &'static str,
    pub icon: &'static str,
    pub light: &'static str,
    pub value: String,
    pub unit: &'static str,
    /// Its rows; none where it follows from others.
    pub href: String,
    pub target: String,
    pub deltas: Vec<Delta>,
    pub rows: Vec<Rows>,
    pub small: bool,
    pub as_of: String,
    pub spark: Option<Spark>,
    pub trend: String,
    /// What it means: (what, words).
    pub means: Vec<(&'static str, String)>,
    pub definition: String,
}

/// How a figure stands, as nobody has to tell colours for: icon and tone.
const fn signal(light: Light) -> (&'static str, &'static str) {
    match light {
        Light::Good => ("circle-check", "green"),
        Light::Near => ("alert-triangle", "amber"),
        Light::Bad => ("alert-circle", "red"),
        Light::Unknown => ("circle", ""),
    }
}

fn delta(now: Option<f64>, then: Option<f64>, with: Compare, lang: Lang) -> Option<Delta> {
    let change = figures::change(now, then)?;
    let (icon, class) = match change.chars().next() {
        Some('+') => ("arrow-up-right", "up"),
        Some('−') => ("arrow-down-right", "dn"),
        _ => ("arrow-right", ""),
    };
    Some(Delta {
        icon,
        class,
        text: text::delta(with, &change, lang),
    })
}

/// What a figure comes to beside the others: the one it is compared with first.
pub fn deltas(measured: &Measured, first: Compare, lang: Lang) -> Vec<Delta> {
    let of = |with: Compare| {
        let then = match with {
            Compare::Before => measured.before,
            Compare::YearAgo => measured.year_ago,
        };
        delta(measured.value, then, with, lang)
    };
    let second = match first {
        Compare::Before => Compare::YearAgo,
        Compare::YearAgo => Compare::Before,
    };
    [first, second].into_iter().filter_map(of).collect()
}

/// A target as it is written: whole where it is whole.
pub fn target(target: f64, unit: Unit) -> String {
    let shown = figures::number(target, Unit::Points);
    format!("{}{}", shown.trim_end_matches(".0"), sign(unit))
}

/// What a figure means, in words.
pub fn means(measured: &Measured, lang: Lang) -> Vec<(&'static str, String)> {
    let w = DashboardText::of(lang);
    let words = |(zh, en): (&'static str, &'static str)| lang.pick(zh, en).to_owned();
    let Some(declared) = declared(measured.figure) else {
        let parts: Vec<String> = measured
            .parts
            .iter()
            .map(|(part, weight, value)| {
                text::weighted(
                    *weight,
                    figures::name(*part, lang),
                    &figures::value(*value, part.unit()),
                )
            })
            .collect();
        return vec![
            (w.means, words(LOYALTY)),
            (w.weights, parts.join(lang.pick("；", "; "))),
        ];
    };
    vec![
        (w.numerator, words(declared.numerator)),
        (w.denominator, words(declared.denominator)),
        (w.whose, words(declared.person)),
    ]
}

/// How many rows a figure rests on, each number with its rows.
fn rows(measured: &Measured, links: &Links<'_>, w: &'static DashboardText) -> Vec<Rows> {
    let figure = measured.figure;
    let count = |label, n, part| Rows {
        label,
        n,
        href: links.rows(figure, part),
    };
    match figure {
        // Promoters less detractors are no rows that could be opened.
        Figure::Nps => vec![count(w.answers, measured.n, Part::All)],
        figure if figure.kind() == Kind::Derived => Vec::new(),
        _ => vec![
            count(w.numerator, measured.sum, Part::Met),
            count(w.denominator, measured.n, Part::All),
        ],
    }
}

fn spark(figure: Figure, points: &[Point], lang: Lang) -> Option<Spark> {
    let known = points.iter().filter(|point| point.value.is_some()).count();
    if known < 2 {
        return None;
    }
    let head = Head::new(
        format!("spark-{}", figure.code().replace('_', "-")),
        figures::name(figure, lang),
        "",
        "",
        lang,
    );
    let data: Vec<Datum> = points.iter().map(|point| datum(figure, point, lang)).collect();
    Some(Spark::new(&head, &data))
}

fn datum(figure: Figure, point: &Point, lang: Lang) -> Datum {
    let label = text::short(point.period, lang);
    match point.value {
        Some(value) => Datum::new(label, value, figures::number(value, figure.unit())).faint(point.small),
        None => Datum::missing(label),
    }
}

pub fn tile(figure: Figure, loaded: &Loaded, compare: Compare, links: &Links<'_>, lang: Lang) -> Option<Tile> {
    let w = DashboardText::of(lang);
    let measured = loaded.measures.get(&figure)?;
    let (icon, tone) = signal(measured.light);
    let unit = figure.unit();
    let points = loaded.trends.get(&figure).map(Vec::as_slice).unwrap_or_default();
    let of_a_day = figure.kind() == Kind::State;
    Some(Tile {
        code: figure.code(),
        name: figures::name(figure, lang),
        tone: if measured.small { "" } else { tone },
        icon,
        light: figures::light(measured.light, lang),
        value: measured
            .value
            .map_or_else(|| "–".to_owned(), |value| figures::number(value, Unit::Points)),
        unit: if measured.value.is_some() { sign(unit) } else { "" },
        href: links.definition(figure),
        target: measured
            .target
            .map(|at| text::target(&target(at, unit), lang))
            .unwrap_or_default(),
        deltas: deltas(measured, compare, lang),
        rows: rows(measured, links, w),
        small: measured.small && measured.value.is_some(),
        as_of: if of_a_day {
            let day = loaded.asked.period.as_of(loaded.asked.today);
            text::as_of(&times::date(day), lang)
        } else {
            String::new()
        },
        spark: spark(figure, points, lang),
        trend: links.trend(figure),
        means: means(measured, lang),
        definition: links.definition(figure),
    })
}

/// The trend of one figure.
pub fn trend(figure: Figure, loaded: &Loaded, links: &Links<'_>, lang: Lang) -> Line {
    let w = DashboardText::of(lang);
    let head = Head::new("trend-chart", figures::name(figure, lang), w.period, w.actual, lang);
    let points = loaded.trends.get(&figure).map(Vec::as_slice).unwrap_or_default();
    let leads = figure.kind() != Kind::Derived;
    let data: Vec<Datum> = points
        .iter()
        .map(|point| {
            let datum = datum(figure, point, lang);
            if leads && point.n > 0 {
                datum.to(links.rows_of(figure, Part::All, None, point.period))
            } else {
                datum
            }
        })
        .collect();
    let at = points.iter().rev().find_map(|point| point.target);
    let at = at.map(|at| Target::new(at, target(at, figure.unit())));
    let highest = data.iter().filter_map(|datum| datum.value).fold(0.0, f64::max);
    let highest = highest.max(at.as_ref().map_or(0.0, |at| at.value));
    match at {
        // What stays low is drawn as large as it is; the rest on a scale of a hundred.
        at if figure.unit() == Unit::Percent && highest > LOW => Line::of_percent(&head, data, at),
        Some(at) => Line::with_target(&head, data, at),
        None => Line::new(&head, data),
    }
}

/// People side by side in one figure; none where there is nobody to compare.
pub fn people(figure: Figure, loaded: &Loaded, links: &Links<'_>, lang: Lang) -> Option<Bars> {
    let w = DashboardText::of(lang);
    let head = Head::new("people-chart", figures::name(figure, lang), w.person, w.value, lang);
    let mut known: Vec<&PersonMeasured> = loaded.people.iter().filter(|one| one.n > 0).take(PEOPLE).collect();
    known.sort_by(|a, b| b.value.unwrap_or_default().total_cmp(&a.value.unwrap_or_default()));
    if known.is_empty() {
        return None;
    }
    let data = known
        .iter()
        .map(|one| {
            let name = one.person.map_or(w.nobody, |_| one.name.as_str());
            let Some(value) = one.value else {
                return Datum::missing(name);
            };
            let shown = figures::number(value, figure.unit());
            let shown = if figure.unit() == Unit::Percent {
                text::rests_on(&shown, one.sum, one.n, lang)
            } else {
                shown
            };
            let datum = Datum::new(name, value, shown).faint(one.small);
            match one.person {
                Some(person) => datum.to(links.rows_of(figure, Part::All, Some(person), loaded.asked.period)),
                None => datum,
            }
        })
        .collect();
    let at = loaded.measures.get(&figure).and_then(|measured| measured.target);
    Some(match at {
        Some(at) => Bars::with_target(&head, data, Target::new(at, target(at, figure.unit()))),
        None => Bars::new(&head, data),
    })
}
