//! Timed work of the search desk.

use chrono::TimeDelta;
use diesel::prelude::*;

use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::jobs::Every;
use crate::schema::searches;

pub const EVERY: &[Every] = &[Every {
    kind: "search.forget",
    minutes: 60,
    run: forget_searches,
}];

/// A search for a phone, plate, VIN or ID number can be looked at again for a day.
fn forget_searches(tx: &mut Tx<'_>) -> Result<(), Error> {
    let day = TimeDelta::days(1);
    diesel::delete(searches::table.filter(searches::created_at.lt(tx.now - day))).execute(tx.conn)?;
    Ok(())
}
