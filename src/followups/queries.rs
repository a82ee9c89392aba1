//! Reads of tasks and contact notes.

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::pg::Pg;
use diesel::prelude::*;
use uuid::Uuid;

use super::model::{BODY, Note, TITLE, Task};
use super::rules::{NoteChannel, NoteOutcome, View};
use crate::access::{Actor, Role, Scope};
use crate::platform::db::Subject;
use crate::platform::db::page::{After, Slice};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::vault::{Pii, Sealed, Vault};
use crate::schema::{contact_notes, staff, tasks};
use crate::values::ids::{ContactNoteId, CustomerId, StaffId, StoreId, TaskId};

#[derive(Queryable, Selectable)]
#[diesel(table_name = tasks)]
struct Row {
    id: TaskId,
    kind: String,
    subject_kind: String,
    subject_id: Uuid,
    customer_id: Option<CustomerId>,
    owner_id: Option<StaffId>,
    #[diesel(select_expression = staff::table.filter(staff::id.nullable().eq(tasks::owner_id)).select(staff::name).single_value())]
    owner_name: Option<String>,
    role: Option<String>,
    title_sealed: Option<Sealed>,
    started_at: DateTime<Utc>,
    due_at: DateTime<Utc>,
    snoozed_until: Option<DateTime<Utc>>,
    done_at: Option<DateTime<Utc>>,
    outcome: Option<String>,
    cancelled_at: Option<DateTime<Utc>>,
    lock_version: i32,
}

impl Row {
    fn open(self, vault: &Vault) -> Result<Task, Error> {
        let title = vault.open_opt(TITLE, self.id.uuid(), self.title_sealed.as_ref())?;
        Ok(Task {
            id: self.id,
            kind: self.kind,
            subject_kind: self.subject_kind,
            subject_id: self.subject_id,
            customer: self.customer_id,
            owner: self.owner_id,
            owner_name: self.owner_name,
            role: self.role.as_deref().and_then(Role::parse),
            title: title.unwrap_or_else(|| Pii::new(String::new())),
            started_at: self.started_at,
            due_at: self.due_at,
            snoozed_until: self.snoozed_until,
            done_at: self.done_at,
            outcome: self.outcome,
            cancelled_at: self.cancelled_at,
            lock_version: self.lock_version,
        })
    }
}

/// The tasks a person sees: all of the store for who sees all its customers; else their own and those that nobody of
/// their role has taken yet.
fn visible<'a>(actor: &Actor) -> tasks::BoxedQuery<'a, Pg> {
    let store = tasks::table
        .filter(tasks::store_id.eq(actor.store))
        .filter(tasks::cancelled_at.is_null())
        .into_boxed();
    if matches!(actor.customers(), Scope::Store { .. }) {
        return store;
    }
    let roles: Vec<String> = actor.role_codes().into_iter().map(str::to_owned).collect();
    let free = tasks::owner_id.is_null().and(tasks::role.eq_any(roles));
    store.filter(
        tasks::owner_id
            .assume_not_null()
            .eq(actor.id)
            .or(free.assume_not_null()),
    )
}

/// A page of the call-back list: what is due first stands first; what was done last stands first.
pub fn list(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    now: DateTime<Utc>,
    view: View,
    after: Option<After>,
    limit: usize,
) -> Result<Slice<Task>, Error> {
    let take = i64::try_from(limit).unwrap_or(50) + 1;
    let mut found = visible(actor).limit(take);
    let awake = tasks::snoozed_until
        .is_null()
        .or(tasks::snoozed_until.assume_not_null().le(now));
    found = match view {
        View::Done => found.filter(tasks::done_at.is_not_null()),
        View::Later => found
            .filter(tasks::done_at.is_null())
            .filter(tasks::snoozed_until.assume_not_null().gt(now)),
        View::Mine => found
            .filter(tasks::done_at.is_null())
            .filter(awake)
            .filter(tasks::owner_id.eq(actor.id)),
        View::All => found.filter(tasks::done_at.is_null()).filter(awake),
        View::Overdue => found.filter(tasks::done_at.is_null()).filter(tasks::due_at.lt(now)),
    };
    let done = view == View::Done;
    if let Some(After { at, id }) = after {
        let id = TaskId::from(id);
        found = if done {
            let at_done = tasks::done_at.assume_not_null();
            found.filter(at_done.lt(at).or(at_done.eq(at).and(tasks::id.lt(id))))
        } else {
            found.filter(tasks::due_at.gt(at).or(tasks::due_at.eq(at).and(tasks::id.gt(id))))
        };
    }
    found = if done {
        found.order((tasks::done_at.desc(), tasks::id.desc()))
    } else {
        found.order((tasks::due_at.asc(), tasks::id.asc()))
    };
    let rows: Vec<Row> = found.select(Row::as_select()).load(conn)?;
    let rows = rows
        .into_iter()
        .map(|row| row.open(vault))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Slice::cut(rows, limit, |task| {
        let at = if done {
            task.done_at.unwrap_or(task.due_at)
        } else {
            task.due_at
        };
        After { at, id: task.id.uuid() }.to_string()
    }))
}

/// One task that this person sees.
pub fn task(conn: &mut PgConnection, vault: &Vault, actor: &Actor, id: TaskId) -> Result<Task, Error> {
    let row: Row = visible(actor)
        .filter(tasks::id.eq(id))
        .select(Row::as_select())
        .first(conn)?;
    row.open(vault)
}

/// What a command needs to know of an open task; [`Error::WrongState`] if it is done.
pub(super) struct Open {
    pub store: StoreId,
    pub subject_kind: String,
    pub subject_id: Uuid,
    pub customer: Option<CustomerId>,
    pub owner: Option<StaffId>,
}

pub(super) fn open_task(conn: &mut PgConnection, id: TaskId) -> Result<Open, Error> {
    type Found = (StoreId, String, Uuid, Option<CustomerId>, Option<StaffId>, bool);
    let (store, subject_kind, subject_id, customer, owner, open): Found = tasks::table
        .find(id)
        .select((
            tasks::store_id,
            tasks::subject_kind,
            tasks::subject_id,
            tasks::customer_id,
            tasks::owner_id,
            tasks::done_at.is_null().and(tasks::cancelled_at.is_null()),
        ))
        .for_update()
        .first(conn)?;
    if !open {
        return Err(Error::WrongState);
    }
    Ok(Open {
        store,
        subject_kind,
        subject_id,
        customer,
        owner,
    })
}

/// (due by the end of today, overdue) of a person's own open tasks.
pub fn counts(conn: &mut PgConnection, actor: &Actor, now: DateTime<Utc>) -> Result<(i64, i64), Error> {
    let open = || {
        visible(actor)
            .filter(tasks::done_at.is_null())
            .filter(tasks::owner_id.eq(actor.id))
            .filter(
                tasks::snoozed_until
                    .is_null()
                    .or(tasks::snoozed_until.assume_not_null().le(now)),
            )
    };
    let today = open()
        .filter(tasks::due_at.lt(times::end_of_day(now)))
        .count()
        .get_result(conn)?;
    let overdue = open().filter(tasks::due_at.lt(now)).count().get_result(conn)?;
    Ok((today, overdue))
}

/// Open tasks that are this person's: to be handed over before they leave.
pub fn open_of_staff(conn: &mut PgConnection, owner: StaffId) -> Result<i64, Error> {
    Ok(tasks::table
        .filter(tasks::owner_id.eq(owner))
        .filter(tasks::done_at.is_null())
        .filter(tasks::cancelled_at.is_null())
        .count()
        .get_result(conn)?)
}

/// The tasks of a record, open ones first. The caller has checked that the reader may see the record.
pub fn of_subject(conn: &mut PgConnection, vault: &Vault, subject: Subject) -> Result<Vec<Task>, Error> {
    let rows: Vec<Row> = tasks::table
        .filter(tasks::subject_kind.eq(subject.kind))
        .filter(tasks::subject_id.eq(subject.id))
        .filter(tasks::cancelled_at.is_null())
        .order((tasks::done_at.desc().nulls_first(), tasks::due_at))
        .select(Row::as_select())
        .load(conn)?;
    rows.into_iter().map(|row| row.open(vault)).collect()
}

/// The tasks about a customer, open ones first, at most `limit`.
pub fn of_customer(
    conn: &mut PgConnection,
    vault: &Vault,
    customer: CustomerId,
    limit: i64,
) -> Result<Vec<Task>, Error> {
    let rows: Vec<Row> = tasks::table
        .filter(tasks::customer_id.eq(customer))
        .filter(tasks::cancelled_at.is_null())
        .order((tasks::done_at.desc().nulls_first(), tasks::due_at.desc()))
        .limit(limit)
        .select(Row::as_select())
        .load(conn)?;
    rows.into_iter().map(|row| row.open(vault)).collect()
}

type NoteRow = (
    ContactNoteId,
    NoteChannel,
    NoteOutcome,
    Sealed,
    Option<StaffId>,
    Option<String>,
    DateTime<Utc>,
);

fn open_notes(rows: Vec<NoteRow>, vault: &Vault) -> Result<Vec<Note>, Error> {
    rows.into_iter()
        .map(|(id, channel, outcome, body, staff, staff_name, at)| {
            Ok(Note {
                id,
                channel,
                outcome,
                body: vault.open(BODY, id.uuid(), &body)?,
                staff,
                staff_name,
                at,
            })
        })
        .collect()
}

macro_rules! note_query {
    () => {
        contact_notes::table
            .left_join(staff::table.on(staff::id.nullable().eq(contact_notes::staff_id)))
            .order((contact_notes::at.desc(), contact_notes::id.desc()))
            .select((
                contact_notes::id,
                contact_notes::channel,
                contact_notes::outcome,
                contact_notes::body_sealed,
                contact_notes::staff_id,
                staff::name.nullable(),
                contact_notes::at,
            ))
    };
}

/// The contacts about a record, newest first.
pub fn notes_of_subject(conn: &mut PgConnection, vault: &Vault, subject: Subject) -> Result<Vec<Note>, Error> {
    let rows: Vec<NoteRow> = note_query!()
        .filter(contact_notes::subject_kind.eq(subject.kind))
        .filter(contact_notes::subject_id.eq(subject.id))
        .load(conn)?;
    open_notes(rows, vault)
}

/// The contacts with a customer, newest first, at most `limit`.
pub fn notes_of_customer(
    conn: &mut PgConnection,
    vault: &Vault,
    customer: CustomerId,
    limit: i64,
) -> Result<Vec<Note>, Error> {
    let rows: Vec<NoteRow> = note_query!()
        .filter(contact_notes::customer_id.eq(customer))
        .limit(limit)
        .load(conn)?;
    open_notes(rows, vault)
}
