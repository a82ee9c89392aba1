//! Rewards.

use diesel::PgConnection;
use diesel::prelude::*;

use crate::membership::model::Reward;
use crate::platform::error::Error;
use crate::schema::rewards;
use crate::values::ids::{RewardId, StoreId};

/// The rewards of a store, the cheapest first, those in use before those that were retired; two hundred at most.
pub fn rewards(conn: &mut PgConnection, store: StoreId, retired_too: bool) -> Result<Vec<Reward>, Error> {
    let mut query = rewards::table
        .filter(rewards::store_id.eq(store))
        .order((rewards::retired_at.is_not_null(), rewards::points, rewards::id))
        .limit(200)
        .select(Reward::as_select())
        .into_boxed();
    if !retired_too {
        query = query.filter(rewards::retired_at.is_null());
    }
    Ok(query.load(conn)?)
}

/// One reward of a store.
pub fn reward(conn: &mut PgConnection, store: StoreId, id: RewardId) -> Result<Reward, Error> {
    Ok(rewards::table
        .find(id)
        .filter(rewards::store_id.eq(store))
        .select(Reward::as_select())
        .first(conn)?)
}
