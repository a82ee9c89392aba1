//! To whom a courtesy car is due, and the life of a loan.

use chrono::{DateTime, TimeDelta, Utc};

use crate::coded;
use crate::visits::rules::VisitState;

coded! {
    pub enum LoanState {
        /// 已预订
        Booked "booked",
        /// 使用中
        Out "out",
        /// 已归还
        Returned "returned",
        /// 已取消
        Cancelled "cancelled",
    }
}

coded! {
    /// What was answered to somebody who is due a car.
    pub enum Reply { Offered "offered", Lent "lent", Declined "declined", TravelMoney "travel_money" }
}

coded! {
    /// Which loans a list shows.
    pub enum View { Open "open", Late "late", Booked "booked", Past "past" }
}

/// From when on a car is offered, and from when on one is due by law.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub offer_hours: u32,
    pub duty_days: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            offer_hours: 24,
            duty_days: 5,
        }
    }
}

/// Whether a visitor still waits for their own car: once it is ready nothing is lent any more.
pub const fn waits_for_car(state: VisitState) -> bool {
    !matches!(state, VisitState::Ready | VisitState::Settled | VisitState::Left)
}

/// How long a car stays, as far as is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stay {
    pub arrived_at: DateTime<Utc>,
    pub promised_at: Option<DateTime<Utc>>,
    /// The work is done; waiting for parts before that counts.
    pub ready_at: Option<DateTime<Utc>>,
    pub warranty: bool,
    pub household: bool,
}

/// What is due to the visitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    Nothing,
    /// A good custom: the car stays longer than a day.
    Offer,
    /// By the three-guarantees rule: a car, or travel money, from this instant on.
    Duty {
        from: DateTime<Utc>,
    },
}

/// What is due, by what was promised and by what has become of it. A pause of the promise stops no count.
pub fn due(stay: &Stay, now: DateTime<Utc>, limits: Limits) -> Due {
    let until = stay
        .ready_at
        .unwrap_or_else(|| stay.promised_at.map_or(now, |promised| promised.max(now)));
    // The first day of the repair is the day it came in: after five times 24 hours the sixth begins.
    let from = stay.arrived_at + TimeDelta::days(i64::from(limits.duty_days));
    if stay.warranty && stay.household && until > from {
        return Due::Duty { from };
    }
    // A good custom is no debt: once the work is over there is nothing to offer.
    if stay.ready_at.is_some() {
        return Due::Nothing;
    }
    let planned = stay.promised_at.map(|promised| promised - stay.arrived_at);
    if planned.is_some_and(|planned| planned > TimeDelta::hours(i64::from(limits.offer_hours))) {
        return Due::Offer;
    }
    Due::Nothing
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn stay(promised: Option<&str>) -> Stay {
        Stay {
            arrived_at: at("2026-11-22T02:00:00Z"),
            promised_at: promised.map(at),
            ready_at: None,
            warranty: true,
            household: true,
        }
    }

    fn due_of(stay: Stay, now: &str) -> Due {
        due(&stay, at(now), Limits::default())
    }

    const NOW: &str = "2026-11-22T03:00:00Z";
    const SIXTH_DAY: &str = "2026-11-27T02:00:00Z";

    #[test]
    fn more_than_a_day_is_a_reason_to_offer() {
        assert_eq!(
            due_of(stay(Some("2026-11-23T02:00:00Z")), NOW),
            Due::Nothing,
            "24 hours are not more"
        );
        assert_eq!(due_of(stay(Some("2026-11-23T02:01:00Z")), NOW), Due::Offer);
        assert_eq!(due_of(stay(None), NOW), Due::Nothing);
    }

    #[test]
    fn a_household_car_under_warranty_is_due_a_car_from_the_sixth_day() {
        let promised = stay(Some("2026-11-29T08:00:00Z"));
        assert_eq!(
            due_of(promised, NOW),
            Due::Duty { from: at(SIXTH_DAY) },
            "known in advance"
        );
        assert_eq!(
            due_of(stay(Some(SIXTH_DAY)), NOW),
            Due::Offer,
            "five days are not over five"
        );
        let own_cost = Stay {
            warranty: false,
            ..promised
        };
        assert_eq!(due_of(own_cost, NOW), Due::Offer);
        let taxi = Stay {
            household: false,
            ..promised
        };
        assert_eq!(due_of(taxi, NOW), Due::Offer);
    }

    #[test]
    fn nothing_is_offered_once_the_car_is_ready() {
        let ready = Stay {
            ready_at: Some(at("2026-11-23T09:00:00Z")),
            ..stay(Some("2026-11-24T02:00:00Z"))
        };
        assert_eq!(due_of(ready, "2026-11-23T10:00:00Z"), Due::Nothing);
        assert!(!waits_for_car(VisitState::Ready) && waits_for_car(VisitState::InWorkshop));
    }

    #[test]
    fn waiting_for_parts_counts() {
        let short = stay(Some("2026-11-22T09:00:00Z"));
        assert_eq!(due_of(short, "2026-11-27T01:59:00Z"), Due::Nothing);
        assert_eq!(due_of(short, "2026-11-27T02:00:01Z"), Due::Duty { from: at(SIXTH_DAY) });
        let ready = Stay {
            ready_at: Some(at("2026-11-25T02:00:00Z")),
            ..short
        };
        assert_eq!(
            due_of(ready, "2026-12-24T02:00:00Z"),
            Due::Nothing,
            "it was ready in time"
        );
    }

    #[test]
    fn the_limits_are_the_stores() {
        let limits = Limits {
            offer_hours: 4,
            duty_days: 2,
        };
        let promised = Stay {
            warranty: false,
            ..stay(Some("2026-11-22T07:00:00Z"))
        };
        assert_eq!(due(&promised, at(NOW), limits), Due::Offer);
        assert_eq!(
            due(&stay(Some("2026-11-25T02:00:00Z")), at(NOW), limits),
            Due::Duty {
                from: at("2026-11-24T02:00:00Z")
            }
        );
    }
}
