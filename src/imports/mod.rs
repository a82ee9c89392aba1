//! Imports 导入: a dealer's own files, checked row by row, undone as a whole.
//!
//! For the data specialist.
//! Tables: `imports`, `import_files`, `import_rows`.
//! Entry points: [`reading::read`] (any file to records).

pub mod commands;
pub mod jobs;
pub mod model;

pub mod queries;
pub mod reading;
pub mod report;
pub mod rules;
pub mod text;

crate::routes! {}
