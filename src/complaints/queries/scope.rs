//! Which complaints a person sees.

use diesel::PgConnection;
use diesel::dsl::auto_type;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use crate::access::{Actor, Role};
use crate::platform::error::Error;
use crate::schema::{complaint_rounds, complaint_terms, complaints, customers, staff, vehicles};
use crate::values::ids::{ComplaintId, StoreId};

/// A complaint with its current round, customer, vehicle, owner and category, as lists and pages show it. Round and
/// category are always there; joined from outside all the same, the tables that a query doesn't ask about cost nothing.
#[auto_type(type_case = "PascalCase")]
fn joined() -> _ {
    complaints::table
        .left_join(
            complaint_rounds::table.on(complaint_rounds::complaint_id
                .eq(complaints::id)
                .and(complaint_rounds::round.eq(complaints::round))),
        )
        .left_join(complaint_terms::table.on(complaint_terms::code.eq(complaints::category)))
        .left_join(customers::table)
        .left_join(vehicles::table)
        .left_join(staff::table.on(staff::id.nullable().eq(complaints::owner_id)))
}

pub type Visible = diesel::dsl::IntoBoxed<'static, Joined, Pg>;

fn of_store(store: StoreId) -> Visible {
    joined().into_boxed().filter(complaints::store_id.eq(store))
}

/// A complaint that was merged into one that this person sees: it is seen, and stays as it is.
///
/// # Errors
/// [`Error::NotFound`] if it was not merged, or into one that they do not see.
pub fn merged(conn: &mut PgConnection, actor: &Actor, id: ComplaintId) -> Result<Visible, Error> {
    let into: Option<ComplaintId> = complaints::table.find(id).select(complaints::merged_into).first(conn)?;
    is_visible(conn, actor, into.ok_or(Error::NotFound)?)?;
    Ok(of_store(actor.store).filter(complaints::merged_into.is_not_null()))
}

/// The complaints this person sees: all of the store for care and managers; for a service advisor those they own,
/// recorded or have to answer for; for a sales consultant those they recorded and those of their own customers.
pub fn visible(actor: &Actor) -> Visible {
    use Role::*;
    let (store, me) = (actor.store, actor.id);
    let query = of_store(store).filter(complaints::merged_into.is_null());
    let any = |roles: &[Role]| roles.iter().any(|role| actor.is(*role));
    if any(&[CustomerCare, SalesManager, ServiceManager, CrmManager, StoreManager]) {
        return query;
    }
    let own = complaints::owner_id.eq(me).or(complaints::responsible_id.eq(me));
    let mine = own.or(complaints::created_by.eq(me));
    match (actor.is(ServiceAdvisor), actor.is(SalesConsultant)) {
        (_, true) => query.filter(mine.or(customers::owner_id.eq(me))),
        (true, false) => query.filter(mine),
        (false, false) => query.filter(false.into_sql::<Bool>()),
    }
}

/// [`Error::NotFound`] unless this person sees this complaint.
pub fn is_visible(conn: &mut PgConnection, actor: &Actor, id: ComplaintId) -> Result<(), Error> {
    visible(actor)
        .filter(complaints::id.eq(id))
        .select(complaints::id)
        .first::<ComplaintId>(conn)
        .map(drop)
        .map_err(Error::from)
}
