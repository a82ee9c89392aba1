//! Service 维修: check-in sheets, service orders, findings, quality checks, settlement, courtesy cars, after-care.
//!
//! For advisors, technicians and the service manager.
//! Tables: `price_items`, `service_orders`, `service_items`, `service_consents`, `service_findings`, `work_spells`,
//! `promise_pauses`, `service_checks`, `service_settlements`, `service_payments`, `service_stamps`, `past_services`,
//! `past_service_readings`, `after_care_steps`, `check_ins`, `check_in_marks`, `check_in_amendments`, `courtesy_cars`,
//! `courtesy_loans`, `courtesy_refusals`, `courtesy_offers`.
//! Entry points: [`commands::open_for_visit`] for whoever checks a car in, [`queries::order_of_visit`] and
//! [`queries::visible`] for whoever shows an order.

pub mod after_care;
pub mod agenda;
pub mod check_in;
pub mod commands;
pub mod courtesy;
pub mod forms;
pub mod handlers;
pub mod jobs;
pub mod model;
pub mod past;
pub mod queries;
pub mod rules;
pub mod settings;
pub mod steps;
pub mod text;
pub mod views;

use crate::platform::settings::Sheet;
use crate::platform::undo::Undoable;
use steps::{show, take};

/// What a manager may change.
pub const SETTINGS: &[Sheet] = &[
    settings::ServiceSettings::SHEET,
    after_care::settings::AfterCareSettings::SHEET,
    check_in::settings::CheckInSettings::SHEET,
    courtesy::settings::CourtesySettings::SHEET,
];

/// What can be taken back.
pub const UNDO: &[Undoable] = &[Undoable {
    kind: commands::RETIRE_PRICE,
    run: commands::take_back_retirement,
}];

crate::routes! {
    "/price-list" { GET handlers::list_prices: May(EditPriceList); POST handlers::create_price: May(EditPriceList); }
    "/price-list/new" { GET handlers::new_price: May(EditPriceList); }
    "/price-list/{id}" { GET handlers::edit_price: May(EditPriceList); POST handlers::change_price: May(EditPriceList); }
    "/price-list/{id}/retirement" { POST handlers::retire_price: May(EditPriceList); }
    "/price-list/{id}/return" { POST handlers::bring_back_price: May(EditPriceList); }
    "/repairs" { GET handlers::repairs: May(RepairCars); }
    "/repairs/count" { GET handlers::repairs_count: May(RepairCars); }
    "/repairs/{id}/work" { POST handlers::start: May(RepairCars); }
    "/repairs/{id}/rest" { POST handlers::stop: May(RepairCars); }
    "/repairs/{id}/findings" { GET handlers::show_report: May(RepairCars); POST handlers::report: May(RepairCars); }
    "/repairs/{id}/parts" {
        GET show::<steps::PartsStep>: May(RepairCars);
        POST take::<steps::PartsStep>: May(RepairCars);
    }
    "/repairs/{id}/resumption" {
        GET show::<steps::ResumeStep>: May(RepairCars);
        POST take::<steps::ResumeStep>: May(RepairCars);
    }
    "/repairs/{id}/completion" {
        GET show::<steps::FinishStep>: May(RepairCars);
        POST take::<steps::FinishStep>: May(RepairCars);
    }
    "/service-orders" { GET handlers::list: May(SeeServiceOrders); POST handlers::open: May(WorkServiceOrders); }
    "/service-orders/count" { GET handlers::count: May(SeeServiceOrders); }
    "/service-orders/new" { GET handlers::new: May(WorkServiceOrders); }
    "/service-orders/{id}" { GET handlers::show: May(SeeServiceOrders); }
    "/service-orders/{id}/bill" { GET handlers::bill: May(SeeServiceOrders); }
    "/service-orders/{id}/items" {
        GET handlers::show_add: May(WorkServiceOrders);
        POST handlers::add: May(WorkServiceOrders);
    }
    "/service-orders/{id}/items/{item}" {
        GET handlers::show_change: May(WorkServiceOrders);
        POST handlers::change: May(WorkServiceOrders);
    }
    "/service-orders/{id}/items/{item}/removal" { POST handlers::remove: May(WorkServiceOrders); }
    "/service-orders/{id}/findings/{finding}/photos/{file}" { GET handlers::photo: May(SeeServiceOrders); }
    "/service-orders/{id}/findings/{finding}/photos/{file}/thumbnail" {
        GET handlers::small_photo: May(SeeServiceOrders);
    }
    "/service-orders/{id}/offer" {
        GET show::<steps::OfferStep>: May(WorkServiceOrders);
        POST take::<steps::OfferStep>: May(WorkServiceOrders);
    }
    "/service-orders/{id}/consent" {
        GET show::<steps::ConsentStep>: May(WorkServiceOrders);
        POST take::<steps::ConsentStep>: May(WorkServiceOrders);
    }
    "/service-orders/{id}/technician" {
        GET show::<steps::AssignStep>: May(WorkServiceOrders);
        POST take::<steps::AssignStep>: May(WorkServiceOrders);
    }
    "/service-orders/{id}/advisor" {
        GET show::<steps::AdvisorStep>: May(WorkServiceOrders);
        POST take::<steps::AdvisorStep>: May(WorkServiceOrders);
    }
    "/service-orders/{id}/promise" {
        GET show::<steps::PromiseStep>: May(WorkServiceOrders);
        POST take::<steps::PromiseStep>: May(WorkServiceOrders);
    }
    "/service-orders/{id}/answers" {
        GET show::<steps::AnswerStep>: May(WorkServiceOrders);
        POST take::<steps::AnswerStep>: May(WorkServiceOrders);
    }
    "/service-orders/{id}/parts" {
        GET show::<steps::PartsStep>: May(WorkServiceOrders);
        POST take::<steps::PartsStep>: May(WorkServiceOrders);
    }
    "/service-orders/{id}/resumption" {
        GET show::<steps::ResumeStep>: May(WorkServiceOrders);
        POST take::<steps::ResumeStep>: May(WorkServiceOrders);
    }
    "/service-orders/{id}/completion" {
        GET show::<steps::FinishStep>: May(WorkServiceOrders);
        POST take::<steps::FinishStep>: May(WorkServiceOrders);
    }
    "/service-orders/{id}/quality-check" {
        GET show::<steps::CheckStep>: May(CheckQuality);
        POST take::<steps::CheckStep>: May(CheckQuality);
    }
    "/service-orders/{id}/settlement" {
        GET show::<steps::SettleStep>: May(WorkServiceOrders);
        POST take::<steps::SettleStep>: May(WorkServiceOrders);
    }
    "/service-orders/{id}/payments" {
        GET show::<steps::PayStep>: May(WorkServiceOrders);
        POST take::<steps::PayStep>: May(WorkServiceOrders);
    }
    "/service-orders/{id}/departure" {
        GET show::<steps::LeaveStep>: May(WorkServiceOrders);
        POST take::<steps::LeaveStep>: May(WorkServiceOrders);
    }
    "/service-orders/{id}/refund" {
        GET show::<steps::RefundStep>: May(RefundService);
        POST take::<steps::RefundStep>: May(RefundService);
    }
    "/service-orders/{id}/cancellation" {
        GET show::<steps::CancelStep>: May(WorkServiceOrders);
        POST take::<steps::CancelStep>: May(WorkServiceOrders);
    }
}
