//! Giving away what a colleague leaves behind.

use diesel::prelude::*;

use super::assign;
use crate::complaints::rules::State;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::schema::complaints;
use crate::values::ids::{ComplaintId, StaffId};

/// Gives every open complaint of one person to another, with the reason; tells how many.
pub fn hand_over(tx: &mut Tx<'_>, from: StaffId, to: StaffId, reason: &str) -> Result<usize, Error> {
    let open = open_of_staff(tx.conn, from)?;
    assign(tx, &open, to, Some(reason)).map(|given| given.len())
}

/// The open complaints that are this person's.
pub fn open_of_staff(conn: &mut PgConnection, owner: StaffId) -> Result<Vec<ComplaintId>, Error> {
    let open: Vec<State> = State::ALL.iter().copied().filter(|state| state.is_open()).collect();
    Ok(complaints::table
        .filter(complaints::owner_id.eq(owner))
        .filter(complaints::state.eq_any(open))
        .select(complaints::id)
        .load(conn)?)
}
