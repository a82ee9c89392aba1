//! Rows and values of sales orders.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::Deserialize;
use uuid::Uuid;

use super::rules::{OrderState, PaidHow, PayMethod, PaymentKind, Planned, Sums};
use crate::platform::db::Subject;
use crate::platform::i18n::times;
use crate::platform::vault::{Label, Sealed};
use crate::schema::sales_orders;
use crate::values::ids::{
    CustomerId, DeliveryId, ModelId, OpportunityId, OrderPaymentId, QuoteId, SalesOrderId, StaffId, StoreId,
};
use crate::values::money::Fen;

pub(super) const NOTE: Label = Label("sales_orders.note");
pub(in crate::sales) const CANCELLED: Label = Label("sales_orders.cancelled_because");
pub(in crate::sales) const REFUND: Label = Label("sales_orders.refund_note");
pub(super) const MOVED: Label = Label("order_promises.reason");

/// `subject_kind` of an order in the audit log.
pub const ORDER: &str = "sales_order";
/// Letters before the number of a contract: 合同.
pub const PREFIX: &str = "HT";
/// The topic that pages with orders follow.
pub const TOPIC: &str = "sales-orders";
/// The task that a sold car is handed over on the promised day.
pub const DUE: &str = "sales.delivery";

pub fn subject(id: SalesOrderId) -> Subject {
    Subject::new(ORDER, id)
}

/// What is sold, and for how much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    pub model: String,
    pub car_price: Fen,
    pub total: Fen,
}

/// Where the figures of an order come from.
#[derive(Clone, Debug)]
pub enum Terms {
    /// The quote that the customer agreed to, as the form showed it: nothing of it is typed.
    Quote(QuoteId),
    Typed(Figures),
}

/// An order as it is typed.
#[derive(Clone, Debug)]
pub struct NewOrder {
    pub opportunity: OpportunityId,
    pub terms: Terms,
    pub colour: String,
    pub method: PayMethod,
    pub deposit: Fen,
    pub signed_on: NaiveDate,
    pub promised_on: NaiveDate,
    pub note: Option<String>,
}

/// What becomes of an order, and why.
#[derive(Clone, Debug)]
pub struct Changed {
    pub terms: Terms,
    pub colour: String,
    pub method: PayMethod,
    pub reason: String,
    pub seen: i32,
}

/// Another day for the delivery.
#[derive(Clone, Debug)]
pub struct Moved {
    pub promised_on: NaiveDate,
    pub reason: String,
    pub told: bool,
    pub seen: i32,
}

/// A line of the payment plan as it is typed.
#[derive(Clone, Copy, Debug)]
pub struct NewPayment {
    pub kind: PaymentKind,
    pub amount: Fen,
    pub due_on: NaiveDate,
}

/// Money that came.
#[derive(Clone, Debug)]
pub struct Received {
    pub payment: OrderPaymentId,
    pub on: NaiveDate,
    pub how: PaidHow,
    pub receipt: String,
}

/// How an order is given up.
#[derive(Clone, Debug)]
pub struct Cancelled {
    pub reason: String,
    pub refund: Fen,
    pub refund_how: Option<PaidHow>,
    pub refund_note: Option<String>,
    pub seen: i32,
}

/// An order's row, sealed.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = sales_orders, check_for_backend(diesel::pg::Pg))]
pub struct OrderRow {
    pub id: SalesOrderId,
    pub store_id: StoreId,
    pub number: String,
    pub opportunity_id: OpportunityId,
    pub customer_id: CustomerId,
    pub owner_id: Option<StaffId>,
    pub quote_id: Option<QuoteId>,
    pub model_id: Option<ModelId>,
    pub model: String,
    pub colour: String,
    pub state: OrderState,
    pub method: PayMethod,
    pub car_price_fen: i64,
    pub total_fen: i64,
    pub signed_on: NaiveDate,
    pub first_promised_on: NaiveDate,
    pub promised_on: NaiveDate,
    pub note_sealed: Option<Sealed>,
    pub delivered_at: Option<DateTime<Utc>>,
    pub cancelled_at: Option<DateTime<Utc>>,
    pub cancelled_because_sealed: Option<Sealed>,
    pub refund_note_sealed: Option<Sealed>,
    pub created_at: DateTime<Utc>,
    pub lock_version: i32,
}

impl OrderRow {
    pub fn car_price(&self) -> Fen {
        Fen::new(self.car_price_fen)
    }

    pub fn total(&self) -> Fen {
        Fen::new(self.total_fen)
    }

    pub fn figures(&self) -> Figures {
        Figures {
            model: self.model.clone(),
            car_price: self.car_price(),
            total: self.total(),
        }
    }

    /// Model and colour in one line.
    pub fn car(&self) -> String {
        [self.model.as_str(), self.colour.as_str()].join(" ").trim().to_owned()
    }
}

/// A line of the payment plan.
#[derive(Clone, Debug, Deserialize)]
pub struct Payment {
    pub id: OrderPaymentId,
    pub kind: PaymentKind,
    pub due_on: NaiveDate,
    pub amount_fen: i64,
    pub paid_on: Option<NaiveDate>,
    pub paid_how: Option<PaidHow>,
    pub receipt: String,
}

impl Payment {
    pub fn amount(&self) -> Fen {
        Fen::new(self.amount_fen)
    }

    pub fn is_paid(&self) -> bool {
        self.paid_on.is_some()
    }

    pub fn planned(&self) -> Planned {
        Planned {
            kind: self.kind,
            amount: self.amount(),
            paid: self.is_paid(),
        }
    }
}

/// What the lines of a plan come to.
pub fn sums(payments: &[Payment]) -> Sums {
    Sums::of(payments.iter().map(Payment::planned)).unwrap_or_default()
}

/// A day that was promised in the place of another.
#[derive(Clone, Debug)]
pub struct PromiseMoved {
    pub id: Uuid,
    pub was_on: NaiveDate,
    pub promised_on: NaiveDate,
    pub reason: String,
    pub told: bool,
    pub by: String,
    pub at: DateTime<Utc>,
}

/// An order with all that belongs to it, opened.
#[derive(Clone, Debug)]
pub struct Detail {
    pub order: OrderRow,
    pub customer: String,
    pub owner: String,
    pub payments: Vec<Payment>,
    pub promises: Vec<PromiseMoved>,
    pub note: Option<String>,
    pub cancelled_because: Option<String>,
    pub cancelled_by: String,
    pub refund_note: Option<String>,
    pub delivery: Option<Appointment>,
}

/// When the car is handed over, or was.
#[derive(Clone, Debug, Deserialize)]
pub struct Appointment {
    pub id: DeliveryId,
    pub planned_at: DateTime<Utc>,
    /// When the time was agreed.
    pub set_at: DateTime<Utc>,
    pub late_told: bool,
    pub handed_over_at: Option<DateTime<Utc>>,
}

impl Detail {
    /// Whether the promise was moved after the time of the delivery was agreed, or that time is later than promised and
    /// the customer doesn't know.
    pub fn is_out_of_date(&self) -> bool {
        let Some(set) = self.delivery.as_ref().filter(|set| set.handed_over_at.is_none()) else {
            return false;
        };
        let moved = self.promises.last().is_some_and(|moved| moved.at > set.set_at);
        self.order.state == OrderState::Open
            && (moved || !set.late_told && times::day_of(set.planned_at) > self.order.promised_on)
    }

    pub fn sums(&self) -> Sums {
        sums(&self.payments)
    }

    /// Whether there is anything left that a line of the plan could be for: what is not planned, or a balance not paid yet.
    pub fn has_room(&self) -> bool {
        let open = |line: &Payment| line.kind == PaymentKind::Balance && !line.is_paid();
        self.sums().unplanned(self.order.total()) > Fen::ZERO || self.payments.iter().any(open)
    }
}

/// The reason of a change, kept beside what was changed.
pub const REASON: &str = "reason";

/// An order in a list.
#[derive(Clone, Debug)]
pub struct Listed {
    pub order: OrderRow,
    pub customer: String,
    pub owner: String,
    /// What the customer's money with the store comes to.
    pub held: Fen,
}
