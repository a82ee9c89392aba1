//! A subscription.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::rules::{Language, Plan, Rhythm, State, Topic, Trouble};
use crate::access::{Permission, Role};
use crate::platform::db::Subject;
use crate::schema::{report_subscriptions as subscriptions, staff};
use crate::values::ids::{ReportSubscriptionId, StaffId, StoreId};

/// `subject_kind` of a subscription in the audit log.
pub const SUBSCRIPTION: &str = "report_subscription";

pub fn subject(id: ReportSubscriptionId) -> Subject {
    Subject::new(SUBSCRIPTION, id)
}

#[derive(Queryable, Selectable, Clone, Debug)]
#[diesel(table_name = subscriptions)]
pub struct Row {
    pub id: ReportSubscriptionId,
    pub store_id: StoreId,
    pub staff_id: StaffId,
    pub report: Topic,
    pub rhythm: Rhythm,
    pub day: i16,
    pub hour: i16,
    pub language: Language,
    pub state: State,
    pub next_at: DateTime<Utc>,
    pub last_sent_at: Option<DateTime<Utc>>,
    pub last_mail_id: Option<Uuid>,
    pub trouble: Option<Trouble>,
    pub lock_version: i32,
}

impl Row {
    pub fn plan(&self) -> Plan {
        Plan {
            rhythm: self.rhythm,
            day: u32::try_from(self.day).unwrap_or(1),
            hour: u32::try_from(self.hour).unwrap_or_default(),
        }
    }
}

/// A subscription with whose it is.
#[derive(Queryable, Selectable, Clone, Debug)]
#[diesel(table_name = subscriptions)]
pub struct Listed {
    #[diesel(embed)]
    pub row: Row,
    #[diesel(select_expression = staff::name)]
    pub name: String,
}

/// What is typed of a subscription.
#[derive(Clone, Debug)]
pub struct NewSubscription {
    pub person: StaffId,
    pub topic: Topic,
    pub plan: Plan,
    pub language: Language,
    /// 0 for a new one.
    pub seen: i32,
}

impl Topic {
    /// What a person must be allowed to do to be sent it.
    pub fn needs(self) -> Permission {
        match self {
            Self::Management => Permission::SeeReports,
            Self::DataQuality => Permission::CheckData,
        }
    }

    /// Whether it may be sent to somebody with these roles.
    pub fn open_to(self, roles: &[Role]) -> bool {
        self.needs().roles().iter().any(|role| roles.contains(role))
    }
}
