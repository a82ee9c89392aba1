//! A portal per test: fresh database, port 0, a clock that stands still, a client with cookies.

pub mod app;
pub mod builders;
pub mod client;
pub mod database;
pub mod forms;
pub mod pages;
pub mod portal;

pub use app::TestApp;
pub use client::{Client, Page};
