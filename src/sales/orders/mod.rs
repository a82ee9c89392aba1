//! Sales orders 订单: the contract, what is paid when, the day that was promised, and how an order ends.
//!
//! For consultants and the sales manager. Tables: `sales_orders`, `order_payments`, `order_promises`.
//! Entry points: [`commands::create`], `commands::delivered`, [`queries::visible`], [`queries::of_opportunity`].

pub mod commands;
pub mod forms;
pub mod handlers;
pub mod model;
pub mod queries;
pub mod rules;
pub mod steps;
pub mod text;
pub mod views;

use steps::{show, take};

crate::routes! {
    "/sales-orders" { GET handlers::list: May(SeeSales); POST handlers::create: May(WorkSales); }
    "/sales-orders/export" { GET handlers::ask_export: May(SeeSales); POST handlers::export: May(SeeSales); }
    "/sales-orders/new" { GET handlers::new: May(WorkSales); }
    "/sales-orders/{id}" { GET handlers::show: May(SeeSales); }
    "/sales-orders/{id}/contract" { GET handlers::contract: May(SeeSales); }
    "/sales-orders/{id}/change" {
        GET show::<steps::ChangeStep>: May(WorkSales);
        POST take::<steps::ChangeStep>: May(WorkSales);
    }
    "/sales-orders/{id}/promise" {
        GET show::<steps::PromiseStep>: May(WorkSales);
        POST take::<steps::PromiseStep>: May(WorkSales);
    }
    "/sales-orders/{id}/promises/{moved}/telling" { POST handlers::tell: May(WorkSales); }
    "/sales-orders/{id}/payments" {
        GET show::<steps::PlanStep>: May(WorkSales);
        POST take::<steps::PlanStep>: May(WorkSales);
    }
    "/sales-orders/{id}/payments/{payment}/removal" { POST handlers::remove_payment: May(WorkSales); }
    "/sales-orders/{id}/receipts" {
        GET show::<steps::ReceiveStep>: May(WorkSales);
        POST take::<steps::ReceiveStep>: May(WorkSales);
    }
    "/sales-orders/{id}/reversals" {
        GET show::<steps::TakeBackStep>: May(WorkSales);
        POST take::<steps::TakeBackStep>: May(WorkSales);
    }
    "/sales-orders/{id}/cancellation" {
        GET show::<steps::CancelStep>: May(WorkSales);
        POST take::<steps::CancelStep>: May(WorkSales);
    }
}
