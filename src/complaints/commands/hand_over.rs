//! Giving away what a colleague leaves behind.

use diesel::prelude::*;

use super::{Case, give};
use crate::complaints::queries;
use crate::complaints::rules::State;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::schema::{complaint_crises as crises, complaints};
use crate::values::fault::Fault;
use crate::values::ids::{ComplaintId, StaffId};

/// Gives every open complaint of one person to another, with the reason, and the crises they lead; tells how many.
///
/// Whoever shuts the person out need not see the complaints: an administrator sees none.
pub fn hand_over(tx: &mut Tx<'_>, from: StaffId, to: StaffId, reason: &str) -> Result<usize, Error> {
    let mut open = open_of_staff(tx.conn, from)?;
    open.sort_unstable();
    for id in &open {
        let mut case = Case::lock_unseen(tx, *id)?;
        if !queries::is_worker(tx.conn, case.row.store_id, to)? {
            return Err(Error::field("to", Fault::Choice));
        }
        if case.row.owner_id == Some(from) {
            give(tx, &mut case, Some(to), Some(reason))?;
        }
    }
    diesel::update(
        crises::table
            .filter(crises::owner_id.eq(from))
            .filter(crises::complaint_id.eq_any(&open)),
    )
    .set((
        crises::owner_id.eq(to),
        crises::lock_version.eq(crises::lock_version + 1),
    ))
    .execute(tx.conn)?;
    if open.is_empty() {
        tx.record_general("complaints.hand_over", &[])?;
    }
    Ok(open.len())
}

/// The open complaints that are this person's, or whose crisis they lead.
pub fn open_of_staff(conn: &mut PgConnection, owner: StaffId) -> Result<Vec<ComplaintId>, Error> {
    let open: Vec<State> = State::ALL.iter().copied().filter(|state| state.is_open()).collect();
    let led = crises::table
        .filter(crises::owner_id.eq(owner))
        .select(crises::complaint_id);
    Ok(complaints::table
        .filter(
            complaints::owner_id
                .eq(owner)
                .assume_not_null()
                .or(complaints::id.eq_any(led)),
        )
        .filter(complaints::state.eq_any(open))
        .filter(complaints::merged_into.is_null())
        .select(complaints::id)
        .load(conn)?)
}
