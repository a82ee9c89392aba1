//! The portal over HTTP.

mod customers;
mod round_trips;
mod sign_in;
