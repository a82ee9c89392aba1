//! Writes of service orders. Each locks the row, asks the rule, changes, stamps, records and tells open pages.

mod case;
mod findings;
mod hand_over;
mod items;
mod loyalty;
mod open;
mod prices;
mod promise;
mod quality;
mod settle;
mod tasks;
mod work;

pub use case::Case;
pub use findings::{Answer, NamedPart, NewFinding, answer, report};
pub use hand_over::{give, hand_over, hand_over_repairs};
pub use items::{ChangedItem, Consent, LINE, NewItem, Source, add_item, change_item, consent, offer, remove_item};
pub use loyalty::points_of;
pub use open::{Opening, cancel, join_check_in, open_for_visit};
pub use prices::{
    NewPrice, RETIRE as RETIRE_PRICE, add_price, bring_back_price, change_price, retire_price, take_back_retirement,
};
pub use promise::{Wait, await_parts, move_promise, resume, warn};
pub use quality::{Verdict, check};
pub use settle::{NewPayment, Refund, Settling, hold_order, leave, leave_by_the_desk, pay, refund, settle};
pub use work::{assign, finish, start, stop};
