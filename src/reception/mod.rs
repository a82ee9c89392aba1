//! Reception 接待台: the front desk's one screen over appointments, visits and service.

pub mod commands;
pub mod forms;
pub mod rules;
pub mod text;

crate::routes! {}
