//! The queue.

use askama::Template;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{Chip, Sheet, chip};
use crate::access::Permission;
use crate::complaints::model::{Counts, QueueRow, RoundRow, TOPIC};
use crate::complaints::rules::{Channel, Clock, Clocks, Severity, Side, View};
use crate::complaints::text::{self, ComplaintText};
use crate::platform::db::page::Slice;
use crate::platform::i18n::times;
use crate::platform::web::narrow::{Chooser, Narrowed, Tab};
use crate::platform::web::page::{Choice, avatar_tone};
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;

/// The query string of the queue, as typed: what can't be read counts as not said.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct QueueQuery {
    pub view: String,
    pub category: String,
    pub severity: String,
    pub owner: String,
    pub channel: String,
    /// `today` or a number of days.
    pub period: String,
    pub from: String,
    pub to: String,
    pub cause: String,
    pub responsible: String,
    pub customer: String,
    pub model: String,
    pub side: String,
    /// `any` or a clock: the first promise was broken.
    pub late: String,
    /// … or kept or broken by now.
    pub due: String,
    /// `1`: in a second or later round.
    pub reopened: String,
    pub after: String,
}

impl Narrowed for QueueQuery {
    const PATH: &'static str = "/complaints";

    fn all(&self) -> Vec<(&'static str, &String)> {
        vec![
            ("view", &self.view),
            ("category", &self.category),
            ("severity", &self.severity),
            ("owner", &self.owner),
            ("channel", &self.channel),
            ("period", &self.period),
            ("from", &self.from),
            ("to", &self.to),
            ("cause", &self.cause),
            ("responsible", &self.responsible),
            ("customer", &self.customer),
            ("model", &self.model),
            ("side", &self.side),
            ("late", &self.late),
            ("due", &self.due),
            ("reopened", &self.reopened),
        ]
    }
}

impl QueueQuery {
    /// This page of the queue.
    pub fn here(&self) -> String {
        self.with("after", &self.after)
    }

    fn is_narrowed(&self) -> bool {
        self.pairs().iter().any(|(name, _)| *name != "view")
    }
}

/// A line.
pub struct Line {
    pub id: String,
    pub number: String,
    pub href: String,
    pub class: &'static str,
    pub customer: String,
    pub plate: String,
    pub plate_kind: &'static str,
    pub facts: String,
    pub category: String,
    pub severity: &'static str,
    pub severity_tone: &'static str,
    pub crisis: bool,
    pub state: &'static str,
    pub contact: Chip,
    /// The deadline that counts now, after the first contact's, and which it is.
    pub next: Chip,
    pub next_name: &'static str,
    pub escalated: bool,
    pub owner: String,
    pub owner_initial: String,
    pub owner_tone: &'static str,
    pub channel: &'static str,
    pub received: String,
    pub received_iso: String,
    pub picked: bool,
}

/// `/complaints`
#[derive(Template)]
#[template(path = "complaints/queue.html", blocks = ["queue"])]
pub struct QueuePage {
    pub page: Page,
    pub w: &'static ComplaintText,
    pub tabs: Vec<Tab>,
    pub choosers: Vec<Chooser>,
    pub lines: Vec<Line>,
    pub narrowed: bool,
    pub next: String,
    pub shown: String,
    pub here: String,
    pub first_page: String,
    pub may_assign: bool,
    pub may_record: bool,
    pub may_analyse: bool,
    pub workers: Vec<Choice>,
    pub form: FormView,
}

regions!(QueuePage { main, queue: as_queue });

impl QueuePage {
    pub fn new(
        cx: &Cx,
        query: &QueueQuery,
        view: View,
        counts: Counts,
        slice: Slice<QueueRow>,
        sheet: &Sheet,
        form: FormView,
    ) -> Self {
        let w = ComplaintText::of(cx.lang);
        let may = |permission| cx.signed_in().is_some_and(|actor| actor.may(permission));
        let page = cx.page(w.title).live(TOPIC);
        let lines: Vec<Line> = slice.rows.iter().map(|row| line(cx, row, &form)).collect();
        Self {
            page,
            w,
            tabs: tabs(cx, query, view, counts),
            choosers: choosers(cx, query, w, sheet),
            narrowed: query.is_narrowed(),
            next: slice.next.map(|after| query.with("after", &after)).unwrap_or_default(),
            shown: text::shown(lines.len(), cx.lang),
            lines,
            here: query.here(),
            first_page: query.with("after", ""),
            may_assign: may(Permission::AssignComplaint),
            may_record: may(Permission::RecordComplaint),
            may_analyse: may(Permission::AnalyseComplaints),
            workers: sheet.workers(),
            form,
        }
    }
}

fn tabs(cx: &Cx, query: &QueueQuery, view: View, counts: Counts) -> Vec<Tab> {
    View::ALL
        .iter()
        .map(|&each| {
            let count = match each {
                View::Waiting => Some(counts.waiting),
                View::Working => Some(counts.working),
                View::Approval => Some(counts.approval),
                View::CallBack => Some(counts.call_back),
                View::Overdue => Some(counts.overdue),
                View::All => None,
            };
            Tab {
                href: query.with("view", each.code()),
                label: text::view(each, cx.lang),
                count: count.map(|count| count.to_string()).unwrap_or_default(),
                hot: each == View::Overdue && counts.overdue > 0,
                current: each == view,
            }
        })
        .collect()
}

fn choosers(cx: &Cx, query: &QueueQuery, w: &'static ComplaintText, sheet: &Sheet) -> Vec<Chooser> {
    let lang = cx.lang;
    let severities = Severity::ALL
        .iter()
        .map(|each| Choice::new(each.code(), text::severity(*each, lang)))
        .collect();
    let channels = Channel::ALL
        .iter()
        .map(|each| Choice::new(each.code(), text::channel(*each, lang)))
        .collect();
    let mut owners = vec![Choice::new("me", w.me), Choice::new("none", w.nobody)];
    owners.extend(sheet.workers());
    let periods = vec![
        Choice::new("today", w.today),
        Choice::new("7", w.days7),
        Choice::new("30", w.days30),
        Choice::new("90", w.days90),
    ];
    let mut all = vec![
        query.chooser("category", w.category, &query.category, sheet.categories()),
        query.chooser("severity", w.severity, &query.severity, severities),
        query.chooser("owner", w.owner, &query.owner, owners),
        query.chooser("channel", w.channel, &query.channel, channels),
        query.chooser("period", w.period, &query.period, periods),
    ];
    // These come from the analysis page: shown only when set.
    let causes = || sheet.causes();
    if !query.cause.is_empty() {
        all.push(query.chooser("cause", w.cause, &query.cause, causes()));
    }
    if !query.responsible.is_empty() {
        all.push(query.chooser("responsible", w.responsible, &query.responsible, sheet.colleagues()));
    }
    let promises = || {
        let clocks = [Clock::Contact, Clock::Proposal, Clock::Resolution];
        let named = clocks.map(|clock| Choice::new(clock.code(), text::clock(clock, lang)));
        std::iter::once(Choice::new("any", w.any_step)).chain(named).collect()
    };
    let this = |value: &str, label: &str| vec![Choice::new(value, label)];
    let further: [(&'static str, &'static str, &String, Vec<Choice>); 6] = [
        ("side", w.side, &query.side, Side::choices(lang)),
        ("late", w.late, &query.late, promises()),
        ("due", w.due, &query.due, promises()),
        ("reopened", w.later_round, &query.reopened, this("1", w.yes)),
        ("model", w.model, &query.model, this(&query.model, &query.model)),
        (
            "customer",
            w.one_customer,
            &query.customer,
            this(&query.customer, w.yes),
        ),
    ];
    for (name, label, chosen, choices) in further {
        if !chosen.is_empty() {
            all.push(query.chooser(name, label, chosen, choices));
        }
    }
    if !query.from.is_empty() || !query.to.is_empty() {
        let days = format!("{} – {}", query.from, query.to);
        let mut chip = query.chooser("from", w.between, &query.from, this(&query.from, &days));
        chip.clear = query.with("from", "").replace(&format!("to={}", query.to), "to=");
        all.push(chip);
    }
    all
}

/// The clock, besides that of the first contact, which runs and whose deadline is the earliest; the resolution's when
/// none runs.
fn counting(clocks: &Clocks, round: &RoundRow) -> Clock {
    let dues = round.dues();
    [Clock::Proposal, Clock::Resolution, Clock::CallBack]
        .into_iter()
        .filter(|clock| clocks.is_running(*clock))
        .filter_map(|clock| dues.of(clock).map(|due| (due, clock)))
        .min()
        .map_or(Clock::Resolution, |(_, clock)| clock)
}

fn line(cx: &Cx, row: &QueueRow, form: &FormView) -> Line {
    let (now, lang): (DateTime<Utc>, _) = (cx.now, cx.lang);
    let w = ComplaintText::of(lang);
    let complaint = &row.complaint;
    let clocks = row.round.clocks_at_a_glance(complaint.severity);
    let contact = chip(Clock::Contact, &clocks, &row.round, now, lang);
    let counting = counting(&clocks, &row.round);
    let next = chip(counting, &clocks, &row.round, now, lang);
    let open = complaint.ended_at.is_none();
    let late = open && complaint.due_at.is_some_and(|due| due < now);
    let soon = open && [&contact, &next].iter().any(|chip| chip.kind == "due");
    let owner = row.owner.clone().unwrap_or_default();
    let plate = row.plate.as_ref().map(crate::platform::vault::Pii::expose);
    Line {
        id: complaint.id.to_string(),
        number: complaint.number.clone(),
        href: format!("/complaints/{}", complaint.id),
        class: if late {
            "row-over"
        } else if soon {
            "row-due"
        } else {
            ""
        },
        customer: row
            .customer
            .as_ref()
            .map_or_else(|| w.unknown.to_owned(), |name| name.expose().clone()),
        plate: plate.map(|plate| plate.display()).unwrap_or_default(),
        plate_kind: if plate.is_some_and(|plate| plate.is_new_energy()) {
            "nev"
        } else {
            ""
        },
        facts: row
            .facts
            .expose()
            .lines()
            .next()
            .unwrap_or_default()
            .chars()
            .take(60)
            .collect(),
        category: lang.pick(&row.category.0, &row.category.1).clone(),
        severity: text::severity(complaint.severity, lang),
        severity_tone: severity_tone(complaint.severity),
        crisis: complaint.severity == Severity::Crisis,
        state: text::state(complaint.state, lang),
        contact,
        next_name: text::clock(counting, lang),
        next,
        escalated: late && complaint.escalation >= 2,
        owner_initial: owner.chars().next().map(String::from).unwrap_or_default(),
        owner_tone: avatar_tone(&owner),
        owner,
        channel: text::channel(complaint.channel, lang),
        received: times::recent(complaint.received_at, now, lang),
        received_iso: times::iso(complaint.received_at),
        picked: form.has("ids", &complaint.id.to_string()),
    }
}

pub(super) fn severity_tone(severity: Severity) -> &'static str {
    match severity {
        Severity::Normal => "",
        Severity::Serious => "amber",
        Severity::Crisis => "red",
    }
}
