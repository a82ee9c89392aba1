//! Surveys over HTTP.

mod questionnaires;
//! Surveys over HTTP.

mod programmes;
//! Surveys over HTTP.

pub mod answers;
//! Surveys over HTTP.

pub mod interviews;
