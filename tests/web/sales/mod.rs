//! Sales over HTTP.

mod clock;
mod customer;
mod export;
pub mod leads;
pub mod opportunities;
mod orders;
pub mod overview;
pub mod quotes;
mod scope;
mod search;
mod tasks;
pub mod test_drives;
mod trade_ins;
mod writing;
