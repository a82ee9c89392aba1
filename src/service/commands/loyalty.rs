//! What membership has to do with an order: the discount on labour, points, spend.

use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::service::model::{OrderRow, subject};
use crate::values::ids::{CustomerId, StoreId};
use crate::values::money::Fen;
use crate::values::percent::Percent;

/// The discount on labour that a customer's tier gives.
pub(super) fn labour_discount(_tx: &mut Tx<'_>, _store: StoreId, _customer: CustomerId) -> Result<Percent, Error> {
    Ok(Percent::default())
}

/// How many points a customer has.
pub fn points_of(_conn: &mut diesel::PgConnection, _store: StoreId, _customer: CustomerId) -> Result<i64, Error> {
    Ok(0)
}

/// Takes points for a part of the bill; gives what they are worth.
pub(super) fn pay_with_points(_tx: &mut Tx<'_>, order: &OrderRow, points: i32, _bill: Fen) -> Result<Fen, Error> {
    debug_assert!(subject(order.id).id == order.id.uuid());
    if points > 0 {
        return Err(Error::field("points", crate::values::fault::Fault::TooLarge { max: 0 }));
    }
    Ok(Fen::ZERO)
}

/// Writes what was spent, and the points it earns.
pub(super) fn settled(_tx: &mut Tx<'_>, _order: &OrderRow, _due: Fen) -> Result<(), Error> {
    Ok(())
}

/// Takes back what a settlement wrote.
pub(super) fn reverse(_tx: &mut Tx<'_>, _order: &OrderRow) -> Result<(), Error> {
    Ok(())
}
