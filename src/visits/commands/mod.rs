//! Writes of visits.

mod access;
mod arrive;
mod boards;
mod floor;
mod queue;
mod steps;

pub use access::{forget_grants, to_receiver};
pub use arrive::arrive;
pub use boards::{open_board, revoke_board};
pub use floor::{check_in, check_out, move_up, pause, resume, skip};
pub use queue::{call, clear_queue, pass_over, put_back};
pub use steps::{advance, assign, come_back, leave, receive};

use diesel::prelude::*;

use super::model::Visit;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::schema::visits;
use crate::values::ids::VisitId;

/// A visit of the actor's store, locked until the transaction ends.
fn lock(tx: &mut Tx<'_>, id: VisitId) -> Result<Visit, Error> {
    let store = tx.actor().ok().map(|actor| actor.store);
    let visit: Visit = visits::table
        .find(id)
        .select(Visit::as_select())
        .for_update()
        .first(tx.conn)?;
    if store.is_some_and(|store| store != visit.store_id) {
        return Err(Error::NotFound);
    }
    Ok(visit)
}
