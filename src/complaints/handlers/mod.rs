//! HTTP of the complaints room.

mod detail;
mod intake;
mod queue;
mod reveal;

pub use detail::{show, show_settlement};
pub use intake::{create, find_customer, show_new};
pub use queue::{assign_many, count, list};
pub use reveal::reveal;
