//! Pages of the complaints room.

mod approval;
mod chips;
mod detail;
mod intake;
mod queue;
mod reveal;
mod sheet;
mod step;

pub use crate::platform::web::steps::{Field, Kind, StepPage};
pub use approval::{goodwill_waits, solution_waits};
pub use chips::{Chip, chip};
pub use detail::{ComplaintPage, SettlementPage, composer_start};
pub use intake::NewPage;
pub use queue::{QueuePage, QueueQuery};
pub use reveal::{RevealPage, reveal_url, warning};
pub use sheet::Sheet;
pub use step::moved_on;
