//! How things went, by month and by quarter.

use chrono::Datelike;

use super::figure::Figure;
use super::links::Links;
use super::parts::to;
use crate::platform::i18n::Lang;
use crate::platform::web::chart::{Column, Datum, Head, Line, Stacked};
use crate::surveys::report::model::{Figures, Heads};
use crate::surveys::report::rules::{Days, quarter};
use crate::surveys::report::text::{self, ReportText};

/// How time is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Month,
    Quarter,
}

/// A month or a quarter.
pub struct MonthLine {
    pub label: String,
    pub href: String,
    pub n: i64,
    pub satisfaction: Figure,
    pub csi: Figure,
    pub nps: Figure,
}

/// What was answered in a month or a quarter.
pub struct Span {
    label: String,
    /// As it stands under a chart.
    short: String,
    days: Days,
    heads: Heads,
}

pub fn spans(figures: &Figures, days: Days, step: Step, lang: Lang) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    for month in days.months() {
        let heads = figures.months.get(&month).copied().unwrap_or_default();
        let (year, number, nth) = (month.year(), month.month(), month.month0() / 3 + 1);
        let span = match step {
            Step::Month => Span {
                label: text::month(year, number, lang),
                short: text::short_month(year, number),
                days: days.within(month, 1),
                heads,
            },
            Step::Quarter => Span {
                label: text::quarter(year, nth, lang),
                short: text::short_quarter(year, nth),
                days: days.within(quarter(month), 3),
                heads,
            },
        };
        match found.last_mut() {
            Some(last) if last.label == span.label => last.heads.add(&span.heads),
            _ => found.push(span),
        }
    }
    found
}

pub fn periods(figures: &Figures, days: Days, step: Step, small: i64, links: &Links, lang: Lang) -> Vec<MonthLine> {
    let line = |span: Span| MonthLine {
        href: links.within(span.days),
        label: span.label,
        n: span.heads.n,
        satisfaction: Figure::satisfaction(&span.heads.overall, small),
        csi: Figure::csi(&span.heads.overall, small),
        nps: Figure::nps(&span.heads.nps, small),
    };
    spans(figures, days, step, lang).into_iter().map(line).collect()
}

/// How things went: of the figures that there are, one by month and the other by quarter.
pub enum Trend {
    Satisfaction(Line),
    Recommendation(Stacked),
    Nps(Line),
}

impl std::fmt::Display for Trend {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Satisfaction(chart) | Self::Nps(chart) => std::fmt::Display::fmt(chart, out),
            Self::Recommendation(chart) => std::fmt::Display::fmt(chart, out),
        }
    }
}

impl askama::filters::HtmlSafe for Trend {}

/// Months show satisfaction and quarters recommendations; where only one of them was asked for, both show that: the NPS month
/// by month, who gave it by quarter.
pub fn trend(spans: &[Span], step: Step, small: i64, links: &Links, lang: Lang) -> Trend {
    let has_scores = spans.iter().any(|span| span.heads.overall.n() > 0);
    let has_nps = spans.iter().any(|span| span.heads.nps.n() > 0);
    let (first, other) = match step {
        Step::Month => (has_scores, has_nps),
        Step::Quarter => (has_nps, has_scores),
    };
    let as_usual = first || !other;
    if step == Step::Month && !as_usual {
        Trend::Nps(nps(spans, step, small, links, lang))
    } else if (step == Step::Month) == as_usual {
        Trend::Satisfaction(satisfaction(spans, step, small, links, lang))
    } else {
        Trend::Recommendation(recommendation(spans, step, links, lang))
    }
}

fn head(name: &'static str, step: Step, words: &'static str, measure: &'static str, lang: Lang) -> Head {
    let w = ReportText::of(lang);
    let (id, label) = match step {
        Step::Month => (format!("trend-{name}"), w.month),
        Step::Quarter => (format!("trend-{name}-quarters"), w.quarter),
    };
    Head::new(id, words, label, measure, lang)
}

fn satisfaction(spans: &[Span], step: Step, small: i64, links: &Links, lang: Lang) -> Line {
    let w = ReportText::of(lang);
    let datum = |span: &Span| {
        let figure = Figure::satisfaction(&span.heads.overall, small);
        match figure.value {
            Some(value) => to(
                Datum::new(span.short.clone(), value, format!("{} ({})", figure.shown, figure.of()))
                    .faint(figure.faint),
                links.within(span.days),
            ),
            None => Datum::missing(span.short.clone()),
        }
    };
    Line::of_percent(
        &head("satisfaction", step, w.satisfaction, w.percent, lang),
        spans.iter().map(datum).collect(),
        None,
    )
}

fn nps(spans: &[Span], step: Step, small: i64, links: &Links, lang: Lang) -> Line {
    let w = ReportText::of(lang);
    let datum = |span: &Span| {
        let figure = Figure::nps(&span.heads.nps, small);
        match figure.value {
            Some(value) => to(
                Datum::new(span.short.clone(), value, format!("{} ({})", figure.shown, figure.of()))
                    .faint(figure.faint),
                links.within(span.days),
            ),
            None => Datum::missing(span.short.clone()),
        }
    };
    Line::of_balance(
        &head("nps", step, w.nps, w.nps, lang),
        spans.iter().map(datum).collect(),
    )
}

/// Detractors, passives and promoters.
fn recommendation(spans: &[Span], step: Step, links: &Links, lang: Lang) -> Stacked {
    let w = ReportText::of(lang);
    let column = |span: &Span| {
        let tally = &span.heads.nps;
        let (promoters, detractors) = (tally.promoters(), tally.detractors());
        let href = links.within(span.days);
        Column {
            label: span.short.clone(),
            counts: [tally.n() - promoters - detractors, promoters, detractors]
                .map(|n| u32::try_from(n).unwrap_or_default())
                .into(),
            href: (!href.is_empty()).then_some(href),
        }
    };
    Stacked::new(
        &head("nps", step, w.nps, w.count, lang),
        &[w.passives, w.promoters, w.detractors],
        spans.iter().map(column).collect(),
    )
}
