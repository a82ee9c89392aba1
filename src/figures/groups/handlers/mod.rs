//! HTTP of groups.

mod marks;
mod pages;

pub use marks::{ask_gone, ask_profiling, mark_gone, set_profiling};
pub use pages::{count, grid, list, of, plan_calls, rules};
