//! What ends by itself: links that nobody answered, surveys whose last day is over.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Timestamptz, Uuid as SqlUuid};

use super::changed;
use super::life::{drop_planned, step};
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

/// Closes the links whose time is over; those that another process holds are left to it.
pub fn expire_due(tx: &mut Tx<'_>) -> Result<(), Error> {
    let expired: Vec<OfStore> = diesel::sql_query(
        "UPDATE survey_invitations SET state = 'expired', lock_version = lock_version + 1 WHERE id IN \
         (SELECT i.id FROM survey_invitations i WHERE i.state IN ('sent', 'opened') AND i.expires_at <= $1 \
          ORDER BY i.expires_at, i.id LIMIT $2 FOR UPDATE SKIP LOCKED) RETURNING store_id",
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
    }
    Ok(())
}
