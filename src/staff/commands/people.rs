//! What administrators do to the accounts of others.

use diesel::prelude::*;

use super::links::{issue_link, revoke_all};
use super::own::{end_all, end_one};
use crate::access::Role;
use crate::events::Event;
use crate::platform::db::{Change as Field, Subject, Tx, still_fresh};
use crate::platform::error::Error;
use crate::schema::{staff, teams};
use crate::staff::model::{About, Change, LinkSecret, NewPerson, STAFF, StaffRow};
use crate::staff::{queries, rules};
use crate::values::fault::Fault;
use crate::values::ids::{SessionId, StaffId, StoreId, TeamId};

/// Adds a person to a store and gives them a link to set their password with.
pub fn invite(tx: &mut Tx<'_>, store: StoreId, new: &NewPerson, link: &LinkSecret) -> Result<StaffId, Error> {
    grants_admin(tx, &[], &new.about.roles)?;
    team_of_store(tx, store, new.about.team)?;
    let id = StaffId::new();
    diesel::insert_into(staff::table)
        .values((
            staff::id.eq(id),
            staff::store_id.eq(store),
            staff::team_id.eq(new.about.team),
            staff::username.eq(&new.username),
            staff::name.eq(new.about.name.canonical()),
            staff::email.eq(new.about.email.as_ref().map(|email| email.canonical().to_owned())),
            staff::roles.eq(codes(&new.about.roles)),
            staff::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    tx.record(
        "staff.create",
        Subject::new(STAFF, id),
        &["username", "name", "email", "team", "roles"],
    )?;
    let person = queries::person(tx.conn, store, id)?;
    issue_link(tx, &person, link)?;
    Ok(id)
}

/// A person that the actor may manage; an administrator is managed by administrators only.
pub fn manageable(tx: &mut Tx<'_>, person: StaffId) -> Result<StaffRow, Error> {
    let (store, is_admin) = {
        let actor = tx.actor()?;
        (actor.store, actor.is(Role::Admin))
    };
    let person = queries::person(tx.conn, store, person)?;
    if rules::may_manage(is_admin, person.is_admin()) {
        Ok(person)
    } else {
        Err(Error::WrongState)
    }
}

/// Changes what is known of a person. With other roles they sign in anew: their sessions end at once.
pub fn change(tx: &mut Tx<'_>, person: StaffId, change: &Change<About>) -> Result<(), Error> {
    let before = manageable(tx, person)?;
    let about = &change.to;
    grants_admin(tx, &before.roles(), &about.roles)?;
    team_of_store(tx, before.store_id, about.team)?;
    let stays_admin = about.roles.contains(&Role::Admin);
    if before.is_admin() && !stays_admin && !queries::has_another_admin(tx.conn, before.store_id, person)? {
        return Err(Error::field("roles", Fault::LastAdmin));
    }
    let email = about.email.as_ref().map(|email| email.canonical().to_owned());
    let updated = diesel::update(staff::table.find(person).filter(staff::lock_version.eq(change.seen)))
        .set((
            staff::name.eq(about.name.canonical()),
            staff::email.eq(&email),
            staff::team_id.eq(about.team),
            staff::roles.eq(codes(&about.roles)),
            staff::lock_version.eq(staff::lock_version + 1),
        ))
        .execute(tx.conn)?;
    still_fresh(updated)?;
    let (old_roles, new_roles) = (joined(&before.roles()), joined(&about.roles));
    if old_roles != new_roles {
        end_all(tx, person, None, "roles_changed")?;
    }
    let id = |team: Option<TeamId>| team.map(|team| team.to_string());
    let field = |field, old, new| Field { field, old, new };
    tx.record_changes(
        "staff.update",
        Subject::new(STAFF, person),
        &[
            field("name", Some(before.name), Some(about.name.canonical().to_owned())),
            field("email", before.email, email),
            field("team", id(before.team_id), id(about.team)),
            field("roles", Some(old_roles), Some(new_roles)),
        ],
    )
}

/// Shuts a person out at once. What they had in hand is handed over before, by whoever knows the other rooms.
pub fn disable(tx: &mut Tx<'_>, person: StaffId) -> Result<(), Error> {
    let before = manageable(tx, person)?;
    if tx.actor()?.id == person || before.disabled_at.is_some() {
        return Err(Error::WrongState);
    }
    if before.is_admin() && !queries::has_another_admin(tx.conn, before.store_id, person)? {
        return Err(Error::field("", Fault::LastAdmin));
    }
    diesel::update(staff::table.find(person))
        .set((
            staff::disabled_at.eq(tx.now),
            staff::lock_version.eq(staff::lock_version + 1),
        ))
        .execute(tx.conn)?;
    end_all(tx, person, None, "disabled")?;
    revoke_all(tx, person)?;
    tx.emit(Event::StaffDisabled { staff: person });
    tx.record("staff.disable", Subject::new(STAFF, person), &["disabled_at"])
}

/// Lets a person in again, with the password they had.
pub fn enable(tx: &mut Tx<'_>, person: StaffId) -> Result<(), Error> {
    if manageable(tx, person)?.disabled_at.is_none() {
        return Err(Error::WrongState);
    }
    diesel::update(staff::table.find(person))
        .set((
            staff::disabled_at.eq(None::<chrono::DateTime<chrono::Utc>>),
            staff::lock_version.eq(staff::lock_version + 1),
        ))
        .execute(tx.conn)?;
    tx.record("staff.enable", Subject::new(STAFF, person), &["disabled_at"])
}

/// Ends one session of a person.
pub fn end_session_of(tx: &mut Tx<'_>, person: StaffId, session: SessionId) -> Result<(), Error> {
    let person = manageable(tx, person)?;
    end_one(tx, person.id, session)
}

/// Ends every session of a person.
pub fn end_sessions_of(tx: &mut Tx<'_>, person: StaffId) -> Result<(), Error> {
    let person = manageable(tx, person)?;
    end_all(tx, person.id, None, "ended")?;
    tx.record("staff.end_sessions", Subject::new(STAFF, person.id), &[])
}

/// Only an administrator (or the command line) makes somebody an administrator, or takes it back.
fn grants_admin(tx: &Tx<'_>, before: &[Role], after: &[Role]) -> Result<(), Error> {
    let by_admin = tx.actor().map_or(true, |actor| actor.is(Role::Admin));
    if !by_admin && before.contains(&Role::Admin) != after.contains(&Role::Admin) {
        return Err(Error::field("roles", Fault::AdminOnly));
    }
    Ok(())
}

fn team_of_store(tx: &mut Tx<'_>, store: StoreId, team: Option<TeamId>) -> Result<(), Error> {
    let Some(team) = team else { return Ok(()) };
    let known = teams::table.find(team).filter(teams::store_id.eq(store));
    if diesel::select(diesel::dsl::exists(known)).get_result(tx.conn)? {
        Ok(())
    } else {
        Err(Error::field("team", Fault::Choice))
    }
}

fn codes(roles: &[Role]) -> Vec<&'static str> {
    roles.iter().map(|role| role.code()).collect()
}

fn joined(roles: &[Role]) -> String {
    let mut codes = codes(roles);
    codes.sort_unstable();
    codes.join(" ")
}
