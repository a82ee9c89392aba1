//! Rows of service orders and what hangs on them.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::check_in::rules::Strokes;
use super::courtesy::rules::LoanState;
use super::rules::{
    Action, Bill, Charge, ConsentHow, Extra, FindingState, ItemKind, LabourKind, PartsReason, Payer, PaymentMethod,
    Progress, Promise, State, Urgency, bill,
};
use super::settings::ServiceSettings;
use crate::platform::db::Subject;
use crate::platform::drafts::Draft;
use crate::platform::error::Error;
use crate::platform::files::FileInfo;
use crate::platform::vault::{Label, Pii, Sealed, Vault};
use crate::schema::{
    price_items, promise_pauses, service_checks, service_consents, service_findings, service_items, service_orders,
    service_payments, service_settlements, work_spells,
};
use crate::values::ids::{
    CustomerId, FindingId, LoanId, PaymentId, PriceItemId, ServiceItemId, ServiceOrderId, StaffId, StoreId, VehicleId,
    VisitId,
};
use crate::values::money::Fen;
use crate::values::percent::Percent;
use crate::values::plate::Plate;
use crate::visits::rules::{Purpose, VisitState};

/// The subject kind of a service order in the audit log, in tasks and in the ledgers of membership.
pub const ORDER: &str = "service_order";
/// The subject kind of a finding: its photos hang on it.
pub const FINDING: &str = "finding";
/// The subject kind of an entry of the price list.
pub const PRICE_ITEM: &str = "price_item";
/// The topic that pages with orders listen to.
pub const TOPIC: &str = "service";
/// The topic that technicians' pages listen to.
pub const REPAIRS: &str = "repairs";
/// The letters before an order's number.
pub const PREFIX: &str = "GD";

pub const WISH: Label = Label("service_orders.wish");
pub const ON_ACCOUNT: Label = Label("service_orders.on_account");
pub const WHAT: Label = Label("service_findings.what");
pub const WORDS: Label = Label("service_findings.words");
pub const WHO: Label = Label("service_consents.who");
pub const CONSENT_NOTE: Label = Label("service_consents.note");
pub const CONSENT_SIGNATURE: Label = Label("service_consents.signature");
pub const PAUSE_NOTE: Label = Label("promise_pauses.note");
pub const CHECK_REASON: Label = Label("service_checks.reason");
pub const UNDONE: Label = Label("service_settlements.undone_because");
pub const STAMP: Label = Label("service_stamps.note");

pub fn subject(id: ServiceOrderId) -> Subject {
    Subject::new(ORDER, id)
}

/// A service order.
#[derive(Clone, Debug, Queryable, Selectable, Identifiable, Insertable, AsChangeset)]
#[diesel(table_name = service_orders, treat_none_as_null = true, check_for_backend(diesel::pg::Pg))]
pub struct OrderRow {
    pub id: ServiceOrderId,
    pub store_id: StoreId,
    pub number: String,
    pub visit_id: VisitId,
    pub customer_id: CustomerId,
    pub vehicle_id: VehicleId,
    pub advisor_id: Option<StaffId>,
    pub technician_id: Option<StaffId>,
    pub state: State,
    pub wish_sealed: Option<Sealed>,
    pub estimate_fen: Option<i64>,
    pub mileage_km: Option<i32>,
    /// Basis points.
    pub labour_discount: i32,
    pub agreed_fen: Option<i64>,
    pub current_fen: i64,
    pub open_items: i16,
    pub open_findings: i16,
    pub promised_at: Option<DateTime<Utc>>,
    pub promise_from: Option<DateTime<Utc>>,
    pub paused_at: Option<DateTime<Utc>>,
    pub paused_secs: i64,
    pub warn_at: Option<DateTime<Utc>>,
    pub warned: i16,
    pub queue_at: DateTime<Utc>,
    pub checks_failed: i16,
    pub settled_at: Option<DateTime<Utc>>,
    pub refunded_at: Option<DateTime<Utc>>,
    pub on_account_sealed: Option<Sealed>,
    pub created_by: Option<StaffId>,
    pub created_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
    pub lock_version: i32,
}

impl OrderRow {
    pub fn labour_discount(&self) -> Percent {
        Percent::from_basis_points(self.labour_discount).unwrap_or_default()
    }

    /// The promise that was given; kept once the car was ready.
    pub fn promise(&self, ready_at: Option<DateTime<Utc>>) -> Option<Promise> {
        Some(Promise {
            from: self.promise_from?,
            due: self.promised_at?,
            paused: TimeDelta::seconds(self.paused_secs),
            paused_at: self.paused_at,
            kept_at: ready_at.filter(|_| !self.state.promise_runs()),
        })
    }
}

/// One line of an order.
#[derive(Clone, Debug, Queryable, Selectable, Identifiable, Insertable, AsChangeset, Deserialize)]
#[diesel(table_name = service_items, treat_none_as_null = true, check_for_backend(diesel::pg::Pg))]
pub struct ItemRow {
    pub id: ServiceItemId,
    pub order_id: ServiceOrderId,
    pub position: i16,
    pub kind: ItemKind,
    pub price_item_id: Option<PriceItemId>,
    pub finding_id: Option<FindingId>,
    pub zh: String,
    pub en: String,
    pub part_number: String,
    pub unit: String,
    pub quantity: i32,
    pub price_fen: i64,
    pub discount: i32,
    pub payer: Payer,
    pub consent_id: Option<Uuid>,
    pub added_by: Option<StaffId>,
    pub added_at: DateTime<Utc>,
    pub removed_at: Option<DateTime<Utc>>,
    pub lock_version: i32,
}

impl ItemRow {
    pub fn discount(&self) -> Percent {
        Percent::from_basis_points(self.discount).unwrap_or_default()
    }

    pub fn charge(&self) -> Charge {
        Charge {
            kind: self.kind,
            quantity: self.quantity,
            price: Fen::new(self.price_fen),
            discount: self.discount(),
            payer: self.payer,
        }
    }
}

/// What the items come to.
pub fn bill_of(items: &[ItemRow], labour_discount: Percent) -> Bill {
    bill(items.iter().map(ItemRow::charge), labour_discount)
}

/// What came of findings and nobody has worked on since the customer accepted it.
pub fn undone<'a>(items: &'a [ItemRow], spells: &[SpellRow]) -> Vec<&'a ItemRow> {
    let worked_since = |at: DateTime<Utc>| {
        spells
            .iter()
            .any(|spell| spell.until_at.is_none_or(|until| until >= at))
    };
    items
        .iter()
        .filter(|item| item.finding_id.is_some() && !worked_since(item.added_at))
        .collect()
}

#[derive(Clone, Debug, Queryable, Selectable, Insertable, Deserialize)]
#[diesel(table_name = service_findings, check_for_backend(diesel::pg::Pg))]
pub struct FindingRow {
    pub id: FindingId,
    pub order_id: ServiceOrderId,
    pub what_sealed: Sealed,
    pub urgency: Urgency,
    pub estimate_fen: Option<i64>,
    pub state: FindingState,
    pub reported_by: Option<StaffId>,
    pub reported_at: DateTime<Utc>,
    pub answered_by: Option<StaffId>,
    pub answered_at: Option<DateTime<Utc>>,
    pub answered_how: Option<String>,
    pub words_sealed: Option<Sealed>,
}

#[derive(Clone, Debug, Queryable, Selectable, Insertable, Deserialize)]
#[diesel(table_name = service_consents, check_for_backend(diesel::pg::Pg))]
pub struct ConsentRow {
    pub id: Uuid,
    pub order_id: ServiceOrderId,
    pub how: ConsentHow,
    pub who_sealed: Sealed,
    pub note_sealed: Option<Sealed>,
    pub signature_sealed: Option<Sealed>,
    pub amount_fen: i64,
    pub staff_id: Option<StaffId>,
    pub at: DateTime<Utc>,
}

/// A consent, opened.
pub struct Agreed {
    pub row: ConsentRow,
    /// Empty: the customer.
    pub who: Pii<String>,
    pub note: Option<Pii<String>>,
    pub strokes: Option<Strokes>,
}

#[derive(Clone, Debug, Queryable, Selectable, Insertable, Deserialize)]
#[diesel(table_name = work_spells, check_for_backend(diesel::pg::Pg))]
pub struct SpellRow {
    pub id: Uuid,
    pub order_id: ServiceOrderId,
    pub technician_id: StaffId,
    pub from_at: DateTime<Utc>,
    pub until_at: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, Queryable, Selectable, Insertable, Deserialize)]
#[diesel(table_name = promise_pauses, check_for_backend(diesel::pg::Pg))]
pub struct PauseRow {
    pub id: Uuid,
    pub order_id: ServiceOrderId,
    pub reason: PartsReason,
    pub note_sealed: Option<Sealed>,
    pub expected_on: Option<NaiveDate>,
    pub from_at: DateTime<Utc>,
    pub until_at: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, Queryable, Selectable, Insertable, Deserialize)]
#[diesel(table_name = service_checks, check_for_backend(diesel::pg::Pg))]
pub struct CheckRow {
    pub id: Uuid,
    pub order_id: ServiceOrderId,
    pub checker_id: StaffId,
    pub at: DateTime<Utc>,
    pub passed: bool,
    pub points: Vec<Option<String>>,
    pub reason_sealed: Option<Sealed>,
}

#[derive(Clone, Debug, Queryable, Selectable, Insertable, Deserialize)]
#[diesel(table_name = service_settlements, check_for_backend(diesel::pg::Pg))]
pub struct SettlementRow {
    pub id: Uuid,
    pub order_id: ServiceOrderId,
    pub at: DateTime<Utc>,
    pub staff_id: Option<StaffId>,
    pub gross_fen: i64,
    pub discount_fen: i64,
    pub tier_discount_fen: i64,
    pub customer_fen: i64,
    pub warranty_fen: i64,
    pub insurer_fen: i64,
    pub points: i32,
    pub points_fen: i64,
    pub due_fen: i64,
    pub next_service_on: Option<NaiveDate>,
    pub next_service_km: Option<i32>,
    /// When the car was due before.
    pub due_before_on: Option<NaiveDate>,
    pub due_before_km: Option<i32>,
    pub undone_at: Option<DateTime<Utc>>,
    pub undone_by: Option<StaffId>,
    pub undone_because_sealed: Option<Sealed>,
}

#[derive(Clone, Debug, Queryable, Selectable, Insertable, Deserialize)]
#[diesel(table_name = service_payments, check_for_backend(diesel::pg::Pg))]
pub struct PaymentRow {
    pub id: PaymentId,
    pub store_id: StoreId,
    pub order_id: ServiceOrderId,
    pub method: PaymentMethod,
    pub amount_fen: i64,
    pub receipt: String,
    pub staff_id: Option<StaffId>,
    pub at: DateTime<Utc>,
}

/// What a stamp tells besides its note; which are set depends on the action.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StampData {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub staff: Option<StaffId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<i64>,
    /// A code: how, why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// How somebody was asked, where `code` tells what they said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub how: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finding: Option<FindingId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemTold>,
    /// The day when parts are expected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<NaiveDate>,
}

/// What a stamp tells of an item, as it was then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemTold {
    pub zh: String,
    pub en: String,
    /// Hundredths.
    pub quantity: i32,
    /// What it came to before it was changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<i64>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct StampRow {
    pub id: Uuid,
    /// The code of a step of the machine, or of something else that is stamped.
    pub action: String,
    pub state: State,
    pub staff_id: Option<StaffId>,
    pub note_sealed: Option<Sealed>,
    #[serde(default)]
    pub data: StampData,
    pub at: DateTime<Utc>,
}

impl StampRow {
    pub fn step(&self) -> Option<Action> {
        Action::parse(&self.action)
    }
}

/// An entry of the price list.
#[derive(Clone, Debug, Queryable, Selectable, Identifiable, Insertable)]
#[diesel(table_name = price_items, check_for_backend(diesel::pg::Pg))]
pub struct PriceItemRow {
    pub id: PriceItemId,
    pub store_id: StoreId,
    pub kind: ItemKind,
    pub labour_kind: Option<LabourKind>,
    pub zh: String,
    pub en: String,
    pub part_number: String,
    pub unit: String,
    pub hours: Option<i32>,
    pub price_fen: Option<i64>,
    pub extra: Option<Extra>,
    pub retired_at: Option<DateTime<Utc>>,
    pub created_by: Option<StaffId>,
    pub created_at: DateTime<Utc>,
    pub lock_version: i32,
}

/// An order as other rooms show it in a line.
#[derive(Clone, Debug)]
pub struct Brief {
    pub id: ServiceOrderId,
    pub number: String,
    pub visit: VisitId,
    pub state: State,
    pub technician: Option<String>,
    pub promised_at: Option<DateTime<Utc>>,
    pub paused: bool,
    pub current: Fen,
    pub agreed: Option<Fen>,
    pub open_items: i16,
    pub open_findings: i16,
}

/// One line of the list.
pub struct ListRow {
    pub order: OrderRow,
    pub ready_at: Option<DateTime<Utc>>,
    pub left: bool,
    pub ticket: String,
    pub customer: Pii<String>,
    pub plate: Option<Pii<Plate>>,
    pub vehicle: String,
    pub advisor: Option<String>,
    pub technician: Option<String>,
}

/// An open order, as much of it as goes on paper.
pub struct OnPaper {
    pub number: String,
    pub state: State,
    pub promised_at: Option<DateTime<Utc>>,
    pub customer: Pii<String>,
    pub plate: Option<Pii<Plate>>,
    pub technician: Option<String>,
    /// What is to be done.
    pub items: Vec<String>,
}

/// How many orders stand in each view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Queryable)]
pub struct Counts {
    pub open: i64,
    pub consent: i64,
    pub work: i64,
    pub parts: i64,
    pub check: i64,
    pub ready: i64,
    pub late: i64,
}

/// An order with everything its page shows.
pub struct Detail {
    pub order: OrderRow,
    pub visit: VisitState,
    pub purpose: Purpose,
    pub ticket: String,
    pub arrived_at: DateTime<Utc>,
    pub ready_at: Option<DateTime<Utc>>,
    pub left_at: Option<DateTime<Utc>>,
    pub customer: Pii<String>,
    pub plate: Option<Pii<Plate>>,
    pub vehicle: String,
    pub wish: Option<Pii<String>>,
    pub on_account: Option<Pii<String>>,
    pub items: Vec<ItemRow>,
    pub findings: Vec<Finding>,
    pub consents: Vec<Agreed>,
    pub spells: Vec<SpellRow>,
    pub pauses: Vec<(PauseRow, Option<Pii<String>>)>,
    pub checks: Vec<(CheckRow, Option<Pii<String>>)>,
    pub settlements: Vec<(SettlementRow, Option<Pii<String>>)>,
    pub payments: Vec<PaymentRow>,
    pub stamps: Vec<(StampRow, Option<Pii<String>>)>,
    /// Courtesy cars of the visit.
    pub loans: Vec<VisitLoan>,
    /// Names of the store's people, also of those who left.
    pub people: HashMap<StaffId, String>,
    /// Photos by finding.
    pub files: HashMap<Uuid, Vec<FileInfo>>,
    /// What the reader left unsaved.
    pub draft: Option<Draft>,
    /// How often the model is to be serviced.
    pub interval: (Option<i32>, Option<i32>),
    /// The store's.
    pub settings: ServiceSettings,
    /// The car's last known mileage.
    pub mileage: Option<i32>,
    /// The lower end of the estimate at the check-in, in fen.
    pub estimate_from: Option<i64>,
}

/// A courtesy car of the visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct VisitLoan {
    pub id: LoanId,
    pub state: LoanState,
}

/// What of a visit is open when its visitor goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LooseEnds {
    /// The settled order with money owed by the customer.
    pub owed: Option<(ServiceOrderId, Fen)>,
    /// The courtesy car is not back.
    pub lent: bool,
}

impl LooseEnds {
    pub fn any(&self) -> bool {
        self.owed.is_some() || self.lent
    }
}

/// A finding, opened.
#[derive(Clone)]
pub struct Finding {
    pub row: FindingRow,
    pub what: Pii<String>,
    pub words: Option<Pii<String>>,
}

impl Finding {
    pub(super) fn open(row: FindingRow, vault: &Vault) -> Result<Self, Error> {
        Ok(Self {
            what: vault.open(WHAT, row.id.uuid(), &row.what_sealed)?,
            words: vault.open_opt(WORDS, row.id.uuid(), row.words_sealed.as_ref())?,
            row,
        })
    }

    /// Its first line, cut short.
    pub fn gist(&self) -> String {
        let line = self.what.expose().lines().next().unwrap_or_default();
        line.chars().take(60).collect()
    }
}

impl Detail {
    pub fn bill(&self) -> Bill {
        bill_of(&self.items, self.order.labour_discount())
    }

    /// The settlement that stands.
    pub fn settlement(&self) -> Option<&SettlementRow> {
        self.settlements
            .iter()
            .map(|(row, _)| row)
            .find(|row| row.undone_at.is_none())
    }

    /// Whether it may be given up: before any work, or once its bill was taken back.
    pub fn may_be_cancelled(&self) -> bool {
        let state = self.order.state;
        state.allows(Action::Cancel) && (state != State::Ready || !self.settlements.is_empty())
    }

    /// The last bill if it was taken back: when, what was given back, why.
    pub fn refund(&self) -> Option<(DateTime<Utc>, Fen, Option<&Pii<String>>)> {
        let (row, because) = self.settlements.last()?;
        let at = row.undone_at?;
        let back = self.payments.iter().filter(|payment| payment.at == at);
        let back: i64 = back.map(|payment| payment.amount_fen.min(0)).sum();
        Some((at, Fen::new(-back), because.as_ref()))
    }

    /// What is left to pay: the customer's part, the insurer's part.
    pub fn unpaid(&self) -> (Fen, Fen) {
        let Some(settled) = self.settlement() else {
            return (Fen::ZERO, Fen::ZERO);
        };
        unpaid(settled, &self.payments)
    }

    /// What the customer paid.
    pub fn paid(&self) -> Fen {
        Fen::new(self.payments.iter().map(|payment| payment.amount_fen).sum())
    }

    /// What the work waits for now.
    pub fn pause(&self) -> Option<&PauseRow> {
        let open = self.pauses.iter().map(|(pause, _)| pause);
        open.rev().find(|pause| pause.until_at.is_none())
    }

    /// Whether the customer agreed to another sum than this.
    pub fn differs(&self) -> bool {
        let now = self.bill().customer.fen();
        self.order.agreed_fen.is_some_and(|agreed| agreed != now)
    }

    /// Whether the customer still drives the courtesy car.
    pub fn is_lent(&self) -> bool {
        self.loans.iter().any(|loan| loan.state == LoanState::Out)
    }

    /// Who agreed: the customer unless somebody else was named.
    pub fn who_agreed(&self, consent: &Agreed) -> String {
        let named = Some(consent.who.expose()).filter(|who| !who.is_empty());
        named.unwrap_or(self.customer.expose()).clone()
    }

    pub fn person(&self, id: Option<StaffId>) -> Option<&str> {
        self.people.get(&id?).map(String::as_str)
    }

    pub fn progress(&self) -> Progress {
        Progress {
            has_items: !self.items.is_empty(),
            has_technician: self.order.technician_id.is_some(),
            open_items: self.order.open_items > 0,
            open_findings: self.order.open_findings > 0,
            unpaid: self.left_at.is_none()
                && self.order.refunded_at.is_none()
                && self.order.on_account_sealed.is_none()
                && self.unpaid().0 > Fen::ZERO,
        }
    }

    /// The spell that runs for this person.
    pub fn running(&self, person: StaffId) -> bool {
        self.spells
            .iter()
            .any(|spell| spell.technician_id == person && spell.until_at.is_none())
    }

    /// Whether this person worked on it, or is to.
    pub fn worked(&self, person: StaffId) -> bool {
        self.order.technician_id == Some(person) || self.spells.iter().any(|spell| spell.technician_id == person)
    }

    /// How long it was worked on by now.
    pub fn worked_for(&self, now: DateTime<Utc>) -> TimeDelta {
        self.spells
            .iter()
            .map(|spell| spell.until_at.unwrap_or(now) - spell.from_at)
            .fold(TimeDelta::zero(), |sum, length| sum + length)
    }
}

/// What was paid in which way, and not given back.
pub fn paid_by(payments: &[PaymentRow]) -> BTreeMap<PaymentMethod, Fen> {
    let mut paid: BTreeMap<PaymentMethod, i64> = BTreeMap::new();
    for payment in payments {
        *paid.entry(payment.method).or_default() += payment.amount_fen;
    }
    paid.into_iter()
        .filter(|(_, fen)| *fen > 0)
        .map(|(method, fen)| (method, Fen::new(fen)))
        .collect()
}

/// What is left of a settlement: the customer's part, the insurer's part.
pub fn unpaid(settled: &SettlementRow, payments: &[PaymentRow]) -> (Fen, Fen) {
    let paid = |by_insurer: bool| -> i64 {
        payments
            .iter()
            .filter(|payment| (payment.method == PaymentMethod::Insurer) == by_insurer)
            .map(|payment| payment.amount_fen)
            .sum()
    };
    (
        Fen::new(settled.due_fen - paid(false)),
        Fen::new(settled.insurer_fen - paid(true)),
    )
}
