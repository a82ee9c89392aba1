//! Follow-ups 跟进: tasks with a deadline, contact notes, the call-back list.
//!
//! For customer care and everybody who calls customers.
//! Tables: `tasks`, `contact_notes`.
//! Entry points: [`commands::open_task`], [`commands::finish_task`], [`commands::note_contact`].

pub mod commands;
pub mod model;
pub mod queries;
pub mod rules;

crate::routes! {}
