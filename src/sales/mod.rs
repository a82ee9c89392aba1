//! Sales 销售: test drives and trade-ins of opportunities.
//!
//! For consultants and the sales manager.
//! Tables: `demo_cars`, `test_drives`, `trade_ins`.

pub mod test_drives;
pub mod trade_ins;

use crate::platform::settings::Sheet;

/// What a manager may change.
pub const SETTINGS: &[Sheet] = &[
    test_drives::settings::DriveSettings::SHEET,
    trade_ins::settings::TradeInSettings::SHEET,
];
