//! HTTP of interviews.

pub mod calls;
pub mod on_site;
pub mod paper;
pub mod sitting;
