//! Yingke 迎客: the staff portal a car dealership runs its customer relations on.
//!
//! A *room* is a feature folder that owns tables; a *desk* owns none and composes rooms; [`platform`] holds everything
//! without a dealership word in it, [`values`] the types that what people type is parsed into.
//!
//! Rooms stand in one line and import leftwards only:
//! `staff ← customers ← vehicles ← messages ← followups ← visits ← membership ← service ← sales ← complaints ← surveys ← figures ← imports ← desks`.
//! What must flow the other way is a fact in [`events`], answered in [`reactions`].

// The list of tables that may stand in one query is unrolled table by table.
#![recursion_limit = "256"]

pub mod access;
pub mod app;
pub mod cli;
pub mod events;
pub mod navigation;
pub mod platform;
pub mod reactions;
#[rustfmt::skip]
pub mod schema;
pub mod values;

pub mod complaints;
pub mod customers;
pub mod figures;
pub mod followups;
pub mod imports;
pub mod membership;
pub mod messages;
pub mod sales;
pub mod service;
pub mod staff;
pub mod surveys;
pub mod vehicles;
pub mod visits;

pub mod admin;
pub mod dashboard;
pub mod history;
pub mod my_day;
pub mod reception;
pub mod search;
