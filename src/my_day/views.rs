//! Pages of my day.

use askama::Template;

use super::month;
use super::steps::{Making, Row};
use super::text::{self, DayText};
use crate::access::{self, Permission};
use crate::platform::db::FormToken;
use crate::platform::db::agenda::{Agenda, Entry, Part};
use crate::platform::db::page::After;
use crate::platform::error::Error;
use crate::platform::i18n::{durations, times};
use crate::platform::web::narrow::address;
use crate::platform::web::{Cx, Page};
use crate::regions;

/// What changes the list.
const TOPICS: [&str; 11] = [
    "tasks",
    "visits",
    "appointments",
    "service",
    "repairs",
    "complaints",
    "survey-calls",
    "access-requests",
    "imports",
    "test-drives",
    "sales-orders",
];

/// Those of them that this person hears of.
fn topics(cx: &Cx) -> Result<Vec<&'static str>, Error> {
    let actor = cx.actor()?;
    let hears = |name: &&str| access::topic(name).is_some_and(|needs| actor.may(needs));
    Ok(TOPICS.into_iter().filter(hears).collect())
}

/// What is due by one time.
struct Group {
    id: &'static str,
    title: &'static str,
    count: String,
    hot: bool,
    rows: Vec<Row>,
    rest: String,
}

/// Something that was done.
struct DoneRow {
    row: Row,
    at: String,
    iso: String,
}

/// Where somebody is to be.
struct Slot {
    row: Row,
    at: String,
    iso: String,
    past: bool,
}

/// Something that one is only told.
struct Told {
    row: Row,
    ago: String,
    iso: String,
    action: String,
    token: String,
}

/// What stands beside the list.
#[derive(Default)]
struct Beside {
    slots: Vec<Slot>,
    told: Vec<Told>,
    told_count: String,
}

/// `/`
#[derive(Template)]
#[template(path = "my_day/day.html", blocks = ["work", "beside"])]
pub struct DayPage {
    page: Page,
    w: &'static DayText,
    groups: Vec<Group>,
    done: Vec<DoneRow>,
    done_count: String,
    none: bool,
    tomorrow: String,
    start: String,
    beside: Option<Beside>,
    /// What the figures of the month are called; empty for who sees none.
    month: &'static str,
    live: String,
}

regions!(DayPage {
    main,
    work: as_work,
    beside: as_beside
});

fn making(cx: &Cx) -> Result<Making<'_>, Error> {
    Ok(Making {
        vault: cx.db().vault(),
        actor: cx.actor()?,
        now: cx.now,
        lang: cx.lang,
        w: DayText::of(cx.lang),
    })
}

fn rows<'a>(make: &Making<'_>, entries: impl Iterator<Item = &'a Entry>) -> Result<Vec<Row>, Error> {
    entries.map(|entry| make.row(entry)).collect()
}

impl DayPage {
    /// `beside` is none where it could not be read.
    pub fn new(cx: &Cx, work: &Agenda, beside: Option<&Agenda>) -> Result<Self, Error> {
        let (w, lang, make) = (DayText::of(cx.lang), cx.lang, making(cx)?);
        let mut groups = Vec::new();
        for (part, id, title) in [
            (Part::Late, "late", w.late),
            (Part::Hour, "hour", w.hour),
            (Part::Today, "today", w.today),
        ] {
            let rows = rows(&make, work.of(part))?;
            let count = work.count(part);
            if rows.is_empty() {
                continue;
            }
            let rest = count - i64::try_from(rows.len()).unwrap_or(count);
            groups.push(Group {
                id,
                title,
                count: text::count(count, work.more),
                hot: part == Part::Late,
                rest: if rest > 0 {
                    text::rest(rest, lang)
                } else {
                    String::new()
                },
                rows,
            });
        }
        let done = work
            .of(Part::Done)
            .map(|entry| {
                let at = entry.due.unwrap_or(cx.now);
                Ok(DoneRow {
                    row: make.row(entry)?,
                    at: times::clock(at),
                    iso: times::iso(at),
                })
            })
            .collect::<Result<Vec<_>, Error>>()?;
        let tomorrow = match work.count(Part::Tomorrow) {
            0 => w.empty_tomorrow.to_owned(),
            count => text::tomorrow(&text::count(count, work.more), lang),
        };
        let topics = topics(cx)?;
        let mut page = cx.page(w.title);
        if !topics.is_empty() {
            page = page.live(&topics.join(","));
        }
        Ok(Self {
            page,
            w,
            start: if groups.is_empty() { "" } else { "/my-day/queue" }.to_owned(),
            none: groups.is_empty(),
            groups,
            done,
            done_count: text::count(work.count(Part::Done), work.more),
            tomorrow,
            month: if cx.actor()?.may(Permission::SeeFigures) {
                month::title(cx.actor()?, lang)
            } else {
                ""
            },
            beside: beside.map(|beside| beside_of(cx, &make, beside)).transpose()?,
            live: topics
                .iter()
                .map(|name| format!("changed-{name}"))
                .collect::<Vec<_>>()
                .join(" "),
        })
    }
}

fn beside_of(cx: &Cx, make: &Making<'_>, found: &Agenda) -> Result<Beside, Error> {
    let slots = found
        .of(Part::Schedule)
        .map(|entry| {
            let at = entry.due.unwrap_or(cx.now);
            Ok(Slot {
                row: make.row(entry)?,
                at: times::clock(at),
                iso: times::iso(at),
                past: at < cx.now,
            })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    let told = found
        .of(Part::Told)
        .take(8)
        .map(|entry| {
            let at = entry.due.unwrap_or(entry.since);
            Ok(Told {
                row: make.row(entry)?,
                ago: durations::ago(cx.now - at, cx.lang),
                iso: times::iso(at),
                action: format!("/call-backs/{}/acknowledgement", entry.id),
                token: FormToken::new().to_string(),
            })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    Ok(Beside {
        slots,
        told,
        told_count: text::count(found.count(Part::Told), found.more),
    })
}

/// `/my-day/queue`: what comes next, opened, and what comes then.
#[derive(Template)]
#[template(path = "my_day/queue.html")]
pub struct QueuePage {
    page: Page,
    w: &'static DayText,
    row: Row,
    left: String,
    /// Here again, once it is done: then it is the next one's turn.
    here: String,
    skip: String,
    next: Vec<Row>,
}

regions!(QueuePage { main });

fn turn(after: Option<After>) -> String {
    let after = after.map(|after| after.to_string()).unwrap_or_default();
    address("/my-day/queue", [("after", after)])
}

impl QueuePage {
    /// None where nothing comes behind `after`.
    pub fn new(cx: &Cx, work: &Agenda, after: Option<After>) -> Result<Option<Self>, Error> {
        let (w, make) = (DayText::of(cx.lang), making(cx)?);
        let mut open = work.entries.iter().filter(|entry| Part::OPEN.contains(&entry.part));
        let Some(first) = open.next() else {
            return Ok(None);
        };
        Ok(Some(Self {
            page: cx.page(w.queue),
            w,
            row: make.row(first)?,
            left: text::left(&text::count(work.open(), work.more), cx.lang),
            here: turn(after),
            skip: turn(Some(first.place)),
            next: rows(&make, open.take(5))?,
        }))
    }
}
