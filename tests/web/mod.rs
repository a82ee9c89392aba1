//! The portal over HTTP.

mod admin;
mod after_care;
mod appointments;
mod check_in;
mod complaint_analysis;
mod complaints;
mod corrective_actions;
mod courtesy_cars;
mod customers;
mod english;
mod followups;
mod followups_list;
mod history;
mod imports;
mod intake;
mod membership;
mod messages;
mod reception;
mod round_trips;
pub mod sales;
pub mod service_orders;
mod settings;
mod sign_in;
mod staff;
pub mod surveys;
mod templates;
