//! An order begins, or comes to nothing.

use chrono::{DateTime, Utc};

use super::{Case, loyalty, tasks};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::numbers;
use crate::service::model::{OrderRow, PREFIX, StampData, WISH};
use crate::service::queries;
use crate::service::rules::{Action, State};
use crate::values::fault::Fault;
use crate::values::ids::{ServiceOrderId, VisitId};
use crate::values::mileage::Km;
use crate::values::money::Fen;
use crate::visits;
use crate::visits::rules::{Line, VisitAction, VisitState};

/// What the check-in knows of the work to come.
#[derive(Clone, Debug, Default)]
pub struct Opening {
    /// In the customer's words.
    pub wish: Option<String>,
    pub estimate: Option<Fen>,
    pub promised_at: Option<DateTime<Utc>>,
    pub mileage: Option<Km>,
}

/// Opens the order of a service visit that is being received. A visit has one: a second is [`Error::WrongState`].
pub fn open_for_visit(tx: &mut Tx<'_>, visit: VisitId, opening: &Opening) -> Result<ServiceOrderId, Error> {
    let actor = tx.actor()?.clone();
    let visit = visits::queries::visit(tx.conn, &actor, visit)?;
    let (Some(customer), Some(vehicle)) = (visit.customer_id, visit.vehicle_id) else {
        return Err(Error::WrongState);
    };
    let may = visit.line == Line::Service && visit.state == VisitState::Receiving;
    if !may || queries::order_of_visit(tx.conn, &actor, visit.id)?.is_some() {
        return Err(Error::WrongState);
    }
    if opening.promised_at.is_some_and(|at| at <= tx.now) {
        return Err(Error::field("promised_at", Fault::DateInPast));
    }
    let id = ServiceOrderId::new();
    let row = OrderRow {
        id,
        store_id: visit.store_id,
        number: numbers::next(tx, visit.store_id, PREFIX, times::day_of(tx.now))?,
        visit_id: visit.id,
        customer_id: customer,
        vehicle_id: vehicle,
        advisor_id: visit.advisor_id.or(Some(actor.id)),
        technician_id: None,
        state: State::Draft,
        wish_sealed: tx.vault().seal_opt(WISH, id.uuid(), opening.wish.as_deref())?,
        estimate_fen: opening.estimate.map(Fen::fen),
        mileage_km: opening.mileage.map(Km::km),
        labour_discount: i32::from(loyalty::labour_discount(tx, visit.store_id, customer)?.basis_points()),
        agreed_fen: None,
        current_fen: 0,
        open_items: 0,
        open_findings: 0,
        promised_at: opening.promised_at,
        promise_from: opening.promised_at.map(|_| tx.now),
        paused_at: None,
        paused_secs: 0,
        warn_at: None,
        warned: 0,
        queue_at: tx.now,
        checks_failed: 0,
        settled_at: None,
        refunded_at: None,
        on_account_sealed: None,
        created_by: Some(actor.id),
        created_at: tx.now,
        ended_at: None,
        lock_version: 0,
    };
    let settings = queries::limits(tx.conn, visit.store_id)?;
    let mut case = Case {
        row,
        items: Vec::new(),
        settings,
    };
    match case.insert(tx) {
        // Somebody else was quicker.
        Err(Error::Constraint(name)) if name == "service_orders_visit" => return Err(Error::WrongState),
        done => done?,
    }
    let told = StampData {
        to: opening.promised_at,
        amount: opening.estimate.map(Fen::fen),
        ..StampData::default()
    };
    case.stamp(tx, "open", None, &told)?;
    if let Some(advisor) = case.row.advisor_id {
        visits::commands::to_receiver(tx, customer, visit.id, advisor)?;
    }
    tx.record("service.open", case.subject(), &["state", "promised_at"])?;
    Ok(id)
}

/// A check-in that ends after the order was begun: what the sheet knows goes into the order. Before the customer agreed to
/// anything, what they signed at the check-in holds; afterwards it only fills in what the order lacks.
pub fn join_check_in(tx: &mut Tx<'_>, id: ServiceOrderId, known: &Opening) -> Result<(), Error> {
    let mut case = Case::lock(tx, id)?;
    case.must_be_open()?;
    let holds = matches!(case.row.state, State::Draft | State::Offered);
    let before = case.row.promised_at;
    let promised = known.promised_at.filter(|at| *at > tx.now && before != Some(*at));
    if promised.is_some() && (holds || before.is_none()) {
        case.row.promised_at = promised;
        case.row.promise_from = Some(tx.now);
        case.row.warned = 0;
    }
    if holds || case.row.estimate_fen.is_none() {
        case.row.estimate_fen = known.estimate.map(Fen::fen).or(case.row.estimate_fen);
    }
    if holds || case.row.mileage_km.is_none() {
        case.row.mileage_km = known.mileage.map(Km::km).or(case.row.mileage_km);
    }
    if let Some(wish) = known.wish.as_deref()
        && (holds || case.row.wish_sealed.is_none())
    {
        case.row.wish_sealed = Some(tx.vault().seal(WISH, id.uuid(), wish)?);
    }
    case.save(tx)?;
    let moved = case.row.promised_at != before;
    let told = StampData {
        from: before.filter(|_| moved),
        to: case.row.promised_at.filter(|_| moved),
        amount: case.row.estimate_fen,
        ..StampData::default()
    };
    case.stamp(tx, "check_in", None, &told)?;
    if moved {
        tasks::promise_is_safe(tx, &case)?;
    }
    tx.record("service.check_in", case.subject(), &["promised_at"])
}

/// Gives the order up: before any work was done, while the visitor is still being received; or after its bill was taken
/// back, when nothing more is to be charged and the car may go.
pub fn cancel(tx: &mut Tx<'_>, id: ServiceOrderId, reason: &str) -> Result<(), Error> {
    let mut case = Case::lock(tx, id)?;
    let from = case.step(Action::Cancel)?;
    if from == State::Ready {
        if !queries::was_settled(tx.conn, id)? {
            return Err(Error::WrongState);
        }
        visits::commands::advance(tx, case.row.visit_id, VisitAction::Settle)?;
    }
    case.row.ended_at = Some(tx.now);
    case.save(tx)?;
    case.stamp(tx, Action::Cancel.code(), Some(reason), &StampData::default())?;
    tasks::nothing_left(tx, &case)?;
    tx.record_because("service.cancel", case.subject(), reason)
}
