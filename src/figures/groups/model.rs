//! Rows of groups.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Integer, Jsonb, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid};

use super::rules::{MoveKind, RfmGroup, Stage, View};
use crate::values::ids::{CustomerId, StoreId};

/// The topic that pages with groups follow.
pub const TOPIC: &str = "customer-groups";
/// `subject_kind` of a store's count in the audit log.
pub const STORE: &str = "store";
/// Kinds of the calls that are planned from the lists.
pub const WAKE_UP: &str = "customer.wake_up";
pub const WIN_BACK: &str = "customer.win_back";
/// Stands for "none" where a list is narrowed: no group, no scenario.
pub const NONE: &str = "none";

/// What a list is narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    pub view: Option<View>,
    /// `Some(None)`: those without a group.
    pub group: Option<Option<RfmGroup>>,
    pub stage: Option<Stage>,
    /// As stored; empty: not filled in.
    pub scenario: Option<String>,
}

/// Where the next page begins: whoever is worth most comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Behind {
    pub spend_fen: i64,
    pub customer: CustomerId,
}

impl Behind {
    /// Reads the `after` of a query string; anything else means the first page.
    pub fn parse(text: &str) -> Option<Self> {
        let (fen, id) = text.split_once('_')?;
        Some(Self {
            spend_fen: fen.parse().ok()?,
            customer: id.parse().ok()?,
        })
    }
}

impl std::fmt::Display for Behind {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}_{}", self.spend_fen, self.customer)
    }
}

/// Where a customer stands, and why.
#[derive(Clone, Debug, QueryableByName)]
pub struct Grouped {
    #[diesel(sql_type = SqlUuid)]
    pub customer_id: CustomerId,
    #[diesel(sql_type = Text)]
    pub stage: Stage,
    #[diesel(sql_type = Date)]
    pub stage_since: NaiveDate,
    #[diesel(sql_type = Nullable<Text>)]
    pub rfm_group: Option<RfmGroup>,
    #[diesel(sql_type = Nullable<Date>)]
    pub group_since: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub recency: Option<i16>,
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub frequency: Option<i16>,
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub monetary: Option<i16>,
    #[diesel(sql_type = Nullable<Date>)]
    pub last_settled_on: Option<NaiveDate>,
    #[diesel(sql_type = Integer)]
    pub settlements: i32,
    #[diesel(sql_type = BigInt)]
    pub spend_fen: i64,
    #[diesel(sql_type = Nullable<Date>)]
    pub last_visit_on: Option<NaiveDate>,
    #[diesel(sql_type = Integer)]
    pub visits_year: i32,
    #[diesel(sql_type = Integer)]
    pub cars_bought: i32,
    #[diesel(sql_type = Text)]
    pub gone_to: String,
    #[diesel(sql_type = Nullable<Date>)]
    pub gone_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Date>)]
    pub refused_on: Option<NaiveDate>,
    /// Where the list is about it: when they were lost, or moved, and from which group.
    #[diesel(sql_type = Nullable<Date>)]
    pub moved_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Text>)]
    pub moved_from: Option<String>,
    /// A call is planned already.
    #[diesel(sql_type = Bool)]
    pub planned: bool,
    /// Their last word on marketing calls was no.
    #[diesel(sql_type = Bool)]
    pub declines: bool,
}

impl Grouped {
    /// The kind of call that somebody of this group is given.
    pub fn call(&self) -> Option<&'static str> {
        match self.rfm_group {
            Some(RfmGroup::Lost) => Some(WIN_BACK),
            Some(RfmGroup::Dormant) => Some(WAKE_UP),
            _ => None,
        }
    }
}

/// How many stand in one place.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Cell {
    #[diesel(sql_type = Nullable<Text>)]
    pub rfm_group: Option<RfmGroup>,
    #[diesel(sql_type = Text)]
    pub stage: Stage,
    /// As stored; empty: not filled in.
    #[diesel(sql_type = Text)]
    pub scenario: String,
    #[diesel(sql_type = BigInt)]
    pub n: i64,
}

/// A change of stage or group; empty: none.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Move {
    #[diesel(sql_type = Text)]
    pub kind: MoveKind,
    #[diesel(sql_type = Text)]
    pub was: String,
    #[diesel(sql_type = Text)]
    pub became: String,
    #[diesel(sql_type = Date)]
    pub moved_on: NaiveDate,
    #[diesel(sql_type = Bool)]
    pub by_rules: bool,
}

/// So many would go from one group or stage to another.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Shift {
    #[diesel(sql_type = Text)]
    pub kind: MoveKind,
    #[diesel(sql_type = Text)]
    pub was: String,
    #[diesel(sql_type = Text)]
    pub became: String,
    #[diesel(sql_type = BigInt)]
    pub n: i64,
}

/// Who was lost in twelve months and who came back; of those who were reached by a call likewise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, QueryableByName)]
pub struct WinBack {
    #[diesel(sql_type = BigInt)]
    pub lost: i64,
    #[diesel(sql_type = BigInt)]
    pub back: i64,
    #[diesel(sql_type = BigInt)]
    pub called: i64,
    #[diesel(sql_type = BigInt)]
    pub called_back: i64,
}

/// The last count of a store.
#[derive(Clone, Debug, PartialEq, QueryableByName)]
pub struct Run {
    #[diesel(sql_type = Date)]
    pub counted_on: NaiveDate,
    #[diesel(sql_type = Timestamptz)]
    pub counted_at: DateTime<Utc>,
    #[diesel(sql_type = Integer)]
    pub customers: i32,
    #[diesel(sql_type = Integer)]
    pub moved: i32,
    #[diesel(sql_type = Integer)]
    pub took_ms: i32,
    /// A list of [`Average`].
    #[diesel(sql_type = Jsonb)]
    pub averages: serde_json::Value,
}

impl Run {
    /// What the customers of a group spend and how often they come, on average.
    pub fn average(&self, group: RfmGroup) -> Option<Average> {
        let all: Vec<Average> = serde_json::from_value(self.averages.clone()).unwrap_or_default();
        all.into_iter().find(|one| one.rfm_group == group)
    }
}

/// The average customer of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
pub struct Average {
    pub rfm_group: RfmGroup,
    pub spend_fen: i64,
    /// Days between two bills; none where nobody has two.
    pub interval_days: Option<i32>,
}

/// What one count did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, QueryableByName)]
pub struct Counted {
    #[diesel(sql_type = Integer)]
    pub customers: i32,
    #[diesel(sql_type = Integer)]
    pub changed: i32,
    #[diesel(sql_type = Integer)]
    pub moved: i32,
}

/// What somebody marked a customer with.
#[derive(Clone, Debug, Default, PartialEq, Eq, QueryableByName)]
pub struct Marks {
    #[diesel(sql_type = Text)]
    pub gone_to: String,
    #[diesel(sql_type = Nullable<Date>)]
    pub gone_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Date>)]
    pub refused_on: Option<NaiveDate>,
    #[diesel(sql_type = Integer)]
    pub lock_version: i32,
}

/// Gone to another brand, or here again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leaving {
    Gone { to: String, on: Option<NaiveDate> },
    Here,
}

/// Somebody whose store is to be counted.
#[derive(Clone, Copy, Debug, QueryableByName)]
pub struct Due {
    #[diesel(sql_type = SqlUuid)]
    pub store_id: StoreId,
}

/// What came of planning calls for some customers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Planned {
    pub planned: usize,
    /// A call is planned already.
    pub already: usize,
    /// They don't want marketing calls.
    pub declined: usize,
    /// Neither dormant nor lost any more, or out of sight.
    pub others: usize,
}
