//! Reads of the report: what there is to choose, what was counted, what is said. One statement each.

mod catalogue;
mod figures;
mod packs;
pub(super) mod recount;
mod voices;

pub use catalogue::catalogue;
pub use figures::{figures, recounted};
pub use voices::{Most, voices};
