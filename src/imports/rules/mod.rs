//! Rules of imports: columns, checks, states.

pub mod checking;
mod choices;
pub mod columns;
pub mod states;
