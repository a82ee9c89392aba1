//! Messages to prospects 写消息: a wording filled in from the opportunity, changed to fit, sent by mail or handed over as text.
//!
//! Entry points: [`commands::write`], which logs the follow-up that a message is.

pub mod commands;
pub mod forms;
pub mod handlers;
pub mod model;
pub mod queries;
pub mod rules;
pub mod settings;
pub mod text;
pub mod views;

crate::routes! {
    "/opportunities/{id}/messages" { GET handlers::ask: May(WorkSales); POST handlers::send: May(WorkSales); }
    "/opportunities/{id}/messages/{message}" { GET handlers::show: May(WorkSales); }
}
