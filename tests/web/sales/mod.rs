//! Sales over HTTP.

mod opportunities;
mod leads;
