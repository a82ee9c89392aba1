//! Visits 到店: appointments, arrivals, the waiting queue, the floor rotation.
//!
//! For service advisors and sales consultants at the front desk, and for whoever books by phone.
//! Tables: `visits`, `visit_stamps`, `appointments`, `appointment_waits`, `working_plans`, `days_off`, `call_boards`,
//! `floor_duty`, `floor_turns`.
//! Entry points: [`commands::arrive`] for whoever comes through the door, [`commands::advance`] for whoever works on a
//! visit, [`queries::visit`] for whoever shows one, [`appointments`] for what is booked.

pub mod appointments;
pub mod commands;
pub mod jobs;
pub mod model;
pub mod queries;
pub mod rules;
pub mod settings;
pub mod text;
pub mod undo;

use crate::platform::settings::Sheet;

/// What a manager may change.
pub const SETTINGS: &[Sheet] = &[settings::Reception::SHEET];

crate::routes! {}
