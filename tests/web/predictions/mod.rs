//! Predictions: learning, the likeliest buyers, the next service.

mod purchases;
mod services;
