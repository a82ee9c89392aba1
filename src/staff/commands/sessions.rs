//! Signing in and out.

use diesel::prelude::*;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::access::Actor;
use crate::platform::db::{Subject, Tx};
use crate::platform::error::Error;
use crate::platform::throttle::{self, Limit};
use crate::schema::{sign_in_attempts, staff, staff_sessions};
use crate::staff::model::{Credentials, Origin, STAFF};
use crate::staff::rules;
use crate::values::ids::{SessionId, StaffId};

const PER_ACCOUNT: Limit = Limit {
    name: "sign-in by account",
    tries: rules::ACCOUNT_TRIES,
    window: rules::ACCOUNT_WINDOW,
};
const PER_ADDRESS: Limit = Limit {
    name: "sign-in by address",
    tries: rules::ADDRESS_TRIES,
    window: rules::ADDRESS_WINDOW,
};

const PER_CHECK: Limit = Limit {
    name: "own password",
    tries: rules::ACCOUNT_TRIES,
    window: rules::ACCOUNT_WINDOW,
};

/// The random text in the session cookie; the table holds its hash only.
pub fn new_token() -> String {
    hex::encode(rand::random::<[u8; 32]>())
}

/// How a token (of a session, of a link) is stored.
pub fn token_hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// Counts an attempt, before the password is looked at.
pub fn count_attempt(tx: &mut Tx<'_>, username: &str, origin: &Origin) -> Result<(), Error> {
    throttle::hit(tx, PER_ADDRESS, &origin.address)?;
    throttle::hit(tx, PER_ACCOUNT, username)
}

/// Counts a look at the own password, as before it is changed.
pub fn count_password_check(tx: &mut Tx<'_>, person: StaffId) -> Result<(), Error> {
    throttle::hit(tx, PER_CHECK, &person.to_string())
}

/// Keeps an attempt, for the person whose account it was.
pub fn note_attempt(tx: &mut Tx<'_>, staff: Option<StaffId>, origin: &Origin, outcome: &str) -> Result<(), Error> {
    diesel::insert_into(sign_in_attempts::table)
        .values((
            sign_in_attempts::id.eq(Uuid::now_v7()),
            sign_in_attempts::staff_id.eq(staff),
            sign_in_attempts::at.eq(tx.now),
            sign_in_attempts::outcome.eq(outcome),
            sign_in_attempts::address.eq(&origin.address),
            sign_in_attempts::user_agent.eq(&origin.user_agent),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Opens a session for a person whose password was right; `rehashed` replaces an outdated hash, and the session that
/// the browser had before ends.
pub fn sign_in(
    tx: &mut Tx<'_>,
    who: &Credentials,
    origin: &Origin,
    session: SessionId,
    token: &str,
    rehashed: Option<String>,
    before: Option<SessionId>,
) -> Result<(), Error> {
    if let Some(before) = before {
        end_session(tx, before, "signed_out")?;
    }
    throttle::forgive(tx, PER_ACCOUNT, &who.username)?;
    note_attempt(tx, Some(who.id), origin, "signed_in")?;
    diesel::insert_into(staff_sessions::table)
        .values((
            staff_sessions::id.eq(session),
            staff_sessions::staff_id.eq(who.id),
            staff_sessions::token_hash.eq(token_hash(token)),
            staff_sessions::started_at.eq(tx.now),
            staff_sessions::last_seen_at.eq(tx.now),
            staff_sessions::expires_at.eq(tx.now + rules::ABSOLUTE),
            staff_sessions::address.eq(&origin.address),
            staff_sessions::user_agent.eq(&origin.user_agent),
        ))
        .execute(tx.conn)?;
    diesel::update(staff::table.find(who.id))
        .set(staff::last_sign_in_at.eq(tx.now))
        .execute(tx.conn)?;
    if let Some(hash) = rehashed {
        diesel::update(staff::table.find(who.id))
            .set(staff::password_hash.eq(hash))
            .execute(tx.conn)?;
    }
    tx.record("staff.sign_in", Subject::new(STAFF, who.id), &[])
}

/// Ends the actor's own session.
pub fn sign_out(tx: &mut Tx<'_>, actor: &Actor) -> Result<(), Error> {
    end_session(tx, actor.session, "signed_out")?;
    tx.record("staff.sign_out", Subject::new(STAFF, actor.id), &[])
}

/// Notes that a session is in use.
pub fn touch_session(tx: &mut Tx<'_>, session: SessionId) -> Result<(), Error> {
    diesel::update(staff_sessions::table.find(session))
        .set(staff_sessions::last_seen_at.eq(tx.now))
        .execute(tx.conn)?;
    Ok(())
}

/// Ends a session that is still open.
pub fn end_session(tx: &mut Tx<'_>, session: SessionId, because: &str) -> Result<(), Error> {
    diesel::update(
        staff_sessions::table
            .find(session)
            .filter(staff_sessions::ended_at.is_null()),
    )
    .set((
        staff_sessions::ended_at.eq(tx.now),
        staff_sessions::ended_because.eq(because),
    ))
    .execute(tx.conn)?;
    Ok(())
}
