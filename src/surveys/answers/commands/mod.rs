//! Writes of answers.

mod follow_up;
mod privacy;
mod sending;

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::model::{Closed, ResponseRow, Start, TEXT, TOPIC, subject};
use super::queries;
use super::rules::Follows;
use crate::customers::commands::{NewConsent, give_consents};
use crate::customers::rules::{Channel, Purpose};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::i18n::Lang;
use crate::platform::throttle::{self, Limit};
use crate::schema::{stores, survey_answers, survey_invitations, survey_responses, surveys};
use crate::surveys::programmes;
use crate::surveys::programmes::model::invitation_subject;
use crate::surveys::programmes::rules::Because;
use crate::surveys::questionnaires;
use crate::surveys::rules::{Given, Value};
use crate::values::ids::{
    CustomerId, InvitationId, ModelId, QuestionnaireId, QuestionnaireVersionId, StaffId, StoreId, SurveyQuestionId,
    SurveyResponseId, VehicleId,
};

pub use follow_up::{call, complain, reply, reveal, reveal_phone};
pub use privacy::{drop_unsent, erase, erase_one, forget_old};
pub use sending::{submit, wish};

/// The words of the page on which somebody says that they don't want to be asked any more.
const WORDING: &str = "survey-page-2026-11";

/// Links that lead nowhere, from one network address.
const MISSES: Limit = Limit {
    name: "survey by address",
    tries: 30,
    window: TimeDelta::minutes(10),
};

/// Counts a link that leads nowhere, in a transaction of its own.
pub fn count_miss(tx: &mut Tx<'_>, address: &str) -> Result<(), Error> {
    throttle::hit(tx, MISSES, address)
}

/// The field of a question, in the form and in faults.
pub fn field(question: SurveyQuestionId) -> String {
    format!("q-{question}")
}

/// What every letter about an answer says: the name of who is written to, and the store's, in the language that they
/// answered in.
struct Letter {
    lang: Lang,
    name: String,
    store: String,
}

fn letter(tx: &mut Tx<'_>, row: &ResponseRow, customer: CustomerId) -> Result<Letter, Error> {
    let lang = Lang::from_code(&row.lang);
    let vault = tx.vault().clone();
    let name = crate::customers::queries::brief(tx.conn, &vault, &[customer])?
        .remove(&customer)
        .map(|brief| brief.name.into_exposed())
        .unwrap_or_default();
    let (zh, en): (String, String) = stores::table
        .find(row.store_id)
        .select((stores::name, stores::name_en))
        .first(tx.conn)?;
    Ok(Letter {
        lang,
        name,
        store: lang.pick(zh, en),
    })
}

/// What an invitation says about the customer, held until this transaction ends: whoever writes about one invitation does so
/// one after the other.
struct Invited {
    version: QuestionnaireVersionId,
    customer: Option<CustomerId>,
    vehicle: Option<VehicleId>,
    advisor: Option<StaffId>,
    technician: Option<StaffId>,
    model_id: Option<ModelId>,
    model: String,
    tier: Option<String>,
    self_paid: Option<bool>,
}

/// # Errors
/// [`Error::WrongState`] for one that can't be answered any more, or not now.
fn hold(tx: &mut Tx<'_>, id: InvitationId) -> Result<Invited, Error> {
    match held(tx, id)? {
        (invited, None) => Ok(invited),
        _ => Err(Error::WrongState),
    }
}

/// As [`hold`], also while the survey is paused: what somebody has just typed is kept, only nothing is sent off.
fn hold_to_keep(tx: &mut Tx<'_>, id: InvitationId) -> Result<Invited, Error> {
    match held(tx, id)? {
        (invited, None | Some(Closed::Paused)) => Ok(invited),
        _ => Err(Error::WrongState),
    }
}

/// With why it doesn't open, if it doesn't.
fn held(tx: &mut Tx<'_>, id: InvitationId) -> Result<(Invited, Option<Closed>), Error> {
    type Row = (
        (String, Option<DateTime<Utc>>, crate::values::ids::SurveyId),
        (
            QuestionnaireVersionId,
            Option<CustomerId>,
            Option<VehicleId>,
            Option<StaffId>,
            Option<StaffId>,
        ),
        (Option<ModelId>, String, Option<String>, Option<bool>),
    );
    let ((state, expires_at, survey), (version, customer, vehicle, advisor, technician), (model_id, model, tier, paid)): Row =
        survey_invitations::table
            .find(id)
            .select((
                (
                    survey_invitations::state,
                    survey_invitations::expires_at,
                    survey_invitations::survey_id,
                ),
                (
                    survey_invitations::version_id,
                    survey_invitations::customer_id,
                    survey_invitations::vehicle_id,
                    survey_invitations::advisor_id,
                    survey_invitations::technician_id,
                ),
                (
                    survey_invitations::model_id,
                    survey_invitations::model,
                    survey_invitations::tier,
                    survey_invitations::self_paid,
                ),
            ))
            .for_no_key_update()
            .first(tx.conn)?;
    let running: String = surveys::table.find(survey).select(surveys::state).first(tx.conn)?;
    let closed = queries::closed(&state, &running, expires_at, tx.now);
    let invited = Invited {
        version,
        customer,
        vehicle,
        advisor,
        technician,
        model_id,
        model,
        tier,
        self_paid: paid,
    };
    Ok((invited, closed))
}

/// An answer that isn't sent off yet, under lock, and its invitation before it, as `hold` says.
fn draft(
    tx: &mut Tx<'_>,
    id: SurveyResponseId,
    hold: fn(&mut Tx<'_>, InvitationId) -> Result<Invited, Error>,
) -> Result<ResponseRow, Error> {
    let invitation: Option<InvitationId> = survey_responses::table
        .find(id)
        .select(survey_responses::invitation_id)
        .first(tx.conn)?;
    if let Some(invitation) = invitation {
        hold(tx, invitation)?;
    }
    let row = locked(tx, id)?;
    if row.submitted_at.is_some() {
        return Err(Error::WrongState);
    }
    Ok(row)
}

fn locked(tx: &mut Tx<'_>, id: SurveyResponseId) -> Result<ResponseRow, Error> {
    Ok(survey_responses::table
        .find(id)
        .select(ResponseRow::as_select())
        .for_update()
        .first(tx.conn)?)
}

/// Begins an answer, or goes on with the one that the invitation has.
///
/// # Errors
/// [`Error::WrongState`] when it was sent off, or the invitation can't be answered any more.
pub fn start(tx: &mut Tx<'_>, new: Start) -> Result<SurveyResponseId, Error> {
    let invited = match new.invitation {
        Some(invitation) => Some(hold_to_keep(tx, invitation)?),
        None => None,
    };
    if let Some(invitation) = new.invitation
        && let Some(row) = queries::of_invitation(tx.conn, invitation)?
    {
        if row.submitted_at.is_some() {
            return Err(Error::WrongState);
        }
        if row.lang != new.lang.tag() {
            diesel::update(survey_responses::table.find(row.id))
                .set(survey_responses::lang.eq(new.lang.tag()))
                .execute(tx.conn)?;
        }
        return Ok(row.id);
    }
    let (store, questionnaire, anonymous, running): (StoreId, QuestionnaireId, bool, String) = surveys::table
        .find(new.survey)
        .select((
            surveys::store_id,
            surveys::questionnaire_id,
            surveys::anonymous,
            surveys::state,
        ))
        .first(tx.conn)?;
    if invited.is_none() && queries::closed("planned", &running, None, tx.now).is_some() {
        return Err(Error::WrongState);
    }
    let version = match &invited {
        Some(invited) => invited.version,
        None => questionnaires::queries::latest(tx.conn, questionnaire)?.ok_or(Error::WrongState)?,
    };
    let id = if anonymous {
        // Its id tells no time.
        SurveyResponseId::from(Uuid::new_v4())
    } else {
        SurveyResponseId::new()
    };
    let row = ResponseRow {
        id,
        invitation_id: new.invitation,
        survey_id: new.survey,
        version_id: version,
        store_id: store,
        anonymous,
        customer_id: invited.as_ref().and_then(|one| one.customer),
        vehicle_id: invited.as_ref().and_then(|one| one.vehicle),
        advisor_id: invited.as_ref().and_then(|one| one.advisor),
        technician_id: invited.as_ref().and_then(|one| one.technician),
        model_id: invited.as_ref().and_then(|one| one.model_id),
        model: invited.as_ref().map(|one| one.model.clone()).unwrap_or_default(),
        tier: invited.as_ref().and_then(|one| one.tier.clone()),
        way: new.way,
        self_paid: invited.as_ref().and_then(|one| one.self_paid),
        lang: new.lang.tag().to_owned(),
        taken_by: new.taken_by,
        started_at: tx.now,
        submitted_at: None,
        last_question: None,
        overall: None,
        nps: None,
        lowest: None,
        has_remark: false,
        wants_call: false,
        wants_complaint: false,
        consequence: Follows::None,
        due_at: None,
        followed_up_at: None,
        recovered: None,
        erased_at: None,
        lock_version: 0,
    };
    diesel::insert_into(survey_responses::table)
        .values(&row)
        .execute(tx.conn)?;
    tx.record("survey_answers.start", subject(id), &["way"])?;
    Ok(id)
}

/// Keeps answers; others that were given before stay.
///
/// # Errors
/// [`Error::WrongState`] once it was sent off.
pub fn save(tx: &mut Tx<'_>, id: SurveyResponseId, given: &Given, last: Option<SurveyQuestionId>) -> Result<(), Error> {
    let asked: Vec<SurveyQuestionId> = given.keys().copied().collect();
    keep(tx, id, &asked, given, last)
}

/// Keeps the answers to these questions: one that was taken back is gone.
pub fn keep(
    tx: &mut Tx<'_>,
    id: SurveyResponseId,
    asked: &[SurveyQuestionId],
    given: &Given,
    last: Option<SurveyQuestionId>,
) -> Result<(), Error> {
    let row = draft(tx, id, hold_to_keep)?;
    diesel::delete(
        survey_answers::table
            .filter(survey_answers::response_id.eq(id))
            .filter(survey_answers::question_id.eq_any(asked)),
    )
    .execute(tx.conn)?;
    let kept: Given = given
        .iter()
        .filter(|(question, _)| asked.contains(question))
        .map(|(question, value)| (*question, value.clone()))
        .collect();
    write(tx, id, &kept)?;
    diesel::update(survey_responses::table.find(id))
        .set((
            last.map(|last| survey_responses::last_question.eq(last)),
            survey_responses::lock_version.eq(row.lock_version + 1),
        ))
        .execute(tx.conn)?;
    tx.record("survey_answers.save", subject(id), &["answers"])
}

fn write(tx: &mut Tx<'_>, id: SurveyResponseId, given: &Given) -> Result<(), Error> {
    let rows = given
        .iter()
        .map(|(question, value)| {
            let row = Uuid::new_v4();
            let (score, choices, text) = match value {
                Value::Score(score) | Value::Nps(score) => (Some(i16::from(*score)), None, None),
                Value::YesNo(yes) => (Some(i16::from(*yes)), None, None),
                Value::Choice(code) => (None, Some(vec![Some(code.clone())]), None),
                Value::Choices(codes) => (None, Some(codes.iter().cloned().map(Some).collect::<Vec<_>>()), None),
                Value::Text(text) => (None, None, Some(tx.vault().seal(TEXT, row, text)?)),
            };
            Ok((
                survey_answers::response_id.eq(id),
                survey_answers::question_id.eq(*question),
                survey_answers::id.eq(row),
                survey_answers::score.eq(score),
                survey_answers::choices.eq(choices),
                survey_answers::text_sealed.eq(text),
            ))
        })
        .collect::<Result<Vec<_>, Error>>()?;
    if !rows.is_empty() {
        diesel::insert_into(survey_answers::table)
            .values(rows)
            .execute(tx.conn)?;
    }
    Ok(())
}

/// Somebody doesn't want to take part, or never again.
///
/// # Errors
/// [`Error::WrongState`] when the invitation is over.
pub fn refuse(tx: &mut Tx<'_>, id: InvitationId, never: bool) -> Result<(), Error> {
    let invited = hold(tx, id)?;
    programmes::commands::refused(tx, id, Because::Declined)?;
    tx.record("survey_answers.say_no", invitation_subject(id), &["state"])?;
    let Some(customer) = invited.customer.filter(|_| never) else {
        return Ok(());
    };
    let words: Vec<NewConsent> = Channel::ALL
        .iter()
        .map(|channel| NewConsent {
            purpose: Purpose::Survey,
            channel: *channel,
            given: false,
            evidence: Some("客户在问卷页面选择不再接受调查邀请".to_owned()),
            wording_version: WORDING.to_owned(),
        })
        .collect();
    give_consents(tx, customer, &words)
}

/// Drops an answer that isn't sent off, as if it had never been begun.
pub fn discard(tx: &mut Tx<'_>, id: SurveyResponseId) -> Result<(), Error> {
    let row = locked(tx, id)?;
    if row.submitted_at.is_some() {
        return Err(Error::WrongState);
    }
    diesel::delete(survey_responses::table.find(id)).execute(tx.conn)?;
    tx.record("survey_answers.discard", subject(id), &[])?;
    tx.notify(TOPIC, row.store_id)
}

/// Faults for what must be answered and isn't.
fn required(missing: &[SurveyQuestionId]) -> Error {
    let fault = |id: &SurveyQuestionId| (field(*id), crate::values::fault::Fault::Required);
    Error::Invalid(missing.iter().map(fault).collect::<BTreeMap<_, _>>())
}
