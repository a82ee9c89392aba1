//! The page of the overview.

use askama::Template;
use serde::Deserialize;

use super::model::{Calls, Figures, Filter, Late, Totals};
use super::rules::{Period, drops, percent};
use super::text::{self, OverviewText};
use crate::access::Permission;
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, durations, times};
use crate::platform::web::narrow::{Chooser, Narrowed, address};
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, Page};
use crate::regions;
use crate::sales::leads::model::named;
use crate::sales::leads::rules::{Called, Reached, View as LeadView};
use crate::sales::opportunities::rules::View as BoardView;
use crate::sales::orders::rules::OrderView;
use crate::sales::quotes::rules::View as QuoteView;
use crate::sales::test_drives::rules::View as DriveView;
use crate::sales::within::Within;
use crate::values::deadline::Standing;
use crate::values::ids::StaffId;

const PATH: &str = "/sales-overview";

/// The query string: what can't be read counts as not said.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct OverviewQuery {
    pub period: String,
    pub owner: String,
}

impl OverviewQuery {
    fn period(&self) -> Period {
        Period::parse(&self.period).unwrap_or(Period::Month)
    }

    pub fn filter(&self, today: chrono::NaiveDate) -> Filter {
        let (first, last) = self.period().days(today);
        Filter {
            first,
            last,
            owner: self.owner.parse().ok(),
        }
    }
}

impl Narrowed for OverviewQuery {
    const PATH: &'static str = PATH;

    fn all(&self) -> Vec<(&'static str, &String)> {
        vec![("period", &self.period), ("owner", &self.owner)]
    }
}

/// Whose rows a figure leads to.
#[derive(Clone, Copy)]
enum Whose {
    Anybody,
    Nobody,
    Person(StaffId),
}

impl Whose {
    fn pair(self) -> Option<(&'static str, String)> {
        match self {
            Self::Anybody => None,
            Self::Nobody => Some(("owner", "none".to_owned())),
            Self::Person(id) => Some(("owner", id.to_string())),
        }
    }
}

impl Filter {
    fn whose(&self) -> Whose {
        self.owner.map_or(Whose::Anybody, Whose::Person)
    }

    fn days(&self) -> [(&'static str, String); 2] {
        [("from", times::date(self.first)), ("to", times::date(self.last))]
    }

    fn leads(&self, view: LeadView, whose: Whose, further: &[(&'static str, &str)]) -> String {
        let pairs = [("view", view.code().to_owned())]
            .into_iter()
            .chain(whose.pair())
            .chain(self.days())
            .chain(further.iter().map(|(name, value)| (*name, (*value).to_owned())));
        address("/leads", pairs)
    }

    fn reached(&self, far: Reached) -> String {
        self.leads(LeadView::All, self.whose(), &[("reached", far.code())])
    }

    fn called(&self, how: Called) -> String {
        self.leads(LeadView::All, self.whose(), &[("called", how.code())])
    }

    fn lost(&self, whose: Whose, further: &[(&'static str, &str)]) -> String {
        let pairs = [
            ("view", BoardView::Lost.code().to_owned()),
            ("layout", "list".to_owned()),
        ];
        let pairs = pairs
            .into_iter()
            .chain(whose.pair())
            .chain(self.days())
            .chain(further.iter().map(|(name, value)| (*name, (*value).to_owned())));
        address("/board", pairs)
    }

    fn within(&self, person: StaffId) -> Within {
        Within {
            owner: Some(person),
            first: Some(self.first),
            last: Some(self.last),
        }
    }
}

/// The list of the board, as it stands now.
fn board(view: BoardView, whose: Whose) -> String {
    let pairs = [("view", view.code().to_owned()), ("layout", "list".to_owned())];
    address("/board", pairs.into_iter().chain(whose.pair()))
}

/// A number with the rows that it was counted from.
struct Cell {
    n: u32,
    href: String,
}

impl Cell {
    fn new(n: u32, href: String) -> Self {
        Self { n, href }
    }
}

/// Those that are late in one way.
struct LateCard {
    id: &'static str,
    title: &'static str,
    icon: &'static str,
    all: Cell,
    rows: Vec<LateLine>,
}

struct LateLine {
    href: String,
    name: String,
    model: String,
    owner: String,
    over: String,
    iso: String,
    exact: String,
    reassign: String,
}

struct SourceLine {
    label: String,
    leads: Cell,
    valid: Cell,
    duplicate: Cell,
    invalid: Cell,
    arrived: Cell,
    ordered: Cell,
    rate: String,
}

struct Pace {
    label: &'static str,
    calls: Cell,
    in_time: Cell,
    share: String,
    median: String,
}

struct Stage {
    label: &'static str,
    cell: Cell,
    share: String,
    drop: String,
}

/// A group with its part of the whole.
struct Group {
    label: String,
    cell: Cell,
    share: String,
}

/// A consultant; what is nobody's has no drives, quotes and orders.
struct ConsultantLine {
    name: String,
    leads: Cell,
    in_time: Cell,
    share: String,
    open: Cell,
    late: Cell,
    done: Option<[Cell; 3]>,
    lost: Cell,
}

/// `/sales-overview`
#[derive(Template)]
#[template(path = "sales/overview.html")]
pub struct OverviewPage {
    page: Page,
    w: &'static OverviewText,
    days: String,
    choosers: Vec<Chooser>,
    narrowed: bool,
    leads: Cell,
    valid: Cell,
    conversion: String,
    conversion_n: String,
    conversion_href: String,
    punctuality: String,
    punctuality_n: String,
    /// What punctuality is a share of.
    due: Cell,
    punctual: bool,
    not_in_time: Cell,
    /// What waits for the manager's decision: (where, what, how many).
    waiting: Vec<(String, &'static str, u32)>,
    late: u32,
    late_cards: Vec<LateCard>,
    sources: Vec<SourceLine>,
    all_sources: SourceLine,
    paces: Vec<Pace>,
    stages: Vec<Stage>,
    /// What the first stage counts, or 1: for the bars.
    widest: u32,
    losses: u32,
    reasons: Vec<Group>,
    rivals: Vec<Group>,
    consultants: Vec<ConsultantLine>,
}

regions!(OverviewPage { main });

impl OverviewPage {
    pub fn new(cx: &Cx, query: &OverviewQuery, filter: Filter, figures: &Figures) -> Result<Self, Error> {
        let (w, lang, totals) = (OverviewText::of(cx.lang), cx.lang, figures.totals);
        let late = figures.uncalled.n + figures.unsent.n + figures.overdue.n;
        let due = totals.in_time + totals.late;
        let losses = figures.reasons.iter().map(|reason| reason.n).sum();
        Ok(Self {
            page: cx.page(w.title),
            w,
            days: text::days(&times::date(filter.first), &times::date(filter.last), lang),
            choosers: choosers(query, figures, w, lang),
            narrowed: !query.pairs().is_empty(),
            leads: Cell::new(totals.leads, filter.leads(LeadView::All, filter.whose(), &[])),
            valid: Cell::new(totals.valid, filter.reached(Reached::Valid)),
            conversion: text::percent(percent(totals.ordered, totals.valid)),
            conversion_n: text::of(totals.valid, lang),
            conversion_href: filter.reached(Reached::Ordered),
            punctuality: text::percent(percent(totals.in_time, due)),
            punctuality_n: text::of(due, lang),
            due: Cell::new(due, filter.called(Called::Due)),
            punctual: totals.late == 0,
            not_in_time: Cell::new(totals.late, filter.called(Called::Late)),
            waiting: [
                (
                    address(
                        "/board",
                        [("view", BoardView::Proposed.code().to_owned())]
                            .into_iter()
                            .chain(filter.whose().pair()),
                    ),
                    w.losses_wait,
                    figures.waiting.0,
                ),
                (
                    address(
                        "/quotes",
                        [("view", QuoteView::Pending.code().to_owned())]
                            .into_iter()
                            .chain(filter.whose().pair()),
                    ),
                    w.discounts_wait,
                    figures.waiting.1,
                ),
            ]
            .into_iter()
            .filter(|(.., count)| *count > 0)
            .collect(),
            late,
            late_cards: late_cards(cx, query, figures, w)?,
            sources: sources(filter, figures, lang),
            all_sources: source_line(
                filter,
                w.total.to_owned(),
                &[],
                [
                    totals.leads,
                    totals.valid,
                    totals.duplicate,
                    totals.invalid,
                    totals.arrived,
                    totals.ordered,
                ],
            ),
            paces: paces(filter, figures, w, lang),
            stages: stages(filter, totals, lang),
            widest: totals.valid.max(1),
            losses,
            reasons: figures
                .reasons
                .iter()
                .map(|reason| Group {
                    label: reason.code.label(lang).to_owned(),
                    cell: Cell::new(
                        reason.n,
                        filter.lost(filter.whose(), &[("because", reason.code.code())]),
                    ),
                    share: text::percent(percent(reason.n, losses)),
                })
                .collect(),
            rivals: figures
                .rivals
                .iter()
                .map(|rival| Group {
                    label: rival.name.clone(),
                    cell: Cell::new(rival.n, filter.lost(filter.whose(), &[("rival", rival.name.as_str())])),
                    share: text::percent(percent(rival.n, losses)),
                })
                .collect(),
            consultants: consultants(filter, figures, w),
        })
    }
}

fn choosers(query: &OverviewQuery, figures: &Figures, w: &'static OverviewText, lang: Lang) -> Vec<Chooser> {
    let people = figures
        .consultants
        .people
        .iter()
        .filter(|person| person.works_sales())
        .map(|person| Choice::new(person.id.to_string(), person.name.clone()))
        .collect();
    vec![
        query.chooser("period", w.period, query.period().code(), Period::choices(lang)),
        query.chooser("owner", w.owner, &query.owner, people),
    ]
}

fn late_cards(
    cx: &Cx,
    query: &OverviewQuery,
    figures: &Figures,
    w: &'static OverviewText,
) -> Result<Vec<LateCard>, Error> {
    let filter = query.filter(times::day_of(cx.now));
    let here = query.with("", "");
    let may_assign = cx.actor()?.may(Permission::AssignLeads);
    let card = |id, title, icon, late: &Late, all: String, (path, step): (&str, &str)| LateCard {
        id,
        title,
        icon,
        all: Cell::new(late.n, all),
        rows: late
            .rows
            .iter()
            .map(|row| LateLine {
                href: format!("/{path}/{}", row.id),
                name: row.name.expose().clone(),
                model: row.model.clone(),
                owner: row.owner.clone().unwrap_or_else(|| w.nobody.to_owned()),
                over: durations::sla(Standing::Overdue(cx.now - row.at), cx.lang),
                iso: times::iso(row.at),
                exact: times::minute(row.at),
                reassign: if may_assign {
                    address(&format!("/{path}/{}/{step}", row.id), [("back", here.as_str())])
                } else {
                    String::new()
                },
            })
            .collect(),
    };
    let leads = |how: Called| {
        let pairs = [
            ("view", LeadView::All.code().to_owned()),
            ("called", how.code().to_owned()),
        ];
        address("/leads", pairs.into_iter().chain(filter.whose().pair()))
    };
    let deal = ("opportunities", "owner");
    Ok(vec![
        card(
            "late-calls",
            w.uncalled,
            "phone",
            &figures.uncalled,
            leads(Called::Overdue),
            ("leads", "assignment"),
        ),
        card(
            "late-messages",
            w.unsent,
            "send",
            &figures.unsent,
            leads(Called::MessageLate),
            ("leads", "assignment"),
        ),
        card(
            "late-follow-ups",
            w.overdue,
            "hourglass",
            &figures.overdue,
            board(BoardView::Late, filter.whose()),
            deal,
        ),
        card(
            "stalled",
            w.stalled,
            "player-pause",
            &figures.stalled,
            board(BoardView::Stalled, filter.whose()),
            deal,
        ),
    ])
}

/// A line of leads, valid ones, duplicates, invalid ones, those in the showroom and those that ordered.
fn source_line(filter: Filter, label: String, of: &[(&'static str, &str)], counts: [u32; 6]) -> SourceLine {
    let [leads, valid, duplicate, invalid, arrived, ordered] = counts;
    let in_view = |n, view| Cell::new(n, filter.leads(view, filter.whose(), of));
    let so_far = |n, far: Reached| {
        let further: Vec<_> = of.iter().copied().chain([("reached", far.code())]).collect();
        Cell::new(n, filter.leads(LeadView::All, filter.whose(), &further))
    };
    SourceLine {
        label,
        leads: in_view(leads, LeadView::All),
        valid: so_far(valid, Reached::Valid),
        duplicate: in_view(duplicate, LeadView::Duplicate),
        invalid: in_view(invalid, LeadView::Invalid),
        arrived: so_far(arrived, Reached::Arrived),
        ordered: so_far(ordered, Reached::Ordered),
        rate: text::percent(percent(ordered, valid)),
    }
}

fn sources(filter: Filter, figures: &Figures, lang: Lang) -> Vec<SourceLine> {
    let line = |source: &super::model::OfSource| {
        let counts = [
            source.leads,
            source.valid,
            source.duplicate,
            source.invalid,
            source.arrived,
            source.ordered,
        ];
        let id = source.id.to_string();
        source_line(
            filter,
            named(source.kind, &source.name, lang),
            &[("source", id.as_str())],
            counts,
        )
    };
    figures.sources.iter().map(line).collect()
}

fn paces(filter: Filter, figures: &Figures, w: &'static OverviewText, lang: Lang) -> Vec<Pace> {
    let pace = |label, calls: Calls, all, in_time| Pace {
        label,
        calls: Cell::new(calls.calls, filter.called(all)),
        in_time: Cell::new(calls.in_time, filter.called(in_time)),
        share: text::percent(percent(calls.in_time, calls.calls)),
        median: text::took(calls.median, lang),
    };
    vec![
        pace(w.in_hours, figures.in_hours, Called::InHours, Called::InHoursInTime),
        pace(
            w.out_of_hours,
            figures.out_of_hours,
            Called::OutOfHours,
            Called::OutOfHoursInTime,
        ),
    ]
}

fn stages(filter: Filter, totals: Totals, lang: Lang) -> Vec<Stage> {
    let steps = [
        (Reached::Valid, totals.valid),
        (Reached::Opportunity, totals.opportunity),
        (Reached::Contacted, totals.contacted),
        (Reached::Interested, totals.interested),
        (Reached::TestDriven, totals.test_driven),
        (Reached::Quoted, totals.quoted),
        (Reached::Ordered, totals.ordered),
        (Reached::Delivered, totals.delivered),
    ];
    steps
        .into_iter()
        .zip(drops(&steps.map(|(_, n)| n)))
        .map(|((far, n), lost)| Stage {
            label: far.label(lang),
            cell: Cell::new(n, filter.reached(far)),
            share: text::percent(percent(n, totals.valid)),
            drop: match lost {
                Some((n, share)) if n > 0 => format!("{n} · {}", text::percent(share)),
                Some(_) => "0".to_owned(),
                None => String::new(),
            },
        })
        .collect()
}

/// Whoever works in sales, whoever has anything to show, and what is nobody's.
fn consultants(filter: Filter, figures: &Figures, w: &'static OverviewText) -> Vec<ConsultantLine> {
    let all = &figures.consultants;
    let shows = |key: &str| {
        let done = [&all.drives, &all.quotes, &all.orders, &all.lost];
        all.called.contains_key(key)
            || all.calls.contains_key(key)
            || all.open.contains_key(key)
            || done.iter().any(|counted| counted.contains_key(key))
    };
    let line = |name: &str, key: &str, whose: Whose| {
        let has = all.called.get(key).copied().unwrap_or_default();
        let called = all.calls.get(key).copied().unwrap_or_default();
        let open = all.open.get(key).copied().unwrap_or_default();
        let lost = all.lost.get(key).copied().unwrap_or_default();
        let done = match whose {
            Whose::Person(id) => {
                let n = |counted: &super::model::ByPerson<u32>| counted.get(key).copied().unwrap_or_default();
                let within = filter.within(id);
                Some([
                    Cell::new(
                        n(&all.drives),
                        within.address("/test-drives/list", DriveView::Driven.code()),
                    ),
                    Cell::new(n(&all.quotes), within.address("/quotes", QuoteView::All.code())),
                    Cell::new(
                        n(&all.orders),
                        within.address("/sales-orders", OrderView::Standing.code()),
                    ),
                ])
            }
            Whose::Anybody | Whose::Nobody => None,
        };
        let caller = if key.is_empty() { "none" } else { key };
        let in_time = &[("called", Called::InTime.code()), ("caller", caller)];
        ConsultantLine {
            name: name.to_owned(),
            leads: Cell::new(has.leads, filter.leads(LeadView::All, whose, &[])),
            in_time: Cell::new(called.in_time, filter.leads(LeadView::All, Whose::Anybody, in_time)),
            share: text::percent(percent(called.in_time, called.in_time + called.late)),
            open: Cell::new(open.open, board(BoardView::Open, whose)),
            late: Cell::new(open.late, board(BoardView::Late, whose)),
            done,
            lost: Cell::new(lost, filter.lost(whose, &[])),
        }
    };
    let wanted = |id: StaffId| filter.owner.is_none_or(|owner| owner == id);
    let mut lines: Vec<ConsultantLine> = all
        .people
        .iter()
        .map(|person| (person, person.id.to_string()))
        .filter(|(person, key)| wanted(person.id) && (person.works_sales() || shows(key)))
        .map(|(person, key)| line(&person.name, &key, Whose::Person(person.id)))
        .collect();
    if filter.owner.is_none() && shows("") {
        lines.push(line(w.nobody, "", Whose::Nobody));
    }
    lines
}
