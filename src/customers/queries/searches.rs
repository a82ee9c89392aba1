//! Searches that were kept, and whom a term may mean.

use std::collections::HashSet;

use diesel::PgConnection;
use diesel::prelude::*;

use super::{KeyHit, by_keys};
use crate::customers::model::TERM;
use crate::customers::names::NameIndex;
use crate::customers::term::Term;
use crate::platform::error::Error;
use crate::platform::vault::Vault;
use crate::schema::searches;
use crate::values::ids::{CustomerId, SearchId, StaffId, StoreId};

/// The term of a search that this person made; nothing if it was somebody else's or is forgotten.
pub fn term_of(conn: &mut PgConnection, vault: &Vault, me: StaffId, id: SearchId) -> Result<Option<Term>, Error> {
    let sealed = searches::table
        .find(id)
        .filter(searches::staff_id.eq(me))
        .select(searches::term_sealed)
        .first(conn)
        .optional()?;
    sealed
        .map(|sealed| Ok(Term::read(vault.open(TERM, id.uuid(), &sealed)?.expose())))
        .transpose()
}

/// Ids that the term may mean, best first, whoever looks after them; `keyed` is what its keys found.
pub fn candidates(
    conn: &mut PgConnection,
    store: StoreId,
    names: &NameIndex,
    term: &Term,
    keyed: &[KeyHit],
) -> Result<Vec<CustomerId>, Error> {
    let mut ids: Vec<CustomerId> = keyed.iter().map(|hit| hit.customer).collect();
    ids.sort_unstable_by(|a, b| b.cmp(a));
    if term.may_be_name {
        ids.extend(names.search(conn, store, &term.text)?);
    }
    let mut seen = HashSet::new();
    ids.retain(|id| seen.insert(*id));
    Ok(ids)
}

/// Ids that the term may mean, by key and by name, whoever looks after them.
pub fn meant(
    conn: &mut PgConnection,
    vault: &Vault,
    store: StoreId,
    names: &NameIndex,
    term: &Term,
) -> Result<Vec<CustomerId>, Error> {
    let keyed = by_keys(conn, vault, store, &term.keys)?;
    candidates(conn, store, names, term, &keyed)
}
