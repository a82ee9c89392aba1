//! Sales: where leads come from and who takes them, leads of every kind, opportunities in every column of the board, and what
//! became of some: driven, quoted, sold, handed over, lost.
//!
//! Leads lie so many opening minutes before now, so that at any hour some are late and some are not; what is planned at the
//! store keeps to the opening hours, as far as a table of the day can.

mod acts;
mod board;
mod drives;
mod leads;
mod quotes;
mod sold;

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;

use super::{Item, World, push};
use crate::cli::seed::words::{MAKES, Make};
use crate::platform::db::{Author, Tx};
use crate::platform::error::Error;
use crate::sales::clock::commands as clock;
use crate::sales::clock::model::Duty;
use crate::sales::leads::model::NewSource;
use crate::sales::leads::sources::commands as sources;
use crate::sales::rules::SourceKind;
use crate::schema::opportunities;
use crate::values::business_hours::BusinessHours;
use crate::values::ids::{
    DeliveryId, DemoCarId, LeadId, LeadSourceId, ModelId, OpportunityId, SalesOrderId, TestDriveId,
};
use crate::values::phone::Phone;

/// What the agenda of sales has brought about so far, by the numbers of its tables.
#[derive(Default)]
pub(super) struct Sales {
    models: Vec<ModelId>,
    sources: HashMap<SourceKind, LeadSourceId>,
    leads: HashMap<usize, LeadId>,
    deals: HashMap<usize, OpportunityId>,
    cars: Vec<DemoCarId>,
    drives: HashMap<usize, TestDriveId>,
    orders: HashMap<usize, SalesOrderId>,
    deliveries: HashMap<usize, DeliveryId>,
}

impl Sales {
    pub(super) fn of(models: Vec<ModelId>) -> Self {
        Self {
            models,
            ..Self::default()
        }
    }
}

impl World {
    fn lead(&self, key: usize) -> Result<LeadId, Error> {
        let known = self.sales.leads.get(&key).copied();
        known.ok_or_else(|| Error::internal(format!("lead {key} is not there yet")))
    }

    fn deal(&self, key: usize) -> Result<OpportunityId, Error> {
        let known = self.sales.deals.get(&key).copied();
        known.ok_or_else(|| Error::internal(format!("opportunity {key} is not there yet")))
    }

    fn sale(&self, key: usize) -> Result<SalesOrderId, Error> {
        let known = self.sales.orders.get(&key).copied();
        known.ok_or_else(|| Error::internal(format!("order {key} is not there yet")))
    }
}

/// Where leads come from: (kind, name; none is needed for the only one of its kind).
const SOURCES: [(SourceKind, &str); 12] = [
    (SourceKind::WalkIn, ""),
    (SourceKind::PhoneIn, ""),
    (SourceKind::Website, "官网预约试驾"),
    (SourceKind::Autohome, ""),
    (SourceKind::Dongchedi, ""),
    (SourceKind::Yiche, ""),
    (SourceKind::Douyin, "浦东店直播间"),
    (SourceKind::WeChat, ""),
    (SourceKind::MiniProgram, ""),
    (SourceKind::Exhibition, "秋季车展"),
    (SourceKind::Referral, "老客户推荐"),
    (SourceKind::Campaign, "以旧换新活动"),
];

/// Who takes which leads before others: (who, kinds of sources, models).
const DUTIES: [(&str, &[SourceKind], &[&str]); 2] = [
    (
        "consultant",
        &[SourceKind::Autohome, SourceKind::Dongchedi, SourceKind::Yiche],
        &["X7", "M8"],
    ),
    (
        "consultant2",
        &[SourceKind::Website, SourceKind::Douyin, SourceKind::MiniProgram],
        &["E5", "S3"],
    ),
];

/// The agenda of sales.
pub(super) fn sales(agenda: &mut Vec<Item>, hours: &BusinessHours, now: DateTime<Utc>) {
    for (kind, name) in SOURCES {
        let at = now - TimeDelta::days(300);
        push(
            agenda,
            at,
            "marketing",
            format!("the source {}", kind.code()),
            move |world, tx| {
                let new = NewSource {
                    kind,
                    name: name.to_owned(),
                    aliases: Vec::new(),
                    retired: false,
                    seen: 0,
                };
                let id = sources::add(tx, &new)?;
                world.sales.sources.insert(kind, id);
                Ok(())
            },
        );
    }
    for (who, kinds, models) in DUTIES {
        let at = now - TimeDelta::days(200);
        push(
            agenda,
            at,
            "sales.manager",
            format!("the duty of {who}"),
            move |world, tx| {
                let duty = Duty {
                    takes_leads: true,
                    sources: kinds.iter().map(|kind| kind.code()).collect(),
                    models: models.iter().map(|model| (*model).to_owned()).collect(),
                    lock_version: 0,
                };
                clock::save_duty(tx, world.actor(who)?.id, &duty)
            },
        );
    }
    leads::leads(agenda, hours, now);
    board::board(agenda, now);
    drives::drives(agenda, now);
    sold::sold(agenda, now);
    watch(agenda, now);
}

/// What nobody does: the clock notes what became overdue, and puts what was left alone into the open pool.
fn watch(agenda: &mut Vec<Item>, now: DateTime<Utc>) {
    let by_day = (2..=40).map(|days| now - TimeDelta::days(days));
    let by_hour = (1..=47).map(|hours| now - TimeDelta::hours(hours));
    for at in by_day.chain(by_hour).chain([now]) {
        push(
            agenda,
            at,
            "sales.manager",
            "what became overdue".to_owned(),
            move |_, tx| tx.acting_as(Author::System, at, clock::miss_due),
        );
    }
    let at = now - TimeDelta::hours(30);
    push(agenda, at, "sales.manager", "the open pool".to_owned(), move |_, tx| {
        tx.acting_as(Author::System, at, clock::drop_idle)
    });
}

/// A model of the catalogue.
fn make(place: usize) -> Result<&'static Make, Error> {
    let makes: &'static [(Make, u64)] = &MAKES;
    let found = makes.get(place).map(|(make, _)| make);
    found.ok_or_else(|| Error::internal(format!("there is no model {place}")))
}

/// A number that nobody has.
fn phone(place: usize) -> Result<Phone, Error> {
    Phone::parse(&format!("1390000{:04}", 1_000 + place)).map_err(Error::internal)
}

/// How often an opportunity was changed: what a form of it would carry.
fn seen(tx: &mut Tx<'_>, id: OpportunityId) -> Result<i32, Error> {
    Ok(opportunities::table
        .find(id)
        .select(opportunities::lock_version)
        .first(tx.conn)?)
}
