//! Rows of after-care.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::rules::Kind;
use crate::platform::db::Subject;
use crate::schema::after_care_steps;
use crate::service::model::subject;
use crate::values::ids::{CustomerId, ServiceOrderId, StoreId, VehicleId};
use crate::vehicles;

/// A step that waits to be taken.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = after_care_steps)]
pub struct Step {
    pub id: Uuid,
    pub store_id: StoreId,
    pub kind: Kind,
    pub customer_id: CustomerId,
    pub vehicle_id: VehicleId,
    pub order_id: Option<ServiceOrderId>,
    pub service_on: Option<NaiveDate>,
    pub since: DateTime<Utc>,
}

/// What a task of after-care is about: the service, by the id of its order. It is done in the call-back list, not on the
/// order's page.
pub const AFTER_CARE: &str = "after_care";

impl Step {
    /// What its task is about: the service, or the car.
    pub fn task_subject(&self) -> Subject {
        match self.order_id {
            Some(order) => Subject::new(AFTER_CARE, order),
            None => vehicles::model::subject(self.vehicle_id),
        }
    }

    /// What its message is about: the service, or the car.
    pub fn subject(&self) -> Subject {
        match self.order_id {
            Some(order) => subject(order),
            None => vehicles::model::subject(self.vehicle_id),
        }
    }
}

/// What a step has to say.
#[derive(Clone, Debug, Default)]
pub struct Told {
    pub number: String,
    pub done: Vec<String>,
    pub next_on: Option<NaiveDate>,
    pub next_km: Option<i32>,
    pub car: String,
    pub name: String,
    pub store: String,
    pub email: bool,
    /// Whether calls are allowed.
    pub phone: bool,
    /// The settlement still stands.
    pub stands: bool,
}
