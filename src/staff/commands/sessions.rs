//! Signing in and out.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::second_step::{forgive_codes, offer_secret};
use crate::access::Actor;
use crate::platform::db::{Subject, Tx};
use crate::platform::error::Error;
use crate::platform::throttle::{self, Limit};
use crate::platform::vault::Sealed;
use crate::schema::{sign_in_attempts, staff, staff_sessions};
use crate::staff::model::{Awaits, Credentials, Opening, Origin, STAFF, StaffRow};
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
    count_address(tx, origin)?;
    throttle::hit(tx, PER_ACCOUNT, username)
}

/// Counts an attempt of an address, before a code is looked at.
pub(super) fn count_address(tx: &mut Tx<'_>, origin: &Origin) -> Result<(), Error> {
    throttle::hit(tx, PER_ADDRESS, &origin.address)
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

/// Opens a session for a person who needed nothing but the right password.
pub fn sign_in(tx: &mut Tx<'_>, who: &Credentials, opening: &Opening) -> Result<(), Error> {
    open(tx, who.id, opening, None)?;
    welcome(tx, who.id, &who.username, &opening.origin)
}

/// Keeps a sign-in whose password was right until its second step. Whoever must set one up is offered a secret.
pub fn await_second_step(tx: &mut Tx<'_>, who: &Credentials, opening: &Opening, awaits: Awaits) -> Result<(), Error> {
    open(tx, who.id, opening, Some(awaits))?;
    if awaits == Awaits::Enrolment {
        offer_secret(tx, opening.session)?;
    }
    note_attempt(tx, Some(who.id), &opening.origin, "awaits_code")
}

/// Makes a session of a sign-in whose second step is done, under a new token.
pub fn finish_sign_in(tx: &mut Tx<'_>, who: &StaffRow, opening: &Opening) -> Result<(), Error> {
    let waiting = staff_sessions::table
        .find(opening.session)
        .filter(staff_sessions::awaits.is_not_null())
        .filter(staff_sessions::ended_at.is_null());
    let finished = diesel::update(waiting)
        .set((
            staff_sessions::awaits.eq(None::<Awaits>),
            staff_sessions::token_hash.eq(token_hash(&opening.token)),
            staff_sessions::started_at.eq(tx.now),
            staff_sessions::last_seen_at.eq(tx.now),
            staff_sessions::expires_at.eq(tx.now + opening.limits.absolute()),
            staff_sessions::idle_minutes.eq(idle_minutes(opening)),
            staff_sessions::offered_sealed.eq(None::<Sealed>),
            staff_sessions::offered_at.eq(None::<DateTime<Utc>>),
        ))
        .execute(tx.conn)?;
    if finished == 0 {
        return Err(Error::WrongState);
    }
    forgive_codes(tx, who.id)?;
    welcome(tx, who.id, &who.username, &opening.origin)
}

/// Opens a session in the place of the one that the browser had.
fn open(tx: &mut Tx<'_>, person: StaffId, opening: &Opening, awaits: Option<Awaits>) -> Result<(), Error> {
    if let Some(before) = opening.before {
        end_session(tx, before, "signed_out")?;
    }
    let lasts = match awaits {
        Some(_) => rules::STEP_WAIT,
        None => opening.limits.absolute(),
    };
    diesel::insert_into(staff_sessions::table)
        .values((
            staff_sessions::id.eq(opening.session),
            staff_sessions::staff_id.eq(person),
            staff_sessions::token_hash.eq(token_hash(&opening.token)),
            staff_sessions::started_at.eq(tx.now),
            staff_sessions::last_seen_at.eq(tx.now),
            staff_sessions::expires_at.eq(tx.now + lasts),
            staff_sessions::idle_minutes.eq(idle_minutes(opening)),
            staff_sessions::awaits.eq(awaits),
            staff_sessions::address.eq(&opening.origin.address),
            staff_sessions::user_agent.eq(&opening.origin.user_agent),
        ))
        .execute(tx.conn)?;
    if let Some(hash) = &opening.rehashed {
        diesel::update(staff::table.find(person))
            .set(staff::password_hash.eq(hash))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// What every complete sign-in leaves behind.
fn welcome(tx: &mut Tx<'_>, person: StaffId, username: &str, origin: &Origin) -> Result<(), Error> {
    throttle::forgive(tx, PER_ACCOUNT, username)?;
    note_attempt(tx, Some(person), origin, "signed_in")?;
    diesel::update(staff::table.find(person))
        .set(staff::last_sign_in_at.eq(tx.now))
        .execute(tx.conn)?;
    tx.record("staff.sign_in", Subject::new(STAFF, person), &[])
}

fn idle_minutes(opening: &Opening) -> i32 {
    i32::try_from(opening.limits.idle_minutes).unwrap_or(i32::MAX)
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
