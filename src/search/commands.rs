//! Writes of the search desk: a search is kept sealed, so that its address can say nothing.

use diesel::prelude::*;

use super::filters::{Filters, ListQuery};
use super::model::{Reader, TERM};
use super::queries;
use super::term::Term;
use crate::access::{Actor, Role, Scope};
use crate::customers;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::schema::searches;
use crate::values::ids::SearchId;

/// Keeps a term for the page that shows what it found.
pub fn keep(tx: &mut Tx<'_>, actor: &Actor, term: &Term) -> Result<SearchId, Error> {
    let id = SearchId::new();
    diesel::insert_into(searches::table)
        .values((
            searches::id.eq(id),
            searches::staff_id.eq(actor.id),
            searches::term_sealed.eq(tx.vault().seal(TERM, id.uuid(), &term.text)?),
            searches::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(id)
}

/// Notes a look-up of a person by identity; an advisor's opens what it names in full for the rest of the day.
pub fn look_up(tx: &mut Tx<'_>, actor: &Actor, term: &Term) -> Result<(), Error> {
    tx.record_general("search.identity", &term.fields())?;
    if !opens_at_desk(actor) {
        return Ok(());
    }
    let vault = tx.vault().clone();
    let reader = Reader {
        vault: &vault,
        actor,
        now: tx.now,
        filters: &no_filters(),
    };
    for customer in queries::at_desk(tx.conn, reader, term)? {
        customers::commands::open_at_desk(tx, customer)?;
    }
    Ok(())
}

/// Who stands at the desk where customers arrive (domain.md §2).
fn opens_at_desk(actor: &Actor) -> bool {
    actor.is(Role::ServiceAdvisor) && matches!(actor.customers(), Scope::Own { .. })
}

/// A list of everything in scope.
pub fn no_filters() -> Filters {
    ListQuery::default().filters()
}
