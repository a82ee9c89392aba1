//! The portal over HTTP.

mod sign_in;
