//! What the audit of data reads.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;

use super::rules::{Checked, Counts, Gap, Outcome, View};
use super::settings::QualitySettings;
use crate::customers::model::Brief;
use crate::figures::settings::FigureSettings;
use crate::platform::db::Subject;
use crate::platform::vault::{Label, Pii};
use crate::values::ids::{CustomerId, DataCheckId, StaffId};

/// `subject_kind` of a check in the audit log.
pub const CHECK: &str = "data_check";
pub const NOTE: Label = Label("data_checks.note");

pub fn subject(id: DataCheckId) -> Subject {
    Subject::new(CHECK, id)
}

/// Somebody who looks after customers.
#[derive(Clone, Debug, Deserialize)]
pub struct Owner {
    pub id: StaffId,
    pub name: String,
}

/// By which rules the store is audited, and when its customers were counted.
#[derive(Clone, Debug)]
pub struct Frame {
    pub rules: QualitySettings,
    /// From how many cases on a figure counts.
    pub figures: FigureSettings,
    /// A record that was not verified since is stale.
    pub stale_before: DateTime<Utc>,
    pub counted_at: Option<DateTime<Utc>>,
    pub owners: Vec<Owner>,
}

/// The customers of one person, or of nobody.
#[derive(Clone, Debug)]
pub struct Person {
    pub id: Option<StaffId>,
    pub name: String,
    pub counts: Counts,
    /// How many lack each field, in the order of [`Gap::ALL`].
    pub gaps: Vec<i64>,
    pub checked: Checked,
}

/// Whose customers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    Anybody,
    Nobody,
    Person(StaffId),
}

/// Which customers are listed.
#[derive(Clone, Copy, Debug)]
pub struct Filter {
    pub whose: Whose,
    pub view: View,
    pub gap: Option<Gap>,
}

/// What was found about one record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    pub missing: Vec<Gap>,
    pub stale: bool,
    pub alike: bool,
}

impl State {
    pub fn is_clean(&self) -> bool {
        self.missing.is_empty() && !self.stale && !self.alike
    }
}

/// A customer in the list: the state that was counted, and as it is now.
pub struct Listed {
    pub customer: Brief,
    pub owner: Option<String>,
    pub verified_at: Option<DateTime<Utc>>,
    pub counted: State,
    pub now: Option<State>,
    /// Who shares a number with them.
    pub twins: Vec<CustomerId>,
}

/// A customer of the sample.
pub struct Check {
    pub id: DataCheckId,
    pub month: NaiveDate,
    pub customer: Brief,
    pub owner_id: StaffId,
    pub owner: String,
    pub verified_at: Option<DateTime<Utc>>,
    pub outcome: Option<Outcome>,
    pub note: Option<Pii<String>>,
    pub checked_by: Option<String>,
    pub checked_at: Option<DateTime<Utc>>,
    pub lock_version: i32,
}

/// What somebody found out about a customer of the sample.
#[derive(Clone, Debug)]
pub struct Judged {
    pub outcome: Outcome,
    pub note: Option<String>,
    pub seen: i32,
}
