//! Reads of service orders. What a person sees is [`visible`]; everything else narrows it.

mod checks;
mod detail;
mod list;
mod prices;
mod scope;
mod workshop;

pub use checks::{
    Seen, WarrantyRecord, brief, fresh_findings, has_worked, is_lent, is_technician, is_worker, items, limits,
    loose_ends, numbers, of_staff, order_of_visit, payments, receipt_is_taken, running_of, settlement, spells_of,
    to_warn, visits_to_open, warranty_record, was_settled,
};
pub use detail::{detail, finding_of, head, with_people};
pub use list::{Chip, Filter, counts, list, on_paper, own_counts, people};
pub use prices::{Price, PriceFilter, price, price_matches, priced, prices};
pub use scope::{Visible, is_visible, visible};
pub use workshop::{Job, jobs, technician_counts};
