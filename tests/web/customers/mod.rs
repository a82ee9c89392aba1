//! Customers and vehicles.

mod commands;
mod form;
mod names;
mod search;
