//! Messages 消息: templates, consent check at sending, the outbox of customer messages.
//!
//! For rooms that write to customers, and for marketing.
//! Tables: `message_templates`, `messages`.
//! Entry points: [`commands::send`], [`commands::send_worded`]; every message stands in the [`catalogue`].

pub mod catalogue;
pub mod commands;
pub mod forms;
pub mod handlers;
pub mod model;
pub mod queries;
pub mod rules;
pub mod text;
pub mod views;

crate::routes! {
    "/templates" { GET handlers::list: May(EditTemplates); }
    "/templates/{key}/{channel}/{lang}" {
        GET handlers::edit: May(EditTemplates);
        POST handlers::save: May(EditTemplates);
    }
    "/templates/{key}/{channel}/{lang}/preview" { POST handlers::preview: May(EditTemplates); }
    "/templates/{key}/{channel}/{lang}/reset" { POST handlers::reset: May(EditTemplates); }
}
