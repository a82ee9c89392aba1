//! Dashboard 经营看板 (a desk): what goes well and what goes wrong, by figure, person and period; what needs somebody who
//! leads, with the decision in place; the day in the house.
//!
//! For managers.
//! Tables: none.
//! Entry points: `/dashboard`, which keeps whose figures of which days in its address.

pub mod commands;
pub mod handlers;
pub mod model;
pub mod queries;
pub mod rules;
pub mod text;
pub mod views;
mod workbook;

crate::routes! {
    "/dashboard" { GET handlers::show: May(SeeDashboard); }
    "/dashboard/today" { GET handlers::today: May(SeeDashboard); }
    "/dashboard/attention" { GET handlers::attention: May(SeeDashboard); }
    "/dashboard/funnel" { GET handlers::funnel: May(SeeDashboard); }
    "/dashboard/complaints" { GET handlers::complaints: May(SeeDashboard); }
    "/dashboard/cohorts" { GET handlers::cohorts: May(SeeDashboard); }
    "/dashboard/cohort" { GET handlers::cohort: May(SeeDashboard); }
    "/dashboard/groups" { GET handlers::groups: May(SeeDashboard); }
    "/dashboard/export" { POST handlers::export: May(SeeDashboard); }
}
