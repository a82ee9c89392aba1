//! Which service orders a person sees.

use diesel::PgConnection;
use diesel::dsl::auto_type;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use crate::access::{Actor, Role};
use crate::platform::error::Error;
use crate::schema::{customers, service_orders, vehicles, visits};
use crate::service::rules::State;
use crate::values::ids::ServiceOrderId;

/// An order with its visit, customer and car, as lists and pages show it.
#[auto_type(type_case = "PascalCase")]
fn joined() -> _ {
    service_orders::table
        .inner_join(visits::table)
        .inner_join(customers::table)
        .inner_join(vehicles::table)
}

pub type Visible = diesel::dsl::IntoBoxed<'static, Joined, Pg>;

/// The orders this person sees: all of the store for care and managers; for an advisor their own and those of cars that
/// are in the store now; for a technician those given to them and those that wait for a check.
pub fn visible(actor: &Actor) -> Visible {
    use Role::*;
    let (store, me) = (actor.store, actor.id);
    let query = joined().into_boxed().filter(service_orders::store_id.eq(store));
    let any = |roles: &[Role]| roles.iter().any(|role| actor.is(*role));
    if any(&[CustomerCare, ServiceManager, CrmManager, StoreManager]) {
        return query;
    }
    let present = service_orders::ended_at.is_null();
    let advises = service_orders::advisor_id.eq(me).assume_not_null();
    let repairs = service_orders::technician_id.eq(me).assume_not_null();
    let to_check = service_orders::state.eq(State::QualityCheck);
    match (actor.is(ServiceAdvisor), actor.is(Technician)) {
        (true, true) => query.filter(present.or(advises).or(repairs)),
        (true, false) => query.filter(present.or(advises)),
        (false, true) => query.filter(to_check.or(repairs)),
        (false, false) => query.filter(false.into_sql::<Bool>()),
    }
}

/// [`Error::NotFound`] unless this person sees this order.
pub fn is_visible(conn: &mut PgConnection, actor: &Actor, id: ServiceOrderId) -> Result<(), Error> {
    visible(actor)
        .filter(service_orders::id.eq(id))
        .select(service_orders::id)
        .first::<ServiceOrderId>(conn)
        .map(drop)
        .map_err(Error::from)
}
