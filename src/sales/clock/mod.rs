//! The clock of leads: first call, message, second follow-up, status; whose turn it is; the open pool.
//!
//! Entry points: [`commands::started`], [`commands::assigned`], [`commands::contacted`] and [`commands::ended`] for
//! whoever changes a lead, [`queries::steps`] and [`views::Chain`] for whoever shows one.

pub mod commands;
pub mod forms;
pub mod handlers;
pub mod jobs;
pub mod model;
pub mod queries;
pub mod rules;
pub mod settings;
pub mod text;
pub mod undo;
pub mod views;

use crate::platform::settings::Sheet;

/// What a manager may change.
pub const SETTINGS: &[Sheet] = &[settings::ClockSettings::SHEET];

crate::routes! {
    "/leads/assignment" { GET handlers::ask_many: May(AssignLeads); POST handlers::assign_many: May(AssignLeads); }
    "/leads/{id}/assignment" { GET handlers::ask_one: May(AssignLeads); POST handlers::assign_one: May(AssignLeads); }
    "/pool" { GET handlers::pool: May(WorkSales); }
    "/pool/{id}/claims" { POST handlers::claim: May(OwnSales); }
    "/pool/{id}/release" { GET handlers::ask_release: May(WorkSales); POST handlers::release: May(WorkSales); }
    "/sales-duty" { GET handlers::roster: May(AssignLeads); }
    "/sales-duty/{id}" { GET handlers::duty: May(AssignLeads); POST handlers::save_duty: May(AssignLeads); }
}
