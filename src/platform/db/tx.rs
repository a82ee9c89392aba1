use std::collections::VecDeque;

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use uuid::Uuid;

use super::Reactions;
use crate::access::Actor;
use crate::events::Event;
use crate::platform::error::Error;
use crate::platform::vault::{Label, Vault};
use crate::schema::{audit_entries, field_changes};
use crate::values::ids::{StaffId, StoreId};

/// How far a fact may lead to further facts before it must be a loop.
const DEPTH: usize = 8;

pub(super) const REASON: Label = Label("audit_entries.reason");
pub(super) const OLD: Label = Label("field_changes.old");
pub(super) const NEW: Label = Label("field_changes.new");

/// Who writes.
#[derive(Clone, Debug)]
pub enum Author {
    /// A signed-in person, from a request.
    Person {
        actor: Box<Actor>,
        address: String,
        request: Uuid,
    },
    /// Somebody without an account, through a public form or a machine route.
    Visitor { address: String, request: Uuid },
    /// The program itself: jobs, commands, seeds.
    System,
}

/// The record that something was done to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject {
    pub kind: &'static str,
    pub id: Uuid,
}

impl Subject {
    pub fn new(kind: &'static str, id: impl Into<Uuid>) -> Self {
        Self { kind, id: id.into() }
    }
}

/// One field before and after, kept sealed in the field history.
#[derive(Clone)]
pub struct Change {
    pub field: &'static str,
    pub old: Option<String>,
    pub new: Option<String>,
}

/// An open transaction: the connection, who writes, and when.
pub struct Tx<'c> {
    pub conn: &'c mut PgConnection,
    pub now: DateTime<Utc>,
    author: Author,
    vault: Vault,
    reactions: Reactions,
    base: String,
    recorded: u32,
    facts: VecDeque<(usize, Event)>,
    depth: usize,
}

impl<'c> Tx<'c> {
    pub(super) fn new(
        conn: &'c mut PgConnection,
        author: Author,
        now: DateTime<Utc>,
        vault: Vault,
        reactions: Reactions,
        base: String,
    ) -> Self {
        Self {
            conn,
            now,
            author,
            vault,
            reactions,
            base,
            recorded: 0,
            facts: VecDeque::new(),
            depth: 0,
        }
    }

    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// A path as it leaves the portal: in a mail.
    pub fn whole(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    pub fn author(&self) -> &Author {
        &self.author
    }

    /// The signed-in person; commands that need one are never run by anybody else.
    pub fn actor(&self) -> Result<&Actor, Error> {
        match &self.author {
            Author::Person { actor, .. } => Ok(actor),
            Author::Visitor { .. } | Author::System => Err(Error::SignInRequired),
        }
    }

    pub(super) fn recorded(&self) -> u32 {
        self.recorded
    }

    /// Adds an audit entry: what was done to which record, and which fields it changed.
    pub fn record(&mut self, action: &str, subject: Subject, fields: &[&str]) -> Result<(), Error> {
        self.entry(action, Some(subject), fields, None).map(drop)
    }

    /// As [`Self::record`], with the reason the person gave.
    pub fn record_because(&mut self, action: &str, subject: Subject, reason: &str) -> Result<(), Error> {
        self.entry(action, Some(subject), &[], Some(reason)).map(drop)
    }

    /// As [`Self::record`], with the fields it was about and the reason the person gave.
    pub fn record_fields_because(
        &mut self,
        action: &str,
        subject: Subject,
        fields: &[&str],
        reason: &str,
    ) -> Result<(), Error> {
        self.entry(action, Some(subject), fields, Some(reason)).map(drop)
    }

    /// An audit entry about no single record (a search, an export).
    pub fn record_general(&mut self, action: &str, fields: &[&str]) -> Result<(), Error> {
        self.entry(action, None, fields, None).map(drop)
    }

    /// An audit entry and, sealed, each field before and after. Unchanged fields are left out.
    pub fn record_changes(&mut self, action: &str, subject: Subject, changes: &[Change]) -> Result<(), Error> {
        self.changed(action, subject, changes, None)
    }

    /// As [`Self::record_changes`], with the reason the person gave.
    pub fn record_changes_because(
        &mut self,
        action: &str,
        subject: Subject,
        changes: &[Change],
        reason: &str,
    ) -> Result<(), Error> {
        self.changed(action, subject, changes, Some(reason))
    }

    fn changed(
        &mut self,
        action: &str,
        subject: Subject,
        changes: &[Change],
        reason: Option<&str>,
    ) -> Result<(), Error> {
        let changed: Vec<&Change> = changes.iter().filter(|change| change.old != change.new).collect();
        let names: Vec<&str> = changed.iter().map(|change| change.field).collect();
        let entry = self.entry(action, Some(subject), &names, reason)?;
        let staff = self.actor().ok().map(|actor| actor.id);
        let rows = changed
            .into_iter()
            .map(|change| {
                let id = Uuid::now_v7();
                Ok((
                    field_changes::id.eq(id),
                    field_changes::audit_id.eq(entry),
                    field_changes::subject_kind.eq(subject.kind),
                    field_changes::subject_id.eq(subject.id),
                    field_changes::field.eq(change.field),
                    field_changes::old_sealed.eq(self.vault.seal_opt(OLD, id, change.old.as_deref())?),
                    field_changes::new_sealed.eq(self.vault.seal_opt(NEW, id, change.new.as_deref())?),
                    field_changes::at.eq(self.now),
                    field_changes::staff_id.eq(staff),
                ))
            })
            .collect::<Result<Vec<_>, Error>>()?;
        diesel::insert_into(field_changes::table)
            .values(rows)
            .execute(self.conn)?;
        Ok(())
    }

    /// As [`Self::record`], for many records in a few statements.
    pub fn record_many(&mut self, action: &str, entries: &[(Subject, Vec<&str>)]) -> Result<(), Error> {
        /// Rows of one statement.
        const CHUNK: usize = 1_000;
        let origin = Origin::of(&self.author);
        for chunk in entries.chunks(CHUNK) {
            let rows: Vec<_> = chunk
                .iter()
                .map(|(subject, fields)| {
                    (
                        audit_entries::id.eq(Uuid::now_v7()),
                        audit_entries::at.eq(self.now),
                        audit_entries::store_id.eq(origin.store),
                        audit_entries::staff_id.eq(origin.staff),
                        audit_entries::roles.eq(&origin.roles),
                        audit_entries::action.eq(action),
                        audit_entries::subject_kind.eq(subject.kind),
                        audit_entries::subject_id.eq(subject.id),
                        audit_entries::fields.eq(fields),
                        audit_entries::address.eq(origin.address),
                        audit_entries::request_id.eq(origin.request),
                    )
                })
                .collect();
            diesel::insert_into(audit_entries::table)
                .values(rows)
                .execute(self.conn)?;
        }
        self.recorded += u32::try_from(entries.len()).unwrap_or(u32::MAX);
        Ok(())
    }

    fn entry(
        &mut self,
        action: &str,
        subject: Option<Subject>,
        fields: &[&str],
        reason: Option<&str>,
    ) -> Result<Uuid, Error> {
        let id = Uuid::now_v7();
        let origin = Origin::of(&self.author);
        diesel::insert_into(audit_entries::table)
            .values((
                audit_entries::id.eq(id),
                audit_entries::at.eq(self.now),
                audit_entries::store_id.eq(origin.store),
                audit_entries::staff_id.eq(origin.staff),
                audit_entries::roles.eq(&origin.roles),
                audit_entries::action.eq(action),
                audit_entries::subject_kind.eq(subject.map(|subject| subject.kind)),
                audit_entries::subject_id.eq(subject.map(|subject| subject.id)),
                audit_entries::fields.eq(fields),
                audit_entries::reason_sealed.eq(self.vault.seal_opt(REASON, id, reason)?),
                audit_entries::address.eq(origin.address),
                audit_entries::request_id.eq(origin.request),
            ))
            .execute(self.conn)?;
        self.recorded += 1;
        Ok(id)
    }

    /// States a fact; what follows from it happens in this transaction.
    pub fn emit(&mut self, fact: Event) {
        self.facts.push_back((self.depth + 1, fact));
    }

    /// Tells open pages of a store, once this commits, that a topic changed.
    pub fn notify(&mut self, topic: &str, store: impl Into<Uuid>) -> Result<(), Error> {
        let message = format!("{topic} {}", store.into());
        diesel::sql_query("SELECT pg_notify('yingke', $1)")
            .bind::<diesel::sql_types::Text, _>(message)
            .execute(self.conn)?;
        Ok(())
    }

    /// Does something as somebody did it at another time, with what followed from it: for seeds.
    pub fn acting_as<T>(
        &mut self,
        author: Author,
        at: DateTime<Utc>,
        act: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let author = std::mem::replace(&mut self.author, author);
        let now = std::mem::replace(&mut self.now, at);
        let done = act(self).and_then(|done| self.react().map(|()| done));
        (self.author, self.now) = (author, now);
        done
    }

    pub(super) fn react(&mut self) -> Result<(), Error> {
        let reactions = self.reactions;
        while let Some((depth, fact)) = self.facts.pop_front() {
            if depth > DEPTH {
                return Err(Error::internal("reactions run in a circle"));
            }
            self.depth = depth;
            reactions(self, &fact)?;
        }
        self.depth = 0;
        Ok(())
    }
}

/// Who and where from, as an audit entry keeps it.
struct Origin<'a> {
    staff: Option<StaffId>,
    store: Option<StoreId>,
    roles: Vec<&'static str>,
    address: Option<&'a str>,
    request: Option<Uuid>,
}

impl<'a> Origin<'a> {
    fn of(author: &'a Author) -> Self {
        let (actor, address, request) = match author {
            Author::Person {
                actor,
                address,
                request,
            } => (Some(actor), Some(address.as_str()), Some(*request)),
            Author::Visitor { address, request } => (None, Some(address.as_str()), Some(*request)),
            Author::System => (None, None, None),
        };
        Self {
            staff: actor.map(|actor| actor.id),
            store: actor.map(|actor| actor.store),
            roles: actor.map(|actor| actor.role_codes()).unwrap_or_default(),
            address,
            request,
        }
    }
}
