//! Awards 月度之星: who did best in a figure of a month that is over. Nominated by the leaderboard, given by a manager with the
//! figure as it stood then, and taken back if need be. Owns `awards`.

pub mod commands;
pub mod forms;
pub mod handlers;
pub mod model;
pub mod queries;
pub mod text;
pub mod undo;
pub mod views;
