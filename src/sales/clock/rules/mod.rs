//! Rules of the clock of leads: values only.

mod chain;
mod pool;
mod turns;

pub use chain::{Contact, Effect, Evidence, Limits, Mark, Progress, StepKind, due, effect, mark, plan};
pub use pool::{Claimed, Idle, Move, NotNow, may_claim};
pub use turns::{Candidate, Wish, next_in_turn};
