//! HTTP of the staff room.

mod access;
mod own_second_step;
mod people;
mod profile;
mod second_step;
mod sign_in;
mod teams;
mod welcome;

pub use access::{enable, end_session, end_sessions, issue_link, reset_second_step, revoke_link};
pub use own_second_step::{offer_second_step, renew_codes, show_own_second_step, switch_off, switch_on};
pub use people::{in_reach, invite, list, new, show, sign_ins};
pub use profile::{
    change_password, end_other_sessions, end_own_session, own_sign_ins, set_preferences, set_profile, show_password,
    show_profile,
};
pub use second_step::{show_second_step, take_second_step};
pub use sign_in::{show_sign_in, sign_in, sign_out};
pub use teams::{change_store, change_team, edit_store, edit_team, found_team, list_teams, new_team};
pub use welcome::{accept, show_welcome};

use serde::Deserialize;

/// Where a page of a list starts.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct PageQuery {
    pub after: String,
}
