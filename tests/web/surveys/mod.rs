//! Surveys over HTTP.

mod questionnaires;
