//! Pages of appointments.

mod book;
mod calendar;
mod detail;
mod plans;

pub use book::{MovePage, NewPage, Picked, Picker};
pub use calendar::{CalendarPage, CalendarQuery, DayListPage, Shown};
pub use detail::{AppointmentPage, CancelPage, Change, WaitPage, shown_change};
pub use plans::{PlanPage, PlansPage, stranded};

use super::model::Listed;
use crate::visits::rules::AppointmentState;

/// (icon, tone) of a state.
fn looks(state: AppointmentState) -> (&'static str, &'static str) {
    match state {
        AppointmentState::Booked => ("calendar-event", "blue"),
        AppointmentState::Arrived => ("circle-check", "green"),
        AppointmentState::Cancelled => ("circle-x", ""),
        AppointmentState::NoShow => ("user-off", "red"),
    }
}

fn plate(one: &Listed) -> (String, &'static str) {
    let car = one.vehicle.as_ref();
    (
        car.and_then(|car| car.plate.clone()).unwrap_or_default(),
        if car.is_some_and(|car| car.new_energy) {
            "nev"
        } else {
            ""
        },
    )
}
