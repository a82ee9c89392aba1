//! Appointments 预约: the calendar of half-hours, working plans, the waiting list, who is told of tomorrow.
//!
//! Entry points: [`commands::book`], [`commands::move_to`], [`commands::cancel`], [`commands::arrived`] for the desk,
//! [`queries::of_day`] for whoever shows a day.

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

use crate::platform::settings::Sheet;

/// What a manager may change.
pub const SETTINGS: &[Sheet] = &[settings::AppointmentSettings::SHEET];
