//! Photos and papers of a complaint: brought by whoever sees it, shown to whoever sees it.

pub mod commands;
pub mod forms;
pub mod handlers;
pub mod views;
