//! The check-in sheet 接车单 of a service visit: how the car came in, what is wanted, what was promised, signed.
//!
//! Step by step, each saved by itself; finished, it is frozen and opens the service order. For advisors.

pub mod commands;
pub mod drawing;
pub mod forms;
pub mod handlers;
pub mod model;
pub mod queries;
pub mod rules;
pub mod settings;
pub mod text;
pub mod views;

crate::routes! {
    "/visits/{id}" { GET handlers::show: May(SeeReception); }
    "/visits/{id}/check-in" { POST handlers::save: May(WorkServiceOrders); }
    "/visits/{id}/check-in/mileage" { POST handlers::check_mileage: May(WorkServiceOrders); }
    "/visits/{id}/check-in/marks" { POST handlers::add_mark: May(WorkServiceOrders); }
    "/visits/{id}/check-in/marks/{mark}/removal" { POST handlers::remove_mark: May(WorkServiceOrders); }
    "/visits/{id}/check-in/photos" { POST handlers::add_photos: May(WorkServiceOrders); }
    "/visits/{id}/check-in/photos/{file}" { GET handlers::photo: May(SeeReception); }
    "/visits/{id}/check-in/photos/{file}/thumbnail" { GET handlers::thumbnail: May(SeeReception); }
    "/visits/{id}/check-in/photos/{file}/removal" { POST handlers::remove_photo: May(WorkServiceOrders); }
    "/visits/{id}/check-in/completion" { POST handlers::finish: May(WorkServiceOrders); }
    "/visits/{id}/check-in/sheet" { GET handlers::print: May(SeeReception); }
}
