//! Staff 员工: who signs in, with which roles, from where.
//!
//! For everybody (sign-in, profile) and for administrators (staff list).
//! Tables: `stores`, `teams`, `staff`, `staff_sessions`, `staff_links`, `sign_in_attempts`.
//! Entry points: [`session::recognise`] puts the [`Actor`](crate::access::Actor) into each request.

pub mod commands;
pub mod forms;
pub mod handlers;
pub mod hours;
pub mod model;
pub mod queries;
pub mod rules;
pub mod session;
pub mod text;
pub mod views;

use crate::platform::settings::Sheet;

/// What the store may change.
pub const SETTINGS: &[Sheet] = &[hours::Hours::SHEET];

crate::routes! {
    "/sign-in" { GET handlers::show_sign_in: Public; POST handlers::sign_in: Public; }
    "/sign-out" { POST handlers::sign_out: SignedIn; }
}
