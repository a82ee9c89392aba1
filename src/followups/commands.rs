//! Writes of tasks and contact notes. Those that other rooms' commands call leave the audit entry to them.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::upsert::excluded;
use uuid::Uuid;

use super::model::{
    BODY, CALL_BACK, CUSTOMER, Call, NOTE, NewNote, NewTask, Plan, SNOOZE_REASON, TASK, TITLE, TOPIC, UNHAPPY, may_do,
};
use super::queries;
use super::rules::{
    CallOutcome, Mood, NoteChannel, NoteOutcome, asks_mood, has_own_form, may_be_acknowledged, next_try,
};
use crate::access::{Permission, Role};
use crate::customers::queries as customers;
use crate::events::Event;
use crate::platform::db::{Subject, Tx, still_fresh};
use crate::platform::error::Error;
use crate::platform::vault::{Pii, Sealed};
use crate::schema::{contact_notes, tasks};
use crate::values::fault::Fault;
use crate::values::ids::{ContactNoteId, CustomerId, StaffId, StoreId, TaskId};

/// Opens a task. There is one open task per record and kind: opening it again moves its times and title, and its owner
/// if a new one is given.
pub fn open_task(tx: &mut Tx<'_>, new: NewTask) -> Result<TaskId, Error> {
    let id = TaskId::new();
    // The title is sealed for its row, so an open task keeps its row.
    let open: Option<TaskId> = tasks::table
        .filter(tasks::subject_kind.eq(new.subject.kind))
        .filter(tasks::subject_id.eq(new.subject.id))
        .filter(tasks::kind.eq(new.kind))
        .filter(tasks::done_at.is_null())
        .filter(tasks::cancelled_at.is_null())
        .select(tasks::id)
        .for_update()
        .first(tx.conn)
        .optional()?;
    tx.notify(TOPIC, new.store)?;
    if let Some(open) = open {
        diesel::update(tasks::table.find(open))
            .set((
                tasks::customer_id.eq(new.customer),
                tasks::role.eq(new.role.map(|role| role.code())),
                tasks::title_sealed.eq(tx.vault().seal(TITLE, open.uuid(), &new.title)?),
                tasks::started_at.eq(new.started_at),
                tasks::due_at.eq(new.due_at),
                new.owner.map(|owner| tasks::owner_id.eq(owner)),
                tasks::lock_version.eq(tasks::lock_version + 1),
            ))
            .execute(tx.conn)?;
        return Ok(open);
    }
    let creator = tx.actor().ok().map(|actor| actor.id);
    diesel::insert_into(tasks::table)
        .values((
            tasks::id.eq(id),
            tasks::store_id.eq(new.store),
            tasks::kind.eq(new.kind),
            tasks::subject_kind.eq(new.subject.kind),
            tasks::subject_id.eq(new.subject.id),
            tasks::customer_id.eq(new.customer),
            tasks::owner_id.eq(new.owner),
            tasks::role.eq(new.role.map(|role| role.code())),
            tasks::title_sealed.eq(tx.vault().seal(TITLE, id.uuid(), &new.title)?),
            tasks::started_at.eq(new.started_at),
            tasks::due_at.eq(new.due_at),
            tasks::created_by.eq(creator),
            tasks::created_at.eq(tx.now),
        ))
        .on_conflict((tasks::subject_kind, tasks::subject_id, tasks::kind))
        .filter_target(tasks::done_at.is_null().and(tasks::cancelled_at.is_null()))
        .do_update()
        .set(tasks::due_at.eq(excluded(tasks::due_at)))
        .returning(tasks::id)
        .get_result(tx.conn)
        .map_err(Error::from)
}

/// Gives every open task of a record, or of one kind, to somebody.
pub fn reassign_task(tx: &mut Tx<'_>, subject: Subject, kind: Option<&str>, owner: StaffId) -> Result<(), Error> {
    reassign_tasks(tx, subject, kind.as_slice(), Some(owner))
}

/// Gives the open tasks of these kinds, or of all, to somebody or back to nobody.
pub fn reassign_tasks(tx: &mut Tx<'_>, subject: Subject, kinds: &[&str], owner: Option<StaffId>) -> Result<(), Error> {
    let open = open_of(tx, subject, kinds)?;
    let store: Option<StoreId> = diesel::update(tasks::table.filter(tasks::id.eq_any(open)))
        .set((
            tasks::owner_id.eq(owner),
            tasks::lock_version.eq(tasks::lock_version + 1),
        ))
        .returning(tasks::store_id)
        .get_results(tx.conn)?
        .pop();
    changed(tx, store)
}

/// Gives every open task of one person to another; tells how many.
pub fn hand_over(tx: &mut Tx<'_>, from: StaffId, to: StaffId) -> Result<usize, Error> {
    let open = tasks::table
        .filter(tasks::owner_id.eq(from))
        .filter(tasks::done_at.is_null())
        .filter(tasks::cancelled_at.is_null());
    let stores: Vec<StoreId> = diesel::update(open)
        .set((tasks::owner_id.eq(to), tasks::lock_version.eq(tasks::lock_version + 1)))
        .returning(tasks::store_id)
        .get_results(tx.conn)?;
    tx.record_general("followups.hand_over", &["owner_id"])?;
    changed(tx, stores.first().copied())?;
    Ok(stores.len())
}

/// The task is done; nothing happens if it isn't open.
pub fn finish_task(tx: &mut Tx<'_>, subject: Subject, kind: &str, outcome: &str) -> Result<(), Error> {
    finish_tasks(tx, subject, &[kind], outcome)
}

/// As [`finish_task`], for several kinds at once.
pub fn finish_tasks(tx: &mut Tx<'_>, subject: Subject, kinds: &[&str], outcome: &str) -> Result<(), Error> {
    let who = tx.actor().ok().map(|actor| actor.id);
    let open = open_of(tx, subject, kinds)?;
    let store: Option<StoreId> = diesel::update(tasks::table.filter(tasks::id.eq_any(open)))
        .set((
            tasks::done_at.eq(tx.now),
            tasks::done_by.eq(who),
            tasks::outcome.eq(outcome),
            tasks::lock_version.eq(tasks::lock_version + 1),
        ))
        .returning(tasks::store_id)
        .get_results(tx.conn)?
        .pop();
    changed(tx, store)
}

/// Nothing is to be done about this record any more.
pub fn cancel_tasks(tx: &mut Tx<'_>, subject: Subject) -> Result<(), Error> {
    cancel(tx, subject, None)
}

/// One task about this record is not to be done any more.
pub fn cancel_task(tx: &mut Tx<'_>, subject: Subject, kind: &str) -> Result<(), Error> {
    cancel(tx, subject, Some(kind))
}

fn cancel(tx: &mut Tx<'_>, subject: Subject, kind: Option<&str>) -> Result<(), Error> {
    let open = open_of(tx, subject, kind.as_slice())?;
    let store: Option<StoreId> = diesel::update(tasks::table.filter(tasks::id.eq_any(open)))
        .set((
            tasks::cancelled_at.eq(tx.now),
            tasks::lock_version.eq(tasks::lock_version + 1),
        ))
        .returning(tasks::store_id)
        .get_results(tx.conn)?
        .pop();
    changed(tx, store)
}

/// The open tasks of a record, of these kinds or of all, held until this transaction ends.
fn open_of(tx: &mut Tx<'_>, subject: Subject, kinds: &[&str]) -> Result<Vec<TaskId>, Error> {
    let open: Vec<(TaskId, String)> = tasks::table
        .filter(tasks::subject_kind.eq(subject.kind))
        .filter(tasks::subject_id.eq(subject.id))
        .filter(tasks::done_at.is_null())
        .filter(tasks::cancelled_at.is_null())
        .select((tasks::id, tasks::kind))
        .for_update()
        .load(tx.conn)?;
    let wanted = |found: &String| kinds.is_empty() || kinds.contains(&found.as_str());
    Ok(open
        .into_iter()
        .filter(|(_, kind)| wanted(kind))
        .map(|(id, _)| id)
        .collect())
}

fn changed(tx: &mut Tx<'_>, store: Option<StoreId>) -> Result<(), Error> {
    store.map_or(Ok(()), |store| tx.notify(TOPIC, store))
}

/// A task is put off by so many days at most, …
const SNOOZED: u32 = 90;
/// … and a call planned so many ahead.
const PLANNED: u32 = 365;

/// Refuses a moment that has passed, or one too far ahead to be meant.
fn within(field: &str, at: DateTime<Utc>, now: DateTime<Utc>, days: u32) -> Result<(), Error> {
    if at <= now {
        Err(Error::field(field, Fault::DateInPast))
    } else if at > now + TimeDelta::days(days.into()) {
        Err(Error::field(field, Fault::DateTooLate { days }))
    } else {
        Ok(())
    }
}

/// Brings a task that was put off back at once.
pub fn wake(tx: &mut Tx<'_>, id: TaskId) -> Result<(), Error> {
    let task = at_work(tx, id)?;
    let woken = diesel::update(tasks::table.find(id).filter(tasks::snoozed_until.gt(tx.now)))
        .set((
            tasks::snoozed_until.eq(None::<DateTime<Utc>>),
            tasks::snooze_reason_sealed.eq(None::<Sealed>),
            tasks::lock_version.eq(tasks::lock_version + 1),
        ))
        .execute(tx.conn)?;
    if woken == 0 {
        return Err(Error::WrongState);
    }
    tx.notify(TOPIC, task.store)?;
    tx.record("followups.wake", Subject::new(TASK, id), &["snoozed_until"])
}

/// Hides a task until a moment; its deadline stays as it is.
pub fn snooze(
    tx: &mut Tx<'_>,
    id: TaskId,
    seen_version: i32,
    until: DateTime<Utc>,
    reason: Option<&str>,
) -> Result<(), Error> {
    let task = at_work(tx, id)?;
    within("until", until, tx.now, SNOOZED)?;
    // Only one's own can be put off: who does so takes it.
    let owner = task.owner.unwrap_or(tx.actor()?.id);
    let updated = diesel::update(tasks::table.find(id).filter(tasks::lock_version.eq(seen_version)))
        .set((
            tasks::owner_id.eq(owner),
            tasks::snoozed_until.eq(until),
            tasks::snooze_reason_sealed.eq(tx.vault().seal_opt(SNOOZE_REASON, id.uuid(), reason)?),
            tasks::lock_version.eq(seen_version + 1),
        ))
        .execute(tx.conn)?;
    still_fresh(updated)?;
    tx.notify(TOPIC, task.store)?;
    tx.record("followups.snooze", Subject::new(TASK, id), &["snoozed_until"])
}

/// Keeps a contact with a customer, or an internal note, and records so.
pub fn note_contact(tx: &mut Tx<'_>, new: NewNote) -> Result<ContactNoteId, Error> {
    let (kind, id) = (new.subject.kind, new.subject.id);
    keep(tx, new, kind, id)
}

/// The contacts about a record, and what is open there, are this customer's, who was not known then.
pub fn notes_belong_to(tx: &mut Tx<'_>, subject: Subject, customer: CustomerId) -> Result<(), Error> {
    let theirs = contact_notes::table
        .filter(contact_notes::subject_kind.eq(subject.kind))
        .filter(contact_notes::subject_id.eq(subject.id))
        .filter(contact_notes::customer_id.is_null());
    diesel::update(theirs)
        .set(contact_notes::customer_id.eq(customer))
        .execute(tx.conn)?;
    let open = tasks::table
        .filter(tasks::subject_kind.eq(subject.kind))
        .filter(tasks::subject_id.eq(subject.id))
        .filter(tasks::customer_id.is_null())
        .filter(tasks::done_at.is_null());
    diesel::update(open)
        .set(tasks::customer_id.eq(customer))
        .execute(tx.conn)?;
    Ok(())
}

/// As [`note_contact`], about a record whose kind was read from a row.
fn keep(tx: &mut Tx<'_>, new: NewNote, subject_kind: &str, subject_id: Uuid) -> Result<ContactNoteId, Error> {
    let id = ContactNoteId::new();
    let staff = tx.actor().ok().map(|actor| actor.id);
    let (channel, outcome) = if new.internal {
        (NoteChannel::Note, NoteOutcome::Internal)
    } else {
        (new.channel, new.outcome)
    };
    diesel::insert_into(contact_notes::table)
        .values((
            contact_notes::id.eq(id),
            contact_notes::store_id.eq(new.store),
            contact_notes::customer_id.eq(new.customer),
            contact_notes::subject_kind.eq(subject_kind),
            contact_notes::subject_id.eq(subject_id),
            contact_notes::task_id.eq(new.task),
            contact_notes::channel.eq(channel),
            contact_notes::outcome.eq(outcome),
            contact_notes::body_sealed.eq(tx.vault().seal(BODY, id.uuid(), &new.body)?),
            contact_notes::staff_id.eq(staff),
            contact_notes::at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    tx.record(
        "followups.note",
        Subject::new(NOTE, id),
        &["channel", "outcome", "body"],
    )?;
    Ok(id)
}

/// Records a call from the call-back list: answered, and the task is done unless another call was agreed; else it comes
/// back later.
pub fn record_call(tx: &mut Tx<'_>, id: TaskId, call: &Call) -> Result<(), Error> {
    let task = at_work(tx, id)?;
    if has_own_form(&task.subject_kind) {
        return Err(Error::WrongState);
    }
    let (who, now) = (tx.actor()?.id, tx.now);
    if let Some(again) = call.again_at {
        within("again_at", again, now, PLANNED)?;
    }
    let mood = call
        .mood
        .filter(|_| asks_mood(&task.kind) && call.outcome == CallOutcome::Answered);
    if asks_mood(&task.kind) && call.outcome == CallOutcome::Answered && mood.is_none() {
        return Err(Error::field("mood", Fault::Required));
    }
    let again_at = match call.outcome {
        CallOutcome::Answered => call.again_at,
        CallOutcome::Unanswered => Some(call.again_at.unwrap_or_else(|| next_try(now))),
        CallOutcome::WrongNumber => call.again_at,
    };
    let done = again_at.is_none();
    let updated = diesel::update(tasks::table.find(id).filter(tasks::lock_version.eq(call.lock_version)))
        .set((
            tasks::owner_id.eq(task.owner.unwrap_or(who)),
            tasks::snoozed_until.eq(again_at),
            tasks::done_at.eq(done.then_some(now)),
            tasks::done_by.eq(done.then_some(who)),
            tasks::outcome.eq(mood.map_or(call.outcome.code(), Mood::code)),
            tasks::lock_version.eq(call.lock_version + 1),
        ))
        .execute(tx.conn)?;
    still_fresh(updated)?;
    let note = NewNote {
        store: task.store,
        subject: Subject::new(TASK, id),
        customer: task.customer,
        task: Some(id),
        channel: call.channel,
        outcome: call.outcome.note(call.channel),
        body: call.note.clone(),
        internal: false,
    };
    keep(tx, note, &task.subject_kind, task.subject_id)?;
    if mood == Some(Mood::Wish) {
        tx.emit(Event::WishTold {
            about: task.subject_kind.clone(),
            id: task.subject_id,
        });
    }
    if mood == Some(Mood::Unhappy) {
        remember_complaint(tx, id, &task)?;
    }
    tx.notify(TOPIC, task.store)?;
    tx.record("followups.call", Subject::new(TASK, id), &["outcome"])
}

/// Whoever was unhappy has a complaint, and it is to be recorded within the hour: the caller's, if they may record one. It
/// stands in the list until it is, so that nothing is lost with a form that was left.
fn remember_complaint(tx: &mut Tx<'_>, call: TaskId, task: &queries::Open) -> Result<(), Error> {
    let (actor, vault) = (tx.actor()?.clone(), tx.vault().clone());
    let called = queries::task(tx.conn, &vault, &actor, call)?;
    // The number that the title of the call ends with.
    let number = called.title.expose().rsplit(' ').next().unwrap_or_default().to_owned();
    let number = if number.is_ascii() { number } else { String::new() };
    let new = NewTask {
        store: task.store,
        kind: UNHAPPY,
        subject: Subject::new(TASK, call),
        customer: task.customer,
        owner: actor.may(Permission::RecordComplaint).then_some(actor.id),
        role: Some(Role::CustomerCare),
        started_at: tx.now,
        due_at: tx.now + TimeDelta::hours(1),
        title: format!("客户不满意，登记投诉 {number}").trim_end().to_owned(),
    };
    open_task(tx, new).map(drop)
}

/// The complaint of somebody who was called is on record; nothing happens for a call that this person doesn't see.
pub fn complaint_recorded(tx: &mut Tx<'_>, call: TaskId) -> Result<(), Error> {
    let (actor, vault) = (tx.actor()?.clone(), tx.vault().clone());
    match queries::task(tx.conn, &vault, &actor, call) {
        Ok(_) => finish_task(tx, Subject::new(TASK, call), UNHAPPY, "complaint"),
        Err(Error::NotFound) => Ok(()),
        Err(error) => Err(error),
    }
}

/// The numbers of the customer whom a task is about, in full: the task is the reason, so nobody is asked for one and no
/// day's limit counts.
pub fn reveal_for_call(tx: &mut Tx<'_>, id: TaskId) -> Result<Pii<String>, Error> {
    let task = at_work(tx, id)?;
    let customer = task.customer.ok_or(Error::NotFound)?;
    let vault = tx.vault().clone();
    let phones = customers::phones(tx.conn, &vault, customer)?;
    if phones.is_empty() {
        return Err(Error::NotFound);
    }
    tx.record("followups.reveal_for_call", Subject::new(TASK, id), &["phone"])?;
    tx.record("customers.reveal", Subject::new(CUSTOMER, customer), &["phones"])?;
    let numbers: Vec<String> = phones.iter().map(|phone| phone.grouped()).collect();
    Ok(Pii::new(numbers.join(" / ")))
}

/// Makes a free task one's own.
pub fn take(tx: &mut Tx<'_>, id: TaskId) -> Result<(), Error> {
    let task = at_work(tx, id)?;
    if task.owner.is_some() {
        return Err(Error::WrongState);
    }
    let me = tx.actor()?.id;
    diesel::update(tasks::table.find(id))
        .set((tasks::owner_id.eq(me), tasks::lock_version.eq(tasks::lock_version + 1)))
        .execute(tx.conn)?;
    tx.notify(TOPIC, task.store)?;
    tx.record("followups.take", Subject::new(TASK, id), &["owner_id"])
}

/// A notice was seen to.
pub fn acknowledge(tx: &mut Tx<'_>, id: TaskId) -> Result<(), Error> {
    let task = at_work(tx, id)?;
    if !may_be_acknowledged(&task.kind) {
        return Err(Error::WrongState);
    }
    let me = tx.actor()?.id;
    diesel::update(tasks::table.find(id))
        .set((
            tasks::owner_id.eq(task.owner.unwrap_or(me)),
            tasks::done_at.eq(tx.now),
            tasks::done_by.eq(me),
            tasks::outcome.eq("seen"),
            tasks::lock_version.eq(tasks::lock_version + 1),
        ))
        .execute(tx.conn)?;
    tx.notify(TOPIC, task.store)?;
    tx.record("followups.acknowledge", Subject::new(TASK, id), &["done_at"])
}

/// Plans a call to a customer within one's scope.
pub fn plan(tx: &mut Tx<'_>, customer: CustomerId, plan: Plan) -> Result<TaskId, Error> {
    within("due_at", plan.due_at, tx.now, PLANNED)?;
    let (store, scope, me) = {
        let actor = tx.actor()?;
        (actor.store, actor.customers(), actor.id)
    };
    customers::ensure_visible(tx.conn, scope, tx.now, customer)?;
    // A second one would move the first.
    if !open_of(tx, Subject::new(CUSTOMER, customer), &[CALL_BACK])?.is_empty() {
        return Err(Error::field("", Fault::Taken));
    }
    let id = open_task(
        tx,
        NewTask {
            store,
            kind: CALL_BACK,
            subject: Subject::new(CUSTOMER, customer),
            customer: Some(customer),
            owner: (!plan.free).then_some(me),
            role: Some(Role::CustomerCare),
            started_at: tx.now,
            due_at: plan.due_at,
            title: plan.title,
        },
    )?;
    tx.record(
        "followups.plan",
        Subject::new(TASK, id),
        &["title", "due_at", "owner_id"],
    )?;
    Ok(id)
}

/// An open task that the person at work sees and may do, held until this transaction ends.
fn at_work(tx: &mut Tx<'_>, id: TaskId) -> Result<queries::Open, Error> {
    let actor = tx.actor()?.clone();
    let task = queries::open_task(tx.conn, &actor, id)?;
    if may_do(&actor, task.owner, task.role) {
        Ok(task)
    } else {
        Err(Error::WrongState)
    }
}
