//! One customer after an event: planned here, asked when the time has come.

use diesel::prelude::*;

use super::{changed, due_at, rules};
use crate::platform::db::{Subject, Tx};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::schema::survey_invitations;
use crate::surveys::programmes::queries;
use crate::surveys::programmes::rules::{InvitationState, is_sent};
use crate::surveys::questionnaires;
use crate::surveys::rules::Purpose;
use crate::values::ids::{CustomerId, InvitationId, VehicleId};

/// Something happened that a standing survey asks about: plans the invitation, once for each record. Whether the customer
/// may be asked is looked at when the time has come.
pub fn after(
    tx: &mut Tx<'_>,
    purpose: Purpose,
    customer: CustomerId,
    vehicle: Option<VehicleId>,
    about: Subject,
) -> Result<(), Error> {
    let Some(survey) = queries::following(tx.conn, customer, purpose)? else {
        return Ok(());
    };
    if !survey.covers(times::day_of(tx.now)) || !is_sent(survey.way) {
        return Ok(());
    }
    let Some(version) = questionnaires::queries::latest(tx.conn, survey.questionnaire_id)? else {
        return Ok(());
    };
    let rules = rules(tx, survey.store_id)?;
    let facts = queries::facts(tx.conn, Some(customer), vehicle, Some(about))?;
    let planned = diesel::insert_into(survey_invitations::table)
        .values((
            (
                survey_invitations::id.eq(InvitationId::new()),
                survey_invitations::store_id.eq(survey.store_id),
                survey_invitations::survey_id.eq(survey.id),
                survey_invitations::version_id.eq(version),
                survey_invitations::customer_id.eq(customer),
                survey_invitations::vehicle_id.eq(facts.vehicle),
                survey_invitations::subject_kind.eq(about.kind),
                survey_invitations::subject_id.eq(about.id),
                survey_invitations::advisor_id.eq(facts.advisor),
                survey_invitations::technician_id.eq(facts.technician),
                survey_invitations::model_id.eq(facts.model_id),
                survey_invitations::model.eq(facts.model),
            ),
            (
                survey_invitations::tier.eq(facts.tier),
                survey_invitations::self_paid.eq(facts.self_paid),
                survey_invitations::way.eq(survey.way),
                survey_invitations::state.eq(InvitationState::Planned),
                survey_invitations::due_at.eq(due_at(tx.now, survey.delay_days, &rules)),
                survey_invitations::created_at.eq(tx.now),
            ),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn)?;
    if planned == 1 {
        changed(tx, survey.store_id)?;
    }
    Ok(())
}
