//! Giving an order to another advisor, and what a colleague leaves behind.

use super::work::give_to;
use super::{Case, tasks};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::service::model::StampData;
use crate::service::queries;
use crate::values::fault::Fault;
use crate::values::ids::{ServiceOrderId, StaffId};
use crate::visits;

/// Gives an order to an advisor.
pub fn give(tx: &mut Tx<'_>, id: ServiceOrderId, to: StaffId, reason: Option<&str>) -> Result<(), Error> {
    let mut case = Case::lock(tx, id)?;
    case.must_be_open()?;
    if !queries::is_worker(tx.conn, case.row.store_id, to)? {
        return Err(Error::field("advisor_id", Fault::Choice));
    }
    advise(tx, &mut case, to, reason)
}

fn advise(tx: &mut Tx<'_>, case: &mut Case, to: StaffId, reason: Option<&str>) -> Result<(), Error> {
    case.row.advisor_id = Some(to);
    case.save(tx)?;
    let told = StampData {
        staff: Some(to),
        ..StampData::default()
    };
    case.stamp(tx, "advisor", reason, &told)?;
    tasks::hand_over(tx, case)?;
    // Whoever has the order sees whose it is.
    visits::commands::to_receiver(tx, case.row.customer_id, case.row.visit_id, to)?;
    match reason {
        Some(reason) => tx.record_because("service.hand_over", case.subject(), reason),
        None => tx.record("service.hand_over", case.subject(), &["advisor_id"]),
    }
}

/// Gives every open order that one person looks after to another; tells how many.
///
/// Whoever shuts the person out need not see the orders: an administrator sees none.
pub fn hand_over(tx: &mut Tx<'_>, from: StaffId, to: StaffId, reason: &str) -> Result<usize, Error> {
    let open = queries::of_staff(tx.conn, from, false)?;
    for id in &open {
        let mut case = Case::lock_unseen(tx, *id)?;
        if !queries::is_worker(tx.conn, case.row.store_id, to)? {
            return Err(Error::field("to", Fault::Choice));
        }
        if case.row.advisor_id == Some(from) {
            advise(tx, &mut case, to, Some(reason))?;
        }
    }
    if open.is_empty() {
        tx.record_general("service.hand_over", &[])?;
    }
    Ok(open.len())
}

/// Gives every open order that one technician has in hand to another; tells how many.
pub fn hand_over_repairs(tx: &mut Tx<'_>, from: StaffId, to: StaffId) -> Result<usize, Error> {
    let open = queries::of_staff(tx.conn, from, true)?;
    for id in &open {
        let mut case = Case::lock_unseen(tx, *id)?;
        if !queries::is_technician(tx.conn, case.row.store_id, to)? {
            return Err(Error::field("to", Fault::Choice));
        }
        if case.row.technician_id == Some(from) {
            give_to(tx, &mut case, to)?;
        }
    }
    tx.record_general("service.hand_over", &["technician_id"])?;
    Ok(open.len())
}
