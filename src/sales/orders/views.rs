//! Pages of sales orders.

use std::collections::HashMap;

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;

use super::model::{Detail, Listed, Payment, REASON, TOPIC};
use super::rules::{OrderAction, OrderState, OrderView, PayMethod, PaymentKind, days_late};
use super::text::{self, OrderText};
use crate::access::Permission;
use crate::platform::db::FormToken;
use crate::platform::db::history::Past;
use crate::platform::db::page::Slice;
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, times};
use crate::platform::vault::Pii;
use crate::platform::web::narrow::Tab;
use crate::platform::web::steps::{Field, Kind, StepPage};
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::sales::export::Table;
use crate::sales::quotes::model::Accepted;
use crate::sales::quotes::rules::LineKind;
use crate::sales::within::Within;
use crate::values::ids::OpportunityId;
use crate::values::money::Fen;

/// The query string of the list, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    pub view: String,
    pub owner: String,
    /// First and last day of signing.
    pub from: String,
    pub to: String,
    pub after: String,
}

/// An order in the list.
pub struct Line {
    pub id: String,
    pub href: String,
    pub number: String,
    pub customer: String,
    pub car: String,
    pub owner: String,
    pub state: &'static str,
    pub tone: &'static str,
    pub total: String,
    pub held: String,
    pub promised: String,
    /// How late it is; empty in time.
    pub late: String,
}

fn tone(state: OrderState) -> &'static str {
    match state {
        OrderState::Open => "blue",
        OrderState::Delivered => "green",
        OrderState::Cancelled => "",
    }
}

/// Days behind the promise: until today while the car is here, else until it left.
fn behind(promised: NaiveDate, delivered_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> i64 {
    days_late(promised, times::day_of(delivered_at.unwrap_or(now)))
}

impl Line {
    fn new(listed: &Listed, now: DateTime<Utc>, lang: Lang) -> Self {
        let order = &listed.order;
        let days = behind(order.promised_on, order.delivered_at, now);
        let runs = order.state != OrderState::Cancelled;
        Self {
            id: order.id.to_string(),
            href: format!("/sales-orders/{}", order.id),
            number: order.number.clone(),
            customer: listed.customer.clone(),
            car: order.car(),
            owner: listed.owner.clone(),
            state: order.state.label(lang),
            tone: tone(order.state),
            total: order.total().display(),
            held: listed.held.display(),
            promised: times::date(order.promised_on),
            late: if runs && days > 0 {
                text::days_late(days, lang)
            } else {
                String::new()
            },
        }
    }
}

/// The lines of the list for a file.
pub fn table(cx: &Cx, rows: &[Listed]) -> Table {
    let w = OrderText::of(cx.lang);
    let lines = rows.iter().map(|row| {
        let line = Line::new(row, cx.now, cx.lang);
        vec![
            line.number,
            line.customer,
            line.car,
            line.state.to_owned(),
            line.promised,
            line.late,
            line.total,
            line.held,
            line.owner,
        ]
    });
    Table {
        head: vec![
            w.number,
            w.customer,
            w.car,
            w.state,
            w.promised_on,
            w.late,
            w.total,
            w.held,
            w.owner,
        ],
        rows: lines.collect(),
    }
}

/// `/sales-orders`
#[derive(Template)]
#[template(path = "sales/orders.html", blocks = ["orders"])]
pub struct ListPage {
    page: Page,
    w: &'static OrderText,
    tabs: Vec<Tab>,
    lines: Vec<Line>,
    next: String,
    shown: String,
    /// Whether it is another view than the first, or narrowed.
    filtered: bool,
    /// Where the list isn't narrowed; empty if it isn't anyway.
    unbound: String,
    /// Where the list is taken away as a file.
    export: String,
}

regions!(ListPage {
    main,
    orders: as_orders
});

impl ListPage {
    pub fn new(cx: &Cx, view: OrderView, within: Within, slice: Slice<Listed>) -> Self {
        let w = OrderText::of(cx.lang);
        let href = |view: OrderView| within.address("/sales-orders", view.code());
        Self {
            page: cx.page(w.title).live(TOPIC),
            w,
            tabs: OrderView::ALL
                .iter()
                .map(|one| Tab::new(href(*one), one.label(cx.lang), *one == view))
                .collect(),
            shown: text::shown(slice.rows.len(), cx.lang),
            filtered: view != OrderView::Open || within.narrows(),
            lines: slice.rows.iter().map(|row| Line::new(row, cx.now, cx.lang)).collect(),
            next: slice
                .next
                .map(|after| format!("{}&after={after}", href(view)))
                .unwrap_or_default(),
            export: within.address("/sales-orders/export", view.code()),
            unbound: if within.narrows() {
                Within::default().address("/sales-orders", view.code())
            } else {
                String::new()
            },
        }
    }
}

/// What the form of a new order holds when it is opened: which quote it is signed on, if there is one.
pub fn new_start(
    opportunity: OpportunityId,
    agreed: Option<&Accepted>,
    today: NaiveDate,
) -> Vec<(&'static str, String)> {
    // How it is paid was agreed to with the quote.
    let method = match agreed.and_then(|agreed| agreed.loan) {
        Some(_) => PayMethod::Loan,
        None => PayMethod::Full,
    };
    let mut start = vec![
        ("opportunity", opportunity.to_string()),
        ("signed_on", times::date(today)),
        ("method", method.code().to_owned()),
    ];
    if let Some(agreed) = agreed {
        start.extend([("quote", agreed.quote.to_string()), ("colour", agreed.colour.clone())]);
    }
    start
}

/// What an order takes from the quote that the customer agreed to, line by line.
pub fn from_quote(agreed: &Accepted, w: &'static OrderText, lang: Lang) -> Vec<(&'static str, String)> {
    let lines = agreed.lines.iter().map(|line| {
        let amount = line.amount.display();
        let said = if line.kind == LineKind::Accessory {
            format!("{} {amount}", line.label)
        } else {
            amount
        };
        (line.kind.label(lang), said)
    });
    let loan = agreed.loan.map(|loan| (PaymentKind::Loan.label(lang), loan.display()));
    std::iter::once((w.model, agreed.model.clone()))
        .chain(lines)
        .chain([(w.total, agreed.total.display())])
        .chain(loan)
        .collect()
}

/// The fields of figures that are typed; of a quote's only which one it is.
pub fn figure_fields(of_quote: bool, w: &'static OrderText) -> Vec<Field> {
    if of_quote {
        return vec![Field::new(Kind::Hidden, "quote", "")];
    }
    vec![
        Field::new(Kind::Line, "model", w.model).required(),
        Field::new(Kind::Money, "car_price", w.car_price)
            .required()
            .hint(w.car_price_hint),
        Field::new(Kind::Money, "total", w.total).required().hint(w.total_hint),
    ]
}

/// `/sales-orders/new`
pub fn new_page(
    cx: &Cx,
    opportunity: String,
    agreed: Option<&Accepted>,
    form: FormView,
    notice: &'static str,
) -> StepPage {
    let w = OrderText::of(cx.lang);
    let mut fields = figure_fields(agreed.is_some(), w);
    fields.extend([
        Field::new(Kind::Hidden, "opportunity", ""),
        Field::new(Kind::Line, "colour", w.colour),
        Field::new(Kind::Money, "deposit", w.deposit)
            .required()
            .hint(w.deposit_hint),
        Field::new(Kind::Pills, "method", w.method)
            .required()
            .of(PayMethod::choices(cx.lang), ""),
        Field::new(Kind::Day, "signed_on", w.signed_on).required(),
        Field::new(Kind::Day, "promised_on", w.promised_on).required(),
        Field::new(Kind::Text, "note", w.note),
    ]);
    StepPage {
        page: cx.page(w.new),
        title: w.new,
        submit: w.new,
        look: "primary",
        action: "/sales-orders".to_owned(),
        back: format!("/opportunities/{opportunity}"),
        number: String::new(),
        notice: if notice.is_empty() && agreed.is_some() {
            w.from_quote.to_owned()
        } else {
            notice.to_owned()
        },
        about: agreed.map(|agreed| from_quote(agreed, w, cx.lang)).unwrap_or_default(),
        place: String::new(),
        restored: String::new(),
        fields,
        form,
    }
}

/// A line of the plan.
pub struct PaymentLine {
    pub kind: &'static str,
    pub amount: String,
    pub due: String,
    pub state: &'static str,
    pub tone: &'static str,
    /// When, how and against which receipt.
    pub paid: String,
    /// Where it is taken off the plan; empty once paid.
    pub removal: String,
    pub token: String,
}

/// A field that was changed after the signing.
pub struct ChangeLine {
    pub field: &'static str,
    pub old: String,
    pub new: String,
    pub reason: String,
    pub by: String,
    pub at: String,
}

/// What was changed, the newest first, each field with the reason that was given.
fn change_lines(changes: Vec<Past>, lang: Lang) -> Vec<ChangeLine> {
    let said = |value: Option<Pii<String>>| value.map(Pii::into_exposed).unwrap_or_default();
    let mut reasons: HashMap<DateTime<Utc>, String> = HashMap::new();
    let mut lines = Vec::new();
    for past in changes {
        if past.field == REASON {
            reasons.insert(past.at, said(past.new));
            continue;
        }
        let (field, old) = text::changed(&past.field, &said(past.old), lang);
        let (_, new) = text::changed(&past.field, &said(past.new), lang);
        lines.push((past.at, field, old, new, past.by.unwrap_or_default()));
    }
    lines
        .into_iter()
        .map(|(at, field, old, new, by)| ChangeLine {
            field,
            old,
            new,
            reason: reasons.get(&at).cloned().unwrap_or_default(),
            by,
            at: times::minute(at),
        })
        .collect()
}

/// A promise that was moved.
pub struct MoveLine {
    /// Where it is noted that the customer knows; empty when they do.
    pub telling: String,
    pub token: String,
    pub from: String,
    pub to: String,
    pub reason: String,
    pub told: &'static str,
    pub by: String,
    pub at: String,
}

/// `/sales-orders/{id}`
#[derive(Template)]
#[template(path = "sales/order.html")]
pub struct OrderPage {
    page: Page,
    w: &'static OrderText,
    base: String,
    to_receipts: String,
    to_promise: String,
    to_change: String,
    to_cancellation: String,
    to_payments: String,
    to_reversals: String,
    number: String,
    state: &'static str,
    tone: &'static str,
    late: String,
    customer: String,
    customer_href: String,
    car: String,
    facts: Vec<(&'static str, String)>,
    opportunity: String,
    quote: String,
    delivery: String,
    schedule: String,
    may_change: bool,
    may_move: bool,
    may_plan: bool,
    may_receive: bool,
    may_take_back: bool,
    may_cancel: bool,
    /// Where a slip with the questions about the delivery is printed; empty before it.
    to_slip: String,
    payments: Vec<PaymentLine>,
    held: String,
    owed: String,
    unplanned: String,
    moves: Vec<MoveLine>,
    changes: Vec<ChangeLine>,
    /// Where the appointment is moved, when the promise went elsewhere.
    to_appointment: String,
}

regions!(OrderPage { main });

impl OrderPage {
    pub fn new(cx: &Cx, detail: &Detail, changes: Vec<Past>) -> Result<Self, Error> {
        let (w, lang, order) = (OrderText::of(cx.lang), cx.lang, &detail.order);
        let works = cx.actor()?.may(Permission::WorkSales);
        let may = |action: OrderAction| works && order.state.allows(action);
        let (base, sums) = (format!("/sales-orders/{}", order.id), detail.sums());
        let days = behind(order.promised_on, order.delivered_at, cx.now);
        let unplanned = sums.unplanned(order.total());
        let ended = order.state == OrderState::Cancelled;
        let is_open = |line: &Payment| !line.is_paid();
        let came = |line: &Payment| line.is_paid() && line.kind != PaymentKind::Refund;
        let to = |noun: &str| format!("{base}/{noun}");
        Ok(Self {
            page: cx.page(order.number.clone()).live(TOPIC),
            w,
            to_receipts: to("receipts"),
            to_promise: to("promise"),
            to_change: to("change"),
            to_cancellation: to("cancellation"),
            to_payments: to("payments"),
            to_reversals: to("reversals"),
            number: order.number.clone(),
            state: order.state.label(lang),
            tone: tone(order.state),
            late: if days > 0 && !ended {
                text::days_late(days, lang)
            } else {
                String::new()
            },
            customer: detail.customer.clone(),
            customer_href: format!("/customers/{}", order.customer_id),
            car: order.car(),
            facts: facts(detail, w, lang),
            opportunity: format!("/opportunities/{}", order.opportunity_id),
            quote: order
                .quote_id
                .map(|quote| format!("/quotes/{quote}"))
                .unwrap_or_default(),
            delivery: detail
                .delivery
                .as_ref()
                .map(|set| format!("/deliveries/{}", set.id))
                .unwrap_or_default(),
            schedule: if may(OrderAction::Schedule) && detail.delivery.is_none() {
                format!("/deliveries/new?order={}", order.id)
            } else {
                String::new()
            },
            may_change: may(OrderAction::Change),
            may_move: may(OrderAction::MovePromise),
            may_plan: may(OrderAction::Plan) && detail.has_room(),
            may_receive: may(OrderAction::Receive) && detail.payments.iter().any(is_open),
            may_take_back: may(OrderAction::TakeBack) && detail.payments.iter().any(came),
            may_cancel: may(OrderAction::Cancel),
            to_slip: if order.state == OrderState::Delivered && cx.actor()?.may(Permission::HandOutSlips) {
                format!("/surveys/slips/sale/{}", order.id)
            } else {
                String::new()
            },
            payments: detail
                .payments
                .iter()
                .map(|line| payment_line(line, &base, may(OrderAction::Plan), cx))
                .collect(),
            held: sums.held().display(),
            owed: if ended {
                String::new()
            } else {
                sums.owed(order.total()).display()
            },
            unplanned: if ended || unplanned == Fen::ZERO {
                String::new()
            } else {
                unplanned.display()
            },
            moves: detail
                .promises
                .iter()
                .map(|moved| MoveLine {
                    telling: if works && !moved.told {
                        format!("{base}/promises/{}/telling", moved.id)
                    } else {
                        String::new()
                    },
                    token: FormToken::new().to_string(),
                    from: times::date(moved.was_on),
                    to: times::date(moved.promised_on),
                    reason: moved.reason.clone(),
                    told: if moved.told { w.told } else { w.not_told },
                    by: moved.by.clone(),
                    at: times::minute(moved.at),
                })
                .collect(),
            changes: change_lines(changes, lang),
            to_appointment: detail
                .delivery
                .as_ref()
                .filter(|_| works && detail.is_out_of_date())
                .map(|set| format!("/deliveries/{}/plan", set.id))
                .unwrap_or_default(),
            base,
        })
    }
}

fn payment_line(line: &Payment, base: &str, may_plan: bool, cx: &Cx) -> PaymentLine {
    let (w, lang) = (OrderText::of(cx.lang), cx.lang);
    let (state, tone) = match line.paid_on {
        Some(_) if line.kind == PaymentKind::Refund => (w.refunded, "amber"),
        Some(_) => (w.paid, "green"),
        None if line.due_on < times::day_of(cx.now) => (w.overdue, "red"),
        None => (w.open, ""),
    };
    let paid = [
        line.paid_on.map(times::date).unwrap_or_default(),
        line.paid_how.map(|how| how.label(lang).to_owned()).unwrap_or_default(),
        line.receipt.clone(),
    ];
    let paid: Vec<String> = paid.into_iter().filter(|part| !part.is_empty()).collect();
    PaymentLine {
        kind: line.kind.label(lang),
        amount: line.kind.signed(line.amount()),
        due: times::date(line.due_on),
        state,
        tone,
        paid: paid.join(" · "),
        removal: if may_plan && !line.is_paid() {
            format!("{base}/payments/{}/removal", line.id)
        } else {
            String::new()
        },
        token: FormToken::new().to_string(),
    }
}

/// What the page and the sheet tell of an order.
fn facts(detail: &Detail, w: &'static OrderText, lang: Lang) -> Vec<(&'static str, String)> {
    let order = &detail.order;
    let first = (order.first_promised_on != order.promised_on).then_some(order.first_promised_on);
    let minute = |at: Option<DateTime<Utc>>| at.map(times::minute).unwrap_or_default();
    [
        (w.owner, detail.owner.clone()),
        (w.signed_on, times::date(order.signed_on)),
        (w.promised_on, times::date(order.promised_on)),
        (w.first_promised, first.map(times::date).unwrap_or_default()),
        (w.delivered_at, minute(order.delivered_at)),
        (w.method, order.method.label(lang).to_owned()),
        (w.car_price, order.car_price().display()),
        (w.total, order.total().display()),
        (w.note, detail.note.clone().unwrap_or_default()),
        (w.cancelled_at, minute(order.cancelled_at)),
        (w.cancelled_by, detail.cancelled_by.clone()),
        (w.reason, detail.cancelled_because.clone().unwrap_or_default()),
        (w.refund_note, detail.refund_note.clone().unwrap_or_default()),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .collect()
}

/// `/sales-orders/{id}/contract`: on A4.
#[derive(Template)]
#[template(path = "sales/contract.html", blocks = ["main"])]
pub struct ContractSheet {
    page: Page,
    w: &'static OrderText,
    store: String,
    /// Struck across the sheet; empty while the contract stands.
    stamp: &'static str,
    facts: Vec<(&'static str, String)>,
    /// What stands between the price of the car and the total.
    lines: Vec<(&'static str, String)>,
    payments: Vec<PaymentLine>,
    printed: String,
}

regions!(ContractSheet { main: as_main });

impl ContractSheet {
    pub fn new(cx: &Cx, store: String, detail: &Detail, agreed: Option<&Accepted>) -> Self {
        let (w, order) = (OrderText::of(cx.lang), &detail.order);
        let mut about = vec![
            (w.number, order.number.clone()),
            (w.customer, detail.customer.clone()),
            (w.car, order.car()),
        ];
        about.extend(facts(detail, w, cx.lang));
        let cancelled = order.state == OrderState::Cancelled;
        Self {
            page: cx.page(if cancelled { w.cancelled_sheet } else { w.sheet }),
            w,
            stamp: if cancelled { order.state.label(cx.lang) } else { "" },
            lines: agreed.map(|agreed| from_quote(agreed, w, cx.lang)).unwrap_or_default(),
            store,
            facts: about,
            payments: detail
                .payments
                .iter()
                .map(|line| PaymentLine {
                    // What is due when says the table; who is late is no part of a contract.
                    state: if line.is_paid() {
                        payment_line(line, "", false, cx).state
                    } else {
                        w.open
                    },
                    ..payment_line(line, "", false, cx)
                })
                .collect(),
            printed: times::minute(cx.now),
        }
    }
}
