//! Pages of test drives.

mod cars;
mod drive;
mod grid;

pub use cars::{CarPage, CarsPage, RegistryPage, car_start};
pub use drive::{Agreement, DrivePage, drive_start, moved_on};
pub use grid::{BookPage, GridPage, GridQuery, ListPage, ListQuery, NewQuery, book_start};

use chrono::{DateTime, Utc};

use super::model::{Car, Listed};
use super::rules::DriveState;

pub(super) fn plate_kind(car: &Car) -> &'static str {
    if car.is_new_energy_plate() { "nev" } else { "" }
}

pub(super) fn tone(listed: &Listed, now: DateTime<Utc>) -> &'static str {
    match listed.drive.state {
        DriveState::Booked | DriveState::Out if listed.drive.is_late(now) => "red",
        DriveState::Booked => "amber",
        DriveState::Out => "blue",
        DriveState::Returned => "violet",
        DriveState::Done => "green",
        DriveState::Missed | DriveState::Cancelled => "",
    }
}
