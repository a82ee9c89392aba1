//! Reads of sales orders.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::PgConnection;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::model::{CANCELLED, Detail, Listed, MOVED, NOTE, OrderRow, Payment, PromiseMoved, REFUND, sums};
use super::rules::{OrderState, OrderView};
use crate::access::{Actor, Role};
use crate::customers::model::NAME;
use crate::platform::db::lists::{AsJson, rows};
use crate::platform::db::page::{After, Slice};
use crate::platform::error::Error;
use crate::platform::vault::{Sealed, Vault};
use crate::sales::within::Within;
use crate::schema::{customers, sales_orders, staff};
use crate::values::ids::{OpportunityId, SalesOrderId, StaffId};

pub type Visible = diesel::dsl::IntoBoxed<'static, diesel::dsl::InnerJoin<sales_orders::table, customers::table>, Pg>;

/// The orders this person sees: all of the store for managers, one's own for a consultant, and for customer care those
/// whose car was handed over: they call these customers.
pub fn visible(actor: &Actor) -> Visible {
    use Role::*;
    let query = sales_orders::table
        .inner_join(customers::table)
        .into_boxed()
        .filter(sales_orders::store_id.eq(actor.store));
    let any = |roles: &[Role]| roles.iter().any(|role| actor.is(*role));
    if any(&[SalesManager, CrmManager, StoreManager]) {
        return query;
    }
    let own = sales_orders::owner_id.eq(actor.id).assume_not_null();
    let handed_over = sales_orders::state.eq(OrderState::Delivered);
    match (actor.is(SalesConsultant), actor.is(CustomerCare)) {
        (true, true) => query.filter(handed_over.or(own)),
        (true, false) => query.filter(own),
        (false, true) => query.filter(handed_over),
        (false, false) => query.filter(false.into_sql::<Bool>()),
    }
}

/// [`Error::NotFound`] unless this person sees this order.
pub fn is_visible(conn: &mut PgConnection, actor: &Actor, id: SalesOrderId) -> Result<(), Error> {
    visible(actor)
        .filter(sales_orders::id.eq(id))
        .select(sales_orders::id)
        .first::<SalesOrderId>(conn)
        .map(drop)
        .map_err(Error::from)
}

const PAYMENTS: AsJson = AsJson(
    "(SELECT json_agg(json_build_object('id', p.id, 'kind', p.kind, 'due_on', p.due_on, 'amount_fen', p.amount_fen, \
     'paid_on', p.paid_on, 'paid_how', p.paid_how, 'receipt', p.receipt) ORDER BY p.due_on, p.id) \
     FROM order_payments p WHERE p.order_id = sales_orders.id)",
);
const DELIVERY: AsJson = AsJson(
    "(SELECT json_build_object('id', d.id, 'planned_at', d.planned_at, 'set_at', d.set_at, 'late_told', d.late_told, \
     'handed_over_at', d.handed_over_at) FROM deliveries d \
     WHERE d.order_id = sales_orders.id AND d.cancelled_at IS NULL)",
);
const PROMISES: AsJson = AsJson(
    "(SELECT json_agg(json_build_object('id', m.id, 'was_on', m.was_on, 'promised_on', m.promised_on, \
     'reason_sealed', m.reason_sealed, 'told', m.told, 'by', coalesce(s.name, ''), 'at', m.at) ORDER BY m.at, m.id) \
     FROM order_promises m LEFT JOIN staff s ON s.id = m.staff_id WHERE m.order_id = sales_orders.id)",
);

#[derive(Deserialize)]
struct PromiseRow {
    id: Uuid,
    was_on: NaiveDate,
    promised_on: NaiveDate,
    reason_sealed: Sealed,
    told: bool,
    by: String,
    at: DateTime<Utc>,
}

type Row = (
    OrderRow,
    Sealed,
    Option<String>,
    Option<String>,
    Option<Value>,
    Option<Value>,
    Option<Value>,
);

/// An order with all that belongs to it: one round trip.
pub fn detail(conn: &mut PgConnection, vault: &Vault, actor: &Actor, id: SalesOrderId) -> Result<Detail, Error> {
    let owner = staff::table
        .filter(staff::id.nullable().eq(sales_orders::owner_id))
        .select(staff::name)
        .single_value();
    let canceller = staff::table
        .filter(staff::id.nullable().eq(sales_orders::cancelled_by))
        .select(staff::name)
        .single_value();
    let row: Row = visible(actor)
        .filter(sales_orders::id.eq(id))
        .select((
            OrderRow::as_select(),
            customers::name_sealed,
            owner,
            canceller,
            DELIVERY,
            PAYMENTS,
            PROMISES,
        ))
        .first(conn)?;
    let (order, name, owner, canceller, delivery, payments, promises) = row;
    let text = |label, sealed: &Option<Sealed>| -> Result<Option<String>, Error> {
        let opened = vault.open_opt(label, id.uuid(), sealed.as_ref())?;
        Ok(opened.map(|text| text.expose().clone()))
    };
    let promises = rows::<PromiseRow>(promises)?.into_iter().map(|row| {
        Ok(PromiseMoved {
            id: row.id,
            reason: vault.open(MOVED, row.id, &row.reason_sealed)?.expose().clone(),
            was_on: row.was_on,
            promised_on: row.promised_on,
            told: row.told,
            by: row.by,
            at: row.at,
        })
    });
    Ok(Detail {
        customer: vault.open(NAME, order.customer_id.uuid(), &name)?.expose().clone(),
        owner: owner.unwrap_or_default(),
        payments: rows(payments)?,
        promises: promises.collect::<Result<_, Error>>()?,
        note: text(NOTE, &order.note_sealed)?,
        cancelled_because: text(CANCELLED, &order.cancelled_because_sealed)?,
        cancelled_by: canceller.unwrap_or_default(),
        refund_note: text(REFUND, &order.refund_note_sealed)?,
        delivery: delivery
            .map(serde_json::from_value)
            .transpose()
            .map_err(Error::internal)?,
        order,
    })
}

/// The lines of an order's plan. The caller has checked that the reader may see the order.
pub fn payments(conn: &mut PgConnection, id: SalesOrderId) -> Result<Vec<Payment>, Error> {
    let json: Option<Value> = sales_orders::table.find(id).select(PAYMENTS).first(conn)?;
    rows(json)
}

/// A page of the list, newest first; within the days on which they were signed.
pub fn page(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    (view, within): (OrderView, Within),
    after: Option<After>,
    (limit, today): (usize, NaiveDate),
) -> Result<Slice<Listed>, Error> {
    let mut query = visible(actor);
    query = match view {
        OrderView::Open => query.filter(sales_orders::state.eq(OrderState::Open)),
        OrderView::Late => query
            .filter(sales_orders::state.eq(OrderState::Open))
            .filter(sales_orders::promised_on.lt(today)),
        OrderView::Delivered => query.filter(sales_orders::state.eq(OrderState::Delivered)),
        OrderView::Standing => query.filter(sales_orders::state.ne(OrderState::Cancelled)),
        OrderView::Cancelled => query.filter(sales_orders::state.eq(OrderState::Cancelled)),
        OrderView::All => query,
    };
    if let Some(owner) = within.owner {
        query = query.filter(sales_orders::owner_id.eq(owner));
    }
    if let Some(first) = within.first {
        query = query.filter(sales_orders::signed_on.ge(first));
    }
    if let Some(last) = within.last {
        query = query.filter(sales_orders::signed_on.le(last));
    }
    if let Some(after) = after {
        let id = SalesOrderId::from(after.id);
        query = query.filter(
            sales_orders::created_at
                .lt(after.at)
                .or(sales_orders::created_at.eq(after.at).and(sales_orders::id.lt(id))),
        );
    }
    let owner = staff::table
        .filter(staff::id.nullable().eq(sales_orders::owner_id))
        .select(staff::name)
        .single_value();
    let found: Vec<(OrderRow, Sealed, Option<String>, Option<Value>)> = query
        .order((sales_orders::created_at.desc(), sales_orders::id.desc()))
        .limit(i64::try_from(limit + 1).unwrap_or(i64::MAX))
        .select((OrderRow::as_select(), customers::name_sealed, owner, PAYMENTS))
        .load(conn)?;
    let listed = found.into_iter().map(|(order, name, owner, payments)| {
        Ok(Listed {
            customer: vault.open(NAME, order.customer_id.uuid(), &name)?.expose().clone(),
            owner: owner.unwrap_or_default(),
            held: sums(&rows::<Payment>(payments)?).held(),
            order,
        })
    });
    let listed = listed.collect::<Result<Vec<_>, Error>>()?;
    Ok(Slice::cut(listed, limit, |row| {
        let (at, id) = (row.order.created_at, row.order.id.uuid());
        After { at, id }.to_string()
    }))
}

/// The order of an opportunity that was not cancelled. The caller has checked that the reader may see the opportunity.
pub fn of_opportunity(
    conn: &mut PgConnection,
    opportunity: OpportunityId,
) -> Result<Option<(SalesOrderId, String, OrderState)>, Error> {
    Ok(sales_orders::table
        .filter(sales_orders::opportunity_id.eq(opportunity))
        .filter(sales_orders::state.ne(OrderState::Cancelled))
        .select((sales_orders::id, sales_orders::number, sales_orders::state))
        .first(conn)
        .optional()?)
}

/// How many orders of a person are not delivered yet.
pub fn open_of_staff(conn: &mut PgConnection, person: StaffId) -> Result<i64, Error> {
    Ok(sales_orders::table
        .filter(sales_orders::owner_id.eq(person))
        .filter(sales_orders::state.eq(OrderState::Open))
        .count()
        .get_result(conn)?)
}

/// What orders are called.
pub fn numbers(conn: &mut PgConnection, mut ids: Vec<Uuid>) -> Result<HashMap<Uuid, String>, Error> {
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found: Vec<(Uuid, String)> = sales_orders::table
        .filter(sales_orders::id.eq_any(ids))
        .select((sales_orders::id, sales_orders::number))
        .load(conn)?;
    Ok(found.into_iter().collect())
}
