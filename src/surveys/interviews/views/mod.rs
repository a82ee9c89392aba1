//! Pages of interviews.

mod calls;
mod desk;
mod questions;
mod sitting;

pub use calls::{CallPage, Kept, ListPage, fresh_attempt};
pub use desk::{HandOverPage, PaperPage, PosterPage, PrintedSheet};
pub use sitting::{EndPage, ScanPage, SittingPage, Where};
