//! Check-in sheets of the cars that are here.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::World;
use crate::customers::queries::brief;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::schema::{service_orders, vehicles};
use crate::service::check_in::commands::{add_mark, finish, save};
use crate::service::check_in::model::{Change, NewMark, Save};
use crate::service::check_in::rules::{Belonging, Damage, Light, Signing, Strokes, Wish, Zone, gauges};
use crate::values::ids::{CustomerId, VisitId};
use crate::values::mileage::Km;
use crate::values::money::Fen;
use crate::vehicles::rules::Energy;

/// What stands on a sheet, but for what follows from the car and its owner.
#[derive(Clone, Copy)]
pub(super) struct Sheet {
    /// Since the last reading.
    pub driven: i32,
    /// Eighths of a tank, or of a charge.
    pub eighths: i16,
    pub lights: &'static [Light],
    pub marks: &'static [(Zone, Damage, &'static str)],
    pub belongings: &'static [Belonging],
    pub wishes: &'static [Wish],
    pub warranty: bool,
    /// Yuan, from and to.
    pub estimate: (i64, i64),
    /// Signed on the screen, else on paper.
    pub drawn: bool,
}

impl Sheet {
    pub(super) const PLAIN: Self = Self {
        driven: 4_210,
        eighths: 5,
        lights: &[],
        marks: &[],
        belongings: &[Belonging::Licence, Belonging::TollUnit],
        wishes: &[Wish::Service],
        warranty: false,
        estimate: (500, 800),
        drawn: false,
    };
}

/// A signature as a finger draws it.
const STROKES: &str = "70,120 84,92 102,70 118,64 112,96 96,132 88,150;130,84 168,78 204,76;166,58 160,96 148,140;\
    220,70 236,92 228,130 214,148;230,96 262,84 296,80 290,112 270,144;310,90 344,82 380,86 398,110 372,140 340,150";

/// The name of a customer, as they sign.
pub(super) fn name_of(tx: &mut Tx<'_>, customer: CustomerId) -> Result<String, Error> {
    let vault = tx.vault().clone();
    let known = brief(tx.conn, &vault, &[customer])?.remove(&customer);
    Ok(known.map(|known| known.name.into_exposed()).unwrap_or_default())
}

fn put(tx: &mut Tx<'_>, visit: VisitId, change: Change) -> Result<(), Error> {
    let step = Save {
        change,
        seen: 0,
        form: None,
        reason: None,
        stay: false,
    };
    save(tx, visit, &step)
}

/// The first steps: what whoever stands beside the car sees.
pub(super) fn begin(world: &World, tx: &mut Tx<'_>, key: usize, sheet: &Sheet) -> Result<(), Error> {
    let here = world.here(key)?;
    let (last, energy): (Option<i32>, Option<Energy>) = vehicles::table
        .find(here.vehicle)
        .select((vehicles::mileage_km, vehicles::energy))
        .first(tx.conn)?;
    let vehicle = Change::Vehicle {
        mileage: Some(Km::new(last.unwrap_or_default() + sheet.driven)),
        reason: None,
        lights: sheet.lights.to_vec(),
        note: None,
    };
    put(tx, here.visit, vehicle)?;
    for (zone, damage, note) in sheet.marks {
        let mark = NewMark {
            zone: *zone,
            damage: *damage,
            note: Some((*note).to_owned()),
            reason: None,
        };
        add_mark(tx, here.visit, &mark, None)?;
    }
    let no_marks = sheet.marks.is_empty();
    put(tx, here.visit, Change::Exterior { no_marks })?;
    let gauges = gauges(energy);
    let belongings = Change::Belongings {
        fuel: gauges.fuel.then_some(sheet.eighths),
        charge: gauges.charge.then_some(sheet.eighths * 12),
        items: sheet.belongings.to_vec(),
        note: String::new(),
        none: sheet.belongings.is_empty(),
    };
    put(tx, here.visit, belongings)
}

/// The whole sheet, signed; with it the service order begins.
pub(super) fn fill(
    world: &mut World,
    tx: &mut Tx<'_>,
    key: usize,
    sheet: &Sheet,
    wish: &str,
    promised_at: DateTime<Utc>,
) -> Result<(), Error> {
    begin(world, tx, key, sheet)?;
    let here = world.here(key)?;
    let wishes = Change::Wishes {
        items: sheet.wishes.to_vec(),
        note: wish.to_owned(),
        warranty: sheet.warranty,
        household: sheet.warranty,
    };
    put(tx, here.visit, wishes)?;
    let (from, to) = sheet.estimate;
    let estimate = Change::Estimate {
        from: Some(Fen::new(from * 100)),
        to: Some(Fen::new(to * 100)),
        promised_at: Some(promised_at),
    };
    put(tx, here.visit, estimate)?;
    let (how, strokes) = if sheet.drawn {
        (Signing::Drawn, Some(Strokes::parse(STROKES).map_err(Error::internal)?))
    } else {
        (Signing::Paper, None)
    };
    let by = name_of(tx, here.customer)?;
    put(tx, here.visit, Change::Signature(Some((how, by, strokes))))?;
    finish(tx, here.visit)?;
    let order = service_orders::table
        .filter(service_orders::visit_id.eq(here.visit))
        .select(service_orders::id)
        .first(tx.conn)?;
    world.orders.insert(key, order);
    Ok(())
}
