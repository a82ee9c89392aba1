//! Forms of the queue and of the intake; each step has its own beside it, in `steps`.

use serde::Deserialize;
use validator::Validate;

use super::rules::{Channel, Department, Severity};
use crate::platform::error::FieldErrors;
use crate::platform::web::{Checker, Form};
use crate::values::date::parse_local;
use crate::values::fault::Fault;
use crate::values::ids::{ComplaintId, CustomerId, StaffId, TaskId, VehicleId};
use crate::values::person_name::PersonName;
use crate::values::phone::Phone;
use crate::values::text;

/// The longest text of a complaint, in characters.
pub const LONG: usize = 4_000;
/// The longest remark.
pub const SHORT: usize = 500;

/// What may be picked at once.
const MOST: usize = 500;

/// Assignment of what is picked in the queue.
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct AssignMany {
    pub ids: Vec<String>,
    pub owner_id: String,
    pub reason: String,
    /// The queue as it was looked at.
    pub back: String,
}

pub struct Assignment {
    pub ids: Vec<ComplaintId>,
    pub owner: StaffId,
    pub reason: Option<String>,
}

impl AssignMany {
    /// The queue again, and nothing but the queue.
    pub fn back_to(&self) -> String {
        if self.back == "/complaints" || self.back.starts_with("/complaints?") {
            self.back.clone()
        } else {
            "/complaints".to_owned()
        }
    }
}

impl Form for AssignMany {
    type Parsed = Assignment;

    fn parse(&self) -> Result<Assignment, FieldErrors> {
        let mut check = Checker::of(self);
        let owner = check.required("owner_id", &self.owner_id, id);
        let reason = check.optional("reason", &self.reason, |raw| text::note(raw, SHORT));
        let ids: Vec<ComplaintId> = self.ids.iter().filter_map(|id| id.parse().ok()).collect();
        if ids.is_empty() {
            check.fault("ids", Fault::Required);
        } else if ids.len() > MOST {
            check.fault("ids", Fault::TooMany { max: MOST });
        }
        check.finish(|| {
            Some(Assignment {
                ids,
                owner: owner?,
                reason: reason?,
            })
        })
    }
}

/// The id of a record, chosen from a list.
pub fn id<T: std::str::FromStr>(raw: &str) -> Result<T, Fault> {
    raw.trim().parse().map_err(|_| Fault::Choice)
}

/// Recording a complaint.
#[derive(Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct IntakeForm {
    /// The call in which somebody turned out to be unhappy.
    pub call: String,
    /// What the customer is looked for by; never stored.
    #[validate(length(max = 80))]
    pub q: String,
    /// `customer` or `customer:vehicle`.
    pub who: String,
    pub new_name: String,
    pub new_phone: String,
    pub channel: String,
    pub category: String,
    pub severity: String,
    pub facts: String,
    pub room: String,
    pub attendant_id: String,
    pub visit_ref: String,
    pub department: String,
    pub owner_id: String,
    pub received_at: String,
}

/// Whom the complaint is from.
#[derive(Clone)]
pub enum Complainant {
    Known(CustomerId, Option<VehicleId>),
    New(PersonName, Phone),
}

pub struct Intake {
    pub call: Option<TaskId>,
    pub complainant: Complainant,
    pub channel: Channel,
    pub category: String,
    pub severity: Severity,
    pub facts: String,
    pub room: Option<String>,
    pub attendant: Option<StaffId>,
    pub visit_ref: Option<String>,
    pub department: Option<Department>,
    pub owner: Option<StaffId>,
    /// In the store's time zone; empty means now.
    pub received_at: Option<chrono::NaiveDateTime>,
}

impl Form for IntakeForm {
    type Parsed = Intake;

    fn parse(&self) -> Result<Intake, FieldErrors> {
        let mut check = Checker::of(self);
        let complainant = if self.who.is_empty() {
            let name = check.required("new_name", &self.new_name, PersonName::parse);
            let phone = check.required("new_phone", &self.new_phone, Phone::parse);
            name.zip(phone).map(|(name, phone)| Complainant::New(name, phone))
        } else {
            check.required("who", &self.who, known)
        };
        let channel = check.required("channel", &self.channel, Channel::chosen);
        let category = check.required("category", &self.category, |raw| text::line(raw, 40));
        let severity = check.required("severity", &self.severity, Severity::chosen);
        let facts = check.required("facts", &self.facts, |raw| text::note(raw, LONG));
        let on_site = channel == Some(Channel::OnSite);
        let room = if on_site {
            check.required("room", &self.room, |raw| text::line(raw, 60)).map(Some)
        } else {
            check.optional("room", &self.room, |raw| text::line(raw, 60))
        };
        let attendant = if on_site {
            check.required("attendant_id", &self.attendant_id, id).map(Some)
        } else {
            check.optional("attendant_id", &self.attendant_id, id)
        };
        let visit_ref = check.optional("visit_ref", &self.visit_ref, |raw| text::line(raw, 200));
        let department = check.optional("department", &self.department, Department::chosen);
        let owner = check.optional("owner_id", &self.owner_id, id);
        let received_at = check.optional("received_at", &self.received_at, parse_local);
        check.finish(|| {
            Some(Intake {
                call: self.call.parse().ok(),
                complainant: complainant?,
                channel: channel?,
                category: category?,
                severity: severity?,
                facts: facts?,
                room: room?,
                attendant: attendant?,
                visit_ref: visit_ref?,
                department: department?,
                owner: owner?,
                received_at: received_at?,
            })
        })
    }
}

fn known(raw: &str) -> Result<Complainant, Fault> {
    match raw.split_once(':') {
        Some((customer, vehicle)) => Ok(Complainant::Known(id(customer)?, Some(id(vehicle)?))),
        None => Ok(Complainant::Known(id(raw)?, None)),
    }
}
