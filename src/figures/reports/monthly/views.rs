//! Pages of the report.

use askama::Template;

use super::model::{Report, SurveyLine};
use super::text::{self, MonthText};
use crate::access::Permission;
use crate::complaints::analysis::queries::Group;
use crate::figures::measures::model::{Measured, Point};
use crate::figures::reports::awards::views as awards;
use crate::figures::reports::board::RANKED;
use crate::figures::reports::month::Month;
use crate::figures::reports::text as reports;
use crate::figures::rules::{Figure, Light, Unit, shown};
use crate::figures::text as figures;
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::chart::{Datum, Funnel, Head, Line, Pareto, Spark, Target};
use crate::platform::web::narrow::address;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::sales::leads::rules::{Reached, View as LeadView};
use crate::sales::overview::model::Totals;
use crate::surveys::report::rules::Tenths;

/// So many months are listed.
const MONTHS: u32 = 13;
/// So many groups of complaints stand one by one.
const GROUPS: usize = 10;

/// Where the report of a month is.
pub fn report_of(month: Month) -> String {
    format!("/reports/{month}")
}

/// Where the rows of a figure are.
pub fn rows_of(month: Month, figure: Figure) -> String {
    let pairs = [("period", "month".to_owned()), ("day", times::date(month.first()))];
    address(&format!("/figures/{}", figure.code()), pairs)
}

/// Another part of the reports.
struct Part {
    href: &'static str,
    icon: &'static str,
    label: &'static str,
    about: &'static str,
}

/// `/reports`
#[derive(Template)]
#[template(path = "figures/reports/index.html")]
pub struct IndexPage {
    page: Page,
    w: &'static MonthText,
    /// Where, what, whether it runs.
    months: Vec<(String, String, bool)>,
    parts: Vec<Part>,
}

regions!(IndexPage { main });

impl IndexPage {
    pub fn new(cx: &Cx, this: Month) -> Result<Self, Error> {
        let w = MonthText::of(cx.lang);
        let part = |href, icon, label, about| Part {
            href,
            icon,
            label,
            about,
        };
        let mut parts = vec![
            part("/reports/subscriptions", "mail", w.subscriptions, w.subscriptions_text),
            part("/reports/awards", "crown", w.awards, w.awards_text),
        ];
        if cx.actor()?.may(Permission::CheckData) {
            parts.push(part("/data-quality", "database", w.quality, w.quality_text));
        }
        Ok(Self {
            page: cx.page(w.reports),
            w,
            months: (0..MONTHS)
                .map(|back| this.back(back))
                .map(|month| (report_of(month), reports::month(month, cx.lang), month == this))
                .collect(),
            parts,
        })
    }
}

/// A month that has not come.
#[derive(Template)]
#[template(path = "figures/reports/empty.html")]
pub struct EmptyPage {
    page: Page,
    w: &'static MonthText,
    month: String,
}

regions!(EmptyPage { main });

impl EmptyPage {
    pub fn new(cx: &Cx, month: Month) -> Self {
        let w = MonthText::of(cx.lang);
        Self {
            page: cx.page(w.title),
            w,
            month: reports::month(month, cx.lang),
        }
    }
}

/// A figure in a line.
struct FigureLine {
    name: &'static str,
    href: String,
    /// Up to when it counts, where that is not when all others do.
    until: String,
    value: String,
    n: i64,
    small: bool,
    target: String,
    light: (&'static str, &'static str, &'static str),
    before: String,
    year_ago: String,
    spark: Spark,
}

/// The twelve months of a figure.
struct Trend {
    id: String,
    name: &'static str,
    chart: Line,
}

/// Somebody on a leaderboard.
struct Place {
    name: String,
    place: String,
    first: bool,
    ranked: bool,
    value: String,
    n: String,
    rows: String,
    give: String,
}

struct Board {
    id: String,
    name: &'static str,
    href: String,
    lines: Vec<Place>,
}

struct Survey {
    name: String,
    version: String,
    href: String,
    n: i64,
    faint: bool,
    satisfaction: String,
    csi: String,
    nps: String,
    nps_n: String,
}

/// `/reports/{month}`
#[derive(Template)]
#[template(path = "figures/reports/month.html")]
pub struct MonthPage {
    page: Page,
    w: &'static MonthText,
    month: String,
    days: String,
    until: String,
    runs: bool,
    previous: String,
    next: String,
    workbook: String,
    token: String,
    figures: Vec<FigureLine>,
    trends: Vec<Trend>,
    funnel: Option<Funnel>,
    complained: String,
    by_category: Pareto,
    by_cause: Pareto,
    surveys: Vec<Survey>,
    boards: Vec<Board>,
    ranked_from: String,
    stars: Vec<awards::Line>,
}

regions!(MonthPage { main });

impl MonthPage {
    pub fn new(cx: &Cx, report: &Report) -> Self {
        let (w, lang, month) = (MonthText::of(cx.lang), cx.lang, report.month);
        let period = report.asked.period;
        let this = Month::of(times::day_of(cx.now));
        let until = until(report);
        let funnel = report.funnel.map(|totals| funnel(totals, report, w, lang));
        let totals = report.complaints.totals;
        Self {
            page: cx.page(format!("{} {}", w.title, reports::month(month, lang))),
            w,
            month: reports::month(month, lang),
            days: figures::period(period),
            until: until.map_or_else(String::new, |at| reports::until(&times::minute(at), lang)),
            runs: period.runs(),
            previous: report_of(month.back(1)),
            next: if month < this {
                report_of(month.next())
            } else {
                String::new()
            },
            workbook: format!("/reports/{month}/workbook"),
            token: FormView::blank().token().to_owned(),
            figures: Figure::SHOWN
                .iter()
                .filter_map(|figure| Some(figure_line(report, report.measures.get(figure)?, until, lang)))
                .collect(),
            trends: Figure::SHOWN
                .iter()
                .filter_map(|figure| trend(report, *figure, w, lang))
                .collect(),
            funnel,
            complained: text::counted(totals.total, totals.without_cause, lang),
            by_category: pareto(
                report,
                ("by-category", w.by_category, w.category, "category"),
                &report.complaints.categories,
                w,
                lang,
            ),
            by_cause: pareto(
                report,
                ("by-cause", w.by_cause, w.cause, "cause"),
                &report.complaints.causes,
                w,
                lang,
            ),
            surveys: report.surveys.iter().map(|one| survey(report, one, lang)).collect(),
            boards: boards(report, this, lang),
            ranked_from: text::ranked_from(report.asked.rules.small, lang),
            stars: report
                .awards
                .iter()
                .map(|award| awards::line(award, &report.names, lang))
                .collect(),
        }
    }
}

/// Up to when the figures count: the latest of them.
pub fn until(report: &Report) -> Option<chrono::DateTime<chrono::Utc>> {
    report.measures.values().map(|measured| measured.until).max()
}

/// How a light is shown: its words, tone and icon.
pub fn light(light: Light, lang: Lang) -> (&'static str, &'static str, &'static str) {
    let words = figures::light(light, lang);
    match light {
        Light::Good => (words, "green", "circle-check"),
        Light::Near => (words, "amber", "alert-triangle"),
        Light::Bad => (words, "red", "alert-circle"),
        Light::Unknown => (words, "", ""),
    }
}

fn figure_line(
    report: &Report,
    measured: &Measured,
    until: Option<chrono::DateTime<chrono::Utc>>,
    lang: Lang,
) -> FigureLine {
    let (figure, unit) = (measured.figure, measured.figure.unit());
    let name = figures::name(figure, lang);
    let head = Head::new(format!("s-{}", figure.code()), name, "", "", lang);
    let points = report.trends.get(&figure).map(Vec::as_slice).unwrap_or_default();
    let change = |before| figures::change(measured.value, before).unwrap_or_else(|| "–".to_owned());
    FigureLine {
        name,
        href: rows_of(report.month, figure),
        until: if Some(measured.until) == until {
            String::new()
        } else {
            reports::until(&times::minute(measured.until), lang)
        },
        value: figures::value(measured.value, unit),
        n: measured.n,
        small: measured.small,
        target: figures::value(measured.target, unit),
        light: light(measured.light, lang),
        before: change(measured.before),
        year_ago: change(measured.year_ago),
        spark: Spark::new(&head, &data(figure, points, false)),
    }
}

/// The points of a trend, each a link to its rows.
fn data(figure: Figure, points: &[Point], linked: bool) -> Vec<Datum> {
    points
        .iter()
        .map(|point| {
            let month = Month::of(point.period.from);
            let label = reports::short_month(month);
            let datum = match point.value {
                Some(value) => {
                    Datum::new(label, shown(value), figures::number(value, figure.unit())).faint(point.small)
                }
                None => return Datum::missing(label),
            };
            if linked {
                datum.to(rows_of(month, figure))
            } else {
                datum
            }
        })
        .collect()
}

/// None where there is nothing to draw.
fn trend(report: &Report, figure: Figure, w: &'static MonthText, lang: Lang) -> Option<Trend> {
    let points = report.trends.get(&figure)?;
    if points.iter().all(|point| point.value.is_none()) {
        return None;
    }
    let (name, id) = (figures::name(figure, lang), format!("t-{}", figure.code()));
    let head = Head::new(id.clone(), name, w.month, w.value, lang);
    let target = points
        .last()
        .and_then(|point| point.target)
        .map(|target| Target::new(target, figures::number(target, figure.unit())));
    let data = data(figure, points, true);
    let chart = match (figure.unit(), target) {
        (Unit::Percent, target) => Line::of_percent(&head, data, target),
        (Unit::Points, Some(target)) => Line::with_target(&head, data, target),
        (Unit::Points, None) => Line::new(&head, data),
    };
    Some(Trend { id, name, chart })
}

/// The stages of the funnel, with how many came so far.
pub fn stages(totals: Totals) -> [(Reached, u32); 8] {
    [
        (Reached::Valid, totals.valid),
        (Reached::Opportunity, totals.opportunity),
        (Reached::Contacted, totals.contacted),
        (Reached::Interested, totals.interested),
        (Reached::TestDriven, totals.test_driven),
        (Reached::Quoted, totals.quoted),
        (Reached::Ordered, totals.ordered),
        (Reached::Delivered, totals.delivered),
    ]
}

/// First and last day, as the lists of other rooms ask for them.
fn between(report: &Report) -> [(&'static str, String); 2] {
    let period = report.asked.period;
    [("from", times::date(period.from)), ("to", times::date(period.to))]
}

fn funnel(totals: Totals, report: &Report, w: &'static MonthText, lang: Lang) -> Funnel {
    let head = Head::new("funnel", w.funnel, w.stage, w.count, lang);
    let data = stages(totals)
        .into_iter()
        .map(|(far, n)| {
            let pairs = [
                ("view", LeadView::All.code().to_owned()),
                ("reached", far.code().to_owned()),
            ];
            let href = address("/leads", pairs.into_iter().chain(between(report)));
            Datum::count(far.label(lang), n).to(href)
        })
        .collect();
    Funnel::new(&head, data)
}

fn pareto(
    report: &Report,
    (id, name, label, field): (&str, &'static str, &'static str, &'static str),
    groups: &[Group],
    w: &'static MonthText,
    lang: Lang,
) -> Pareto {
    let head = Head::new(id, name, label, w.complaints, lang);
    let datum = |group: &Group| {
        let pairs = [("view", "all".to_owned()), (field, group.code.clone())];
        let href = address("/complaints", pairs.into_iter().chain(between(report)));
        Datum::count(lang.pick(&group.zh, &group.en).clone(), group.n).to(href)
    };
    let most = if groups.len() == GROUPS + 1 { GROUPS + 1 } else { GROUPS };
    let rest = groups.get(most..).unwrap_or_default();
    let others = crate::complaints::analysis::text::others(rest.len(), lang);
    let rest = (!rest.is_empty()).then(|| Datum::count(others, rest.iter().map(|group| group.n).sum()));
    Pareto::with_rest(&head, groups.iter().take(most).map(datum).collect(), rest)
}

/// `92.6%`; a dash where there is none.
pub fn tenths(value: Option<Tenths>, sign: &str) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value}{sign}"))
}

fn survey(report: &Report, one: &SurveyLine, lang: Lang) -> Survey {
    let pairs = [("survey", one.survey.to_string()), ("version", one.version.to_string())];
    Survey {
        name: one.name.clone(),
        version: text::version(one.number, lang),
        href: address("/surveys/report", pairs.into_iter().chain(between(report))),
        n: one.n,
        faint: report.asked.rules.is_small(one.n),
        satisfaction: tenths(one.overall.satisfaction(), "%"),
        csi: tenths(one.overall.csi(), ""),
        nps: tenths(one.nps.nps(), ""),
        nps_n: reports::n(one.nps.n()),
    }
}

fn boards(report: &Report, this: Month, lang: Lang) -> Vec<Board> {
    let month = report.month;
    let given = |figure: Figure, person| {
        report
            .awards
            .iter()
            .any(|award| award.figure == figure && award.staff_id == person)
    };
    RANKED
        .iter()
        .map(|figure| {
            let standings = report.boards.get(figure).map(Vec::as_slice).unwrap_or_default();
            let line = |one: &crate::figures::reports::board::Standing| Place {
                name: one.name.clone(),
                place: one
                    .place
                    .map(|place| reports::place(place, one.sharing, lang))
                    .unwrap_or_default(),
                first: one.place == Some(1),
                ranked: one.place.is_some(),
                value: figures::number(one.value, figure.unit()),
                n: reports::n(one.n),
                rows: awards::rows_of(month, *figure, one.person),
                give: if one.place == Some(1) && month < this && !given(*figure, one.person) {
                    awards::giving(month, *figure, one.person)
                } else {
                    String::new()
                },
            };
            Board {
                id: format!("b-{}", figure.code()),
                name: figures::name(*figure, lang),
                href: rows_of(month, *figure),
                lines: standings.iter().map(line).collect(),
            }
        })
        .collect()
}
