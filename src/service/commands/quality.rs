//! The check of the work, by somebody who did none of it.

use diesel::prelude::*;
use uuid::Uuid;

use super::{Case, tasks};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::schema::service_checks;
use crate::service::model::{CHECK_REASON, CheckRow, StampData, undone};
use crate::service::queries;
use crate::service::rules::Action;
use crate::values::fault::Fault;
use crate::values::ids::ServiceOrderId;
use crate::visits;
use crate::visits::rules::VisitAction;

#[derive(Clone, Debug)]
pub struct Verdict {
    pub passed: bool,
    /// Codes of the points that are in order.
    pub points: Vec<String>,
    pub reason: Option<String>,
}

/// Records a check. Passed, the car is ready; failed, it goes back into the workshop. It is not passed while the customer
/// has to be asked about a finding, or while work that they accepted is not done.
pub fn check(tx: &mut Tx<'_>, id: ServiceOrderId, verdict: &Verdict) -> Result<(), Error> {
    let me = tx.actor()?.id;
    let mut case = Case::lock(tx, id)?;
    let action = if verdict.passed { Action::Pass } else { Action::Fail };
    case.step(action)?;
    if case.row.technician_id == Some(me) || queries::has_worked(tx.conn, id, me)? {
        return Err(Error::field("decision", Fault::Mismatch));
    }
    let open = case.row.open_findings > 0 || !undone(&case.items, &queries::spells_of(tx.conn, id)?).is_empty();
    if verdict.passed && open {
        return Err(Error::field("decision", Fault::Mismatch));
    }
    let known = &case.settings.check_points;
    let points: Vec<Option<String>> = known
        .iter()
        .filter(|point| verdict.points.contains(&point.code))
        .map(|point| Some(point.code.clone()))
        .collect();
    if verdict.passed && points.len() < known.len() {
        return Err(Error::field("points", Fault::Required));
    }
    if !verdict.passed && verdict.reason.is_none() {
        return Err(Error::field("reason", Fault::Required));
    }
    let row = Uuid::now_v7();
    let check = CheckRow {
        id: row,
        order_id: id,
        checker_id: me,
        at: tx.now,
        passed: verdict.passed,
        points,
        reason_sealed: tx.vault().seal_opt(CHECK_REASON, row, verdict.reason.as_deref())?,
    };
    diesel::insert_into(service_checks::table)
        .values(check)
        .execute(tx.conn)?;
    if !verdict.passed {
        case.row.checks_failed = case.row.checks_failed.saturating_add(1);
    }
    case.save(tx)?;
    case.stamp(tx, action.code(), verdict.reason.as_deref(), &StampData::default())?;
    let on = if verdict.passed {
        VisitAction::Pass
    } else {
        VisitAction::Return
    };
    visits::commands::advance(tx, case.row.visit_id, on)?;
    if verdict.passed {
        tasks::ready(tx, &case)?;
    } else {
        tasks::check_failed(tx, &case)?;
    }
    match &verdict.reason {
        Some(reason) if !verdict.passed => tx.record_because("service.fail_check", case.subject(), reason),
        _ => tx.record(
            if verdict.passed {
                "service.pass_check"
            } else {
                "service.fail_check"
            },
            case.subject(),
            &["state"],
        ),
    }
}
