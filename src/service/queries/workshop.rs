//! What technicians see: name and car, the work, the clock; never how somebody is reached.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::prelude::*;

use super::list::plate_of;
use super::visible;
use crate::access::Actor;
use crate::customers::model::NAME;
use crate::platform::error::Error;
use crate::platform::vault::{Pii, Sealed, Vault};
use crate::schema::{customers, service_items, service_orders, vehicles, visits, work_spells};
use crate::service::model::{ItemRow, OrderRow, SpellRow, WISH};
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
}

/// Open orders that a technician is to repair or may check, by their promise: three round trips.
pub fn jobs(conn: &mut PgConnection, vault: &Vault, actor: &Actor) -> Result<Vec<Job>, Error> {
    /// More than anybody can have in hand.
    const MOST: i64 = 100;
    type Row = (
        OrderRow,
        (Line, i16, Option<DateTime<Utc>>),
        Sealed,
        (Option<Sealed>, String, String, String),
    );
    let rows: Vec<Row> = visible(actor)
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
    let ids: Vec<ServiceOrderId> = rows.iter().map(|row| row.0.id).collect();
    let mut items: HashMap<ServiceOrderId, Vec<ItemRow>> = HashMap::new();
    let mut spells: HashMap<ServiceOrderId, Vec<SpellRow>> = HashMap::new();
    if !ids.is_empty() {
        let found: Vec<ItemRow> = service_items::table
            .filter(service_items::order_id.eq_any(ids.clone()))
            .filter(service_items::removed_at.is_null())
            .order((service_items::position, service_items::id))
            .select(ItemRow::as_select())
            .load(conn)?;
        for item in found {
            items.entry(item.order_id).or_default().push(item);
        }
        let found: Vec<SpellRow> = work_spells::table
            .filter(work_spells::order_id.eq_any(ids))
            .order((work_spells::from_at, work_spells::id))
            .select(SpellRow::as_select())
            .load(conn)?;
        for spell in found {
            spells.entry(spell.order_id).or_default().push(spell);
        }
    }
    rows.into_iter()
        .map(|(order, (line, ticket, ready_at), name, (plate, brand, model, trim))| {
            Ok(Job {
                ticket: line.ticket(ticket),
                ready_at,
                customer: vault.open(NAME, order.customer_id.uuid(), &name)?,
                plate: plate_of(vault, order.vehicle_id, plate.as_ref())?,
                vehicle: title(&brand, &model, &trim),
                wish: vault.open_opt(WISH, order.id.uuid(), order.wish_sealed.as_ref())?,
                items: items.remove(&order.id).unwrap_or_default(),
                spells: spells.remove(&order.id).unwrap_or_default(),
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
