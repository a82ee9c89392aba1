//! Reads of staff.

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::prelude::*;

use super::model::{Credentials, SessionRow};
use super::rules;
use crate::access::Actor;
use crate::platform::error::Error;
use crate::schema::{staff, staff_sessions, stores};

/// The live session with this token's hash.
pub fn session(conn: &mut PgConnection, token_hash: &[u8]) -> Result<Option<SessionRow>, Error> {
    Ok(SessionRow::query()
        .filter(staff_sessions::token_hash.eq(token_hash))
        .filter(staff_sessions::ended_at.is_null())
        .filter(staff::disabled_at.is_null())
        .first(conn)
        .optional()?)
}

/// Whether this person is still signed in, with the same roles.
pub fn session_holds(conn: &mut PgConnection, actor: &Actor, now: DateTime<Utc>) -> Result<bool, Error> {
    let found = SessionRow::query()
        .filter(staff_sessions::id.eq(actor.session))
        .filter(staff_sessions::ended_at.is_null())
        .filter(staff::disabled_at.is_null())
        .first(conn)
        .optional()?;
    Ok(found.is_some_and(|found| {
        rules::holds(found.last_seen_at, found.expires_at, now) && found.staff.roles() == actor.roles
    }))
}

/// What to check a password of this account against.
pub fn credentials(conn: &mut PgConnection, username: &str) -> Result<Option<Credentials>, Error> {
    Ok(staff::table
        .filter(staff::username.eq(username))
        .select(Credentials::as_select())
        .first(conn)
        .optional()?)
}

/// The demo accounts, shown on the sign-in page of a demo store: (username, roles).
pub fn demo_accounts(conn: &mut PgConnection) -> Result<Vec<(String, Vec<Option<String>>)>, Error> {
    Ok(staff::table
        .inner_join(stores::table)
        .filter(stores::is_demo)
        .filter(staff::disabled_at.is_null())
        .order(staff::id)
        .select((staff::username, staff::roles))
        .load(conn)?)
}
