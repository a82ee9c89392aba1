//! Courtesy cars 代步车: the fleet, who has which car from when to when, and to whom one is due.
//!
//! For advisors; the service manager looks after the fleet.

pub mod commands;
pub mod forms;
pub mod handlers;
pub mod model;
pub mod queries;
pub mod rules;
pub mod settings;
pub mod text;
pub mod views;

crate::routes! {
    "/courtesy-cars" { GET handlers::fleet: May(LendCars); POST handlers::add: May(ManageFleet); }
    "/courtesy-cars/new" { GET handlers::new: May(ManageFleet); }
    "/courtesy-cars/calendar" { GET handlers::calendar: May(LendCars); }
    "/courtesy-cars/registry" { GET handlers::ask_registry: May(LendCars); POST handlers::search_registry: May(LendCars); }
    "/courtesy-cars/loans" { GET handlers::loans: May(LendCars); }
    "/courtesy-cars/refusals" { GET handlers::refusals: May(LendCars); }
    "/courtesy-cars/refusals/{id}/lifting" { POST handlers::lift: May(ManageFleet); }
    "/courtesy-cars/loans/{id}" { GET handlers::loan: May(LendCars); }
    "/courtesy-cars/loans/{id}/hand-over" { POST handlers::hand_over: May(LendCars); }
    "/courtesy-cars/loans/{id}/return" { POST handlers::take_back: May(LendCars); }
    "/courtesy-cars/loans/{id}/cancellation" { POST handlers::cancel: May(LendCars); }
    "/courtesy-cars/loans/{id}/refusal" { POST handlers::refuse: May(LendCars); }
    "/courtesy-cars/loans/{id}/sheet" { GET handlers::print: May(LendCars); }
    "/courtesy-cars/{id}" { GET handlers::edit: May(ManageFleet); POST handlers::change: May(ManageFleet); }
    "/courtesy-cars/{id}/standing" { POST handlers::set_standing: May(ManageFleet); }
    "/visits/{id}/courtesy-car" { GET handlers::ask: May(LendCars); POST handlers::book: May(LendCars); }
    "/visits/{id}/courtesy-answer" { POST handlers::answer: May(LendCars); }
}
