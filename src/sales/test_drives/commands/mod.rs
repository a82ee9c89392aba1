//! Writes of test drives.

mod cars;
mod drives;

pub use cars::{add_car, change_car, search, set_standing};
pub use drives::{book, cancel, conclude, correct, give, give_all, give_up_booked, hand_over, miss, print, take_back};
