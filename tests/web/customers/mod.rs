//! Customers and vehicles.

mod commands;
