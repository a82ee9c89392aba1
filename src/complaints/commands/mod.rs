//! Writes of complaints. Each locks the row, asks the rule, changes, stamps the timeline, records and tells open pages.

mod bulk;
mod case;
mod corrective;
mod hand_over;
mod intake;
pub(in crate::complaints) mod letters;
mod money;
mod reveal;
mod rounds;
mod steps;
mod tasks;
mod together;
mod upkeep;

pub use bulk::write_many;
pub use case::Case;
pub use corrective::{
    ActionPlan, EffectCheck, NewAction, action_owner, check_effect, finish_action, hand_over_actions, open_action,
    open_actions_of, plan_action,
};
pub use hand_over::{hand_over, open_of_staff};
pub use intake::{NewComplaint, record};
pub use money::{NewGoodwill, decide_goodwill, grant};
pub use reveal::reveal;
pub use rounds::{CallBack, call_back, close, reopen, withdraw};

pub(in crate::complaints) use steps::give;
pub use steps::{
    Contact, Details, NewSolution, RootCause, add_note, assign, contact, contact_by_mail, decide, execute, investigate,
    note_files, propose, resolve, resolve_telling, set_cause, set_details, take_back, take_over,
};
pub use together::{Part, merge, split};
pub use upkeep::{Checklist, escalate, keep_checklist, pause, resume, rules_changed, set_severity};
