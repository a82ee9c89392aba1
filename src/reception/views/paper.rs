//! What is printed: the day, and the visitor's number.

use std::collections::HashMap;

use askama::Template;
use uuid::Uuid;

use super::{name, token};
use crate::access::Permission;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::vault::Pii;
use crate::platform::web::{Cx, Page, Qr};
use crate::reception::text::paper::{self, PaperText};
use crate::reception::text::{self, DeskText};
use crate::regions;
use crate::service::views::PaperOrders;
use crate::values::ids::{CustomerId, VisitId};
use crate::visits::appointments::queries::lines;
use crate::visits::model::{BoardRow, Expected, Slip};
use crate::visits::rules::Line;

/// A line of the paper; what is not known stays empty.
#[derive(Default)]
pub struct Row {
    /// The number, or when somebody is expected.
    pub first: String,
    pub arrived: String,
    pub waited: String,
    pub name: String,
    pub party: String,
    pub phone: String,
    pub plate: String,
    pub car: String,
    pub matter: &'static str,
    pub who: String,
    pub state: &'static str,
    pub called: String,
    pub wish: String,
}

/// A section of the paper: heading and rows.
pub struct Section {
    pub heading: &'static str,
    /// Of visitors, who have a number and came at a time.
    pub came: bool,
    pub rows: Vec<Row>,
}

/// The day on paper.
#[derive(Template)]
#[template(path = "reception/paper.html", blocks = ["main"])]
pub struct Paper {
    pub page: Page,
    pub w: &'static DeskText,
    pub p: &'static PaperText,
    pub store: String,
    pub printed: String,
    pub sections: Vec<Section>,
    /// The service side is on somebody else's paper.
    pub only_sales: bool,
    /// Lines to fill in by hand.
    pub blank: std::ops::Range<u8>,
    /// What is in the workshop, for whoever sees orders.
    pub orders: Option<PaperOrders>,
    pub with_phones: bool,
    pub may_reveal: bool,
    pub token: String,
}

regions!(Paper { main: as_main });

/// What the paper is made from.
pub struct OnPaper {
    pub rows: Vec<BoardRow>,
    pub expected: Vec<Expected>,
    /// By the id of the visit or the appointment.
    pub wishes: HashMap<Uuid, Pii<String>>,
    pub orders: Option<PaperOrders>,
    /// In full, if they were asked for.
    pub phones: Option<HashMap<CustomerId, String>>,
}

impl OnPaper {
    fn phone(&self, customer: Option<CustomerId>) -> String {
        let known = self.phones.as_ref().zip(customer);
        known
            .and_then(|(phones, id)| phones.get(&id).cloned())
            .unwrap_or_default()
    }

    fn wish(&self, id: Uuid) -> Option<String> {
        self.wishes.get(&id).map(|wish| wish.expose().clone())
    }

    /// What a visitor asked for at the desk, else when they booked.
    fn wish_of(&self, visit: VisitId) -> String {
        let booked = || self.expected.iter().find(|one| one.visit == Some(visit));
        self.wish(visit.uuid())
            .or_else(|| booked().and_then(|one| self.wish(one.id.uuid())))
            .unwrap_or_default()
    }

    fn visit(&self, cx: &Cx, row: &BoardRow) -> Row {
        let (lang, visit) = (cx.lang, &row.visit);
        let waits = visit.state.waits();
        let today = times::day_of(cx.now);
        let ticket = if visit.ticket_on == today {
            visit.ticket()
        } else {
            format!("{} {}", visit.ticket_on.format("%m-%d"), visit.ticket())
        };
        let minutes = (cx.now - visit.arrived_at).num_minutes();
        Row {
            first: ticket,
            arrived: times::clock(visit.arrived_at),
            waited: if waits {
                text::waited(minutes, lang)
            } else {
                String::new()
            },
            name: name(row, DeskText::of(lang)),
            party: if row.party_size > 1 {
                text::party(row.party_size, lang)
            } else {
                String::new()
            },
            phone: self.phone(visit.customer_id),
            plate: row.plate.clone().unwrap_or_default(),
            car: row.car.clone(),
            matter: visit.purpose.label(lang),
            who: row
                .advisor
                .as_ref()
                .map(|person| person.name.clone())
                .unwrap_or_default(),
            state: visit.state.label(lang),
            called: row
                .called_at
                .filter(|_| waits)
                .map(|at| paper::called(at, row.counter.as_deref(), lang))
                .unwrap_or_default(),
            wish: self.wish_of(visit.id),
        }
    }

    fn booked(&self, cx: &Cx, one: &Expected) -> Row {
        Row {
            first: times::clock(one.starts_at),
            name: one.name.expose().clone(),
            phone: self.phone(Some(one.customer)),
            plate: one.plate.clone().unwrap_or_default(),
            car: one.car.clone(),
            matter: one.purpose.label(cx.lang),
            who: one
                .advisor
                .as_ref()
                .map(|person| person.name.clone())
                .unwrap_or_default(),
            state: one.state.label(cx.lang),
            wish: self.wish(one.id.uuid()).unwrap_or_default(),
            ..Row::default()
        }
    }
}

/// How many lines stand there to be filled in by hand.
const BLANK: u8 = 8;

impl Paper {
    pub fn new(cx: &Cx, day: OnPaper) -> Result<Self, Error> {
        let (w, actor) = (DeskText::of(cx.lang), cx.actor()?);
        let mut waiting: Vec<&BoardRow> = day.rows.iter().filter(|row| row.visit.state.waits()).collect();
        waiting.sort_by_key(|row| (row.queue_rank, row.queued_at, row.visit.id));
        let inside = day
            .rows
            .iter()
            .filter(|row| !row.visit.state.waits() && row.visit.state.is_present());
        let sections = vec![
            Section {
                heading: w.appointments,
                came: false,
                rows: day.expected.iter().map(|one| day.booked(cx, one)).collect(),
            },
            Section {
                heading: w.queue,
                came: true,
                rows: waiting.iter().map(|row| day.visit(cx, row)).collect(),
            },
            Section {
                heading: w.present,
                came: true,
                rows: inside.map(|row| day.visit(cx, row)).collect(),
            },
        ];
        Ok(Self {
            page: cx.page(w.paper_title),
            store: actor.store_name.clone(),
            printed: times::minute(cx.now),
            only_sales: !lines(actor).contains(&Line::Service),
            blank: 0..BLANK,
            with_phones: day.phones.is_some(),
            may_reveal: actor.may(Permission::RevealContact),
            token: token(),
            orders: day.orders,
            p: PaperText::of(cx.lang),
            sections,
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
        let address = cx.app.config.whole(&format!("/position/{}", slip.token));
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
