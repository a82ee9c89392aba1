//! What membership has to do with an order: the discount on labour, points, spend.

use diesel::PgConnection;

use crate::membership;
use crate::membership::commands::Settled;
use crate::membership::rules::SpendKind;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::service::model::{OrderRow, subject};
use crate::values::ids::{CustomerId, StoreId};
use crate::values::money::Fen;
use crate::values::percent::Percent;

/// The discount on labour that a customer's tier gives.
pub(super) fn labour_discount(tx: &mut Tx<'_>, store: StoreId, customer: CustomerId) -> Result<Percent, Error> {
    let family = membership::queries::family(tx.conn, customer)?;
    let rules = membership::queries::rules(tx.conn, store)?;
    Ok(membership::rules::labour_discount(family.tier, &rules.benefits))
}

/// How many points a customer has.
pub fn points_of(
    conn: &mut PgConnection,
    now: chrono::DateTime<chrono::Utc>,
    store: StoreId,
    customer: CustomerId,
) -> Result<i64, Error> {
    Ok(membership::queries::card(conn, now, store, customer)?.points)
}

/// Takes points for a part of the bill; gives what they are worth.
pub(super) fn pay_with_points(tx: &mut Tx<'_>, order: &OrderRow, points: i32, bill: Fen) -> Result<Fen, Error> {
    if points == 0 {
        return Ok(Fen::ZERO);
    }
    let (points, number) = (i64::from(points), Some(order.number.as_str()));
    membership::commands::pay_with_points(tx, order.customer_id, subject(order.id), points, bill, number)
}

/// Writes what was spent, and the points it earns.
pub(super) fn settled(tx: &mut Tx<'_>, order: &OrderRow, due: Fen) -> Result<(), Error> {
    if due == Fen::ZERO {
        return Ok(());
    }
    let bill = Settled {
        store: order.store_id,
        customer: order.customer_id,
        subject: subject(order.id),
        number: Some(order.number.clone()),
        at: tx.now,
        spend: vec![(SpendKind::Service, due)],
        earns_on: due,
    };
    membership::commands::settled(tx, &bill).map(drop)
}

/// Takes back what a settlement wrote, and why: spend, points earned, points paid with.
pub(super) fn reverse(tx: &mut Tx<'_>, order: &OrderRow, because: &str) -> Result<(), Error> {
    membership::commands::reverse(tx, subject(order.id), because)
}
