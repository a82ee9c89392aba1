//! Rows of the audit log.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use crate::platform::db::page::After;
use crate::platform::vault::{Pii, Sealed};
use crate::schema::audit_entries as audit;
use crate::values::ids::StaffId;

/// Which entries are asked for.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub person: Option<StaffId>,
    pub action: Option<String>,
    pub kind: Option<String>,
    pub subject: Option<Uuid>,
    pub from: Option<NaiveDate>,
    /// The last day, included.
    pub to: Option<NaiveDate>,
    pub after: Option<After>,
}

impl Wanted {
    /// Whether what the portal did to many records at one moment is told by one entry: always, unless somebody asks for
    /// one record or one action.
    pub fn in_short(&self) -> bool {
        self.action.is_none() && self.subject.is_none()
    }
}

/// One entry; what was sealed stays sealed.
#[derive(Queryable, Selectable, Clone)]
#[diesel(table_name = audit)]
pub struct Entry {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub staff_id: Option<StaffId>,
    pub roles: Vec<Option<String>>,
    pub action: String,
    pub subject_kind: Option<String>,
    pub subject_id: Option<Uuid>,
    pub fields: Vec<Option<String>>,
    pub reason_sealed: Option<Sealed>,
    pub address: Option<String>,
    pub request_id: Option<Uuid>,
}

/// An entry as the log lists it.
pub struct Line {
    pub entry: Entry,
    /// Why, as far as the person had to say.
    pub reason: Option<Pii<String>>,
    /// How many entries it tells: itself, and those that the portal made of the same at the same moment.
    pub many: i64,
}

/// What the people and the records of some entries are called.
#[derive(Default)]
pub struct Names {
    pub staff: HashMap<StaffId, String>,
    /// Numbers of complaints, service orders and visits.
    pub numbers: HashMap<Uuid, String>,
}

impl Names {
    pub fn of(&self, kind: &str, id: Uuid) -> Option<String> {
        match kind {
            "staff" => self.staff.get(&StaffId::from(id)).cloned(),
            _ => self.numbers.get(&id).cloned(),
        }
    }
}
