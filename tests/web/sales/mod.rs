//! Sales over HTTP.

mod opportunities;
