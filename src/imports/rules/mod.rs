//! Rules of imports: columns, checks, services, leads, states.

pub mod checking;
mod choices;
pub mod columns;
pub mod leads;
pub mod services;
pub mod states;
