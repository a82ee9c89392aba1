//! Writes of subscriptions, and the sending of what is due.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::mail::{Letter, compose};
use super::model::{NewSubscription, Row, subject};
use super::queries;
use super::rules::{Plan, State, Trouble};
use crate::platform::db::{Tx, still_fresh};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::mail::{self as post, OutgoingMail, UNSUBSCRIBE};
use crate::platform::undo;
use crate::schema::report_subscriptions as subscriptions;
use crate::staff::model::StaffRow;
use crate::values::email::Email;
use crate::values::fault::Fault;
use crate::values::ids::{ReportSubscriptionId, StoreId};

/// What can be taken back.
pub const STOP: &str = "reports.unsubscribe";
/// So many mails of one run; the others a few minutes later.
const BATCH: i64 = 20;
const FIELDS: &[&str] = &["person", "report", "rhythm", "day", "hour", "language"];

fn next(plan: Plan, now: DateTime<Utc>) -> DateTime<Utc> {
    times::instant(plan.next(times::local(now))).unwrap_or(now)
}

fn small(figure: u32) -> i16 {
    i16::try_from(figure).unwrap_or_default()
}

/// Whether somebody of the store can be sent this: with an address, and allowed to see it.
fn check(tx: &mut Tx<'_>, store: StoreId, new: &NewSubscription) -> Result<(), Error> {
    let person = queries::person(tx.conn, store, new.person)?;
    let person = person.ok_or_else(|| Error::field("person", Fault::Choice))?;
    if !new.topic.open_to(&person.roles()) {
        return Err(Error::field("report", Fault::Choice));
    }
    if person.address().is_none() {
        return Err(Error::field("person", Fault::Email));
    }
    Ok(())
}

pub fn create(tx: &mut Tx<'_>, new: &NewSubscription) -> Result<ReportSubscriptionId, Error> {
    let actor = tx.actor()?.clone();
    check(tx, actor.store, new)?;
    let id = ReportSubscriptionId::new();
    diesel::insert_into(subscriptions::table)
        .values((
            subscriptions::id.eq(id),
            subscriptions::store_id.eq(actor.store),
            subscriptions::staff_id.eq(new.person),
            subscriptions::report.eq(new.topic),
            subscriptions::rhythm.eq(new.plan.rhythm),
            subscriptions::day.eq(small(new.plan.day)),
            subscriptions::hour.eq(small(new.plan.hour)),
            subscriptions::language.eq(new.language),
            subscriptions::next_at.eq(next(new.plan, tx.now)),
            subscriptions::created_by.eq(actor.id),
            subscriptions::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    tx.record("reports.subscribe", subject(id), FIELDS)?;
    Ok(id)
}

pub fn change(tx: &mut Tx<'_>, id: ReportSubscriptionId, new: &NewSubscription) -> Result<(), Error> {
    let store = tx.actor()?.store;
    if queries::one(tx.conn, store, id)?.state == State::Stopped {
        return Err(Error::WrongState);
    }
    check(tx, store, new)?;
    let updated = diesel::update(
        subscriptions::table
            .find(id)
            .filter(subscriptions::lock_version.eq(new.seen)),
    )
    .set((
        subscriptions::staff_id.eq(new.person),
        subscriptions::report.eq(new.topic),
        subscriptions::rhythm.eq(new.plan.rhythm),
        subscriptions::day.eq(small(new.plan.day)),
        subscriptions::hour.eq(small(new.plan.hour)),
        subscriptions::language.eq(new.language),
        subscriptions::next_at.eq(next(new.plan, tx.now)),
        subscriptions::trouble.eq(None::<Trouble>),
        subscriptions::lock_version.eq(subscriptions::lock_version + 1),
    ))
    .execute(tx.conn)?;
    still_fresh(updated)?;
    tx.record("reports.change_subscription", subject(id), FIELDS)
}

/// Moves a subscription from one state to another.
fn turn(tx: &mut Tx<'_>, id: ReportSubscriptionId, from: &[State], to: State, action: &str) -> Result<Row, Error> {
    let store = tx.actor()?.store;
    let before = queries::one(tx.conn, store, id)?;
    // What was paused or stopped for a while is not made up for.
    let next_at = next(before.plan(), tx.now);
    let own = subscriptions::table
        .find(id)
        .filter(subscriptions::state.eq_any(from.to_vec()));
    let updated = diesel::update(own)
        .set((
            subscriptions::state.eq(to),
            subscriptions::next_at.eq(next_at),
            subscriptions::lock_version.eq(subscriptions::lock_version + 1),
        ))
        .execute(tx.conn)?;
    if updated == 0 {
        return Err(Error::WrongState);
    }
    tx.record(action, subject(id), &["state"])?;
    Ok(before)
}

pub fn pause(tx: &mut Tx<'_>, id: ReportSubscriptionId) -> Result<(), Error> {
    turn(tx, id, &[State::Active], State::Paused, "reports.pause_mail").map(drop)
}

pub fn resume(tx: &mut Tx<'_>, id: ReportSubscriptionId) -> Result<(), Error> {
    turn(tx, id, &[State::Paused], State::Active, "reports.resume_mail").map(drop)
}

/// Stops it for good, but for a while in which that can be taken back.
pub fn stop(tx: &mut Tx<'_>, id: ReportSubscriptionId) -> Result<Uuid, Error> {
    let before = turn(tx, id, &[State::Active, State::Paused], State::Stopped, STOP)?;
    undo::offer(tx, STOP, json!({ "subscription": id, "state": before.state.code() }))
}

/// Takes up again what was stopped.
pub fn restart(tx: &mut Tx<'_>, id: ReportSubscriptionId, state: State) -> Result<(), Error> {
    match turn(tx, id, &[State::Stopped], state, "reports.resume_mail") {
        // Subscribed anew meanwhile.
        Err(Error::Constraint(_)) => Err(Error::WrongState),
        done => done.map(drop),
    }
}

/// Sends the mail of a subscription to whoever asks for it, now, and changes nothing.
///
/// # Errors
/// In `email` where they have no address.
pub fn send_test(tx: &mut Tx<'_>, id: ReportSubscriptionId) -> Result<(), Error> {
    let actor = tx.actor()?.clone();
    let row = queries::one(tx.conn, actor.store, id)?;
    if !row.report.open_to(&actor.roles) {
        return Err(Error::Forbidden(row.report.needs()));
    }
    let me = queries::person(tx.conn, actor.store, actor.id)?.ok_or(Error::NotFound)?;
    let to = me.address().ok_or_else(|| Error::field("email", Fault::Email))?;
    let letter = compose(tx, &row, &me, true)?;
    queue(tx, to, letter)?;
    tx.record("reports.test_mail", subject(id), &[])
}

fn queue(tx: &mut Tx<'_>, to: Email, letter: Letter) -> Result<Uuid, Error> {
    let stop = tx.whole("/reports/subscriptions");
    let mail = OutgoingMail {
        to,
        subject: letter.subject,
        text: letter.text,
        // With a way to end it a mail comes as HTML too, where its links can be followed.
        headers: vec![
            ("Auto-Submitted".to_owned(), "auto-generated".to_owned()),
            (UNSUBSCRIBE.to_owned(), format!("<{stop}>")),
        ],
    };
    post::queue(tx, &mail)
}

/// Sends every mail that is due, once: who was away for weeks gets one, not one for each.
pub fn send_due(tx: &mut Tx<'_>) -> Result<(), Error> {
    let due: Vec<Row> = subscriptions::table
        .filter(subscriptions::state.eq(State::Active))
        .filter(subscriptions::next_at.le(tx.now))
        .order(subscriptions::next_at)
        .limit(BATCH)
        .select(Row::as_select())
        .for_update()
        .skip_locked()
        .load(tx.conn)?;
    for row in due {
        let person = queries::person(tx.conn, row.store_id, row.staff_id)?;
        let sent = deliver(tx, &row, person)?;
        let next_at = subscriptions::next_at.eq(next(row.plan(), tx.now));
        let own = subscriptions::table.find(row.id);
        match sent {
            Ok(mail) => {
                diesel::update(own)
                    .set((
                        next_at,
                        subscriptions::last_sent_at.eq(tx.now),
                        subscriptions::last_mail_id.eq(mail),
                        subscriptions::trouble.eq(None::<Trouble>),
                    ))
                    .execute(tx.conn)?;
                tx.record("reports.mail", subject(row.id), &[])?;
            }
            Err(trouble) => {
                diesel::update(own)
                    .set((next_at, subscriptions::trouble.eq(trouble)))
                    .execute(tx.conn)?;
            }
        }
    }
    Ok(())
}

/// Queues one mail, or tells why not.
fn deliver(tx: &mut Tx<'_>, row: &Row, person: Option<StaffRow>) -> Result<Result<Uuid, Trouble>, Error> {
    let Some(person) = person.filter(|person| row.report.open_to(&person.roles())) else {
        return Ok(Err(Trouble::MayNot));
    };
    let Some(to) = person.address() else {
        return Ok(Err(Trouble::NoAddress));
    };
    let letter = compose(tx, row, &person, false)?;
    queue(tx, to, letter).map(Ok)
}

/// A mail was given up: its subscription says so.
pub fn mail_failed(tx: &mut Tx<'_>, mail: Uuid) -> Result<(), Error> {
    diesel::update(subscriptions::table.filter(subscriptions::last_mail_id.eq(mail)))
        .set(subscriptions::trouble.eq(Trouble::Failed))
        .execute(tx.conn)?;
    Ok(())
}
