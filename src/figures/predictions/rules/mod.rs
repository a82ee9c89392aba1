//! The methods of prediction: values only.

pub mod learn;
pub mod service;
pub mod stats;
