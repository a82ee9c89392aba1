//! Imports 导入: a dealer's own files, checked row by row, undone as a whole.
//!
//! For the data specialist.
//! Tables: none yet.

pub mod reading;
pub mod rules;

crate::routes! {}
