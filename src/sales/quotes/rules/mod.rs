//! What a quote comes to, and how far it has come: values only.

mod claims;
mod compare;
mod money;

pub use claims::needs_source;
pub use compare::{Compared, compare};
pub use money::{Line, Loan, MAX_AMOUNT, MIN_LOAN, Offer, Plan, Sum, Tax, TaxRules, given_away, purchase_tax};

use chrono::NaiveDate;

/// How many accessories a quote has room for.
pub const ACCESSORIES: usize = 8;

crate::coded! {
    pub enum QuoteState {
        /// 草稿
        Draft "draft",
        /// 待审批
        Pending "pending",
        /// 已发出
        Sent "sent",
        /// 客户已确认
        Accepted "accepted",
        /// 有新版本
        Superseded "superseded",
        /// 已撤回
        Withdrawn "withdrawn",
        /// 草稿已作废
        Discarded "discarded",
    }
}

crate::coded! {
    /// What a line of a quote is for, in the order of the sheet.
    pub enum LineKind {
        Car "car",
        Discount "discount",
        PurchaseTax "purchase_tax",
        Compulsory "compulsory",
        Commercial "commercial",
        VehicleTax "vehicle_tax",
        PlateFee "plate_fee",
        Accessory "accessory",
        Warranty "warranty",
        Finance "finance",
        TradeIn "trade_in",
    }
}

crate::coded! {
    /// How a customer agreed.
    pub enum AcceptedHow { Online "online", Store "store" }
}

crate::coded! {
    /// What a customer answers who does not agree yet.
    pub enum Reply { Ask "ask", Decline "decline" }
}

crate::coded! {
    pub enum ApprovalState { Pending "pending", Approved "approved", Refused "refused", Withdrawn "withdrawn" }
}

crate::coded! {
    /// Which quotes a list shows.
    pub enum View { Open "open", Pending "pending", Draft "draft", Accepted "accepted", Past "past", All "all" }
}

impl QuoteState {
    /// The customer may see it: it was given out and nothing took its place.
    pub fn stands(self) -> bool {
        matches!(self, Self::Sent | Self::Accepted)
    }
}

/// Whether a customer may agree to it on this day.
pub fn may_accept(state: QuoteState, valid_until: NaiveDate, today: NaiveDate) -> bool {
    state == QuoteState::Sent && today <= valid_until
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_is_good_to_the_end_of_its_last_day() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        assert!(may_accept(QuoteState::Sent, day(29), day(29)));
        assert!(!may_accept(QuoteState::Sent, day(29), day(30)));
        for state in QuoteState::ALL.iter().filter(|state| **state != QuoteState::Sent) {
            assert!(!may_accept(*state, day(29), day(22)), "{state:?}");
        }
    }
}
