//! Sales over HTTP.

mod clock;
mod leads;
mod opportunities;
mod orders;
mod quotes;
mod test_drives;
mod trade_ins;
