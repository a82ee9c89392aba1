//! What a complaint asks of people: tasks for its owner, its manager, the store manager.

use chrono::{DateTime, NaiveDate, Utc};

use super::{Case, Contact};
use crate::complaints::rules::{Clock, Level};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::values::ids::{CorrectiveActionId, StaffId, StoreId};

/// A first contact is due.
pub(super) fn await_contact(_tx: &mut Tx<'_>, _case: &Case) -> Result<(), Error> {
    Ok(())
}

/// What the owner had to do is now the new owner's.
pub(super) fn hand_over(_tx: &mut Tx<'_>, _case: &Case) -> Result<(), Error> {
    Ok(())
}

/// The first contact is made, and the next report to the customer is due.
pub(super) fn after_contact(_tx: &mut Tx<'_>, _case: &Case, _contact: &Contact) -> Result<(), Error> {
    Ok(())
}

/// A call-back is due.
pub(super) fn await_call_back(_tx: &mut Tx<'_>, _case: &Case) -> Result<(), Error> {
    Ok(())
}

pub(super) fn after_call_back(_tx: &mut Tx<'_>, _case: &Case, _answered: bool) -> Result<(), Error> {
    Ok(())
}

/// Nothing of the old round is to be done any more; the customer waits for a report on the new one.
pub(super) fn next_round(_tx: &mut Tx<'_>, _case: &Case) -> Result<(), Error> {
    Ok(())
}

/// Nothing is to be done any more.
pub(super) fn end(_tx: &mut Tx<'_>, _case: &Case) -> Result<(), Error> {
    Ok(())
}

pub(super) fn alert_of_crisis(_tx: &mut Tx<'_>, _case: &Case) -> Result<(), Error> {
    Ok(())
}

pub(super) fn await_crisis_report(
    _tx: &mut Tx<'_>,
    _case: &Case,
    _owner: StaffId,
    _at: DateTime<Utc>,
) -> Result<(), Error> {
    Ok(())
}

pub(super) fn escalate(_tx: &mut Tx<'_>, _case: &Case, _clock: Clock, _level: Level) -> Result<(), Error> {
    Ok(())
}

pub(super) fn await_action(
    _tx: &mut Tx<'_>,
    _store: StoreId,
    _id: CorrectiveActionId,
    _owner: StaffId,
    _due_on: NaiveDate,
) -> Result<(), Error> {
    Ok(())
}

pub(super) fn action_done(_tx: &mut Tx<'_>, _id: CorrectiveActionId) -> Result<(), Error> {
    Ok(())
}
