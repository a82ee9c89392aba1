//! Staff 员工: who signs in, with which roles, from where.
//!
//! For everybody (sign-in, profile) and for administrators (staff list, teams, store).
//! Tables: `stores`, `teams`, `staff`, `staff_sessions`, `staff_recovery_codes`, `staff_links`, `sign_in_attempts`.
//! Entry points: [`session::recognise`] puts the [`Actor`](crate::access::Actor) into each request;
//! [`queries::colleagues`], [`queries::colleagues_who_may`] and [`queries::names`] serve every room.

pub mod commands;
pub mod forms;
pub mod handlers;
pub mod hours;
pub mod model;
pub mod queries;
pub mod rules;
pub mod session;
pub mod signing_in;
pub mod text;
pub mod views;

use crate::platform::settings::Sheet;

/// What the store may change.
pub const SETTINGS: &[Sheet] = &[hours::Hours::SHEET];
/// What only whoever answers for the sign-in may change.
pub const SIGN_IN_SETTINGS: &[Sheet] = &[signing_in::SigningIn::SHEET];

crate::routes! {
    "/sign-in" { GET handlers::show_sign_in: Public; POST handlers::sign_in: Public; }
    "/sign-in/second-step" { GET handlers::show_second_step: Public; POST handlers::take_second_step: Public; }
    "/sign-out" { POST handlers::sign_out: SignedIn; }
    "/preferences" { POST handlers::set_preferences: Public; }
    "/welcome/{token}" { GET handlers::show_welcome: Public; POST handlers::accept: Public; }
    "/profile" { GET handlers::show_profile: SignedIn; POST handlers::set_profile: SignedIn; }
    "/profile/password" { GET handlers::show_password: SignedIn; POST handlers::change_password: SignedIn; }
    "/profile/second-step" { GET handlers::show_own_second_step: SignedIn; POST handlers::switch_on: SignedIn; }
    "/profile/second-step/offer" { POST handlers::offer_second_step: SignedIn; }
    "/profile/second-step/codes" { POST handlers::renew_codes: SignedIn; }
    "/profile/second-step/off" { POST handlers::switch_off: SignedIn; }
    "/profile/sign-ins" { GET handlers::own_sign_ins: SignedIn; }
    "/profile/sessions/end-others" { POST handlers::end_other_sessions: SignedIn; }
    "/profile/sessions/{id}/end" { POST handlers::end_own_session: SignedIn; }
    "/staff" { GET handlers::list: May(SeeStaff); }
    "/staff/new" { GET handlers::new: May(ManageStaff); POST handlers::invite: May(ManageStaff); }
    "/staff/{id}" { GET handlers::show: May(SeeStaff); }
    "/staff/{id}/sign-ins" { GET handlers::sign_ins: May(ManageStaff); }
    "/staff/{id}/links" { POST handlers::issue_link: May(ManageStaff); }
    "/staff/{id}/links/{link}/revoke" { POST handlers::revoke_link: May(ManageStaff); }
    "/staff/{id}/sessions/end" { POST handlers::end_sessions: May(ManageStaff); }
    "/staff/{id}/sessions/{session}/end" { POST handlers::end_session: May(ManageStaff); }
    "/staff/{id}/second-step/reset" { POST handlers::reset_second_step: May(ManageStaff); }
    "/staff/{id}/enable" { POST handlers::enable: May(ManageStaff); }
    "/teams" { GET handlers::list_teams: May(SeeStaff); }
    "/teams/new" { GET handlers::new_team: May(ManageStaff); POST handlers::found_team: May(ManageStaff); }
    "/teams/{id}" { GET handlers::edit_team: May(ManageStaff); POST handlers::change_team: May(ManageStaff); }
    "/admin/store" { GET handlers::edit_store: May(EditStore); POST handlers::change_store: May(EditStore); }
}
