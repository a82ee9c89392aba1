//! The life of a complaint: which step leads where.

use crate::coded;

coded! {
    pub enum State {
        Received "received",
        Contacted "contacted",
        Investigating "investigating",
        Proposed "proposed",
        Approved "approved",
        Executing "executing",
        Resolved "resolved",
        Closed "closed",
        Withdrawn "withdrawn",
    }
}

coded! {
    /// What can be done to a complaint as far as its state is concerned.
    pub enum Action {
        /// The customer has been answered.
        Contact "contact",
        Investigate "investigate",
        Propose "propose",
        Approve "approve",
        Reject "reject",
        Execute "execute",
        Resolve "resolve",
        /// A call-back that leaves the customer content, or that nobody answered.
        CallBack "call_back",
        /// A call-back that leaves the customer unhappy: a new round.
        CallBackUnhappy "call_back_unhappy",
        Close "close",
        /// A closed one, for 30 days: a new round.
        Reopen "reopen",
        Withdraw "withdraw",
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
    pub fn after(self, action: Action) -> Result<State, IllegalTransition> {
        use Action as A;
        use State as S;
        match (self, action) {
            (S::Received, A::Contact) => Ok(S::Contacted),
            (S::Contacted | S::Investigating | S::Proposed | S::Approved | S::Executing | S::Resolved, A::Contact) => {
                Ok(self)
            }
            (S::Contacted, A::Investigate) => Ok(S::Investigating),
            (S::Investigating, A::Propose) => Ok(S::Proposed),
            (S::Proposed, A::Approve) => Ok(S::Approved),
            (S::Proposed, A::Reject) => Ok(S::Investigating),
            (S::Approved, A::Execute) => Ok(S::Executing),
            (S::Executing, A::Resolve) => Ok(S::Resolved),
            (S::Resolved, A::CallBack) => Ok(S::Resolved),
            (S::Resolved, A::CallBackUnhappy) => Ok(S::Investigating),
            (S::Resolved, A::Close) => Ok(S::Closed),
            (S::Closed, A::Reopen) => Ok(S::Investigating),
            (open, A::Withdraw) if open.is_open() => Ok(S::Withdrawn),
            (from, action) => Err(IllegalTransition { from, action }),
        }
    }

    pub fn allows(self, action: Action) -> bool {
        self.after(action).is_ok()
    }

    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Closed | Self::Withdrawn)
    }

    /// Whether the proposal and resolution clocks may stand still: until the complaint is resolved.
    pub const fn may_pause(self) -> bool {
        self.is_open() && !matches!(self, Self::Resolved)
    }

    /// The one step forward that this state waits for.
    pub const fn next(self) -> Option<Action> {
        match self {
            Self::Received => Some(Action::Contact),
            Self::Contacted => Some(Action::Investigate),
            Self::Investigating => Some(Action::Propose),
            Self::Proposed => Some(Action::Approve),
            Self::Approved => Some(Action::Execute),
            Self::Executing => Some(Action::Resolve),
            Self::Resolved => Some(Action::CallBack),
            Self::Closed | Self::Withdrawn => None,
        }
    }
}

coded! {
    /// A view of the queue.
    pub enum View {
        /// 待首次响应
        Waiting "waiting",
        /// 进行中
        Working "working",
        /// 待审批
        Approval "approval",
        /// 待回访
        CallBack "call_back",
        /// 已超时
        Overdue "overdue",
        /// 全部
        All "all",
    }
}

impl View {
    /// The states a view shows; the other two go by time and by nothing.
    pub const fn states(self) -> Option<&'static [State]> {
        match self {
            Self::Waiting => Some(&[State::Received]),
            Self::Working => Some(&[
                State::Contacted,
                State::Investigating,
                State::Approved,
                State::Executing,
            ]),
            Self::Approval => Some(&[State::Proposed]),
            Self::CallBack => Some(&[State::Resolved]),
            Self::Overdue | Self::All => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every legal step, once more by hand: a change of the machine has to be made twice.
    const LEGAL: &[(&str, &str, &str)] = &[
        ("received", "contact", "contacted"),
        ("received", "withdraw", "withdrawn"),
        ("contacted", "contact", "contacted"),
        ("contacted", "investigate", "investigating"),
        ("contacted", "withdraw", "withdrawn"),
        ("investigating", "contact", "investigating"),
        ("investigating", "propose", "proposed"),
        ("investigating", "withdraw", "withdrawn"),
        ("proposed", "contact", "proposed"),
        ("proposed", "approve", "approved"),
        ("proposed", "reject", "investigating"),
        ("proposed", "withdraw", "withdrawn"),
        ("approved", "contact", "approved"),
        ("approved", "execute", "executing"),
        ("approved", "withdraw", "withdrawn"),
        ("executing", "contact", "executing"),
        ("executing", "resolve", "resolved"),
        ("executing", "withdraw", "withdrawn"),
        ("resolved", "contact", "resolved"),
        ("resolved", "call_back", "resolved"),
        ("resolved", "call_back_unhappy", "investigating"),
        ("resolved", "close", "closed"),
        ("resolved", "withdraw", "withdrawn"),
        ("closed", "reopen", "investigating"),
    ];

    #[test]
    fn every_pair_of_state_and_action() {
        for &state in State::ALL {
            for &action in Action::ALL {
                let wanted = LEGAL
                    .iter()
                    .find(|(from, by, _)| *from == state.code() && *by == action.code())
                    .map(|(_, _, to)| *to);
                let got = state.after(action);
                assert_eq!(got.ok().map(State::code), wanted, "{state:?} {action:?}");
                if wanted.is_none() {
                    assert_eq!(got, Err(IllegalTransition { from: state, action }));
                }
            }
        }
    }

    #[test]
    fn the_next_step_is_always_allowed() {
        for &state in State::ALL {
            assert_eq!(state.next().is_some(), state.is_open());
            if let Some(action) = state.next() {
                assert!(state.allows(action), "{state:?}");
            }
        }
    }

    #[test]
    fn every_open_state_stands_in_exactly_one_view_of_states() {
        for &state in State::ALL {
            let views = View::ALL
                .iter()
                .filter(|view| view.states().is_some_and(|states| states.contains(&state)))
                .count();
            assert_eq!(views, usize::from(state.is_open()), "{state:?}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_done_a_withdrawn_one_stays_withdrawn(steps in proptest::collection::vec(0..Action::ALL.len(), 0..40)) {
            let mut state = State::Received;
            for step in steps {
                let before = state;
                state = state.after(Action::ALL[step]).unwrap_or(state);
                if before == State::Withdrawn {
                    prop_assert_eq!(state, State::Withdrawn);
                }
                if state == State::Approved {
                    prop_assert!(matches!(before, State::Proposed | State::Approved), "approval needs a proposal");
                }
                if state == State::Closed {
                    prop_assert!(matches!(before, State::Resolved | State::Closed));
                }
            }
        }
    }
}
