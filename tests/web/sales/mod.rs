//! Sales over HTTP.

mod clock;
pub mod leads;
pub mod opportunities;
mod orders;
mod quotes;
mod test_drives;
mod trade_ins;
