//! The life of an order and the sums of its payment plan.

use chrono::NaiveDate;

use crate::coded;
use crate::values::money::Fen;

coded! {
    pub enum OrderState {
        /// 已订车
        Open "open",
        /// 已交车
        Delivered "delivered",
        /// 已取消
        Cancelled "cancelled",
    }
}

coded! {
    /// What is done with an order.
    pub enum OrderAction {
        Change "change", MovePromise "move_promise", Plan "plan", Receive "receive", TakeBack "take_back",
        Schedule "schedule", Deliver "deliver", Cancel "cancel",
    }
}

/// A step that this state does not allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IllegalTransition {
    pub from: OrderState,
    pub action: OrderAction,
}

impl OrderState {
    /// Where an action leads. Money may still come after the car has left: a lender pays late.
    pub fn after(self, action: OrderAction) -> Result<Self, IllegalTransition> {
        use OrderAction as A;
        match (self, action) {
            (Self::Open, A::Change | A::MovePromise | A::Schedule) => Ok(self),
            (Self::Open | Self::Delivered, A::Plan | A::Receive | A::TakeBack) => Ok(self),
            (Self::Open, A::Deliver) => Ok(Self::Delivered),
            (Self::Open, A::Cancel) => Ok(Self::Cancelled),
            (from, action) => Err(IllegalTransition { from, action }),
        }
    }

    pub fn allows(self, action: OrderAction) -> bool {
        self.after(action).is_ok()
    }
}

coded! {
    /// How the car is paid for.
    pub enum PayMethod { Full "full", Loan "loan" }
}

coded! {
    /// What a line of the payment plan is.
    pub enum PaymentKind {
        Deposit "deposit", Instalment "instalment", Loan "loan", TradeIn "trade_in", Balance "balance", Refund "refund",
    }
}

impl PaymentKind {
    /// How an amount of this kind stands in a list: what goes back has its sign.
    pub fn signed(self, amount: Fen) -> String {
        if self == Self::Refund {
            format!("−{}", amount.display())
        } else {
            amount.display()
        }
    }

    /// What can be planned; a refund is made, not planned.
    pub const PLANNED: [Self; 5] = [
        Self::Deposit,
        Self::Instalment,
        Self::Loan,
        Self::TradeIn,
        Self::Balance,
    ];
}

coded! {
    /// How money came or went.
    pub enum PaidHow {
        Cash "cash", Card "card", Transfer "transfer", WeChat "wechat", Alipay "alipay", Lender "lender",
        TradeIn "trade_in",
    }
}

impl PaidHow {
    /// How money goes back to a customer.
    pub const REFUNDED: [Self; 5] = [Self::Cash, Self::Card, Self::Transfer, Self::WeChat, Self::Alipay];
}

coded! {
    /// Which orders the list shows.
    pub enum OrderView {
        Open "open", Late "late", Delivered "delivered",
        /// Whatever was not cancelled.
        Standing "standing",
        Cancelled "cancelled", All "all",
    }
}

/// A line of the plan as the sums need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Planned {
    pub kind: PaymentKind,
    pub amount: Fen,
    pub paid: bool,
}

/// What a plan comes to; a total is never typed twice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Everything that is to be paid or was, refunds apart.
    pub planned: Fen,
    pub paid: Fen,
    pub refunded: Fen,
}

impl Sums {
    /// `None` when a sum has no room in an amount.
    pub fn of(lines: impl IntoIterator<Item = Planned>) -> Option<Self> {
        let mut sums = Self::default();
        for line in lines {
            if line.kind == PaymentKind::Refund {
                sums.refunded = sums.refunded.checked_add(line.amount)?;
                continue;
            }
            sums.planned = sums.planned.checked_add(line.amount)?;
            if line.paid {
                sums.paid = sums.paid.checked_add(line.amount)?;
            }
        }
        Some(sums)
    }

    /// What the customer's money with the store comes to.
    pub fn held(self) -> Fen {
        self.paid.checked_sub(self.refunded).unwrap_or(Fen::ZERO)
    }

    /// What is still to come.
    pub fn owed(self, total: Fen) -> Fen {
        total.checked_sub(self.held()).unwrap_or(Fen::ZERO).max(Fen::ZERO)
    }

    /// What no line of the plan covers yet.
    pub fn unplanned(self, total: Fen) -> Fen {
        total.checked_sub(self.planned).unwrap_or(Fen::ZERO).max(Fen::ZERO)
    }
}

/// Days behind a promise; 0 when it was kept.
pub fn days_late(promised: NaiveDate, day: NaiveDate) -> i64 {
    (day - promised).num_days().max(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(kind: PaymentKind, yuan: i64, paid: bool) -> Planned {
        Planned {
            kind,
            amount: Fen::new(yuan * 100),
            paid,
        }
    }

    #[test]
    fn an_order_ends_once() {
        use OrderAction as A;
        assert_eq!(OrderState::Open.after(A::Deliver), Ok(OrderState::Delivered));
        assert_eq!(OrderState::Open.after(A::Cancel), Ok(OrderState::Cancelled));
        for ended in [OrderState::Delivered, OrderState::Cancelled] {
            for action in [A::Deliver, A::Cancel, A::Change, A::MovePromise, A::Schedule] {
                assert!(!ended.allows(action), "{ended:?} {action:?}");
            }
        }
        assert!(OrderState::Delivered.allows(A::Receive) && !OrderState::Cancelled.allows(A::Receive));
    }

    #[test]
    fn what_is_held_owed_and_not_planned_yet() {
        let total = Fen::new(20_000_000);
        let sums = Sums::of([
            line(PaymentKind::Deposit, 5_000, true),
            line(PaymentKind::Loan, 100_000, false),
            line(PaymentKind::Balance, 90_000, false),
        ])
        .unwrap();
        assert_eq!((sums.planned, sums.paid), (Fen::new(19_500_000), Fen::new(500_000)));
        assert_eq!(sums.owed(total), Fen::new(19_500_000));
        assert_eq!(sums.unplanned(total), Fen::new(500_000));
        let back = Sums::of([
            line(PaymentKind::Deposit, 5_000, true),
            line(PaymentKind::Refund, 3_000, true),
        ])
        .unwrap();
        assert_eq!(back.held(), Fen::new(200_000));
        assert_eq!(
            Sums::of([
                line(PaymentKind::Deposit, 1, true),
                Planned {
                    amount: Fen::new(i64::MAX),
                    ..line(PaymentKind::Loan, 1, true)
                }
            ]),
            None
        );
    }

    #[test]
    fn a_refund_is_money_out_and_no_lender_takes_it() {
        let five = Fen::new(500_000);
        assert_eq!(PaymentKind::Refund.signed(five), "−¥5,000");
        assert_eq!(PaymentKind::Deposit.signed(five), "¥5,000");
        assert!(!PaidHow::REFUNDED.contains(&PaidHow::Lender) && !PaidHow::REFUNDED.contains(&PaidHow::TradeIn));
    }

    #[test]
    fn lateness_counts_days_behind_the_promise() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 12, day).unwrap();
        assert_eq!(days_late(day(10), day(9)), 0);
        assert_eq!(days_late(day(10), day(10)), 0);
        assert_eq!(days_late(day(10), day(13)), 3);
    }
}
