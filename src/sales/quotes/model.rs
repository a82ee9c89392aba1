//! Rows and values of quotes.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::Deserialize;

use super::rules::{AcceptedHow, ApprovalState, Line, LineKind, Loan, Offer, Plan, QuoteState};
use super::settings::QuoteSettings;
use crate::platform::db::Subject;
use crate::platform::vault::Pii;
use crate::sales::trade_ins::queries::Offers;
use crate::schema::quotes;
use crate::values::ids::{CustomerId, ModelId, OpportunityId, QuoteId, StaffId, StoreId};
use crate::values::money::Fen;
use crate::values::percent::Percent;
use crate::vehicles::rules::Energy;

/// The topic that pages with quotes follow.
pub const TOPIC: &str = "quotes";
/// `subject_kind` of a quote in the audit log and in tasks.
pub const QUOTE: &str = "quote";
/// The letters before a quote's number.
pub const PREFIX: &str = "BJ";
/// The task to answer a customer who asked about a quote, or declined it.
pub const REPLY: &str = "quote.reply";
/// The task to decide about a discount.
pub const DISCOUNT: &str = "sales.discount";

pub fn subject(id: QuoteId) -> Subject {
    Subject::new(QUOTE, id)
}

/// A quote as it is typed.
#[derive(Clone, Debug)]
pub struct NewQuote {
    pub model_id: Option<ModelId>,
    pub model: String,
    pub colour: String,
    pub energy: Energy,
    pub valid_until: NaiveDate,
    /// Its trade-in is looked up, never typed.
    pub offer: Offer,
    /// Takes the old car for what it was appraised at.
    pub trade_in: bool,
    pub discount_because: String,
    pub remark: String,
    pub source: String,
    pub seen: i32,
}

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = quotes)]
pub struct QuoteRow {
    pub id: QuoteId,
    pub store_id: StoreId,
    pub opportunity_id: OpportunityId,
    pub number: String,
    pub version: i32,
    pub state: QuoteState,
    pub model_id: Option<ModelId>,
    pub model: String,
    pub colour: String,
    pub energy: Energy,
    pub list_price_fen: Option<i64>,
    pub invoice_on: NaiveDate,
    pub valid_until: NaiveDate,
    pub invoice_fen: i64,
    pub relief_fen: i64,
    pub vat_points: i32,
    pub tax_points: i32,
    pub discount_because: String,
    pub given_fen: i64,
    pub limit_fen: i64,
    pub total_fen: i64,
    pub remark: String,
    pub source: String,
    pub token: Option<String>,
    pub sent_at: Option<DateTime<Utc>>,
    pub sent_by: Option<StaffId>,
    pub accepted_at: Option<DateTime<Utc>>,
    pub accepted_how: Option<AcceptedHow>,
    pub withdrawn_because: Option<String>,
    pub created_by: StaffId,
    pub created_at: DateTime<Utc>,
    pub lock_version: i32,
}

impl QuoteRow {
    pub fn total(&self) -> Fen {
        Fen::new(self.total_fen)
    }

    pub fn needs_approval(&self) -> bool {
        self.given_fen > self.limit_fen
    }

    /// What divides the invoice price, and the rate: `1.13`, `10%`.
    pub fn tax_formula(&self) -> (String, String) {
        let (whole, part) = ((10_000 + self.vat_points) / 10_000, (10_000 + self.vat_points) % 10_000);
        let divisor = format!("{whole}.{part:04}");
        let divisor = divisor.trim_end_matches('0').trim_end_matches('.');
        let rate = Percent::from_basis_points(self.tax_points).unwrap_or(Percent::ZERO);
        (divisor.to_owned(), rate.to_string())
    }

    /// It was given out and its last day has passed.
    pub fn is_expired(&self, today: NaiveDate) -> bool {
        self.state == QuoteState::Sent && self.valid_until < today
    }
}

/// A line as it is stored.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct LineRow {
    kind: LineKind,
    label: String,
    covers: String,
    amount_fen: i64,
}

impl From<LineRow> for Line {
    fn from(row: LineRow) -> Self {
        Self {
            kind: row.kind,
            label: row.label,
            covers: row.covers,
            amount: Fen::new(row.amount_fen),
        }
    }
}

/// A loan as it is stored.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct LoanRow {
    amount_fen: i64,
    months: u32,
    rate: Percent,
    fee_fen: i64,
    monthly_fen: i64,
    last_fen: i64,
    interest_fen: i64,
}

impl LoanRow {
    pub fn amount(&self) -> Fen {
        Fen::new(self.amount_fen)
    }
}

impl From<LoanRow> for Finance {
    fn from(row: LoanRow) -> Self {
        Self {
            loan: Loan {
                amount: Fen::new(row.amount_fen),
                months: row.months,
                rate: row.rate,
                fee: Fen::new(row.fee_fen),
            },
            plan: Plan {
                monthly: Fen::new(row.monthly_fen),
                last: Fen::new(row.last_fen),
                interest: Fen::new(row.interest_fen),
            },
        }
    }
}

/// A loan and how it is paid back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finance {
    pub loan: Loan,
    pub plan: Plan,
}

impl Finance {
    /// What of a total is paid when the car is handed over: the rest is lent and comes later, with its interest.
    pub fn on_delivery(&self, total: Fen) -> Fen {
        let later = self.loan.amount.fen().saturating_add(self.plan.interest.fen());
        Fen::new(total.fen().saturating_sub(later))
    }
}

/// What was decided about a discount.
#[derive(Clone, Debug, Deserialize)]
pub struct Approval {
    pub state: ApprovalState,
    pub given_fen: i64,
    pub asked_at: DateTime<Utc>,
    pub asked_by: String,
    pub asked_by_id: StaffId,
    pub decided_at: Option<DateTime<Utc>>,
    pub decided_by: Option<String>,
    pub answer: String,
}

/// A quote with what hangs on it.
#[derive(Clone, Debug)]
pub struct Quote {
    pub row: QuoteRow,
    pub lines: Vec<Line>,
    pub finance: Option<Finance>,
    pub approvals: Vec<Approval>,
    pub customer: CustomerId,
    pub customer_name: Pii<String>,
    /// Number of the opportunity.
    pub opportunity: String,
    pub consultant: String,
}

impl Quote {
    /// Who asked for the approval that is waited for.
    pub fn asked_by(&self) -> Option<StaffId> {
        let open = self.approvals.iter().find(|one| one.state == ApprovalState::Pending);
        open.map(|one| one.asked_by_id)
    }

    pub fn amount(&self, kind: LineKind) -> Fen {
        let of_kind = self.lines.iter().filter(|line| line.kind == kind);
        Fen::checked_sum(of_kind.map(|line| line.amount)).unwrap_or(Fen::ZERO)
    }

    pub fn line(&self, kind: LineKind) -> Option<&Line> {
        self.lines.iter().find(|line| line.kind == kind)
    }
}

/// A quote in a list.
#[derive(Clone, Debug)]
pub struct Listed {
    pub row: QuoteRow,
    pub customer: String,
    pub opportunity: String,
}

/// What the customer sees.
#[derive(Clone, Debug)]
pub struct Offered {
    pub row: QuoteRow,
    pub lines: Vec<Line>,
    pub finance: Option<Finance>,
    /// zh, en
    pub store: (String, String),
    /// Empty where the store gives none.
    pub store_phone: String,
    pub store_address: String,
    pub consultant: String,
}

/// The opportunity that a quote is for, as far as quotes need it.
#[derive(Clone, Debug)]
pub struct Context {
    pub id: OpportunityId,
    pub store: StoreId,
    pub number: String,
    pub customer: CustomerId,
    pub owner: Option<StaffId>,
    pub model_id: Option<ModelId>,
    pub model: String,
    pub colour: String,
    /// What was offered for the customer's own car.
    pub old_car: Offers,
    /// The version that is being written: there is one at a time.
    pub writing: Option<QuoteId>,
    pub settings: QuoteSettings,
}

/// A model of the catalogue.
#[derive(Clone, Debug)]
pub struct CatalogueModel {
    pub id: ModelId,
    pub title: String,
    pub energy: Energy,
    pub list_price: Option<Fen>,
}

/// What an order is written from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    pub quote: QuoteId,
    pub written_at: DateTime<Utc>,
    pub total: Fen,
    pub car_price: Fen,
    pub model: String,
    pub colour: String,
    pub lines: Vec<Line>,
    /// What a lender pays of it.
    pub loan: Option<Fen>,
}
