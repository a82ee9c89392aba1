//! A customer's tier, and who looks after them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::announce;
use crate::access::Scope;
use crate::customers::model::subject;
use crate::customers::queries;
use crate::customers::rules::Tier;
use crate::platform::db::{Change, Tx, still_fresh};
use crate::platform::error::Error;
use crate::schema::customers;
use crate::values::fault::Fault;
use crate::values::ids::{CustomerId, StaffId, StoreId};

/// Sets the membership tier of a customer within scope, and why.
pub fn set_tier(
    tx: &mut Tx<'_>,
    scope: Scope,
    id: CustomerId,
    seen: i32,
    tier: Tier,
    reason: &str,
) -> Result<(), Error> {
    let vault = tx.vault().clone();
    let old = queries::record(tx.conn, &vault, scope, tx.now, id)?;
    let updated = diesel::update(customers::table.find(id).filter(customers::lock_version.eq(seen)))
        .set((
            customers::tier.eq(tier),
            customers::updated_at.eq(tx.now),
            customers::lock_version.eq(customers::lock_version + 1),
        ))
        .execute(tx.conn)?;
    still_fresh(updated)?;
    let change = Change {
        field: "tier",
        old: Some(old.tier.code().to_owned()),
        new: Some(tier.code().to_owned()),
    };
    tx.record_changes("customers.set_tier", subject(id), &[change])?;
    tx.record_because("customers.explain_tier", subject(id), reason)?;
    announce(tx, old.store)
}

/// The tier follows what the customer spent: for the room of membership, which alone knows. Nobody typed it, so no open form
/// is made stale and the customer doesn't move up in lists.
pub fn follow_tier(tx: &mut Tx<'_>, id: CustomerId, tier: Tier) -> Result<(), Error> {
    let (old, store): (Tier, StoreId) = customers::table
        .find(id)
        .select((customers::tier, customers::store_id))
        .for_update()
        .first(tx.conn)?;
    diesel::update(customers::table.find(id))
        .set(customers::tier.eq(tier))
        .execute(tx.conn)?;
    let change = Change {
        field: "tier",
        old: Some(old.code().to_owned()),
        new: Some(tier.code().to_owned()),
    };
    tx.record_changes("customers.follow_tier", subject(id), &[change])?;
    announce(tx, store)
}

/// Gives a customer within scope to a colleague of the store, or to nobody yet.
pub fn assign(tx: &mut Tx<'_>, scope: Scope, id: CustomerId, seen: i32, owner: Option<StaffId>) -> Result<(), Error> {
    let vault = tx.vault().clone();
    let old = queries::record(tx.conn, &vault, scope, tx.now, id)?;
    if let Some(owner) = owner {
        let colleagues = queries::list::owners(tx.conn, old.store)?;
        if !colleagues.0.iter().any(|colleague| colleague.0 == owner) {
            return Err(Error::field("owner", Fault::Choice));
        }
    }
    let updated = diesel::update(customers::table.find(id).filter(customers::lock_version.eq(seen)))
        .set((
            customers::owner_id.eq(owner),
            customers::updated_at.eq(tx.now),
            customers::lock_version.eq(customers::lock_version + 1),
        ))
        .execute(tx.conn)?;
    still_fresh(updated)?;
    let change = Change {
        field: "owner",
        old: old.owner.map(|staff| staff.to_string()),
        new: owner.map(|staff| staff.to_string()),
    };
    tx.record_changes("customers.assign", subject(id), &[change])?;
    announce(tx, old.store)
}

/// Notes when a record within scope was last found to be right, and gives what was noted before: for whoever verifies records
/// without changing them. No open form is made stale.
pub fn set_verified(
    tx: &mut Tx<'_>,
    scope: Scope,
    id: CustomerId,
    at: Option<DateTime<Utc>>,
) -> Result<Option<DateTime<Utc>>, Error> {
    queries::ensure_visible(tx.conn, scope, tx.now, id)?;
    let (store, before): (StoreId, Option<DateTime<Utc>>) = customers::table
        .find(id)
        .select((customers::store_id, customers::verified_at))
        .for_update()
        .first(tx.conn)?;
    diesel::update(customers::table.find(id))
        .set(customers::verified_at.eq(at))
        .execute(tx.conn)?;
    tx.record("customers.verify", subject(id), &["verified_at"])?;
    announce(tx, store)?;
    Ok(before)
}
