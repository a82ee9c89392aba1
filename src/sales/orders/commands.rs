//! Writes of sales orders.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::model::{
    CANCELLED, Cancelled, Changed, DUE, Figures, MOVED, Moved, NOTE, NewOrder, NewPayment, OrderRow, PREFIX, Payment,
    REASON, REFUND, Received, TOPIC, Terms, subject, sums,
};
use super::queries;
use super::rules::{OrderAction, OrderState, PaidHow, PayMethod, PaymentKind};
use super::text;
use crate::customers::commands::{Grant, end_grants, grant};
use crate::followups::commands::{cancel_tasks, finish_task, open_task, reassign_task};
use crate::followups::model::NewTask;
use crate::platform::db::{Change, Tx, still_fresh};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::numbers;
use crate::sales::opportunities;
use crate::sales::quotes;
use crate::sales::quotes::model::Accepted;
use crate::sales::quotes::rules::given_away;
use crate::sales::rules::{Stage, StageAction};
use crate::schema::{deliveries, opportunities as chances, order_payments, order_promises, sales_orders};
use crate::values::fault::Fault;
use crate::values::ids::{CustomerId, ModelId, OrderPaymentId, SalesOrderId, StaffId, StoreId};
use crate::values::money::Fen;

/// No car is promised further ahead.
const LONGEST: u32 = 730;

/// The order under lock, if this person sees it and its state allows the step.
pub(in crate::sales) fn locked(tx: &mut Tx<'_>, id: SalesOrderId, action: OrderAction) -> Result<OrderRow, Error> {
    let actor = tx.actor()?.clone();
    queries::is_visible(tx.conn, &actor, id)?;
    let row: OrderRow = sales_orders::table
        .find(id)
        .select(OrderRow::as_select())
        .for_update()
        .first(tx.conn)?;
    row.state.after(action).map_err(|_| Error::WrongState)?;
    Ok(row)
}

/// The figures of a quote.
fn figures(agreed: &Accepted) -> Figures {
    Figures {
        model: agreed.model.clone(),
        car_price: agreed.car_price,
        total: agreed.total,
    }
}

/// Refuses figures that were typed and can't be: a price of the car above the whole, or one that gives away more than a
/// consultant may. That is quoted first, and decided on there.
fn within_limit(tx: &mut Tx<'_>, store: StoreId, typed: &Figures, model: Option<ModelId>) -> Result<(), Error> {
    price(typed.car_price, typed.total)?;
    let mut catalogue = quotes::queries::catalogue(tx.conn)?.into_iter();
    let list = match catalogue.find(|known| known.title == typed.model) {
        Some(known) => known.list_price,
        None => quotes::queries::list_price(tx.conn, model)?,
    };
    let Some(list) = list else {
        return Ok(());
    };
    let limit = list.share(quotes::queries::settings_of(tx.conn, store)?.discount_limit);
    if given_away(Some(list), typed.car_price, Fen::ZERO) > limit {
        let least = list.checked_sub(limit).unwrap_or(list);
        let min = least.fen() / 100;
        return Err(Error::field("car_price", Fault::TooSmall { min }));
    }
    Ok(())
}

/// Refuses a price of the car above the whole.
fn price(car: Fen, total: Fen) -> Result<(), Error> {
    if car > total {
        Err(Error::field("car_price", Fault::TooLarge { max: total.fen() / 100 }))
    } else {
        Ok(())
    }
}

/// Refuses a day that has passed, or one too far ahead to be meant.
fn promise(day: NaiveDate, today: NaiveDate) -> Result<(), Error> {
    if day < today {
        Err(Error::field("promised_on", Fault::DateInPast))
    } else if (day - today).num_days() > i64::from(LONGEST) {
        Err(Error::field("promised_on", Fault::DateTooLate { days: LONGEST }))
    } else {
        Ok(())
    }
}

/// Signs the sale of an opportunity: the contract, the plan of what is paid when, and the day that is promised.
///
/// # Errors
/// [`Error::WrongState`] if the opportunity has an order, or its stage does not allow one; [`Error::Stale`] if the quote that
/// the customer agreed to is not the one that the form showed.
pub fn create(tx: &mut Tx<'_>, new: &NewOrder) -> Result<SalesOrderId, Error> {
    let (actor, vault, today) = (tx.actor()?.clone(), tx.vault().clone(), times::day_of(tx.now));
    opportunities::queries::opportunity(tx.conn, &vault, &actor, new.opportunity)?;
    opportunities::queries::hold_leads(tx.conn, new.opportunity)?;
    type Chance = (StoreId, CustomerId, Option<StaffId>, Option<ModelId>, DateTime<Utc>);
    let (store, customer, owner, model_id, opened_at): Chance = chances::table
        .find(new.opportunity)
        .select((
            chances::store_id,
            chances::customer_id,
            chances::owner_id,
            chances::model_id,
            chances::created_at,
        ))
        .for_update()
        .first(tx.conn)?;
    if queries::of_opportunity(tx.conn, new.opportunity)?.is_some() {
        return Err(Error::WrongState);
    }
    if new.signed_on > today {
        return Err(Error::field("signed_on", Fault::DateInFuture));
    }
    promise(new.promised_on, today)?;
    let accepted = quotes::queries::accepted(tx.conn, new.opportunity)?;
    // Nobody signs for what was not quoted, or not even asked for, yet.
    let first = times::day_of(accepted.as_ref().map_or(opened_at, |agreed| agreed.written_at));
    if new.signed_on < first {
        return Err(Error::field("signed_on", Fault::DateBefore { first }));
    }
    let lent = accepted.as_ref().and_then(|agreed| agreed.loan);
    let (sold, quote) = match (&new.terms, accepted) {
        (Terms::Quote(seen), Some(agreed)) if agreed.quote == *seen => (figures(&agreed), Some(agreed.quote)),
        (Terms::Typed(typed), None) => {
            within_limit(tx, store, typed, model_id)?;
            (typed.clone(), None)
        }
        // What the customer agreed to is not what the form showed.
        _ => return Err(Error::Stale),
    };
    if new.deposit > sold.total {
        return Err(Error::field(
            "deposit",
            Fault::TooLarge {
                max: sold.total.fen() / 100,
            },
        ));
    }
    let id = SalesOrderId::new();
    let number = numbers::next(tx, store, PREFIX, today)?;
    diesel::insert_into(sales_orders::table)
        .values((
            sales_orders::id.eq(id),
            sales_orders::store_id.eq(store),
            sales_orders::number.eq(&number),
            sales_orders::opportunity_id.eq(new.opportunity),
            sales_orders::customer_id.eq(customer),
            sales_orders::owner_id.eq(owner.unwrap_or(actor.id)),
            sales_orders::quote_id.eq(quote),
            sales_orders::model_id.eq(model_id),
            sales_orders::model.eq(&sold.model),
            sales_orders::colour.eq(&new.colour),
            sales_orders::state.eq(OrderState::Open),
            sales_orders::method.eq(new.method),
            sales_orders::car_price_fen.eq(sold.car_price.fen()),
            sales_orders::total_fen.eq(sold.total.fen()),
            sales_orders::signed_on.eq(new.signed_on),
            sales_orders::first_promised_on.eq(new.promised_on),
            sales_orders::promised_on.eq(new.promised_on),
            sales_orders::note_sealed.eq(vault.seal_opt(NOTE, id.uuid(), new.note.as_deref())?),
            sales_orders::created_by.eq(actor.id),
            sales_orders::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    if new.deposit > Fen::ZERO {
        put(tx, id, PaymentKind::Deposit, new.deposit, new.signed_on)?;
    }
    let rest = sold.total.checked_sub(new.deposit).unwrap_or(Fen::ZERO);
    // The lender pays what the quote says, unless it is paid in full after all.
    let lent = lent
        .filter(|_| new.method == PayMethod::Loan)
        .unwrap_or(Fen::ZERO)
        .min(rest);
    if lent > Fen::ZERO {
        put(tx, id, PaymentKind::Loan, lent, new.promised_on)?;
    }
    let rest = rest.checked_sub(lent).unwrap_or(Fen::ZERO);
    if rest > Fen::ZERO {
        put(tx, id, PaymentKind::Balance, rest, new.promised_on)?;
    }
    tx.record("sales_orders.create", subject(id), &["total", "deposit", "promised_on"])?;
    opportunities::commands::advance(tx, new.opportunity, StageAction::Ordered, None)?;
    // Whoever sold the car sees the customer for as long as the order lasts.
    grant(
        tx,
        Grant {
            customer,
            staff: owner.unwrap_or(actor.id),
            reason: "order",
            source: id.uuid(),
            until: None,
        },
    )?;
    let order = (id, store, customer, owner.unwrap_or(actor.id));
    due(tx, order, &number, new.promised_on)?;
    tx.notify(TOPIC, store)?;
    Ok(id)
}

/// Puts the delivery on the list of whoever sold the car.
fn due(
    tx: &mut Tx<'_>,
    (id, store, customer, owner): (SalesOrderId, StoreId, CustomerId, StaffId),
    number: &str,
    promised_on: NaiveDate,
) -> Result<(), Error> {
    let day = NewTask {
        store,
        kind: DUE,
        subject: subject(id),
        customer: Some(customer),
        owner: Some(owner),
        role: None,
        started_at: tx.now,
        due_at: times::end_of_day(times::start_of(promised_on)),
        title: text::due(number),
    };
    open_task(tx, day).map(drop)
}

fn put(tx: &mut Tx<'_>, order: SalesOrderId, kind: PaymentKind, amount: Fen, due_on: NaiveDate) -> Result<(), Error> {
    let staff = tx.actor()?.id;
    diesel::insert_into(order_payments::table)
        .values((
            order_payments::id.eq(OrderPaymentId::new()),
            order_payments::order_id.eq(order),
            order_payments::kind.eq(kind),
            order_payments::due_on.eq(due_on),
            order_payments::amount_fen.eq(amount.fen()),
            order_payments::created_by.eq(staff),
            order_payments::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Counts a change of an order that hangs on it, so that a form opened before is stale.
fn touch(tx: &mut Tx<'_>, order: &OrderRow) -> Result<(), Error> {
    diesel::update(sales_orders::table.find(order.id))
        .set(sales_orders::lock_version.eq(sales_orders::lock_version + 1))
        .execute(tx.conn)?;
    tx.notify(TOPIC, order.store_id)
}

/// Changes what was sold, with the reason; what is left to pay follows the total. The figures of a quote change with
/// another version that the customer agreed to, never by hand.
pub fn change(tx: &mut Tx<'_>, id: SalesOrderId, new: &Changed) -> Result<(), Error> {
    let order = locked(tx, id, OrderAction::Change)?;
    let accepted = quotes::queries::accepted(tx.conn, order.opportunity_id)?;
    let (sold, quote) = match (&new.terms, accepted) {
        (Terms::Quote(seen), Some(agreed)) if agreed.quote == *seen => (figures(&agreed), Some(agreed.quote)),
        // Another version is out, and nobody agreed to it yet.
        (Terms::Quote(seen), None) if order.quote_id == Some(*seen) => (order.figures(), order.quote_id),
        (Terms::Typed(typed), None) if order.quote_id.is_none() => {
            if *typed == order.figures() {
                price(typed.car_price, typed.total)?;
            } else {
                within_limit(tx, order.store_id, typed, order.model_id)?;
            }
            (typed.clone(), None)
        }
        _ => return Err(Error::Stale),
    };
    if order.total() != sold.total {
        balance(tx, &order, sold.total)?;
    }
    let updated = diesel::update(
        sales_orders::table
            .find(id)
            .filter(sales_orders::lock_version.eq(new.seen)),
    )
    .set((
        sales_orders::quote_id.eq(quote),
        sales_orders::model.eq(&sold.model),
        sales_orders::colour.eq(&new.colour),
        sales_orders::method.eq(new.method),
        sales_orders::car_price_fen.eq(sold.car_price.fen()),
        sales_orders::total_fen.eq(sold.total.fen()),
        sales_orders::lock_version.eq(sales_orders::lock_version + 1),
    ))
    .execute(tx.conn)?;
    still_fresh(updated)?;
    let changed = |field, old: &str, new: &str| Change {
        field,
        old: Some(old.to_owned()),
        new: Some(new.to_owned()),
    };
    let changes = [
        changed("model", &order.model, &sold.model),
        changed("colour", &order.colour, &new.colour),
        changed("method", order.method.code(), new.method.code()),
        changed("car_price", &order.car_price().display(), &sold.car_price.display()),
        changed("total", &order.total().display(), &sold.total.display()),
        Change {
            field: REASON,
            old: None,
            new: Some(new.reason.clone()),
        },
    ];
    tx.record_changes_because("sales_orders.change", subject(id), &changes, &new.reason)?;
    tx.notify(TOPIC, order.store_id)
}

/// Makes the plan come to another total: the balance that is not paid yet takes the difference.
fn balance(tx: &mut Tx<'_>, order: &OrderRow, total: Fen) -> Result<(), Error> {
    let payments = queries::payments(tx.conn, order.id)?;
    let open = payments
        .iter()
        .rev()
        .find(|line| line.kind == PaymentKind::Balance && !line.is_paid());
    let planned = sums(&payments).planned;
    let fixed = planned
        .checked_sub(open.map(Payment::amount).unwrap_or_default())
        .unwrap_or(planned);
    let rest = total.checked_sub(fixed).unwrap_or(Fen::ZERO);
    if rest < Fen::ZERO {
        return Err(Error::field("total", Fault::TooSmall { min: fixed.fen() / 100 }));
    }
    match open {
        Some(line) if rest == Fen::ZERO => {
            diesel::delete(order_payments::table.find(line.id)).execute(tx.conn)?;
        }
        Some(line) => {
            diesel::update(order_payments::table.find(line.id))
                .set(order_payments::amount_fen.eq(rest.fen()))
                .execute(tx.conn)?;
        }
        None if rest > Fen::ZERO => put(tx, order.id, PaymentKind::Balance, rest, order.promised_on)?,
        None => {}
    }
    Ok(())
}

/// Promises another day, with the reason; the first promise stays what lateness is measured by.
pub fn move_promise(tx: &mut Tx<'_>, id: SalesOrderId, new: &Moved) -> Result<(), Error> {
    let order = locked(tx, id, OrderAction::MovePromise)?;
    promise(new.promised_on, times::day_of(tx.now))?;
    if new.promised_on == order.promised_on {
        return Err(Error::field("promised_on", Fault::Taken));
    }
    let updated = diesel::update(
        sales_orders::table
            .find(id)
            .filter(sales_orders::lock_version.eq(new.seen)),
    )
    .set((
        sales_orders::promised_on.eq(new.promised_on),
        sales_orders::lock_version.eq(sales_orders::lock_version + 1),
    ))
    .execute(tx.conn)?;
    still_fresh(updated)?;
    let (row, staff) = (Uuid::now_v7(), tx.actor()?.id);
    diesel::insert_into(order_promises::table)
        .values((
            order_promises::id.eq(row),
            order_promises::order_id.eq(id),
            order_promises::was_on.eq(order.promised_on),
            order_promises::promised_on.eq(new.promised_on),
            order_promises::reason_sealed.eq(tx.vault().seal(MOVED, row, &new.reason)?),
            order_promises::told.eq(new.told),
            order_promises::staff_id.eq(staff),
            order_promises::at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    // What was to be paid at the hand-over is paid at the new one.
    diesel::update(
        order_payments::table
            .filter(order_payments::order_id.eq(id))
            .filter(order_payments::paid_on.is_null())
            .filter(order_payments::due_on.eq(order.promised_on)),
    )
    .set(order_payments::due_on.eq(new.promised_on))
    .execute(tx.conn)?;
    tx.record_fields_because("sales_orders.move_promise", subject(id), &["promised_on"], &new.reason)?;
    if let Some(owner) = order.owner_id {
        let whose = (id, order.store_id, order.customer_id, owner);
        due(tx, whose, &order.number, new.promised_on)?;
    }
    tx.notify(TOPIC, order.store_id)
}

/// The customer was told of a promise that was moved.
pub fn tell(tx: &mut Tx<'_>, id: SalesOrderId, moved: Uuid) -> Result<(), Error> {
    let actor = tx.actor()?.clone();
    queries::is_visible(tx.conn, &actor, id)?;
    let told = diesel::update(
        order_promises::table
            .filter(order_promises::id.eq(moved))
            .filter(order_promises::order_id.eq(id))
            .filter(order_promises::told.eq(false)),
    )
    .set(order_promises::told.eq(true))
    .execute(tx.conn)?;
    if told == 0 {
        return Err(Error::WrongState);
    }
    tx.record("sales_orders.tell", subject(id), &["promised_on"])?;
    tx.notify(TOPIC, actor.store)
}

/// Adds a line to the plan. The balance that is not paid yet gives way to it; no plan comes to more than the total.
pub fn plan(tx: &mut Tx<'_>, id: SalesOrderId, new: NewPayment) -> Result<(), Error> {
    let order = locked(tx, id, OrderAction::Plan)?;
    if new.due_on < order.signed_on {
        let first = order.signed_on;
        return Err(Error::field("due_on", Fault::DateBefore { first }));
    }
    if (new.due_on - times::day_of(tx.now)).num_days() > i64::from(LONGEST) {
        return Err(Error::field("due_on", Fault::DateTooLate { days: LONGEST }));
    }
    let payments = queries::payments(tx.conn, id)?;
    let free = sums(&payments).unplanned(order.total());
    let open = payments
        .iter()
        .rev()
        .find(|line| line.kind == PaymentKind::Balance && !line.is_paid() && new.kind != PaymentKind::Balance);
    let room = free
        .checked_add(open.map(Payment::amount).unwrap_or_default())
        .unwrap_or(free);
    if new.amount > room {
        return Err(Error::field("amount", Fault::TooLarge { max: room.fen() / 100 }));
    }
    if let Some(line) = open {
        let rest = room.checked_sub(new.amount).unwrap_or(Fen::ZERO);
        if rest > Fen::ZERO {
            diesel::update(order_payments::table.find(line.id))
                .set(order_payments::amount_fen.eq(rest.fen()))
                .execute(tx.conn)?;
        } else {
            diesel::delete(order_payments::table.find(line.id)).execute(tx.conn)?;
        }
    }
    put(tx, id, new.kind, new.amount, new.due_on)?;
    touch(tx, &order)?;
    tx.record("sales_orders.plan_payment", subject(id), &["amount", "due_on"])
}

/// Takes a line off the plan that was not paid.
pub fn remove(tx: &mut Tx<'_>, id: SalesOrderId, payment: OrderPaymentId) -> Result<(), Error> {
    let order = locked(tx, id, OrderAction::Plan)?;
    let line = line(tx, id, payment)?;
    if line.is_paid() {
        return Err(Error::WrongState);
    }
    diesel::delete(order_payments::table.find(payment)).execute(tx.conn)?;
    touch(tx, &order)?;
    tx.record("sales_orders.drop_payment", subject(id), &["amount"])
}

fn line(tx: &mut Tx<'_>, id: SalesOrderId, payment: OrderPaymentId) -> Result<Payment, Error> {
    let found = queries::payments(tx.conn, id)?;
    found.into_iter().find(|line| line.id == payment).ok_or(Error::NotFound)
}

/// Money came for a line of the plan.
pub fn receive(tx: &mut Tx<'_>, id: SalesOrderId, new: &Received) -> Result<(), Error> {
    let order = locked(tx, id, OrderAction::Receive)?;
    if line(tx, id, new.payment)?.is_paid() {
        return Err(Error::WrongState);
    }
    if new.on > times::day_of(tx.now) {
        return Err(Error::field("paid_on", Fault::DateInFuture));
    }
    if new.on < order.signed_on {
        let first = order.signed_on;
        return Err(Error::field("paid_on", Fault::DateBefore { first }));
    }
    let staff = tx.actor()?.id;
    diesel::update(order_payments::table.find(new.payment))
        .set((
            order_payments::paid_on.eq(new.on),
            order_payments::paid_how.eq(new.how),
            order_payments::paid_by.eq(staff),
            order_payments::receipt.eq(&new.receipt),
        ))
        .execute(tx.conn)?;
    touch(tx, &order)?;
    tx.record(
        "sales_orders.receive_payment",
        subject(id),
        &["amount", "paid_on", "paid_how"],
    )
}

/// A payment was noted by mistake: its line is open again.
pub fn take_back(tx: &mut Tx<'_>, id: SalesOrderId, payment: OrderPaymentId, reason: &str) -> Result<(), Error> {
    let order = locked(tx, id, OrderAction::TakeBack)?;
    let line = line(tx, id, payment)?;
    if !line.is_paid() || line.kind == PaymentKind::Refund {
        return Err(Error::WrongState);
    }
    diesel::update(order_payments::table.find(payment))
        .set((
            order_payments::paid_on.eq(None::<NaiveDate>),
            order_payments::paid_how.eq(None::<PaidHow>),
            order_payments::paid_by.eq(None::<StaffId>),
            order_payments::receipt.eq(""),
        ))
        .execute(tx.conn)?;
    touch(tx, &order)?;
    tx.record_because("sales_orders.take_back_payment", subject(id), reason)
}

/// Gives an order up, with the reason; money that came is refunded, or it is said why not. The opportunity is quoted again.
pub fn cancel(tx: &mut Tx<'_>, id: SalesOrderId, new: &Cancelled) -> Result<(), Error> {
    let order = locked(tx, id, OrderAction::Cancel)?;
    let held = sums(&queries::payments(tx.conn, id)?).held();
    if new.refund > held {
        return Err(Error::field("refund", Fault::TooLarge { max: held.fen() / 100 }));
    }
    if new.refund > Fen::ZERO && new.refund_how.is_none() {
        return Err(Error::field("refund_how", Fault::Required));
    }
    if held > Fen::ZERO && new.refund_note.is_none() {
        return Err(Error::field("refund_note", Fault::Required));
    }
    let (vault, staff) = (tx.vault().clone(), tx.actor()?.id);
    let updated = diesel::update(
        sales_orders::table
            .find(id)
            .filter(sales_orders::lock_version.eq(new.seen)),
    )
    .set((
        sales_orders::state.eq(OrderState::Cancelled),
        sales_orders::cancelled_at.eq(tx.now),
        sales_orders::cancelled_by.eq(staff),
        sales_orders::cancelled_because_sealed.eq(vault.seal(CANCELLED, id.uuid(), &new.reason)?),
        sales_orders::refund_note_sealed.eq(vault.seal_opt(REFUND, id.uuid(), new.refund_note.as_deref())?),
        sales_orders::lock_version.eq(sales_orders::lock_version + 1),
    ))
    .execute(tx.conn)?;
    still_fresh(updated)?;
    // What was not paid is not owed any more.
    diesel::delete(
        order_payments::table
            .filter(order_payments::order_id.eq(id))
            .filter(order_payments::paid_on.is_null()),
    )
    .execute(tx.conn)?;
    if let Some(how) = new.refund_how.filter(|_| new.refund > Fen::ZERO) {
        let (today, staff) = (times::day_of(tx.now), tx.actor()?.id);
        diesel::insert_into(order_payments::table)
            .values((
                order_payments::id.eq(OrderPaymentId::new()),
                order_payments::order_id.eq(id),
                order_payments::kind.eq(PaymentKind::Refund),
                order_payments::due_on.eq(today),
                order_payments::amount_fen.eq(new.refund.fen()),
                order_payments::paid_on.eq(today),
                order_payments::paid_how.eq(how),
                order_payments::paid_by.eq(staff),
                order_payments::created_by.eq(staff),
                order_payments::created_at.eq(tx.now),
            ))
            .execute(tx.conn)?;
    }
    diesel::update(
        deliveries::table
            .filter(deliveries::order_id.eq(id))
            .filter(deliveries::handed_over_at.is_null()),
    )
    .set((
        deliveries::cancelled_at.eq(tx.now),
        deliveries::lock_version.eq(deliveries::lock_version + 1),
    ))
    .execute(tx.conn)?;
    cancel_tasks(tx, subject(id))?;
    end_grants(tx, id)?;
    tx.record_because("sales_orders.cancel", subject(id), &new.reason)?;
    let opportunity = order.opportunity_id;
    opportunities::queries::hold_leads(tx.conn, opportunity)?;
    let stage: Stage = chances::table
        .find(opportunity)
        .select(chances::stage)
        .for_update()
        .first(tx.conn)?;
    // One that was lost meanwhile stays lost.
    if stage == Stage::Ordered {
        opportunities::commands::advance(tx, opportunity, StageAction::BackToQuoted, Some(new.reason.as_str()))?;
    }
    tx.notify(TOPIC, order.store_id)
}

/// Gives every order of one person that is not delivered yet to another; tells how many.
pub fn hand_over(tx: &mut Tx<'_>, from: StaffId, to: StaffId, reason: &str) -> Result<usize, Error> {
    let open = sales_orders::table
        .filter(sales_orders::owner_id.eq(from))
        .filter(sales_orders::state.eq(OrderState::Open));
    let given: Vec<(SalesOrderId, StoreId, CustomerId)> = diesel::update(open)
        .set((
            sales_orders::owner_id.eq(to),
            sales_orders::lock_version.eq(sales_orders::lock_version + 1),
        ))
        .returning((sales_orders::id, sales_orders::store_id, sales_orders::customer_id))
        .get_results(tx.conn)?;
    for (id, store, customer) in &given {
        end_grants(tx, *id)?;
        let sees = Grant {
            customer: *customer,
            staff: to,
            reason: "order",
            source: id.uuid(),
            until: None,
        };
        grant(tx, sees)?;
        reassign_task(tx, subject(*id), Some(DUE), to)?;
        tx.record_fields_because("sales_orders.hand_over", subject(*id), &["owner_id"], reason)?;
        tx.notify(TOPIC, *store)?;
    }
    Ok(given.len())
}

/// The car is with the customer: the order ends, and the opportunity with it.
pub(in crate::sales) fn delivered(tx: &mut Tx<'_>, order: &OrderRow, at: DateTime<Utc>) -> Result<(), Error> {
    diesel::update(sales_orders::table.find(order.id))
        .set((
            sales_orders::state.eq(OrderState::Delivered),
            sales_orders::delivered_at.eq(at),
            sales_orders::lock_version.eq(sales_orders::lock_version + 1),
        ))
        .execute(tx.conn)?;
    finish_task(tx, subject(order.id), DUE, "done")?;
    tx.record("sales_orders.deliver", subject(order.id), &["state"])?;
    opportunities::commands::advance(tx, order.opportunity_id, StageAction::Delivered, None)?;
    tx.notify(TOPIC, order.store_id)
}
