//! Reads of test drives.

mod candidates;
mod cars;
mod drives;

pub use candidates::{candidate, candidates};
pub use cars::{car, cars, cars_and_rules};
pub use drives::{
    between, drive, in_hand, is_visible, of_car, of_opportunity, open_of_staff, page, who_had, without_their_car,
};
