//! Quotes 报价单: every charge by name, the total never typed; versions, approval of discounts, the customer's own page.
//!
//! Tables: `quotes`, `quote_lines`, `quote_loans`, `quote_changes`, `quote_approvals`.
//! Entry points: [`queries::accepted`] for whoever writes the order, [`queries::of_opportunity`] for whoever shows an
//! opportunity, [`rules::needs_source`] for whoever writes to a customer.

pub mod commands;
pub mod forms;
pub mod handlers;
pub mod model;
pub mod queries;
pub mod rules;
pub mod settings;
pub mod text;
pub mod undo;
pub mod views;

use crate::platform::settings::Sheet;

/// What a manager may change.
pub const SETTINGS: &[Sheet] = &[settings::QuoteSettings::SHEET];

crate::routes! {
    "/quotes" { GET handlers::list: May(SeeSales); }
    "/quotes/{id}" { GET handlers::show: May(SeeSales); POST handlers::change: May(WorkSales); }
    "/quotes/{id}/edit" { GET handlers::edit: May(WorkSales); }
    "/quotes/{id}/release" { POST handlers::release: May(WorkSales); }
    "/quotes/{id}/recall" { POST handlers::recall: May(WorkSales); }
    "/quotes/{id}/removal" { POST handlers::discard: May(WorkSales); }
    "/quotes/{id}/approval" { GET handlers::ask_decision: May(ApproveDiscounts); POST handlers::decide: May(ApproveDiscounts); }
    "/quotes/{id}/acceptance" { POST handlers::accept: May(WorkSales); }
    "/quotes/{id}/withdrawal" { POST handlers::withdraw: May(WorkSales); }
    "/quotes/{id}/comparison" { GET handlers::compare: May(SeeSales); }
    "/quotes/{id}/sheet" { GET handlers::print: May(SeeSales); }
    "/opportunities/{id}/quotes" { GET handlers::versions: May(SeeSales); POST handlers::create: May(WorkSales); }
    "/opportunities/{id}/quotes/new" { GET handlers::new: May(WorkSales); POST handlers::take: May(WorkSales); }
    "/opportunities/{id}/quotes/total" { POST handlers::total: May(WorkSales); }
    "/q/{token}" { GET handlers::public: Public; POST handlers::understand: Public; }
    "/q/{token}/reply" { POST handlers::reply: Public; }
}
