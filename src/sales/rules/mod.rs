//! Rules that the parts of sales share: values only.

mod choices;
mod nurture;
pub mod stage;

pub use choices::{FollowUpKind, FollowUpOutcome, LeadState, Level, LossReason, SourceKind, Stage};
pub use nurture::{NurturePhase, Rhythm, phase};
pub use stage::{IllegalTransition, StageAction};
