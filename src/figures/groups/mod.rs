//! Groups of customers: the stage of the life cycle; scores of recency, frequency and money, and the group that follows from
//! them; what moved when; whom to wake and whom to win back.
//!
//! [`commands::count`] counts a store by two statements of SQL, each night and whenever somebody asks; [`rules::stand`] says the
//! same of one customer in Rust, for tests.
//! Entry points: [`queries::of`] for a customer's page, [`queries::grid`] for the dashboard.

pub mod commands;
pub mod forms;
pub mod handlers;
pub mod jobs;
pub mod model;
pub mod queries;
pub mod rules;
pub mod settings;
pub mod text;
pub mod views;

use crate::platform::settings::Sheet;

/// What a manager may change.
pub const SETTINGS: &[Sheet] = &[settings::GroupSettings::SHEET];

crate::routes! {
    "/customer-groups" { GET handlers::grid: May(SeeGroups); }
    "/customer-groups/customers" { GET handlers::list: May(SeeCustomers); }
    "/customer-groups/calls" { POST handlers::plan_calls: May(SeeTasks); }
    "/customer-groups/counts" { POST handlers::count: May(SetGroups); }
    "/customer-groups/rules" { GET handlers::rules: May(SeeGroups); }
    "/customer-groups/of/{id}" { GET handlers::of: May(SeeCustomers); }
    "/customer-groups/of/{id}/leaving" {
        GET handlers::ask_gone: May(EditCustomers);
        POST handlers::mark_gone: May(EditCustomers);
    }
    "/customer-groups/of/{id}/profiling" {
        GET handlers::ask_profiling: May(EditCustomers);
        POST handlers::set_profiling: May(EditCustomers);
    }
}
