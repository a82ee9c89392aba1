//! Rows and values of appointments, working plans and the waiting list.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::rules::{CancelReason, Day, DayPart, Person, Taken, WaitState, slots};
use super::settings::AppointmentSettings;
use crate::access::Role;
use crate::customers::rules::Tier;
use crate::platform::db::Subject;
use crate::platform::i18n::times;
use crate::platform::vault::{Label, Pii};
use crate::staff::hours::Hours;
use crate::values::ids::{AppointmentId, CustomerId, DayOffId, StaffId, StoreId, VehicleId, VisitId, WaitId};
use crate::vehicles::model::Brief as Car;
use crate::visits::model::APPOINTMENT;
use crate::visits::rules::{AppointmentState, Line, Purpose};

pub const WISH: Label = Label("appointments.wish");
pub(super) const CANCEL_NOTE: Label = Label("appointments.cancel_note");
pub(super) const WAIT_WISH: Label = Label("appointment_waits.wish");

/// The topic that pages with appointments follow.
pub const TOPIC: &str = "appointments";
/// `subject_kind` of an entry of the waiting list in the audit log.
pub const WAIT: &str = "appointment_wait";
/// `subject_kind` of a working plan in the audit log.
pub const PLAN: &str = "working_plan";
/// The call that tells a customer of tomorrow's appointment.
pub const REMIND: &str = "appointment.remind";
/// The call that offers a place to somebody who waits for one.
pub const OFFER: &str = "appointment.offer";
/// What a grant of access comes from.
pub(super) const GRANT: &str = "appointment";

pub fn subject(id: AppointmentId) -> Subject {
    Subject::new(APPOINTMENT, id)
}

pub(super) fn wait_subject(id: WaitId) -> Subject {
    Subject::new(WAIT, id)
}

/// Who receives the visitors of a line.
pub const fn receivers(line: Line) -> &'static [Role] {
    match line {
        Line::Service => &[Role::ServiceAdvisor],
        Line::Sales => &[Role::SalesConsultant],
        Line::Complaint => &[Role::CustomerCare],
    }
}

/// A tier as a number: 0 regular to 3 platinum.
pub fn rank(tier: Tier) -> u8 {
    match tier {
        Tier::Regular => 0,
        Tier::Silver => 1,
        Tier::Gold => 2,
        Tier::Platinum => 3,
    }
}

/// An appointment to make.
#[derive(Clone)]
pub struct NewAppointment {
    pub store: StoreId,
    pub customer: CustomerId,
    pub vehicle: Option<VehicleId>,
    pub purpose: Purpose,
    pub starts_at: DateTime<Utc>,
    /// `None`: the least busy.
    pub advisor: Option<StaffId>,
    pub wish: Option<String>,
}

/// Somebody who wants a day, a part of it or one time, that is full.
#[derive(Clone)]
pub struct NewWait {
    pub store: StoreId,
    pub customer: CustomerId,
    pub vehicle: Option<VehicleId>,
    pub purpose: Purpose,
    pub day: NaiveDate,
    pub part: DayPart,
    /// Only this time will do.
    pub slot: Option<NaiveTime>,
    pub advisor: Option<StaffId>,
    pub wish: Option<String>,
}

/// Why an appointment is cancelled.
#[derive(Clone, Debug)]
pub struct Cancellation {
    pub reason: CancelReason,
    pub note: Option<String>,
}

/// An appointment as lists show it.
#[derive(Clone)]
pub struct Listed {
    pub id: AppointmentId,
    pub line: Line,
    pub purpose: Purpose,
    pub state: AppointmentState,
    pub starts_at: DateTime<Utc>,
    pub advisor: Option<StaffId>,
    pub advisor_name: Option<String>,
    pub reserved: bool,
    pub customer: CustomerId,
    pub name: Pii<String>,
    /// `138****5621`
    pub phone: Option<String>,
    pub tier: Tier,
    pub vehicle: Option<Car>,
    pub wish: Option<Pii<String>>,
    pub visit: Option<VisitId>,
    pub cancelled: Option<CancelReason>,
    pub cancel_note: Option<Pii<String>>,
    pub reminded_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub lock_version: i32,
}

/// An entry of the waiting list as it is shown.
#[derive(Clone)]
pub struct Waiting {
    pub id: WaitId,
    pub line: Line,
    pub purpose: Purpose,
    pub state: WaitState,
    pub day: NaiveDate,
    pub part: DayPart,
    /// Only this time will do.
    pub slot: Option<NaiveTime>,
    pub advisor: Option<StaffId>,
    pub customer: CustomerId,
    pub name: Pii<String>,
    pub phone: Option<String>,
    pub vehicle: Option<Car>,
    pub wish: Option<Pii<String>>,
    /// The place that is held, with whom and until when.
    pub offer: Option<Offer>,
    pub appointment: Option<AppointmentId>,
    pub created_at: DateTime<Utc>,
}

/// A place that is held for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    pub starts_at: DateTime<Utc>,
    pub advisor: Option<StaffId>,
    pub reserved: bool,
    pub until: DateTime<Utc>,
}

/// What a line's days are made from: opening hours, rules, people with their plans.
#[derive(Clone)]
pub struct Frame {
    pub line: Line,
    pub hours: Hours,
    pub settings: AppointmentSettings,
    pub people: Vec<Person>,
}

impl Frame {
    /// One day, with what is taken on it.
    pub fn day(&self, day: NaiveDate, taken: &[(DateTime<Utc>, Option<StaffId>, bool)]) -> Day {
        let open = self.hours.calendar(times::ZONE).ok();
        let slots = open.map_or_else(Vec::new, |calendar| slots(calendar.periods_on(day)));
        let taken = taken
            .iter()
            .filter(|(at, ..)| times::day_of(*at) == day)
            .map(|(at, advisor, reserved)| Taken {
                slot: at.with_timezone(&times::ZONE).time(),
                advisor: *advisor,
                reserved: *reserved,
            })
            .collect();
        Day {
            day,
            slots,
            people: self.people.clone(),
            room: self.settings.room(self.line),
            taken,
        }
    }
}

/// Days off as they are shown.
#[derive(Clone, Copy, Debug)]
pub struct OffRow {
    pub id: DayOffId,
    pub off: super::rules::DaysOff,
}
