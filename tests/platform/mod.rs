//! What needs a real PostgreSQL but no page.

mod private_cluster;
