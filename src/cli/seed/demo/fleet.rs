//! The courtesy cars of the store.

use chrono::{DateTime, Days, Utc};
use diesel::prelude::*;

use super::sheets::name_of;
use super::{Item, World};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::schema::courtesy_cars;
use crate::service::check_in::rules::{Signing, gauges};
use crate::service::courtesy::commands;
use crate::service::courtesy::model::{HandOver, NewCar, NewLoan, Reading};
use crate::values::id_document::{IdDocument, IdKind};
use crate::values::mileage::Km;
use crate::values::plate::Plate;
use crate::vehicles::rules::Energy;

/// (plate, model, colour, energy, km, days until the insurance ends, days until the inspection ends, why not lent)
type Told = (
    &'static str,
    &'static str,
    &'static str,
    Energy,
    i32,
    u64,
    u64,
    Option<&'static str>,
);

const CARS: [Told; 6] = [
    ("沪A3K72M", "星驰 S3 1.5L", "白色", Energy::Fuel, 18_420, 210, 480, None),
    ("沪A9P15D", "星驰 S3 1.5L", "银色", Energy::Fuel, 41_880, 19, 150, None),
    (
        "沪AD20817",
        "星驰 E5 标准版",
        "蓝色",
        Energy::Electric,
        9_760,
        320,
        700,
        None,
    ),
    (
        "沪AD61439",
        "星驰 E5 长续航",
        "白色",
        Energy::Electric,
        27_305,
        95,
        365,
        None,
    ),
    (
        "沪B6H08T",
        "星驰 X7 混动",
        "灰色",
        Energy::Hybrid,
        52_140,
        160,
        26,
        None,
    ),
    (
        "沪C4R91W",
        "星驰 S3 1.5L",
        "红色",
        Energy::Fuel,
        68_930,
        75,
        240,
        Some("前保险杠送修"),
    ),
];

/// Puts the fleet on the agenda.
pub(super) fn fleet(agenda: &mut Vec<Item>, now: DateTime<Utc>) {
    let since = now - chrono::TimeDelta::days(190);
    let today = times::day_of(now);
    for (plate, model, colour, energy, km, insured, inspected, out) in CARS {
        agenda.push(Item {
            at: since,
            who: "service.manager",
            what: format!("the courtesy car {plate}"),
            deed: Box::new(move |world, tx| {
                let new = NewCar {
                    plate: Plate::parse(plate).map_err(Error::internal)?,
                    model: model.to_owned(),
                    colour: colour.to_owned(),
                    energy,
                    mileage: Km::new(km),
                    insurance_until: today + Days::new(insured),
                    inspection_until: today + Days::new(inspected),
                    seen: 0,
                };
                let id = commands::add_car(tx, &new)?;
                world.fleet.push(id);
                out.map_or(Ok(()), |because| commands::set_standing(tx, id, Some(because)))
            }),
        });
    }
}

/// Lends a car of the fleet, by its place in it, to somebody who is here, until `due_at`.
pub(super) fn lend(
    world: &World,
    tx: &mut Tx<'_>,
    key: usize,
    place: usize,
    due_at: DateTime<Utc>,
) -> Result<(), Error> {
    let here = world.here(key)?;
    let car = world.fleet.get(place).copied();
    let car = car.ok_or_else(|| Error::internal("the fleet is too small"))?;
    let new = NewLoan {
        car,
        starts_at: tx.now,
        due_at,
    };
    let loan = commands::book(tx, here.visit, new)?;
    let (km, energy): (i32, Energy) = courtesy_cars::table
        .find(car)
        .select((courtesy_cars::mileage_km, courtesy_cars::energy))
        .first(tx.conn)?;
    let gauges = gauges(Some(energy));
    let hand_over = HandOver {
        reading: Reading {
            km: Km::new(km + 3),
            km_reason: None,
            fuel: gauges.fuel.then_some(6),
            charge: gauges.charge.then_some(88),
            marks: Some("右前门轻微划痕".to_owned()),
            seen: 0,
        },
        driver: name_of(tx, here.customer)?,
        licence: licence(place)?,
        licence_until: times::day_of(tx.now) + Days::new(900),
        signing: Signing::Paper,
        strokes: None,
        benefit: false,
    };
    commands::hand_over(tx, loan, &hand_over)
}

/// The number of a licence: with the one check digit that fits.
pub(super) fn licence(place: usize) -> Result<IdDocument, Error> {
    let body = format!("31011519880412{:03}", 213 + place);
    "0123456789X"
        .chars()
        .find_map(|check| IdDocument::parse(IdKind::MainlandId, &format!("{body}{check}")).ok())
        .ok_or_else(|| Error::internal("no check digit fits"))
}
