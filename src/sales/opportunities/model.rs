//! Rows of opportunities and what hangs on them.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::rules::Known;
use crate::customers::model::Brief;
use crate::platform::vault::{Label, Pii, Sealed};
use crate::sales::leads::model::{Next, SourceName};
use crate::sales::leads::told::{Contact, Stamp};
use crate::sales::orders::rules::OrderState;
use crate::sales::quotes::rules::QuoteState;
use crate::sales::rules::{FollowUpKind, FollowUpOutcome, Level, LossReason, SourceKind, Stage};
use crate::sales::settings::SalesSettings;
use crate::sales::test_drives::rules::DriveState;
use crate::sales::trade_ins::rules::TradeState;
use crate::schema::{follow_ups, loss_proposals, opportunities};
use crate::values::ids::{
    CustomerId, FollowUpId, LeadId, LeadSourceId, LossProposalId, ModelId, OpportunityId, QuoteId, SalesOrderId,
    StaffId, StoreId, TestDriveId, TradeInId,
};

pub const NEEDS: Label = Label("opportunities.needs");
pub const STAMP: Label = Label("opportunity_stamps.note");
pub const NOTE: Label = Label("follow_ups.note");
pub const LOSS_NOTE: Label = Label("loss_proposals.note");
pub const LOSS_ANSWER: Label = Label("loss_proposals.answer");

/// The stamp of a drive that was not one of the store's.
pub const DRIVEN_ELSEWHERE: &str = "driven_elsewhere";

/// The stamps of what a customer wrote about a quote.
pub const QUOTE_ASKED: &str = "quote_asked";
pub const QUOTE_DECLINED: &str = "quote_declined";

/// The task of following somebody up.
pub const FOLLOW_UP: &str = "sales.follow_up";
/// The task of answering a prospect who asked again.
pub const ASKED_AGAIN: &str = "sales.asked_again";
/// As [`ASKED_AGAIN`], of one that is sold: its owner only hears of it.
pub const ASKED_ALERT: &str = "lead.asked_again_alert";
/// The task of having the contract signed once the customer agreed to a quote.
pub const SIGN: &str = "sales.sign";
/// The task of the manager who decides on a loss.
pub const DECIDE_LOSS: &str = "sales.loss_decision";

/// An opportunity.
#[derive(Clone, Debug, Queryable, Selectable, Identifiable, Insertable, AsChangeset)]
#[diesel(table_name = opportunities, treat_none_as_null = true, check_for_backend(diesel::pg::Pg))]
pub struct OpportunityRow {
    pub id: OpportunityId,
    pub store_id: StoreId,
    pub number: String,
    pub customer_id: CustomerId,
    pub lead_id: Option<LeadId>,
    pub owner_id: Option<StaffId>,
    pub stage: Stage,
    pub level: Option<Level>,
    pub model_id: Option<ModelId>,
    pub model: String,
    pub colour: String,
    pub expected_on: Option<NaiveDate>,
    pub source_id: Option<LeadSourceId>,
    pub needs_sealed: Option<Sealed>,
    pub competitor: String,
    pub next_at: Option<DateTime<Utc>>,
    pub last_contact_at: Option<DateTime<Utc>>,
    pub nurture_from: DateTime<Utc>,
    pub be_backs: i16,
    pub pool_since: Option<DateTime<Utc>>,
    pub lost_because: Option<LossReason>,
    pub lost_to: String,
    pub lost_at_stage: Option<Stage>,
    pub created_by: Option<StaffId>,
    pub created_at: DateTime<Utc>,
    pub closed_at: Option<DateTime<Utc>>,
    pub lock_version: i32,
}

impl Known {
    /// What a row tells; whether there was a drive or a quote it doesn't.
    pub fn of(row: &OpportunityRow) -> Self {
        Self {
            level: row.level,
            model: !row.model.is_empty(),
            competitor: !row.competitor.is_empty(),
            expected: row.expected_on.is_some(),
            needs: row.needs_sealed.is_some(),
            contacted: row.last_contact_at.is_some(),
            driven: false,
            quoted: false,
        }
    }
}

/// What somebody needs a car for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Needs {
    pub who: String,
    pub functions: String,
    pub when: String,
    pub place: String,
    pub why: String,
    pub how: String,
    pub budget: String,
    /// Who decides.
    pub deciders: String,
}

impl Needs {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// An opportunity as it begins.
#[derive(Clone, Debug)]
pub struct NewOpportunity {
    pub store: StoreId,
    pub customer: CustomerId,
    pub lead: Option<LeadId>,
    pub owner: Option<StaffId>,
    pub level: Option<Level>,
    pub model_id: Option<ModelId>,
    pub model: String,
    pub colour: String,
    pub expected_on: Option<NaiveDate>,
    pub source: Option<LeadSourceId>,
    pub needs: Needs,
    pub competitor: String,
    /// When to follow up first; by the rhythm of the level unless said.
    pub next_at: Option<DateTime<Utc>>,
    /// When they were reached already, before it was one.
    pub contacted_at: Option<DateTime<Utc>>,
}

impl NewOpportunity {
    pub fn of(store: StoreId, customer: CustomerId) -> Self {
        Self {
            store,
            customer,
            lead: None,
            owner: None,
            level: None,
            model_id: None,
            model: String::new(),
            colour: String::new(),
            expected_on: None,
            source: None,
            needs: Needs::default(),
            competitor: String::new(),
            next_at: None,
            contacted_at: None,
        }
    }
}

/// A follow-up as somebody made it.
#[derive(Clone, Debug)]
pub struct NewFollowUp {
    pub kind: FollowUpKind,
    pub outcome: FollowUpOutcome,
    pub note: String,
    /// When the next one is due; by the rhythm of the level unless said.
    pub next_at: Option<DateTime<Utc>>,
    /// What it became meanwhile.
    pub level: Option<Level>,
}

/// What is looked up about a prospect and may change.
#[derive(Clone, Debug)]
pub struct Particulars {
    pub level: Option<Level>,
    pub model: String,
    pub colour: String,
    pub expected_on: Option<NaiveDate>,
    pub competitor: String,
    pub needs: Needs,
}

/// A move on the board.
#[derive(Clone, Debug)]
pub struct Move {
    pub to: Stage,
    pub level: Option<Level>,
    pub model: Option<String>,
    pub competitor: Option<String>,
    pub reason: Option<String>,
    /// Where and when they drove, if it was not one of the store's drives.
    pub elsewhere: Option<String>,
    /// The first contact, where none is noted: how it was made and what was said.
    pub kind: Option<FollowUpKind>,
    pub said: Option<String>,
    pub seen: i32,
}

/// What a consultant proposes.
#[derive(Clone, Debug)]
pub struct NewLoss {
    pub reason: LossReason,
    pub competitor: String,
    pub note: Option<String>,
}

/// What is changed of all that is picked on the board.
#[derive(Clone, Debug, Default)]
pub struct Together {
    pub owner: Option<StaffId>,
    pub level: Option<Level>,
    pub next_at: Option<DateTime<Utc>>,
    pub reason: Option<String>,
}

/// A follow-up.
#[derive(Clone, Debug, Deserialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = follow_ups, check_for_backend(diesel::pg::Pg))]
pub struct FollowUpRow {
    pub id: FollowUpId,
    pub opportunity_id: OpportunityId,
    pub kind: FollowUpKind,
    pub outcome: FollowUpOutcome,
    pub note_sealed: Sealed,
    pub due_at: Option<DateTime<Utc>>,
    pub next_at: Option<DateTime<Utc>>,
    pub staff_id: Option<StaffId>,
    pub at: DateTime<Utc>,
}

/// A step of an opportunity.
#[derive(Clone, Debug, Deserialize)]
pub struct StampRow {
    pub id: Uuid,
    pub action: String,
    pub stage: Stage,
    pub staff_id: Option<StaffId>,
    pub note_sealed: Option<Sealed>,
    pub at: DateTime<Utc>,
}

/// A proposal to give somebody up.
#[derive(Clone, Debug, Deserialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = loss_proposals, check_for_backend(diesel::pg::Pg))]
pub struct LossRow {
    pub id: LossProposalId,
    pub opportunity_id: OpportunityId,
    pub reason: LossReason,
    pub competitor: String,
    pub note_sealed: Option<Sealed>,
    pub proposed_by: Option<StaffId>,
    pub proposed_at: DateTime<Utc>,
    pub decided_by: Option<StaffId>,
    pub decided_at: Option<DateTime<Utc>>,
    pub approved: Option<bool>,
    pub answer_sealed: Option<Sealed>,
}

/// What the other parts of sales have of an opportunity: of each the one that matters now.
#[derive(Clone, Debug, Deserialize)]
pub struct Elsewhere {
    /// The newest version, and what it comes to in fen.
    pub quote: Option<(QuoteId, i32, QuoteState, i64)>,
    /// The next one, else the last.
    pub drive: Option<(TestDriveId, DateTime<Utc>, DriveState)>,
    /// The newest, with what was offered in fen.
    pub trade: Option<(TradeInId, TradeState, Option<i64>)>,
    /// The one that was not cancelled.
    pub order: Option<(SalesOrderId, String, OrderState)>,
    /// A drive was finished.
    pub driven: bool,
    /// A quote was given out.
    pub quoted: bool,
    /// What its leads ask for before the next follow-up.
    pub step: Option<Next>,
}

/// What happened with an opportunity elsewhere in sales: a quote, a drive, an old car, an order.
#[derive(Clone, Debug, Deserialize)]
pub struct EventRow {
    /// Of the quote, the drive, the trade-in, the order.
    pub id: Uuid,
    pub what: String,
    pub at: DateTime<Utc>,
    pub staff_id: Option<StaffId>,
    /// Its number, or the car.
    pub about: String,
    pub fen: Option<i64>,
    pub code: Option<String>,
    pub because: Option<Sealed>,
    pub note: Option<Sealed>,
}

/// An opportunity, opened, with all that hangs on it.
pub struct Opportunity {
    pub row: OpportunityRow,
    pub elsewhere: Elsewhere,
    pub customer: Brief,
    /// Where they came from: the kind of the source, and its own name.
    pub source: Option<(SourceKind, String)>,
    /// When the lead that it was first came in, and who took it down.
    pub came: Option<(DateTime<Utc>, Option<StaffId>)>,
    /// What they wrote when they asked.
    pub words: Option<Pii<String>>,
    pub needs: Needs,
    pub follow_ups: Vec<(FollowUpRow, Pii<String>)>,
    pub stamps: Vec<(StampRow, Option<Pii<String>>)>,
    /// Contacts with the leads it came from.
    pub earlier: Vec<Contact>,
    /// Whose these leads were before.
    pub passed: Vec<Stamp>,
    /// With why, and what was said of the money.
    pub events: Vec<(EventRow, Option<Pii<String>>, Option<Pii<String>>)>,
    /// The latest first.
    pub losses: Vec<(LossRow, Option<Pii<String>>, Option<Pii<String>>)>,
    pub people: HashMap<StaffId, String>,
    pub settings: SalesSettings,
}

impl Opportunity {
    /// What is known of it.
    pub fn known(&self) -> Known {
        let elsewhere = self.stamps.iter().any(|(stamp, _)| stamp.action == DRIVEN_ELSEWHERE);
        Known {
            driven: self.elsewhere.driven || elsewhere,
            quoted: self.elsewhere.quoted,
            ..Known::of(&self.row)
        }
    }

    /// The proposal that waits for the manager.
    pub fn proposal(&self) -> Option<&LossRow> {
        self.losses
            .iter()
            .map(|(loss, ..)| loss)
            .find(|loss| loss.decided_at.is_none())
    }

    /// Who did the last thing to it, and when.
    pub fn last_done(&self) -> (Option<StaffId>, DateTime<Utc>) {
        let stamps = self.stamps.iter().map(|(stamp, _)| (stamp.at, stamp.staff_id));
        let follow_ups = self.follow_ups.iter().map(|(one, _)| (one.at, one.staff_id));
        let (at, staff) = stamps
            .chain(follow_ups)
            .max_by_key(|(at, _)| *at)
            .unwrap_or((self.row.created_at, self.row.created_by));
        (staff, at)
    }

    pub fn person(&self, id: Option<StaffId>) -> &str {
        id.and_then(|id| self.people.get(&id)).map_or("", String::as_str)
    }
}

/// Why a loss is proposed, to whom it would be lost, by whom and when.
pub type Proposal = (LossReason, String, Option<String>, DateTime<Utc>);

/// A card of the board, or a line of the list.
pub struct Card {
    pub row: OpportunityRow,
    pub customer: Option<Brief>,
    pub owner: Option<String>,
    /// The kind of its source, and the source's own name.
    pub source: Option<(SourceKind, String)>,
    /// What was said last.
    pub note: Option<Pii<String>>,
    pub proposed: bool,
    pub proposal: Option<Proposal>,
    /// They asked again, and nobody answered yet.
    pub asked: bool,
    /// Who decided that it is lost.
    pub decided_by: Option<String>,
    /// What its leads ask for before the next follow-up.
    pub step: Option<Next>,
}

/// What the filters of the board offer.
pub struct Offered {
    pub people: Vec<(StaffId, String)>,
    pub models: Vec<String>,
    pub sources: Vec<SourceName>,
}

/// How many stand where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub open: i64,
    pub today: i64,
    pub late: i64,
    pub soon: i64,
    pub overdue: i64,
    pub stalled: i64,
    pub hot: i64,
    pub columns: [i64; 5],
    pub ordered: i64,
    /// Losses that wait for a decision.
    pub proposed: i64,
}
