//! Figures as they are counted: every figure is a statement that brings its cases, and everything else wraps it.
//!
//! Figures of a flow are summed up day by day (`figure_days`); days that changed since, and today, are counted from the
//! cases themselves, so that a number is never behind and always as many as the rows in its list. States are counted as
//! they stood when a day was over, and kept with the days; where there are very many, a change of the past is told once the
//! worker has counted it.

pub mod commands;
pub mod declared;
pub mod forms;
pub mod handlers;
pub mod jobs;
pub mod model;
pub mod queries;
pub mod text;
pub mod views;

crate::routes! {
    "/figures" { GET handlers::list: May(SeeFigures); }
    "/figures/{code}" { GET handlers::show: May(SeeFigures); }
}
