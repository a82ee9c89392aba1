//! The portal over HTTP.

mod customers;
mod followups;
mod english;
mod round_trips;
mod sign_in;
mod staff;
