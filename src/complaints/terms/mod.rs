//! The words that complaints are sorted with: categories, and the tree of root causes. They belong to the managers, who
//! add, rename, order and retire them; what was once used is never deleted.

pub mod commands;
pub mod forms;
pub mod handlers;
pub mod queries;
pub mod rules;
pub mod text;
pub mod views;
