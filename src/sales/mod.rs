//! Sales 销售: leads, the follow-up board, test drives, quotes, orders, deliveries.
//!
//! For consultants and the sales manager; customer care sees what nobody looks after yet.
//! Tables: `lead_sources`, `lead_tokens`, `leads`, `lead_stamps`, `lead_steps`, `sales_duty`, `pool_claims`, `opportunities`,
//! `opportunity_stamps`, `follow_ups`, `loss_proposals`, `demo_cars`, `test_drives`, `trade_ins`, `quotes`, `quote_lines`,
//! `quote_loans`, `quote_changes`, `quote_approvals`, `sales_orders`, `order_payments`, `order_promises`, `deliveries`,
//! `delivery_checks`.
//! Entry points: [`clock::commands::started`] for whoever takes a lead in, [`opportunities::commands`] for whoever opens an
//! opportunity or moves it on, [`opportunities::queries::visible`] for whoever shows one.

pub mod agenda;
pub mod clock;
pub mod deliveries;
pub mod export;
pub mod leads;
pub mod letterhead;
pub mod lookup;
pub mod model;
pub mod opportunities;
pub mod orders;
pub mod overview;
pub mod quotes;
pub mod reveals;
pub mod rules;
pub mod settings;
pub mod test_drives;
pub mod text;
pub mod trade_ins;
pub mod within;
pub mod writing;

use crate::platform::settings::Sheet;
use crate::platform::undo::Undoable;

/// What a manager may change; one line per part.
pub const SETTINGS: &[Sheet] = &[
    settings::SalesSettings::SHEET,
    test_drives::settings::DriveSettings::SHEET,
    trade_ins::settings::TradeInSettings::SHEET,
    deliveries::settings::DeliverySettings::SHEET,
    writing::settings::WritingSettings::SHEET,
];

/// What can be taken back; one line per part.
pub const UNDO: &[Undoable] = &[opportunities::undo::TOGETHER];
