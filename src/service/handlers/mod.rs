//! HTTP of service orders.

mod items;
mod orders;
mod prices;
mod repairs;

pub use items::{add, change, remove, show_add, show_change};
pub use orders::{bill, count, list, new, open, show};
pub use prices::{
    bring_back as bring_back_price, change as change_price, create as create_price, edit as edit_price,
    list as list_prices, new as new_price, retire as retire_price,
};
pub use repairs::{photo, repairs, repairs_count, report, show_report, small_photo, start, stop};
