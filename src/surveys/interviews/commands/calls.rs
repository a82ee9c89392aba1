//! Telephone interviews: attempts, the number for the call, the interview itself.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::keep;
use crate::customers::queries as customers;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::vault::{Pii, Sealed};
use crate::schema::{survey_call_attempts as attempts, survey_calls as calls, survey_invitations as invitations};
use crate::surveys::answers;
use crate::surveys::answers::model::Start;
use crate::surveys::interviews::model::{Call, Finish, NOTE, NewAttempt, TOPIC};
use crate::surveys::interviews::queries;
use crate::surveys::interviews::rules::{CallResult, Next, follows, may_agree};
use crate::surveys::programmes;
use crate::surveys::programmes::model::invitation_subject;
use crate::surveys::rules::{Given, Paper, Way};
use crate::values::fault::Fault;
use crate::values::ids::{CustomerId, InvitationId, SurveyCallId, SurveyResponseId};

/// A call is agreed so many days ahead at most.
const AHEAD: u32 = 30;

/// A call of this person's store that is still to be made, held until this transaction ends.
fn at_work(tx: &mut Tx<'_>, id: InvitationId) -> Result<Call, Error> {
    let store = tx.actor()?.store;
    invitations::table
        .filter(invitations::id.eq(id))
        .filter(invitations::store_id.eq(store))
        .select(invitations::id)
        .for_update()
        .first::<InvitationId>(tx.conn)?;
    let call = queries::call(tx.conn, store, id, tx.now)?;
    if call.is_open() {
        Ok(call)
    } else {
        Err(Error::WrongState)
    }
}

/// The row that keeps what is known of calling; the invitation is held, so that there is one.
fn taken_up(tx: &mut Tx<'_>, call: &Call) -> Result<SurveyCallId, Error> {
    if let Some(id) = call.call {
        return Ok(id);
    }
    let id = SurveyCallId::new();
    diesel::insert_into(calls::table)
        .values((
            calls::id.eq(id),
            calls::store_id.eq(call.store),
            calls::invitation_id.eq(call.invitation),
        ))
        .execute(tx.conn)?;
    Ok(id)
}

fn note_attempt(
    tx: &mut Tx<'_>,
    call: SurveyCallId,
    result: CallResult,
    again_at: Option<DateTime<Utc>>,
    note: Option<&str>,
) -> Result<(), Error> {
    let (id, me) = (Uuid::now_v7(), tx.actor()?.id);
    diesel::insert_into(attempts::table)
        .values((
            attempts::id.eq(id),
            attempts::call_id.eq(call),
            attempts::staff_id.eq(me),
            attempts::at.eq(tx.now),
            attempts::result.eq(result),
            attempts::again_at.eq(again_at),
            attempts::note_sealed.eq(tx.vault().seal_opt(NOTE, id, note)?),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// The numbers of the customer to be called, in full: the call is the reason, so nobody is asked for one and no day's
/// limit counts. Only when one may call.
pub fn reveal_for_call(tx: &mut Tx<'_>, id: InvitationId) -> Result<Pii<String>, Error> {
    let call = at_work(tx, id)?;
    if !call.may_call(tx.now) {
        return Err(Error::WrongState);
    }
    let customer = call.customer.ok_or(Error::NotFound)?;
    let vault = tx.vault().clone();
    let phones = customers::phones(tx.conn, &vault, customer)?;
    if phones.is_empty() {
        return Err(Error::NotFound);
    }
    tx.record("survey_calls.reveal_for_call", invitation_subject(id), &["phone"])?;
    tx.record(
        "customers.reveal",
        crate::customers::model::subject(customer),
        &["phones"],
    )?;
    let numbers: Vec<String> = phones.iter().map(|phone| phone.grouped()).collect();
    Ok(Pii::new(numbers.join(" / ")))
}

/// Writes down an attempt that led to no interview; tells what follows.
///
/// # Errors
/// [`Error::Stale`] if somebody wrote one down meanwhile, [`Error::WrongState`] if nobody is to be called any more.
pub fn attempt(tx: &mut Tx<'_>, id: InvitationId, new: &NewAttempt) -> Result<Next, Error> {
    let call = at_work(tx, id)?;
    if call.lock_version != new.seen {
        return Err(Error::Stale);
    }
    if let Some(at) = new.again_at {
        if at <= tx.now {
            return Err(Error::field("again_at", Fault::DateInPast));
        }
        if at > tx.now + TimeDelta::days(AHEAD.into()) {
            return Err(Error::field("again_at", Fault::DateTooLate { days: AHEAD }));
        }
        if !may_agree(call.hours(), times::local(at), new.result, new.outside) {
            return Err(Error::field("outside", Fault::Required));
        }
    }
    let made = call.attempts + 1;
    let most = call.settings.attempts;
    let next = follows(new.result, u32::try_from(made).unwrap_or(u32::MAX), most, new.again_at);
    let row = taken_up(tx, &call)?;
    note_attempt(tx, row, new.result, new.again_at, new.note.as_deref())?;
    let (call_at, done_at) = match next {
        Next::Agreed(at) => (Some(at), None),
        Next::Again => (Some(retry(&call, tx.now)), None),
        Next::Over => (None, Some(tx.now)),
    };
    let me = tx.actor()?.id;
    diesel::update(calls::table.find(row))
        .set((
            calls::owner_id.eq(me),
            calls::call_at.eq(call_at),
            calls::agreed.eq(call_at.is_some() && new.result == CallResult::Later),
            calls::attempts.eq(made),
            calls::result.eq(new.result),
            calls::done_at.eq(done_at),
            calls::lock_version.eq(calls::lock_version + 1),
        ))
        .execute(tx.conn)?;
    if new.result == CallResult::Refused {
        programmes::commands::refused(tx, id, programmes::rules::Because::Declined)?;
    }
    tx.notify(TOPIC, call.store)?;
    tx.record("survey_calls.attempt", invitation_subject(id), &["outcome", "call_at"])?;
    Ok(next)
}

/// When to try again: after the store's pause, within the hours in which one may call.
fn retry(call: &Call, now: DateTime<Utc>) -> DateTime<Utc> {
    let after = now + TimeDelta::hours(call.settings.retry_hours.into());
    times::instant(call.hours().fit(times::local(after))).unwrap_or(after)
}

/// Keeps what the customer said so far; the first answer begins the interview.
pub fn keep_answers(tx: &mut Tx<'_>, id: InvitationId, paper: &Paper, given: &Given) -> Result<(), Error> {
    let call = at_work(tx, id)?;
    let response = match call.response {
        Some(response) => response,
        None => start(tx, &call)?,
    };
    keep(tx, response, paper, given)
}

fn start(tx: &mut Tx<'_>, call: &Call) -> Result<SurveyResponseId, Error> {
    let (me, lang) = {
        let actor = tx.actor()?;
        (actor.id, actor.lang)
    };
    taken_up(tx, call)?;
    programmes::commands::opened(tx, call.invitation)?;
    answers::commands::start(
        tx,
        Start {
            survey: call.survey,
            invitation: Some(call.invitation),
            way: Way::Phone,
            lang,
            taken_by: Some(me),
        },
    )
}

/// Sends off what the customer said on the telephone.
///
/// # Errors
/// [`Error::WrongState`] if the invitation was answered or stopped meanwhile.
pub fn finish(tx: &mut Tx<'_>, id: InvitationId, paper: &Paper, given: &Given, finish: &Finish) -> Result<(), Error> {
    let call = at_work(tx, id)?;
    let response = match call.response {
        Some(response) => response,
        None => start(tx, &call)?,
    };
    keep(tx, response, paper, given)?;
    answers::commands::submit(tx, response, finish.wishes)?;
    let row = calls::table
        .filter(calls::invitation_id.eq(id))
        .select(calls::id)
        .first::<SurveyCallId>(tx.conn)
        .optional()?;
    let row = match row {
        Some(row) => row,
        None => taken_up(tx, &call)?,
    };
    note_attempt(tx, row, CallResult::Answered, None, finish.note.as_deref())?;
    let me = tx.actor()?.id;
    diesel::update(calls::table.find(row))
        .set((
            calls::owner_id.eq(me),
            calls::call_at.eq(None::<DateTime<Utc>>),
            calls::agreed.eq(false),
            calls::attempts.eq(call.attempts + 1),
            calls::result.eq(CallResult::Answered),
            calls::consented_at.eq(tx.now),
            calls::done_at.eq(tx.now),
            calls::lock_version.eq(calls::lock_version + 1),
        ))
        .execute(tx.conn)?;
    tx.notify(TOPIC, call.store)?;
    tx.record("survey_calls.finish", invitation_subject(id), &["answers", "consent"])
}

/// Takes out what was noted about calling this customer, who asked for it; that they were called stays.
pub fn forget(tx: &mut Tx<'_>, customer: CustomerId) -> Result<(), Error> {
    let theirs = calls::table
        .inner_join(invitations::table.on(invitations::id.eq(calls::invitation_id)))
        .filter(invitations::customer_id.eq(customer))
        .select(calls::id);
    diesel::update(attempts::table.filter(attempts::call_id.eq_any(theirs)))
        .set(attempts::note_sealed.eq(None::<Sealed>))
        .execute(tx.conn)?;
    Ok(())
}
