//! The portal over HTTP.

mod admin;
mod complaints;
mod customers;
mod english;
mod followups;
mod history;
mod corrective_actions;
mod customers;
mod english;
mod followups;
mod intake;
mod imports;
mod messages;
mod round_trips;
mod settings;
mod sign_in;
mod staff;
