//! Visits 到店: appointments, arrivals, the waiting queue, the floor rotation.
//!
//! For service advisors and sales consultants at the front desk, and for whoever books by phone.
//! Tables: `visits`, `visit_stamps`, `appointments`, `appointment_waits`, `working_plans`, `days_off`.
//! Entry points: [`commands::advance`] for whoever works on a visit, [`queries::visit`] for whoever shows one,
//! [`appointments`] for what is booked.

pub mod appointments;
pub mod commands;
pub mod model;
pub mod queries;
pub mod rules;

crate::routes! {}
