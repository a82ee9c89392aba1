//! Who walked in within the last half-hour: they wait, or are being received. At night nobody does.

use chrono::Timelike;
use diesel::prelude::*;
use diesel::sql_types::{Date, Timestamptz, Uuid as SqlUuid};

use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::values::ids::StoreId;

/// The hours in which people walk in.
const OPEN: std::ops::Range<u32> = 9..18;
const WALK_INS: &str = include_str!("board.sql");

/// Puts the walk-ins on the board, of customers who are neither here nor booked.
pub(super) fn walk_ins(tx: &mut Tx<'_>, store: StoreId) -> Result<(), Error> {
    if !OPEN.contains(&times::local(tx.now).hour()) {
        return Ok(());
    }
    diesel::sql_query(WALK_INS)
        .bind::<SqlUuid, _>(store)
        .bind::<Timestamptz, _>(tx.now)
        .bind::<Date, _>(times::day_of(tx.now))
        .execute(tx.conn)?;
    Ok(())
}
