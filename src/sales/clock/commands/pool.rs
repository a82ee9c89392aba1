//! Into the open pool and out of it.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::assign::{follow, give_opportunity};
use super::chain::restarted;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::settings;
use crate::sales::clock::model::PoolRow;
use crate::sales::clock::queries;
use crate::sales::clock::rules::{Move, NotNow, may_claim};
use crate::sales::clock::settings::ClockSettings;
use crate::sales::model::{BOARD, opportunity as opportunity_subject};
use crate::sales::opportunities::commands::{begin_anew, stamp};
use crate::sales::opportunities::queries::hold_leads;
use crate::sales::rules::Stage;
use crate::schema::{opportunities, pool_claims, staff, stores};
use crate::values::fault::Fault;
use crate::values::ids::{LeadId, OpportunityId, StaffId, StoreId};

/// An opportunity, held with the leads it came from: those first, as everywhere.
fn lock(tx: &mut Tx<'_>, id: OpportunityId) -> Result<(PoolRow, Vec<LeadId>), Error> {
    let leads = hold_leads(tx.conn, id)?;
    let row = opportunities::table
        .find(id)
        .select(PoolRow::as_select())
        .for_no_key_update()
        .first(tx.conn)?;
    Ok((row, leads))
}

fn note(tx: &mut Tx<'_>, row: &PoolRow, what: Move, who: Option<StaffId>) -> Result<(), Error> {
    diesel::insert_into(pool_claims::table)
        .values((
            pool_claims::id.eq(Uuid::now_v7()),
            pool_claims::store_id.eq(row.store_id),
            pool_claims::opportunity_id.eq(row.id),
            pool_claims::what.eq(what),
            pool_claims::staff_id.eq(who),
            pool_claims::at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Puts an opportunity into the pool, or takes it out for somebody; its leads go the same way.
fn pass(
    tx: &mut Tx<'_>,
    row: &PoolRow,
    leads: &[LeadId],
    to: Option<StaffId>,
    (how, why): (Move, Option<&str>),
) -> Result<(), Error> {
    note(tx, row, how, to.or(row.owner_id))?;
    diesel::update(opportunities::table.find(row.id))
        .set(opportunities::pool_since.eq(to.is_none().then_some(tx.now)))
        .execute(tx.conn)?;
    follow(tx, leads, to)?;
    if row.owner_id == to {
        // It was nobody's before.
        stamp(tx, row.id, row.stage, how.code(), why)?;
    }
    give_opportunity(tx, row.id, to, how.code(), why)?;
    tx.notify(BOARD, row.store_id)
}

/// Whether an opportunity can go into the pool.
fn can_go(row: &PoolRow) -> bool {
    let sold = matches!(row.stage, Stage::Ordered | Stage::Delivered | Stage::Lost);
    row.closed_at.is_none() && row.pool_since.is_none() && !sold
}

/// Puts what was without contact for too long into the pool.
pub fn drop_idle(tx: &mut Tx<'_>) -> Result<(), Error> {
    let all: Vec<StoreId> = stores::table.order(stores::id).select(stores::id).load(tx.conn)?;
    for store in all {
        let rules = settings::load::<ClockSettings>(tx.conn, store)?.value;
        for id in queries::idle(tx.conn, store, rules.idle(), tx.now)? {
            let (row, leads) = lock(tx, id)?;
            if !can_go(&row) {
                continue;
            }
            pass(tx, &row, &leads, None, (Move::Dropped, None))?;
            tx.record(
                "opportunities.drop",
                opportunity_subject(id),
                &["owner_id", "pool_since"],
            )?;
        }
    }
    Ok(())
}

/// Gives an opportunity away into the pool, for a reason.
pub fn release(tx: &mut Tx<'_>, id: OpportunityId, reason: &str) -> Result<(), Error> {
    let actor = tx.actor()?.clone();
    queries::to_release(tx.conn, &actor, id)?;
    let (row, leads) = lock(tx, id)?;
    if !can_go(&row) {
        return Err(Error::WrongState);
    }
    pass(tx, &row, &leads, None, (Move::Released, Some(reason)))?;
    tx.record_because("opportunities.release", opportunity_subject(id), reason)
}

/// Takes an opportunity out of the pool for the actor, who begins anew; tells when they follow it up.
///
/// # Errors
/// [`Error::WrongState`] if somebody else was faster; [`Error::Invalid`] on `claim` if the day allows no more
/// ([`Fault::UsedUp`]) or it was the actor's own until lately ([`Fault::Taken`]).
pub fn claim(tx: &mut Tx<'_>, id: OpportunityId) -> Result<DateTime<Utc>, Error> {
    let (me, store) = (tx.actor()?.id, tx.actor()?.store);
    // Two claims of one person count one after the other.
    staff::table
        .find(me)
        .select(staff::id)
        .for_no_key_update()
        .first::<StaffId>(tx.conn)?;
    let (row, leads) = lock(tx, id)?;
    if row.store_id != store {
        return Err(Error::NotFound);
    }
    if row.pool_since.is_none() || row.closed_at.is_some() {
        return Err(Error::WrongState);
    }
    let rules = settings::load::<ClockSettings>(tx.conn, store)?.value;
    let claimed = queries::claimed(tx.conn, me, id, tx.now)?;
    let own = TimeDelta::days(rules.own_days.into());
    may_claim(claimed, rules.claims_a_day, own, tx.now).map_err(|why| match why {
        NotNow::EnoughToday => Error::field("claim", Fault::UsedUp),
        NotNow::OwnLately => Error::field("claim", Fault::Taken),
    })?;
    pass(tx, &row, &leads, Some(me), (Move::Claimed, None))?;
    let next_at = begin_anew(tx, id)?;
    leads.iter().try_for_each(|lead| restarted(tx, *lead))?;
    tx.record(
        "opportunities.claim",
        opportunity_subject(id),
        &["owner_id", "pool_since", "next_at"],
    )?;
    Ok(next_at)
}
