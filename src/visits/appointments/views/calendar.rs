//! The calendar of a day, the overview of a week, the list of a day on paper.

use askama::Template;
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Utc};
use serde::Deserialize;

use super::{looks, plate};
use crate::access::{Actor, Permission};
use crate::customers::rules::Tier;
use crate::platform::db::FormToken;
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::narrow::Tab;
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, Page};
use crate::regions;
use crate::values::date::parse_day;
use crate::values::ids::StaffId;
use crate::visits::appointments::model::{Frame, Listed, TOPIC, Waiting};
use crate::visits::appointments::queries::lines;
use crate::visits::appointments::rules::{Day, NoSeat, Presence};
use crate::visits::appointments::text::{self, AppointmentText};
use crate::visits::rules::{AppointmentState, Line};

/// The query string of the calendar.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct CalendarQuery {
    pub day: String,
    pub line: String,
    pub advisor: String,
    pub view: String,
}

impl CalendarQuery {
    pub fn day(&self, today: NaiveDate) -> NaiveDate {
        parse_day(&self.day).unwrap_or(today)
    }

    /// A day was asked for that there is not.
    fn is_strange(&self) -> bool {
        !self.day.trim().is_empty() && parse_day(&self.day).is_err()
    }

    /// Of the lines this person looks after.
    pub fn line(&self, actor: &Actor) -> Line {
        let own = lines(actor);
        Line::parse(&self.line)
            .filter(|line| own.contains(line))
            .or_else(|| own.first().copied())
            .unwrap_or(Line::Service)
    }

    pub fn is_week(&self) -> bool {
        self.view == "week"
    }

    pub fn advisor(&self) -> Option<StaffId> {
        self.advisor.parse().ok()
    }

    /// From the first day that is shown to the last.
    pub fn span(&self, today: NaiveDate) -> (NaiveDate, NaiveDate) {
        let day = self.day(today);
        if !self.is_week() {
            return (day, day);
        }
        let back = Days::new(day.weekday().num_days_from_monday().into());
        let monday = day.checked_sub_days(back).unwrap_or(day);
        (monday, monday.checked_add_days(Days::new(6)).unwrap_or(monday))
    }
}

fn address(day: NaiveDate, line: Line, advisor: Option<StaffId>, view: &str) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query
        .append_pair("day", &day.to_string())
        .append_pair("line", line.code());
    if let Some(advisor) = advisor {
        query.append_pair("advisor", &advisor.to_string());
    }
    if !view.is_empty() {
        query.append_pair("view", view);
    }
    format!("/appointments?{}", query.finish())
}

/// An appointment, or a place that is held, in the grid.
struct Entry {
    href: String,
    name: String,
    plate: String,
    purpose: &'static str,
    icon: &'static str,
    tone: &'static str,
    state: String,
    member: bool,
}

#[derive(Default)]
struct Cell {
    /// Whose half-hour it is, where people stand across.
    who: String,
    kind: &'static str,
    icon: &'static str,
    words: String,
    aria: String,
    href: String,
    entries: Vec<Entry>,
}

struct Row {
    time: String,
    left: String,
    full: bool,
    past: bool,
    cells: Vec<Cell>,
}

struct Head {
    label: String,
    small: String,
    href: String,
    today: bool,
}

struct WaitRow {
    href: String,
    name: String,
    phone: String,
    plate: String,
    plate_kind: &'static str,
    purpose: &'static str,
    when: String,
    state: &'static str,
    tone: &'static str,
    held: String,
}

/// What the calendar is made from.
pub struct Shown {
    pub frame: Frame,
    pub listed: Vec<Listed>,
    pub waits: Vec<Waiting>,
}

/// `/appointments`
#[derive(Template)]
#[template(path = "appointments/calendar.html", blocks = ["calendar"])]
pub struct CalendarPage {
    page: Page,
    w: &'static AppointmentText,
    heading: String,
    day: String,
    line: &'static str,
    view: &'static str,
    tabs: Vec<Tab>,
    views: [Tab; 2],
    before: String,
    next: String,
    this_day: String,
    is_today: bool,
    is_strange: bool,
    week: bool,
    people: Vec<Choice>,
    advisor: String,
    advisor_name: String,
    without_advisor: String,
    kept: Vec<(&'static str, String)>,
    heads: Vec<Head>,
    rows: Vec<Row>,
    outside: Vec<Entry>,
    waits: Vec<WaitRow>,
    /// (words, figure)
    figures: Vec<(&'static str, String)>,
    nobody: bool,
    here: String,
    new_href: String,
    list_href: String,
    may_book: bool,
    may_plan: bool,
}

regions!(CalendarPage {
    main,
    calendar: as_calendar
});

impl CalendarPage {
    pub fn new(cx: &Cx, query: &CalendarQuery, shown: &Shown) -> Result<Self, Error> {
        let (actor, lang) = (cx.actor()?, cx.lang);
        let w = AppointmentText::of(lang);
        let today = times::day_of(cx.now);
        let (day, line, week) = (query.day(today), query.line(actor), query.is_week());
        let view = if week { "week" } else { "" };
        let wanted = query.advisor();
        let may_book = actor.may(Permission::BookAppointments);
        let people = &shown.frame.people;
        let advisor = wanted.filter(|id| people.iter().any(|person| person.id == *id));
        let grid = Grid {
            cx,
            shown,
            line,
            advisor,
            may_book,
            w,
        };
        let (from, until) = query.span(today);
        let (heads, rows, outside) = if week { grid.week(from) } else { grid.day(day) };
        let step = if week { 7 } else { 1 };
        let tab = |each: Line| Tab::new(address(day, each, None, view), each.label(lang), each == line);
        let look =
            |code: &'static str, label: &'static str| Tab::new(address(day, line, advisor, code), label, code == view);
        let heading = if week {
            format!(
                "{} – {}",
                text::dated_day(from, today, lang),
                text::dated_day(until, today, lang)
            )
        } else {
            times::heading(day, today, lang)
        };
        let name = |id: StaffId| {
            people
                .iter()
                .find(|person| person.id == id)
                .map(|person| person.name.clone())
        };
        let here = address(day, line, advisor, view);
        Ok(Self {
            page: cx.page(w.title).live(TOPIC),
            w,
            heading,
            day: day.to_string(),
            line: line.code(),
            view,
            tabs: lines(actor).into_iter().map(tab).collect(),
            views: [look("", w.day_view), look("week", w.week_view)],
            before: address(
                day.checked_sub_days(Days::new(step)).unwrap_or(day),
                line,
                advisor,
                view,
            ),
            next: address(
                day.checked_add_days(Days::new(step)).unwrap_or(day),
                line,
                advisor,
                view,
            ),
            this_day: address(today, line, advisor, view),
            is_today: from <= today && today <= until,
            is_strange: query.is_strange(),
            week,
            people: people
                .iter()
                .map(|person| Choice::new(person.id.to_string(), person.name.clone()))
                .collect(),
            advisor: advisor.map(|id| id.to_string()).unwrap_or_default(),
            advisor_name: advisor.and_then(name).unwrap_or_default(),
            without_advisor: address(day, line, None, view),
            kept: [
                ("day", day.to_string()),
                ("line", line.code().to_owned()),
                ("view", view.to_owned()),
            ]
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .collect(),
            figures: grid.figures((from, until)),
            waits: shown.waits.iter().map(|wait| wait_row(cx, wait)).collect(),
            nobody: people.is_empty(),
            heads,
            rows,
            outside,
            new_href: format!("/appointments/new?day={}&line={}", day.max(today), line.code()),
            list_href: format!("/appointments/day-list?day={day}"),
            here,
            may_book,
            may_plan: actor.may(Permission::PlanWork),
        })
    }
}

fn wait_row(cx: &Cx, wait: &Waiting) -> WaitRow {
    let lang = cx.lang;
    let car = wait.vehicle.as_ref();
    let held = wait
        .offer
        .filter(|_| wait.state == crate::visits::appointments::rules::WaitState::Offered);
    WaitRow {
        href: format!("/appointments/waits/{}", wait.id),
        name: wait.name.expose().clone(),
        phone: wait.phone.clone().unwrap_or_default(),
        plate: car.and_then(|car| car.plate.clone()).unwrap_or_default(),
        plate_kind: if car.is_some_and(|car| car.new_energy) {
            "nev"
        } else {
            ""
        },
        purpose: wait.purpose.label(lang),
        when: format!(
            "{} {}",
            text::short_day(wait.day, lang),
            text::wanted(wait.part, wait.slot, lang)
        ),
        state: wait.state.label(lang),
        tone: if held.is_some() { "amber" } else { "" },
        held: held
            .map(|offer| text::offered(&times::clock(offer.starts_at), &times::clock(offer.until), lang))
            .unwrap_or_default(),
    }
}

struct Grid<'a> {
    cx: &'a Cx,
    shown: &'a Shown,
    line: Line,
    advisor: Option<StaffId>,
    may_book: bool,
    w: &'static AppointmentText,
}

impl Grid<'_> {
    fn lang(&self) -> Lang {
        self.cx.lang
    }

    /// A day with what is taken on it.
    fn plan(&self, day: NaiveDate) -> Day {
        let booked = self
            .shown
            .listed
            .iter()
            .filter(|one| one.state != AppointmentState::Cancelled)
            .map(|one| (one.starts_at, one.advisor, one.reserved));
        let held = self
            .shown
            .waits
            .iter()
            .filter_map(|wait| wait.offer.filter(|offer| offer.until > self.cx.now))
            .map(|offer| (offer.starts_at, offer.advisor, offer.reserved));
        let taken: Vec<_> = booked.chain(held).collect();
        self.shown.frame.day(day, &taken)
    }

    fn is_past(&self, day: NaiveDate, slot: NaiveTime) -> bool {
        times::instant(day.and_time(slot)).is_none_or(|at| at < self.cx.now)
    }

    fn entry(&self, one: &Listed) -> Entry {
        let (icon, tone) = looks(one.state);
        Entry {
            href: format!("/appointments/{}", one.id),
            name: one.name.expose().clone(),
            plate: plate(one).0,
            purpose: one.purpose.label(self.lang()),
            icon,
            tone,
            state: one.state.label(self.lang()).to_owned(),
            member: one.tier != Tier::Regular,
        }
    }

    fn held(&self, wait: &Waiting) -> Entry {
        let until = wait.offer.map(|offer| times::clock(offer.until)).unwrap_or_default();
        Entry {
            href: format!("/appointments/waits/{}", wait.id),
            name: wait.name.expose().clone(),
            plate: String::new(),
            purpose: wait.purpose.label(self.lang()),
            icon: "hourglass",
            tone: "amber",
            state: text::held_until(&until, self.lang()),
            member: false,
        }
    }

    fn day(&self, day: NaiveDate) -> (Vec<Head>, Vec<Row>, Vec<Entry>) {
        let (plan, lang) = (self.plan(day), self.lang());
        let people: Vec<_> = plan
            .people
            .iter()
            .filter(|person| self.advisor.is_none_or(|only| only == person.id))
            .collect();
        let booked: Vec<&Listed> = self
            .shown
            .listed
            .iter()
            .filter(|one| one.state != AppointmentState::Cancelled)
            .collect();
        let heads = people
            .iter()
            .map(|person| {
                let own = booked.iter().filter(|one| one.advisor == Some(person.id)).count();
                Head {
                    label: person.name.clone(),
                    small: text::count(own, lang),
                    href: address(day, self.line, Some(person.id), ""),
                    today: false,
                }
            })
            .collect();
        let rows = plan
            .slots
            .iter()
            .map(|slot| {
                let at = times::instant(day.and_time(*slot));
                let past = self.is_past(day, *slot);
                let (free, kept) = plan.left(*slot);
                let cells = people
                    .iter()
                    .map(|person| {
                        let mut cell = self.cell(&plan, *slot, person.id, past);
                        cell.who.clone_from(&person.name);
                        cell.entries = booked
                            .iter()
                            .filter(|one| Some(one.starts_at) == at && one.advisor == Some(person.id))
                            .map(|one| self.entry(one))
                            .collect();
                        let held = self.shown.waits.iter().filter(|wait| {
                            wait.offer.is_some_and(|offer| {
                                Some(offer.starts_at) == at
                                    && offer.advisor == Some(person.id)
                                    && offer.until > self.cx.now
                            })
                        });
                        cell.entries.extend(held.map(|wait| self.held(wait)));
                        if !cell.entries.is_empty() && cell.href.is_empty() {
                            (cell.words, cell.icon) = (String::new(), "");
                        }
                        cell
                    })
                    .collect();
                Row {
                    time: slot.format("%H:%M").to_string(),
                    left: if past || plan.capacity(*slot) == 0 {
                        String::new()
                    } else {
                        text::left(free, kept, lang)
                    },
                    full: free + kept == 0,
                    past,
                    cells,
                }
            })
            .collect();
        let known = |one: &&&Listed| {
            let slot = one.starts_at.with_timezone(&times::ZONE).time();
            plan.slots.contains(&slot) && plan.people.iter().any(|person| Some(person.id) == one.advisor)
        };
        // Whoever has come, or didn't, needs no other time any more.
        let open = |one: &&&Listed| one.state == AppointmentState::Booked && one.starts_at >= self.cx.now;
        let outside = booked
            .iter()
            .filter(open)
            .filter(|one| !known(one))
            .map(|one| Entry {
                purpose: one.purpose.label(lang),
                state: format!("{} {}", times::clock(one.starts_at), one.state.label(lang)),
                ..self.entry(one)
            })
            .collect();
        (heads, rows, outside)
    }

    fn cell(&self, plan: &Day, slot: NaiveTime, person: StaffId, past: bool) -> Cell {
        let w = self.w;
        let no = |kind, icon, words: &str| Cell {
            kind,
            icon,
            words: words.to_owned(),
            ..Cell::default()
        };
        if past {
            return no("past", "clock", w.past);
        }
        let Some(who) = plan.people.iter().find(|one| one.id == person) else {
            return no("off", "ban", w.off);
        };
        match who.presence(plan.day, slot) {
            Presence::Break => return no("off", "player-pause", w.pause),
            Presence::Off => return no("off", "ban", w.off),
            Presence::Away(reason) => return no("off", "user-off", reason.label(self.lang())),
            Presence::Works => {}
        }
        let (kind, icon, words) = match (plan.seat(slot, Some(person), 0), plan.seat(slot, Some(person), u8::MAX)) {
            (Ok(_), _) => ("free", "plus", w.free),
            (Err(NoSeat::Reserved), Ok(_)) => ("kept", "crown", w.members),
            _ => return no("full", "lock", w.full),
        };
        if !self.may_book {
            return no(kind, icon, words);
        }
        let time = slot.format("%H:%M").to_string();
        Cell {
            kind,
            icon,
            words: words.to_owned(),
            aria: text::book_at(&time, &who.name, words, self.lang()),
            href: format!(
                "/appointments/new?day={}&slot={}&advisor={person}&line={}",
                plan.day,
                slot.format("%H%M"),
                self.line.code()
            ),
            ..Cell::default()
        }
    }

    fn week(&self, monday: NaiveDate) -> (Vec<Head>, Vec<Row>, Vec<Entry>) {
        let lang = self.lang();
        let today = times::day_of(self.cx.now);
        let days: Vec<Day> = (0..7)
            .filter_map(|number| monday.checked_add_days(Days::new(number)))
            .map(|day| self.plan(day))
            .collect();
        let mut slots: Vec<NaiveTime> = days.iter().flat_map(|day| day.slots.clone()).collect();
        slots.sort_unstable();
        slots.dedup();
        let heads =
            days.iter()
                .map(|day| {
                    let booked = self.shown.listed.iter().filter(|one| {
                        one.state != AppointmentState::Cancelled && times::day_of(one.starts_at) == day.day
                    });
                    Head {
                        label: text::short_day(day.day, lang),
                        small: text::count(booked.count(), lang),
                        href: address(day.day, self.line, self.advisor, ""),
                        today: day.day == today,
                    }
                })
                .collect();
        let rows = slots
            .iter()
            .map(|slot| Row {
                time: slot.format("%H:%M").to_string(),
                left: String::new(),
                full: false,
                past: false,
                cells: days.iter().map(|day| self.in_week(day, *slot)).collect(),
            })
            .collect();
        (heads, rows, Vec::new())
    }

    /// Who comes in a half-hour of a week.
    fn entries_of(&self, day: &Day, slot: NaiveTime) -> Vec<Entry> {
        let at = times::instant(day.day.and_time(slot));
        let here = |starts_at: DateTime<Utc>, advisor: Option<StaffId>| {
            Some(starts_at) == at && self.advisor.is_none_or(|only| advisor == Some(only))
        };
        let booked = self
            .shown
            .listed
            .iter()
            .filter(|one| one.state != AppointmentState::Cancelled && here(one.starts_at, one.advisor))
            .map(|one| Entry {
                plate: String::new(),
                ..self.entry(one)
            });
        let held = self.shown.waits.iter().filter(|wait| {
            wait.offer
                .is_some_and(|offer| offer.until > self.cx.now && here(offer.starts_at, offer.advisor))
        });
        booked.chain(held.map(|wait| self.held(wait))).collect()
    }

    fn in_week(&self, day: &Day, slot: NaiveTime) -> Cell {
        let mut cell = self.place_in_week(day, slot);
        cell.entries = self.entries_of(day, slot);
        if !cell.entries.is_empty() && cell.href.is_empty() && cell.kind != "full" {
            (cell.words, cell.icon) = (String::new(), "");
        }
        cell
    }

    fn place_in_week(&self, day: &Day, slot: NaiveTime) -> Cell {
        let w = self.w;
        let no = |kind, icon, words: &str| Cell {
            kind,
            icon,
            words: words.to_owned(),
            ..Cell::default()
        };
        if !day.slots.contains(&slot) {
            return no("off", "ban", w.closed);
        }
        if self.is_past(day.day, slot) {
            return no("past", "clock", w.past);
        }
        match day.presence(slot, self.advisor) {
            Presence::Break => return no("off", "player-pause", w.pause),
            Presence::Off => return no("off", "ban", w.off),
            Presence::Away(reason) => return no("off", "user-off", reason.label(self.lang())),
            Presence::Works => {}
        }
        let of = |rank| day.seat(slot, self.advisor, rank).is_ok();
        let (kind, icon, words) = match (of(0), of(u8::MAX)) {
            (true, _) => ("free", "plus", w.free),
            (_, true) => ("kept", "crown", w.members),
            _ => return no("full", "lock", w.full),
        };
        let (free, kept) = day.left(slot);
        let left = text::left(free, kept, self.lang());
        // How many places are left; of one person only whether there is one.
        let words = if self.advisor.is_some() { words } else { left.as_str() };
        if !self.may_book {
            return no(kind, icon, words);
        }
        let time = format!("{} {}", text::short_day(day.day, self.lang()), slot.format("%H:%M"));
        let advisor = self.advisor.map(|id| format!("&advisor={id}")).unwrap_or_default();
        Cell {
            kind,
            icon,
            words: words.to_owned(),
            aria: text::book_at(&time, "", words, self.lang()),
            href: format!(
                "/appointments/new?day={}&slot={}{advisor}&line={}",
                day.day,
                slot.format("%H%M"),
                self.line.code()
            ),
            ..Cell::default()
        }
    }

    /// How many are booked, have come, were missed; and how many places are left.
    fn figures(&self, (from, until): (NaiveDate, NaiveDate)) -> Vec<(&'static str, String)> {
        let count = |state: AppointmentState| self.shown.listed.iter().filter(|one| one.state == state).count();
        let mut left = 0;
        for day in from.iter_days().take_while(|day| *day <= until) {
            let plan = self.plan(day);
            for slot in plan.slots.iter().filter(|slot| !self.is_past(day, **slot)) {
                let (free, kept) = plan.left(*slot);
                left += free + kept;
            }
        }
        vec![
            (self.w.booked_word, count(AppointmentState::Booked).to_string()),
            (self.w.arrived_word, count(AppointmentState::Arrived).to_string()),
            (self.w.missed_word, count(AppointmentState::NoShow).to_string()),
            (self.w.left_word, left.to_string()),
        ]
    }
}

struct PaperRow {
    time: String,
    name: String,
    phone: String,
    plate: String,
    car: String,
    purpose: &'static str,
    advisor: String,
    state: &'static str,
    wish: String,
}

/// `/appointments/day-list`: a day on paper.
#[derive(Template)]
#[template(path = "appointments/day_list.html", blocks = ["main"])]
pub struct DayListPage {
    page: Page,
    w: &'static AppointmentText,
    store: String,
    day: String,
    shown: String,
    rows: Vec<PaperRow>,
    /// Whether the phones can be had in full from here.
    may_reveal: bool,
    with_phones: String,
    token: String,
}

regions!(DayListPage { main: as_main });

impl DayListPage {
    pub fn new(cx: &Cx, day: NaiveDate, listed: &[Listed], in_full: bool) -> Result<Self, Error> {
        let lang = cx.lang;
        let w = AppointmentText::of(lang);
        let rows: Vec<PaperRow> = listed
            .iter()
            .filter(|one| one.state != AppointmentState::Cancelled)
            .map(|one| PaperRow {
                time: times::clock(one.starts_at),
                name: one.name.expose().clone(),
                phone: one.phone.clone().unwrap_or_default(),
                plate: plate(one).0,
                car: one.vehicle.as_ref().map(|car| car.title.clone()).unwrap_or_default(),
                purpose: one.purpose.label(lang),
                advisor: one.advisor_name.clone().unwrap_or_default(),
                state: one.state.label(lang),
                wish: one.wish.as_ref().map(|wish| wish.expose().clone()).unwrap_or_default(),
            })
            .collect();
        Ok(Self {
            page: cx.page(w.list_title),
            w,
            store: cx.actor()?.store_name.clone(),
            day: format!("{day} {}", times::weekday(day, lang)),
            shown: text::count(rows.len(), lang),
            rows,
            may_reveal: !in_full && cx.actor()?.may(Permission::RevealContact),
            with_phones: format!("/appointments/day-list?day={day}"),
            token: FormToken::new().to_string(),
        })
    }
}
