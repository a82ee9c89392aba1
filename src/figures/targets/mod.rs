//! Targets 指标目标: what a figure is to reach, of the store, a team or a person, from a day on until the next one.

pub mod commands;
pub mod forms;
pub mod handlers;
pub mod model;
pub mod queries;
pub mod text;
pub mod views;

crate::routes! {
    "/figures/targets" { GET handlers::list: May(SetTargets); POST handlers::create: May(SetTargets); }
    "/figures/targets/new" { GET handlers::new: May(SetTargets); }
    "/figures/targets/{id}/removal" { POST handlers::remove: May(SetTargets); }
}
