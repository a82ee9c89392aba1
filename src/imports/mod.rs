//! Imports 导入: a dealer's own files, checked row by row, undone as a whole.
//!
//! For the data specialist.
//! Tables: `imports`, `import_files`, `import_rows`.
//! Entry points: [`reading::read`] (any file to records), [`commands`] (receive, check, run, undo), [`jobs::step`].

pub mod agenda;
pub mod commands;
pub mod forms;
pub mod handlers;
pub mod jobs;
pub mod model;
pub mod queries;
pub mod reading;
pub mod report;
pub mod rules;
pub mod text;
pub mod views;

crate::routes! {
    "/imports" { GET handlers::list: May(ImportCustomers); POST handlers::upload: May(ImportCustomers); }
    "/imports/new" { GET handlers::new: May(ImportCustomers); }
    "/imports/{id}" { GET handlers::show: May(ImportCustomers); }
    "/imports/{id}/columns" { GET handlers::columns: May(ImportCustomers); POST handlers::check: May(ImportCustomers); }
    "/imports/{id}/kind" { POST handlers::change_kind: May(ImportCustomers); }
    "/imports/{id}/run" { POST handlers::run: May(ImportCustomers); }
    "/imports/{id}/cancel" { POST handlers::cancel: May(ImportCustomers); }
    "/imports/{id}/undo" { POST handlers::undo: May(ImportCustomers); }
    "/imports/{id}/errors.csv" { POST handlers::errors: May(ImportCustomers); }
    "/imports/{id}/duplicates.csv" { POST handlers::duplicates: May(ImportCustomers); }
}
