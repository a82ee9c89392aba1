//! Where leads come from, and what other systems show to post them.

pub mod commands;
pub mod forms;
pub mod handlers;
pub mod views;
