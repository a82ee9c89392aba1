//! What is printed: the day, and the visitor's number.

use askama::Template;

use super::name;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::web::{Cx, Page, Qr};
use crate::reception::text::{self, DeskText};
use crate::regions;
use crate::service::views::PaperOrders;
use crate::visits::model::{BoardRow, Expected, Slip};

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
    /// What is in the workshop, for whoever sees orders.
    pub orders: Option<PaperOrders>,
}

regions!(Paper { main: as_main });

impl Paper {
    pub fn new(cx: &Cx, rows: &[BoardRow], expected: &[Expected], orders: Option<PaperOrders>) -> Result<Self, Error> {
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
        let expected = expected.iter().map(|one| {
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
        let mut waiting: Vec<&BoardRow> = rows.iter().filter(|row| row.visit.state.waits()).collect();
        waiting.sort_by_key(|row| (row.queue_rank, row.queued_at, row.visit.id));
        let inside: Vec<&BoardRow> = rows
            .iter()
            .filter(|row| !row.visit.state.waits() && row.visit.state.is_present())
            .collect();
        Ok(Self {
            page: cx.page(w.paper_title),
            store: cx.actor()?.store_name.clone(),
            printed: times::minute(cx.now),
            orders,
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
