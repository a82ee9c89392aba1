//! Reads of staff. Everything about people is asked for within one store.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use uuid::Uuid;

use super::model::{
    Account, AttemptLine, Awaits, Colleague, Credentials, EndedSession, Entry, LinkLine, OpenedLink, PeopleFilter,
    PeopleState, SessionLine, SessionRow, StaffRow, StepRow, StoreRow, TeamRow,
};
use super::rules;
use super::signing_in::SigningIn;
use crate::access::{Actor, Permission, Role};
use crate::platform::db::Subject;
use crate::platform::db::history::{self, Past};
use crate::platform::db::page::{After, PAGE, Slice};
use crate::platform::error::Error;
use crate::platform::settings;
use crate::platform::vault::Vault;
use crate::schema::{
    field_changes, sign_in_attempts, staff, staff_links, staff_recovery_codes, staff_sessions, stores, teams,
};
use crate::values::ids::{SessionId, StaffId, StoreId, TeamId};

/// The live session with this token's hash. One that waits for its second step is none.
pub fn session(conn: &mut PgConnection, token_hash: &[u8]) -> Result<Option<SessionRow>, Error> {
    Ok(SessionRow::query()
        .filter(staff_sessions::token_hash.eq(token_hash))
        .filter(staff_sessions::ended_at.is_null())
        .filter(staff_sessions::awaits.is_null())
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
    Ok(found.is_some_and(|found| found.holds(now) && found.staff.roles() == actor.roles))
}

/// The session with this token's hash, with why it ended if it did.
pub fn ended(conn: &mut PgConnection, token_hash: &[u8]) -> Result<Option<EndedSession>, Error> {
    Ok(staff_sessions::table
        .filter(staff_sessions::token_hash.eq(token_hash))
        .select(EndedSession::as_select())
        .first(conn)
        .optional()?)
}

/// The sign-in with this token's hash that waits for its second step.
pub fn awaiting(conn: &mut PgConnection, token_hash: &[u8]) -> Result<Option<StepRow>, Error> {
    Ok(StepRow::query()
        .filter(staff_sessions::token_hash.eq(token_hash))
        .filter(staff_sessions::awaits.is_not_null())
        .filter(staff_sessions::ended_at.is_null())
        .filter(staff::disabled_at.is_null())
        .first(conn)
        .optional()?)
}

/// A session with what a second step needs that is switched on in it.
pub fn second_step(conn: &mut PgConnection, session: SessionId) -> Result<StepRow, Error> {
    Ok(StepRow::query().filter(staff_sessions::id.eq(session)).first(conn)?)
}

/// Whether a person's roles leave them no choice about a second step.
pub fn requires_second_step(conn: &mut PgConnection, person: &StaffRow, is_demo: bool) -> Result<bool, Error> {
    let limits = settings::load::<SigningIn>(conn, person.store_id)?.value;
    Ok(limits.requires_second_step(&person.roles(), is_demo))
}

/// How many recovery codes a person has not used yet.
pub fn recovery_codes_left(conn: &mut PgConnection, person: StaffId) -> Result<i64, Error> {
    Ok(staff_recovery_codes::table
        .filter(staff_recovery_codes::staff_id.eq(person))
        .filter(staff_recovery_codes::used_at.is_null())
        .count()
        .get_result(conn)?)
}

/// Whether a recovery code with this hash was kept.
pub fn knows_recovery_code(conn: &mut PgConnection, code_hash: &[u8]) -> Result<bool, Error> {
    let known = staff_recovery_codes::table.filter(staff_recovery_codes::code_hash.eq(code_hash));
    Ok(diesel::select(diesel::dsl::exists(known)).get_result(conn)?)
}

/// What to check a password of this account against.
pub fn credentials(conn: &mut PgConnection, username: &str) -> Result<Option<Credentials>, Error> {
    Ok(staff::table
        .filter(staff::username.eq(username))
        .select(Credentials::as_select())
        .first(conn)
        .optional()?)
}

/// As [`credentials`], of a person who is known already.
pub fn credentials_of(conn: &mut PgConnection, person: StaffId) -> Result<Credentials, Error> {
    Ok(staff::table.find(person).select(Credentials::as_select()).first(conn)?)
}

/// A person as the author of what a session that is about to begin does, and what their store asks of it.
pub fn entry(conn: &mut PgConnection, person: StaffId, session: SessionId) -> Result<Entry, Error> {
    let (person, name, name_en, is_demo): (StaffRow, String, String, bool) = staff::table
        .inner_join(stores::table)
        .filter(staff::id.eq(person))
        .select((StaffRow::as_select(), stores::name, stores::name_en, stores::is_demo))
        .first(conn)?;
    let limits = settings::load::<SigningIn>(conn, person.store_id)?.value;
    let awaits = match person.second_step_at {
        Some(_) => Some(Awaits::Code),
        None if limits.requires_second_step(&person.roles(), is_demo) => Some(Awaits::Enrolment),
        None => None,
    };
    Ok(Entry {
        actor: person.actor(session, name, name_en),
        limits,
        awaits,
    })
}

/// The demo accounts, shown on the sign-in page of a demo store: those that still have the password they were made
/// with. Whoever was invited into the store chose their own by a link.
pub fn demo_accounts(conn: &mut PgConnection) -> Result<Vec<Account>, Error> {
    let linked = staff_links::table.filter(staff_links::staff_id.eq(staff::id));
    Ok(staff::table
        .inner_join(stores::table)
        .filter(stores::is_demo)
        .filter(staff::disabled_at.is_null())
        .filter(staff::password_changed_at.eq(staff::created_at.nullable()))
        .filter(diesel::dsl::not(diesel::dsl::exists(linked)))
        .order(staff::id)
        .limit(20)
        .select(Account::as_select())
        .load(conn)?)
}

/// The people of a store, by username.
pub fn people(conn: &mut PgConnection, store: StoreId, wanted: &PeopleFilter) -> Result<Slice<StaffRow>, Error> {
    let mut query = staff::table
        .filter(staff::store_id.eq(store))
        .filter(staff::username.gt(&wanted.after))
        .order(staff::username)
        .limit(PAGE as i64 + 1)
        .select(StaffRow::as_select())
        .into_boxed();
    query = match wanted.state {
        PeopleState::Active => query.filter(staff::disabled_at.is_null()),
        PeopleState::Disabled => query.filter(staff::disabled_at.is_not_null()),
        PeopleState::All => query,
    };
    if let Some(role) = wanted.role {
        query = query.filter(staff::roles.contains(vec![Some(role.code())]));
    }
    if let Some(team) = wanted.team {
        query = query.filter(staff::team_id.eq(team));
    }
    if !wanted.name.is_empty() {
        let part = format!("%{}%", wanted.name.replace(['\\', '%', '_'], ""));
        query = query.filter(staff::name.ilike(part.clone()).or(staff::username.ilike(part)));
    }
    let rows = query.load(conn)?;
    Ok(Slice::cut(rows, PAGE, |last| last.username.clone()))
}

/// A person of the store.
pub fn person(conn: &mut PgConnection, store: StoreId, person: StaffId) -> Result<StaffRow, Error> {
    Ok(staff::table
        .find(person)
        .filter(staff::store_id.eq(store))
        .select(StaffRow::as_select())
        .first(conn)?)
}

diesel::alias!(staff as managers: Managers);

/// A person of the store, their team and the name of its manager.
pub fn person_in_team(
    conn: &mut PgConnection,
    store: StoreId,
    person: StaffId,
) -> Result<(StaffRow, Option<TeamRow>, Option<String>), Error> {
    Ok(staff::table
        .left_join(teams::table.on(staff::team_id.eq(teams::id.nullable())))
        .left_join(managers.on(teams::manager_id.eq(managers.field(staff::id).nullable())))
        .filter(staff::id.eq(person))
        .filter(staff::store_id.eq(store))
        .select((
            StaffRow::as_select(),
            Option::<TeamRow>::as_select(),
            managers.field(staff::name).nullable(),
        ))
        .first(conn)?)
}

/// The people of a store who can sign in, by name: for lists to choose from.
pub fn colleagues(conn: &mut PgConnection, store: StoreId) -> Result<Vec<Colleague>, Error> {
    Ok(staff::table
        .filter(staff::store_id.eq(store))
        .filter(staff::disabled_at.is_null())
        .order((staff::name, staff::username))
        .select(Colleague::as_select())
        .load(conn)?)
}

/// Those of [`colleagues`] with a role that may.
pub fn colleagues_who_may(
    conn: &mut PgConnection,
    store: StoreId,
    permission: Permission,
) -> Result<Vec<Colleague>, Error> {
    let may = |colleague: &Colleague| colleague.roles().iter().any(|role| permission.roles().contains(role));
    Ok(colleagues(conn, store)?.into_iter().filter(may).collect())
}

/// The names behind ids, disabled people included.
pub fn names(
    conn: &mut PgConnection,
    people: impl IntoIterator<Item = StaffId>,
) -> Result<HashMap<StaffId, String>, Error> {
    let mut people: Vec<StaffId> = people.into_iter().collect();
    people.sort_unstable();
    people.dedup();
    if people.is_empty() {
        return Ok(HashMap::new());
    }
    let found: Vec<(StaffId, String)> = staff::table
        .filter(staff::id.eq_any(people))
        .select((staff::id, staff::name))
        .load(conn)?;
    Ok(found.into_iter().collect())
}

/// The name and roles of everybody who ever worked in the store, by name.
pub fn everybody(conn: &mut PgConnection, store: StoreId) -> Result<Vec<(StaffId, String)>, Error> {
    Ok(staff::table
        .filter(staff::store_id.eq(store))
        .order((staff::name, staff::username))
        .select((staff::id, staff::name))
        .load(conn)?)
}

/// Whether somebody besides `person` is an administrator of the store who can sign in. Locks them until the
/// transaction ends, so that two administrators can't remove each other at once.
pub fn has_another_admin(conn: &mut PgConnection, store: StoreId, person: StaffId) -> Result<bool, Error> {
    let admins: Vec<StaffId> = staff::table
        .filter(staff::store_id.eq(store))
        .filter(staff::roles.contains(vec![Some(Role::Admin.code())]))
        .filter(staff::disabled_at.is_null())
        .filter(staff::password_hash.is_not_null())
        .order(staff::id)
        .select(staff::id)
        .for_update()
        .load(conn)?;
    Ok(admins.iter().any(|admin| *admin != person))
}

/// The sessions of a person that still hold.
pub fn sessions_of(conn: &mut PgConnection, person: StaffId, now: DateTime<Utc>) -> Result<Vec<SessionLine>, Error> {
    let mut lines: Vec<SessionLine> = staff_sessions::table
        .filter(staff_sessions::staff_id.eq(person))
        .filter(staff_sessions::ended_at.is_null())
        .filter(staff_sessions::awaits.is_null())
        .filter(staff_sessions::expires_at.gt(now))
        .order((staff_sessions::last_seen_at.desc(), staff_sessions::id.desc()))
        .limit(50)
        .select(SessionLine::as_select())
        .load(conn)?;
    let idle = |line: &SessionLine| TimeDelta::minutes(line.idle_minutes.into());
    lines.retain(|line| rules::holds(line.last_seen_at, line.expires_at, idle(line), now));
    lines.sort_by_key(|line| std::cmp::Reverse((line.started_at, line.id.uuid())));
    Ok(lines)
}

/// The sign-ins of a person since a moment, newest first.
pub fn sign_ins_of(
    conn: &mut PgConnection,
    person: StaffId,
    since: DateTime<Utc>,
    after: Option<After>,
    limit: usize,
) -> Result<Slice<AttemptLine>, Error> {
    let mut query = sign_in_attempts::table
        .filter(sign_in_attempts::staff_id.eq(person))
        .filter(sign_in_attempts::at.gt(since))
        .order((sign_in_attempts::at.desc(), sign_in_attempts::id.desc()))
        .limit(limit as i64 + 1)
        .select(AttemptLine::as_select())
        .into_boxed();
    if let Some(After { at, id }) = after {
        query = query.filter(
            sign_in_attempts::at
                .lt(at)
                .or(sign_in_attempts::at.eq(at).and(sign_in_attempts::id.lt(id))),
        );
    }
    let rows = query.load(conn)?;
    Ok(Slice::cut(rows, limit, |last: &AttemptLine| {
        After {
            at: last.at,
            id: last.id,
        }
        .to_string()
    }))
}

/// The one-time links of a person, newest first.
pub fn links_of(conn: &mut PgConnection, person: StaffId) -> Result<Vec<LinkLine>, Error> {
    Ok(staff_links::table
        .filter(staff_links::staff_id.eq(person))
        .order((staff_links::created_at.desc(), staff_links::id.desc()))
        .limit(10)
        .select(LinkLine::as_select())
        .load(conn)?)
}

/// The link with this hash, and whose it is.
pub fn link(conn: &mut PgConnection, token_hash: &[u8]) -> Result<Option<OpenedLink>, Error> {
    let found: Option<LinkLine> = staff_links::table
        .filter(staff_links::token_hash.eq(token_hash))
        .select(LinkLine::as_select())
        .first(conn)
        .optional()?;
    let Some(link) = found else { return Ok(None) };
    let person = staff::table
        .find(link.staff_id)
        .select(StaffRow::as_select())
        .first(conn)?;
    Ok(Some(OpenedLink { link, person }))
}

/// A link of a person.
pub fn link_of(conn: &mut PgConnection, person: StaffId, link: Uuid) -> Result<LinkLine, Error> {
    Ok(staff_links::table
        .find(link)
        .filter(staff_links::staff_id.eq(person))
        .select(LinkLine::as_select())
        .first(conn)?)
}

/// The teams of a store, by name.
pub fn teams(conn: &mut PgConnection, store: StoreId) -> Result<Vec<TeamRow>, Error> {
    Ok(teams::table
        .filter(teams::store_id.eq(store))
        .order(teams::id)
        .select(TeamRow::as_select())
        .load(conn)?)
}

/// A team of the store.
pub fn team(conn: &mut PgConnection, store: StoreId, team: TeamId) -> Result<TeamRow, Error> {
    Ok(teams::table
        .find(team)
        .filter(teams::store_id.eq(store))
        .select(TeamRow::as_select())
        .first(conn)?)
}

/// How many people who can sign in each team has.
pub fn team_sizes(conn: &mut PgConnection, store: StoreId) -> Result<HashMap<TeamId, i64>, Error> {
    let sizes: Vec<(Option<TeamId>, i64)> = staff::table
        .filter(staff::store_id.eq(store))
        .filter(staff::team_id.is_not_null())
        .filter(staff::disabled_at.is_null())
        .group_by(staff::team_id)
        .select((staff::team_id, diesel::dsl::count_star()))
        .load(conn)?;
    Ok(sizes
        .into_iter()
        .filter_map(|(team, size)| Some((team?, size)))
        .collect())
}

/// How many teams a person leads.
pub fn teams_led(conn: &mut PgConnection, person: StaffId) -> Result<i64, Error> {
    Ok(teams::table
        .filter(teams::manager_id.eq(person))
        .count()
        .get_result(conn)?)
}

/// A store.
pub fn store(conn: &mut PgConnection, store: StoreId) -> Result<StoreRow, Error> {
    Ok(stores::table.find(store).select(StoreRow::as_select()).first(conn)?)
}

/// Every store, by code.
pub fn stores(conn: &mut PgConnection) -> Result<Vec<StoreRow>, Error> {
    Ok(stores::table
        .order(stores::code)
        .select(StoreRow::as_select())
        .load(conn)?)
}

/// The last changes of a record, newest first, with who made them.
pub fn changes(conn: &mut PgConnection, vault: &Vault, subject: Subject, limit: i64) -> Result<Vec<Past>, Error> {
    let rows: Vec<(history::Row, Option<String>)> = field_changes::table
        .left_join(staff::table.on(staff::id.nullable().eq(field_changes::staff_id)))
        .filter(field_changes::subject_kind.eq(subject.kind))
        .filter(field_changes::subject_id.eq(subject.id))
        .order(field_changes::id.desc())
        .limit(limit)
        .select((history::COLUMNS, staff::name.nullable()))
        .load(conn)?;
    rows.into_iter()
        .map(|(row, by)| history::opened(vault, row, by))
        .collect()
}
