//! After-care: thanks, a call, reminders of the next service; each once, and none for a car that is here again.

pub mod commands;
pub mod jobs;
pub mod model;
pub mod queries;
pub mod rules;
pub mod settings;
