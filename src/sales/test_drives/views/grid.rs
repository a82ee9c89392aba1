//! The grid of a day, the list, and booking.

use askama::Template;
use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::Deserialize;

use super::{plate_kind, tone};
use crate::access::Permission;
use crate::platform::db::page::Slice;
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::narrow::Tab;
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::sales::test_drives::forms::LENGTHS;
use crate::sales::test_drives::model::{Candidate, Car, Listed, TOPIC};
use crate::sales::test_drives::rules::{Slot, View, fitting};
use crate::sales::test_drives::settings::DriveSettings;
use crate::sales::test_drives::text::{self, DriveText};
use crate::sales::within::Within;

/// The query string of the grid.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct GridQuery {
    pub day: String,
    /// The opportunity that a place is looked for.
    pub opportunity: String,
}

/// The query string of a booking.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct NewQuery {
    pub opportunity: String,
    pub car: String,
    pub at: String,
    /// How long it can be there.
    pub minutes: String,
}

/// The query string of the list.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    pub view: String,
    /// Who rode along.
    pub owner: String,
    pub from: String,
    pub to: String,
    pub after: String,
}

/// A car above its column.
pub struct Head {
    pub plate: String,
    pub plate_kind: &'static str,
    pub model: String,
    pub because: String,
}

/// A drive in its place.
pub struct Entry {
    /// Empty for a colleague's.
    pub href: String,
    pub who: String,
    pub state: &'static str,
    pub tone: &'static str,
    pub time: String,
}

pub struct Cell {
    pub entries: Vec<Entry>,
    /// Where this place is booked, if it can be.
    pub href: String,
    pub aria: String,
}

pub struct Row {
    pub time: String,
    pub past: bool,
    pub cells: Vec<Cell>,
}

/// `/test-drives`
#[derive(Template)]
#[template(path = "sales/test_drives/grid.html", blocks = ["grid"])]
pub struct GridPage {
    page: Page,
    w: &'static DriveText,
    heading: String,
    day: String,
    here: String,
    before: String,
    next: String,
    today: String,
    is_today: bool,
    /// The opportunity that a place is looked for, in words.
    looking: String,
    opportunity: String,
    new_href: String,
    may_book: bool,
    may_manage: bool,
    no_cars: bool,
    heads: Vec<Head>,
    rows: Vec<Row>,
}

regions!(GridPage { main, grid: as_grid });

fn query(pairs: &[(&str, &str)]) -> String {
    let mut text = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        text.append_pair(name, value);
    }
    text.finish()
}

fn entry(listed: &Listed, w: &'static DriveText, now: DateTime<Utc>, lang: Lang) -> Entry {
    let (from, until) = listed.drive.span(now);
    Entry {
        href: if listed.seen {
            format!("/test-drives/{}", listed.drive.id)
        } else {
            String::new()
        },
        who: if listed.seen {
            listed.customer.clone()
        } else {
            format!("{} · {}", w.taken, listed.consultant)
        },
        state: listed.drive.state.label(lang),
        tone: tone(listed, now),
        time: format!("{}–{}", times::clock(from), times::clock(until)),
    }
}

impl GridPage {
    pub fn new(
        cx: &Cx,
        (day, slots, usual): (NaiveDate, &[Slot], u32),
        cars: &[Car],
        drives: &[Listed],
        looking: Option<&Candidate>,
    ) -> Result<Self, Error> {
        let (w, lang, now) = (DriveText::of(cx.lang), cx.lang, cx.now);
        let actor = cx.actor()?;
        let may_book = actor.may(Permission::WorkSales);
        let opportunity = looking.map(|one| one.id.to_string()).unwrap_or_default();
        let address = |day: NaiveDate| {
            let day = times::date(day);
            format!(
                "/test-drives?{}",
                query(&[("day", day.as_str()), ("opportunity", opportunity.as_str())])
            )
        };
        let cell = |car: &Car, slot: Slot| {
            let open = times::instant(day.and_time(slot.from));
            let close = times::instant(day.and_time(slot.until));
            let (Some(open), Some(close)) = (open, close) else {
                return Cell {
                    entries: Vec::new(),
                    href: String::new(),
                    aria: String::new(),
                };
            };
            let entries: Vec<Entry> = drives
                .iter()
                .filter(|listed| {
                    let (starts, ends) = listed.drive.span(now);
                    listed.car.id == car.id && starts < close && ends > open
                })
                .map(|listed| entry(listed, w, now, lang))
                .collect();
            let free = entries.is_empty() && close > now && car.out_because.is_none() && car.has_papers(day);
            // What has begun already is booked from now on, until the car is taken or the store closes.
            let begins = open.max(now);
            let taken = drives
                .iter()
                .filter(|listed| listed.car.id == car.id)
                .map(|listed| listed.drive.span(now).0)
                .filter(|starts| *starts >= close);
            let closes = slot.closes.and_then(|closes| times::instant(day.and_time(closes)));
            let left = closes.map(|closes| taken.fold(closes, Ord::min) - begins);
            let length = left.and_then(|left| fitting(usual, &LENGTHS, left.num_minutes()));
            let at = times::minute(begins).replace(' ', "T");
            let minutes = length.map(|length| length.to_string()).unwrap_or_default();
            let car_id = car.id.to_string();
            let asked = query(&[
                ("car", car_id.as_str()),
                ("at", at.as_str()),
                ("minutes", minutes.as_str()),
                ("opportunity", opportunity.as_str()),
            ]);
            Cell {
                href: if free && may_book && length.is_some() {
                    format!("/test-drives/new?{asked}")
                } else {
                    String::new()
                },
                aria: text::free_slot(&times::clock(open), &car.plate_shown(), lang),
                entries,
            }
        };
        let rows = slots.iter().map(|slot| {
            let close = times::instant(day.and_time(slot.until));
            Row {
                time: slot.from.format("%H:%M").to_string(),
                past: close.is_some_and(|close| close <= now),
                cells: cars.iter().map(|car| cell(car, *slot)).collect(),
            }
        });
        let rows: Vec<Row> = rows.collect();
        let today = times::day_of(now);
        let new = query(&[("opportunity", opportunity.as_str())]);
        Ok(Self {
            page: cx.page(w.title).live(TOPIC),
            w,
            // The button beside it says whether this is today.
            heading: format!("{} {}", times::date(day), times::weekday(day, lang)),
            day: times::date(day),
            here: address(day),
            before: address(day - Days::new(1)),
            next: address(day + Days::new(1)),
            today: address(today),
            is_today: day == today,
            looking: looking
                .map(|one| format!("{} {}", one.number, one.customer))
                .unwrap_or_default(),
            new_href: format!("/test-drives/new?{new}").trim_end_matches('?').to_owned(),
            may_book,
            may_manage: actor.may(Permission::ManageDemoCars),
            no_cars: cars.is_empty(),
            heads: cars
                .iter()
                .map(|car| Head {
                    plate: car.plate_shown(),
                    plate_kind: plate_kind(car),
                    model: car.model.clone(),
                    because: match &car.out_because {
                        Some(because) => format!("{}: {because}", w.out_of_service),
                        None if !car.has_papers(day) => w.ended.to_owned(),
                        None => String::new(),
                    },
                })
                .collect(),
            rows,
            opportunity,
        })
    }
}

/// A drive in a list.
pub struct Line {
    pub id: String,
    pub href: String,
    pub customer: String,
    pub number: String,
    pub plate: String,
    pub plate_kind: &'static str,
    pub model: String,
    pub consultant: String,
    pub state: &'static str,
    pub tone: &'static str,
    pub from: String,
    pub until: String,
    pub rating: &'static str,
    pub late: bool,
}

impl Line {
    pub(super) fn new(listed: &Listed, now: DateTime<Utc>, lang: Lang) -> Self {
        let drive = &listed.drive;
        let from = drive.out_at.unwrap_or(drive.starts_at);
        Self {
            id: drive.id.to_string(),
            href: if listed.seen {
                format!("/test-drives/{}", drive.id)
            } else {
                String::new()
            },
            customer: listed.customer.clone(),
            number: listed.number.clone(),
            plate: listed.car.plate_shown(),
            plate_kind: plate_kind(&listed.car),
            model: listed.car.model.clone(),
            consultant: listed.consultant.clone(),
            state: drive.state.label(lang),
            tone: tone(listed, now),
            from: times::minute(from),
            until: drive.back_at.map(times::minute).unwrap_or_default(),
            rating: drive
                .result
                .as_ref()
                .and_then(|result| result.rating)
                .map(|rating| text::rating(rating, lang))
                .unwrap_or_default(),
            late: drive.is_late(now),
        }
    }
}

/// `/test-drives/list`
#[derive(Template)]
#[template(path = "sales/test_drives/list.html")]
pub struct ListPage {
    page: Page,
    w: &'static DriveText,
    tabs: Vec<Tab>,
    lines: Vec<Line>,
    next: String,
    shown: String,
    /// Where the list isn't narrowed; empty if it isn't anyway.
    unbound: String,
}

regions!(ListPage { main });

impl ListPage {
    pub fn new(cx: &Cx, view: View, within: Within, slice: Slice<Listed>) -> Self {
        let w = DriveText::of(cx.lang);
        let href = |view: View| within.address("/test-drives/list", view.code());
        Self {
            page: cx.page(w.list).live(TOPIC),
            w,
            tabs: View::ALL
                .iter()
                .map(|one| Tab::new(href(*one), one.label(cx.lang), *one == view))
                .collect(),
            shown: text::shown(slice.rows.len(), cx.lang),
            lines: slice.rows.iter().map(|row| Line::new(row, cx.now, cx.lang)).collect(),
            next: slice
                .next
                .map(|after| format!("{}&after={after}", href(view)))
                .unwrap_or_default(),
            unbound: if within.narrows() {
                Within::default().address("/test-drives/list", view.code())
            } else {
                String::new()
            },
        }
    }
}

/// `/test-drives/new`
#[derive(Template)]
#[template(path = "sales/test_drives/book.html")]
pub struct BookPage {
    page: Page,
    w: &'static DriveText,
    opportunities: Vec<Choice>,
    cars: Vec<Choice>,
    lengths: Vec<Choice>,
    routes: Vec<Choice>,
    form: FormView,
}

regions!(BookPage { main });

impl BookPage {
    pub fn new(cx: &Cx, candidates: &[Candidate], cars: &[Car], rules: &DriveSettings, form: FormView) -> Self {
        let (w, lang) = (DriveText::of(cx.lang), cx.lang);
        let mut lengths = LENGTHS.to_vec();
        if !lengths.contains(&rules.slot_minutes) {
            lengths.push(rules.slot_minutes);
            lengths.sort_unstable();
        }
        // A route is kept by its name, so that the agreement tells what was agreed.
        let named = rules.routes.iter();
        let mut routes: Vec<Choice> = named
            .map(|route| Choice::new(route.zh.clone(), route.label(lang)))
            .collect();
        let typed = form.value("route");
        if !typed.is_empty() && !routes.iter().any(|route| route.value == typed) {
            routes.push(Choice::new(typed, typed));
        }
        Self {
            page: cx.page(w.book),
            w,
            opportunities: candidates
                .iter()
                .map(|one| {
                    let parts = [one.number.as_str(), one.customer.as_str(), one.model.as_str()];
                    let known: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
                    Choice::new(one.id.to_string(), known.join(" · "))
                })
                .collect(),
            cars: cars
                .iter()
                .map(|car| {
                    let note = if car.out_because.is_some() {
                        format!(" · {}", w.out_of_service)
                    } else {
                        String::new()
                    };
                    Choice::new(car.id.to_string(), format!("{} {}{note}", car.plate_shown(), car.model))
                })
                .collect(),
            lengths: lengths
                .into_iter()
                .map(|count| Choice::new(count.to_string(), text::minutes(count, lang)))
                .collect(),
            routes,
            form,
        }
    }
}

/// What the form of a booking holds when it is opened.
pub fn book_start(asked: &NewQuery, rules: &DriveSettings) -> Vec<(&'static str, String)> {
    vec![
        ("opportunity", asked.opportunity.clone()),
        ("car", asked.car.clone()),
        ("starts_at", asked.at.clone()),
        (
            "minutes",
            match asked.minutes.parse::<u32>() {
                Ok(minutes) if LENGTHS.contains(&minutes) => minutes.to_string(),
                _ => rules.slot_minutes.to_string(),
            },
        ),
        (
            "route",
            rules.routes.first().map(|route| route.zh.clone()).unwrap_or_default(),
        ),
    ]
}
