//! HTTP of answers: the customer's own page, and the store's.

pub mod public;
pub mod staff;
