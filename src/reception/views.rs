//! The desk's pages.

use askama::Template;
use chrono::{Datelike, NaiveDate, TimeDelta};
use serde::Deserialize;

use super::rules::{Figures, Stay};
use super::text::{self, DeskText};
use crate::access::{Permission, Role};
use crate::customers::views::tier_tag;
use crate::platform::db::FormToken;
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::page::{Choice, Toast, avatar_tone};
use crate::platform::web::{Cx, FormView, Page, Part, Qr, Region};
use crate::regions;
use crate::values::mileage::Km;
use crate::visits::model::{BoardRow, Card, Expected, FloorTurn, Receiving, Slip};
use crate::visits::rules::{AppointmentState, Line as House, Patience, Purpose, VisitState, patience};
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

impl DeskQuery {
    fn with(&self, name: &str, value: &str) -> String {
        let pairs = [
            ("tab", &self.tab),
            ("list", &self.list),
            ("counter", &self.counter),
            ("all", &self.all),
        ];
        let kept = pairs
            .into_iter()
            .filter(|(known, kept)| *known != name && !kept.is_empty())
            .map(|(name, value)| (name, value.as_str()));
        let changed = Some((name, value)).filter(|(_, value)| !value.is_empty());
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(kept.chain(changed))
            .finish();
        if query.is_empty() {
            "/reception".to_owned()
        } else {
            format!("/reception?{query}")
        }
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
}

pub struct Kpi {
    pub href: String,
    pub label: &'static str,
    pub value: String,
    pub small: String,
    pub tone: &'static str,
}

pub struct Tab {
    pub href: String,
    pub label: &'static str,
    pub current: bool,
}

/// The one next thing to do for a row.
#[derive(Default)]
pub struct Next {
    pub label: &'static str,
    /// A form's address, or a page's.
    pub post: String,
    pub get: String,
    pub dialog: bool,
    pub primary: bool,
    pub token: String,
    pub version: String,
    pub appointment: String,
}

/// A line of the appointments, of a list of visits, or of who is in the store.
pub struct Line {
    pub id: String,
    pub first: String,
    pub name: String,
    pub href: String,
    pub tier: Option<(&'static str, &'static str)>,
    pub plate: String,
    pub plate_kind: &'static str,
    pub car: String,
    pub matter: &'static str,
    pub who: String,
    pub who_initial: String,
    pub who_tone: &'static str,
    pub state: &'static str,
    pub tone: &'static str,
    pub waited: String,
    pub next: Next,
}

/// A line of the queue.
pub struct Waiting {
    pub id: String,
    pub ticket: String,
    pub name: String,
    pub about: Vec<String>,
    pub tier: Option<(&'static str, &'static str)>,
    pub chip: &'static str,
    pub waited: String,
    pub since: String,
    pub called: String,
    pub key: String,
    pub version: i32,
    pub tokens: [String; 4],
}

pub struct OnFloor {
    pub name: String,
    pub next: bool,
    pub paused: bool,
    pub turns: String,
    pub id: String,
    pub first: bool,
    pub mine: bool,
    pub tokens: [String; 3],
}

/// A customer with a car to choose.
pub struct Match {
    pub value: String,
    pub name: String,
    pub href: String,
    pub phone: String,
    pub tier: Option<(&'static str, &'static str)>,
    pub plate: String,
    pub plate_kind: &'static str,
    pub car: String,
    pub tags: Vec<(String, &'static str)>,
    pub about: Vec<String>,
    pub present: Option<(String, String)>,
}

/// The registration card.
pub struct Registration {
    pub form: FormView,
    pub matches: Vec<Match>,
    pub searched: bool,
    pub hint: &'static str,
    pub purposes: Vec<Choice>,
    pub people: Vec<Choice>,
    pub visits: Vec<Choice>,
    pub auto: String,
}

impl Registration {
    pub fn new(cx: &Cx, people: &[Receiving], form: FormView) -> Self {
        let (w, lang) = (DeskText::of(cx.lang), cx.lang);
        let name = |one: Option<&Receiving>| one.map(|one| one.name.clone());
        let service = people.iter().filter(|one| one.service).min_by_key(|one| one.in_hand);
        let sales = people
            .iter()
            .filter(|one| one.sales)
            .filter_map(|one| Some((one.duty.filter(|duty| !duty.paused)?.place, one)))
            .min_by_key(|(place, _)| *place)
            .map(|(_, one)| one);
        Self {
            form,
            matches: Vec::new(),
            searched: false,
            hint: "",
            purposes: Purpose::choices(lang),
            people: people
                .iter()
                .map(|one| Choice::new(one.id.to_string(), text::in_hand(&one.name, one.in_hand, lang)))
                .collect(),
            visits: vec![Choice::new("first", w.visit_first), Choice::new("again", w.visit_again)],
            auto: text::auto(name(service).as_deref(), name(sales).as_deref(), lang),
        }
    }

    /// An empty card.
    pub fn blank() -> FormView {
        FormView::fresh([("purpose", "service"), ("party_size", "1")])
    }
}

/// A customer that was found, as the card shows them.
pub fn matched(card: &Card, complaints: i64, cx: &Cx) -> Match {
    let (w, lang, today) = (DeskText::of(cx.lang), cx.lang, times::day_of(cx.now));
    let mut tags: Vec<(String, &'static str)> = Vec::new();
    if complaints > 0 {
        tags.push((text::complaints(complaints, lang), "red"));
    }
    match card.born_on.and_then(|born| days_to(born, today)) {
        Some(0) => tags.push((w.birthday_today.to_owned(), "violet")),
        Some(days) if days <= 7 => tags.push((w.birthday_week.to_owned(), "violet")),
        _ => {}
    }
    let mut about = Vec::new();
    if let Some((at, purpose)) = card.appointment {
        about.push(format!("{} {} {}", w.booked, times::clock(at), purpose.label(lang)));
    }
    if let Some(car) = &card.car {
        let due_day = car.next_service_on.filter(|day| *day <= today);
        let due_km = car
            .next_service_km
            .filter(|km| car.mileage.is_some_and(|now| now >= *km))
            .map(|km| Km::new(km).display());
        if due_day.is_some() || due_km.is_some() {
            tags.push((w.service_due.to_owned(), "amber"));
        }
        if !car.recalls.is_empty() {
            tags.push((w.recall_open.to_owned(), "red"));
            about.extend(car.recalls.iter().cloned());
        }
        about.extend(car.mileage.map(|km| Km::new(km).display()));
        let next = text::due_at(
            car.next_service_on,
            car.next_service_km.map(|km| Km::new(km).display()),
            lang,
        );
        if !next.is_empty() {
            about.push(format!("{} {next}", w.service_due));
        }
    }
    match card.last_visit {
        Some(day) => about.push(format!("{} {}", w.last_visit, times::date(day))),
        None => about.push(w.never_here.to_owned()),
    }
    if let Some(owner) = card
        .owner
        .as_ref()
        .filter(|_| card.tier == crate::customers::rules::Tier::Platinum)
    {
        about.push(format!("{} {}", w.own_advisor, owner.name));
    }
    let value = match &card.car {
        Some(car) => format!("{}:{}", card.customer, car.id),
        None => card.customer.to_string(),
    };
    Match {
        value,
        name: card.name.expose().clone(),
        href: format!("/customers/{}", card.customer),
        phone: card.phone.clone().unwrap_or_default(),
        tier: tier_tag(card.tier, lang),
        plate: card.car.as_ref().and_then(|car| car.plate.clone()).unwrap_or_default(),
        plate_kind: if card.car.as_ref().is_some_and(|car| car.new_energy) {
            "nev"
        } else {
            ""
        },
        car: card.car.as_ref().map(|car| car.title.clone()).unwrap_or_default(),
        tags,
        about,
        present: card
            .present
            .as_ref()
            .map(|(id, ticket)| (format!("/visits/{id}"), ticket.clone())),
    }
}

/// Days until the next birthday.
fn days_to(born: NaiveDate, today: NaiveDate) -> Option<i64> {
    let this = |year| {
        NaiveDate::from_ymd_opt(
            year,
            born.month(),
            if born.month() == 2 {
                born.day().min(28)
            } else {
                born.day()
            },
        )
    };
    let next = this(today.year())
        .filter(|day| *day >= today)
        .or_else(|| this(today.year() + 1))?;
    Some((next - today).num_days())
}

/// `/reception`
#[derive(Template)]
#[template(path = "reception/desk.html", blocks = ["main", "board"])]
pub struct Desk {
    pub page: Page,
    pub w: &'static DeskText,
    pub moment: String,
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

regions!(Desk {
    main: as_main,
    board: as_board
});

fn token() -> String {
    FormToken::new().to_string()
}

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
        } = day;
        let of_today: Vec<&BoardRow> = rows.iter().filter(|row| row.visit.ticket_on == today).collect();
        let stays: Vec<Stay> = of_today.iter().map(|row| stay(row)).collect();
        let figures = Figures::of(&stays, now, rules.punctual_minutes);
        let house = House::parse(&query.tab);
        let in_tab = |line: House| house.is_none_or(|house| house == line);
        let is_appointments = !matches!(query.list.as_str(), "walk_ins" | "waiting" | "received");
        let mut lines: Vec<Line> = if is_appointments {
            expected
                .iter()
                .filter(|one| in_tab(one.line))
                .map(|one| booked_line(cx, one, rows.iter().find(|row| Some(row.visit.id) == one.visit)))
                .collect()
        } else {
            of_today
                .iter()
                .filter(|row| in_tab(row.visit.line))
                .filter(|row| match query.list.as_str() {
                    "walk_ins" => row.booked_for.is_none(),
                    "waiting" => row.visit.state.waits(),
                    _ => row.visit.received_at.is_some(),
                })
                .map(|row| visit_line(cx, row))
                .collect()
        };
        let count = lines.len();
        let cut = count > ROWS && query.all != "1";
        if cut {
            lines.truncate(ROWS);
        }
        let mut waiting: Vec<&BoardRow> = rows.iter().filter(|row| row.visit.state.waits()).collect();
        waiting.sort_by_key(|row| (row.queue_rank, row.queued_at, row.visit.id));
        let counter = counter(&rules, &query.counter, &rows, actor.id);
        let queue = waiting
            .iter()
            .enumerate()
            .map(|(place, row)| queue_line(cx, row, place, &rules))
            .collect();
        let mut inside: Vec<&BoardRow> = rows
            .iter()
            .filter(|row| !row.visit.state.waits() && row.visit.state.is_present())
            .collect();
        inside.sort_by_key(|row| (row.visit.state as u8, row.visit.arrived_at));
        let registered = query
            .registered
            .parse()
            .ok()
            .and_then(|id: crate::values::ids::VisitId| {
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
        let turn = on_floor
            .iter()
            .find(|one| one.duty.is_some_and(|duty| !duty.paused))
            .map(|one| one.id);
        let mut page = cx.page(w.title).live("visits,appointments");
        if toast.is_some() {
            page.toast = toast;
        }
        Ok(Self {
            w,
            moment: text::moment(now, lang),
            here: query.here(),
            kpis: kpis(query, &figures, &expected, &rules, lang),
            tabs: [
                ("", w.all),
                ("service", House::Service.label(lang)),
                ("sales", House::Sales.label(lang)),
            ]
            .map(|(code, label)| Tab {
                href: query.with("tab", code),
                label,
                current: query.tab == code,
            })
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
            present: inside.into_iter().take(ROWS).map(|row| visit_line(cx, row)).collect(),
            queue,
            counters: rules
                .counters
                .iter()
                .map(|known| Choice::new(known.code.clone(), known.label(lang)))
                .collect(),
            counter,
            shows_floor: may_order || actor.is(Role::SalesConsultant) || !on_floor.is_empty(),
            floor: on_floor
                .iter()
                .enumerate()
                .map(|(place, one)| OnFloor {
                    name: one.name.clone(),
                    next: Some(one.id) == turn,
                    paused: one.duty.is_some_and(|duty| duty.paused),
                    turns: text::turns(one.duty.map_or(0, |duty| duty.turns), lang),
                    id: one.id.to_string(),
                    first: place == 0,
                    mine: one.id == actor.id,
                    tokens: [token(), token(), token()],
                })
                .collect(),
            may_check_in: mine.is_some_and(|one| one.sales && one.duty.is_none()),
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

/// The counter that was chosen, else the one this person called to last, else the first.
fn counter(rules: &Reception, chosen: &str, rows: &[BoardRow], me: crate::values::ids::StaffId) -> String {
    let known = |code: &str| rules.counters.iter().any(|counter| counter.code == code);
    if known(chosen) {
        return chosen.to_owned();
    }
    let last = rows
        .iter()
        .filter(|row| row.caller.as_ref().is_some_and(|caller| caller.id == me))
        .max_by_key(|row| row.called_at)
        .and_then(|row| row.counter.clone());
    last.filter(|code| known(code))
        .or_else(|| rules.counters.first().map(|counter| counter.code.clone()))
        .unwrap_or_default()
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

fn initial(name: &str) -> String {
    name.chars().next().map(String::from).unwrap_or_default()
}

fn booked_line(cx: &Cx, one: &Expected, visit: Option<&BoardRow>) -> Line {
    let (w, lang) = (DeskText::of(cx.lang), cx.lang);
    let (state, tone) = match (visit, one.state) {
        (Some(row), _) => state(row.visit.state, lang),
        (None, AppointmentState::NoShow) => (one.state.label(lang), "red"),
        (None, AppointmentState::Arrived) => (one.state.label(lang), "green"),
        (None, _) => (one.state.label(lang), "blue"),
    };
    let next = match visit {
        Some(row) => next(row, w),
        None if one.state != AppointmentState::Arrived => Next {
            label: w.register_visit,
            post: "/reception/arrivals".to_owned(),
            appointment: one.id.to_string(),
            token: token(),
            ..Next::default()
        },
        None => Next::default(),
    };
    let who = one
        .advisor
        .as_ref()
        .map(|person| person.name.clone())
        .unwrap_or_default();
    Line {
        id: one.id.to_string(),
        first: times::clock(one.starts_at),
        name: one.name.expose().clone(),
        href: format!("/customers/{}", one.customer),
        tier: tier_tag(one.tier, lang),
        plate: one.plate.clone().unwrap_or_default(),
        plate_kind: if one.new_energy { "nev" } else { "" },
        car: one.car.clone(),
        matter: one.purpose.label(lang),
        who_initial: initial(&who),
        who_tone: avatar_tone(&who),
        who,
        state,
        tone,
        waited: String::new(),
        next,
    }
}

fn visit_line(cx: &Cx, row: &BoardRow) -> Line {
    let (w, lang) = (DeskText::of(cx.lang), cx.lang);
    let (state, tone) = state(row.visit.state, lang);
    let who = row
        .advisor
        .as_ref()
        .map(|person| person.name.clone())
        .unwrap_or_default();
    let waited = row.visit.received_at.unwrap_or(cx.now) - row.visit.arrived_at;
    Line {
        id: row.visit.id.to_string(),
        first: row.visit.ticket(),
        name: name(row, w),
        href: row
            .visit
            .customer_id
            .map(|id| format!("/customers/{id}"))
            .unwrap_or_default(),
        tier: row.tier.and_then(|tier| tier_tag(tier, lang)),
        plate: row.plate.clone().unwrap_or_default(),
        plate_kind: if row.new_energy { "nev" } else { "" },
        car: row.car.clone(),
        matter: row.visit.purpose.label(lang),
        who_initial: initial(&who),
        who_tone: avatar_tone(&who),
        who,
        state,
        tone,
        waited: format!("{} {}", waited.num_minutes(), text::minutes(lang)),
        next: next(row, w),
    }
}

fn name(row: &BoardRow, w: &DeskText) -> String {
    match (&row.name, row.visit.customer_id) {
        (Some(name), Some(_)) => name.expose().clone(),
        (Some(name), None) => format!("{} {}", w.guest, name.expose()),
        (None, _) => w.guest.to_owned(),
    }
}

fn state(state: VisitState, lang: Lang) -> (&'static str, &'static str) {
    let tone = match state {
        VisitState::Arrived | VisitState::Waiting => "amber",
        VisitState::Receiving | VisitState::InWorkshop | VisitState::QualityCheck => "blue",
        VisitState::Ready | VisitState::Settled => "green",
        VisitState::Left => "",
    };
    (state.label(lang), tone)
}

fn next(row: &BoardRow, w: &'static DeskText) -> Next {
    let visit = &row.visit;
    let (page, departure) = (
        format!("/visits/{}", visit.id),
        format!("/visits/{}/departure", visit.id),
    );
    let open = |label| Next {
        label,
        get: page.clone(),
        ..Next::default()
    };
    let ask = |label| Next {
        label,
        get: departure.clone(),
        dialog: true,
        ..Next::default()
    };
    match (visit.state, visit.line) {
        (VisitState::Arrived | VisitState::Waiting, line) => Next {
            label: if line == House::Service {
                w.start_service
            } else {
                w.start
            },
            post: format!("/visits/{}/reception", visit.id),
            primary: true,
            token: token(),
            version: visit.lock_version.to_string(),
            ..Next::default()
        },
        (VisitState::Receiving, House::Service) => open(w.see_sheet),
        (VisitState::Receiving, _) => ask(w.finish),
        (VisitState::InWorkshop | VisitState::QualityCheck | VisitState::Ready, _) => open(w.see_visit),
        (VisitState::Settled, _) => ask(w.depart),
        (VisitState::Left, _) => Next::default(),
    }
}

fn queue_line(cx: &Cx, row: &BoardRow, place: usize, rules: &Reception) -> Waiting {
    let (w, lang) = (DeskText::of(cx.lang), cx.lang);
    let waited = (cx.now - row.visit.arrived_at).max(TimeDelta::zero()).num_minutes();
    let mut about = vec![row.visit.purpose.label(lang).to_owned()];
    about.push(
        row.advisor
            .as_ref()
            .map_or_else(|| w.nobody.to_owned(), |person| person.name.clone()),
    );
    about.extend(row.booked_for.map(|at| format!("{} {}", w.booked, times::clock(at))));
    about.extend((row.party_size > 1).then(|| text::party(row.party_size, lang)));
    about.extend(row.first_visit.then(|| w.first.to_owned()));
    about.extend((row.passed_over > 0).then(|| text::passed(row.passed_over, lang)));
    let called = match (&row.counter, &row.caller, row.called_at) {
        (Some(code), Some(caller), Some(at)) => {
            let known = rules.counters.iter().find(|counter| counter.code == *code);
            let label = known.map_or_else(|| code.clone(), |counter| counter.label(lang).to_owned());
            text::at_counter(&label, &caller.name, &times::clock(at), lang)
        }
        _ => String::new(),
    };
    Waiting {
        id: row.visit.id.to_string(),
        ticket: row.visit.ticket(),
        name: name(row, w),
        about,
        tier: row.tier.and_then(|tier| tier_tag(tier, lang)),
        chip: match patience(waited, rules.amber_minutes, rules.red_minutes) {
            Patience::Fine => "ok",
            Patience::Short => "due",
            Patience::Lost => "over",
        },
        waited: text::waited(waited, lang),
        since: times::iso(row.visit.arrived_at),
        called,
        key: if place < 9 {
            (place + 1).to_string()
        } else {
            String::new()
        },
        version: row.visit.lock_version,
        tokens: [token(), token(), token(), token()],
    }
}

/// The registration card alone.
#[derive(Template)]
#[template(path = "reception/_register.html")]
pub struct RegisterCard {
    pub page: Page,
    pub w: &'static DeskText,
    pub r: Registration,
}

impl Region for RegisterCard {
    fn region(&self, _: &str) -> Option<Result<String, askama::Error>> {
        None
    }
}

/// What a look-up found, alone.
#[derive(Template)]
#[template(path = "reception/_found.html")]
pub struct Found {
    pub page: Page,
    pub w: &'static DeskText,
    pub r: Registration,
}

/// A question before a step.
#[derive(Template)]
#[template(path = "reception/ask.html", blocks = ["main", "dialog"])]
pub struct Ask {
    pub page: Page,
    pub w: &'static DeskText,
    pub title: String,
    pub action: String,
    pub button: &'static str,
    pub back: String,
    pub label: &'static str,
    pub name: &'static str,
    pub choices: Vec<Choice>,
    pub with_note: bool,
    pub form: FormView,
}

regions!(Ask {
    main: as_main,
    dialog: as_dialog
});

/// How the rotation of today went.
#[derive(Template)]
#[template(path = "reception/floor.html", blocks = ["main"])]
pub struct Floor {
    pub page: Page,
    pub w: &'static DeskText,
    pub turns: Vec<(String, &'static str, String, String, String)>,
}

regions!(Floor { main: as_main });

impl Floor {
    pub fn new(cx: &Cx, turns: Vec<FloorTurn>) -> Self {
        let w = DeskText::of(cx.lang);
        Self {
            page: cx.page(w.history),
            w,
            turns: turns
                .into_iter()
                .map(|turn| {
                    (
                        times::clock(turn.at),
                        turn.action.label(cx.lang),
                        turn.who,
                        turn.by.unwrap_or_default(),
                        turn.ticket.unwrap_or_default(),
                    )
                })
                .collect(),
        }
    }
}

/// A section of the paper: heading and rows.
pub struct Section {
    pub heading: &'static str,
    pub rows: Vec<[String; 6]>,
}

/// The day on paper.
#[derive(Template)]
#[template(path = "reception/paper.html", blocks = ["main"])]
pub struct Paper {
    pub page: Page,
    pub w: &'static DeskText,
    pub store: String,
    pub printed: String,
    pub sections: Vec<Section>,
}

regions!(Paper { main: as_main });

impl Paper {
    pub fn new(cx: &Cx, day: &Day) -> Result<Self, Error> {
        let (w, lang) = (DeskText::of(cx.lang), cx.lang);
        let row = |first: String, name: String, car: String, matter: &str, who: String, state: &str| {
            [first, name, car, matter.to_owned(), who, state.to_owned()]
        };
        let visit = |row_: &&BoardRow| {
            let who = row_
                .advisor
                .as_ref()
                .map(|person| person.name.clone())
                .unwrap_or_default();
            let car = format!("{} {}", row_.plate.clone().unwrap_or_default(), row_.car);
            let visit = &row_.visit;
            row(
                visit.ticket(),
                name(row_, w),
                car,
                visit.purpose.label(lang),
                who,
                visit.state.label(lang),
            )
        };
        let expected = day.expected.iter().map(|one| {
            let who = one
                .advisor
                .as_ref()
                .map(|person| person.name.clone())
                .unwrap_or_default();
            let car = format!("{} {}", one.plate.clone().unwrap_or_default(), one.car);
            row(
                times::clock(one.starts_at),
                one.name.expose().clone(),
                car,
                one.purpose.label(lang),
                who,
                one.state.label(lang),
            )
        });
        let mut waiting: Vec<&BoardRow> = day.rows.iter().filter(|row| row.visit.state.waits()).collect();
        waiting.sort_by_key(|row| (row.queue_rank, row.queued_at, row.visit.id));
        let inside: Vec<&BoardRow> = day
            .rows
            .iter()
            .filter(|row| !row.visit.state.waits() && row.visit.state.is_present())
            .collect();
        Ok(Self {
            page: cx.page(w.paper_title),
            store: cx.actor()?.store_name.clone(),
            printed: times::minute(cx.now),
            sections: vec![
                Section {
                    heading: w.appointments,
                    rows: expected.collect(),
                },
                Section {
                    heading: w.queue,
                    rows: waiting.iter().map(visit).collect(),
                },
                Section {
                    heading: w.present,
                    rows: inside.iter().map(visit).collect(),
                },
            ],
            w,
        })
    }
}

/// What the visitor takes along.
#[derive(Template)]
#[template(path = "reception/slip.html", blocks = ["main"])]
pub struct SlipPage {
    pub page: Page,
    pub w: &'static DeskText,
    pub store: String,
    pub ticket: String,
    pub matter: &'static str,
    pub at: String,
    pub before: String,
    pub qr: Qr,
    pub address: String,
}

regions!(SlipPage { main: as_main });

impl SlipPage {
    pub fn new(cx: &Cx, slip: Slip) -> Result<Self, Error> {
        let (w, lang) = (DeskText::of(cx.lang), cx.lang);
        let address = format!(
            "{}/position/{}",
            cx.app.config.base_url.trim_end_matches('/'),
            slip.token
        );
        Ok(Self {
            page: cx.page(w.slip_title),
            w,
            store: lang.pick(slip.store_name.0, slip.store_name.1),
            ticket: slip.visit.ticket(),
            matter: slip.visit.purpose.label(lang),
            at: times::minute(slip.visit.arrived_at),
            before: text::before(slip.before, lang),
            qr: Qr::new(&address)?,
            address,
        })
    }
}
