//! The reception desk over HTTP.

mod boards;
