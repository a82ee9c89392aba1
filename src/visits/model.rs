//! Rows and values of visits and appointments.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;

use super::rules::{Line, Purpose, VisitState};
use crate::platform::db::Subject;
use crate::schema::visits;
use crate::values::ids::{CustomerId, StaffId, StoreId, VehicleId, VisitId};

/// The topic that pages with visits follow.
pub const TOPIC: &str = "visits";
/// `subject_kind` of a visit in the audit log.
pub const VISIT: &str = "visit";
/// `subject_kind` of an appointment in the audit log.
pub const APPOINTMENT: &str = "appointment";

pub fn subject(id: VisitId) -> Subject {
    Subject::new(VISIT, id)
}

/// A visit as other rooms work on it.
#[derive(Clone, Debug, HasQuery)]
#[diesel(table_name = visits)]
#[diesel(check_for_backend(Pg))]
pub struct Visit {
    pub id: VisitId,
    pub store_id: StoreId,
    pub line: Line,
    pub ticket_on: NaiveDate,
    pub ticket_no: i16,
    pub state: VisitState,
    pub purpose: Purpose,
    pub customer_id: Option<CustomerId>,
    pub vehicle_id: Option<VehicleId>,
    pub advisor_id: Option<StaffId>,
    pub arrived_at: DateTime<Utc>,
    pub received_at: Option<DateTime<Utc>>,
    pub ready_at: Option<DateTime<Utc>>,
    pub settled_at: Option<DateTime<Utc>>,
    pub left_at: Option<DateTime<Utc>>,
    pub lock_version: i32,
}

impl Visit {
    pub fn ticket(&self) -> String {
        self.line.ticket(self.ticket_no)
    }
}
