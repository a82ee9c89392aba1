//! Who asked to see a customer, and names of colleagues.

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::prelude::*;

use crate::customers::model::{NAME, REQUEST_ANSWER, REQUEST_REASON};
use crate::customers::rules::RequestState;
use crate::platform::error::Error;
use crate::platform::vault::{Pii, Sealed, Vault};
use crate::schema::{access_requests, customers, staff};
use crate::values::ids::{AccessRequestId, CustomerId, StaffId, StoreId};

/// A request to see a customer, opened.
pub struct Asked {
    pub id: AccessRequestId,
    pub customer: CustomerId,
    pub customer_name: Pii<String>,
    pub staff: StaffId,
    pub staff_name: String,
    pub reason: Pii<String>,
    pub hours: i32,
    pub state: RequestState,
    pub at: DateTime<Utc>,
    pub decided_at: Option<DateTime<Utc>>,
    /// Why it was declined.
    pub answer: Option<Pii<String>>,
}

/// How many requests of a store wait for somebody other than `reader`.
pub fn waiting(conn: &mut PgConnection, store: StoreId, reader: StaffId) -> Result<i64, Error> {
    Ok(access_requests::table
        .filter(access_requests::store_id.eq(store))
        .filter(access_requests::state.eq(RequestState::Open))
        .filter(access_requests::staff_id.ne(reader))
        .count()
        .get_result(conn)?)
}

/// When and why the last request of a person for a customer was declined; nothing if it waits or was approved.
pub fn declined(
    conn: &mut PgConnection,
    vault: &Vault,
    customer: CustomerId,
    staff: StaffId,
) -> Result<Option<(DateTime<Utc>, Pii<String>)>, Error> {
    type Row = (AccessRequestId, RequestState, Option<DateTime<Utc>>, Option<Sealed>);
    let last: Option<Row> = access_requests::table
        .filter(access_requests::customer_id.eq(customer))
        .filter(access_requests::staff_id.eq(staff))
        .order((access_requests::created_at.desc(), access_requests::id.desc()))
        .select((
            access_requests::id,
            access_requests::state,
            access_requests::decided_at,
            access_requests::answer_sealed,
        ))
        .first(conn)
        .optional()?;
    let Some((id, RequestState::Rejected, Some(at), answer)) = last else {
        return Ok(None);
    };
    let answer = vault.open_opt(REQUEST_ANSWER, id.uuid(), answer.as_ref())?;
    Ok(answer.map(|answer| (at, answer)))
}

/// The requests of a store: open ones, oldest first, or those decided last.
pub fn requests(
    conn: &mut PgConnection,
    vault: &Vault,
    store: StoreId,
    open: bool,
    limit: i64,
) -> Result<Vec<Asked>, Error> {
    type Row = (
        AccessRequestId,
        CustomerId,
        Sealed,
        StaffId,
        String,
        Sealed,
        i32,
        RequestState,
        DateTime<Utc>,
        Option<DateTime<Utc>>,
        Option<Sealed>,
    );
    let found = access_requests::table
        .inner_join(customers::table.on(customers::id.eq(access_requests::customer_id)))
        .inner_join(staff::table.on(staff::id.eq(access_requests::staff_id)))
        .filter(access_requests::store_id.eq(store))
        .select((
            access_requests::id,
            customers::id,
            customers::name_sealed,
            staff::id,
            staff::name,
            access_requests::reason_sealed,
            access_requests::hours,
            access_requests::state,
            access_requests::created_at,
            access_requests::decided_at,
            access_requests::answer_sealed,
        ))
        .limit(limit)
        .into_boxed();
    let rows: Vec<Row> = if open {
        found
            .filter(access_requests::state.eq(RequestState::Open))
            .order(access_requests::created_at)
            .load(conn)?
    } else {
        found
            .filter(access_requests::state.ne(RequestState::Open))
            .order(access_requests::decided_at.desc())
            .load(conn)?
    };
    rows.into_iter()
        .map(
            |(id, customer, name, staff, staff_name, reason, hours, state, at, decided_at, answer)| {
                Ok(Asked {
                    customer_name: vault.open(NAME, customer.uuid(), &name)?,
                    reason: vault.open(REQUEST_REASON, id.uuid(), &reason)?,
                    answer: vault.open_opt(REQUEST_ANSWER, id.uuid(), answer.as_ref())?,
                    id,
                    customer,
                    staff,
                    staff_name,
                    hours,
                    state,
                    at,
                    decided_at,
                })
            },
        )
        .collect()
}
