//! Messages 消息: templates, consent check at sending, the outbox of customer messages.
//!
//! For rooms that write to customers, and for marketing.
//! Tables: `message_templates`, `messages`.
//! Entry points: [`commands::send`]; every message stands in the [`catalogue`].

pub mod catalogue;
pub mod commands;
pub mod model;
pub mod queries;
pub mod rules;

crate::routes! {}
