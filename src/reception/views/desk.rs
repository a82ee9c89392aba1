//! The desk's one screen.

use std::collections::HashMap;

use askama::Template;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;

use super::lines::{Leads, booked_line, queue_line, visit_line};
use super::registration::Registration;
use super::{Line, Waiting, token};
use crate::access::{Permission, Role};
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::narrow::{Narrowed, Tab};
use crate::platform::web::page::{Choice, Toast};
use crate::platform::web::{Cx, Page, Part};
use crate::reception::rules::{Figures, Stay};
use crate::reception::text::{self, DeskText};
use crate::regions;
use crate::values::ids::{StaffId, VisitId};
use crate::visits::model::{BoardRow, Expected, Receiving, works};
use crate::visits::rules::{AppointmentState, Line as House, Patience, patience};
use crate::visits::settings::Reception;

/// How many rows a list shows before it says that there are more.
const ROWS: usize = 40;

/// The query string of the desk, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct DeskQuery {
    /// `service`, `sales`; empty: all.
    pub tab: String,
    /// `walk_ins`, `waiting`, `received`; empty: the appointments.
    pub list: String,
    /// The counter that this person calls to.
    pub counter: String,
    /// The visit that was registered just now.
    pub registered: String,
    /// `1`: every row.
    pub all: String,
}

impl Narrowed for DeskQuery {
    const PATH: &'static str = "/reception";

    fn all(&self) -> Vec<(&'static str, &String)> {
        vec![
            ("tab", &self.tab),
            ("list", &self.list),
            ("counter", &self.counter),
            ("all", &self.all),
        ]
    }
}

impl DeskQuery {
    pub fn shows_appointments(&self) -> bool {
        !matches!(self.list.as_str(), "walk_ins" | "waiting" | "received")
    }

    /// The desk as it is looked at.
    pub fn here(&self) -> String {
        self.with("", "")
    }
}

/// What the desk is made of.
pub struct Day {
    pub rows: Vec<BoardRow>,
    pub expected: Vec<Expected>,
    pub people: Vec<Receiving>,
    pub rules: Reception,
    /// What was made of this person's visitors.
    pub leads: Leads,
}

pub struct Kpi {
    pub href: String,
    pub label: &'static str,
    pub value: String,
    pub small: String,
    pub tone: &'static str,
}

pub struct OnFloor {
    pub name: String,
    pub next: bool,
    pub paused: bool,
    /// Not at work by their plan.
    pub off: bool,
    pub turns: String,
    pub id: String,
    pub first: bool,
    pub mine: bool,
    pub tokens: [String; 3],
}

/// `/reception`
#[derive(Template)]
#[template(path = "reception/desk.html", blocks = ["board"])]
pub struct Desk {
    pub page: Page,
    pub w: &'static DeskText,
    pub moment: String,
    /// Whose figures and lists these are, if not everybody's.
    pub part: &'static str,
    pub here: String,
    pub kpis: Vec<Kpi>,
    pub tabs: Vec<Tab>,
    pub heading: &'static str,
    pub is_appointments: bool,
    pub lines: Vec<Line>,
    pub count: String,
    pub more: String,
    pub present: Vec<Line>,
    pub queue: Vec<Waiting>,
    pub counters: Vec<Choice>,
    pub counter: String,
    /// That a colleague has just called to this counter.
    pub shared: String,
    pub floor: Vec<OnFloor>,
    pub shows_floor: bool,
    pub may_check_in: bool,
    pub may_order: bool,
    pub floor_token: String,
    pub may_work: bool,
    pub registered: Option<(String, String)>,
    pub r: Registration,
    pub oob: bool,
    pub kept: DeskQuery,
}

regions!(Desk { main, board: as_board });

impl Desk {
    pub fn new(cx: &Cx, query: &DeskQuery, day: Day, r: Registration, toast: Option<Toast>) -> Result<Self, Error> {
        let (w, lang, now) = (DeskText::of(cx.lang), cx.lang, cx.now);
        let actor = cx.actor()?;
        let today = times::day_of(now);
        let Day {
            rows,
            expected,
            people,
            rules,
            leads,
        } = day;
        let of_today: Vec<&BoardRow> = rows.iter().filter(|row| row.visit.ticket_on == today).collect();
        let stays: Vec<Stay> = of_today.iter().map(|row| stay(row)).collect();
        let figures = Figures::of(&stays, now, rules.punctual_minutes);
        let house = House::parse(&query.tab);
        let in_tab = |line: House| house.is_none_or(|house| house == line);
        let is_appointments = query.shows_appointments();
        let most = if query.all == "1" { usize::MAX } else { ROWS };
        // Lines are made of those only that are shown.
        let (count, lines): (usize, Vec<Line>) = if is_appointments {
            let of_tab: Vec<&Expected> = expected.iter().filter(|one| in_tab(one.line)).collect();
            let of_visit: HashMap<VisitId, &BoardRow> = rows.iter().map(|row| (row.visit.id, row)).collect();
            let line = |one: &&Expected| {
                booked_line(
                    cx,
                    actor,
                    one,
                    one.visit.and_then(|id| of_visit.get(&id).copied()),
                    &leads,
                )
            };
            (of_tab.len(), of_tab.iter().take(most).map(line).collect())
        } else {
            let wanted: Vec<&BoardRow> = of_today
                .iter()
                .copied()
                .filter(|row| in_tab(row.visit.line))
                .filter(|row| match query.list.as_str() {
                    "walk_ins" => row.booked_for.is_none(),
                    "waiting" => row.visit.state.waits(),
                    _ => row.visit.received_at.is_some(),
                })
                .collect();
            let line = |row: &&BoardRow| visit_line(cx, actor, row, &leads);
            (wanted.len(), wanted.iter().take(most).map(line).collect())
        };
        let cut = count > most;
        let mut waiting: Vec<&BoardRow> = rows.iter().filter(|row| row.visit.state.waits()).collect();
        waiting.sort_by_key(|row| (row.queue_rank, row.queued_at, row.visit.id));
        let lately = Lately {
            rows: &rows,
            me: actor.id,
            now,
        };
        let counter = counter(&rules, &query.counter, &lately);
        let shared = lately
            .others_at(&counter)
            .map(|(who, at)| text::shared_counter(who, &times::clock(at), lang))
            .unwrap_or_default();
        let queue = waiting
            .iter()
            .enumerate()
            .map(|(place, row)| queue_line(cx, actor, row, place, &rules))
            .collect();
        let mut inside: Vec<&BoardRow> = rows
            .iter()
            .filter(|row| !row.visit.state.waits() && row.visit.state.is_present())
            .collect();
        inside.sort_by_key(|row| (row.visit.state as u8, row.visit.arrived_at));
        let registered = query.registered.parse().ok().and_then(|id: VisitId| {
            let row = rows.iter().find(|row| row.visit.id == id)?;
            Some((
                text::registered(&row.visit.ticket(), lang),
                format!("/visits/{id}/slip"),
            ))
        });
        let may_work = actor.may(Permission::WorkReception);
        let may_order = actor.may(Permission::PlanWork);
        let mine = people.iter().find(|one| one.id == actor.id);
        let on_floor: Vec<&Receiving> = people.iter().filter(|one| one.duty.is_some()).collect();
        let turn = on_floor.iter().find(|one| one.takes_turns()).map(|one| one.id);
        let mut page = cx.page(w.title).live("visits,appointments");
        if toast.is_some() {
            page.toast = toast;
        }
        Ok(Self {
            w,
            moment: text::moment(now, lang),
            part: if House::ALL
                .iter()
                .all(|line| *line == House::Sales || !works(actor, *line))
            {
                w.only_sales
            } else {
                ""
            },
            here: query.here(),
            kpis: kpis(query, &figures, &expected, &rules, lang),
            tabs: [
                ("", w.all),
                ("service", House::Service.label(lang)),
                ("sales", House::Sales.label(lang)),
            ]
            .map(|(code, label)| Tab::new(query.with("tab", code), label, query.tab == code))
            .into(),
            heading: match query.list.as_str() {
                "walk_ins" => w.walk_ins,
                "waiting" => w.waiting,
                "received" => w.punctual,
                _ => w.appointments,
            },
            is_appointments,
            count: count.to_string(),
            more: if cut { query.with("all", "1") } else { String::new() },
            lines,
            present: inside
                .into_iter()
                .take(ROWS)
                .map(|row| visit_line(cx, actor, row, &leads))
                .collect(),
            queue,
            counters: rules
                .counters
                .iter()
                .map(|known| Choice::new(known.code.clone(), known.label(lang)))
                .collect(),
            counter,
            shared,
            shows_floor: may_order || actor.is(Role::SalesConsultant) || !on_floor.is_empty(),
            floor: on_floor
                .iter()
                .enumerate()
                .map(|(place, one)| OnFloor {
                    name: one.name.clone(),
                    next: Some(one.id) == turn,
                    paused: one.duty.is_some_and(|duty| duty.paused),
                    off: !one.is_here(),
                    turns: text::turns(one.duty.map_or(0, |duty| duty.turns), lang),
                    id: one.id.to_string(),
                    first: place == 0,
                    mine: one.id == actor.id,
                    tokens: [token(), token(), token()],
                })
                .collect(),
            may_check_in: mine.is_some_and(|one| one.receives(House::Sales) && one.duty.is_none()),
            may_order,
            floor_token: token(),
            may_work,
            registered,
            r,
            oob: matches!(cx.part(), Part::Region(_)),
            kept: query.clone(),
            page,
        })
    }
}

fn stay(row: &BoardRow) -> Stay {
    Stay {
        walk_in: row.booked_for.is_none(),
        arrived_at: row.visit.arrived_at,
        received_at: row.visit.received_at,
        waits: row.visit.state.waits(),
    }
}

/// How long a counter counts as somebody's after a call to it.
const AT_A_COUNTER: TimeDelta = TimeDelta::minutes(30);

/// Who has called to which counter.
struct Lately<'a> {
    rows: &'a [BoardRow],
    me: StaffId,
    now: DateTime<Utc>,
}

impl Lately<'_> {
    /// The counter that this person called to last.
    fn mine(&self) -> Option<&str> {
        self.rows
            .iter()
            .filter(|row| row.caller.as_ref().is_some_and(|caller| caller.id == self.me))
            .max_by_key(|row| row.called_at)
            .and_then(|row| row.counter.as_deref())
    }

    /// The colleague who called to a counter last, if that was just now.
    fn others_at(&self, code: &str) -> Option<(&str, DateTime<Utc>)> {
        self.rows
            .iter()
            .filter(|row| row.counter.as_deref() == Some(code))
            .filter_map(|row| Some((row.caller.as_ref()?, row.called_at?)))
            .filter(|(caller, at)| caller.id != self.me && self.now - *at < AT_A_COUNTER)
            .max_by_key(|(_, at)| *at)
            .map(|(caller, at)| (caller.name.as_str(), at))
    }
}

/// The counter that was chosen, else the one this person called to last, else the first that nobody else uses.
fn counter(rules: &Reception, chosen: &str, lately: &Lately<'_>) -> String {
    let known = |code: &str| rules.counters.iter().any(|counter| counter.code == code);
    if known(chosen) {
        return chosen.to_owned();
    }
    let all = || rules.counters.iter().map(|counter| counter.code.as_str());
    let code = lately
        .mine()
        .filter(|code| known(code))
        .or_else(|| all().find(|code| lately.others_at(code).is_none()))
        .or_else(|| all().next());
    code.unwrap_or_default().to_owned()
}

fn kpis(query: &DeskQuery, figures: &Figures, expected: &[Expected], rules: &Reception, lang: Lang) -> Vec<Kpi> {
    let w = DeskText::of(lang);
    let come = expected
        .iter()
        .filter(|one| one.state == AppointmentState::Arrived)
        .count();
    let waiting = match patience(figures.longest, rules.amber_minutes, rules.red_minutes) {
        _ if figures.waiting == 0 => "",
        Patience::Fine => "",
        Patience::Short => "amber",
        Patience::Lost => "red",
    };
    let target = rules.punctual_target.basis_points();
    let kpi = |list: &str, label, value: String, small: String, tone| Kpi {
        href: query.with("list", list),
        label,
        value,
        small,
        tone,
    };
    vec![
        kpi(
            "",
            w.appointments,
            expected.len().to_string(),
            text::come(come, lang),
            "",
        ),
        kpi("walk_ins", w.walk_ins, figures.walk_ins.to_string(), String::new(), ""),
        kpi(
            "waiting",
            w.waiting,
            figures.waiting.to_string(),
            if figures.waiting == 0 {
                String::new()
            } else {
                text::longest(figures.longest, lang)
            },
            waiting,
        ),
        kpi(
            "received",
            w.average,
            figures.average.map_or_else(|| "—".to_owned(), text::tenths),
            text::minutes(lang).to_owned(),
            "",
        ),
        kpi(
            "received",
            w.punctual,
            figures
                .punctuality()
                .map_or_else(|| "—".to_owned(), |share| format!("{}%", share / 100)),
            text::target(&rules.punctual_target.to_string(), lang),
            match figures.punctuality() {
                Some(share) if share >= target => "green",
                Some(_) => "amber",
                None => "",
            },
        ),
    ]
}
