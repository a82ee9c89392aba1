//! Reads of complaints. What a person sees begins at [`visible`].

mod beside;
mod checks;
mod detail;
mod lateness;
mod lookup;
pub mod of_customer;
mod queue;
mod scope;

pub use beside::beside;
pub use checks::{
    belongs, by_number, call_backs, first_with, goodwill_waits, granted_at_once, has_open_alarm, is_category, is_cause,
    is_colleague, is_worker, limits, lock_term, manager_of, pause_reason, pauses, raised, side_of, store_day,
    store_name, times_since, to_escalate, waiting_goodwill, waiting_solution,
};
pub use detail::{Crisis, crisis, detail, head, merged, with_entries, with_timeline};
pub use lateness::{Promise, lateness};
pub use lookup::{Called, Named, called, named, numbers};
pub use queue::{Filter, OwnedBy, counts, lists, own_counts, queue, reporter};
pub use scope::{is_visible, visible};
