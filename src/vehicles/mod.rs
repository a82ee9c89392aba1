//! Vehicles 车辆: cars, their owners over time, the model catalogue.
//!
//! For everybody who opens a customer.
//! Tables: `vehicle_models`, `vehicles`, `vehicle_owners`, `vehicle_recalls`.
//! Entry points: [`commands::add`], [`commands::change_owner`], [`queries::of_customers`], [`queries::by_vin`].

pub mod agenda;
pub mod commands;
pub mod forms;
pub mod model;
pub mod queries;
pub mod rules;
pub mod text;
pub mod views;

crate::routes! {}
