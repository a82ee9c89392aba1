//! What customer forms hold.

mod check;
mod details;

pub use check::{CheckForm, Checked};
pub use details::{CustomerForm, Draft, Edit};
