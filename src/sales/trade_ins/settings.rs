//! The figures of trade-ins that the store may change: ⚙ in domain.md §4.

use crate::settings;

settings! {
    /// How long an offer holds.
    pub struct TradeInSettings("sales.trade_ins", "置换", "Trade-ins") {
        valid_days: Days(1, 90) = 7, "置换报价有效期", "An offer holds for";
    }
}
