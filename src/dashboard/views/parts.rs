//! What is below the first screen, each piece by itself: the funnel, complaints by category, cars that came back.

use askama::Template;
use chrono::NaiveDate;

use super::links::Links;
use crate::customers::rules::Usage;
use crate::dashboard::model::Grid;
use crate::dashboard::rules::has_come;
use crate::dashboard::text::{self, DashboardText};
use crate::figures::groups::rules::RfmGroup;
use crate::figures::measures::model::Asked;
use crate::figures::rules::{Grain, Unit, value};
use crate::figures::text as figures;
use crate::figures::watch::model::{AGES, Cohort, OfCategory, STEPS, Sold};
use crate::platform::db::page::Slice;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::chart::{Datum, Funnel, Head, Pareto};
use crate::platform::web::narrow::address;
use crate::platform::web::{Cx, Page};
use crate::regions;
use crate::sales::leads::rules::Reached;

/// `/dashboard/funnel`
#[derive(Template)]
#[template(path = "dashboard/_funnel.html")]
pub struct FunnelPart {
    w: &'static DashboardText,
    days: String,
    empty: bool,
    chart: Funnel,
}

/// A step of the funnel in words.
pub fn step(far: Reached, lang: Lang) -> &'static str {
    let w = DashboardText::of(lang);
    match far {
        Reached::Valid => w.leads,
        Reached::Contacted => w.called,
        other => other.label(lang),
    }
}

impl FunnelPart {
    pub fn new(asked: &Asked, counts: &[u32], links: &Links<'_>, lang: Lang) -> Self {
        let w = DashboardText::of(lang);
        let head = Head::new("funnel-chart", w.funnel, w.stage, w.count, lang);
        let data = STEPS
            .iter()
            .zip(counts)
            .map(|(far, n)| {
                let further = vec![("view", "all".to_owned()), ("reached", far.code().to_owned())];
                let days = Some((asked.period.from, asked.period.to));
                to(
                    Datum::count(step(*far, lang), *n),
                    links.list("/leads", "owner", days, &further),
                )
            })
            .collect();
        Self {
            w,
            days: figures::period(asked.period),
            empty: counts.first().is_none_or(|n| *n == 0),
            chart: Funnel::new(&head, data),
        }
    }
}

/// A datum with its rows, where there is a list of them.
fn to(datum: Datum, href: String) -> Datum {
    if href.is_empty() { datum } else { datum.to(href) }
}

/// `/dashboard/complaints`
#[derive(Template)]
#[template(path = "dashboard/_complaints.html")]
pub struct ComplaintsPart {
    w: &'static DashboardText,
    total: u32,
    chart: Pareto,
}

impl ComplaintsPart {
    pub fn new(asked: &Asked, groups: &[OfCategory], links: &Links<'_>, lang: Lang) -> Self {
        let w = DashboardText::of(lang);
        let head = Head::new("complaints-chart", w.complaints, w.category, w.cases, lang);
        let data = groups
            .iter()
            .map(|group| {
                let further = vec![("view", "all".to_owned()), ("category", group.code.clone())];
                let days = Some((asked.period.from, asked.period.to));
                to(
                    Datum::count(lang.pick(&group.zh, &group.en).clone(), group.n),
                    links.list("/complaints", "owner", days, &further),
                )
            })
            .collect();
        Self {
            w,
            total: groups.iter().map(|group| group.n).sum(),
            chart: Pareto::new(&head, data),
        }
    }
}

/// The share of a quarter's cars that came back by an age.
pub struct Back {
    pub shown: String,
    pub title: String,
    pub href: String,
    /// The larger the share, the stronger.
    pub class: &'static str,
}

pub struct CohortLine {
    pub quarter: String,
    pub n: i64,
    pub href: String,
    pub small: bool,
    /// One for each age; none while not all cars are that old.
    pub backs: Vec<Option<Back>>,
}

/// `/dashboard/cohorts`
#[derive(Template)]
#[template(path = "dashboard/_cohorts.html")]
pub struct CohortsPart {
    w: &'static DashboardText,
    heads: Vec<String>,
    lines: Vec<CohortLine>,
}

/// Where the cars of a quarter are listed.
fn cars(quarter: NaiveDate, age: Option<u32>) -> String {
    let age = age.map(|age| age.to_string()).unwrap_or_default();
    address("/dashboard/cohort", [("quarter", times::date(quarter)), ("age", age)])
}

const fn shade(share: f64) -> &'static str {
    if share >= 75.0 {
        "shade-3"
    } else if share >= 50.0 {
        "shade-2"
    } else if share >= 25.0 {
        "shade-1"
    } else {
        "shade-0"
    }
}

/// The share of a quarter's cars that came back by an age, once all of them are that old.
pub fn share(cohort: &Cohort, age: u32, today: NaiveDate) -> Option<(i64, f64)> {
    let at = AGES.iter().position(|one| *one == age)?;
    let back = *cohort.back.get(at)?;
    let share = value(cohort.n, back)?;
    has_come(cohort.quarter, age, today).then_some((back, share))
}

impl CohortsPart {
    pub fn new(cohorts: &[Cohort], small: i64, today: NaiveDate, lang: Lang) -> Self {
        let w = DashboardText::of(lang);
        let back = |cohort: &Cohort, age: u32| {
            let (back, share) = share(cohort, age, today)?;
            Some(Back {
                shown: figures::number(share, Unit::Percent),
                title: format!("{} {back}/{}", text::cohort(cohort.quarter, Some(age), lang), cohort.n),
                href: cars(cohort.quarter, Some(age)),
                class: shade(share),
            })
        };
        Self {
            w,
            heads: AGES.iter().map(|age| text::within(*age, lang)).collect(),
            lines: cohorts
                .iter()
                .rev()
                .map(|cohort| CohortLine {
                    quarter: text::quarter(cohort.quarter),
                    n: cohort.n,
                    href: cars(cohort.quarter, None),
                    small: cohort.n < small,
                    backs: AGES.iter().map(|age| back(cohort, *age)).collect(),
                })
                .collect(),
        }
    }
}

/// How many customers stand in one place, and where they are listed.
pub struct GroupCell {
    pub n: i64,
    pub href: String,
    pub label: String,
    pub class: &'static str,
}

/// `/dashboard/groups`: groups down, the use of the car across.
#[derive(Template)]
#[template(path = "dashboard/_groups.html")]
pub struct GroupsPart {
    w: &'static DashboardText,
    total: i64,
    heads: Vec<&'static str>,
    lines: Vec<(&'static str, Vec<GroupCell>)>,
}

impl GroupsPart {
    pub fn new(grid: &Grid, lang: Lang) -> Self {
        let w = DashboardText::of(lang);
        let total = grid.values().sum();
        let uses: Vec<Option<Usage>> = Usage::ALL
            .iter()
            .copied()
            .map(Some)
            .chain([None])
            .filter(|one| {
                let code = one.map(Usage::code).unwrap_or_default();
                grid.iter().any(|((_, scenario), n)| scenario == code && *n > 0)
            })
            .collect();
        let most = grid.values().copied().max().unwrap_or_default();
        let use_name = |one: Option<Usage>| one.map_or(w.not_filled_in, |one| one.label(lang));
        let cell = |group: Option<RfmGroup>, one: Option<Usage>| {
            let scenario = one.map(Usage::code).unwrap_or_default();
            let n = grid.get(&(group, scenario.to_owned())).copied().unwrap_or_default();
            let or_none = |code: &'static str| if code.is_empty() { "none" } else { code };
            let group_code = group.map(RfmGroup::code).unwrap_or_default();
            GroupCell {
                n,
                href: address(
                    "/customer-groups/customers",
                    [("group", or_none(group_code)), ("scenario", or_none(scenario))],
                ),
                label: format!("{} · {}", text::group(group, lang), use_name(one)),
                class: if n == 0 { "shade-0" } else { tint(n, most) },
            }
        };
        Self {
            w,
            total,
            heads: uses.iter().map(|one| use_name(*one)).collect(),
            lines: RfmGroup::ALL
                .iter()
                .copied()
                .map(Some)
                .chain([None])
                .map(|group| {
                    let cells = uses.iter().map(|one| cell(group, *one)).collect();
                    (text::group(group, lang), cells)
                })
                .collect(),
        }
    }
}

/// The more of the largest there are, the stronger.
const fn tint(n: i64, most: i64) -> &'static str {
    if n * 3 >= most * 2 {
        "shade-3"
    } else if n * 3 >= most {
        "shade-2"
    } else {
        "shade-1"
    }
}

/// A car in the list of a quarter.
pub struct CarLine {
    pub id: String,
    pub customer: String,
    pub customer_href: String,
    pub car: String,
    pub car_href: String,
    pub handed_over: String,
    pub served: String,
}

/// `/dashboard/cohort`
#[derive(Template)]
#[template(path = "dashboard/cohort.html")]
pub struct CohortPage {
    page: Page,
    w: &'static DashboardText,
    title: String,
    shown: String,
    lines: Vec<CarLine>,
    next: String,
}

regions!(CohortPage { main });

impl CohortPage {
    pub fn new(cx: &Cx, quarter: NaiveDate, age: Option<u32>, slice: Slice<Sold>) -> Self {
        let (w, lang) = (DashboardText::of(cx.lang), cx.lang);
        let here = cars(quarter, age);
        Self {
            page: cx.page(w.cohorts),
            w,
            title: text::cohort(Grain::Quarter.around(quarter).0, age, lang),
            shown: slice.rows.len().to_string(),
            next: slice
                .next
                .map(|after| format!("{here}&after={after}"))
                .unwrap_or_default(),
            lines: slice
                .rows
                .into_iter()
                .map(|sold| CarLine {
                    id: sold.id.to_string(),
                    customer_href: format!("/customers/{}", sold.customer),
                    customer: sold.name.into_exposed(),
                    car: sold.model,
                    car_href: format!("/vehicles/{}", sold.vehicle),
                    handed_over: times::date(times::day_of(sold.at)),
                    served: sold
                        .served_at
                        .map_or_else(|| w.none_yet.to_owned(), |at| times::date(times::day_of(at))),
                })
                .collect(),
        }
    }
}

/// What says why a piece is empty.
#[derive(Template)]
#[template(path = "dashboard/_nothing.html")]
pub struct NothingPart {
    pub text: &'static str,
}
