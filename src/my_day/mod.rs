//! My day 今日待办 (a desk): what one person has to do, from all rooms they work in, in the order of time; one after another.
//!
//! For everybody: where the portal opens.
//! Tables: none.
//! Entry points: `/`, `/my-day/queue`. Which rows there are say the rooms (`agenda.rs` in each); what is done next about
//! one says [`steps`].

pub mod handlers;
pub mod month;
pub mod queries;
pub mod steps;
pub mod text;
pub mod views;

crate::routes! {
    "/" { GET handlers::show: SignedIn; }
    "/my-day/count" { GET handlers::count: SignedIn; }
    "/my-day/figures" { GET month::show: May(SeeFigures); }
    "/my-day/queue" { GET handlers::queue: SignedIn; }
}
