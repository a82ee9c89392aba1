//! Reads of deliveries: whoever sees the order sees its delivery.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use serde::Deserialize;
use serde_json::Value;

use super::model::{ADDRESS, Car, Delivery, DeliveryRow, Listed, SIGNATURE};
use super::rules::{Check, DeliveryView, Handover};
use crate::access::Actor;
use crate::customers::queries::brief;
use crate::platform::db::lists::{AsJson, rows};
use crate::platform::db::page::{After, Slice};
use crate::platform::error::Error;
use crate::platform::files;
use crate::platform::i18n::times;
use crate::platform::vault::Vault;
use crate::sales::orders;
use crate::schema::{deliveries, delivery_checks, sales_orders, vehicles};
use crate::service::check_in::rules::Strokes;
use crate::values::ids::{CustomerId, DeliveryId, SalesOrderId};
use crate::values::mileage::Km;
use crate::vehicles::model::{Vehicle, VehicleRow};

const CHECKS: AsJson = AsJson(
    "(SELECT json_agg(json_build_object('item', c.item, 'at', c.done_at, 'by', coalesce(s.name, ''))) \
     FROM delivery_checks c LEFT JOIN staff s ON s.id = c.done_by WHERE c.delivery_id = deliveries.id)",
);
const BY: AsJson = AsJson("(SELECT to_json(s.name) FROM staff s WHERE s.id = deliveries.handed_over_by)");
const PHOTOS: AsJson = AsJson(
    "(SELECT json_agg(json_build_object('id', f.id, 'name_sealed', f.name_sealed, 'media_type', f.media_type, \
     'size_bytes', f.size_bytes, 'width', f.width, 'height', f.height, 'created_by', f.created_by, \
     'created_at', f.created_at) ORDER BY f.created_at, f.id) FROM attachments f \
     WHERE f.subject_kind = 'delivery' AND f.subject_id = deliveries.id AND f.removed_at IS NULL)",
);

#[derive(Deserialize)]
struct CheckRow {
    item: Check,
    at: DateTime<Utc>,
    by: String,
}

/// The order of a delivery, if this person sees it.
pub(super) fn order_of(conn: &mut PgConnection, actor: &Actor, id: DeliveryId) -> Result<SalesOrderId, Error> {
    let order: SalesOrderId = deliveries::table
        .find(id)
        .filter(deliveries::store_id.eq(actor.store))
        .select(deliveries::order_id)
        .first(conn)?;
    orders::queries::is_visible(conn, actor, order)?;
    Ok(order)
}

/// A delivery with its order: two round trips.
pub fn delivery(conn: &mut PgConnection, vault: &Vault, actor: &Actor, id: DeliveryId) -> Result<Delivery, Error> {
    type Row = (
        DeliveryRow,
        Option<VehicleRow>,
        Option<Value>,
        Option<Value>,
        Option<Value>,
    );
    let (row, vehicle, by, checks, photos): Row = deliveries::table
        .left_join(vehicles::table)
        .filter(deliveries::id.eq(id))
        .filter(deliveries::store_id.eq(actor.store))
        .select((
            DeliveryRow::as_select(),
            Option::<VehicleRow>::as_select(),
            BY,
            CHECKS,
            PHOTOS,
        ))
        .first(conn)?;
    let vehicle = vehicle.map(|row| Vehicle::open(row, vault)).transpose()?;
    let order = orders::queries::detail(conn, vault, actor, row.order_id)?;
    let address = vault.open_opt(ADDRESS, id.uuid(), row.address_sealed.as_ref())?;
    let strokes = vault.open_opt(SIGNATURE, id.uuid(), row.signature_sealed.as_ref())?;
    let checks = rows::<CheckRow>(checks)?.into_iter();
    Ok(Delivery {
        address: address.map(|address| address.expose().clone()),
        strokes: strokes.and_then(|strokes| Strokes::parse(strokes.expose()).ok()),
        checks: checks.map(|row| (row.item, (row.at, row.by))).collect(),
        photos: files::of_json(vault, photos)?,
        cancelled: row.cancelled_at.is_some(),
        id: row.id,
        order,
        planned_at: row.planned_at,
        until: row.planned_until,
        late_told: row.late_told,
        place: row.place,
        driver: row.driver,
        gift: row.gift,
        signed: row.signed_how,
        handed_over_at: row.handed_over_at,
        handed_over_by: by.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned(),
        vehicle: row.vehicle_id,
        car: vehicle.map(|vehicle| Car {
            plate: vehicle.plate_shown(),
            vin: vehicle.vin,
            engine: vehicle.engine_number,
            mileage: row.mileage_km.map(Km::new),
            warranty_until: row.warranty_until,
            first_service_on: row.first_service_on,
            first_service: row.first_service_km.map(Km::new),
        }),
        lock_version: row.lock_version,
    })
}

/// A page of the list, of all days or of one: what was planned in the order it comes due, what is done newest first.
pub fn page(
    conn: &mut PgConnection,
    vault: &Vault,
    actor: &Actor,
    (view, on): (DeliveryView, Option<NaiveDate>),
    after: Option<After>,
    (limit, now): (usize, DateTime<Utc>),
) -> Result<Slice<Listed>, Error> {
    let seen = orders::queries::visible(actor).select(sales_orders::id);
    let mut query = deliveries::table
        .inner_join(sales_orders::table)
        .into_boxed()
        .filter(deliveries::store_id.eq(actor.store))
        .filter(deliveries::cancelled_at.is_null())
        .filter(deliveries::order_id.eq_any(seen));
    let by_plan = view != DeliveryView::Done;
    query = if by_plan {
        query.filter(deliveries::handed_over_at.is_null())
    } else {
        query.filter(deliveries::handed_over_at.is_not_null())
    };
    if view == DeliveryView::Late {
        query = query.filter(deliveries::planned_at.lt(now));
    }
    if let Some(from) = on.map(times::start_of) {
        let until = times::end_of_day(from);
        query = if by_plan {
            query
                .filter(deliveries::planned_at.ge(from))
                .filter(deliveries::planned_at.lt(until))
        } else {
            query
                .filter(deliveries::handed_over_at.ge(from))
                .filter(deliveries::handed_over_at.lt(until))
        };
    }
    if let Some(After { at, id }) = after {
        let id = DeliveryId::from(id);
        query = if by_plan {
            query.filter(
                deliveries::planned_at
                    .gt(at)
                    .or(deliveries::planned_at.eq(at).and(deliveries::id.gt(id))),
            )
        } else {
            let done = deliveries::handed_over_at.assume_not_null();
            query.filter(done.lt(at).or(done.eq(at).and(deliveries::id.lt(id))))
        };
    }
    query = if by_plan {
        query.order((deliveries::planned_at.asc(), deliveries::id.asc()))
    } else {
        query.order((deliveries::handed_over_at.desc(), deliveries::id.desc()))
    };
    let done = delivery_checks::table
        .filter(delivery_checks::delivery_id.eq(deliveries::id))
        .count()
        .single_value();
    type Row = (
        DeliveryId,
        DateTime<Utc>,
        Handover,
        Option<DateTime<Utc>>,
        (String, CustomerId, String, String),
        Option<i64>,
    );
    let found: Vec<Row> = query
        .limit(i64::try_from(limit + 1).unwrap_or(i64::MAX))
        .select((
            deliveries::id,
            deliveries::planned_at,
            deliveries::place,
            deliveries::handed_over_at,
            (
                sales_orders::number,
                sales_orders::customer_id,
                sales_orders::model,
                sales_orders::colour,
            ),
            done,
        ))
        .load(conn)?;
    let customers: Vec<CustomerId> = found.iter().map(|row| row.4.1).collect();
    let names = brief(conn, vault, &customers)?;
    let listed = found
        .into_iter()
        .map(
            |(id, planned_at, place, handed_over_at, (number, customer, model, colour), done)| Listed {
                id,
                number,
                customer: names
                    .get(&customer)
                    .map(|known| known.name.expose().clone())
                    .unwrap_or_default(),
                car: [model, colour].join(" ").trim().to_owned(),
                planned_at,
                place,
                handed_over_at,
                done: done.and_then(|done| usize::try_from(done).ok()).unwrap_or(0),
            },
        )
        .collect();
    Ok(Slice::cut(listed, limit, |row: &Listed| {
        let at = row.handed_over_at.unwrap_or(row.planned_at);
        After { at, id: row.id.uuid() }.to_string()
    }))
}
