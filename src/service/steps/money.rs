//! The estimate, the customer's consent, the bill, the money.

use std::collections::BTreeMap;

use serde::Deserialize;
use validator::Validate;

use super::{Around, Needs, Step, choices, sign, signature, totals};
use crate::platform::db::Tx;
use crate::platform::error::{Error, FieldErrors};
use crate::platform::i18n::times;
use crate::platform::web::page::Choice;
use crate::platform::web::steps::{Field, Kind};
use crate::platform::web::{Checker, Form};
use crate::service::commands::{self, Consent, NewPayment, Refund, Settling};
use crate::service::forms::SHORT;
use crate::service::model::paid_by;
use crate::service::rules::{Action, ConsentHow, PaymentMethod, State};
use crate::service::text::{self as words, ServiceText};
use crate::values::fault::Fault;
use crate::values::ids::ServiceOrderId;
use crate::values::mileage::Km;
use crate::values::money::Fen;
use crate::values::text;
use crate::visits::rules::Purpose;

/// The amount as it was shown: never typed.
fn shown(raw: &str) -> Fen {
    Fen::new(raw.trim().parse().unwrap_or(-1))
}

/// `POST /service-orders/{id}/offer`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct OfferStep {}

impl Form for OfferStep {
    type Parsed = ();

    fn parse(&self) -> Result<(), FieldErrors> {
        Ok(())
    }
}

impl Step for OfferStep {
    const NOUN: &'static str = "offer";

    fn title(w: &'static ServiceText) -> &'static str {
        w.offer
    }

    fn applies(around: &Around) -> bool {
        around.order().state.allows(Action::Offer) && !around.detail.items.is_empty()
    }

    fn about(around: &Around) -> Vec<(&'static str, String)> {
        totals(around)
    }

    fn run(tx: &mut Tx<'_>, id: ServiceOrderId, (): ()) -> Result<(), Error> {
        commands::offer(tx, id)
    }
}

/// `POST /service-orders/{id}/consent`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct ConsentStep {
    how: String,
    who: String,
    note: String,
    strokes: String,
    seen: String,
}

impl Form for ConsentStep {
    type Parsed = Consent;

    fn parse(&self) -> Result<Consent, FieldErrors> {
        let mut check = Checker::of(self);
        let how = check.required("how", &self.how, ConsentHow::chosen);
        let who = check.optional("who", &self.who, |raw| text::line(raw, 60));
        let note = check.optional("note", &self.note, |raw| text::note(raw, SHORT));
        let strokes = signature(&mut check, how, &self.strokes);
        let seen = shown(&self.seen);
        check.finish(|| {
            Some(Consent {
                how: how?,
                who: who?.unwrap_or_default(),
                note: note?,
                strokes: strokes?,
                seen,
            })
        })
    }
}

impl Step for ConsentStep {
    const NOUN: &'static str = "consent";

    fn title(w: &'static ServiceText) -> &'static str {
        w.consent
    }

    fn fields(around: &Around) -> Vec<Field> {
        let (w, lang) = (around.w, around.lang);
        vec![
            Field::new(Kind::Pills, "how", w.consent_how)
                .required()
                .of(choices!(ConsentHow, words::consent_how, lang), ""),
            sign(w),
            Field::new(Kind::Line, "who", w.who).hint(w.who_hint),
            Field::new(Kind::Text, "note", w.note),
            Field::new(Kind::Hidden, "seen", ""),
        ]
    }

    fn start(around: &Around) -> Vec<(&'static str, String)> {
        vec![("seen", around.detail.bill().customer.fen().to_string())]
    }

    fn applies(around: &Around) -> bool {
        let order = around.order();
        let open = order.agreed_fen.is_none() || order.open_items > 0 || around.detail.differs();
        order.state.allows(Action::Agree) && open && !around.detail.items.is_empty()
    }

    fn about(around: &Around) -> Vec<(&'static str, String)> {
        totals(around)
    }

    fn lacking(around: &Around) -> Option<&'static str> {
        match around.order().state {
            State::Draft => Some(around.w.offer_first),
            state if state.allows(Action::Agree) => Some(around.w.all_agreed),
            _ => None,
        }
    }

    fn explain(field: &str, _fault: &Fault, around: &Around) -> Option<String> {
        (field == "strokes").then(|| around.w.draw_first.to_owned())
    }

    fn run(tx: &mut Tx<'_>, id: ServiceOrderId, new: Consent) -> Result<(), Error> {
        commands::consent(tx, id, &new)
    }
}

/// `POST /service-orders/{id}/settlement`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct SettleStep {
    mileage: String,
    mileage_reason: String,
    points: String,
    serviced: String,
    seen: String,
}

impl Form for SettleStep {
    type Parsed = Settling;

    fn parse(&self) -> Result<Settling, FieldErrors> {
        let mut check = Checker::of(self);
        let mileage = check.optional("mileage", &self.mileage, Km::parse);
        let because = check.optional("mileage_reason", &self.mileage_reason, |raw| text::line(raw, 200));
        let points = check.optional("points", &self.points, points);
        let serviced = check.required("serviced", &self.serviced, |raw| match raw {
            "yes" => Ok(true),
            "no" => Ok(false),
            _ => Err(Fault::Choice),
        });
        let seen = shown(&self.seen);
        check.finish(|| {
            Some(Settling {
                mileage: mileage?,
                mileage_reason: because?,
                points: points?.unwrap_or_default(),
                serviced: serviced?,
                seen,
            })
        })
    }
}

fn points(raw: &str) -> Result<i32, Fault> {
    /// More than anybody has.
    const MOST: i32 = 100_000_000;
    let typed = text::line(raw, 12)?.replace(',', "");
    if typed.starts_with('-') {
        return Err(Fault::Negative);
    }
    let typed: i64 = typed.parse().map_err(|_| Fault::Number)?;
    i32::try_from(typed)
        .ok()
        .filter(|points| *points <= MOST)
        .ok_or(Fault::TooLarge { max: i64::from(MOST) })
}

impl Step for SettleStep {
    const NOUN: &'static str = "settlement";
    const NEEDS: Needs = Needs::Points;

    fn title(w: &'static ServiceText) -> &'static str {
        w.settle
    }

    fn fields(around: &Around) -> Vec<Field> {
        let w = around.w;
        vec![
            Field::new(Kind::Money, "mileage", w.mileage).hint(w.mileage_hint),
            Field::new(Kind::Line, "mileage_reason", w.mileage_reason).hint(w.mileage_reason_hint),
            Field::new(Kind::Money, "points", w.redeem).hint(words::points_left(around.points, around.lang)),
            Field::new(Kind::Pills, "serviced", w.serviced)
                .required()
                .hint(w.serviced_hint)
                .of(vec![Choice::new("yes", w.yes), Choice::new("no", w.no)], ""),
            Field::new(Kind::Hidden, "seen", ""),
        ]
    }

    fn start(around: &Around) -> Vec<(&'static str, String)> {
        let known = around.order().mileage_km.or(around.detail.mileage);
        let serviced = if around.detail.purpose == Purpose::Service {
            "yes"
        } else {
            "no"
        };
        vec![
            ("mileage", known.map(|km| km.to_string()).unwrap_or_default()),
            ("serviced", serviced.to_owned()),
            ("seen", around.detail.bill().customer.fen().to_string()),
        ]
    }

    fn applies(around: &Around) -> bool {
        let order = around.order();
        order.state.allows(Action::Settle) && order.open_items == 0 && order.open_findings == 0
    }

    fn about(around: &Around) -> Vec<(&'static str, String)> {
        let (w, bill) = (around.w, around.detail.bill());
        let mut lines = vec![(w.gross, bill.gross.display())];
        for (label, part) in [(w.discounts, bill.discount), (w.tier_discount, bill.tier)] {
            if part > Fen::ZERO {
                lines.push((label, Fen::new(-part.fen()).display()));
            }
        }
        lines.push((w.total, bill.total().display()));
        lines.extend(totals(around).into_iter().filter(|(label, _)| *label != w.agreed));
        lines
    }

    fn run(tx: &mut Tx<'_>, id: ServiceOrderId, new: Settling) -> Result<(), Error> {
        commands::settle(tx, id, &new)
    }
}

/// `POST /service-orders/{id}/payments`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct PayStep {
    method: String,
    amount: String,
    receipt: String,
}

impl Form for PayStep {
    type Parsed = NewPayment;

    fn parse(&self) -> Result<NewPayment, FieldErrors> {
        let mut check = Checker::of(self);
        let method = check.required("method", &self.method, PaymentMethod::chosen);
        let amount = check.required("amount", &self.amount, Fen::parse);
        let receipt = check.optional("receipt", &self.receipt, |raw| text::line(raw, 40));
        check.finish(|| {
            Some(NewPayment {
                method: method?,
                amount: amount?,
                receipt: receipt?.unwrap_or_default(),
            })
        })
    }

    fn constraint(name: &str) -> Option<(&'static str, Fault)> {
        let of_receipt = matches!(name, "service_payments_receipt_bill" | "service_payments_receipt_way");
        of_receipt.then_some(("receipt", Fault::Taken))
    }
}

impl Step for PayStep {
    const NOUN: &'static str = "payments";

    fn title(w: &'static ServiceText) -> &'static str {
        w.pay
    }

    fn fields(around: &Around) -> Vec<Field> {
        let (w, lang) = (around.w, around.lang);
        vec![
            Field::new(Kind::Pills, "method", w.method)
                .required()
                .of(choices!(PaymentMethod, words::payment_method, lang), ""),
            Field::new(Kind::Money, "amount", w.amount).required(),
            Field::new(Kind::Line, "receipt", w.receipt),
        ]
    }

    fn start(around: &Around) -> Vec<(&'static str, String)> {
        let (owed, insurer) = around.detail.unpaid();
        let (method, amount) = if owed > Fen::ZERO {
            (PaymentMethod::WeChat, owed)
        } else {
            (PaymentMethod::Insurer, insurer)
        };
        vec![("method", method.code().to_owned()), ("amount", amount.yuan())]
    }

    fn applies(around: &Around) -> bool {
        let (owed, insurer) = around.detail.unpaid();
        let order = around.order();
        order.state == State::Settled && order.refunded_at.is_none() && (owed > Fen::ZERO || insurer > Fen::ZERO)
    }

    fn about(around: &Around) -> Vec<(&'static str, String)> {
        let (w, (owed, insurer)) = (around.w, around.detail.unpaid());
        [(w.still_owed, owed), (w.insurer_part, insurer)]
            .into_iter()
            .filter(|(_, part)| *part > Fen::ZERO)
            .map(|(label, part)| (label, part.display()))
            .collect()
    }

    fn explain(field: &str, fault: &Fault, around: &Around) -> Option<String> {
        let (owed, insurer) = around.detail.unpaid();
        match (field, fault) {
            ("amount", Fault::TooLarge { .. }) => Some(words::at_most(owed.max(insurer), around.lang)),
            ("receipt", Fault::Taken) => Some(around.w.receipt_taken.to_owned()),
            _ => None,
        }
    }

    fn run(tx: &mut Tx<'_>, id: ServiceOrderId, new: NewPayment) -> Result<(), Error> {
        commands::pay(tx, id, &new)
    }
}

/// `POST /service-orders/{id}/departure`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct LeaveStep {
    on_account: String,
}

impl Form for LeaveStep {
    type Parsed = Option<String>;

    fn parse(&self) -> Result<Option<String>, FieldErrors> {
        let mut check = Checker::of(self);
        let reason = check.optional("on_account", &self.on_account, |raw| text::note(raw, SHORT));
        check.finish(|| reason)
    }
}

impl Step for LeaveStep {
    const NOUN: &'static str = "departure";

    fn title(w: &'static ServiceText) -> &'static str {
        w.leave
    }

    fn fields(around: &Around) -> Vec<Field> {
        let w = around.w;
        let field = |label, hint| vec![Field::new(Kind::Text, "on_account", label).required().hint(hint)];
        if around.detail.unpaid().0 > Fen::ZERO {
            field(w.on_account, w.on_account_hint)
        } else if around.detail.is_lent() {
            field(w.because, w.lent_hint)
        } else {
            Vec::new()
        }
    }

    fn advice(around: &Around) -> Option<String> {
        around.detail.is_lent().then(|| around.w.still_lent.to_owned())
    }

    fn applies(around: &Around) -> bool {
        around.order().state == State::Settled && around.detail.left_at.is_none()
    }

    fn about(around: &Around) -> Vec<(&'static str, String)> {
        let (w, owed) = (around.w, around.detail.unpaid().0);
        let next = around.detail.settlement().and_then(|settled| settled.next_service_on);
        let mut lines = vec![(w.paid, around.detail.paid().display()), (w.still_owed, owed.display())];
        lines.extend(next.map(|day| (w.next_service, times::date(day))));
        lines
    }

    fn run(tx: &mut Tx<'_>, id: ServiceOrderId, reason: Option<String>) -> Result<(), Error> {
        commands::leave(tx, id, reason.as_deref())
    }
}

/// `POST /service-orders/{id}/refund`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct RefundStep {
    reason: String,
    receipt_cash: String,
    receipt_card: String,
    receipt_wechat: String,
    receipt_alipay: String,
    receipt_transfer: String,
    receipt_insurer: String,
}

/// The field for the receipt of what is given back in one way.
const fn receipt_field(method: PaymentMethod) -> &'static str {
    match method {
        PaymentMethod::Cash => "receipt_cash",
        PaymentMethod::Card => "receipt_card",
        PaymentMethod::WeChat => "receipt_wechat",
        PaymentMethod::Alipay => "receipt_alipay",
        PaymentMethod::Transfer => "receipt_transfer",
        PaymentMethod::Insurer => "receipt_insurer",
    }
}

impl RefundStep {
    fn receipt(&self, method: PaymentMethod) -> &str {
        match method {
            PaymentMethod::Cash => &self.receipt_cash,
            PaymentMethod::Card => &self.receipt_card,
            PaymentMethod::WeChat => &self.receipt_wechat,
            PaymentMethod::Alipay => &self.receipt_alipay,
            PaymentMethod::Transfer => &self.receipt_transfer,
            PaymentMethod::Insurer => &self.receipt_insurer,
        }
    }
}

impl Form for RefundStep {
    type Parsed = Refund;

    fn parse(&self) -> Result<Refund, FieldErrors> {
        let mut check = Checker::of(self);
        let reason = check.required("reason", &self.reason, |raw| text::note(raw, SHORT));
        let mut receipts = BTreeMap::new();
        for method in PaymentMethod::ALL {
            let typed = check.optional(receipt_field(*method), self.receipt(*method), |raw| text::line(raw, 40));
            if let Some(Some(receipt)) = typed {
                receipts.insert(*method, receipt);
            }
        }
        check.finish(|| {
            Some(Refund {
                reason: reason?,
                receipts,
            })
        })
    }
}

impl Step for RefundStep {
    const NOUN: &'static str = "refund";
    const LOOK: &'static str = "danger";
    const NEEDS: Needs = Needs::Names;

    fn title(w: &'static ServiceText) -> &'static str {
        w.refund
    }

    fn fields(around: &Around) -> Vec<Field> {
        let receipts = paid_by(&around.detail.payments).into_keys().map(|method| {
            let label = words::refund_receipt(method, around.lang);
            Field::new(Kind::Line, receipt_field(method), label)
        });
        [Field::new(Kind::Text, "reason", around.w.because).required()]
            .into_iter()
            .chain(receipts)
            .collect()
    }

    fn applies(around: &Around) -> bool {
        around.order().state == State::Settled && around.order().refunded_at.is_none()
    }

    fn gone_on(around: &Around) -> Option<String> {
        let (settled, _) = around.detail.settlements.last()?;
        let at = times::minute(settled.undone_at?);
        let who = settled.undone_by.and_then(|who| around.detail.people.get(&who));
        let who = who.map(String::as_str).unwrap_or_default();
        Some(words::refunded_by(who, &at, around.lang))
    }

    fn about(around: &Around) -> Vec<(&'static str, String)> {
        let ways = paid_by(&around.detail.payments).into_iter();
        let ways = ways.map(|(method, fen)| (words::payment_method(method, around.lang), fen.display()));
        [(around.w.paid, around.detail.paid().display())]
            .into_iter()
            .chain(ways)
            .collect()
    }

    fn advice(around: &Around) -> Option<String> {
        Some(around.w.refund_hint.to_owned())
    }

    fn run(tx: &mut Tx<'_>, id: ServiceOrderId, new: Refund) -> Result<(), Error> {
        commands::refund(tx, id, &new)
    }
}
