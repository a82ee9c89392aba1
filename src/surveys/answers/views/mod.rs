//! Pages of answers.

pub mod desk;
pub mod public;
