//! What people change of their own account.

use diesel::prelude::*;

use super::sessions::end_session;
use crate::access::Actor;
use crate::platform::db::{Subject, Tx};
use crate::platform::error::Error;
use crate::schema::{staff, staff_sessions};
use crate::staff::model::{Preferences, STAFF};
use crate::values::ids::{SessionId, StaffId};

/// Keeps language, look and keys of a person.
pub fn set_preferences(tx: &mut Tx<'_>, person: StaffId, chosen: Preferences) -> Result<(), Error> {
    let mut fields = Vec::new();
    if let Some(lang) = chosen.lang {
        diesel::update(staff::table.find(person))
            .set(staff::language.eq(lang.code()))
            .execute(tx.conn)?;
        fields.push("language");
    }
    if let Some(theme) = chosen.theme {
        diesel::update(staff::table.find(person))
            .set(staff::theme.eq(theme))
            .execute(tx.conn)?;
        fields.push("theme");
    }
    if let Some(hotkeys) = chosen.hotkeys {
        diesel::update(staff::table.find(person))
            .set(staff::hotkeys.eq(hotkeys))
            .execute(tx.conn)?;
        fields.push("hotkeys");
    }
    tx.record("staff.preferences", Subject::new(STAFF, person), &fields)
}

/// Replaces the actor's own password; every other session of theirs ends.
pub fn change_password(tx: &mut Tx<'_>, actor: &Actor, hash: &str) -> Result<(), Error> {
    diesel::update(staff::table.find(actor.id))
        .set((staff::password_hash.eq(hash), staff::password_changed_at.eq(tx.now)))
        .execute(tx.conn)?;
    end_all(tx, actor.id, Some(actor.session), "password_changed")?;
    tx.record("staff.password", Subject::new(STAFF, actor.id), &["password"])
}

/// Ends one of the actor's own sessions.
pub fn end_own_session(tx: &mut Tx<'_>, actor: &Actor, session: SessionId) -> Result<(), Error> {
    end_one(tx, actor.id, session)
}

/// Ends every session of the actor but the one that asks.
pub fn end_other_sessions(tx: &mut Tx<'_>, actor: &Actor) -> Result<(), Error> {
    end_all(tx, actor.id, Some(actor.session), "ended")?;
    tx.record("staff.end_sessions", Subject::new(STAFF, actor.id), &[])
}

/// Ends one session of a person; not found if it is somebody else's.
pub(super) fn end_one(tx: &mut Tx<'_>, person: StaffId, session: SessionId) -> Result<(), Error> {
    let owner: StaffId = staff_sessions::table
        .find(session)
        .select(staff_sessions::staff_id)
        .first(tx.conn)?;
    if owner != person {
        return Err(Error::NotFound);
    }
    end_session(tx, session, "ended")?;
    tx.record("staff.end_session", Subject::new(STAFF, person), &[])
}

/// Ends the open sessions of a person, save one.
pub(super) fn end_all(
    tx: &mut Tx<'_>,
    person: StaffId,
    save: Option<SessionId>,
    because: &str,
) -> Result<usize, Error> {
    let open = staff_sessions::table
        .filter(staff_sessions::staff_id.eq(person))
        .filter(staff_sessions::ended_at.is_null())
        .filter(staff_sessions::id.ne_all(save));
    Ok(diesel::update(open)
        .set((
            staff_sessions::ended_at.eq(tx.now),
            staff_sessions::ended_because.eq(because),
        ))
        .execute(tx.conn)?)
}
