//! HTTP of the clock: assignment, the pool, the roster.

mod assign;
mod pool;
mod roster;

pub use assign::{ask_many, ask_one, assign_many, assign_one};
pub use pool::{ask_release, claim, pool, release};
pub use roster::{duty, roster, save_duty};
