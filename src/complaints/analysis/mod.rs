//! What complaints have in common: by category, cause, model and person, how fast they were dealt with, who complains
//! again, whether corrective actions helped. Every figure leads to the complaints it was counted from.

pub mod handlers;
pub mod queries;
pub mod text;
pub mod views;
