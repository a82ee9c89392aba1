//! Sales 销售: leads, the follow-up board, test drives, quotes, orders, deliveries.
//!
//! For consultants and the sales manager.
//! Tables: `sales_orders`, `order_payments`, `order_promises`, `deliveries`, `delivery_checks`.

pub mod deliveries;
pub mod orders;

use crate::platform::settings::Sheet;

/// What a manager may change.
pub const SETTINGS: &[Sheet] = &[deliveries::settings::DeliverySettings::SHEET];
