//! Who besides the owner may see a customer, why and until when.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use crate::access::{Role, Scope};
use crate::customers::model::{Key, REQUEST_ANSWER, REQUEST_REASON, subject};
use crate::customers::queries;
use crate::customers::rules::RequestState;
use crate::platform::db::{Subject, Tx};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::schema::{access_requests, customer_access, customers};
use crate::values::fault::Fault;
use crate::values::ids::{AccessRequestId, CustomerId, StaffId, StoreId};

/// `subject_kind` of an access request in the audit log.
pub const ACCESS_REQUEST: &str = "access_request";

/// Lets a staff member see a customer; a second grant from the same source moves its end.
#[derive(Clone, Copy, Debug)]
pub struct Grant {
    pub customer: CustomerId,
    pub staff: StaffId,
    /// What the grant comes from: `desk`, `request`, `visit`, `complaint` …
    pub reason: &'static str,
    /// The record it comes from, to end it by.
    pub source: Uuid,
    /// `None` until it is ended.
    pub until: Option<DateTime<Utc>>,
}

/// Gives access. The caller records why.
pub fn grant(tx: &mut Tx<'_>, new: Grant) -> Result<(), Error> {
    let by = tx.actor().ok().map(|actor| actor.id);
    diesel::insert_into(customer_access::table)
        .values((
            customer_access::customer_id.eq(new.customer),
            customer_access::staff_id.eq(new.staff),
            customer_access::reason.eq(new.reason),
            customer_access::source_id.eq(new.source),
            customer_access::until.eq(new.until),
            customer_access::granted_by.eq(by),
            customer_access::granted_at.eq(tx.now),
        ))
        .on_conflict((
            customer_access::customer_id,
            customer_access::staff_id,
            customer_access::reason,
            customer_access::source_id,
        ))
        .do_update()
        .set(customer_access::until.eq(new.until))
        .execute(tx.conn)?;
    Ok(())
}

/// Ends what a record (a visit, a complaint) gave, now.
pub fn end_grants(tx: &mut Tx<'_>, source: impl Into<Uuid>) -> Result<(), Error> {
    diesel::update(
        customer_access::table
            .filter(customer_access::source_id.eq(source.into()))
            .filter(
                customer_access::until
                    .is_null()
                    .or(customer_access::until.gt(tx.now).assume_not_null()),
            ),
    )
    .set(customer_access::until.eq(tx.now))
    .execute(tx.conn)?;
    Ok(())
}

/// An advisor found a customer by a whole phone, plate or VIN: the record is open to them for the rest of the day.
pub fn open_at_desk(tx: &mut Tx<'_>, customer: CustomerId) -> Result<(), Error> {
    let staff = tx.actor()?.id;
    grant(
        tx,
        Grant {
            customer,
            staff,
            reason: "desk",
            source: customer.uuid(),
            until: Some(times::end_of_day(tx.now)),
        },
    )?;
    tx.record("customers.open_at_desk", subject(customer), &[])
}

/// Notes that a customer is looked for by a whole phone, plate or VIN. To an advisor, who has them at the desk or on the
/// phone, it opens the record for the rest of the day.
pub fn look_up(tx: &mut Tx<'_>, term: &str) -> Result<(), Error> {
    let (fields, keys): (Vec<&'static str>, Vec<Key>) = queries::identities(term).into_iter().unzip();
    tx.record_general("search.identity", &fields)?;
    let (actor, vault) = (tx.actor()?.clone(), tx.vault().clone());
    if actor.is(Role::ServiceAdvisor) && matches!(actor.customers(), Scope::Own { .. }) {
        for customer in queries::unseen(tx.conn, &vault, &actor, tx.now, &keys)? {
            open_at_desk(tx, customer)?;
        }
    }
    Ok(())
}

/// Asks for a customer outside one's scope. Asking again while a request is open changes nothing; tells whether it is new.
pub fn request(tx: &mut Tx<'_>, customer: CustomerId, reason: &str, hours: i32) -> Result<bool, Error> {
    let (staff, store) = {
        let actor = tx.actor()?;
        (actor.id, actor.store)
    };
    let known: StoreId = customers::table
        .find(customer)
        .filter(customers::merged_into.is_null())
        .select(customers::store_id)
        .first(tx.conn)?;
    if known != store {
        return Err(Error::NotFound);
    }
    let open: Option<AccessRequestId> = access_requests::table
        .filter(access_requests::customer_id.eq(customer))
        .filter(access_requests::staff_id.eq(staff))
        .filter(access_requests::state.eq(RequestState::Open))
        .select(access_requests::id)
        .first(tx.conn)
        .optional()?;
    if let Some(open) = open {
        tx.record(
            "customers.request_access_again",
            Subject::new(ACCESS_REQUEST, open),
            &[],
        )?;
        return Ok(false);
    }
    let id = AccessRequestId::new();
    diesel::insert_into(access_requests::table)
        .values((
            access_requests::id.eq(id),
            access_requests::store_id.eq(store),
            access_requests::customer_id.eq(customer),
            access_requests::staff_id.eq(staff),
            access_requests::reason_sealed.eq(tx.vault().seal(REQUEST_REASON, id.uuid(), reason)?),
            access_requests::hours.eq(hours),
            access_requests::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    tx.record_because("customers.request_access", subject(customer), reason)?;
    tx.notify("access-requests", store)?;
    Ok(true)
}

/// What a manager says to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    Approve,
    /// With the reason that the one who asked is told.
    Reject(String),
}

/// Approves or rejects an open request of somebody else; approved access begins now and ends by itself.
pub fn decide(tx: &mut Tx<'_>, id: AccessRequestId, decision: &Decision) -> Result<(), Error> {
    let (me, store) = {
        let actor = tx.actor()?;
        (actor.id, actor.store)
    };
    let (customer, staff, hours, state): (CustomerId, StaffId, i32, RequestState) = access_requests::table
        .find(id)
        .filter(access_requests::store_id.eq(store))
        .select((
            access_requests::customer_id,
            access_requests::staff_id,
            access_requests::hours,
            access_requests::state,
        ))
        .for_update()
        .first(tx.conn)?;
    if state != RequestState::Open {
        return Err(Error::WrongState);
    }
    if staff == me {
        return Err(Error::field("", Fault::Choice));
    }
    let (state, answer) = match decision {
        Decision::Approve => (RequestState::Approved, None),
        Decision::Reject(reason) => (RequestState::Rejected, Some(reason.as_str())),
    };
    diesel::update(access_requests::table.find(id))
        .set((
            access_requests::state.eq(state),
            access_requests::decided_by.eq(me),
            access_requests::decided_at.eq(tx.now),
            access_requests::answer_sealed.eq(tx.vault().seal_opt(REQUEST_ANSWER, id.uuid(), answer)?),
        ))
        .execute(tx.conn)?;
    let subject = Subject::new(ACCESS_REQUEST, id);
    match decision {
        Decision::Approve => {
            grant(
                tx,
                Grant {
                    customer,
                    staff,
                    reason: "request",
                    source: id.uuid(),
                    until: Some(tx.now + TimeDelta::hours(hours.into())),
                },
            )?;
            tx.record("customers.approve_access", subject, &[])?;
        }
        Decision::Reject(reason) => tx.record_because("customers.reject_access", subject, reason)?,
    }
    tx.notify("access-requests", store)
}
