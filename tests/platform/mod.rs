//! What needs a real PostgreSQL but no page.

mod bench;
mod drafts;
mod files;
mod jobs;
mod live;
mod mail;
mod numbers;
mod presence;
mod private_cluster;
mod seed;
mod settings;
mod undo;
