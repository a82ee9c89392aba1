//! HTTP of the reception desk.

mod desk;
mod floor;
mod paper;
mod queue;
mod registration;

pub use desk::{count, show};
pub use floor::{floor, rotate};
pub use paper::{paper, slip};
pub use queue::{ask_advisor, ask_departure, assign, call, leave, pass_over, receive};
pub use registration::{come, look_up, register};
