//! Reads of figures.
//!
//! [`ask`] looks up whether what an address asks for exists, then [`measure`] and the others tell; each is one or two round
//! trips whatever the number of figures.

mod cases;
mod known;
mod measure;
mod tallies;

pub use cases::{LIST, Rows, cases};
pub use known::ask;
pub use measure::{by_people, by_person, by_team, measure, overview, teams, trend, trends, until};
pub use tallies::{Spans, counted};
