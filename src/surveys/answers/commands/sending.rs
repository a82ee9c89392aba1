//! An answer is sent off, and what follows from it (domain.md §7).

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::{Letter, draft, hold, letter, locked, required, write};
use crate::access::Role;
use crate::complaints;
use crate::complaints::commands::NewComplaint;
use crate::complaints::model::Reporter;
use crate::complaints::rules::{Channel, Severity};
use crate::customers::rules::Purpose;
use crate::followups::commands::{cancel_task, open_task};
use crate::followups::model::NewTask;
use crate::messages;
use crate::messages::model::NewMessage;
use crate::messages::rules::MessageChannel;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, times};
use crate::schema::{survey_answers, survey_follow_ups, survey_responses, surveys};
use crate::surveys::answers::model::{CALL_BACK, REMARK, ResponseRow, TOPIC, subject};
use crate::surveys::answers::queries;
use crate::surveys::answers::rules::{Follows, WISHES_WITHIN};
use crate::surveys::answers::text::{in_words, verbatim};
use crate::surveys::programmes;
use crate::surveys::questionnaires;
use crate::surveys::rules::{Consequence, Given, Paper, Wishes, within};
use crate::values::fault::Fault;
use crate::values::ids::{ComplaintId, SurveyResponseId};

/// Sends an answer off: locked from now on. What follows happens in this transaction. An anonymous one loses what leads back
/// to its writer.
///
/// # Errors
/// [`Error::WrongState`] when it was sent off before; [`Error::Invalid`] with the fields of what must be answered and isn't.
pub fn submit(tx: &mut Tx<'_>, id: SurveyResponseId, wishes: Wishes) -> Result<Consequence, Error> {
    let row = draft(tx, id, hold)?;
    let vault = tx.vault().clone();
    let paper = questionnaires::queries::paper(tx.conn, row.version_id)?;
    let given = paper.kept(&queries::given(tx.conn, &vault, id)?);
    let missing = paper.missing(&given);
    if !missing.is_empty() {
        return Err(required(&missing));
    }
    if given.is_empty() {
        return Err(Error::field("", Fault::Required));
    }
    let kept: Vec<_> = given.keys().copied().collect();
    diesel::delete(
        survey_answers::table
            .filter(survey_answers::response_id.eq(id))
            .filter(survey_answers::question_id.ne_all(kept)),
    )
    .execute(tx.conn)?;
    let rules = queries::rules_of(tx.conn, row.store_id)?;
    let nobody = row.anonymous || row.customer_id.is_none();
    let consequence = within(rules.limits(), &paper, &given, wishes, nobody);
    let sent = ResponseRow {
        submitted_at: Some(tx.now),
        overall: paper.overall(&given).map(i16::from),
        nps: paper.nps(&given).map(i16::from),
        lowest: paper.lowest(&given).map(i16::from),
        has_remark: paper.has_remark(&given),
        wants_call: wishes.call && !nobody,
        wants_complaint: wishes.complaint && !nobody,
        consequence: Follows::from(&consequence),
        due_at: matches!(consequence, Consequence::CallBack { .. })
            .then(|| tx.now + TimeDelta::hours(rules.call_back_hours.into())),
        lock_version: row.lock_version + 1,
        ..row
    };
    if let Some(invitation) = sent.invitation_id {
        programmes::commands::answered(tx, invitation, tx.now)?;
    }
    tx.notify(TOPIC, sent.store_id)?;
    if sent.anonymous {
        cut(tx, sent, &given)?;
        return Ok(consequence);
    }
    put(tx, &sent)?;
    tx.record(
        "survey_answers.submit",
        subject(id),
        &["answers", "submitted_at", "consequence"],
    )?;
    notice_recovery(tx, &sent)?;
    let remark = sent.has_remark && sent.customer_id.is_some() && sent.consequence != Follows::Complaint;
    if sent.consequence.unhappy() || remark {
        let reply_due = remark.then(|| tx.now + TimeDelta::hours(rules.remark_hours.into()));
        diesel::insert_into(survey_follow_ups::table)
            .values((
                survey_follow_ups::response_id.eq(id),
                survey_follow_ups::store_id.eq(sent.store_id),
                survey_follow_ups::reply_due_at.eq(reply_due),
            ))
            .execute(tx.conn)?;
    }
    match sent.consequence {
        Follows::None => {}
        Follows::Thanks => {
            if remark {
                ask(tx, &sent, REMARK, rules.remark_hours)?;
            }
            thank(tx, &sent)?;
        }
        Follows::CallBack => ask(tx, &sent, CALL_BACK, rules.call_back_hours)?,
        Follows::Complaint => {
            open_complaint(tx, &sent, &paper, &given)?;
        }
    }
    Ok(consequence)
}

fn put(tx: &mut Tx<'_>, sent: &ResponseRow) -> Result<(), Error> {
    diesel::update(survey_responses::table.find(sent.id))
        .set((
            survey_responses::submitted_at.eq(sent.submitted_at),
            survey_responses::overall.eq(sent.overall),
            survey_responses::nps.eq(sent.nps),
            survey_responses::lowest.eq(sent.lowest),
            survey_responses::has_remark.eq(sent.has_remark),
            survey_responses::wants_call.eq(sent.wants_call),
            survey_responses::wants_complaint.eq(sent.wants_complaint),
            survey_responses::consequence.eq(sent.consequence),
            survey_responses::due_at.eq(sent.due_at),
            survey_responses::lock_version.eq(sent.lock_version),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Writes an anonymous answer anew, under an id that nothing else knows, on its day and no moment of it, and drops the one
/// that its invitation led to.
fn cut(tx: &mut Tx<'_>, sent: ResponseRow, given: &Given) -> Result<(), Error> {
    let day = times::start_of(times::day_of(tx.now));
    let draft = sent.id;
    let row = ResponseRow {
        id: SurveyResponseId::from(Uuid::new_v4()),
        invitation_id: None,
        customer_id: None,
        vehicle_id: None,
        advisor_id: None,
        technician_id: None,
        model_id: None,
        model: String::new(),
        tier: None,
        self_paid: None,
        taken_by: None,
        started_at: day,
        submitted_at: Some(day),
        lock_version: 0,
        ..sent
    };
    diesel::delete(survey_responses::table.find(draft)).execute(tx.conn)?;
    diesel::insert_into(survey_responses::table)
        .values(&row)
        .execute(tx.conn)?;
    write(tx, row.id, given)?;
    tx.record_general("survey_answers.submit_anonymously", &["answers"])
}

/// Whoever was unhappy last time and has answered again: content now, or not.
fn notice_recovery(tx: &mut Tx<'_>, sent: &ResponseRow) -> Result<(), Error> {
    let Some(customer) = sent.customer_id else {
        return Ok(());
    };
    let earlier: Vec<SurveyResponseId> = diesel::update(
        survey_responses::table
            .filter(survey_responses::customer_id.eq(customer))
            .filter(survey_responses::id.ne(sent.id))
            .filter(survey_responses::submitted_at.is_not_null())
            .filter(survey_responses::consequence.eq_any([Follows::CallBack, Follows::Complaint]))
            .filter(survey_responses::recovered.is_null()),
    )
    .set(survey_responses::recovered.eq(!sent.consequence.unhappy()))
    .returning(survey_responses::id)
    .get_results(tx.conn)?;
    diesel::update(survey_follow_ups::table.filter(survey_follow_ups::response_id.eq_any(&earlier)))
        .set(survey_follow_ups::recovered_at.eq(tx.now))
        .execute(tx.conn)?;
    for id in earlier {
        tx.record("survey_answers.notice_recovery", subject(id), &["recovered"])?;
    }
    Ok(())
}

/// Puts it into the call-back list of customer care.
fn ask(tx: &mut Tx<'_>, sent: &ResponseRow, kind: &'static str, hours: u32) -> Result<(), Error> {
    let due_at = tx.now + TimeDelta::hours(hours.into());
    ask_by(tx, sent, kind, due_at)
}

/// As [`ask`], with the time until when.
pub(super) fn ask_by(
    tx: &mut Tx<'_>,
    sent: &ResponseRow,
    kind: &'static str,
    due_at: DateTime<Utc>,
) -> Result<(), Error> {
    let number: String = surveys::table
        .find(sent.survey_id)
        .select(surveys::number)
        .first(tx.conn)?;
    let what = if kind == CALL_BACK {
        "问卷不满意，请回访"
    } else {
        "问卷留言待答复"
    };
    let task = NewTask {
        store: sent.store_id,
        kind,
        subject: subject(sent.id),
        customer: sent.customer_id,
        owner: None,
        role: Some(Role::CustomerCare),
        started_at: tx.now,
        due_at,
        title: format!("{what} {number}"),
    };
    open_task(tx, task).map(drop)
}

/// Writes thanks, where the customer has an address and allows it.
fn thank(tx: &mut Tx<'_>, sent: &ResponseRow) -> Result<(), Error> {
    let Some(customer) = sent.customer_id else {
        return Ok(());
    };
    let ways = messages::queries::ways(tx.conn, customer, Purpose::Survey)?;
    if ways.email != Some(true) {
        return Ok(());
    }
    let Letter { lang, name, store } = letter(tx, sent, customer)?;
    let message = NewMessage {
        store: sent.store_id,
        customer: Some(customer),
        to: None,
        channel: MessageChannel::Email,
        purpose: Purpose::Survey,
        template_key: "survey.thanks",
        variables: vec![("name", name), ("store", store)],
        subject: Some(subject(sent.id)),
        lang,
    };
    messages::commands::send(tx, message).map(drop)
}

/// Opens the complaint that an answer is, with the answer on its timeline.
pub(super) fn open_complaint(
    tx: &mut Tx<'_>,
    row: &ResponseRow,
    paper: &Paper,
    given: &Given,
) -> Result<ComplaintId, Error> {
    // The store reads it, whatever language was answered in; what somebody wrote stays as they wrote it.
    let lang = Lang::Zh;
    let facts = verbatim(paper, given, lang);
    let new = NewComplaint {
        store: row.store_id,
        customer: row.customer_id,
        vehicle: row.vehicle_id,
        reporter: Reporter::default(),
        channel: Channel::Survey,
        category: complaints::intake::queries::unsorted(tx.conn)?,
        severity: Severity::Normal,
        facts,
        room: None,
        attendant: None,
        visit_ref: None,
        department: None,
        owner: None,
        received_at: tx.now,
    };
    let complaint = complaints::commands::record(tx, &new)?;
    complaints::commands::add_note(tx, complaint, &in_words(paper, given, lang))?;
    diesel::insert_into(survey_follow_ups::table)
        .values((
            survey_follow_ups::response_id.eq(row.id),
            survey_follow_ups::store_id.eq(row.store_id),
            survey_follow_ups::complaint_id.eq(complaint),
        ))
        .on_conflict(survey_follow_ups::response_id)
        .do_update()
        .set((
            survey_follow_ups::complaint_id.eq(complaint),
            survey_follow_ups::lock_version.eq(survey_follow_ups::lock_version + 1),
        ))
        .execute(tx.conn)?;
    tx.record("survey_answers.complain", subject(row.id), &["complaint_id"])?;
    Ok(complaint)
}

/// What somebody asks for on the page that thanks them: a call, or that it be a complaint. The answer itself stays as it is.
///
/// # Errors
/// [`Error::WrongState`] for an answer that isn't sent off, is a complaint already, or was sent off long ago.
pub fn wish(tx: &mut Tx<'_>, id: SurveyResponseId, wishes: Wishes) -> Result<Follows, Error> {
    let row = locked(tx, id)?;
    let fresh = row.submitted_at.is_some_and(|at| at + WISHES_WITHIN > tx.now);
    let known = row.customer_id.is_some() && !row.anonymous && row.erased_at.is_none();
    if !fresh || !known || row.consequence == Follows::Complaint || !(wishes.call || wishes.complaint) {
        return Err(Error::WrongState);
    }
    tx.notify(TOPIC, row.store_id)?;
    if wishes.complaint {
        become_complaint(tx, &row, true)?;
        return Ok(Follows::Complaint);
    }
    // Somebody who was called already, and asks for a call, is called again.
    let rules = queries::rules_of(tx.conn, row.store_id)?;
    if !row.waits_for_call() {
        ask(tx, &row, CALL_BACK, rules.call_back_hours)?;
    }
    let due = row
        .due_at
        .filter(|_| row.followed_up_at.is_none())
        .unwrap_or(tx.now + TimeDelta::hours(rules.call_back_hours.into()));
    diesel::update(survey_responses::table.find(id))
        .set((
            survey_responses::wants_call.eq(true),
            survey_responses::consequence.eq(Follows::CallBack),
            survey_responses::due_at.eq(due),
            survey_responses::followed_up_at.eq(None::<chrono::DateTime<chrono::Utc>>),
            survey_responses::lock_version.eq(row.lock_version + 1),
        ))
        .execute(tx.conn)?;
    diesel::insert_into(survey_follow_ups::table)
        .values((
            survey_follow_ups::response_id.eq(id),
            survey_follow_ups::store_id.eq(row.store_id),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn)?;
    tx.record("survey_answers.ask_for_call", subject(id), &["wants_call"])?;
    Ok(Follows::CallBack)
}

/// A complaint takes the place of the call, and of the reply to what was written.
pub(super) fn become_complaint(tx: &mut Tx<'_>, row: &ResponseRow, wished: bool) -> Result<ComplaintId, Error> {
    let vault = tx.vault().clone();
    let paper = questionnaires::queries::paper(tx.conn, row.version_id)?;
    let given = queries::given(tx.conn, &vault, row.id)?;
    let complaint = open_complaint(tx, row, &paper, &given)?;
    cancel_task(tx, subject(row.id), CALL_BACK)?;
    cancel_task(tx, subject(row.id), REMARK)?;
    let due = row.due_at.filter(|_| row.followed_up_at.is_some());
    diesel::update(survey_responses::table.find(row.id))
        .set((
            survey_responses::wants_complaint.eq(row.wants_complaint || wished),
            survey_responses::consequence.eq(Follows::Complaint),
            survey_responses::due_at.eq(due),
            survey_responses::lock_version.eq(row.lock_version + 1),
        ))
        .execute(tx.conn)?;
    diesel::update(
        survey_follow_ups::table
            .find(row.id)
            .filter(survey_follow_ups::replied_at.is_null()),
    )
    .set(survey_follow_ups::reply_due_at.eq(None::<chrono::DateTime<chrono::Utc>>))
    .execute(tx.conn)?;
    Ok(complaint)
}
