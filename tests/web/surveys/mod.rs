//! Surveys over HTTP.

mod programmes;
mod questionnaires;
pub mod answers;
pub mod interviews;
//! Surveys over HTTP.

mod report;
