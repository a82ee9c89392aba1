//! The second step at sign-in: switched on, shown, renewed, taken back.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::own::end_all;
use super::people::manageable;
use super::sessions::{count_address, token_hash};
use crate::access::Actor;
use crate::platform::db::{Subject, Tx};
use crate::platform::error::Error;
use crate::platform::throttle::{self, Limit};
use crate::platform::vault::Sealed;
use crate::schema::{staff, staff_recovery_codes, staff_sessions};
use crate::staff::model::{OFFERED, Origin, RecoveryCodes, SECOND_STEP, STAFF, new_secret};
use crate::staff::rules::second_step::{self, Proof};
use crate::staff::{queries, rules};
use crate::values::fault::Fault;
use crate::values::ids::{SessionId, StaffId};

const PER_ACCOUNT: Limit = Limit {
    name: "second step by account",
    tries: rules::ACCOUNT_TRIES,
    window: rules::ACCOUNT_WINDOW,
};

/// Counts a code, before it is looked at.
pub fn count_code(tx: &mut Tx<'_>, person: StaffId, origin: &Origin) -> Result<(), Error> {
    count_address(tx, origin)?;
    throttle::hit(tx, PER_ACCOUNT, &person.to_string())
}

pub(super) fn forgive_codes(tx: &mut Tx<'_>, person: StaffId) -> Result<(), Error> {
    throttle::forgive(tx, PER_ACCOUNT, &person.to_string())
}

/// How a recovery code is stored; hyphens or not are the same code.
pub fn recovery_hash(code: &str) -> Vec<u8> {
    token_hash(&code.replace('-', ""))
}

/// Offers a new secret in a session.
pub(super) fn offer_secret(tx: &mut Tx<'_>, session: SessionId) -> Result<(), Error> {
    let sealed = tx.vault().seal_bytes(OFFERED, session.uuid(), &new_secret())?;
    diesel::update(staff_sessions::table.find(session))
        .set((
            staff_sessions::offered_sealed.eq(sealed),
            staff_sessions::offered_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Offers a new secret to somebody signed in: their first, or one for another phone.
pub fn offer_second_step(tx: &mut Tx<'_>, actor: &Actor) -> Result<(), Error> {
    offer_secret(tx, actor.session)?;
    tx.record("staff.offer_second_step", Subject::new(STAFF, actor.id), &[])
}

/// Accepts a code or a recovery code, each once; what is wrong is a fault of `code`, whatever is wrong with it.
pub fn prove(tx: &mut Tx<'_>, person: StaffId, proof: &Proof) -> Result<(), Error> {
    let accepted = match proof {
        Proof::Code(code) => use_code(tx, person, code)?,
        Proof::Recovery(code) => use_recovery_code(tx, person, code)?,
    };
    if accepted { Ok(()) } else { Err(wrong()) }
}

fn use_code(tx: &mut Tx<'_>, person: StaffId, code: &str) -> Result<bool, Error> {
    let sealed: Option<Sealed> = staff::table
        .find(person)
        .select(staff::second_step_sealed)
        .first(tx.conn)?;
    let Some(sealed) = sealed else { return Ok(false) };
    let secret = tx.vault().open_bytes(SECOND_STEP, person.uuid(), &sealed)?;
    let Some(step) = second_step::step_of(&secret, code, tx.now) else {
        return Ok(false);
    };
    // Looked at and used in one statement, so that of two posts at once one is refused.
    let unused = staff::second_step_used.is_null().or(staff::second_step_used.lt(step));
    let used = diesel::update(staff::table.find(person).filter(unused))
        .set(staff::second_step_used.eq(step))
        .execute(tx.conn)?;
    Ok(used == 1)
}

fn use_recovery_code(tx: &mut Tx<'_>, person: StaffId, code: &str) -> Result<bool, Error> {
    let unused = staff_recovery_codes::table
        .filter(staff_recovery_codes::staff_id.eq(person))
        .filter(staff_recovery_codes::code_hash.eq(recovery_hash(code)))
        .filter(staff_recovery_codes::used_at.is_null());
    let used = diesel::update(unused)
        .set(staff_recovery_codes::used_at.eq(tx.now))
        .execute(tx.conn)?;
    if used == 0 {
        return Ok(false);
    }
    tx.record("staff.recovery_code", Subject::new(STAFF, person), &[])?;
    Ok(true)
}

/// Switches the second step on, once the person's app shows a code of the secret it was offered.
pub fn enrol(
    tx: &mut Tx<'_>,
    person: StaffId,
    secret: &[u8],
    proof: &Proof,
    codes: &RecoveryCodes,
) -> Result<(), Error> {
    let Proof::Code(code) = proof else { return Err(wrong()) };
    let step = second_step::step_of(secret, code, tx.now).ok_or_else(wrong)?;
    let sealed = tx.vault().seal_bytes(SECOND_STEP, person.uuid(), secret)?;
    let without = staff::table.find(person).filter(staff::second_step_at.is_null());
    let enrolled = diesel::update(without)
        .set((
            staff::second_step_sealed.eq(sealed),
            staff::second_step_at.eq(tx.now),
            staff::second_step_used.eq(step),
        ))
        .execute(tx.conn)?;
    if enrolled == 0 {
        return Err(Error::WrongState);
    }
    keep_codes(tx, person, codes)?;
    tx.record("staff.second_step_on", Subject::new(STAFF, person), &["second_step"])
}

/// As [`enrol`], for somebody signed in, with what their session was offered; in the place of what they had.
pub fn switch_on(tx: &mut Tx<'_>, actor: &Actor, proof: &Proof, codes: &RecoveryCodes) -> Result<(), Error> {
    let row = queries::second_step(tx.conn, actor.session)?;
    let secret = row.offered(tx.vault(), tx.now)?.ok_or(Error::WrongState)?;
    if row.staff.second_step_at.is_some() {
        take_away(tx, actor.id)?;
    }
    enrol(tx, actor.id, &secret, proof, codes)?;
    diesel::update(staff_sessions::table.find(actor.session))
        .set((
            staff_sessions::offered_sealed.eq(None::<Sealed>),
            staff_sessions::offered_at.eq(None::<DateTime<Utc>>),
        ))
        .execute(tx.conn)?;
    forgive_codes(tx, actor.id)
}

/// Gives a person new recovery codes; those they had stop working.
pub fn renew_codes(tx: &mut Tx<'_>, person: StaffId, codes: &RecoveryCodes) -> Result<(), Error> {
    let with: Option<StaffId> = staff::table
        .find(person)
        .filter(staff::second_step_at.is_not_null())
        .select(staff::id)
        .first(tx.conn)
        .optional()?;
    with.ok_or(Error::WrongState)?;
    keep_codes(tx, person, codes)?;
    tx.record("staff.renew_codes", Subject::new(STAFF, person), &["recovery_codes"])
}

fn keep_codes(tx: &mut Tx<'_>, person: StaffId, codes: &RecoveryCodes) -> Result<(), Error> {
    forget_codes(tx, person)?;
    let rows: Vec<_> = codes
        .shown()
        .iter()
        .map(|code| {
            (
                staff_recovery_codes::id.eq(Uuid::now_v7()),
                staff_recovery_codes::staff_id.eq(person),
                staff_recovery_codes::code_hash.eq(recovery_hash(code)),
                staff_recovery_codes::created_at.eq(tx.now),
            )
        })
        .collect();
    diesel::insert_into(staff_recovery_codes::table)
        .values(rows)
        .execute(tx.conn)?;
    Ok(())
}

fn forget_codes(tx: &mut Tx<'_>, person: StaffId) -> Result<(), Error> {
    diesel::delete(staff_recovery_codes::table.filter(staff_recovery_codes::staff_id.eq(person))).execute(tx.conn)?;
    Ok(())
}

/// Switches the actor's own second step off, where their roles leave that to them.
pub fn switch_off(tx: &mut Tx<'_>, actor: &Actor) -> Result<(), Error> {
    let row = queries::second_step(tx.conn, actor.session)?;
    if queries::requires_second_step(tx.conn, &row.staff, row.is_demo)? {
        return Err(Error::WrongState);
    }
    take_away(tx, actor.id)?;
    tx.record("staff.second_step_off", Subject::new(STAFF, actor.id), &["second_step"])
}

/// Takes the second step off somebody who can't show it any more. Their sessions end.
pub fn reset_second_step(tx: &mut Tx<'_>, person: StaffId) -> Result<(), Error> {
    let person = manageable(tx, person)?;
    // One's own is switched off with the password, if at all.
    if tx.actor()?.id == person.id {
        return Err(Error::WrongState);
    }
    reset_second_step_of(tx, person.id)
}

/// As [`reset_second_step`], for whoever acts outside a store: the command line.
pub fn reset_second_step_of(tx: &mut Tx<'_>, person: StaffId) -> Result<(), Error> {
    take_away(tx, person)?;
    end_all(tx, person, None, "second_step_reset")?;
    forgive_codes(tx, person)?;
    tx.record("staff.second_step_reset", Subject::new(STAFF, person), &["second_step"])
}

fn take_away(tx: &mut Tx<'_>, person: StaffId) -> Result<(), Error> {
    let with = staff::table.find(person).filter(staff::second_step_at.is_not_null());
    let taken = diesel::update(with)
        .set((
            staff::second_step_sealed.eq(None::<Sealed>),
            staff::second_step_at.eq(None::<DateTime<Utc>>),
            staff::second_step_used.eq(None::<i64>),
        ))
        .execute(tx.conn)?;
    if taken == 0 {
        return Err(Error::WrongState);
    }
    forget_codes(tx, person)
}

fn wrong() -> Error {
    Error::field("code", Fault::WrongCode)
}
