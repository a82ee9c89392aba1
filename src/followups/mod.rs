//! Follow-ups 跟进: tasks with a deadline, contact notes, the call-back list.
//!
//! For customer care and everybody who calls customers.
//! Tables: `tasks`, `contact_notes`.
//! Entry points: [`commands::open_task`], [`commands::finish_task`], [`commands::note_contact`].

pub mod agenda;
pub mod commands;
pub mod forms;
pub mod handlers;
pub mod model;
pub mod queries;
pub mod rules;
pub mod text;
pub mod views;

crate::routes! {
    "/call-backs" { GET handlers::list: May(SeeTasks); POST handlers::plan: May(SeeTasks); }
    "/call-backs/count" { GET handlers::count: May(SeeTasks); }
    "/call-backs/new" { GET handlers::new: May(SeeTasks); }
    "/call-backs/{id}" { GET handlers::show: May(SeeTasks); }
    "/call-backs/{id}/calls" { POST handlers::record: May(SeeTasks); }
    "/call-backs/{id}/reveals" { POST handlers::reveal: May(SeeTasks); }
    "/call-backs/{id}/ownership" { POST handlers::take: May(SeeTasks); }
    "/call-backs/{id}/acknowledgement" { POST handlers::acknowledge: May(SeeTasks); }
    "/call-backs/{id}/waking" { POST handlers::wake: May(SeeTasks); }
    "/call-backs/{id}/snooze" { GET handlers::ask_snooze: May(SeeTasks); POST handlers::snooze: May(SeeTasks); }
}
