//! Sales over HTTP.

mod orders;
