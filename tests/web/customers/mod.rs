//! Customers and vehicles.

mod commands;
mod names;
