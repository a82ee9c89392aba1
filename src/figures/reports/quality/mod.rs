//! Data quality 数据质量: how complete, how fresh and how unique the records of each consultant's customers are; a sample of
//! them to be verified anew each month. For the data specialist and the managers of customer relations.
//!
//! The state of every customer is counted each night and whenever somebody asks (`states.sql`): every number on the page is
//! the length of the list behind it, both as of then. A customer whose record was mended since says so in the list.
//! Owns `data_states`, `data_counts`, `data_checks`.

pub mod commands;
pub mod forms;
pub mod handlers;
pub mod jobs;
pub mod model;
pub mod queries;
pub mod rules;
pub mod settings;
pub mod text;
pub mod undo;
pub mod views;

crate::routes! {
    "/data-quality" { GET handlers::show: May(CheckData); }
    "/data-quality/recount" { POST handlers::recount: May(CheckData); }
    "/data-quality/customers" { GET handlers::list: May(CheckData); }
    "/data-quality/sample" { GET handlers::sample: May(CheckData); }
    "/data-quality/checks/{id}" { GET handlers::ask: May(CheckData); POST handlers::judge: May(CheckData); }
}
