//! Services from before the portal, and what follows for a car from its last service.

pub mod commands;
pub mod model;
pub mod queries;
