//! Rows and values of deliveries.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use super::rules::{Check, Handover, Lacking};
use crate::platform::db::Subject;
use crate::platform::files::FileInfo;
use crate::platform::vault::{Label, Pii, Sealed};
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
    /// Until when the customer waits.
    pub until: Option<DateTime<Utc>>,
    pub place: Handover,
    pub address: Option<String>,
    pub driver: String,
    /// The customer knows that it is later than promised.
    pub late_told: bool,
    pub seen: i32,
}

/// What there is of a hand-over before it is done.
pub struct SoFar {
    pub ticked: BTreeSet<Check>,
    /// What was ticked when the page was made.
    pub shown: BTreeSet<Check>,
    /// The other fields as they stand.
    pub typed: Vec<(String, String)>,
}

/// The hand-over as it is typed.
pub struct HandOver {
    pub ticked: BTreeSet<Check>,
    pub shown: BTreeSet<Check>,
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
    pub planned_until: Option<DateTime<Utc>>,
    pub late_told: bool,
    pub place: Handover,
    pub address_sealed: Option<Sealed>,
    pub driver: String,
    pub gift: String,
    pub signed_how: Option<Signing>,
    pub signature_sealed: Option<Sealed>,
    pub handed_over_at: Option<DateTime<Utc>>,
    pub cancelled_at: Option<DateTime<Utc>>,
    pub vehicle_id: Option<VehicleId>,
    pub mileage_km: Option<i32>,
    pub warranty_until: Option<NaiveDate>,
    pub first_service_on: Option<NaiveDate>,
    pub first_service_km: Option<i32>,
    pub lock_version: i32,
}

impl DeliveryRow {
    /// Whether it is still to come.
    pub fn is_open(&self) -> bool {
        self.handed_over_at.is_none() && self.cancelled_at.is_none()
    }
}

/// The car that was handed over: who it is, and as it was then.
pub struct Car {
    pub vin: Option<Pii<String>>,
    pub engine: Option<Pii<String>>,
    pub plate: Option<String>,
    pub mileage: Option<Km>,
    pub warranty_until: Option<NaiveDate>,
    pub first_service_on: Option<NaiveDate>,
    pub first_service: Option<Km>,
}

/// Where what is typed into the hand-over is kept until it is done.
pub fn place(id: DeliveryId) -> String {
    format!("delivery.{id}")
}

/// The fields of the hand-over: what is kept while ticks or photos are saved.
pub const TYPED: [&str; 8] = [
    "vin",
    "engine_number",
    "plate",
    "mileage",
    "gift",
    "strokes",
    "on_paper",
    "owed_because",
];

/// A delivery with its order, opened.
pub struct Delivery {
    pub id: DeliveryId,
    pub order: Order,
    pub planned_at: DateTime<Utc>,
    pub until: Option<DateTime<Utc>>,
    pub late_told: bool,
    pub place: Handover,
    pub address: Option<String>,
    pub driver: String,
    pub gift: String,
    pub signed: Option<Signing>,
    pub strokes: Option<Strokes>,
    pub handed_over_at: Option<DateTime<Utc>>,
    pub handed_over_by: String,
    pub cancelled: bool,
    pub vehicle: Option<VehicleId>,
    /// The car as it left.
    pub car: Option<Car>,
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
