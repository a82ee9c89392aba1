//! HTTP of the reception desk.

mod boards;
mod desk;
mod floor;
mod paper;
mod public;
mod queue;
mod registration;

pub use boards::{open_screen, revoke_screen, screens};
pub use desk::{count, show};
pub use floor::{floor, rotate};
pub use paper::{paper, paper_with_phones, slip};
pub use public::{call_board, call_board_events, position};
pub use queue::{ask_advisor, ask_departure, assign, call, leave, pass_over, receive};
pub use registration::{come, look_up, register};
