//! Administration 系统设置 (a desk): permissions, rules, the audit log, changing the roles of an account
//! and shutting it out.
//!
//! For administrators and managers.
//! Tables: none.
//! Entry points: [`open_work::KINDS`] is where a room adds what must be handed over before a person leaves or
//! gets other roles.

pub mod accounts;
pub mod forms;
pub mod handlers;
pub mod model;
pub mod open_work;
pub mod queries;
pub mod settings;
pub mod text;
pub mod views;

crate::routes! {
    "/admin" { GET handlers::index: May(SeeStaff); }
    "/admin/permissions" { GET handlers::permissions: May(SeeStaff); }
    "/admin/audit" { GET handlers::audit: May(SeeAudit); }
    "/admin/audit/recent" { GET handlers::recent: May(SeeAudit); }
    "/admin/audit/export" { POST handlers::export: May(SeeAudit); }
    "/staff/{id}/edit" { GET accounts::edit: May(ManageStaff); POST accounts::change: May(ManageStaff); }
    "/staff/{id}/disable" { GET accounts::show_disable: May(ManageStaff); POST accounts::disable: May(ManageStaff); }
    "/admin/settings" { GET settings::list: May(ChangeSalesRules); }
    "/admin/settings/{key}" { GET settings::edit: May(ChangeSalesRules); POST settings::save: May(ChangeSalesRules); }
}
