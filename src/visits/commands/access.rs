//! Whom a visit lets see the customer: whoever looks after them, and every advisor while they are in the store.

use chrono::{DateTime, Days, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Timestamptz, Uuid as SqlUuid};

use crate::customers::commands::{Grant, grant};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::schema::{customer_access, visits};
use crate::values::ids::{CustomerId, StaffId, StoreId, VisitId};
use crate::visits::model::AFTERWARDS;

/// What whoever receives the customer was granted for.
const VISIT: &str = "visit";
/// What the other advisors were granted for.
const PRESENT: &str = "present";

/// Lets whoever looks after the customer of a visit see them: who receives them, who has their service order.
pub fn to_receiver(tx: &mut Tx<'_>, customer: CustomerId, visit: VisitId, staff: StaffId) -> Result<(), Error> {
    let left: Option<DateTime<Utc>> = visits::table.find(visit).select(visits::left_at).first(tx.conn)?;
    grant(
        tx,
        Grant {
            customer,
            staff,
            reason: VISIT,
            source: visit.uuid(),
            until: left.map(afterwards),
        },
    )
}

/// Until when a customer who left then is seen by whoever looked after them.
fn afterwards(left: DateTime<Utc>) -> DateTime<Utc> {
    times::start_of(times::day_of(left) + Days::new(AFTERWARDS + 1))
}

/// Lets every advisor of the store see a customer who is in the store: one statement.
pub(super) fn to_advisors(tx: &mut Tx<'_>, store: StoreId, customer: CustomerId, visit: VisitId) -> Result<(), Error> {
    let by = tx.actor().ok().map(|actor| actor.id);
    diesel::sql_query(
        "INSERT INTO customer_access (customer_id, staff_id, reason, source_id, until, granted_by, granted_at) \
         SELECT $1, id, 'present', $2, NULL, $3, $4 FROM staff \
         WHERE store_id = $5 AND disabled_at IS NULL AND 'service_advisor' = ANY (roles) ON CONFLICT DO NOTHING",
    )
    .bind::<SqlUuid, _>(customer)
    .bind::<SqlUuid, _>(visit)
    .bind::<Nullable<SqlUuid>, _>(by)
    .bind::<Timestamptz, _>(tx.now)
    .bind::<SqlUuid, _>(store)
    .execute(tx.conn)?;
    Ok(())
}

/// The customer left: who looked after them sees them for some time yet, the others no longer.
pub(super) fn end(tx: &mut Tx<'_>, customer: CustomerId, visit: VisitId) -> Result<(), Error> {
    let of_visit = customer_access::table
        .filter(customer_access::customer_id.eq(customer))
        .filter(customer_access::source_id.eq(visit.uuid()));
    diesel::delete(of_visit.filter(customer_access::reason.eq(PRESENT))).execute(tx.conn)?;
    diesel::update(of_visit.filter(customer_access::reason.eq(VISIT)))
        .set(customer_access::until.eq(afterwards(tx.now)))
        .execute(tx.conn)?;
    Ok(())
}

/// Takes grants of visits away that ended long ago: nobody asks for them, and each would be read at every look.
pub fn forget_grants(tx: &mut Tx<'_>) -> Result<(), Error> {
    let past = tx.now - TimeDelta::days(7);
    diesel::delete(
        customer_access::table
            .filter(customer_access::reason.eq(VISIT))
            .filter(customer_access::until.lt(past)),
    )
    .execute(tx.conn)?;
    Ok(())
}
