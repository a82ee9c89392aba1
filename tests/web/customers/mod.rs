//! Customers and vehicles.

mod commands;
mod names;
mod search;
