//! Search 搜索 (a desk): the customer list and the command palette.
//!
//! For everybody who meets customers.
//! Tables: `searches`.

pub mod jobs;

crate::routes! {}
