//! What technicians see: name and car, the work, the clock; never how somebody is reached.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, Json, Nullable, Uuid as SqlUuid};
use serde_json::Value;

use super::list::plate_of;
use super::visible;
use crate::access::Actor;
use crate::customers::model::NAME;
use crate::platform::db::kept::kept;
use crate::platform::db::lists::rows;
use crate::platform::error::Error;
use crate::platform::vault::{Pii, Sealed, Vault};
use crate::schema::{customers, service_orders, vehicles, visits};
use crate::service::model::{
    CHECK_REASON, CheckRow, Finding, FindingRow, ItemRow, OrderRow, PAUSE_NOTE, PauseRow, SpellRow, WISH,
};
use crate::service::rules::State;
use crate::values::ids::ServiceOrderId;
use crate::values::plate::Plate;
use crate::vehicles::model::title;
use crate::visits::rules::Line;

/// An order on the technician's page.
pub struct Job {
    pub order: OrderRow,
    pub ticket: String,
    pub ready_at: Option<DateTime<Utc>>,
    pub customer: Pii<String>,
    pub plate: Option<Pii<Plate>>,
    pub vehicle: String,
    pub wish: Option<Pii<String>>,
    pub items: Vec<ItemRow>,
    pub spells: Vec<SpellRow>,
    pub findings: Vec<Finding>,
    /// Why the last check failed.
    pub failed: Option<Pii<String>>,
    /// The parts it waits for, with the technician's note.
    pub waits: Option<(PauseRow, Option<Pii<String>>)>,
}

/// What hangs on orders, each list as JSON, so that it takes one question. Of checks only the last of each order.
const HANGING: &str = "SELECT \
    (SELECT json_agg(to_json(t) ORDER BY t.position, t.id) FROM service_items t \
      WHERE t.order_id = ANY ($1) AND t.removed_at IS NULL) AS items, \
    (SELECT json_agg(to_json(t) ORDER BY t.from_at, t.id) FROM work_spells t WHERE t.order_id = ANY ($1)) AS spells, \
    (SELECT json_agg(to_json(t) ORDER BY t.reported_at, t.id) FROM service_findings t \
      WHERE t.order_id = ANY ($1)) AS findings, \
    (SELECT json_agg(to_json(t)) FROM (SELECT DISTINCT ON (c.order_id) c.* FROM service_checks c \
      WHERE c.order_id = ANY ($1) ORDER BY c.order_id, c.at DESC, c.id DESC) t) AS checks, \
    (SELECT json_agg(to_json(t)) FROM promise_pauses t \
      WHERE t.order_id = ANY ($1) AND t.until_at IS NULL) AS pauses";

#[derive(QueryableByName)]
struct Hanging {
    #[diesel(sql_type = Nullable<Json>)]
    items: Option<Value>,
    #[diesel(sql_type = Nullable<Json>)]
    spells: Option<Value>,
    #[diesel(sql_type = Nullable<Json>)]
    findings: Option<Value>,
    #[diesel(sql_type = Nullable<Json>)]
    checks: Option<Value>,
    #[diesel(sql_type = Nullable<Json>)]
    pauses: Option<Value>,
}

/// Lists by their order, as they came.
fn by_order<T>(rows: Vec<T>, order: impl Fn(&T) -> ServiceOrderId) -> HashMap<ServiceOrderId, Vec<T>> {
    let mut lists: HashMap<ServiceOrderId, Vec<T>> = HashMap::new();
    for row in rows {
        lists.entry(order(&row)).or_default().push(row);
    }
    lists
}

/// Open orders that a technician is to repair or may check, by their promise: two round trips.
pub fn jobs(conn: &mut PgConnection, vault: &Vault, actor: &Actor) -> Result<Vec<Job>, Error> {
    /// More than anybody can have in hand.
    const MOST: i64 = 100;
    type Row = (
        OrderRow,
        (Line, i16, Option<DateTime<Utc>>),
        Sealed,
        (Option<Sealed>, String, String, String),
    );
    let found: Vec<Row> = visible(actor)
        .filter(service_orders::ended_at.is_null())
        .filter(
            service_orders::technician_id
                .eq(actor.id)
                .assume_not_null()
                .or(service_orders::state.eq(State::QualityCheck)),
        )
        .order((service_orders::queue_at, service_orders::id))
        .limit(MOST)
        .select((
            OrderRow::as_select(),
            (visits::line, visits::ticket_no, visits::ready_at),
            customers::name_sealed,
            (vehicles::plate_sealed, vehicles::brand, vehicles::model, vehicles::trim),
        ))
        .load(conn)?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<ServiceOrderId> = found.iter().map(|row| row.0.id).collect();
    let question = diesel::sql_query(HANGING).bind::<Array<SqlUuid>, _>(ids);
    let hanging: Hanging = kept(question).get_result(conn)?;
    let mut items = by_order(rows(hanging.items)?, |row: &ItemRow| row.order_id);
    let mut spells = by_order(rows(hanging.spells)?, |row: &SpellRow| row.order_id);
    let mut findings = by_order(rows(hanging.findings)?, |row: &FindingRow| row.order_id);
    let mut checks = by_order(rows(hanging.checks)?, |row: &CheckRow| row.order_id);
    let mut pauses = by_order(rows(hanging.pauses)?, |row: &PauseRow| row.order_id);
    found
        .into_iter()
        .map(|(order, (line, ticket, ready_at), name, (plate, brand, model, trim))| {
            let findings = findings.remove(&order.id).unwrap_or_default();
            let last_check = checks.remove(&order.id).and_then(|mut checks| checks.pop());
            let failed = match last_check.filter(|check| !check.passed) {
                Some(check) => vault.open_opt(CHECK_REASON, check.id, check.reason_sealed.as_ref())?,
                None => None,
            };
            let waits = match pauses.remove(&order.id).and_then(|mut pauses| pauses.pop()) {
                Some(pause) => {
                    let note = vault.open_opt(PAUSE_NOTE, pause.id, pause.note_sealed.as_ref())?;
                    Some((pause, note))
                }
                None => None,
            };
            Ok(Job {
                ticket: line.ticket(ticket),
                ready_at,
                customer: vault.open(NAME, order.customer_id.uuid(), &name)?,
                plate: plate_of(vault, order.vehicle_id, plate.as_ref())?,
                vehicle: title(&brand, &model, &trim),
                wish: vault.open_opt(WISH, order.id.uuid(), order.wish_sealed.as_ref())?,
                items: items.remove(&order.id).unwrap_or_default(),
                spells: spells.remove(&order.id).unwrap_or_default(),
                findings: findings
                    .into_iter()
                    .map(|row| Finding::open(row, vault))
                    .collect::<Result<_, Error>>()?,
                failed,
                waits,
                order,
            })
        })
        .collect()
}

/// What the navigation counts for a technician: (open, late).
pub fn technician_counts(conn: &mut PgConnection, actor: &Actor, now: DateTime<Utc>) -> Result<(i64, i64), Error> {
    use diesel::dsl::{count, count_star};
    let late = service_orders::paused_at
        .is_null()
        .and(service_orders::promised_at.lt(now).assume_not_null());
    Ok(service_orders::table
        .filter(service_orders::technician_id.eq(actor.id))
        .filter(service_orders::state.eq_any([State::Agreed, State::InWork, State::WaitingParts]))
        .select((count_star(), count(service_orders::id).aggregate_filter(late)))
        .first(conn)?)
}
