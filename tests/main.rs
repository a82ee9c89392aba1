//! All tests that need more than one room: one binary, one link step. See tests/README.md.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod architecture;
mod browser;
mod faults;
mod migrations;
mod platform;
mod support;
mod web;
