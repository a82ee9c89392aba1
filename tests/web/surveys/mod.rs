//! Surveys over HTTP.

pub mod answers;
pub mod interviews;
mod programmes;
mod questionnaires;
mod report;
