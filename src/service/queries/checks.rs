//! Small questions that commands and other rooms ask.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::dsl::{exists, not, select};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Timestamptz};
use uuid::Uuid;

use super::visible;
use crate::access::{Actor, Permission, Role};
use crate::customers::model::NAME;
use crate::platform::error::Error;
use crate::platform::settings;
use crate::platform::vault::{Pii, Sealed, Vault};
use crate::schema::{
    courtesy_loans, customers, service_findings, service_items, service_orders, service_payments, service_settlements,
    staff, vehicles, visits, work_spells,
};
use crate::service::courtesy::rules::LoanState;
use crate::service::model::{Brief, ItemRow, LooseEnds, OrderRow, PaymentRow, SettlementRow, SpellRow};
use crate::service::rules::{FindingState, PaymentMethod, State};
use crate::service::settings::ServiceSettings;
use crate::values::ids::{FindingId, ServiceOrderId, StaffId, StoreId, VehicleId, VisitId};
use crate::values::money::Fen;
use crate::values::plate::Plate;
use crate::vehicles::model::title;
use crate::visits::rules::{Line, VisitState};

/// The settings of a store.
pub fn limits(conn: &mut PgConnection, store: StoreId) -> Result<ServiceSettings, Error> {
    Ok(settings::load::<ServiceSettings>(conn, store)?.value)
}

/// What stands on an order, in its order.
pub fn items(conn: &mut PgConnection, id: ServiceOrderId) -> Result<Vec<ItemRow>, Error> {
    Ok(service_items::table
        .filter(service_items::order_id.eq(id))
        .filter(service_items::removed_at.is_null())
        .order((service_items::position, service_items::id))
        .select(ItemRow::as_select())
        .load(conn)?)
}

pub fn payments(conn: &mut PgConnection, id: ServiceOrderId) -> Result<Vec<PaymentRow>, Error> {
    Ok(service_payments::table
        .filter(service_payments::order_id.eq(id))
        .order((service_payments::at, service_payments::id))
        .select(PaymentRow::as_select())
        .load(conn)?)
}

/// Whether a receipt number stands on another payment of the store: one receipt may cover two ways of paying one bill.
pub fn receipt_is_taken(
    conn: &mut PgConnection,
    store: StoreId,
    receipt: &str,
    (order, method): (ServiceOrderId, PaymentMethod),
) -> Result<bool, Error> {
    if receipt.is_empty() {
        return Ok(false);
    }
    let taken = service_payments::table
        .filter(service_payments::store_id.eq(store))
        .filter(service_payments::receipt.eq(receipt))
        .filter(
            service_payments::order_id
                .ne(order)
                .or(service_payments::method.eq(method)),
        );
    Ok(select(exists(taken)).get_result(conn)?)
}

/// What others reported since then about the cars whose orders this person has, and nobody asked the customer about yet:
/// each with its order and the order's number.
pub fn fresh_findings(
    conn: &mut PgConnection,
    advisor: StaffId,
    since: DateTime<Utc>,
) -> Result<Vec<(FindingId, ServiceOrderId, String)>, Error> {
    /// More than anybody reads at once.
    const MOST: i64 = 5;
    Ok(service_findings::table
        .inner_join(service_orders::table)
        .filter(service_orders::advisor_id.eq(advisor))
        .filter(service_orders::ended_at.is_null())
        .filter(service_findings::state.eq(FindingState::Reported))
        .filter(service_findings::reported_at.gt(since))
        .filter(service_findings::reported_by.is_distinct_from(Some(advisor)))
        .order((service_findings::reported_at, service_findings::id))
        .limit(MOST)
        .select((service_findings::id, service_orders::id, service_orders::number))
        .load(conn)?)
}

/// Whether an order was settled before, the bill taken back since.
pub fn was_settled(conn: &mut PgConnection, id: ServiceOrderId) -> Result<bool, Error> {
    let undone = service_settlements::table.filter(service_settlements::order_id.eq(id));
    Ok(select(exists(undone)).get_result(conn)?)
}

/// The settlement that stands.
pub fn settlement(conn: &mut PgConnection, id: ServiceOrderId) -> Result<SettlementRow, Error> {
    service_settlements::table
        .filter(service_settlements::order_id.eq(id))
        .filter(service_settlements::undone_at.is_null())
        .select(SettlementRow::as_select())
        .first(conn)
        .map_err(Error::from)
}

/// Whether the customer still drives the courtesy car of a visit.
pub fn is_lent(conn: &mut PgConnection, visit: VisitId) -> Result<bool, Error> {
    let out = courtesy_loans::table
        .filter(courtesy_loans::visit_id.eq(visit))
        .filter(courtesy_loans::state.eq(LoanState::Out));
    Ok(select(exists(out)).get_result(conn)?)
}

/// What is open of a visit when its visitor goes: one round trip.
pub fn loose_ends(conn: &mut PgConnection, visit: VisitId) -> Result<LooseEnds, Error> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Nullable<diesel::sql_types::Uuid>)]
        id: Option<Uuid>,
        #[diesel(sql_type = BigInt)]
        owed: i64,
        #[diesel(sql_type = Bool)]
        lent: bool,
    }
    let row: Row = diesel::sql_query(
        "SELECT o.id, (coalesce(s.due_fen, 0) - coalesce((SELECT sum(p.amount_fen) FROM service_payments p \
           WHERE p.order_id = o.id AND p.method <> 'insurer'), 0))::bigint AS owed, \
           EXISTS (SELECT 1 FROM courtesy_loans l WHERE l.visit_id = $1 AND l.state = 'out') AS lent \
         FROM (VALUES (1)) AS one (n) \
         LEFT JOIN service_orders o ON o.visit_id = $1 AND o.state = 'settled' AND o.refunded_at IS NULL \
         LEFT JOIN service_settlements s ON s.order_id = o.id AND s.undone_at IS NULL",
    )
    .bind::<diesel::sql_types::Uuid, _>(visit)
    .get_result(conn)?;
    let owed = row.id.map(|id| (ServiceOrderId::from(id), Fen::new(row.owed)));
    Ok(LooseEnds {
        owed: owed.filter(|(_, owed)| *owed > Fen::ZERO),
        lent: row.lent,
    })
}

/// Who worked on an order, and when.
pub fn spells_of(conn: &mut PgConnection, id: ServiceOrderId) -> Result<Vec<SpellRow>, Error> {
    Ok(work_spells::table
        .filter(work_spells::order_id.eq(id))
        .order((work_spells::from_at, work_spells::id))
        .select(SpellRow::as_select())
        .load(conn)?)
}

/// The order that a technician works on now.
pub fn running_of(conn: &mut PgConnection, technician: StaffId) -> Result<Option<(ServiceOrderId, String)>, Error> {
    Ok(work_spells::table
        .inner_join(service_orders::table)
        .filter(work_spells::technician_id.eq(technician))
        .filter(work_spells::until_at.is_null())
        .select((service_orders::id, service_orders::number))
        .first(conn)
        .optional()?)
}

/// Whether this person worked on the order.
pub fn has_worked(conn: &mut PgConnection, id: ServiceOrderId, person: StaffId) -> Result<bool, Error> {
    let worked = work_spells::table
        .filter(work_spells::order_id.eq(id))
        .filter(work_spells::technician_id.eq(person));
    Ok(select(exists(worked)).get_result(conn)?)
}

fn codes(roles: &[Role]) -> Vec<Option<String>> {
    roles.iter().map(|role| Some(role.code().to_owned())).collect()
}

fn may(conn: &mut PgConnection, store: StoreId, person: StaffId, permission: Permission) -> Result<bool, Error> {
    let able = staff::table
        .filter(staff::id.eq(person))
        .filter(staff::store_id.eq(store))
        .filter(staff::disabled_at.is_null())
        .filter(staff::roles.overlaps_with(codes(permission.roles())));
    Ok(select(exists(able)).get_result(conn)?)
}

/// Whether this person repairs cars in the store.
pub fn is_technician(conn: &mut PgConnection, store: StoreId, person: StaffId) -> Result<bool, Error> {
    may(conn, store, person, Permission::RepairCars)
}

/// Whether this person can look after an order of the store.
pub fn is_worker(conn: &mut PgConnection, store: StoreId, person: StaffId) -> Result<bool, Error> {
    may(conn, store, person, Permission::WorkServiceOrders)
}

/// Open orders that this person looks after or repairs.
pub fn of_staff(conn: &mut PgConnection, person: StaffId, repairs: bool) -> Result<Vec<ServiceOrderId>, Error> {
    let open = service_orders::table
        .filter(service_orders::ended_at.is_null())
        .order(service_orders::id)
        .select(service_orders::id);
    Ok(if repairs {
        open.filter(service_orders::technician_id.eq(person)).load(conn)?
    } else {
        open.filter(service_orders::advisor_id.eq(person)).load(conn)?
    })
}

/// Orders with a warning to be given; those that somebody is at work on wait a minute.
pub fn to_warn(conn: &mut PgConnection, now: DateTime<Utc>, limit: i64) -> Result<Vec<ServiceOrderId>, Error> {
    Ok(service_orders::table
        .filter(service_orders::warn_at.le(now))
        .order(service_orders::warn_at)
        .limit(limit)
        .select(service_orders::id)
        .for_update()
        .skip_locked()
        .load(conn)?)
}

/// The numbers of these orders; no question for none.
pub fn numbers(conn: &mut PgConnection, mut ids: Vec<Uuid>) -> Result<HashMap<Uuid, String>, Error> {
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found: Vec<(Uuid, String)> = service_orders::table
        .filter(service_orders::id.eq_any(ids))
        .select((service_orders::id, service_orders::number))
        .load(conn)?;
    Ok(found.into_iter().collect())
}

fn in_brief(row: (OrderRow, Option<String>)) -> Brief {
    let (order, technician) = row;
    Brief {
        id: order.id,
        number: order.number,
        visit: order.visit_id,
        state: order.state,
        technician,
        promised_at: order.promised_at,
        paused: order.paused_at.is_some(),
        current: Fen::new(order.current_fen),
        agreed: order.agreed_fen.map(Fen::new),
        open_items: order.open_items,
        open_findings: order.open_findings,
    }
}

/// The order of a visit, if there is one that this person sees.
pub fn order_of_visit(conn: &mut PgConnection, actor: &Actor, visit: VisitId) -> Result<Option<Brief>, Error> {
    Ok(brief(conn, actor, &[visit])?.pop())
}

/// The orders of these visits that this person sees, in one round trip.
pub fn brief(conn: &mut PgConnection, actor: &Actor, visits: &[VisitId]) -> Result<Vec<Brief>, Error> {
    if visits.is_empty() {
        return Ok(Vec::new());
    }
    let technician = staff::table
        .filter(staff::id.nullable().eq(service_orders::technician_id))
        .select(staff::name)
        .single_value();
    let rows: Vec<(OrderRow, Option<String>)> = visible(actor)
        .filter(service_orders::visit_id.eq_any(visits.to_vec()))
        .filter(service_orders::state.ne(State::Cancelled))
        .select((OrderRow::as_select(), technician))
        .load(conn)?;
    Ok(rows.into_iter().map(in_brief).collect())
}

/// What a car had repaired under warranty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, QueryableByName)]
pub struct WarrantyRecord {
    /// How often the job that came up most was done.
    #[diesel(sql_type = BigInt)]
    pub times: i64,
    /// How many days its repairs took together, each begun one counted.
    #[diesel(sql_type = BigInt)]
    pub days: i64,
}

/// What a car had repaired under warranty by now: one round trip.
pub fn warranty_record(
    conn: &mut PgConnection,
    vehicle: VehicleId,
    now: DateTime<Utc>,
) -> Result<WarrantyRecord, Error> {
    Ok(diesel::sql_query(
        "SELECT coalesce((SELECT max(t.n) FROM (SELECT count(DISTINCT o.id) AS n FROM service_orders o \
           JOIN service_items i ON i.order_id = o.id WHERE o.vehicle_id = $1 AND o.state <> 'cancelled' \
           AND i.removed_at IS NULL AND i.kind = 'labour' AND i.payer = 'warranty' GROUP BY i.zh) t), 0)::bigint AS times, \
         coalesce((SELECT sum(ceil(extract(epoch FROM coalesce(v.ready_at, $2) - v.arrived_at) / 86400)) \
           FROM service_orders o JOIN visits v ON v.id = o.visit_id \
           WHERE o.vehicle_id = $1 AND o.state <> 'cancelled' AND EXISTS (SELECT 1 FROM service_items i \
             WHERE i.order_id = o.id AND i.removed_at IS NULL AND i.payer = 'warranty')), 0)::bigint AS days",
    )
    .bind::<diesel::sql_types::Uuid, _>(vehicle)
    .bind::<Timestamptz, _>(now)
    .get_result(conn)?)
}

/// A visit that an order can be opened for, as the list offers it.
pub struct Seen {
    pub visit: VisitId,
    pub ticket: String,
    pub customer: Pii<String>,
    pub plate: Option<Pii<Plate>>,
    pub vehicle: String,
}

/// Service visitors who are being received and whose car has no order yet.
pub fn visits_to_open(conn: &mut PgConnection, vault: &Vault, actor: &Actor) -> Result<Vec<Seen>, Error> {
    const MOST: i64 = 40;
    type Row = (
        VisitId,
        i16,
        (crate::values::ids::CustomerId, Sealed),
        (crate::values::ids::VehicleId, Option<Sealed>, String, String, String),
    );
    let has_order = service_orders::table
        .filter(service_orders::visit_id.eq(visits::id))
        .filter(service_orders::state.ne(State::Cancelled));
    let rows: Vec<Row> = visits::table
        .inner_join(customers::table)
        .inner_join(vehicles::table)
        .filter(visits::store_id.eq(actor.store))
        .filter(visits::line.eq(Line::Service))
        .filter(visits::state.eq(VisitState::Receiving))
        .filter(not(exists(has_order)))
        .order((visits::arrived_at, visits::id))
        .limit(MOST)
        .select((
            visits::id,
            visits::ticket_no,
            (customers::id, customers::name_sealed),
            (
                vehicles::id,
                vehicles::plate_sealed,
                vehicles::brand,
                vehicles::model,
                vehicles::trim,
            ),
        ))
        .load(conn)?;
    rows.into_iter()
        .map(
            |(visit, ticket, (customer, name), (vehicle, plate, brand, model, trim))| {
                Ok(Seen {
                    visit,
                    ticket: Line::Service.ticket(ticket),
                    customer: vault.open(NAME, customer.uuid(), &name)?,
                    plate: super::list::plate_of(vault, vehicle, plate.as_ref())?,
                    vehicle: title(&brand, &model, &trim),
                })
            },
        )
        .collect()
}
