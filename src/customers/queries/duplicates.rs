//! Who may be the same customer already (domain.md §3).

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::prelude::*;

use super::{brief, by_keys, list, visible};
use crate::access::Scope;
use crate::customers::model::{Because, Duplicate, Key, Likeness};
use crate::platform::error::Error;
use crate::platform::vault::Vault;
use crate::schema::customers;
use crate::values::ids::{CustomerId, StoreId};

/// Customers of the store who share a phone, ID number, plate or VIN, or the name and one more field. Those outside
/// the person's scope are told by their id alone.
pub fn duplicates(
    conn: &mut PgConnection,
    vault: &Vault,
    (scope, store): (Scope, StoreId),
    now: DateTime<Utc>,
    likeness: &Likeness,
) -> Result<Vec<Duplicate>, Error> {
    let keys: Vec<Key> = likeness
        .keys
        .iter()
        .filter(|key| Because::of(key.0).is_some())
        .cloned()
        .collect();
    let mut shared: BTreeMap<CustomerId, Vec<Because>> = BTreeMap::new();
    for hit in by_keys(conn, vault, store, &keys)? {
        shared.entry(hit.customer).or_default().extend(Because::of(hit.purpose));
    }
    for id in same_birthday(conn, likeness)? {
        shared.entry(id).or_default().push(Because::BornOn);
    }
    shared.retain(|id, because| {
        because.sort_unstable();
        because.dedup();
        let same_name = likeness.namesakes.contains(id);
        Some(*id) != likeness.except && (same_name || because.iter().any(|one| one.alone()))
    });
    if shared.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<CustomerId> = shared.keys().copied().collect();
    let hidden = list::missing(conn, visible(scope, now), ids.clone())?;
    let shown: Vec<CustomerId> = ids.into_iter().filter(|id| !hidden.contains(id)).collect();
    let mut briefs = brief(conn, vault, &shown)?;
    Ok(shared
        .into_iter()
        .map(|(id, because)| Duplicate {
            id,
            because,
            brief: briefs.remove(&id),
        })
        .collect())
}

fn same_birthday(conn: &mut PgConnection, likeness: &Likeness) -> Result<Vec<CustomerId>, Error> {
    let Some(born_on) = likeness.born_on.filter(|_| !likeness.namesakes.is_empty()) else {
        return Ok(Vec::new());
    };
    Ok(customers::table
        .filter(customers::id.eq_any(&likeness.namesakes))
        .filter(customers::born_on.eq(born_on))
        .select(customers::id)
        .load(conn)?)
}
