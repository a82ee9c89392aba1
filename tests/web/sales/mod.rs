//! Sales over HTTP.

mod opportunities;
mod leads;
mod clock;
mod test_drives;
mod trade_ins;
mod quotes;
mod orders;
