//! Giving away what a colleague leaves behind.

use std::collections::HashMap;

use diesel::prelude::*;

use super::announce;
use crate::platform::db::{Change, Subject, Tx};
use crate::platform::error::Error;
use crate::schema::customers;
use crate::values::ids::{CustomerId, StaffId, StoreId};

/// Makes one person the owner of every customer that another owns; tells how many.
pub fn hand_over(tx: &mut Tx<'_>, from: StaffId, to: StaffId) -> Result<usize, Error> {
    let given: Vec<(CustomerId, StoreId)> = diesel::update(customers::table.filter(customers::owner_id.eq(from)))
        .set((
            customers::owner_id.eq(to),
            customers::updated_at.eq(tx.now),
            customers::lock_version.eq(customers::lock_version + 1),
        ))
        .returning((customers::id, customers::store_id))
        .get_results(tx.conn)?;
    for (customer, _) in &given {
        let owner = Change {
            field: "owner",
            old: Some(from.to_string()),
            new: Some(to.to_string()),
        };
        tx.record_changes("customers.assign", Subject::new("customer", *customer), &[owner])?;
    }
    match given.first() {
        Some((_, store)) => announce(tx, *store)?,
        None => tx.record_general("customers.assign", &[])?,
    }
    Ok(given.len())
}

/// The owner of a customer follows whoever sells to them: it is `to`, if it was `from`.
pub fn follow_owner(tx: &mut Tx<'_>, id: CustomerId, from: Option<StaffId>, to: Option<StaffId>) -> Result<(), Error> {
    if from == to {
        return Ok(());
    }
    let theirs = customers::table
        .find(id)
        .filter(customers::owner_id.is_not_distinct_from(from));
    let store: Option<StoreId> = diesel::update(theirs)
        .set((
            customers::owner_id.eq(to),
            customers::updated_at.eq(tx.now),
            customers::lock_version.eq(customers::lock_version + 1),
        ))
        .returning(customers::store_id)
        .get_result(tx.conn)
        .optional()?;
    let Some(store) = store else { return Ok(()) };
    let owner = Change {
        field: "owner",
        old: from.map(|staff| staff.to_string()),
        new: to.map(|staff| staff.to_string()),
    };
    tx.record_changes("customers.assign", Subject::new("customer", id), &[owner])?;
    announce(tx, store)
}

/// How many customers a person owns.
pub fn owned_by(conn: &mut PgConnection, owner: StaffId) -> Result<i64, Error> {
    Ok(customers::table
        .filter(customers::owner_id.eq(owner))
        .filter(customers::merged_into.is_null())
        .count()
        .get_result(conn)?)
}

/// As [`owned_by`], for several people at once; who owns none is left out.
pub fn owned_by_each(conn: &mut PgConnection, owners: &[StaffId]) -> Result<HashMap<StaffId, i64>, Error> {
    let rows: Vec<(Option<StaffId>, i64)> = customers::table
        .filter(customers::owner_id.eq_any(owners))
        .filter(customers::merged_into.is_null())
        .group_by(customers::owner_id)
        .select((customers::owner_id, diesel::dsl::count_star()))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .filter_map(|(owner, many)| Some((owner?, many)))
        .collect())
}
