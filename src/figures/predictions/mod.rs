//! Predictions: when a car is due for service by its mileage a day, and how likely a customer buys another car within twelve
//! months. Nothing is foretold where the history is too short, and what is foretold says how well it does.
//!
//! [`rules::service`] and [`rules::learn`] are the methods, values only; [`commands::learn`] learns from a store's own history.

pub mod commands;
pub mod handlers;
pub mod jobs;
pub mod model;
pub mod queries;
pub mod rules;
pub mod settings;
pub mod text;
pub mod views;

use crate::platform::settings::Sheet;

/// What a manager may change.
pub const SETTINGS: &[Sheet] = &[settings::PredictionSettings::SHEET];

crate::routes! {
    "/predictions" { GET handlers::list: May(SeeCustomers); }
    "/predictions/lessons" { POST handlers::learn: May(SetGroups); }
    "/predictions/of/{id}" { GET handlers::of: May(SeeCustomers); }
}
