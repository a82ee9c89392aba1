//! Report 满意度报告: what customers say as a whole, how sure that is, what drives it, and what became of the unhappy.
//!
//! Figures come from rows that are counted day by day, and from packed days where several filters meet (`pack.sql`,
//! `queries/packs.rs`); days that changed since are counted from the answers themselves, so
//! that a figure is never behind. Versions of a questionnaire are put together only when somebody says so.
//! Tables: `survey_rollups`, `survey_packs`, `survey_rollup_days`.

pub mod commands;
pub mod forms;
pub mod handlers;
pub mod jobs;
pub mod model;
pub mod queries;
pub mod rules;
pub mod text;
pub mod views;
mod workbook;

crate::routes! {
    "/surveys/report" { GET handlers::show: May(SeeSurveyReport); }
    "/surveys/report/export" { GET handlers::show_export: May(SeeSurveyReport); POST handlers::export: May(SeeSurveyReport); }
    "/surveys/{id}/report" { GET handlers::of_survey: May(SeeSurveyReport); }
}
