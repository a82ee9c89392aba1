//! The rules of domain.md §6 as pure functions of values: no clock, no connection, no request.

mod alarm;
mod approval;
mod clocks;
mod closing;
mod escalation;
mod kinds;
mod limits;
mod state;

pub use alarm::{RepeatAlarm, raises_alarm};
pub use approval::{Approver, Goodwill, approver, goodwill, may_decide};
pub use clocks::{Clock, Clocks, Dues};
pub use closing::{Missing, Progress, UNHAPPY, attempts, call_back_done, may_reopen, missing_to_close};
pub use escalation::{Level, Raised, due_now, next_instant};
pub use kinds::{
    CallBackOutcome, Channel, ContactChannel, ContactOutcome, Department, GoodwillKind, GoodwillState, PauseReason,
    Severity, Side,
};
pub use limits::{BySeverity, Limits};
pub use state::{Action, IllegalTransition, State, View};
