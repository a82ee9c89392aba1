//! Answers are personal data: what is taken out of them on request, and when their time is over.

use chrono::{DateTime, Months, Utc};
use diesel::prelude::*;

use super::locked;
use crate::followups::commands::cancel_tasks;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::vault::Sealed;
use crate::schema::{survey_answers, survey_follow_ups, survey_invitations, survey_responses};
use crate::surveys::answers::model::{ResponseRow, TOPIC, subject};
use crate::surveys::answers::queries;
use crate::surveys::answers::rules::KEPT_MONTHS;
use crate::values::ids::{CustomerId, InvitationId, StaffId, SurveyResponseId, VehicleId};

/// How many are looked at in one transaction; the rest the next time.
const BATCH: i64 = 500;

/// Takes what leads to a person out of answers: what was written, who it was, their car. The points stay, as anybody's.
fn strip(tx: &mut Tx<'_>, ids: &[SurveyResponseId]) -> Result<(), Error> {
    diesel::delete(
        survey_answers::table
            .filter(survey_answers::response_id.eq_any(ids))
            .filter(survey_answers::text_sealed.is_not_null()),
    )
    .execute(tx.conn)?;
    diesel::update(survey_follow_ups::table.filter(survey_follow_ups::response_id.eq_any(ids)))
        .set((
            survey_follow_ups::measure_sealed.eq(None::<Sealed>),
            survey_follow_ups::reply_sealed.eq(None::<Sealed>),
            survey_follow_ups::reply_due_at.eq(None::<DateTime<Utc>>),
        ))
        .execute(tx.conn)?;
    diesel::update(survey_responses::table.filter(survey_responses::id.eq_any(ids)))
        .set((
            survey_responses::invitation_id.eq(None::<InvitationId>),
            survey_responses::customer_id.eq(None::<CustomerId>),
            survey_responses::vehicle_id.eq(None::<VehicleId>),
            survey_responses::due_at.eq(None::<DateTime<Utc>>),
            survey_responses::has_remark.eq(false),
            survey_responses::erased_at.eq(tx.now),
            survey_responses::lock_version.eq(survey_responses::lock_version + 1),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Takes a customer out of all that they answered; what they hadn't sent off goes whole. For whoever deletes a customer.
pub fn erase(tx: &mut Tx<'_>, customer: CustomerId) -> Result<(), Error> {
    let found: Vec<(SurveyResponseId, bool)> = survey_responses::table
        .filter(survey_responses::customer_id.eq(customer))
        .order(survey_responses::id)
        .select((survey_responses::id, survey_responses::submitted_at.is_not_null()))
        .for_update()
        .load(tx.conn)?;
    let (sent, drafts): (Vec<_>, Vec<_>) = found.into_iter().partition(|(_, sent)| *sent);
    let ids = |rows: Vec<(SurveyResponseId, bool)>| rows.into_iter().map(|(id, _)| id).collect::<Vec<_>>();
    let (sent, drafts) = (ids(sent), ids(drafts));
    diesel::delete(survey_responses::table.filter(survey_responses::id.eq_any(drafts))).execute(tx.conn)?;
    strip(tx, &sent)?;
    for id in &sent {
        cancel_tasks(tx, subject(*id))?;
        tx.record("survey_answers.erase", subject(*id), &["customer_id", "remarks"])?;
    }
    Ok(())
}

/// Takes the customer out of one answer that they took back.
pub fn erase_one(tx: &mut Tx<'_>, id: SurveyResponseId, reason: &str) -> Result<(), Error> {
    let (actor, now) = (tx.actor()?.clone(), tx.now);
    queries::at_hand(&actor, now)
        .filter(survey_responses::id.eq(id))
        .select(survey_responses::id)
        .first::<SurveyResponseId>(tx.conn)?;
    let row: ResponseRow = locked(tx, id)?;
    if row.erased_at.is_some() || row.anonymous {
        return Err(Error::WrongState);
    }
    strip(tx, &[id])?;
    cancel_tasks(tx, subject(id))?;
    tx.record_because("survey_answers.erase", subject(id), reason)?;
    tx.notify(TOPIC, row.store_id)
}

/// After two years an answer is nobody's any more.
pub fn forget_old(tx: &mut Tx<'_>) -> Result<(), Error> {
    let Some(end) = tx.now.checked_sub_months(Months::new(KEPT_MONTHS)) else {
        return Ok(());
    };
    let old: Vec<SurveyResponseId> = survey_responses::table
        .filter(survey_responses::submitted_at.le(end))
        .filter(survey_responses::erased_at.is_null())
        .order(survey_responses::submitted_at)
        .limit(BATCH)
        .select(survey_responses::id)
        .for_update()
        .skip_locked()
        .load(tx.conn)?;
    if old.is_empty() {
        return Ok(());
    }
    strip(tx, &old)?;
    let entries: Vec<_> = old.iter().map(|id| (subject(*id), vec!["remarks"])).collect();
    tx.record_many("survey_answers.anonymise", &entries)
}

/// What was begun and never sent off is no answer: once the invitation is over, only where its writer stopped is kept.
pub fn drop_unsent(tx: &mut Tx<'_>) -> Result<(), Error> {
    let over: Vec<SurveyResponseId> = survey_responses::table
        .inner_join(survey_invitations::table.on(survey_responses::invitation_id.eq(survey_invitations::id.nullable())))
        .filter(survey_responses::submitted_at.is_null())
        .filter(survey_invitations::state.eq_any(["refused", "expired", "cancelled"]))
        .order(survey_responses::id)
        .limit(BATCH)
        .select(survey_responses::id)
        .load(tx.conn)?;
    if over.is_empty() {
        return Ok(());
    }
    diesel::delete(survey_answers::table.filter(survey_answers::response_id.eq_any(&over))).execute(tx.conn)?;
    diesel::update(
        survey_responses::table
            .filter(survey_responses::id.eq_any(&over))
            .filter(survey_responses::submitted_at.is_null()),
    )
    .set((
        survey_responses::invitation_id.eq(None::<InvitationId>),
        survey_responses::customer_id.eq(None::<CustomerId>),
        survey_responses::vehicle_id.eq(None::<VehicleId>),
        survey_responses::advisor_id.eq(None::<StaffId>),
        survey_responses::technician_id.eq(None::<StaffId>),
        survey_responses::erased_at.eq(tx.now),
    ))
    .execute(tx.conn)?;
    Ok(())
}
