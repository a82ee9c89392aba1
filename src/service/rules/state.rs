//! The life of a service order: which step leads where.

use crate::coded;

coded! {
    pub enum State {
        /// 待报价
        Draft "draft",
        /// 待确认
        Offered "offered",
        /// 待派工
        Agreed "agreed",
        /// 维修中
        InWork "in_work",
        /// 待料
        WaitingParts "waiting_parts",
        /// 待质检
        QualityCheck "quality_check",
        /// 待结算
        Ready "ready",
        /// 已结算
        Settled "settled",
        /// 已取消
        Cancelled "cancelled",
    }
}

coded! {
    /// What happens to an order as far as its state is concerned.
    pub enum Action {
        /// The customer sees the estimate.
        Offer "offer",
        /// The customer agrees, to the estimate or to what came on top.
        Agree "agree",
        StartWork "start_work",
        AwaitParts "await_parts",
        Resume "resume",
        /// The work is done and somebody else looks at it.
        Finish "finish",
        /// More work was agreed to after the work was done: it goes on.
        Reopen "reopen",
        /// The check failed.
        Fail "fail",
        Pass "pass",
        Settle "settle",
        /// A settlement was taken back.
        Unsettle "unsettle",
        Cancel "cancel",
    }
}

/// A step that this state does not allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IllegalTransition {
    pub from: State,
    pub action: Action,
}

impl State {
    /// Where an action leads.
    pub fn after(self, action: Action) -> Result<Self, IllegalTransition> {
        use Action as A;
        match (self, action) {
            (Self::Draft | Self::Offered, A::Offer) => Ok(Self::Offered),
            (Self::Offered, A::Agree) => Ok(Self::Agreed),
            // Extra work is agreed to at any time before the bill.
            (Self::Agreed | Self::InWork | Self::WaitingParts | Self::QualityCheck | Self::Ready, A::Agree) => Ok(self),
            (Self::Agreed | Self::InWork, A::StartWork) => Ok(Self::InWork),
            (Self::InWork, A::AwaitParts) => Ok(Self::WaitingParts),
            (Self::WaitingParts, A::Resume) => Ok(Self::InWork),
            (Self::InWork, A::Finish) => Ok(Self::QualityCheck),
            (Self::QualityCheck, A::Fail) => Ok(Self::InWork),
            (Self::QualityCheck | Self::Ready, A::Reopen) => Ok(Self::InWork),
            (Self::QualityCheck, A::Pass) => Ok(Self::Ready),
            (Self::Ready, A::Settle) => Ok(Self::Settled),
            (Self::Settled, A::Unsettle) => Ok(Self::Ready),
            // What is ready is given up only once its bill was taken back.
            (Self::Draft | Self::Offered | Self::Agreed | Self::Ready, A::Cancel) => Ok(Self::Cancelled),
            (from, action) => Err(IllegalTransition { from, action }),
        }
    }

    pub fn allows(self, action: Action) -> bool {
        self.after(action).is_ok()
    }

    /// Whether items may still be added, changed or taken off.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Settled | Self::Cancelled)
    }

    /// Whether a technician can be given, or work on, the order.
    pub const fn is_workable(self) -> bool {
        matches!(self, Self::Agreed | Self::InWork | Self::WaitingParts)
    }

    /// Whether the promise of when the car is ready still runs.
    pub const fn promise_runs(self) -> bool {
        !matches!(self, Self::Ready | Self::Settled | Self::Cancelled)
    }

    /// The one step forward that this state waits for.
    pub const fn next(self) -> Option<Action> {
        match self {
            Self::Draft => Some(Action::Offer),
            Self::Offered => Some(Action::Agree),
            Self::Agreed => Some(Action::StartWork),
            Self::InWork => Some(Action::Finish),
            Self::WaitingParts => Some(Action::Resume),
            Self::QualityCheck => Some(Action::Pass),
            Self::Ready => Some(Action::Settle),
            Self::Settled | Self::Cancelled => None,
        }
    }
}

/// How far an order has come, for [`Self::gaps`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub has_items: bool,
    pub has_technician: bool,
    /// Items that the customer has not agreed to.
    pub open_items: bool,
    /// Findings that the customer was not asked about.
    pub open_findings: bool,
    /// The customer's part is not paid and may not stand on account.
    pub unpaid: bool,
}

/// What an order waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    Items,
    Technician,
    Consent,
    Answer,
    Payment,
}

impl Progress {
    /// What is missing before the next step can be taken.
    pub fn gaps(&self, state: State) -> Vec<Gap> {
        let mut gaps = Vec::new();
        if matches!(state, State::Draft | State::Offered) {
            if !self.has_items {
                gaps.push(Gap::Items);
            }
            return gaps;
        }
        if state == State::Agreed && !self.has_technician {
            gaps.push(Gap::Technician);
        }
        if state.is_open() && self.open_findings {
            gaps.push(Gap::Answer);
        }
        if state.is_open() && self.open_items {
            gaps.push(Gap::Consent);
        }
        if state == State::Settled && self.unpaid {
            gaps.push(Gap::Payment);
        }
        gaps
    }
}

coded! {
    /// A view of the list.
    pub enum View {
        /// 全部在修
        Open "open",
        /// 待客户确认
        Consent "consent",
        /// 维修中
        Work "work",
        /// 待料
        Parts "parts",
        /// 待质检
        Check "check",
        /// 待结算
        Ready "ready",
        /// 将超时
        Late "late",
        /// 已结算
        Settled "settled",
    }
}

impl View {
    /// The states a view shows; the others go by more than the state.
    pub const fn states(self) -> Option<&'static [State]> {
        match self {
            Self::Work => Some(&[State::Agreed, State::InWork]),
            Self::Parts => Some(&[State::WaitingParts]),
            Self::Check => Some(&[State::QualityCheck]),
            Self::Ready => Some(&[State::Ready]),
            Self::Open | Self::Consent | Self::Late | Self::Settled => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every legal step, once more by hand: a change of the machine has to be made twice.
    const LEGAL: &[(&str, &str, &str)] = &[
        ("draft", "offer", "offered"),
        ("draft", "cancel", "cancelled"),
        ("offered", "offer", "offered"),
        ("offered", "agree", "agreed"),
        ("offered", "cancel", "cancelled"),
        ("agreed", "agree", "agreed"),
        ("agreed", "start_work", "in_work"),
        ("agreed", "cancel", "cancelled"),
        ("in_work", "agree", "in_work"),
        ("in_work", "start_work", "in_work"),
        ("in_work", "await_parts", "waiting_parts"),
        ("in_work", "finish", "quality_check"),
        ("waiting_parts", "agree", "waiting_parts"),
        ("waiting_parts", "resume", "in_work"),
        ("quality_check", "agree", "quality_check"),
        ("quality_check", "reopen", "in_work"),
        ("quality_check", "fail", "in_work"),
        ("quality_check", "pass", "ready"),
        ("ready", "agree", "ready"),
        ("ready", "reopen", "in_work"),
        ("ready", "settle", "settled"),
        ("ready", "cancel", "cancelled"),
        ("settled", "unsettle", "ready"),
    ];

    #[test]
    fn exactly_the_legal_steps_are_allowed() {
        for state in State::ALL {
            for action in Action::ALL {
                let expected = LEGAL
                    .iter()
                    .find(|(from, what, _)| *from == state.code() && *what == action.code())
                    .map(|(_, _, to)| *to);
                let found = state.after(*action).ok().map(State::code);
                assert_eq!(found, expected, "{} {}", state.code(), action.code());
            }
        }
    }

    #[test]
    fn the_next_step_is_one_the_state_allows() {
        for state in State::ALL {
            if let Some(action) = state.next() {
                assert!(state.allows(action), "{}", state.code());
            }
        }
    }

    #[test]
    fn nothing_is_missing_from_an_order_that_is_all_agreed() {
        let all = Progress {
            has_items: true,
            has_technician: true,
            ..Progress::default()
        };
        for state in State::ALL {
            assert!(all.gaps(*state).is_empty());
        }
        let extra = Progress {
            open_items: true,
            open_findings: true,
            ..all
        };
        assert_eq!(extra.gaps(State::InWork), [Gap::Answer, Gap::Consent]);
        assert_eq!(Progress::default().gaps(State::Draft), [Gap::Items]);
        assert_eq!(Progress::default().gaps(State::Agreed), [Gap::Technician]);
    }
}
