//! The steps a person takes with one order, each with its form: `GET` shows it, `POST` does it.

use actix_web::web::Path;
use serde::Deserialize;
use validator::Validate;

use super::commands;
use super::forms::{NOTE, amount, day, id, price, seen, terms};
use super::model::{Cancelled, Changed, Detail, Moved, NewPayment, Payment, Received};
use super::queries;
use super::rules::{OrderAction, OrderState, PaidHow, PayMethod, PaymentKind};
use super::text::OrderText;
use super::views::{figure_fields, from_quote};
use crate::platform::db::{SeeOther, Tx};
use crate::platform::error::{Error, FieldErrors};
use crate::platform::i18n::{Lang, times};
use crate::platform::web::page::Choice;
use crate::platform::web::steps::{Field, Kind, MovedOn, StepPage};
use crate::platform::web::{Answer, Checker, Cx, Form, FormView, Posted};
use crate::sales::quotes;
use crate::sales::quotes::model::Accepted;
use crate::values::fault::Fault;
use crate::values::ids::{OrderPaymentId, QuoteId, SalesOrderId};
use crate::values::text;

/// What a step's form is made from.
pub struct Around {
    pub lang: Lang,
    pub w: &'static OrderText,
    pub today: String,
    pub detail: Detail,
    /// The quote that the customer agreed to.
    pub agreed: Option<Accepted>,
}

impl Around {
    /// Lines of the plan to choose from.
    fn lines(&self, wanted: impl Fn(&Payment) -> bool) -> Vec<Choice> {
        let lines = self.detail.payments.iter().filter(|line| wanted(line));
        lines
            .map(|line| {
                let words = [
                    line.kind.label(self.lang).to_owned(),
                    line.amount().display(),
                    times::date(line.paid_on.unwrap_or(line.due_on)),
                ];
                Choice::new(line.id.to_string(), words.join(" · "))
            })
            .collect()
    }

    /// The quote that the figures come from: the one agreed to now, else the one that was signed on.
    fn quote(&self) -> Option<QuoteId> {
        let agreed = self.agreed.as_ref().map(|agreed| agreed.quote);
        agreed.or(self.detail.order.quote_id)
    }

    /// What the order comes to, and what of it came.
    fn money(&self) -> Vec<(&'static str, String)> {
        let (w, sums, total) = (self.w, self.detail.sums(), self.detail.order.total());
        vec![
            (w.total, total.display()),
            (w.held, sums.held().display()),
            (w.owed, sums.owed(total).display()),
        ]
    }

    fn version(&self) -> (&'static str, String) {
        ("lock_version", self.detail.order.lock_version.to_string())
    }
}

fn may_be_taken_back(line: &Payment) -> bool {
    line.is_paid() && line.kind != PaymentKind::Refund
}

fn is_open(line: &Payment) -> bool {
    !line.is_paid()
}

/// One thing that can be done to an order.
pub trait Step: Form<Parsed: Send> {
    const LOOK: &'static str = "primary";
    const ACTION: OrderAction;

    fn title(w: &'static OrderText) -> &'static str;

    /// What is said when it is done.
    fn said(w: &'static OrderText) -> &'static str {
        w.saved
    }

    fn fields(around: &Around) -> Vec<Field>;

    /// What the form holds when it is opened.
    fn start(around: &Around) -> Vec<(&'static str, String)>;

    /// Whether it can be taken as things are.
    fn applies(around: &Around) -> bool {
        around.detail.order.state.allows(Self::ACTION)
    }

    /// What there is to know before it is filled in.
    fn about(around: &Around) -> Vec<(&'static str, String)> {
        around.money()
    }

    fn advice(_w: &'static OrderText) -> &'static str {
        ""
    }

    /// Better words for a fault of this step.
    fn explain(_field: &str, _fault: &Fault, _w: &'static OrderText) -> Option<&'static str> {
        None
    }

    fn run(tx: &mut Tx<'_>, id: SalesOrderId, new: Self::Parsed) -> Result<(), Error>;
}

/// That a step no longer applies.
pub fn moved_on(cx: &Cx, id: SalesOrderId) -> MovedOn {
    let w = OrderText::of(cx.lang);
    MovedOn::new(cx, w.moved_on_title, w.moved_on, w.look, format!("/sales-orders/{id}"))
}

/// `GET /sales-orders/{id}/{step}`
pub async fn show<S: Step>(cx: Cx, id: Path<SalesOrderId>) -> Answer {
    let around = around(&cx, *id).await?;
    if !S::applies(&around) {
        return cx.conflict(&no_longer(&cx, *id, &around));
    }
    let form = FormView::fresh(S::start(&around));
    cx.show(&page::<S>(&cx, *id, &around, form, ""))
}

/// `POST /sales-orders/{id}/{step}`
pub async fn take<S: Step>(cx: Cx, id: Path<SalesOrderId>, posted: Posted<S>) -> Answer {
    let (id, w) = (*id, OrderText::of(cx.lang));
    let answer = cx
        .submit(&posted, move |tx, new| {
            S::run(tx, id, new)?;
            Ok(SeeOther::to(format!("/sales-orders/{id}")).saying(S::said(w)))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let around = around(&cx, id).await?;
            if !S::applies(&around) {
                return cx.conflict(&no_longer(&cx, id, &around));
            }
            let mut form = posted.view(cx.lang, &errors);
            for (field, fault) in &errors {
                if let Some(words) = S::explain(field, fault, w) {
                    form = form.with_error(field, words);
                }
            }
            cx.unprocessable(&page::<S>(&cx, id, &around, form, S::advice(w)))
        }
        Err(Error::Stale) => {
            let around = around(&cx, id).await?;
            if !S::applies(&around) {
                return cx.conflict(&no_longer(&cx, id, &around));
            }
            let mut pairs = posted.pairs().to_vec();
            let start = S::start(&around);
            // Which quote holds is not the person's to say.
            if let Some((name, value)) = start.iter().find(|(name, _)| *name == "quote") {
                pairs.retain(|(known, _)| known != name);
                pairs.push(((*name).to_owned(), value.clone()));
            }
            let theirs = start.into_iter().map(|(name, value)| (name.to_owned(), value));
            let form = FormView::against(pairs, theirs);
            cx.conflict(&page::<S>(&cx, id, &around, form, w.changed_meanwhile))
        }
        Err(Error::WrongState) => {
            let around = around(&cx, id).await?;
            cx.conflict(&no_longer(&cx, id, &around))
        }
        answer => answer,
    }
}

/// As [`moved_on`], in plain words for an order that was cancelled.
fn no_longer(cx: &Cx, id: SalesOrderId, around: &Around) -> MovedOn {
    let cancelled = around.detail.order.state == OrderState::Cancelled;
    moved_on(cx, id).lacking(
        around.w.is_cancelled,
        cancelled.then(|| around.w.cancelled_text.to_owned()),
    )
}

async fn around(cx: &Cx, id: SalesOrderId) -> Result<Around, Error> {
    let (actor, vault, lang, now) = (cx.actor()?.clone(), cx.db().vault().clone(), cx.lang, cx.now);
    let (detail, agreed) = cx
        .read(move |conn| {
            let detail = queries::detail(conn, &vault, &actor, id)?;
            let agreed = quotes::queries::accepted(conn, detail.order.opportunity_id)?;
            Ok((detail, agreed))
        })
        .await?;
    Ok(Around {
        lang,
        w: OrderText::of(lang),
        today: times::date(times::day_of(now)),
        detail,
        agreed,
    })
}

fn page<S: Step>(cx: &Cx, id: SalesOrderId, around: &Around, form: FormView, notice: &'static str) -> StepPage {
    let title = S::title(around.w);
    StepPage {
        page: cx.page(title),
        title,
        submit: title,
        look: S::LOOK,
        action: cx.info.path.split('?').next().unwrap_or_default().to_owned(),
        back: format!("/sales-orders/{id}"),
        number: around.detail.order.number.clone(),
        notice: if notice.is_empty() { S::advice(around.w) } else { notice }.to_owned(),
        about: S::about(around),
        place: String::new(),
        restored: String::new(),
        fields: S::fields(around),
        form,
    }
}

/// `POST /sales-orders/{id}/change`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct ChangeStep {
    quote: String,
    model: String,
    colour: String,
    method: String,
    car_price: String,
    total: String,
    reason: String,
    lock_version: String,
}

impl Form for ChangeStep {
    type Parsed = Changed;

    fn parse(&self) -> Result<Changed, FieldErrors> {
        let mut check = Checker::of(self);
        let terms = terms(&mut check, &self.quote, (&self.model, &self.car_price, &self.total));
        let colour = check.optional("colour", &self.colour, |raw| text::line(raw, 20));
        let method = check.required("method", &self.method, PayMethod::chosen);
        let reason = check.required("reason", &self.reason, |raw| text::note(raw, NOTE));
        check.finish(|| {
            Some(Changed {
                terms: terms?,
                colour: colour?.unwrap_or_default(),
                method: method?,
                reason: reason?,
                seen: seen(&self.lock_version),
            })
        })
    }
}

impl Step for ChangeStep {
    const ACTION: OrderAction = OrderAction::Change;

    fn title(w: &'static OrderText) -> &'static str {
        w.change
    }

    fn fields(around: &Around) -> Vec<Field> {
        let w = around.w;
        let mut fields = figure_fields(around.quote().is_some(), w);
        fields.extend([
            Field::new(Kind::Line, "colour", w.colour),
            Field::new(Kind::Pills, "method", w.method)
                .required()
                .of(PayMethod::choices(around.lang), ""),
            Field::new(Kind::Text, "reason", w.reason)
                .required()
                .hint(w.reason_hint),
            Field::new(Kind::Hidden, "lock_version", ""),
        ]);
        fields
    }

    fn start(around: &Around) -> Vec<(&'static str, String)> {
        let order = &around.detail.order;
        let mut start = match around.quote() {
            Some(quote) => vec![("quote", quote.to_string())],
            None => vec![
                ("model", order.model.clone()),
                ("car_price", order.car_price().yuan()),
                ("total", order.total().yuan()),
            ],
        };
        start.extend([
            ("colour", order.colour.clone()),
            ("method", order.method.code().to_owned()),
            around.version(),
        ]);
        start
    }

    fn about(around: &Around) -> Vec<(&'static str, String)> {
        let (w, order) = (around.w, &around.detail.order);
        match &around.agreed {
            Some(agreed) => from_quote(agreed, w, around.lang),
            None if order.quote_id.is_some() => vec![
                (w.model, order.model.clone()),
                (w.car_price, order.car_price().display()),
                (w.total, order.total().display()),
            ],
            None => around.money(),
        }
    }

    fn explain(field: &str, fault: &Fault, w: &'static OrderText) -> Option<&'static str> {
        matches!((field, fault), ("car_price", Fault::TooSmall { .. })).then_some(w.quote_first)
    }

    fn run(tx: &mut Tx<'_>, id: SalesOrderId, new: Changed) -> Result<(), Error> {
        commands::change(tx, id, &new)
    }
}

/// `POST /sales-orders/{id}/promise`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct PromiseStep {
    promised_on: String,
    reason: String,
    told: String,
    lock_version: String,
}

impl Form for PromiseStep {
    type Parsed = Moved;

    fn parse(&self) -> Result<Moved, FieldErrors> {
        let mut check = Checker::of(self);
        let promised_on = check.required("promised_on", &self.promised_on, day);
        let reason = check.required("reason", &self.reason, |raw| text::note(raw, NOTE));
        check.finish(|| {
            Some(Moved {
                promised_on: promised_on?,
                reason: reason?,
                told: self.told == "1",
                seen: seen(&self.lock_version),
            })
        })
    }
}

impl Step for PromiseStep {
    const ACTION: OrderAction = OrderAction::MovePromise;

    fn title(w: &'static OrderText) -> &'static str {
        w.promise
    }

    fn fields(around: &Around) -> Vec<Field> {
        let w = around.w;
        vec![
            Field::new(Kind::Day, "promised_on", w.promised_on).required(),
            Field::new(Kind::Text, "reason", w.reason).required(),
            Field::new(Kind::Tick, "told", w.told),
            Field::new(Kind::Hidden, "lock_version", ""),
        ]
    }

    fn start(around: &Around) -> Vec<(&'static str, String)> {
        vec![around.version()]
    }

    fn about(around: &Around) -> Vec<(&'static str, String)> {
        let (w, order) = (around.w, &around.detail.order);
        let mut about = vec![
            (w.promised_on, times::date(order.promised_on)),
            (w.first_promised, times::date(order.first_promised_on)),
        ];
        if let Some(set) = &around.detail.delivery {
            about.push((w.appointment, times::minute(set.planned_at)));
        }
        about
    }

    fn said(w: &'static OrderText) -> &'static str {
        w.promise_moved
    }

    fn explain(field: &str, fault: &Fault, w: &'static OrderText) -> Option<&'static str> {
        ((field, *fault) == ("promised_on", Fault::Taken)).then_some(w.promise_same)
    }

    fn run(tx: &mut Tx<'_>, id: SalesOrderId, new: Moved) -> Result<(), Error> {
        commands::move_promise(tx, id, &new)
    }
}

/// `POST /sales-orders/{id}/payments`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct PlanStep {
    kind: String,
    amount: String,
    due_on: String,
}

impl Form for PlanStep {
    type Parsed = NewPayment;

    fn parse(&self) -> Result<NewPayment, FieldErrors> {
        let mut check = Checker::of(self);
        let kind = check.required("kind", &self.kind, |raw| match PaymentKind::chosen(raw)? {
            PaymentKind::Refund => Err(Fault::Choice),
            kind => Ok(kind),
        });
        let amount = check.required("amount", &self.amount, price);
        let due_on = check.required("due_on", &self.due_on, day);
        check.finish(|| {
            Some(NewPayment {
                kind: kind?,
                amount: amount?,
                due_on: due_on?,
            })
        })
    }
}

impl Step for PlanStep {
    const ACTION: OrderAction = OrderAction::Plan;

    fn title(w: &'static OrderText) -> &'static str {
        w.plan
    }

    fn fields(around: &Around) -> Vec<Field> {
        let (w, lang) = (around.w, around.lang);
        let kinds = PaymentKind::PLANNED.map(|kind| Choice::new(kind.code(), kind.label(lang)));
        vec![
            Field::new(Kind::Pills, "kind", w.kind)
                .required()
                .of(kinds.to_vec(), ""),
            Field::new(Kind::Money, "amount", w.amount)
                .required()
                .hint(w.amount_room),
            Field::new(Kind::Day, "due_on", w.due_on).required(),
        ]
    }

    fn start(around: &Around) -> Vec<(&'static str, String)> {
        vec![("due_on", times::date(around.detail.order.promised_on))]
    }

    fn applies(around: &Around) -> bool {
        around.detail.order.state.allows(Self::ACTION) && around.detail.has_room()
    }

    fn explain(field: &str, fault: &Fault, w: &'static OrderText) -> Option<&'static str> {
        matches!((field, fault), ("amount", Fault::TooLarge { .. })).then_some(w.amount_room)
    }

    fn run(tx: &mut Tx<'_>, id: SalesOrderId, new: NewPayment) -> Result<(), Error> {
        commands::plan(tx, id, new)
    }
}

/// `POST /sales-orders/{id}/receipts`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct ReceiveStep {
    payment: String,
    paid_on: String,
    paid_how: String,
    receipt: String,
}

impl Form for ReceiveStep {
    type Parsed = Received;

    fn parse(&self) -> Result<Received, FieldErrors> {
        let mut check = Checker::of(self);
        let payment = check.required("payment", &self.payment, id);
        let on = check.required("paid_on", &self.paid_on, day);
        let how = check.required("paid_how", &self.paid_how, PaidHow::chosen);
        let receipt = check.optional("receipt", &self.receipt, |raw| text::line(raw, 40));
        check.finish(|| {
            Some(Received {
                payment: payment?,
                on: on?,
                how: how?,
                receipt: receipt?.unwrap_or_default(),
            })
        })
    }
}

impl Step for ReceiveStep {
    const ACTION: OrderAction = OrderAction::Receive;

    fn title(w: &'static OrderText) -> &'static str {
        w.receive
    }

    fn said(w: &'static OrderText) -> &'static str {
        w.received
    }

    fn fields(around: &Around) -> Vec<Field> {
        let w = around.w;
        vec![
            Field::new(Kind::Choose, "payment", w.payment)
                .required()
                .of(around.lines(is_open), w.payment),
            Field::new(Kind::Day, "paid_on", w.paid_on).required(),
            Field::new(Kind::Pills, "paid_how", w.paid_how)
                .required()
                .of(PaidHow::choices(around.lang), ""),
            Field::new(Kind::Line, "receipt", w.receipt),
        ]
    }

    fn start(around: &Around) -> Vec<(&'static str, String)> {
        let first = around.detail.payments.iter().find(|line| is_open(line));
        vec![
            ("payment", first.map(|line| line.id.to_string()).unwrap_or_default()),
            ("paid_on", around.today.clone()),
        ]
    }

    fn applies(around: &Around) -> bool {
        around.detail.order.state.allows(Self::ACTION) && around.detail.payments.iter().any(is_open)
    }

    fn run(tx: &mut Tx<'_>, id: SalesOrderId, new: Received) -> Result<(), Error> {
        commands::receive(tx, id, &new)
    }
}

/// `POST /sales-orders/{id}/reversals`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct TakeBackStep {
    payment: String,
    reason: String,
}

impl Form for TakeBackStep {
    type Parsed = (OrderPaymentId, String);

    fn parse(&self) -> Result<(OrderPaymentId, String), FieldErrors> {
        let mut check = Checker::of(self);
        let payment = check.required("payment", &self.payment, id);
        let reason = check.required("reason", &self.reason, |raw| text::note(raw, NOTE));
        check.finish(|| Some((payment?, reason?)))
    }
}

impl Step for TakeBackStep {
    const LOOK: &'static str = "danger";
    const ACTION: OrderAction = OrderAction::TakeBack;

    fn title(w: &'static OrderText) -> &'static str {
        w.take_back
    }

    fn said(w: &'static OrderText) -> &'static str {
        w.taken_back
    }

    fn fields(around: &Around) -> Vec<Field> {
        let w = around.w;
        vec![
            Field::new(Kind::Choose, "payment", w.payment)
                .required()
                .of(around.lines(may_be_taken_back), w.payment),
            Field::new(Kind::Text, "reason", w.reason).required(),
        ]
    }

    fn start(_around: &Around) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    fn applies(around: &Around) -> bool {
        around.detail.order.state.allows(Self::ACTION) && around.detail.payments.iter().any(may_be_taken_back)
    }

    fn run(tx: &mut Tx<'_>, id: SalesOrderId, (payment, reason): Self::Parsed) -> Result<(), Error> {
        commands::take_back(tx, id, payment, &reason)
    }
}

/// `POST /sales-orders/{id}/cancellation`
#[derive(Default, Deserialize, Validate)]
#[serde(default)]
pub struct CancelStep {
    reason: String,
    refund: String,
    refund_how: String,
    refund_note: String,
    lock_version: String,
}

impl Form for CancelStep {
    type Parsed = Cancelled;

    fn parse(&self) -> Result<Cancelled, FieldErrors> {
        let mut check = Checker::of(self);
        let reason = check.required("reason", &self.reason, |raw| text::note(raw, NOTE));
        let refund = check.optional("refund", &self.refund, amount);
        let refund_how = check.optional("refund_how", &self.refund_how, |raw| {
            PaidHow::chosen(raw).and_then(|how| {
                if PaidHow::REFUNDED.contains(&how) {
                    Ok(how)
                } else {
                    Err(Fault::Choice)
                }
            })
        });
        let refund_note = check.optional("refund_note", &self.refund_note, |raw| text::note(raw, NOTE));
        check.finish(|| {
            Some(Cancelled {
                reason: reason?,
                refund: refund?.unwrap_or_default(),
                refund_how: refund_how?,
                refund_note: refund_note?,
                seen: seen(&self.lock_version),
            })
        })
    }
}

impl Step for CancelStep {
    const LOOK: &'static str = "danger";
    const ACTION: OrderAction = OrderAction::Cancel;

    fn title(w: &'static OrderText) -> &'static str {
        w.cancel
    }

    fn said(w: &'static OrderText) -> &'static str {
        w.cancelled
    }

    fn fields(around: &Around) -> Vec<Field> {
        let w = around.w;
        let mut fields = vec![Field::new(Kind::Text, "reason", w.reason).required()];
        if around.detail.payments.iter().any(may_be_taken_back) {
            fields.extend([
                Field::new(Kind::Money, "refund", w.refund),
                Field::new(Kind::Pills, "refund_how", w.refund_how).of(
                    PaidHow::REFUNDED
                        .iter()
                        .map(|how| Choice::new(how.code(), how.label(around.lang)))
                        .collect(),
                    "",
                ),
                Field::new(Kind::Text, "refund_note", w.refund_note)
                    .required()
                    .hint(w.refund_note_hint),
            ]);
        }
        fields.push(Field::new(Kind::Hidden, "lock_version", ""));
        fields
    }

    fn start(around: &Around) -> Vec<(&'static str, String)> {
        vec![("refund", around.detail.sums().held().yuan()), around.version()]
    }

    fn advice(w: &'static OrderText) -> &'static str {
        w.cancel_text
    }

    fn run(tx: &mut Tx<'_>, id: SalesOrderId, new: Cancelled) -> Result<(), Error> {
        commands::cancel(tx, id, &new)
    }
}
