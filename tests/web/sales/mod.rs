//! Sales over HTTP.

mod leads;
