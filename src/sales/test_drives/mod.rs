//! Test drives 试驾: the demo cars, who drives which one when, and what came of it.
//!
//! For consultants; the sales manager looks after the cars. An opportunity is tried out once the result of a drive is
//! written down: [`commands::conclude`] moves it on.

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
    "/test-drives" { GET handlers::grid: May(SeeSales); POST handlers::book: May(WorkSales); }
    "/test-drives/new" { GET handlers::ask: May(WorkSales); }
    "/test-drives/list" { GET handlers::list: May(SeeSales); }
    "/test-drives/{id}" { GET handlers::show: May(SeeSales); }
    "/test-drives/{id}/agreement" { GET handlers::print: May(SeeSales); }
    "/test-drives/{id}/hand-over" { POST handlers::hand_over: May(WorkSales); }
    "/test-drives/{id}/return" { POST handlers::take_back: May(WorkSales); }
    "/test-drives/{id}/mileage" { POST handlers::correct: May(WorkSales); }
    "/test-drives/{id}/result" { POST handlers::conclude: May(WorkSales); }
    "/test-drives/{id}/cancellation" { POST handlers::cancel: May(WorkSales); }
    "/test-drives/{id}/companion" { GET handlers::ask_companion: May(WorkSales); POST handlers::give: May(WorkSales); }
    "/test-drives/{id}/absence" { POST handlers::miss: May(WorkSales); }
    "/demo-cars" { GET handlers::cars: May(SeeSales); POST handlers::add_car: May(ManageDemoCars); }
    "/demo-cars/new" { GET handlers::new_car: May(ManageDemoCars); }
    "/demo-cars/registry" { GET handlers::ask_registry: May(WorkSales); POST handlers::search_registry: May(WorkSales); }
    "/demo-cars/{id}" { GET handlers::edit_car: May(ManageDemoCars); POST handlers::change_car: May(ManageDemoCars); }
    "/demo-cars/{id}/standing" { POST handlers::set_standing: May(ManageDemoCars); }
}
