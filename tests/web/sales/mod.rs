//! Sales over HTTP.

mod test_drives;
mod trade_ins;
