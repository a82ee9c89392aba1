//! Everything without a dealership word in it: time, data, secrets, words, the web.
//!
//! Platform knows [`crate::values`], [`crate::access::Actor`] and [`crate::events`], never a room.
//! Tables: `vault_keys`, `audit_entries`, `field_changes`, `form_tokens`, `throttle_counters`, `settings`,
//! `number_series`, `jobs`, `outgoing_mails`, `attachments`, `drafts`, `undo_entries`, `presences`.

pub mod clock;
pub mod config;
pub mod db;
pub mod drafts;
pub mod error;
pub mod files;
pub mod housekeeping;
pub mod i18n;
pub mod jobs;
pub mod live;
pub mod mail;
pub mod numbers;
pub mod password;
pub mod presence;
pub mod settings;
pub mod throttle;
pub mod undo;
pub mod vault;
pub mod web;
pub mod worker;
