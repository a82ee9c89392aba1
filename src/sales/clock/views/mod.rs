//! What the clock shows: the chain of a lead, assignment, the pool, the roster.

mod assign;
mod chain;
mod pool;
mod roster;

pub use assign::AssignPage;
pub use chain::{Chain, Chip};
pub use pool::{PoolPage, ReleasePage};
pub use roster::{DutyPage, RosterPage, typed};
