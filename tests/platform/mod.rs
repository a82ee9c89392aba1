//! What needs a real PostgreSQL but no page.

mod jobs;
mod mail;
mod numbers;
mod private_cluster;
mod settings;
