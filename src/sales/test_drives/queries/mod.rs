//! Reads of test drives.

mod candidates;
mod cars;
mod drives;

pub use candidates::{candidate, candidates};
pub use cars::{car, cars, cars_and_rules};
pub use drives::{between, drive, is_visible, of_car, of_opportunity, page, who_had, without_their_car};
