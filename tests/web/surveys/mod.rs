//! Surveys over HTTP.

mod questionnaires;
//! Surveys over HTTP.

mod programmes;
