//! Sales over HTTP.

mod quotes;
