//! The bill, the money, the way out, and back again.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use uuid::Uuid;

use super::{Case, loyalty, tasks};
use crate::events::Event;
use crate::platform::db::{Tx, still_fresh};
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::schema::{
    service_orders, service_payments, service_settlements, vehicle_models, vehicles, visits as visit_rows,
};
use crate::service::after_care;
use crate::service::check_in;
use crate::service::check_in::rules::reading;
use crate::service::model::{ON_ACCOUNT, PaymentRow, SettlementRow, StampData, UNDONE, paid_by, unpaid};
use crate::service::queries;
use crate::service::rules::{Action, Interval, Payer, PaymentMethod, State, next_service};
use crate::values::fault::Fault;
use crate::values::ids::{PaymentId, ServiceOrderId, StoreId, VisitId};
use crate::values::mileage::Km;
use crate::values::money::Fen;
use crate::vehicles as cars;
use crate::visits;
use crate::visits::rules::VisitAction;

/// What is decided when the bill is made; the amounts follow.
#[derive(Clone, Debug)]
pub struct Settling {
    pub points: i32,
    pub mileage: Option<Km>,
    /// Why it is below the last one, or far above it.
    pub mileage_reason: Option<String>,
    /// It was a service: the next one is due an interval from now.
    pub serviced: bool,
    /// The customer's part as it was shown.
    pub seen: Fen,
}

/// Makes the bill: the sum of the items less discounts and points.
pub fn settle(tx: &mut Tx<'_>, id: ServiceOrderId, new: &Settling) -> Result<(), Error> {
    let mut case = Case::lock(tx, id)?;
    case.step(Action::Settle)?;
    if case.items.is_empty() || case.row.open_items > 0 || case.row.open_findings > 0 {
        return Err(Error::WrongState);
    }
    let bill = case.bill();
    still_fresh(usize::from(bill.customer == new.seen))?;
    let known = car(tx, &case)?;
    if let Some(km) = new.mileage {
        read(tx, &case, km, new.mileage_reason.as_deref())?;
    }
    let points_fen = loyalty::pay_with_points(tx, &case.row, new.points, bill.customer)?;
    let due = bill.due(points_fen);
    let mileage = new.mileage.or(case.row.mileage_km.map(Km::new));
    let store = case.settings.interval();
    let next = new.serviced.then(|| {
        next_service(
            times::day_of(tx.now),
            mileage,
            Interval::of_model(known.km, known.months, store),
        )
    });
    let row = SettlementRow {
        id: Uuid::now_v7(),
        order_id: id,
        at: tx.now,
        staff_id: tx.actor().ok().map(|actor| actor.id),
        gross_fen: bill.gross.fen(),
        discount_fen: bill.discount.fen(),
        tier_discount_fen: bill.tier.fen(),
        customer_fen: bill.customer.fen(),
        warranty_fen: bill.warranty.fen(),
        insurer_fen: bill.insurer.fen(),
        points: new.points,
        points_fen: points_fen.fen(),
        due_fen: due.fen(),
        next_service_on: next.map(|next| next.on),
        next_service_km: next.and_then(|next| next.km).map(Km::km),
        due_before_on: known.due_on,
        due_before_km: known.due_km,
        undone_at: None,
        undone_by: None,
        undone_because_sealed: None,
    };
    diesel::insert_into(service_settlements::table)
        .values(row)
        .execute(tx.conn)?;
    case.row.mileage_km = mileage.map(Km::km);
    case.row.settled_at = Some(tx.now);
    case.row.ended_at = Some(tx.now);
    case.save(tx)?;
    let told = StampData {
        amount: Some(due.fen()),
        ..StampData::default()
    };
    case.stamp(tx, Action::Settle.code(), new.mileage_reason.as_deref(), &told)?;
    loyalty::settled(tx, &case.row, due)?;
    cars::commands::serviced(tx, case.row.vehicle_id, mileage, next.map(|next| (next.on, next.km)))?;
    visits::commands::advance(tx, case.row.visit_id, VisitAction::Settle)?;
    tasks::settled(tx, &case)?;
    watch_warranty(tx, &case)?;
    tx.emit(Event::ServiceSettled {
        order: id,
        visit: case.row.visit_id,
        customer: case.row.customer_id,
        vehicle: case.row.vehicle_id,
    });
    tx.record("service.settle", case.subject(), &["state", "bill"])
}

/// Takes a reading in by the rule of the check-in: below the last one, or far above it, only for a reason.
fn read(tx: &mut Tx<'_>, case: &Case, km: Km, reason: Option<&str>) -> Result<(), Error> {
    let last = check_in::queries::last_reading(tx.conn, case.row.vehicle_id, tx.now)?;
    let leap = check_in::queries::leap(tx.conn, case.row.store_id)?;
    reading(km, last, reason.is_some(), leap).map_err(|fault| Error::field("mileage", fault))?;
    if last.is_some_and(|last| km < last.km) {
        cars::commands::read_mileage(tx, case.row.vehicle_id, km, reason)?;
    }
    Ok(())
}

/// Tells the service manager of a car that comes back under warranty again and again: its owner may ask for another one.
fn watch_warranty(tx: &mut Tx<'_>, case: &Case) -> Result<(), Error> {
    if !case.items.iter().any(|item| item.payer == Payer::Warranty) {
        return Ok(());
    }
    let record = queries::warranty_record(tx.conn, case.row.vehicle_id, tx.now)?;
    let often = record.times >= i64::from(case.settings.repeat_count);
    let long = record.days > i64::from(case.settings.warranty_days);
    if often || long {
        tasks::comes_back(tx, case)?;
    }
    Ok(())
}

/// What is known of the car: how often its model is to be serviced, when it is due.
struct Car {
    km: Option<i32>,
    months: Option<i32>,
    due_on: Option<NaiveDate>,
    due_km: Option<i32>,
}

fn car(tx: &mut Tx<'_>, case: &Case) -> Result<Car, Error> {
    type Row = (Option<i32>, Option<i32>, Option<NaiveDate>, Option<i32>);
    let (km, months, due_on, due_km): Row = vehicles::table
        .left_join(vehicle_models::table)
        .filter(vehicles::id.eq(case.row.vehicle_id))
        .select((
            vehicle_models::service_km.nullable(),
            vehicle_models::service_months.nullable(),
            vehicles::next_service_on,
            vehicles::next_service_km,
        ))
        .first(tx.conn)?;
    Ok(Car {
        km,
        months,
        due_on,
        due_km,
    })
}

#[derive(Clone, Debug)]
pub struct NewPayment {
    pub method: PaymentMethod,
    pub amount: Fen,
    pub receipt: String,
}

/// Records money that came in: never more than is owed.
pub fn pay(tx: &mut Tx<'_>, id: ServiceOrderId, new: &NewPayment) -> Result<(), Error> {
    let mut case = Case::lock(tx, id)?;
    if case.row.state != State::Settled || case.row.refunded_at.is_some() {
        return Err(Error::WrongState);
    }
    let settled = queries::settlement(tx.conn, id)?;
    let (customer, insurer) = unpaid(&settled, &queries::payments(tx.conn, id)?);
    let owed = if new.method == PaymentMethod::Insurer {
        insurer
    } else {
        customer
    };
    if new.amount == Fen::ZERO {
        return Err(Error::field("amount", Fault::Zero));
    }
    if new.amount > owed {
        return Err(Error::field(
            "amount",
            Fault::TooLarge {
                max: owed.fen().max(0) / 100,
            },
        ));
    }
    hold_receipt(tx, case.row.store_id, &new.receipt)?;
    if queries::receipt_is_taken(tx.conn, case.row.store_id, &new.receipt, (id, new.method))? {
        return Err(Error::field("receipt", Fault::Taken));
    }
    keep_payment(tx, &case, new.method, new.amount.fen(), &new.receipt)?;
    if new.method != PaymentMethod::Insurer && new.amount == owed {
        case.row.on_account_sealed = None;
    }
    case.save(tx)?;
    let told = StampData {
        amount: Some(new.amount.fen()),
        code: Some(new.method.code().to_owned()),
        ..StampData::default()
    };
    case.stamp(tx, "pay", None, &told)?;
    tx.record("service.pay", case.subject(), &["payments"])
}

/// Who writes down the same number at the same moment waits until this transaction ends, and is told then.
fn hold_receipt(tx: &mut Tx<'_>, store: StoreId, receipt: &str) -> Result<(), Error> {
    if receipt.is_empty() {
        return Ok(());
    }
    diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))")
        .bind::<diesel::sql_types::Text, _>(format!("receipt {store} {receipt}"))
        .execute(tx.conn)?;
    Ok(())
}

fn keep_payment(tx: &mut Tx<'_>, case: &Case, method: PaymentMethod, amount: i64, receipt: &str) -> Result<(), Error> {
    let row = PaymentRow {
        id: PaymentId::new(),
        store_id: case.row.store_id,
        order_id: case.row.id,
        method,
        amount_fen: amount,
        receipt: receipt.to_owned(),
        staff_id: tx.actor().ok().map(|actor| actor.id),
        at: tx.now,
    };
    diesel::insert_into(service_payments::table)
        .values(row)
        .execute(tx.conn)?;
    Ok(())
}

/// The car leaves: the customer's part is paid and the courtesy car is back, or there is a reason why not.
pub fn leave(tx: &mut Tx<'_>, id: ServiceOrderId, reason: Option<&str>) -> Result<(), Error> {
    let mut case = Case::lock(tx, id)?;
    if case.row.state != State::Settled {
        return Err(Error::WrongState);
    }
    let settled = queries::settlement(tx.conn, id)?;
    let (owed, _) = unpaid(&settled, &queries::payments(tx.conn, id)?);
    let open = owed > Fen::ZERO || queries::is_lent(tx.conn, case.row.visit_id)?;
    let reason = reason.filter(|_| open);
    if open && reason.is_none() {
        return Err(Error::field("on_account", Fault::Required));
    }
    go(tx, &mut case, owed, reason)?;
    visits::commands::advance(tx, case.row.visit_id, VisitAction::Leave)?;
    match reason {
        Some(reason) => tx.record_because("service.leave", case.subject(), reason),
        None => tx.record("service.leave", case.subject(), &["state"]),
    }
}

/// Writes to a locked order that its car leaves, with so much owed.
fn go(tx: &mut Tx<'_>, case: &mut Case, owed: Fen, reason: Option<&str>) -> Result<(), Error> {
    let on_account = owed > Fen::ZERO;
    if on_account {
        case.row.on_account_sealed = tx.vault().seal_opt(ON_ACCOUNT, case.id().uuid(), reason)?;
    }
    case.save(tx)?;
    let told = StampData {
        amount: Some(owed.fen()),
        ..StampData::default()
    };
    let action = if on_account { "account" } else { "leave" };
    case.stamp(tx, action, reason, &told)
}

/// Locks the order of a visit for whoever is about to lock the visit too. Every step of an order holds the order first: so
/// does this, and nobody waits in a circle.
pub fn hold_order(tx: &mut Tx<'_>, visit: VisitId) -> Result<(), Error> {
    service_orders::table
        .filter(service_orders::visit_id.eq(visit))
        // Written out, so that the index of a visit's order fits.
        .filter(sql::<Bool>("service_orders.state <> 'cancelled'"))
        .select(service_orders::id)
        .for_update()
        .load::<ServiceOrderId>(tx.conn)?;
    Ok(())
}

/// A visitor goes by the desk, which takes the visit on: what is still open is left so for a reason only, and money that
/// is owed stands on account. The order is held already ([`hold_order`]).
pub fn leave_by_the_desk(tx: &mut Tx<'_>, visit: VisitId, reason: Option<&str>) -> Result<(), Error> {
    let open = queries::loose_ends(tx.conn, visit)?;
    if !open.any() {
        return Ok(());
    }
    let reason = reason.ok_or_else(|| Error::field("note", Fault::Required))?;
    let Some((id, owed)) = open.owed else {
        return Ok(());
    };
    let mut case = Case::lock_unseen(tx, id)?;
    go(tx, &mut case, owed, Some(reason))?;
    tx.record_because("service.leave", case.subject(), reason)
}

/// Why a settlement is taken back, and on which receipts what was paid in which way goes back.
#[derive(Clone, Debug)]
pub struct Refund {
    pub reason: String,
    pub receipts: BTreeMap<PaymentMethod, String>,
}

/// Takes a settlement back with spend and points, and gives back what was paid; the car is due when it was before. While
/// it is here the order is to be settled anew or given up; once it has left the order stays as it is, refunded.
pub fn refund(tx: &mut Tx<'_>, id: ServiceOrderId, new: &Refund) -> Result<(), Error> {
    let reason = new.reason.as_str();
    let mut case = Case::lock(tx, id)?;
    if case.row.state != State::Settled || case.row.refunded_at.is_some() {
        return Err(Error::WrongState);
    }
    let settled = queries::settlement(tx.conn, id)?;
    let left: Option<chrono::DateTime<chrono::Utc>> = visit_rows::table
        .find(case.row.visit_id)
        .select(visit_rows::left_at)
        .first(tx.conn)?;
    let mut back = 0;
    for (method, amount) in paid_by(&queries::payments(tx.conn, id)?) {
        let receipt = new.receipts.get(&method).map(String::as_str).unwrap_or_default();
        keep_payment(tx, &case, method, -amount.fen(), receipt)?;
        back += amount.fen();
    }
    let who = tx.actor()?.id;
    let because = tx.vault().seal_opt(UNDONE, settled.id, Some(reason))?;
    diesel::update(service_settlements::table.find(settled.id))
        .set((
            service_settlements::undone_at.eq(tx.now),
            service_settlements::undone_by.eq(who),
            service_settlements::undone_because_sealed.eq(because),
        ))
        .execute(tx.conn)?;
    loyalty::reverse(tx, &case.row, reason)?;
    if let Some(on) = settled.next_service_on {
        let was = (Some(on), settled.next_service_km);
        let before = (settled.due_before_on, settled.due_before_km);
        cars::commands::service_taken_back(tx, case.row.vehicle_id, was, before)?;
    }
    if left.is_none() {
        case.step(Action::Unsettle)?;
        case.row.settled_at = None;
        case.row.ended_at = None;
        visits::commands::advance(tx, case.row.visit_id, VisitAction::Unsettle)?;
    } else {
        case.row.refunded_at = Some(tx.now);
    }
    case.row.on_account_sealed = None;
    case.save(tx)?;
    let told = StampData {
        amount: Some(back),
        ..StampData::default()
    };
    case.stamp(tx, "refund", Some(reason), &told)?;
    after_care::commands::take_back(tx, id, reason)?;
    tx.record_because("service.refund", case.subject(), reason)
}
