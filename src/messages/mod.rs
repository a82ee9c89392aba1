//! Messages 消息: templates, consent check at sending, the outbox of customer messages.
//!
//! For rooms that write to customers, and for marketing.
//! Tables: `message_templates`, `messages`.

crate::routes! {}
