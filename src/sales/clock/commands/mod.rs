//! Writes of the clock of leads. What other parts of the room call leaves the audit entry to them.

mod assign;
mod chain;
mod duty;
mod pool;

pub use assign::{
    assign, assigned, deal, deal_at_once, deal_waiting, follow, give_back, hand_over_leads, hand_over_opportunities,
    next_taker,
};
pub use chain::{contacted, ended, first_call_due, miss_due, restarted, started};
pub use duty::save_duty;
pub use pool::{claim, drop_idle, release};
