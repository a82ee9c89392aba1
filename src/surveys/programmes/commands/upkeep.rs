//! What ends by itself: links that nobody answered, surveys whose last day is over.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Timestamptz, Uuid as SqlUuid};

use super::changed;
use super::life::{drop_calls, drop_planned, step};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::schema::surveys;
use crate::surveys::programmes::model::Survey;
use crate::surveys::programmes::rules::{SurveyAction, SurveyState};
use crate::values::ids::StoreId;

/// Invitations of one round.
const BATCH: i64 = 2_000;

#[derive(QueryableByName)]
struct OfStore {
    #[diesel(sql_type = SqlUuid)]
    store_id: StoreId,
}

/// Closes the links whose time is over; those that another process holds are left to it. Who was never called, and a slip
/// without a name that nobody looked at, asked nobody: they are left out.
pub fn expire_due(tx: &mut Tx<'_>) -> Result<(), Error> {
    let expired: Vec<OfStore> = diesel::sql_query(
        "UPDATE survey_invitations u SET lock_version = u.lock_version + 1, \
         state = CASE WHEN ended.why IS NULL THEN 'expired' ELSE 'cancelled' END, stopped_because = ended.why, \
         sent_at = CASE WHEN ended.why IS NULL THEN u.sent_at END FROM \
         (SELECT i.id, CASE WHEN i.sent_at IS NULL THEN 'unused' WHEN i.way = 'phone' AND i.state = 'sent' AND NOT EXISTS \
            (SELECT FROM survey_calls c WHERE c.invitation_id = i.id AND c.attempts > 0) THEN 'too_late' END AS why \
          FROM survey_invitations i WHERE i.state IN ('sent', 'opened') AND i.expires_at <= $1 \
          ORDER BY i.expires_at, i.id LIMIT $2 FOR UPDATE OF i SKIP LOCKED) ended \
         WHERE u.id = ended.id RETURNING u.store_id",
    )
    .bind::<Timestamptz, _>(tx.now)
    .bind::<BigInt, _>(BATCH)
    .load(tx.conn)?;
    let mut stores: Vec<StoreId> = expired.into_iter().map(|row| row.store_id).collect();
    stores.sort_unstable();
    stores.dedup();
    stores.into_iter().try_for_each(|store| changed(tx, store))
}

/// Ends the surveys whose last day is over; links that are out hold until they expire.
pub fn finish_due(tx: &mut Tx<'_>) -> Result<(), Error> {
    let over: Vec<Survey> = surveys::table
        .filter(surveys::state.eq_any([SurveyState::Running, SurveyState::Paused]))
        .filter(surveys::ends_on.lt(times::day_of(tx.now)))
        .order(surveys::id)
        .select(Survey::as_select())
        .for_no_key_update()
        .skip_locked()
        .load(tx.conn)?;
    for survey in over {
        step(tx, &survey, SurveyAction::Finish)?;
        drop_planned(tx, survey.id)?;
        drop_calls(tx, survey.id)?;
    }
    Ok(())
}
