//! The portal over HTTP.

mod customers;
mod followups;
mod english;
mod messages;
mod round_trips;
mod sign_in;
mod staff;
