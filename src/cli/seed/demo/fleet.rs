//! The courtesy cars of the store.

use chrono::{DateTime, Days, Utc};

use super::Item;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::service::courtesy::commands;
use crate::service::courtesy::model::NewCar;
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
            deed: Box::new(move |_, tx| {
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
                out.map_or(Ok(()), |because| commands::set_standing(tx, id, Some(because)))
            }),
        });
    }
}
