//! `yingke seed demo`: a believable store. The named cast, 200 customers with their cars, complaints in every
//! state, some of them late, and a full board of sales; relative to now, and but for the times the same on every machine.
//!
//! What happened is put on an agenda and done in its order of time, by whom it was done, through the rooms' commands.
//!
//! Complaints and visits lie so many minutes before now, at whatever hour that is: a demo is looked at when it is made, so
//! that at three in the morning people wait and cars are on the lifts as at ten. Only bookings of days to come keep to the
//! opening hours.

mod appointments;
mod cases;
mod day;
mod fleet;
mod measures;
mod members;
mod orders;
mod past;
mod people;
mod prices;
mod sales;
mod sheets;
mod surveys;
mod workshop;

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use self::appointments::appointments;
use self::cases::{tell, told};
use self::day::today;
use self::measures::{escalate_until, follow_through, measures};
use self::members::members;
use self::orders::orders;
use self::past::past;
use self::people::{CUSTOMERS, people};
use self::sales::{Sales, sales};
use super::chance::Dice;
use super::invent::{Inventor, Keepers};
use super::words::MAKES;
use crate::access::{Actor, Role};
use crate::platform::db::{Author, Tx};
use crate::platform::error::Error;
use crate::platform::i18n::Lang;
use crate::schema::{staff, stores, vehicle_models, vehicles};
use crate::staff::hours::calendar;
use crate::values::ids::{
    AppointmentId, ComplaintId, CourtesyCarId, CustomerId, ModelId, ServiceOrderId, SessionId, StaffId, StoreId,
    TeamId, VehicleId, VisitId,
};
use crate::vehicles::rules::Energy;

const SEED: u64 = 0x59_49_4E_47_4B_45;

/// What the agenda has brought about so far.
struct World {
    store: StoreId,
    cast: HashMap<String, Actor>,
    customers: HashMap<usize, (CustomerId, Option<VehicleId>)>,
    complaints: HashMap<usize, ComplaintId>,
    /// Customers who play a part already.
    busy: HashSet<usize>,
    /// Appointments, visits and orders by the number of whoever comes.
    booked: HashMap<usize, Booked>,
    visits: HashMap<usize, Here>,
    orders: HashMap<usize, ServiceOrderId>,
    fleet: Vec<CourtesyCarId>,
    sales: Sales,
    surveys: surveys::Running,
}

/// An appointment that somebody will keep, or not.
#[derive(Clone, Copy)]
struct Booked {
    id: AppointmentId,
    customer: CustomerId,
    vehicle: VehicleId,
}

/// Somebody who came.
#[derive(Clone, Copy)]
struct Here {
    visit: VisitId,
    customer: CustomerId,
    vehicle: VehicleId,
}

type Deed = Box<dyn FnOnce(&mut World, &mut Tx<'_>) -> Result<(), Error>>;

/// Something that was done: when, by whom, what.
struct Item {
    at: DateTime<Utc>,
    who: &'static str,
    /// Told when it can't be done.
    what: String,
    deed: Deed,
}

fn push(
    agenda: &mut Vec<Item>,
    at: DateTime<Utc>,
    who: &'static str,
    what: String,
    deed: impl FnOnce(&mut World, &mut Tx<'_>) -> Result<(), Error> + 'static,
) {
    agenda.push(Item {
        at,
        who,
        what,
        deed: Box::new(deed),
    });
}

/// Fills the store of the cast with life.
pub fn fill(tx: &mut Tx<'_>, store: StoreId) -> Result<(), Error> {
    let now = tx.now;
    let models = catalogue(tx)?;
    let mut world = World {
        store,
        cast: cast(tx, store)?,
        customers: HashMap::new(),
        complaints: HashMap::new(),
        busy: HashSet::new(),
        booked: HashMap::new(),
        visits: HashMap::new(),
        orders: HashMap::new(),
        fleet: Vec::new(),
        sales: Sales::of(models.clone()),
        surveys: surveys::Running::new(),
    };
    let hours = calendar(tx.conn, store)?;
    let mut agenda = Vec::new();
    let mut inventor = Inventor {
        dice: Dice::new(SEED),
        keepers: keepers(store, &world.cast),
        now,
    };
    people(&mut agenda, &mut inventor, &models);
    for (place, story) in told(&mut inventor.dice, now).into_iter().enumerate() {
        tell(&mut agenda, place, story, now);
    }
    measures(&mut agenda, now);
    appointments(&mut agenda, &mut inventor.dice, now);
    past(&mut agenda, now);
    orders(&mut agenda, now);
    today(&mut agenda, now);
    members(&mut agenda, &mut inventor.dice, now);
    fleet::fleet(&mut agenda, now);
    sales(&mut agenda, &hours, now);
    surveys::surveys(&mut agenda, &mut inventor.dice, now);
    agenda.sort_by_key(|item| item.at);
    for item in agenda {
        escalate_until(tx, item.at)?;
        follow_through(tx, &world, item.at)?;
        let author = world.author(item.who)?;
        tx.acting_as(author, item.at, |tx| (item.deed)(&mut world, tx))
            .map_err(|error| Error::internal(format!("the demo can't have {}: {error}", item.what)))?;
    }
    escalate_until(tx, now)?;
    follow_through(tx, &world, now)
}

/// Writes the catalogue, unless there is one; gives the ids of [`MAKES`] in their order.
pub fn catalogue(tx: &mut Tx<'_>) -> Result<Vec<ModelId>, Error> {
    MAKES
        .iter()
        .map(|(make, _)| {
            let row = (
                vehicle_models::id.eq(ModelId::new()),
                vehicle_models::brand.eq(make.brand),
                vehicle_models::series.eq(make.series),
                vehicle_models::model.eq(make.model),
                vehicle_models::trim.eq(make.trim),
                vehicle_models::energy.eq(make.energy),
                vehicle_models::list_price_fen.eq(make.price_yuan * 100),
                vehicle_models::service_km.eq(make.service_km),
                vehicle_models::service_months.eq(make.service_months),
            );
            Ok(diesel::insert_into(vehicle_models::table)
                .values(row)
                .on_conflict((
                    vehicle_models::brand,
                    vehicle_models::series,
                    vehicle_models::model,
                    vehicle_models::trim,
                ))
                .do_update()
                .set(vehicle_models::list_price_fen.eq(make.price_yuan * 100))
                .returning(vehicle_models::id)
                .get_result(tx.conn)?)
        })
        .collect()
}

/// The people of a store by account, as their requests would carry them.
pub fn cast(tx: &mut Tx<'_>, store: StoreId) -> Result<HashMap<String, Actor>, Error> {
    type Row = (StaffId, Option<TeamId>, String, String, Vec<Option<String>>);
    let store_name: String = stores::table.find(store).select(stores::name).first(tx.conn)?;
    let rows: Vec<Row> = staff::table
        .filter(staff::store_id.eq(store))
        .filter(staff::disabled_at.is_null())
        .order(staff::username)
        .select((staff::id, staff::team_id, staff::username, staff::name, staff::roles))
        .load(tx.conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, team, username, name, roles)| {
            let actor = Actor {
                id,
                store,
                store_name: store_name.clone(),
                team,
                name,
                roles: roles.iter().flatten().filter_map(|code| Role::parse(code)).collect(),
                session: SessionId::new(),
                lang: Lang::Zh,
                theme: "system",
                hotkeys: true,
            };
            (username, actor)
        })
        .collect())
}

/// Who looks after customers.
pub fn keepers(store: StoreId, cast: &HashMap<String, Actor>) -> Keepers {
    let with = |role: Role| {
        let mut found: Vec<(&String, StaffId)> = cast
            .iter()
            .filter(|(_, actor)| actor.is(role))
            .map(|(account, actor)| (account, actor.id))
            .collect();
        found.sort();
        found.into_iter().map(|(_, id)| id).collect()
    };
    Keepers {
        store,
        consultants: with(Role::SalesConsultant),
        advisors: with(Role::ServiceAdvisor),
    }
}

fn has_engine(tx: &mut Tx<'_>, vehicle: VehicleId) -> Result<bool, Error> {
    let energy: Option<Energy> = vehicles::table.find(vehicle).select(vehicles::energy).first(tx.conn)?;
    Ok(energy != Some(Energy::Electric))
}

impl World {
    fn author(&self, who: &str) -> Result<Author, Error> {
        Ok(Author::Person {
            actor: Box::new(self.actor(who)?.clone()),
            address: "127.0.0.1".to_owned(),
            request: Uuid::now_v7(),
        })
    }

    fn actor(&self, who: &str) -> Result<&Actor, Error> {
        self.cast
            .get(who)
            .ok_or_else(|| Error::internal(format!("nobody of the cast is called {who}")))
    }

    fn customer(&self, place: usize) -> Result<(CustomerId, Option<VehicleId>), Error> {
        let known = self.customers.get(&place).copied();
        known.ok_or_else(|| Error::internal(format!("customer {place} is not there yet")))
    }

    /// A customer with a car who plays no part yet, the first from this place on; with an engine where one is worked on.
    fn somebody(&mut self, tx: &mut Tx<'_>, from: usize, engine: bool) -> Result<(CustomerId, VehicleId), Error> {
        for place in from..CUSTOMERS {
            let Some((customer, Some(vehicle))) = self.customers.get(&place).copied() else {
                continue;
            };
            if self.busy.contains(&place) || (engine && !has_engine(tx, vehicle)?) {
                continue;
            }
            self.busy.insert(place);
            return Ok((customer, vehicle));
        }
        Err(Error::internal("too few customers with a car"))
    }

    fn here(&self, key: usize) -> Result<Here, Error> {
        let known = self.visits.get(&key).copied();
        known.ok_or_else(|| Error::internal(format!("visitor {key} is not there yet")))
    }

    fn order(&self, key: usize) -> Result<ServiceOrderId, Error> {
        let known = self.orders.get(&key).copied();
        known.ok_or_else(|| Error::internal(format!("order {key} is not there yet")))
    }

    fn complaint(&self, place: usize) -> Result<ComplaintId, Error> {
        let known = self.complaints.get(&place).copied();
        known.ok_or_else(|| Error::internal(format!("complaint {place} is not there yet")))
    }
}
