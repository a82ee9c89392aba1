//! Rules of imports: columns, checks, services, states.

pub mod checking;
mod choices;
pub mod columns;
pub mod services;
pub mod states;
