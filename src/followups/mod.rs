//! Follow-ups 跟进: tasks and contact notes with a subject, call-back lists.
//!
//! For rooms whose work has a due time, and for customer care.
//! Tables: `tasks`, `contact_notes`.

crate::routes! {}
