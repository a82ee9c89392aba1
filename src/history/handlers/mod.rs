//! HTTP of the history desk.

pub mod access;
pub mod customer;
pub mod reveal;
pub mod standing;
pub mod vehicle;
