//! Writes of staff.

mod links;
mod own;
mod people;
mod second_step;
mod sessions;
mod teams;

pub use links::{accept_link, count_look, issue_link, issue_link_to, mail_link, revoke_link};
pub use own::{change_password, end_other_sessions, end_own_session, set_preferences};
pub use people::{change, disable, enable, end_session_of, end_sessions_of, invite, manageable};
pub use second_step::{
    count_code, enrol, offer_second_step, prove, recovery_hash, renew_codes, reset_second_step, reset_second_step_of,
    switch_off, switch_on,
};
pub use sessions::{
    await_second_step, count_attempt, count_password_check, end_session, finish_sign_in, new_token, note_attempt,
    sign_in, sign_out, token_hash, touch_session,
};
pub use teams::{change_store, change_team, found_store, found_team, hand_over_teams};
