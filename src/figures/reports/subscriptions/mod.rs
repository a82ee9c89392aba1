//! Subscriptions 邮件订阅: who gets which report by mail, when, and in which language. A job sends what is due; nothing is sent to
//! somebody who may not see the report. Owns `report_subscriptions`.

pub mod commands;
pub mod forms;
pub mod handlers;
pub mod jobs;
pub mod mail;
pub mod model;
pub mod queries;
pub mod rules;
pub mod text;
pub mod undo;
pub mod views;
