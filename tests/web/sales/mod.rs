//! Sales over HTTP.

mod opportunities;
mod leads;
mod clock;
