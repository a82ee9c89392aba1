//! The list: orders in the order of their promises, and how many stand in each view.

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::dsl::{count, sql};
use diesel::prelude::*;
use diesel::sql_types::{Array, Text};

use super::scope::{Visible, visible};
use crate::access::{Actor, Permission};
use crate::customers::model::NAME;
use crate::platform::db::page::{After, Slice, at_most};
use crate::platform::error::Error;
use crate::platform::i18n::Lang;
use crate::platform::vault::{Pii, Sealed, Vault};
use crate::schema::{customers, service_orders, staff, vehicles, visits};
use crate::service::model::{Counts, ListRow, OnPaper, OrderRow};
use crate::service::rules::{State, View};
use crate::values::ids::{CustomerId, ServiceOrderId, StaffId, StoreId, VehicleId};
use crate::values::plate::Plate;
use crate::vehicles::model::{PLATE, title};
use crate::visits::rules::Line;

diesel::alias!(staff as advisors: Advisors, staff as technicians: Technicians);

/// The name of somebody whom an order names.
macro_rules! name_of {
    ($people:ident by $column:ident) => {
        $people
            .filter($people.field(staff::id).nullable().eq(service_orders::$column))
            .select($people.field(staff::name))
            .single_value()
    };
}

/// How the promise stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chip {
    Warned,
    Late,
}

/// Which orders of the list are wanted; empty means all.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub advisor: Option<StaffId>,
    pub technician: Option<StaffId>,
    pub promise: Option<Chip>,
    pub customer: Option<CustomerId>,
    pub vehicle: Option<VehicleId>,
}

fn narrowed(mut query: Visible, filter: &Filter, now: DateTime<Utc>) -> Visible {
    if let Some(person) = filter.advisor {
        query = query.filter(service_orders::advisor_id.eq(person));
    }
    if let Some(person) = filter.technician {
        query = query.filter(service_orders::technician_id.eq(person));
    }
    if let Some(customer) = filter.customer {
        query = query.filter(service_orders::customer_id.eq(customer));
    }
    if let Some(vehicle) = filter.vehicle {
        query = query.filter(service_orders::vehicle_id.eq(vehicle));
    }
    match filter.promise {
        None => query,
        Some(Chip::Warned) => query
            .filter(service_orders::warned.gt(0))
            .filter(service_orders::promised_at.ge(now))
            .filter(service_orders::ended_at.is_null()),
        Some(Chip::Late) => query
            .filter(service_orders::promised_at.lt(now))
            .filter(service_orders::paused_at.is_null())
            .filter(service_orders::state.ne(State::Ready))
            .filter(service_orders::ended_at.is_null()),
    }
}

fn in_view(query: Visible, view: View, now: DateTime<Utc>) -> Visible {
    let open = |query: Visible| query.filter(service_orders::ended_at.is_null());
    match (view, view.states()) {
        (_, Some(states)) => open(query).filter(service_orders::state.eq_any(states.to_vec())),
        (View::Consent, _) => open(query).filter(
            service_orders::state
                .eq_any([State::Draft, State::Offered])
                .or(service_orders::open_items.gt(0))
                .or(service_orders::open_findings.gt(0)),
        ),
        (View::Late, _) => open(query)
            .filter(service_orders::paused_at.is_null())
            .filter(service_orders::state.ne(State::Ready))
            .filter(
                service_orders::warned
                    .gt(0)
                    .or(service_orders::promised_at.lt(now).assume_not_null()),
            ),
        (View::Settled, _) => query.filter(service_orders::state.eq(State::Settled)).filter(
            // Said twice for the index of what has ended.
            service_orders::ended_at.is_not_null(),
        ),
        _ => open(query),
    }
}

/// How many open orders stand in each view under these filters: one round trip.
pub fn counts(conn: &mut PgConnection, actor: &Actor, filter: &Filter, now: DateTime<Utc>) -> Result<Counts, Error> {
    let of = |view: View| service_orders::state.eq_any(view.states().unwrap_or_default().to_vec());
    let consent = service_orders::state
        .eq_any([State::Draft, State::Offered])
        .or(service_orders::open_items.gt(0))
        .or(service_orders::open_findings.gt(0));
    let late = service_orders::paused_at
        .is_null()
        .and(service_orders::state.ne(State::Ready))
        .and(
            service_orders::warned
                .gt(0)
                .or(service_orders::promised_at.lt(now).assume_not_null()),
        );
    let ids = || count(service_orders::id);
    Ok(narrowed(visible(actor), filter, now)
        .filter(service_orders::ended_at.is_null())
        .select((
            ids(),
            ids().aggregate_filter(consent),
            ids().aggregate_filter(of(View::Work)),
            ids().aggregate_filter(of(View::Parts)),
            ids().aggregate_filter(of(View::Check)),
            ids().aggregate_filter(of(View::Ready)),
            ids().aggregate_filter(late),
        ))
        .first(conn)?)
}

/// What the navigation counts: (open, pressing) of one's own, or of the store for whoever advises nobody. Late ones press,
/// and those where the customer has to be asked about a finding.
pub fn own_counts(conn: &mut PgConnection, actor: &Actor, now: DateTime<Utc>) -> Result<(i64, i64), Error> {
    let mine = Filter {
        advisor: actor.is(crate::access::Role::ServiceAdvisor).then_some(actor.id),
        ..Filter::default()
    };
    let late = service_orders::paused_at
        .is_null()
        .and(service_orders::state.ne(State::Ready))
        .and(service_orders::promised_at.lt(now).assume_not_null());
    let presses = late.or(service_orders::open_findings.gt(0_i16));
    Ok(narrowed(visible(actor), &mine, now)
        .filter(service_orders::ended_at.is_null())
        .select((
            count(service_orders::id),
            count(service_orders::id).aggregate_filter(presses),
        ))
        .first(conn)?)
}

/// A page of the list: what is open by its promise, what is settled with the latest first. One round trip.
pub fn list(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    view: View,
    filter: &Filter,
    after: Option<After>,
    limit: usize,
    now: DateTime<Utc>,
) -> Result<Slice<ListRow>, Error> {
    type Row = (
        OrderRow,
        (Line, i16, Option<DateTime<Utc>>, Option<DateTime<Utc>>),
        Sealed,
        (Option<Sealed>, String, String, String),
        Option<String>,
        Option<String>,
    );
    let mut query = in_view(narrowed(visible(actor), filter, now), view, now);
    let past = view == View::Settled;
    if let Some(after) = after {
        let id = ServiceOrderId::from(after.id);
        query = if past {
            query.filter(service_orders::ended_at.le(after.at)).filter(
                service_orders::ended_at
                    .lt(after.at)
                    .assume_not_null()
                    .or(service_orders::id.lt(id)),
            )
        } else {
            query
                .filter(service_orders::queue_at.ge(after.at))
                .filter(service_orders::queue_at.gt(after.at).or(service_orders::id.gt(id)))
        };
    }
    query = if past {
        query.order((service_orders::ended_at.desc(), service_orders::id.desc()))
    } else {
        query.order((service_orders::queue_at, service_orders::id))
    };
    let query = query.select((
        OrderRow::as_select(),
        (visits::line, visits::ticket_no, visits::ready_at, visits::left_at),
        customers::name_sealed,
        (vehicles::plate_sealed, vehicles::brand, vehicles::model, vehicles::trim),
        name_of!(advisors by advisor_id),
        name_of!(technicians by technician_id),
    ));
    let rows: Vec<Row> = at_most(limit + 1, query).load(conn)?;
    let key = |row: &Row| {
        After {
            at: if past {
                row.0.ended_at.unwrap_or(row.0.queue_at)
            } else {
                row.0.queue_at
            },
            id: row.0.id.uuid(),
        }
        .to_string()
    };
    let slice = Slice::cut(rows, limit, key);
    let rows = slice
        .rows
        .into_iter()
        .map(
            |(order, (line, ticket, ready_at, left_at), name, (plate, brand, model, trim), advisor, technician)| {
                Ok(ListRow {
                    customer: vault.open(NAME, order.customer_id.uuid(), &name)?,
                    plate: plate_of(vault, order.vehicle_id, plate.as_ref())?,
                    vehicle: title(&brand, &model, &trim),
                    ticket: line.ticket(ticket),
                    left: left_at.is_some(),
                    order,
                    ready_at,
                    advisor,
                    technician,
                })
            },
        )
        .collect::<Result<Vec<_>, Error>>()?;
    Ok(Slice { rows, next: slice.next })
}

/// Everything that is open, by its promise, with what is to be done: one round trip.
pub fn on_paper(conn: &mut PgConnection, vault: &Vault, actor: &Actor, lang: Lang) -> Result<Vec<OnPaper>, Error> {
    /// More than a store has in work.
    const MOST: i64 = 500;
    type Row = (
        (ServiceOrderId, String, State, Option<DateTime<Utc>>),
        (CustomerId, Sealed),
        (VehicleId, Option<Sealed>),
        Option<String>,
        Vec<String>,
    );
    let items = sql::<Array<Text>>(lang.pick(
        "ARRAY(SELECT i.zh FROM service_items AS i WHERE i.order_id = service_orders.id AND i.removed_at IS NULL \
         ORDER BY i.position, i.id)",
        "ARRAY(SELECT i.en FROM service_items AS i WHERE i.order_id = service_orders.id AND i.removed_at IS NULL \
         ORDER BY i.position, i.id)",
    ));
    let rows: Vec<Row> = visible(actor)
        .filter(service_orders::ended_at.is_null())
        .order((service_orders::queue_at, service_orders::id))
        .limit(MOST)
        .select((
            (
                service_orders::id,
                service_orders::number,
                service_orders::state,
                service_orders::promised_at,
            ),
            (customers::id, customers::name_sealed),
            (vehicles::id, vehicles::plate_sealed),
            name_of!(technicians by technician_id),
            items,
        ))
        .load(conn)?;
    rows.into_iter()
        .map(
            |((_, number, state, promised_at), (customer, name), (vehicle, plate), technician, items)| {
                Ok(OnPaper {
                    number,
                    state,
                    promised_at,
                    customer: vault.open(NAME, customer.uuid(), &name)?,
                    plate: plate_of(vault, vehicle, plate.as_ref())?,
                    technician,
                    items,
                })
            },
        )
        .collect()
}

pub(super) fn plate_of(vault: &Vault, vehicle: VehicleId, plate: Option<&Sealed>) -> Result<Option<Pii<Plate>>, Error> {
    let text = vault.open_opt(PLATE, vehicle.uuid(), plate)?;
    Ok(text.and_then(|text| Plate::parse(text.expose()).ok()).map(Pii::new))
}

/// Who advises and who repairs in a store, for filters and forms: (id, name, may advise, repairs). One round trip.
pub fn people(conn: &mut PgConnection, store: StoreId) -> Result<Vec<(StaffId, String, bool, bool)>, Error> {
    let all = crate::staff::queries::colleagues(conn, store)?;
    let may = |roles: &[crate::access::Role], permission: Permission| {
        permission.roles().iter().any(|role| roles.contains(role))
    };
    Ok(all
        .into_iter()
        .map(|one| {
            let roles = one.roles();
            (
                one.id,
                one.name.clone(),
                may(&roles, Permission::WorkServiceOrders),
                may(&roles, Permission::RepairCars),
            )
        })
        .filter(|(_, _, advises, repairs)| *advises || *repairs)
        .collect())
}
