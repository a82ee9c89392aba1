//! The page of the analysis.

use askama::Template;
use chrono::{Datelike, Days, Months, NaiveDate};
use serde::Deserialize;

use super::queries::{Figures, Filter, Group, Month, Speed};
use super::text::{self, AnalysisText};
use crate::access::Permission;
use crate::complaints::actions::queries::Effected;
use crate::complaints::actions::rules::windows;
use crate::complaints::actions::views as actions;
use crate::complaints::rules::{Severity, Side};
use crate::complaints::text as room;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::chart::{Column, Datum, Head, Pareto, Stacked};
use crate::platform::web::narrow::{Chooser, Narrowed, address};
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, Page};
use crate::regions;
use crate::values::date::parse_day;

/// A share of fewer cases than this is shown pale.
const FEW: u32 = 10;
/// So many groups are shown one by one.
const SHOWN: usize = 12;
/// The longest period, in days.
const LONGEST: i64 = 3_660;

/// The query string: what can't be read counts as not said.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AnalysisQuery {
    /// A number of days up to today, unless the days are given.
    pub period: String,
    pub from: String,
    pub to: String,
    pub category: String,
    pub severity: String,
    pub side: String,
}

impl AnalysisQuery {
    pub fn filter(&self, today: NaiveDate) -> Filter {
        let (first, last) = self.days(today);
        Filter {
            first,
            last,
            category: Some(self.category.clone()).filter(|code| !code.is_empty()),
            severity: Severity::parse(&self.severity),
            side: Side::parse(&self.side),
        }
    }

    fn days(&self, today: NaiveDate) -> (NaiveDate, NaiveDate) {
        let given = (parse_day(&self.from).ok(), parse_day(&self.to).ok());
        if let (Some(first), last) = given {
            let last = last.unwrap_or(today);
            if first <= last && (last - first).num_days() <= LONGEST {
                return (first, last);
            }
        }
        let days = self.period().parse().unwrap_or(30_u64);
        (today.checked_sub_days(Days::new(days - 1)).unwrap_or(today), today)
    }

    /// The days are given, rather than a period.
    fn chosen(&self, filter: &Filter) -> bool {
        parse_day(&self.from).is_ok_and(|first| first == filter.first)
    }

    fn period(&self) -> &str {
        match self.period.as_str() {
            known @ ("90" | "180" | "365") => known,
            _ => "30",
        }
    }

    fn without(&self, names: &[&str]) -> String {
        address(Self::PATH, self.kept(names))
    }
}

impl Narrowed for AnalysisQuery {
    const PATH: &'static str = "/complaints/analysis";

    fn all(&self) -> Vec<(&'static str, &String)> {
        vec![
            ("period", &self.period),
            ("from", &self.from),
            ("to", &self.to),
            ("category", &self.category),
            ("severity", &self.severity),
            ("side", &self.side),
        ]
    }
}

impl Filter {
    /// The complaints that are looked at, in the queue, narrowed further: what a figure was counted from.
    fn queue(&self, further: &[(&str, &str)]) -> String {
        self.queue_of(self.first, self.last, further)
    }

    fn queue_of(&self, first: NaiveDate, last: NaiveDate, further: &[(&str, &str)]) -> String {
        let (first, last) = (times::date(first), times::date(last));
        let mut pairs = vec![("view", "all"), ("from", first.as_str()), ("to", last.as_str())];
        let own = [
            ("category", self.category.as_deref()),
            ("severity", self.severity.map(Severity::code)),
            ("side", self.side.map(Side::code)),
        ];
        for (name, value) in own {
            if let Some(value) = value.filter(|_| !further.iter().any(|(other, _)| *other == name)) {
                pairs.push((name, value));
            }
        }
        pairs.extend_from_slice(further);
        address("/complaints", pairs)
    }
}

/// One clock.
struct Pace {
    label: &'static str,
    median: String,
    p90: String,
    share: String,
    due: u32,
    due_href: String,
    late: u32,
    late_href: String,
    few: bool,
}

struct Again {
    name: String,
    record: String,
    href: String,
    n: u32,
}

/// A corrective action in a line.
struct ActionLine {
    href: String,
    title: String,
    owner: String,
    due: String,
    late: String,
    state: &'static str,
    effect: &'static str,
    before: Option<(String, i64)>,
    after: Option<(String, i64)>,
}

/// A Pareto chart with what it rests on.
struct Card {
    title: &'static str,
    counted: String,
    chart: Pareto,
}

/// `/complaints/analysis`
#[derive(Template)]
#[template(path = "complaints/analysis/page.html")]
pub struct AnalysisPage {
    page: Page,
    w: &'static AnalysisText,
    may_change_terms: bool,
    days: String,
    choosers: Vec<Chooser>,
    from: String,
    to: String,
    chosen_days: String,
    kept: Vec<(&'static str, String)>,
    clear_days: String,
    narrowed: bool,
    total: u32,
    queue: String,
    /// Unless only one severity is looked at.
    crisis: Option<u32>,
    crisis_tone: &'static str,
    crisis_href: String,
    punctuality: String,
    punctuality_n: String,
    punctual: bool,
    late_href: String,
    reopened: u32,
    reopened_href: String,
    repeat_customers: u32,
    few: String,
    cards: Vec<Card>,
    paces: Vec<Pace>,
    trend: Stacked,
    again: Vec<Again>,
    actions: Vec<ActionLine>,
    open_actions: i64,
    overdue_actions: i64,
}

regions!(AnalysisPage { main });

impl AnalysisPage {
    pub fn new(cx: &Cx, query: &AnalysisQuery, filter: &Filter, figures: &Figures, effected: &[Effected]) -> Self {
        let (w, lang) = (AnalysisText::of(cx.lang), cx.lang);
        let totals = figures.totals;
        let due = totals.late + totals.punctual;
        let (first, last) = (times::date(filter.first), times::date(filter.last));
        let days = text::days(&first, &last, lang);
        let chosen = query.chosen(filter);
        let today = times::day_of(cx.now);
        Self {
            page: cx.page(w.title),
            w,
            may_change_terms: cx
                .signed_in()
                .is_some_and(|actor| actor.may(Permission::ChangeSettings)),
            choosers: choosers(query, filter, figures, w, lang),
            chosen_days: if chosen { days.clone() } else { String::new() },
            days,
            from: first,
            to: last,
            kept: query.kept(&["from", "to", "period"]),
            clear_days: query.without(&["from", "to"]),
            narrowed: !query.pairs().is_empty(),
            total: totals.total,
            queue: filter.queue(&[]),
            crisis: filter.severity.is_none().then_some(totals.crisis),
            crisis_tone: if totals.crisis > 0 { "red" } else { "" },
            crisis_href: filter.queue(&[("severity", "crisis")]),
            punctuality: share(totals.punctual, due),
            punctuality_n: text::of(due, lang),
            punctual: totals.late == 0,
            late_href: filter.queue(&[("late", "any")]),
            reopened: totals.reopened,
            reopened_href: filter.queue(&[("reopened", "1")]),
            repeat_customers: figures.again.customers,
            few: if totals.total < FEW {
                text::few(totals.total, lang)
            } else {
                String::new()
            },
            cards: cards(filter, figures, w, lang),
            paces: paces(filter, &figures.clocks, w, lang),
            trend: trend(filter, &figures.months, w, lang),
            again: figures
                .repeaters
                .iter()
                .map(|one| Again {
                    name: one.name.expose().clone(),
                    record: format!("/customers/{}", one.id),
                    href: filter.queue(&[("customer", &one.id.to_string())]),
                    n: one.n,
                })
                .collect(),
            actions: effected.iter().map(|one| action(one, today, lang)).collect(),
            open_actions: effected.first().map_or(0, |one| one.row.open),
            overdue_actions: effected.first().map_or(0, |one| one.row.overdue),
        }
    }
}

/// `92%`; nothing of nothing is no share at all.
fn share(part: u32, whole: u32) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let share = f64::from(part) / f64::from(whole) * 100.0;
    // 99.6 % is not all of them.
    if part < whole {
        format!("{:.0}%", share.min(99.0))
    } else {
        format!("{share:.0}%")
    }
}

fn choosers(
    query: &AnalysisQuery,
    filter: &Filter,
    figures: &Figures,
    w: &'static AnalysisText,
    lang: Lang,
) -> Vec<Chooser> {
    let periods = [
        ("30", w.days30),
        ("90", w.days90),
        ("180", w.days180),
        ("365", w.days365),
    ];
    let periods = periods.map(|(days, label)| Choice::new(days, label)).to_vec();
    let categories = figures
        .terms
        .iter()
        .map(|term| Choice::new(term.code.clone(), lang.pick(&term.zh, &term.en).clone()))
        .collect();
    let severities = Severity::ALL
        .iter()
        .map(|each| Choice::new(each.code(), room::severity(*each, lang)))
        .collect();
    let chooser = |name: &'static str, label, chosen: &str, choices: Vec<Choice>, but: &[&str]| Chooser {
        kept: query.kept(but),
        ..query.chooser(name, label, chosen, choices)
    };
    let period = if query.chosen(filter) { "" } else { query.period() };
    vec![
        chooser("period", w.period, period, periods, &["period", "from", "to"]),
        chooser("category", w.category, &query.category, categories, &["category"]),
        chooser("severity", w.severity, &query.severity, severities, &["severity"]),
        chooser("side", w.side, &query.side, Side::choices(lang), &["side"]),
    ]
}

fn cards(filter: &Filter, figures: &Figures, w: &'static AnalysisText, lang: Lang) -> Vec<Card> {
    let totals = figures.totals;
    let card = |id: &str, title, label: &str, field: &str, groups: &[Group], unknown: u32, why: &'static str| {
        let head = Head::new(id, title, label, w.complaints, lang);
        let datum = |group: &Group| {
            Datum::count(lang.pick(&group.zh, &group.en).clone(), group.n).to(filter.queue(&[(field, &group.code)]))
        };
        // A single other one is shown by its name.
        let most = if groups.len() == SHOWN + 1 { SHOWN + 1 } else { SHOWN };
        let shown: Vec<Datum> = groups.iter().take(most).map(datum).collect();
        let rest = groups.get(most..).unwrap_or_default();
        let rest = (!rest.is_empty())
            .then(|| Datum::count(text::others(rest.len(), lang), rest.iter().map(|group| group.n).sum()));
        Card {
            title,
            counted: text::counted(totals.total - unknown.min(totals.total), unknown, why, lang),
            chart: Pareto::with_rest(&head, shown, rest),
        }
    };
    vec![
        card(
            "by-category",
            w.by_category,
            w.category,
            "category",
            &figures.categories,
            0,
            "",
        ),
        card(
            "by-cause",
            w.by_cause,
            w.cause,
            "cause",
            &figures.causes,
            totals.without_cause,
            text::unknown_cause(lang),
        ),
        card(
            "by-model",
            w.by_model,
            w.model,
            "model",
            &figures.models,
            totals.without_model,
            text::unknown_model(lang),
        ),
        card(
            "by-person",
            w.by_person,
            w.person,
            "responsible",
            &figures.people,
            totals.without_person,
            text::unknown_person(lang),
        ),
    ]
}

fn paces(filter: &Filter, clocks: &[Speed], w: &'static AnalysisText, lang: Lang) -> Vec<Pace> {
    let named = [
        (w.contact, "contact"),
        (w.proposal, "proposal"),
        (w.resolution, "resolution"),
    ];
    let took = |seconds: Option<f64>| seconds.map_or_else(|| "–".to_owned(), |seconds| text::took(seconds, lang));
    clocks
        .iter()
        .zip(named)
        .map(|(speed, (label, code))| {
            let due = speed.in_time + speed.late;
            Pace {
                label,
                median: took(speed.quantiles.map(|(half, _)| half)),
                p90: took(speed.quantiles.map(|(_, most)| most)),
                share: share(speed.in_time, due),
                due,
                due_href: filter.queue(&[("due", code)]),
                late: speed.late,
                late_href: filter.queue(&[("late", code)]),
                few: due < FEW,
            }
        })
        .collect()
}

fn trend(filter: &Filter, months: &[Month], w: &'static AnalysisText, lang: Lang) -> Stacked {
    let head = Head::new("by-month", w.trend, w.month, w.complaints, lang);
    let columns = filter
        .months()
        .into_iter()
        .enumerate()
        .map(|(at, first)| {
            let count = |severity: &Severity| {
                months
                    .iter()
                    .filter(|month| month.month == at + 1 && month.severity == severity.code())
                    .map(|month| month.n)
                    .sum()
            };
            let last = first
                .checked_add_months(Months::new(1))
                .and_then(|next| next.pred_opt())
                .unwrap_or(first);
            Column {
                label: text::month(first.year(), first.month(), lang),
                counts: Severity::ALL.iter().map(count).collect(),
                href: Some(filter.queue_of(first, last, &[])),
            }
        })
        .collect();
    let series: Vec<&str> = Severity::ALL.iter().map(|each| room::severity(*each, lang)).collect();
    Stacked::new(&head, &series, columns)
}

fn action(Effected { row, title }: &Effected, today: NaiveDate, lang: Lang) -> ActionLine {
    let days = u32::try_from(row.days).unwrap_or_default();
    let compared = row.cause.as_deref().zip(row.done_at).map(|(cause, done)| {
        let windows = windows(times::day_of(done), days, today);
        let count = |window, n: i64| (actions::queue(cause, window), n);
        (count(windows.before, row.before), count(windows.after, row.after))
    });
    let (before, after) = compared.unzip();
    let cause = lang.pick(row.zh.as_deref(), row.en.as_deref());
    ActionLine {
        href: format!("/corrective-actions/{}", row.id),
        title: actions::named(title.expose(), row.is_alarm, cause, lang),
        owner: row.owner.clone().unwrap_or_default(),
        due: times::date(row.due_on),
        late: actions::late_by(row.state, row.due_on, today, lang),
        state: row.state.label(lang),
        effect: row.effect.map(|effect| effect.label(lang)).unwrap_or_default(),
        before,
        after,
    }
}
