//! Reads of interviews.

mod calls;
mod desk;

pub use calls::{Wanted, call, counts, list, opened};
pub use desk::{by_poster, poster, present, scanned, sheets, sitting, survey};
