//! What is looked at on a car that is traded in, and the life of an offer.

use chrono::NaiveDate;

use crate::coded;

coded! {
    pub enum TradeState {
        /// 待报价
        Open "open",
        /// 已报价
        Offered "offered",
        /// 客户接受
        Accepted "accepted",
        /// 客户不接受
        Declined "declined",
    }
}

coded! {
    /// What is looked at.
    pub enum Point {
        Body "body",
        Paint "paint",
        Interior "interior",
        Engine "engine",
        Gearbox "gearbox",
        Chassis "chassis",
        Tyres "tyres",
        Electrics "electrics",
    }
}

coded! {
    /// How a part is.
    pub enum Grade { Good "good", Worn "worn", Faulty "faulty" }
}

coded! {
    /// What the car has been through.
    pub enum Accident { None "none", Minor "minor", Major "major", Water "water", Fire "fire" }
}

impl TradeState {
    /// A price can be named, or named anew, until the customer took one.
    pub fn takes_offer(self) -> bool {
        self != Self::Accepted
    }
}

/// Whether an offer counts on a day: one that was accepted stays; one that was made holds until its last day.
pub fn holds(state: TradeState, valid_until: Option<NaiveDate>, today: NaiveDate) -> bool {
    match state {
        TradeState::Accepted => true,
        TradeState::Offered => valid_until.is_some_and(|last| last >= today),
        TradeState::Open | TradeState::Declined => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offer_holds_until_its_last_day_and_an_accepted_one_for_good() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day);
        let today = day(22).unwrap();
        assert!(holds(TradeState::Offered, day(22), today));
        assert!(!holds(TradeState::Offered, day(21), today));
        assert!(holds(TradeState::Accepted, day(1), today));
        assert!(!holds(TradeState::Declined, day(30), today));
        assert!(!holds(TradeState::Open, None, today));
        assert!(TradeState::Declined.takes_offer() && !TradeState::Accepted.takes_offer());
    }
}
