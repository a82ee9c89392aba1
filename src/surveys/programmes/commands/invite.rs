//! One customer who is asked now, and what becomes of the invitation.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::dsl::{exists, select};
use diesel::prelude::*;

use super::changed;
use crate::messages::commands as messages;
use crate::platform::db::{Tx, still_fresh};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::schema::{survey_calls, survey_invitations, surveys};
use crate::surveys::programmes::model::{Invitation, Invited, NewInvitation, Survey, TOKEN, invitation_subject};
use crate::surveys::programmes::queries;
use crate::surveys::programmes::rules::{Because, InvitationState, SurveyAction};
use crate::surveys::questionnaires;
use crate::surveys::rules::Way;
use crate::values::ids::InvitationId;

/// The messages of an invitation, by their keys in the catalogue.
pub(super) const ASK: &str = "survey.invitation";
pub(super) const REMIND: &str = "survey.reminder";

/// A token nobody guesses: 128 bits in 22 characters.
pub(super) fn mint() -> String {
    let bits: [u8; 16] = rand::random();
    BASE64_URL_SAFE_NO_PAD.encode(bits)
}

/// An invitation, held until this transaction ends.
pub(super) fn lock(tx: &mut Tx<'_>, id: InvitationId) -> Result<Invitation, Error> {
    Ok(survey_invitations::table
        .find(id)
        .select(Invitation::as_select())
        .for_no_key_update()
        .first(tx.conn)?)
}

/// Hands an invitation out by a way: with its token, and its times from now on.
pub(super) fn hand_out(tx: &mut Tx<'_>, survey: &Survey, id: InvitationId, way: Way) -> Result<String, Error> {
    give(tx, survey, id, way, false)
}

fn give(tx: &mut Tx<'_>, survey: &Survey, id: InvitationId, way: Way, blank: bool) -> Result<String, Error> {
    let (token, now) = (mint(), tx.now);
    let reminded = survey.remind_after_days > 0 && matches!(way, Way::Email | Way::Link);
    let days = |days: i32| now + TimeDelta::days(days.into());
    diesel::update(survey_invitations::table.find(id))
        .set((
            survey_invitations::state.eq(InvitationState::Sent),
            survey_invitations::way.eq(way),
            survey_invitations::token_hash.eq(queries::hash(tx.vault(), &token)),
            survey_invitations::token_sealed.eq(tx.vault().seal(TOKEN, id.uuid(), &token)?),
            // A slip without a name asks somebody once it is looked at.
            survey_invitations::sent_at.eq((!blank).then_some(now)),
            survey_invitations::remind_at.eq(reminded.then(|| days(survey.remind_after_days))),
            survey_invitations::expires_at.eq(days(survey.expire_after_days)),
            survey_invitations::lock_version.eq(survey_invitations::lock_version + 1),
        ))
        .execute(tx.conn)?;
    Ok(token)
}

/// Asks somebody now: at the desk, by phone, on paper. About the same record nobody is asked twice: an invitation that
/// waits is handed out, one that is out is given again.
///
/// # Errors
/// [`Error::WrongState`] if the survey doesn't run or the record was answered about.
pub fn invite(tx: &mut Tx<'_>, new: NewInvitation) -> Result<Invited, Error> {
    let survey: Survey = surveys::table
        .find(new.survey)
        .select(Survey::as_select())
        .for_share()
        .first(tx.conn)?;
    if !survey.state.allows(SurveyAction::Ask) {
        return Err(Error::WrongState);
    }
    if let Some(known) = about_the_same(tx, &new)? {
        let token = match known.state {
            InvitationState::Planned => hand_out(tx, &survey, known.id, new.way)?,
            state if state.is_open() => {
                let vault = tx.vault().clone();
                queries::token(tx.conn, &vault, known.id)?.ok_or(Error::WrongState)?
            }
            _ => return Err(Error::WrongState),
        };
        changed(tx, survey.store_id)?;
        tx.record("surveys.invite", invitation_subject(known.id), &["way"])?;
        return Ok(Invited { id: known.id, token });
    }
    let version = questionnaires::queries::latest(tx.conn, survey.questionnaire_id)?.ok_or(Error::WrongState)?;
    let facts = queries::facts(tx.conn, new.customer, new.vehicle, new.subject)?;
    let id = InvitationId::new();
    diesel::insert_into(survey_invitations::table)
        .values((
            (
                survey_invitations::id.eq(id),
                survey_invitations::store_id.eq(survey.store_id),
                survey_invitations::survey_id.eq(survey.id),
                survey_invitations::version_id.eq(version),
                survey_invitations::customer_id.eq(new.customer),
                survey_invitations::vehicle_id.eq(facts.vehicle),
                survey_invitations::subject_kind.eq(new.subject.map(|subject| subject.kind)),
                survey_invitations::subject_id.eq(new.subject.map(|subject| subject.id)),
                survey_invitations::advisor_id.eq(facts.advisor),
                survey_invitations::technician_id.eq(facts.technician),
                survey_invitations::model_id.eq(facts.model_id),
                survey_invitations::model.eq(facts.model),
            ),
            (
                survey_invitations::tier.eq(facts.tier),
                survey_invitations::self_paid.eq(facts.self_paid),
                survey_invitations::way.eq(new.way),
                survey_invitations::state.eq(InvitationState::Planned),
                survey_invitations::due_at.eq(tx.now),
                survey_invitations::created_at.eq(tx.now),
            ),
        ))
        .execute(tx.conn)?;
    let blank = new.customer.is_none() && new.subject.is_none();
    let token = give(tx, &survey, id, new.way, blank)?;
    changed(tx, survey.store_id)?;
    tx.record("surveys.invite", invitation_subject(id), &["way"])?;
    Ok(Invited { id, token })
}

pub(super) fn about_the_same(tx: &mut Tx<'_>, new: &NewInvitation) -> Result<Option<Invitation>, Error> {
    let Some(subject) = new.subject else {
        return Ok(None);
    };
    Ok(survey_invitations::table
        .filter(survey_invitations::survey_id.eq(new.survey))
        .filter(survey_invitations::subject_kind.eq(subject.kind))
        .filter(survey_invitations::subject_id.eq(subject.id))
        .select(Invitation::as_select())
        .for_no_key_update()
        .first(tx.conn)
        .optional()?)
}

/// Of an anonymous survey only the day is kept, so that an answer isn't found by its minute.
fn moment(tx: &mut Tx<'_>, invitation: &Invitation, at: DateTime<Utc>) -> Result<DateTime<Utc>, Error> {
    let anonymous: bool = surveys::table
        .find(invitation.survey_id)
        .select(surveys::anonymous)
        .first(tx.conn)?;
    Ok(if anonymous {
        times::start_of(times::day_of(at))
    } else {
        at
    })
}

/// Somebody looked at the questions. Looking again changes nothing.
pub fn opened(tx: &mut Tx<'_>, id: InvitationId) -> Result<(), Error> {
    let invitation = lock(tx, id)?;
    if invitation.state != InvitationState::Sent {
        return Ok(());
    }
    let at = moment(tx, &invitation, tx.now)?;
    diesel::update(survey_invitations::table.find(id))
        .set((
            survey_invitations::state.eq(InvitationState::Opened),
            survey_invitations::opened_at.eq(at),
            survey_invitations::sent_at.eq(invitation.sent_at.unwrap_or(at)),
            survey_invitations::lock_version.eq(survey_invitations::lock_version + 1),
        ))
        .execute(tx.conn)?;
    changed(tx, invitation.store_id)
}

/// The answer was sent. [`Error::WrongState`] where none is expected any more.
pub fn answered(tx: &mut Tx<'_>, id: InvitationId, at: DateTime<Utc>) -> Result<(), Error> {
    let invitation = lock(tx, id)?;
    if !invitation.state.is_open() || invitation.expires_at.is_some_and(|end| end <= at) {
        return Err(Error::WrongState);
    }
    let at = moment(tx, &invitation, at)?;
    diesel::update(survey_invitations::table.find(id))
        .set((
            survey_invitations::state.eq(InvitationState::Answered),
            survey_invitations::answered_at.eq(at),
            survey_invitations::sent_at.eq(invitation.sent_at.unwrap_or(at)),
            survey_invitations::lock_version.eq(survey_invitations::lock_version + 1),
        ))
        .execute(tx.conn)?;
    changed(tx, invitation.store_id)
}

/// The customer doesn't want to answer: they are not reminded, and what has not left yet stays here. Saying so again
/// changes nothing.
pub fn refused(tx: &mut Tx<'_>, id: InvitationId, why: Because) -> Result<(), Error> {
    let invitation = lock(tx, id)?;
    match invitation.state {
        InvitationState::Refused => return Ok(()),
        state if state.is_open() => {}
        _ => return Err(Error::WrongState),
    }
    diesel::update(survey_invitations::table.find(id))
        .set((
            survey_invitations::state.eq(InvitationState::Refused),
            survey_invitations::stopped_because.eq(why),
            survey_invitations::sent_at.eq(invitation.sent_at.unwrap_or(tx.now)),
            survey_invitations::lock_version.eq(survey_invitations::lock_version + 1),
        ))
        .execute(tx.conn)?;
    for key in [ASK, REMIND] {
        messages::withdraw(tx, invitation_subject(id), key, why.code())?;
    }
    changed(tx, invitation.store_id)?;
    tx.record("surveys.turn_down", invitation_subject(id), &["state"])
}

/// Whether it is a call that nobody has made yet: then nobody was asked.
fn never_called(tx: &mut Tx<'_>, invitation: &Invitation) -> Result<bool, Error> {
    if invitation.way != Way::Phone || invitation.state != InvitationState::Sent {
        return Ok(false);
    }
    let called = survey_calls::table
        .filter(survey_calls::invitation_id.eq(invitation.id))
        .filter(survey_calls::attempts.gt(0));
    Ok(!select(exists(called)).get_result::<bool>(tx.conn)?)
}

/// Takes an invitation back by hand; its link stops working.
pub fn cancel(tx: &mut Tx<'_>, id: InvitationId, reason: &str, seen_version: i32) -> Result<(), Error> {
    let invitation = lock(tx, id)?;
    if invitation.state != InvitationState::Planned && !invitation.state.is_open() {
        return Err(Error::WrongState);
    }
    let unmade = never_called(tx, &invitation)?;
    let sent_at = invitation.sent_at.filter(|_| !unmade);
    let written = diesel::update(
        survey_invitations::table
            .find(id)
            .filter(survey_invitations::lock_version.eq(seen_version)),
    )
    .set((
        survey_invitations::state.eq(InvitationState::Cancelled),
        survey_invitations::stopped_because.eq(Because::ByHand),
        survey_invitations::sent_at.eq(sent_at),
        survey_invitations::lock_version.eq(seen_version + 1),
    ))
    .execute(tx.conn)?;
    still_fresh(written)?;
    for key in [ASK, REMIND] {
        messages::withdraw(tx, invitation_subject(id), key, reason)?;
    }
    changed(tx, invitation.store_id)?;
    tx.record_because("surveys.cancel_invitation", invitation_subject(id), reason)
}
