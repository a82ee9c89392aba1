//! Deliveries 交车: the checklist of the day before and of the day, photo, gift, signature, papers; then the car is the
//! customer's.
//!
//! For consultants and the sales manager; customer care calls afterwards. Tables: `deliveries`, `delivery_checks`.
//! Entry points: [`commands::hand_over`], which makes the vehicle and what follows, and [`queries::delivery`].

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
    "/deliveries" { GET handlers::list: May(SeeSales); POST handlers::plan: May(WorkSales); }
    "/deliveries/new" { GET handlers::new: May(WorkSales); }
    "/deliveries/{id}" { GET handlers::show: May(SeeSales); }
    "/deliveries/{id}/plan" { GET handlers::edit: May(WorkSales); POST handlers::change: May(WorkSales); }
    "/deliveries/{id}/checks" { POST handlers::check: May(WorkSales); }
    "/deliveries/{id}/photos" { POST handlers::add_photos: May(WorkSales); }
    "/deliveries/{id}/photos/{file}" { GET handlers::photo: May(SeeSales); }
    "/deliveries/{id}/photos/{file}/thumbnail" { GET handlers::small_photo: May(SeeSales); }
    "/deliveries/{id}/hand-over" { POST handlers::hand_over: May(WorkSales); }
    "/deliveries/{id}/sheet" { GET handlers::print: May(SeeSales); }
}
