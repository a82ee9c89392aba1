//! Rows and values of deliveries.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::rules::{Check, Handover, Lacking};
use crate::platform::db::Subject;
use crate::platform::files::FileInfo;
use crate::platform::vault::{Label, Sealed};
use crate::sales::orders::model::Detail as Order;
use crate::schema::deliveries;
use crate::service::check_in::rules::{Signing, Strokes};
use crate::values::engine_number::EngineNumber;
use crate::values::ids::{DeliveryId, SalesOrderId, StoreId, VehicleId};
use crate::values::mileage::Km;
use crate::values::plate::Plate;
use crate::values::vin::Vin;

pub(super) const ADDRESS: Label = Label("deliveries.address");
pub(super) const SIGNATURE: Label = Label("deliveries.signature");

/// `subject_kind` of a delivery in the audit log, of its photos and of the calls that follow.
pub const DELIVERY: &str = "delivery";
/// The call within a week of the delivery.
pub const WEEK_CALL: &str = "sales.week_call";
/// The call in the first month.
pub const MONTH_CALL: &str = "sales.month_call";

pub fn subject(id: DeliveryId) -> Subject {
    Subject::new(DELIVERY, id)
}

/// When and where, as typed.
#[derive(Clone, Debug)]
pub struct NewPlan {
    pub planned_at: DateTime<Utc>,
    pub place: Handover,
    pub address: Option<String>,
    pub driver: String,
    pub seen: i32,
}

/// The hand-over as it is typed.
pub struct HandOver {
    pub vin: Vin,
    pub engine: Option<EngineNumber>,
    pub plate: Option<Plate>,
    pub mileage: Km,
    pub gift: String,
    pub signing: Signing,
    pub strokes: Option<Strokes>,
    /// Why the car leaves before it is paid.
    pub owed_because: Option<String>,
    pub seen: i32,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = deliveries, check_for_backend(diesel::pg::Pg))]
pub(super) struct DeliveryRow {
    pub id: DeliveryId,
    pub store_id: StoreId,
    pub order_id: SalesOrderId,
    pub planned_at: DateTime<Utc>,
    pub place: Handover,
    pub address_sealed: Option<Sealed>,
    pub driver: String,
    pub gift: String,
    pub signed_how: Option<Signing>,
    pub signature_sealed: Option<Sealed>,
    pub handed_over_at: Option<DateTime<Utc>>,
    pub cancelled_at: Option<DateTime<Utc>>,
    pub vehicle_id: Option<VehicleId>,
    pub lock_version: i32,
}

impl DeliveryRow {
    /// Whether it is still to come.
    pub fn is_open(&self) -> bool {
        self.handed_over_at.is_none() && self.cancelled_at.is_none()
    }
}

/// A delivery with its order, opened.
pub struct Delivery {
    pub id: DeliveryId,
    pub order: Order,
    pub planned_at: DateTime<Utc>,
    pub place: Handover,
    pub address: Option<String>,
    pub driver: String,
    pub gift: String,
    pub signed: Option<Signing>,
    pub strokes: Option<Strokes>,
    pub handed_over_at: Option<DateTime<Utc>>,
    pub cancelled: bool,
    pub vehicle: Option<VehicleId>,
    /// What was seen to: when and by whom.
    pub checks: BTreeMap<Check, (DateTime<Utc>, String)>,
    pub photos: Vec<FileInfo>,
    pub lock_version: i32,
}

impl Delivery {
    pub fn is_open(&self) -> bool {
        self.handed_over_at.is_none() && !self.cancelled
    }

    pub fn lacking(&self) -> Lacking {
        Lacking::of(&self.checks.keys().copied().collect(), self.photos.len())
    }
}

/// A delivery in the list.
#[derive(Clone, Debug)]
pub struct Listed {
    pub id: DeliveryId,
    pub number: String,
    pub customer: String,
    pub car: String,
    pub planned_at: DateTime<Utc>,
    pub place: Handover,
    pub handed_over_at: Option<DateTime<Utc>>,
    pub done: usize,
}
