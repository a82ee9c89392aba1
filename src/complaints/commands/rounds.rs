//! The end of a complaint, and its taking up again.

use super::{Case, tasks};
use crate::complaints::model::{EntryData, EntryKind, RoundRow};
use crate::complaints::queries;
use crate::complaints::rules::{
    Action, CallBackOutcome, Clocks, UNHAPPY, attempts, call_back_done, may_reopen, missing_to_close,
};
use crate::events::Event;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::values::ids::ComplaintId;

/// A call-back after the resolution.
#[derive(Clone, Debug)]
pub struct CallBack {
    pub outcome: CallBackOutcome,
    /// 1 to 5, when the customer answered.
    pub satisfaction: Option<i16>,
    pub body: Option<String>,
}

/// Logs a call-back. An unhappy customer reopens the complaint.
pub fn call_back(tx: &mut Tx<'_>, id: ComplaintId, call: &CallBack) -> Result<(), Error> {
    let mut case = Case::lock(tx, id)?;
    let unhappy = call.satisfaction.is_some_and(|score| score <= UNHAPPY);
    case.step(if unhappy {
        Action::CallBackUnhappy
    } else {
        Action::CallBack
    })?;
    let mut made = queries::call_backs(tx.conn, id, case.row.round)?;
    made.push(tx.now);
    case.round.call_back_attempts = attempts(&made);
    case.round.satisfaction = call.satisfaction.or(case.round.satisfaction);
    if call_back_done(case.round.satisfaction, case.round.call_back_attempts) {
        case.round.called_back_at = case.round.called_back_at.or(Some(tx.now));
    }
    if call.satisfaction.is_some() {
        case.round.last_contact_at = Some(tx.now);
    }
    let told = EntryData {
        outcome: Some(call.outcome.code().to_owned()),
        satisfaction: call.satisfaction,
        ..EntryData::default()
    };
    case.stamp(tx, EntryKind::CallBack, call.body.as_deref(), &told)?;
    tasks::after_call_back(tx, &case, call)?;
    if unhappy {
        next_round(tx, &mut case)?;
        let told = EntryData {
            outcome: Some("unhappy".to_owned()),
            ..EntryData::default()
        };
        case.stamp(tx, EntryKind::Reopened, None, &told)?;
        tasks::next_round(tx, &case)?;
    } else {
        case.save(tx)?;
    }
    tx.record("complaints.call_back", case.subject(), &["call_backs", "satisfaction"])
}

/// Closes a resolved complaint that lacks nothing.
pub fn close(tx: &mut Tx<'_>, id: ComplaintId, note: Option<&str>) -> Result<(), Error> {
    let mut case = Case::lock(tx, id)?;
    case.step(Action::Close)?;
    let goodwill_waits = queries::goodwill_waits(tx.conn, id)?;
    if !missing_to_close(&case.row.progress(&case.round, goodwill_waits)).is_empty() {
        return Err(Error::WrongState);
    }
    case.end(tx.now);
    case.save(tx)?;
    case.stamp(tx, EntryKind::Closed, note, &EntryData::default())?;
    tasks::end(tx, &case)?;
    if let Some(customer) = case.row.customer_id {
        tx.emit(Event::ComplaintClosed {
            complaint: id,
            customer,
        });
    }
    tx.record("complaints.close", case.subject(), &["state"])
}

/// Takes a closed complaint up again: a new round, the old one is kept.
pub fn reopen(tx: &mut Tx<'_>, id: ComplaintId, reason: &str) -> Result<(), Error> {
    let mut case = Case::lock(tx, id)?;
    case.step(Action::Reopen)?;
    if !case
        .row
        .ended_at
        .is_some_and(|closed| may_reopen(closed, tx.now, &case.limits))
    {
        return Err(Error::WrongState);
    }
    // Whoever owned it may have left since.
    let (store, me) = (case.row.store_id, tx.actor()?.id);
    if let Some(owner) = case.row.owner_id
        && !queries::is_worker(tx.conn, store, owner)?
    {
        case.row.owner_id = Some(me);
    }
    next_round(tx, &mut case)?;
    case.stamp(tx, EntryKind::Reopened, Some(reason), &EntryData::default())?;
    tasks::next_round(tx, &case)?;
    tx.record_because("complaints.reopen", case.subject(), reason)
}

/// The customer takes the complaint back.
pub fn withdraw(tx: &mut Tx<'_>, id: ComplaintId, reason: &str) -> Result<(), Error> {
    let mut case = Case::lock(tx, id)?;
    case.step(Action::Withdraw)?;
    super::upkeep::end_pause(tx, &mut case)?;
    super::steps::drop_waiting_solution(tx, id)?;
    super::money::drop_waiting_goodwill(tx, &case)?;
    case.end(tx.now);
    case.save(tx)?;
    case.stamp(tx, EntryKind::Withdrawn, Some(reason), &EntryData::default())?;
    tasks::end(tx, &case)?;
    tx.record_because("complaints.withdraw", case.subject(), reason)
}

/// Ends the round as it is and begins the next.
fn next_round(tx: &mut Tx<'_>, case: &mut Case) -> Result<(), Error> {
    let now = tx.now;
    case.end(now);
    case.save(tx)?;
    case.row.round += 1;
    case.row.ended_at = None;
    case.pauses.clear();
    case.lower();
    case.round = RoundRow::begun(case.id(), case.row.round, &Clocks::reopened(case.row.severity, now));
    case.answered(now);
    case.save(tx)
}
