//! Corrective actions 整改措施: measures against a root cause, opened by hand or by a cause that keeps coming back, with
//! an owner, a due date and a check whether they helped.

pub mod commands;
pub mod forms;
pub mod handlers;
pub mod queries;
pub mod rules;
pub mod text;
pub mod views;
