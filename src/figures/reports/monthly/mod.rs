//! The monthly management report 月度经营报告: every figure with target, light, change and trend, the sales funnel, what people
//! complain about, what they answer, who did best. A page that prints on A4, and a workbook.

pub mod forms;
pub mod handlers;
pub mod model;
pub mod queries;
pub mod text;
pub mod views;
mod workbook;
