//! Trade-ins 置换: the car that a customer would give in part payment, looked over, photographed and priced.
//!
//! Entry points: [`queries::offer`] and [`queries::offer_on`] for whoever writes a quote.

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
    "/opportunities/{id}/trade-ins" { GET handlers::list: May(SeeSales); POST handlers::create: May(WorkSales); }
    "/opportunities/{id}/trade-ins/new" { GET handlers::new: May(WorkSales); }
    "/opportunities/{id}/trade-ins/{trade}" { GET handlers::show: May(SeeSales); POST handlers::change: May(WorkSales); }
    "/opportunities/{id}/trade-ins/{trade}/edit" { GET handlers::edit: May(WorkSales); }
    "/opportunities/{id}/trade-ins/{trade}/offer" { POST handlers::offer: May(WorkSales); }
    "/opportunities/{id}/trade-ins/{trade}/answer" { POST handlers::answer: May(WorkSales); }
    "/opportunities/{id}/trade-ins/{trade}/photos" { POST handlers::add_photos: May(WorkSales); }
    "/opportunities/{id}/trade-ins/{trade}/photos/{file}" { GET handlers::photo: May(SeeSales); }
    "/opportunities/{id}/trade-ins/{trade}/photos/{file}/thumbnail" { GET handlers::thumbnail: May(SeeSales); }
    "/opportunities/{id}/trade-ins/{trade}/photos/{file}/removal" { POST handlers::remove_photo: May(WorkSales); }
}
