//! Giving awards and taking them back.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::model::{NewAward, subject};
use super::queries;
use crate::figures::reports::asking::Reader;
use crate::figures::reports::board::ranked;
use crate::figures::reports::month::Month;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::undo;
use crate::schema::awards;
use crate::values::fault::Fault;
use crate::values::ids::{AwardId, StaffId};

/// What can be taken back.
pub const GIVE: &str = "awards.award";
pub const REVOKE: &str = "awards.revoke";

/// Gives an award, with the figure as it stands now.
///
/// # Errors
/// In `month` for one that is not over, in `person` for somebody without a place on the leaderboard.
pub fn give(tx: &mut Tx<'_>, new: &NewAward) -> Result<(AwardId, Uuid), Error> {
    let actor = tx.actor()?.clone();
    if new.month >= Month::of(times::day_of(tx.now)) {
        return Err(Error::field("month", Fault::DateInFuture));
    }
    let reader = Reader {
        store: actor.store,
        staff: actor.id,
    };
    let boards = queries::boards(tx.conn, reader, new.month, tx.now)?;
    let board = boards.get(&new.figure).map(Vec::as_slice).unwrap_or_default();
    let standing = board.iter().find(|standing| standing.person == new.person);
    let placed = standing.and_then(|standing| Some((standing, standing.place?)));
    let (standing, place) = placed.ok_or_else(|| Error::field("person", Fault::Choice))?;
    let id = AwardId::new();
    diesel::insert_into(awards::table)
        .values((
            awards::id.eq(id),
            awards::store_id.eq(actor.store),
            awards::month.eq(new.month.first()),
            awards::figure.eq(new.figure),
            awards::staff_id.eq(new.person),
            awards::n.eq(standing.n),
            awards::value.eq(standing.value),
            awards::target.eq(standing.target),
            awards::place.eq(whole(place)),
            awards::sharing.eq(whole(standing.sharing)),
            awards::ranked.eq(whole(ranked(board))),
            awards::words.eq(&new.words),
            awards::given_by.eq(actor.id),
            awards::given_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    tx.record(GIVE, subject(id), &["month", "figure", "person"])?;
    let undo = undo::offer(tx, GIVE, json!({ "award": id }))?;
    Ok((id, undo))
}

fn whole(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// Takes an award back.
pub fn revoke(tx: &mut Tx<'_>, id: AwardId) -> Result<Uuid, Error> {
    withdraw(tx, id)?;
    undo::offer(tx, REVOKE, json!({ "award": id }))
}

/// As [`revoke`], without a way back: it is one itself.
pub fn withdraw(tx: &mut Tx<'_>, id: AwardId) -> Result<(), Error> {
    let actor = tx.actor()?.clone();
    let own = awards::table.find(id).filter(awards::store_id.eq(actor.store));
    own.select(awards::id).first::<AwardId>(tx.conn)?;
    let updated = diesel::update(own.filter(awards::taken_back_at.is_null()))
        .set((awards::taken_back_by.eq(actor.id), awards::taken_back_at.eq(tx.now)))
        .execute(tx.conn)?;
    if updated == 0 {
        return Err(Error::WrongState);
    }
    tx.record(REVOKE, subject(id), &[])
}

/// Gives an award again that was taken back.
pub fn reinstate(tx: &mut Tx<'_>, id: AwardId) -> Result<(), Error> {
    let store = tx.actor()?.store;
    let own = awards::table.find(id).filter(awards::store_id.eq(store));
    let updated = diesel::update(own.filter(awards::taken_back_at.is_not_null()))
        .set((
            awards::taken_back_by.eq(None::<StaffId>),
            awards::taken_back_at.eq(None::<DateTime<Utc>>),
        ))
        .execute(tx.conn);
    // Given to the same person anew meanwhile.
    match updated.map_err(Error::from) {
        Ok(1) => tx.record("awards.reinstate", subject(id), &[]),
        Ok(_) | Err(Error::Constraint(_)) => Err(Error::WrongState),
        Err(error) => Err(error),
    }
}
