//! One-time links: the only way to a first password, and back in without the old one.

use diesel::prelude::*;
use uuid::Uuid;

use super::own::end_all;
use super::sessions::token_hash;
use crate::platform::db::{Subject, Tx};
use crate::platform::error::Error;
use crate::platform::mail::{self, OutgoingMail};
use crate::platform::throttle::{self, Limit};
use crate::schema::{staff, staff_links};
use crate::staff::model::{LinkSecret, STAFF, StaffRow};
use crate::staff::queries;
use crate::staff::rules::{self, LinkState};
use crate::values::ids::StaffId;

const PER_ADDRESS: Limit = Limit {
    name: "one-time link by address",
    tries: rules::LINK_TRIES,
    window: rules::LINK_WINDOW,
};

/// Counts a look at a link, before it is looked up.
pub fn count_look(tx: &mut Tx<'_>, address: &str) -> Result<(), Error> {
    throttle::hit(tx, PER_ADDRESS, address)
}

/// Gives a person a one-time link; the links they had before stop working.
pub fn issue_link(tx: &mut Tx<'_>, person: &StaffRow, link: &LinkSecret) -> Result<(), Error> {
    if person.disabled_at.is_some() {
        return Err(Error::WrongState);
    }
    revoke_all(tx, person.id)?;
    let purpose = if person.is_invited() { "invite" } else { "reset" };
    let by = tx.actor().ok().map(|actor| actor.id);
    diesel::insert_into(staff_links::table)
        .values((
            staff_links::id.eq(Uuid::now_v7()),
            staff_links::token_hash.eq(token_hash(link.secret())),
            staff_links::staff_id.eq(person.id),
            staff_links::purpose.eq(purpose),
            staff_links::created_by.eq(by),
            staff_links::created_at.eq(tx.now),
            staff_links::expires_at.eq(tx.now + rules::LINK_VALID),
        ))
        .execute(tx.conn)?;
    tx.record("staff.issue_link", Subject::new(STAFF, person.id), &[purpose])
}

/// As [`issue_link`], for whoever acts outside a store: the command line.
pub fn issue_link_to(tx: &mut Tx<'_>, person: StaffId, link: &LinkSecret) -> Result<(), Error> {
    let person: StaffRow = staff::table.find(person).select(StaffRow::as_select()).first(tx.conn)?;
    issue_link(tx, &person, link)
}

/// Mails a person the words that bring their link, if they have an address that mail can be sent to.
pub fn mail_link(tx: &mut Tx<'_>, person: &StaffRow, (subject, text): (String, String)) -> Result<(), Error> {
    let Some(to) = person.address() else { return Ok(()) };
    let mail = OutgoingMail {
        to,
        subject,
        text,
        headers: vec![("Auto-Submitted".to_owned(), "auto-generated".to_owned())],
    };
    mail::queue(tx, &mail).map(drop)
}

/// Makes a link useless.
pub fn revoke_link(tx: &mut Tx<'_>, person: &StaffRow, link: Uuid) -> Result<(), Error> {
    if queries::link_of(tx.conn, person.id, link)?.state(tx.now) != LinkState::Open {
        return Err(Error::WrongState);
    }
    diesel::update(staff_links::table.find(link))
        .set(staff_links::revoked_at.eq(tx.now))
        .execute(tx.conn)?;
    tx.record("staff.revoke_link", Subject::new(STAFF, person.id), &[])
}

/// Makes every open link of a person useless.
pub(super) fn revoke_all(tx: &mut Tx<'_>, person: StaffId) -> Result<(), Error> {
    let open = staff_links::table
        .filter(staff_links::staff_id.eq(person))
        .filter(staff_links::used_at.is_null())
        .filter(staff_links::revoked_at.is_null());
    diesel::update(open)
        .set(staff_links::revoked_at.eq(tx.now))
        .execute(tx.conn)?;
    Ok(())
}

/// Sets the password of the person whose link this is; every session of theirs ends.
pub fn accept_link(tx: &mut Tx<'_>, secret: &str, hash: &str) -> Result<(), Error> {
    let hashed = token_hash(secret);
    // Taken and used in one statement, so that it works once however often it is posted.
    let used = diesel::update(
        staff_links::table
            .filter(staff_links::token_hash.eq(&hashed))
            .filter(staff_links::used_at.is_null())
            .filter(staff_links::revoked_at.is_null())
            .filter(staff_links::expires_at.gt(tx.now)),
    )
    .set(staff_links::used_at.eq(tx.now))
    .returning(staff_links::staff_id)
    .get_result::<StaffId>(tx.conn)
    .optional()?;
    let person = used.ok_or(Error::WrongState)?;
    let changed = diesel::update(staff::table.find(person).filter(staff::disabled_at.is_null()))
        .set((staff::password_hash.eq(hash), staff::password_changed_at.eq(tx.now)))
        .execute(tx.conn)?;
    if changed == 0 {
        return Err(Error::WrongState);
    }
    end_all(tx, person, None, "password_changed")?;
    tx.record("staff.accept_link", Subject::new(STAFF, person), &["password"])
}
