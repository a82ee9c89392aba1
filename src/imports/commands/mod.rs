//! Writes of imports: receive a file, check its records, import them in batches, take the whole back.

mod check;
mod leads;
mod life;
mod receive;
mod run;
mod services;
mod take;
mod undo;

pub use check::{Raw, Sorted, Sorter, Verdict, alone, check, fail_check};
pub(super) use life::enqueue;
pub use life::{WORK, cancel, change_kind, resume_interrupted, start_check, start_run, start_undo, sweep};
pub use receive::receive;
pub use run::run_batch;
pub use take::take_away;
pub use undo::undo_batch;

/// Records of one batch: small enough that a person who cancels waits for none, large enough that the way to the
/// database doesn't count.
pub const BATCH: usize = 500;

/// What follows after a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// There is more to do.
    Again,
    /// All done, or somebody else ended it.
    Nothing,
}
