//! What the parts of sales share.

use crate::platform::db::Subject;
use crate::values::ids::OpportunityId;

/// The subject kind of an opportunity in the audit log, in tasks and in notes.
pub const OPPORTUNITY: &str = "opportunity";
/// The topic that pages with opportunities listen to.
pub const BOARD: &str = "board";
/// The letters before an opportunity's number.
pub const PREFIX: &str = "SJ";

pub fn opportunity(id: OpportunityId) -> Subject {
    Subject::new(OPPORTUNITY, id)
}
