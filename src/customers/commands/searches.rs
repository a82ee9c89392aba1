//! A search is kept sealed, so that its address can say nothing.

use chrono::TimeDelta;
use diesel::prelude::*;

use crate::customers::model::TERM;
use crate::customers::term::Term;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::schema::searches;
use crate::values::ids::{SearchId, StaffId};

/// Keeps a term for the page that shows what it found.
pub fn keep_search(tx: &mut Tx<'_>, staff: StaffId, term: &Term) -> Result<SearchId, Error> {
    let id = SearchId::new();
    diesel::insert_into(searches::table)
        .values((
            searches::id.eq(id),
            searches::staff_id.eq(staff),
            searches::term_sealed.eq(tx.vault().seal(TERM, id.uuid(), &term.text)?),
            searches::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(id)
}

/// A search for a phone, plate, VIN or ID number can be looked at again for a day.
pub fn forget_searches(tx: &mut Tx<'_>) -> Result<(), Error> {
    let day = TimeDelta::days(1);
    diesel::delete(searches::table.filter(searches::created_at.lt(tx.now - day))).execute(tx.conn)?;
    Ok(())
}
