//! The portal over HTTP.

mod customers;
mod sign_in;
