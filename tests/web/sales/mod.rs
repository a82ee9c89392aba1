//! Sales over HTTP.

mod clock;
