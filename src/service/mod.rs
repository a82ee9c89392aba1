//! Service 维修: check-in sheets, service orders, findings, quality checks, settlement, courtesy cars, after-care.
//!
//! For advisors, technicians and the service manager.
//! Tables: `price_items`, `service_orders`, `service_items`, `service_consents`, `service_findings`, `work_spells`,
//! `promise_pauses`, `service_checks`, `service_settlements`, `service_payments`, `service_stamps`, `past_services`,
//! `past_service_readings`.
//! Entry points: [`commands::open_for_visit`] for whoever checks a car in, [`queries::order_of_visit`] and
//! [`queries::visible`] for whoever shows an order.

pub mod commands;
pub mod jobs;
pub mod model;
pub mod past;
pub mod queries;
pub mod rules;
pub mod settings;

use crate::platform::settings::Sheet;
use crate::platform::undo::Undoable;

/// What a manager may change.
pub const SETTINGS: &[Sheet] = &[settings::ServiceSettings::SHEET];

/// What can be taken back.
pub const UNDO: &[Undoable] = &[Undoable {
    kind: commands::RETIRE_PRICE,
    run: commands::take_back_retirement,
}];

crate::routes! {}
