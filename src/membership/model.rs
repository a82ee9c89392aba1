//! Rows and values of the membership room.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use uuid::Uuid;

use super::rules::{AdjustmentState, Benefit, EntryKind, Privilege};
use crate::customers::rules::Tier;
use crate::platform::db::Subject;
use crate::platform::db::page::After;
use crate::platform::vault::{Label, Pii, Sealed};
use crate::schema::{member_accounts, points_entries, rewards};
use crate::values::ids::{BenefitUseId, CustomerId, PointsEntryId, RewardId, SearchId, StaffId, StoreId, VisitId};
use crate::values::money::Fen;
use crate::values::percent::Percent;

/// The topic that pages with points follow.
pub const TOPIC: &str = "membership";

pub const NOTE: Label = Label("points_entries.note");
pub const REASON: Label = Label("points_adjustments.reason");
pub const ANSWER: Label = Label("points_adjustments.answer");

/// `subject_kind` of a reward.
pub const REWARD: &str = "reward";
/// `subject_kind` of an adjustment that somebody asked for.
pub const ADJUSTMENT: &str = "points_adjustment";
/// What a ledger line names as its source when there is no record beside it: points that bought a tier, that were adjusted
/// at once, that expired.
pub const BOUGHT: &str = "tier";
pub const BY_HAND: &str = "by_hand";
pub const EXPIRY: &str = "expiry";

pub fn reward_subject(id: RewardId) -> Subject {
    Subject::new(REWARD, id)
}

#[derive(Clone, Debug, HasQuery, AsChangeset)]
#[diesel(table_name = member_accounts, primary_key(customer_id), treat_none_as_null = true)]
#[diesel(check_for_backend(Pg))]
pub struct AccountRow {
    pub customer_id: CustomerId,
    pub points: i64,
    pub debt: i64,
    pub next_expiry: Option<NaiveDate>,
    pub held_tier: Option<Tier>,
    pub held_until: Option<NaiveDate>,
    pub falls_to: Option<Tier>,
    pub falls_on: Option<NaiveDate>,
    pub rated_on: NaiveDate,
    pub changed_at: DateTime<Utc>,
}

/// A line of the ledger as it was written.
#[derive(Clone, Debug, HasQuery)]
#[diesel(table_name = points_entries)]
#[diesel(check_for_backend(Pg))]
pub struct EntryRow {
    pub id: PointsEntryId,
    pub store_id: StoreId,
    pub customer_id: CustomerId,
    pub kind: EntryKind,
    pub points: i64,
    pub debt: i64,
    pub balance: i64,
    pub source_kind: String,
    pub source_id: Uuid,
    pub reward_id: Option<RewardId>,
    pub quantity: Option<i32>,
    pub worth_fen: Option<i64>,
    pub bill_fen: Option<i64>,
    pub bought_tier: Option<Tier>,
    pub expires_on: Option<NaiveDate>,
    pub reverses_id: Option<PointsEntryId>,
    pub note_sealed: Option<Sealed>,
    pub at: DateTime<Utc>,
}

impl EntryRow {
    /// What came or went before a debt was paid or made.
    pub const fn nominal(&self) -> i64 {
        self.points - self.debt
    }
}

/// A line of the ledger as it is shown.
#[derive(Clone)]
pub struct Line {
    pub entry: EntryRow,
    pub staff: Option<String>,
    pub approver: Option<String>,
    /// (zh, en)
    pub reward: Option<(String, String)>,
    pub note: Option<Pii<String>>,
    /// Another line took it back.
    pub taken_back: bool,
}

#[derive(Clone, Debug, HasQuery)]
#[diesel(table_name = rewards)]
#[diesel(check_for_backend(Pg))]
pub struct Reward {
    pub id: RewardId,
    pub name_zh: String,
    pub name_en: String,
    pub points: i64,
    pub stock: Option<i32>,
    pub retired_at: Option<DateTime<Utc>>,
    pub lock_version: i32,
}

/// A benefit of this year and how often it is left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BenefitLeft {
    pub benefit: Benefit,
    pub total: u32,
    pub used: u32,
    /// It holds today: the birthday's only around the birthday.
    pub today: bool,
}

impl BenefitLeft {
    pub const fn left(&self) -> u32 {
        self.total.saturating_sub(self.used)
    }

    pub const fn usable(&self) -> bool {
        self.today && self.left() > 0
    }
}

/// What whoever meets a member wants to know.
#[derive(Clone, Debug)]
pub struct Card {
    pub customer: CustomerId,
    /// The customer and everybody who was merged into them: the ledger lines of all are theirs.
    pub family: Vec<CustomerId>,
    pub tier: Tier,
    /// Points that can be spent today.
    pub points: i64,
    /// Points that the next earnings pay first.
    pub debt: i64,
    /// How many of them expire within the days that the store set, and the first day that is the last for some.
    pub expiring: i64,
    pub next_expiry: Option<NaiveDate>,
    /// What counts for the tier.
    pub spend: Fen,
    /// The next tier, and how much spend is missing.
    pub next: Option<(Tier, Fen)>,
    /// From where the way to the next tier is measured.
    pub next_from: Fen,
    pub falls: Option<(Tier, NaiveDate)>,
    pub held: Option<(Tier, NaiveDate)>,
    pub discount: Percent,
    pub benefits: Vec<BenefitLeft>,
    pub privileges: Vec<Privilege>,
    /// What was used this year, newest first.
    pub uses: Vec<Used>,
    /// Adjustments that wait for a second person.
    pub pending: Vec<i64>,
}

impl Card {
    pub fn benefit(&self, benefit: Benefit) -> Option<&BenefitLeft> {
        self.benefits.iter().find(|each| each.benefit == benefit)
    }

    /// How far the way to the next tier is done, in percent.
    pub fn progress(&self) -> i64 {
        let Some((_, missing)) = self.next else { return 100 };
        let whole = self.next_from.fen().max(1);
        ((whole - missing.fen()).max(0) * 100 / whole).min(100)
    }
}

/// Who set a tier by hand, when and why.
pub struct ByHand {
    pub at: DateTime<Utc>,
    pub by: Option<String>,
    pub reason: Option<Pii<String>>,
}

/// A benefit that was used.
#[derive(Clone, Debug)]
pub struct Used {
    pub id: BenefitUseId,
    pub benefit: Benefit,
    pub at: DateTime<Utc>,
    pub staff: Option<String>,
    pub taken_back: bool,
    /// The visit that it was given at.
    pub visit: Option<VisitId>,
}

/// An adjustment that somebody asked for.
#[derive(Clone)]
pub struct Adjustment {
    pub id: Uuid,
    pub customer: CustomerId,
    pub points: i64,
    pub state: AdjustmentState,
    pub reason: Pii<String>,
    pub asked_by: StaffId,
    pub asked_name: String,
    pub asked_at: DateTime<Utc>,
}

/// A reward as it is typed.
#[derive(Clone, Debug)]
pub struct NewReward {
    pub zh: String,
    pub en: String,
    pub points: i64,
    pub stock: Option<i32>,
}

/// A part of the list; the last two in an order of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// Every member: above the regular tier, or with points or spend.
    All,
    Tier(Tier),
    /// Points that expire soon, the first to expire first.
    Expiring,
    /// Tiers that will fall, the first to fall first.
    Falling,
}

impl View {
    pub const ALL: [Self; 7] = [
        Self::All,
        Self::Tier(Tier::Platinum),
        Self::Tier(Tier::Gold),
        Self::Tier(Tier::Silver),
        Self::Tier(Tier::Regular),
        Self::Expiring,
        Self::Falling,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Tier(tier) => tier.code(),
            Self::Expiring => "expiring",
            Self::Falling => "falling",
        }
    }

    /// What can't be read is the whole list.
    pub fn parse(code: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|view| view.code() == code)
            .unwrap_or(Self::All)
    }
}

crate::coded! {
    /// In which order the list stands.
    pub enum Sort {
        /// Whose tier or points changed last first.
        Changed "changed",
        /// The highest tier first, the most points first within it.
        Tier "tier",
        /// The most points first.
        Points "points",
        /// Whose points expire soonest first.
        Expiry "expiry",
    }
}

impl View {
    /// Whether the part may be sorted.
    pub const fn sortable(self) -> bool {
        !matches!(self, Self::Expiring | Self::Falling)
    }
}

/// What the address of the list says, without the place in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    pub view: View,
    pub sort: Sort,
    pub search: Option<SearchId>,
}

impl Shown {
    /// The address of the list, from a row on.
    pub fn href(self, after: &str) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.pairs() {
            query.append_pair(name, &value);
        }
        if !after.is_empty() {
            query.append_pair("after", after);
        }
        let query = query.finish();
        if query.is_empty() {
            "/members".to_owned()
        } else {
            format!("/members?{query}")
        }
    }

    /// What stands in the address.
    pub fn pairs(self) -> Vec<(&'static str, String)> {
        let view = (self.view != View::All).then(|| self.view.code().to_owned());
        let sort = (self.sort != Sort::Changed).then(|| self.sort.code().to_owned());
        let search = self.search.map(|search| search.to_string());
        [("view", view), ("sort", sort), ("search", search)]
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .collect()
    }
}

/// What the list is to show.
#[derive(Clone, Debug)]
pub struct Asked {
    pub view: View,
    pub sort: Sort,
    pub after: Option<After>,
    /// Only these: what a search found.
    pub among: Option<Vec<CustomerId>>,
}

/// A line of the list: who, and the key of the line.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    pub customer: CustomerId,
    pub at: DateTime<Utc>,
}

/// So many members of one tier would have another one.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Shift {
    #[diesel(sql_type = Text)]
    pub from: Tier,
    #[diesel(sql_type = Text)]
    pub to: Tier,
    #[diesel(sql_type = BigInt)]
    pub members: i64,
}
