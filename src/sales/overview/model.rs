//! What the overview counts.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use uuid::Uuid;

use crate::platform::vault::{Pii, Sealed};
use crate::sales::leads::model::Person;
use crate::sales::rules::{LossReason, SourceKind};
use crate::values::ids::{LeadSourceId, StaffId};

/// Which days are looked at, and whose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filter {
    pub first: NaiveDate,
    pub last: NaiveDate,
    pub owner: Option<StaffId>,
}

/// The leads of the period, and how far they came since.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct Totals {
    pub leads: u32,
    pub valid: u32,
    pub duplicate: u32,
    pub invalid: u32,
    pub opportunity: u32,
    pub contacted: u32,
    pub interested: u32,
    pub arrived: u32,
    pub test_driven: u32,
    pub quoted: u32,
    pub ordered: u32,
    pub delivered: u32,
    /// Called in time, and not.
    pub in_time: u32,
    pub late: u32,
}

#[derive(Clone, Debug, Deserialize)]
pub struct OfSource {
    pub id: LeadSourceId,
    pub kind: SourceKind,
    pub name: String,
    pub leads: u32,
    pub valid: u32,
    pub duplicate: u32,
    pub invalid: u32,
    pub arrived: u32,
    pub ordered: u32,
}

/// First calls that were made.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct Calls {
    pub calls: u32,
    pub in_time: u32,
    /// Seconds; half of them took no longer.
    pub median: Option<f64>,
}

/// Some of those that are late, the latest first, and how many there are.
#[derive(Deserialize)]
pub(super) struct SealedLate {
    pub n: u32,
    pub rows: Vec<SealedRow>,
}

#[derive(Deserialize)]
pub(super) struct SealedRow {
    pub id: Uuid,
    /// What the name is sealed for.
    pub named: Uuid,
    pub name: Sealed,
    pub model: String,
    pub owner: Option<String>,
    pub at: DateTime<Utc>,
}

pub struct Late {
    pub n: u32,
    pub rows: Vec<LateRow>,
}

/// Something that is late: since when, and whose it is.
pub struct LateRow {
    pub id: Uuid,
    pub name: Pii<String>,
    pub model: String,
    pub owner: Option<String>,
    pub at: DateTime<Utc>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Reason {
    pub code: LossReason,
    pub n: u32,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Rival {
    pub name: String,
    pub n: u32,
}

/// A consultant's leads of the period.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct Has {
    pub leads: u32,
}

/// The first calls that a consultant made, or did not; they stay theirs when the lead changes hands.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct Called {
    pub in_time: u32,
    pub late: u32,
}

/// A consultant's open opportunities.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct Open {
    pub open: u32,
    pub late: u32,
}

/// By consultant; what is nobody's is under no name.
pub type ByPerson<T> = HashMap<String, T>;

/// What was counted of each consultant.
#[derive(Debug, Deserialize)]
pub struct SideBySide {
    pub people: Vec<Person>,
    pub called: ByPerson<Has>,
    pub calls: ByPerson<Called>,
    pub open: ByPerson<Open>,
    pub drives: ByPerson<u32>,
    pub quotes: ByPerson<u32>,
    pub orders: ByPerson<u32>,
    pub lost: ByPerson<u32>,
}

/// Everything that was counted.
pub struct Figures {
    pub totals: Totals,
    pub sources: Vec<OfSource>,
    /// While the store was open, in opening hours.
    pub in_hours: Calls,
    /// While it was closed, as the clock on the wall counts.
    pub out_of_hours: Calls,
    pub uncalled: Late,
    /// Whose message is overdue.
    pub unsent: Late,
    /// Every follow-up that is late.
    pub overdue: Late,
    pub stalled: Late,
    pub reasons: Vec<Reason>,
    pub rivals: Vec<Rival>,
    /// Losses and discounts that wait for a decision, whenever they were proposed.
    pub waiting: (u32, u32),
    pub consultants: SideBySide,
}
