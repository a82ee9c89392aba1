//! Complaints 投诉: from the first call to the call-back, against the clock.
//!
//! For customer care, the departments concerned and their managers.
//! Tables: `complaints`, `complaint_rounds`, `complaint_pauses`, `complaint_solutions`, `complaint_goodwill`,
//! `complaint_entries`, `complaint_crises`, `complaint_escalations`, `complaint_mails`, `complaint_terms`,
//! `corrective_actions`.
//! Entry points: [`commands::record`] for whoever takes a complaint in, [`queries::visible`] for whoever shows one.

pub mod commands;
pub mod model;
pub mod queries;
pub mod rules;
pub mod settings;

pub mod intake;

crate::routes! {}
