//! Customers 客户: who they are, how to reach them, what they allowed.
//!
//! For everybody who meets customers; narrowed by [`Scope`](crate::access::Scope).
//! Tables: `customers`, `customer_preferences`, `customer_phones`, `customer_keys`, `customer_access`, `access_requests`,
//! `consents`, `customer_notes`, `reveal_counts`, `searches`.
//! Entry points: [`queries::visible`], [`queries::brief`], [`commands::create`], [`commands::set_keys`].

pub mod agenda;
pub mod commands;
pub mod forms;
pub mod handlers;
pub mod limits;
pub mod model;
pub mod names;
pub mod queries;
pub mod rules;
pub mod term;
pub mod text;
pub mod views;

use crate::platform::settings::Sheet;

/// The rules of this room that a manager may change.
pub const SETTINGS: &[Sheet] = &[limits::Limits::SHEET];

crate::routes! {
    "/customers/check/{field}" { POST handlers::check: May(EditCustomers); }
    "/customers/{id}/edit" { GET handlers::edit: May(EditCustomers); POST handlers::update: May(EditCustomers); }
}
