//! Overview 销售概览: who is late now, what becomes of leads, how fast they are called, where opportunities are lost, and the
//! consultants side by side. For managers. Every figure leads to the rows it was counted from.
//!
//! Leads count by the day they were received, and as far as they have come since; test drives, quotes, orders and losses by
//! their own day. Owns no tables.

pub mod handlers;
pub mod model;
pub mod queries;
pub mod rules;
pub mod text;
pub mod views;

crate::routes! {
    "/sales-overview" { GET handlers::show: May(SeeSalesOverview); }
}
