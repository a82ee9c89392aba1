//! The rewards that points are redeemed for.

use diesel::prelude::*;

use super::announce;
use crate::membership::model::{NewReward, reward_subject};
use crate::platform::db::{Tx, still_fresh};
use crate::platform::error::Error;
use crate::schema::rewards;
use crate::values::ids::{RewardId, StoreId};

pub fn add_reward(tx: &mut Tx<'_>, store: StoreId, new: &NewReward) -> Result<RewardId, Error> {
    let (id, staff) = (RewardId::new(), tx.actor().ok().map(|actor| actor.id));
    diesel::insert_into(rewards::table)
        .values((
            rewards::id.eq(id),
            rewards::store_id.eq(store),
            rewards::name_zh.eq(&new.zh),
            rewards::name_en.eq(&new.en),
            rewards::points.eq(new.points),
            rewards::stock.eq(new.stock),
            rewards::created_by.eq(staff),
            rewards::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    tx.record(
        "membership.add_reward",
        reward_subject(id),
        &["zh", "en", "points", "stock"],
    )?;
    announce(tx, store)?;
    Ok(id)
}

/// Changes a reward. The stock that was typed counts only if nobody redeemed one meanwhile: that makes the row stale too.
pub fn change_reward(
    tx: &mut Tx<'_>,
    store: StoreId,
    id: RewardId,
    seen: i32,
    seen_stock: Option<i32>,
    new: &NewReward,
) -> Result<(), Error> {
    let own = rewards::table.find(id).filter(rewards::store_id.eq(store));
    own.select(rewards::id).first::<RewardId>(tx.conn)?;
    let updated = diesel::update(
        own.filter(rewards::lock_version.eq(seen))
            .filter(rewards::stock.is_not_distinct_from(seen_stock)),
    )
    .set((
        rewards::name_zh.eq(&new.zh),
        rewards::name_en.eq(&new.en),
        rewards::points.eq(new.points),
        rewards::stock.eq(new.stock),
        rewards::lock_version.eq(rewards::lock_version + 1),
    ))
    .execute(tx.conn)?;
    still_fresh(updated)?;
    tx.record(
        "membership.change_reward",
        reward_subject(id),
        &["zh", "en", "points", "stock"],
    )?;
    announce(tx, store)
}

/// Takes a reward off the list; what was redeemed stays.
pub fn retire_reward(tx: &mut Tx<'_>, store: StoreId, id: RewardId) -> Result<(), Error> {
    let own = rewards::table.find(id).filter(rewards::store_id.eq(store));
    own.select(rewards::id).first::<RewardId>(tx.conn)?;
    let updated = diesel::update(own.filter(rewards::retired_at.is_null()))
        .set((
            rewards::retired_at.eq(tx.now),
            rewards::lock_version.eq(rewards::lock_version + 1),
        ))
        .execute(tx.conn)?;
    if updated == 0 {
        return Err(Error::WrongState);
    }
    tx.record("membership.retire_reward", reward_subject(id), &[])?;
    announce(tx, store)
}

/// Puts a reward on the list again.
pub fn bring_back_reward(tx: &mut Tx<'_>, store: StoreId, id: RewardId) -> Result<(), Error> {
    let own = rewards::table.find(id).filter(rewards::store_id.eq(store));
    own.select(rewards::id).first::<RewardId>(tx.conn)?;
    let none: Option<chrono::DateTime<chrono::Utc>> = None;
    let updated = diesel::update(own.filter(rewards::retired_at.is_not_null()))
        .set((
            rewards::retired_at.eq(none),
            rewards::lock_version.eq(rewards::lock_version + 1),
        ))
        .execute(tx.conn)?;
    if updated == 0 {
        return Err(Error::WrongState);
    }
    tx.record("membership.return_reward", reward_subject(id), &[])?;
    announce(tx, store)
}
