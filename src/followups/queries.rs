//! Reads of tasks and contact notes.

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::dsl::sql;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types;
use uuid::Uuid;

use super::model::{BODY, Counts, Note, TITLE, Task, sees_all};
use super::rules::{IN_TURN, NoteChannel, NoteOutcome, View};
use crate::access::{Actor, Role};
use crate::platform::db::Subject;
use crate::platform::db::kept::kept;
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
    #[diesel(select_expression = staff::table.filter(staff::id.nullable().eq(tasks::done_by)).select(staff::name).single_value())]
    done_by_name: Option<String>,
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
            done_by_name: self.done_by_name,
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
    if sees_all(actor) {
        store
    } else {
        own_or_free(store, actor)
    }
}

fn roles(actor: &Actor) -> Vec<String> {
    actor.role_codes().into_iter().map(str::to_owned).collect()
}

fn own_or_free<'a>(tasks: tasks::BoxedQuery<'a, Pg>, actor: &Actor) -> tasks::BoxedQuery<'a, Pg> {
    let free = tasks::owner_id.is_null().and(tasks::role.eq_any(roles(actor)));
    tasks.filter(
        tasks::owner_id
            .assume_not_null()
            .eq(actor.id)
            .or(free.assume_not_null()),
    )
}

fn in_turn() -> Vec<String> {
    IN_TURN.iter().map(|kind| (*kind).to_owned()).collect()
}

/// Without what has to wait for its turn ([`IN_TURN`]); what is put off keeps nothing waiting.
fn whose_turn_it_is<'a>(found: tasks::BoxedQuery<'a, Pg>, now: DateTime<Utc>) -> tasks::BoxedQuery<'a, Pg> {
    let first = sql::<sql_types::Bool>("(NOT tasks.kind = ANY (")
        .bind::<sql_types::Array<sql_types::Text>, _>(in_turn())
        .sql(") OR tasks.snoozed_until > ")
        .bind::<sql_types::Timestamptz, _>(now)
        .sql(
            " OR NOT EXISTS (SELECT FROM tasks e \
             WHERE COALESCE(e.customer_id, e.subject_id) = COALESCE(tasks.customer_id, tasks.subject_id) \
             AND e.done_at IS NULL AND e.cancelled_at IS NULL AND e.store_id = tasks.store_id \
             AND e.owner_id IS NOT DISTINCT FROM tasks.owner_id AND (e.due_at, e.id) < (tasks.due_at, tasks.id) \
             AND e.kind = ANY (",
        )
        .bind::<sql_types::Array<sql_types::Text>, _>(in_turn())
        .sql(") AND COALESCE(e.snoozed_until <= ")
        .bind::<sql_types::Timestamptz, _>(now)
        .sql(", TRUE)))");
    found.filter(first)
}

/// What a page of the call-back list is made from.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub view: View,
    pub kind: Option<String>,
    pub after: Option<After>,
    pub limit: usize,
}

/// A page of the call-back list: what is due first stands first; what was done last stands first.
pub fn list(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    now: DateTime<Utc>,
    wanted: Wanted,
) -> Result<Slice<Task>, Error> {
    let Wanted {
        view,
        kind,
        after,
        limit,
    } = wanted;
    let mut found = visible(actor).limit(i64::try_from(limit).unwrap_or(50) + 1);
    match kind {
        Some(kind) => found = found.filter(tasks::kind.eq(kind)),
        None if !matches!(view, View::Done | View::Later) => found = whose_turn_it_is(found, now),
        None => {}
    }
    let done = view == View::Done;
    if !done {
        found = found.filter(tasks::done_at.is_null());
    }
    let awake = tasks::snoozed_until
        .is_null()
        .or(tasks::snoozed_until.assume_not_null().le(now));
    found = match view {
        View::Mine => own_or_free(found, actor).filter(awake),
        View::Free => found
            .filter(tasks::owner_id.is_null())
            .filter(tasks::role.eq_any(roles(actor)))
            .filter(awake),
        View::Overdue => own_or_free(found, actor).filter(tasks::due_at.lt(now)),
        View::Later => found
            .filter(tasks::owner_id.eq(actor.id))
            .filter(tasks::snoozed_until.assume_not_null().gt(now)),
        View::Done => found
            .filter(tasks::done_at.ge(times::start_of(times::day_of(now))))
            .filter(
                tasks::done_by
                    .assume_not_null()
                    .eq(actor.id)
                    .or(tasks::owner_id.assume_not_null().eq(actor.id)),
            ),
        View::All => found,
    };
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

/// The task of one's own list that comes first, beside one that is in hand.
pub fn next_of_mine(
    conn: &mut PgConnection,
    actor: &Actor,
    now: DateTime<Utc>,
    but: TaskId,
) -> Result<Option<TaskId>, Error> {
    let awake = tasks::snoozed_until
        .is_null()
        .or(tasks::snoozed_until.assume_not_null().le(now));
    Ok(own_or_free(whose_turn_it_is(visible(actor), now), actor)
        .filter(tasks::done_at.is_null())
        .filter(awake)
        .filter(tasks::id.ne(but))
        .order((tasks::due_at.asc(), tasks::id.asc()))
        .select(tasks::id)
        .first(conn)
        .optional()?)
}

/// What a command needs to know of an open task.
pub(super) struct Open {
    pub store: StoreId,
    pub kind: String,
    pub subject_kind: String,
    pub subject_id: Uuid,
    pub customer: Option<CustomerId>,
    pub owner: Option<StaffId>,
    pub role: Option<Role>,
}

/// An open task that this person sees, held; [`Error::WrongState`] if it is done or dropped.
pub(super) fn open_task(conn: &mut PgConnection, actor: &Actor, id: TaskId) -> Result<Open, Error> {
    type Found = (
        (StoreId, String, String, Uuid),
        (Option<CustomerId>, Option<StaffId>, Option<String>, bool),
    );
    let ((store, kind, subject_kind, subject_id), (customer, owner, role, open)): Found = tasks::table
        .find(id)
        .select((
            (tasks::store_id, tasks::kind, tasks::subject_kind, tasks::subject_id),
            (
                tasks::customer_id,
                tasks::owner_id,
                tasks::role,
                tasks::done_at.is_null().and(tasks::cancelled_at.is_null()),
            ),
        ))
        .for_update()
        .first(conn)?;
    let role = role.as_deref().and_then(Role::parse);
    let own = owner == Some(actor.id) || (owner.is_none() && role.is_some_and(|role| actor.is(role)));
    if store != actor.store || !(own || sees_all(actor)) {
        return Err(Error::NotFound);
    }
    if !open {
        return Err(Error::WrongState);
    }
    Ok(Open {
        store,
        kind,
        subject_kind,
        subject_id,
        customer,
        owner,
        role,
    })
}

#[derive(QueryableByName)]
struct CountRow {
    #[diesel(sql_type = sql_types::BigInt)]
    mine: i64,
    #[diesel(sql_type = sql_types::BigInt)]
    today: i64,
    #[diesel(sql_type = sql_types::BigInt)]
    overdue: i64,
    #[diesel(sql_type = sql_types::BigInt)]
    free: i64,
    #[diesel(sql_type = sql_types::BigInt)]
    later: i64,
    #[diesel(sql_type = sql_types::BigInt)]
    everything: i64,
}

/// How many open tasks there are for each view; those that nobody has taken yet count by themselves.
pub fn counts(conn: &mut PgConnection, actor: &Actor, now: DateTime<Utc>) -> Result<Counts, Error> {
    let question = diesel::sql_query(
        "SELECT count(*) FILTER (WHERE own AND awake AND turn) AS mine, \
         count(*) FILTER (WHERE (own OR free) AND awake AND turn AND due_at < $5) AS today, \
         count(*) FILTER (WHERE (own OR free) AND turn AND due_at < $4) AS overdue, \
         count(*) FILTER (WHERE free AND awake AND turn) AS free, \
         count(*) FILTER (WHERE own AND NOT awake) AS later, \
         count(*) FILTER (WHERE (own OR free OR $6) AND turn) AS everything \
         FROM (SELECT due_at, own, free, awake, NOT awake OR NOT in_turn OR row_number() OVER (\
         PARTITION BY in_turn, awake, owner_id, whom ORDER BY due_at, id) = 1 AS turn \
         FROM (SELECT id, due_at, owner_id, coalesce(customer_id, subject_id) AS whom, kind = ANY ($7) AS in_turn, \
         coalesce(owner_id = $2, false) AS own, \
         coalesce(owner_id IS NULL AND role = ANY ($3), false) AS free, \
         coalesce(snoozed_until <= $4, true) AS awake \
         FROM tasks WHERE store_id = $1 AND done_at IS NULL AND cancelled_at IS NULL) AS each) AS open",
    )
    .bind::<sql_types::Uuid, _>(actor.store)
    .bind::<sql_types::Uuid, _>(actor.id)
    .bind::<sql_types::Array<sql_types::Text>, _>(roles(actor))
    .bind::<sql_types::Timestamptz, _>(now)
    .bind::<sql_types::Timestamptz, _>(times::end_of_day(now))
    .bind::<sql_types::Bool, _>(sees_all(actor))
    .bind::<sql_types::Array<sql_types::Text>, _>(in_turn());
    let row: CountRow = kept(question).get_result(conn)?;
    Ok(Counts {
        mine: row.mine,
        today: row.today,
        overdue: row.overdue,
        free: row.free,
        later: row.later,
        all: row.everything,
    })
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

/// What a note says that was read along with something else.
pub fn body_of(vault: &Vault, id: ContactNoteId, sealed: &Sealed) -> Result<Pii<String>, Error> {
    vault.open(BODY, id.uuid(), sealed)
}

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

/// The last contacts about the record of a task that this person sees, newest first.
pub fn notes_of_task(conn: &mut PgConnection, vault: &Vault, task: &Task, limit: i64) -> Result<Vec<Note>, Error> {
    let rows: Vec<NoteRow> = note_query!()
        .filter(contact_notes::subject_kind.eq(&task.subject_kind))
        .filter(contact_notes::subject_id.eq(task.subject_id))
        .limit(limit)
        .load(conn)?;
    open_notes(rows, vault)
}
