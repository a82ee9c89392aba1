//! What a manager watches.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use uuid::Uuid;

use crate::platform::vault::Pii;
use crate::sales::leads::rules::Reached;
use crate::values::ids::{CustomerId, StaffId, VehicleId};
use crate::{coded, values::money::Fen};

coded! {
    /// What needs somebody who leads; the order is that of the page.
    pub enum Concern {
        /// A complaint is late.
        Complaint "complaint",
        /// A solution or goodwill waits for approval.
        Approval "approval",
        /// Nobody called a lead in time.
        Lead "lead",
        /// Nobody called an unhappy customer yet.
        Detractor "detractor",
        /// A car is not ready when it was promised.
        Promise "promise",
        /// A new car was not handed over when it was promised.
        Delivery "delivery",
        Discount "discount",
        Loss "loss",
        /// Nothing was done for weeks.
        Stalled "stalled",
        Points "points",
        Access "access",
    }
}

impl Concern {
    /// A decision was asked for, and waits since then. Else something should have been done by then.
    pub const fn waits(self) -> bool {
        matches!(self, Self::Discount | Self::Loss | Self::Points | Self::Access)
    }

    /// Whether its list can be narrowed to a person.
    pub const fn has_owner(self) -> bool {
        !matches!(self, Self::Points | Self::Access)
    }
}

/// One thing that needs somebody.
#[derive(Clone, Debug)]
pub struct Need {
    pub concern: Concern,
    pub id: Uuid,
    /// When it was due, or asked for.
    pub at: DateTime<Utc>,
    pub owner: Option<String>,
    pub customer: Option<CustomerId>,
    pub name: Option<Pii<String>>,
    pub plate: Option<Pii<String>>,
    /// What is complained about, in the customer's words.
    pub facts: Option<Pii<String>>,
    /// A model or a number.
    pub label: String,
    /// The state of a complaint, the reason of a loss, a score, points.
    pub extra: String,
    pub amount: Option<Fen>,
    pub nps: Option<i16>,
}

/// What needs somebody: how many there are of each concern, and those that are most urgent.
#[derive(Clone, Debug, Default)]
pub struct Attention {
    pub counts: Vec<(Concern, i64)>,
    pub needs: Vec<Need>,
}

impl Attention {
    pub fn total(&self) -> i64 {
        self.counts.iter().map(|(_, n)| n).sum()
    }
}

/// The day in the house, as it stands now.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct Today {
    pub booked: i64,
    pub come: i64,
    pub walk_ins: i64,
    pub waiting: i64,
    /// Since when the visitor waits who came first.
    pub waits_since: Option<DateTime<Utc>>,
    pub received: i64,
    pub leads: i64,
    pub uncalled: i64,
    pub complaints: i64,
    pub late_complaints: i64,
    pub in_repair: i64,
    pub late_repairs: i64,
    pub to_deliver: i64,
    pub delivered: i64,
}

/// The steps of the funnel, in the order of a sale.
pub const STEPS: [Reached; 6] = [
    Reached::Valid,
    Reached::Contacted,
    Reached::Arrived,
    Reached::TestDriven,
    Reached::Ordered,
    Reached::Delivered,
];

/// Complaints of one category.
#[derive(Clone, Debug, Deserialize)]
pub struct OfCategory {
    pub code: String,
    pub zh: String,
    pub en: String,
    pub n: u32,
}

/// After how many months the cars of a quarter are looked at.
pub const AGES: [u32; 5] = [3, 6, 12, 18, 24];

/// The cars that were handed over in one quarter, and how many of them had a service here by each of [`AGES`].
#[derive(Clone, Debug, Deserialize)]
pub struct Cohort {
    /// The first day of the quarter.
    pub quarter: NaiveDate,
    pub n: i64,
    pub back: Vec<i64>,
}

/// One of those cars.
#[derive(Clone, Debug)]
pub struct Sold {
    pub id: Uuid,
    pub vehicle: VehicleId,
    pub customer: CustomerId,
    pub name: Pii<String>,
    pub model: String,
    pub at: DateTime<Utc>,
    /// Its first service here.
    pub served_at: Option<DateTime<Utc>>,
}

/// Whose rows: everybody's, or these people's.
pub type Whose = Option<Vec<StaffId>>;
