//! What the store does about an answer: the call, the reply, the complaint.

use diesel::prelude::*;

use super::sending::{ask_by, become_complaint};
use super::{Letter, letter, locked};
use crate::customers::commands::{Looks, count_reveal, reveal_phones};
use crate::customers::rules::{Purpose, RevealReason};
use crate::followups::commands::{finish_task, note_contact};
use crate::followups::model::NewNote;
use crate::followups::rules::{NoteChannel, NoteOutcome};
use crate::messages::commands as messages;
use crate::messages::model::NewMessage;
use crate::messages::rules::{MessageChannel, MessageState};
use crate::platform::db::{Tx, still_fresh};
use crate::platform::error::Error;
use crate::platform::vault::Pii;
use crate::schema::{survey_follow_ups, survey_responses};
use crate::surveys::answers::model::{
    CALL_BACK, FollowUpRow, MEASURE, NewCall, NewReply, REMARK, REPLY, ResponseRow, TOPIC, subject,
};
use crate::surveys::answers::queries;
use crate::surveys::answers::rules::{ATTEMPTS, CallResult, Follows, Remark, ReplyWay};
use crate::values::fault::Fault;
use crate::values::ids::{ComplaintId, CustomerId, SurveyResponseId};

/// An answer that this person does something about, under lock, with what was done about it.
fn at_work(tx: &mut Tx<'_>, id: SurveyResponseId, seen: Option<i32>) -> Result<(ResponseRow, FollowUpRow), Error> {
    let (actor, now) = (tx.actor()?.clone(), tx.now);
    queries::at_hand(&actor, now)
        .filter(survey_responses::id.eq(id))
        .select(survey_responses::id)
        .first::<SurveyResponseId>(tx.conn)?;
    let row = locked(tx, id)?;
    if seen.is_some_and(|seen| seen != row.lock_version) {
        return Err(Error::Stale);
    }
    diesel::insert_into(survey_follow_ups::table)
        .values((
            survey_follow_ups::response_id.eq(id),
            survey_follow_ups::store_id.eq(row.store_id),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn)?;
    let done = survey_follow_ups::table
        .find(id)
        .select(FollowUpRow::as_select())
        .for_update()
        .first(tx.conn)?;
    Ok((row, done))
}

/// Counts a change of the answer's standing, so that who saw it before it sees that it moved.
fn moved(tx: &mut Tx<'_>, row: &ResponseRow) -> Result<(), Error> {
    let updated = diesel::update(
        survey_responses::table
            .find(row.id)
            .filter(survey_responses::lock_version.eq(row.lock_version)),
    )
    .set(survey_responses::lock_version.eq(row.lock_version + 1))
    .execute(tx.conn)?;
    still_fresh(updated)?;
    tx.notify(TOPIC, row.store_id)
}

/// Takes down the call of an unhappy customer: reached, with why they were unhappy and what is done about it; or not reached,
/// and it is tried again, until somebody gives up. What they wrote is answered by it where whoever called says so; else it
/// waits for its own answer. Tells how that stands.
///
/// # Errors
/// [`Error::WrongState`] when nobody waits for a call; in `result` [`Fault::TooSmall`] for giving up too soon.
pub fn call(tx: &mut Tx<'_>, id: SurveyResponseId, new: &NewCall) -> Result<Remark, Error> {
    let (row, done) = at_work(tx, id, Some(new.seen))?;
    if !row.waits_for_call() {
        return Err(Error::WrongState);
    }
    let attempts = done.attempts + 1;
    if new.result == CallResult::GivenUp && attempts < ATTEMPTS {
        return Err(Error::field("result", Fault::TooSmall { min: ATTEMPTS.into() }));
    }
    let me = tx.actor()?.id;
    let reached = new.result == CallResult::Reached;
    note_contact(
        tx,
        NewNote {
            store: row.store_id,
            subject: subject(id),
            customer: row.customer_id,
            task: None,
            channel: NoteChannel::Phone,
            outcome: if reached {
                NoteOutcome::Answered
            } else {
                NoteOutcome::Unanswered
            },
            body: new.note.clone(),
            internal: false,
        },
    )?;
    let over = new.result != CallResult::Unreached;
    let measure = if reached { new.measure.as_str() } else { "" };
    let sealed = tx
        .vault()
        .seal_opt(MEASURE, id.uuid(), Some(measure).filter(|text| !text.is_empty()))?;
    diesel::update(survey_follow_ups::table.find(id))
        .set((
            survey_follow_ups::attempts.eq(attempts),
            survey_follow_ups::reached.eq(over.then_some(reached)),
            survey_follow_ups::reason.eq(new.cause.filter(|_| reached)),
            survey_follow_ups::measure_sealed.eq(sealed),
            survey_follow_ups::followed_up_by.eq(over.then_some(me)),
            survey_follow_ups::lock_version.eq(survey_follow_ups::lock_version + 1),
        ))
        .execute(tx.conn)?;
    if over {
        diesel::update(survey_responses::table.find(id))
            .set(survey_responses::followed_up_at.eq(tx.now))
            .execute(tx.conn)?;
        finish_task(tx, subject(id), CALL_BACK, if reached { "call" } else { "attempts" })?;
    }
    let waiting = done.reply_due_at.filter(|_| done.replied_at.is_none());
    let remark = match waiting {
        None => Remark::None,
        Some(_) if reached && new.answers_remark => {
            replied(tx, id, ReplyWay::Phone, measure)?;
            Remark::Answered
        }
        Some(due_at) => {
            // The call is over, and what was written is still to be answered.
            if over {
                ask_by(tx, &row, REMARK, due_at)?;
            }
            Remark::Waits
        }
    };
    moved(tx, &row)?;
    tx.record(
        "survey_answers.call",
        subject(id),
        if over {
            &["attempts", "reason", "measure", "followed_up_at"]
        } else {
            &["attempts"]
        },
    )?;
    Ok(remark)
}

fn replied(tx: &mut Tx<'_>, id: SurveyResponseId, how: ReplyWay, text: &str) -> Result<(), Error> {
    let me = tx.actor()?.id;
    let sealed = tx
        .vault()
        .seal_opt(REPLY, id.uuid(), Some(text).filter(|text| !text.is_empty()))?;
    diesel::update(survey_follow_ups::table.find(id))
        .set((
            survey_follow_ups::replied_at.eq(tx.now),
            survey_follow_ups::replied_by.eq(me),
            survey_follow_ups::replied_how.eq(how),
            survey_follow_ups::reply_sealed.eq(sealed),
            survey_follow_ups::lock_version.eq(survey_follow_ups::lock_version + 1),
        ))
        .execute(tx.conn)?;
    finish_task(
        tx,
        subject(id),
        REMARK,
        if how == ReplyWay::Email { "message" } else { "call" },
    )
}

/// Answers what somebody wrote: by e-mail, which goes out from here, or as it was done elsewhere.
///
/// # Errors
/// [`Error::WrongState`] when nothing was written, it was answered, or nobody knows by whom; in `how` [`Fault::Mismatch`]
/// when no e-mail can reach them.
pub fn reply(tx: &mut Tx<'_>, id: SurveyResponseId, new: &NewReply) -> Result<(), Error> {
    let (row, done) = at_work(tx, id, Some(new.seen))?;
    let Some(customer) = row.customer_id.filter(|_| row.has_remark && done.replied_at.is_none()) else {
        return Err(Error::WrongState);
    };
    if new.how == ReplyWay::Email {
        let Letter { lang, name, store } = letter(tx, &row, customer)?;
        // Who wrote to us is answered: that is service.
        let message = NewMessage {
            store: row.store_id,
            customer: Some(customer),
            to: None,
            channel: MessageChannel::Email,
            purpose: Purpose::Service,
            template_key: "survey.reply",
            variables: vec![("name", name), ("store", store), ("summary", new.text.clone())],
            subject: Some(subject(id)),
            lang,
        };
        if messages::send(tx, message)?.state == MessageState::Refused {
            return Err(Error::field("how", Fault::Mismatch));
        }
    } else {
        let channel = match new.how {
            ReplyWay::Visit => NoteChannel::Visit,
            ReplyWay::WeChat => NoteChannel::WeChat,
            ReplyWay::Phone | ReplyWay::Email => NoteChannel::Phone,
        };
        let outcome = match new.how {
            ReplyWay::Visit => NoteOutcome::Met,
            ReplyWay::WeChat => NoteOutcome::Sent,
            ReplyWay::Phone | ReplyWay::Email => NoteOutcome::Answered,
        };
        note_contact(
            tx,
            NewNote {
                store: row.store_id,
                subject: subject(id),
                customer: Some(customer),
                task: None,
                channel,
                outcome,
                body: new.text.clone(),
                internal: false,
            },
        )?;
    }
    replied(tx, id, new.how, &new.text)?;
    moved(tx, &row)?;
    tx.record("survey_answers.reply_to_remark", subject(id), &["replied_at", "reply"])
}

/// Makes an answer a complaint, by hand: the call-back is no longer to be done.
///
/// # Errors
/// [`Error::WrongState`] when it is one, or nobody knows whose it is.
pub fn complain(tx: &mut Tx<'_>, id: SurveyResponseId, seen: i32) -> Result<ComplaintId, Error> {
    let (row, done) = at_work(tx, id, Some(seen))?;
    if done.complaint_id.is_some() || row.consequence == Follows::Complaint || row.customer_id.is_none() {
        return Err(Error::WrongState);
    }
    let complaint = become_complaint(tx, &row, false)?;
    tx.notify(TOPIC, row.store_id)?;
    Ok(complaint)
}

/// What somebody wrote is read: on record, and so many times a day.
pub fn reveal(tx: &mut Tx<'_>, id: SurveyResponseId) -> Result<Looks, Error> {
    let (actor, now) = (tx.actor()?.clone(), tx.now);
    queries::visible(&actor, now)
        .filter(survey_responses::id.eq(id))
        .select(survey_responses::id)
        .first::<SurveyResponseId>(tx.conn)?;
    let looks = count_reveal(tx)?;
    tx.record("survey_answers.reveal", subject(id), &["remarks"])?;
    Ok(looks)
}

/// The number of the customer, for the call, and how it is shown otherwise: on record, and so many times a day.
pub fn reveal_phone(tx: &mut Tx<'_>, id: SurveyResponseId) -> Result<(Pii<String>, String), Error> {
    let (actor, now, vault) = (tx.actor()?.clone(), tx.now, tx.vault().clone());
    let customer: Option<CustomerId> = queries::at_hand(&actor, now)
        .filter(survey_responses::id.eq(id))
        .select(survey_responses::customer_id)
        .first(tx.conn)?;
    let customer = customer.ok_or(Error::NotFound)?;
    let phones = reveal_phones(tx, actor.customers(), vec![customer], RevealReason::Contact)?;
    let number = phones.into_values().next().ok_or(Error::NotFound)?;
    let masked = crate::customers::queries::brief(tx.conn, &vault, &[customer])?
        .remove(&customer)
        .and_then(|brief| brief.phone)
        .unwrap_or_default();
    Ok((Pii::new(number), masked))
}
