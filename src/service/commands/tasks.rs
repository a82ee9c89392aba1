//! What an order asks of people: tasks for its advisor.
//!
//! Titles are in the store's own language, like everything that is written down about a customer.

use chrono::{DateTime, TimeDelta, Utc};

use super::Case;
use crate::access::Role;
use crate::followups::commands as followups;
use crate::followups::model::NewTask;
use crate::platform::db::{Subject, Tx};
use crate::platform::error::Error;
use crate::service::after_care::model::AFTER_CARE;
use crate::service::rules::Alarm;
use crate::vehicles::model::VEHICLE;

const FINDING: &str = "service.finding";
const LATER: &str = "service.later";
const PARTS: &str = "service.parts_alert";
const MOVED: &str = "service.promise_moved_alert";
const REPEAT: &str = "service.repeat_alert";
const FAILED: &str = "service.check_failed_alert";

/// What ends with the order.
const WITH_ORDER: [&str; 7] = [
    FINDING,
    PARTS,
    MOVED,
    FAILED,
    told_of(Alarm::Half),
    told_of(Alarm::Soon),
    told_of(Alarm::Late),
];
const OF_PROMISE: [&str; 4] = [MOVED, told_of(Alarm::Half), told_of(Alarm::Soon), told_of(Alarm::Late)];

/// The task that tells of a promise: one for each alarm, so that none takes another's place.
const fn told_of(alarm: Alarm) -> &'static str {
    match alarm {
        Alarm::Half => "service.promise_half_warning",
        Alarm::Soon => "service.promise_soon_warning",
        Alarm::Late => "service.promise_late_alert",
    }
}

fn open(tx: &mut Tx<'_>, case: &Case, kind: &'static str, what: &str, due_at: DateTime<Utc>) -> Result<(), Error> {
    let task = NewTask {
        store: case.row.store_id,
        kind,
        subject: case.subject(),
        customer: Some(case.row.customer_id),
        owner: case.row.advisor_id,
        role: Some(Role::ServiceAdvisor),
        started_at: tx.now,
        due_at,
        title: format!("{what} {}", case.row.number),
    };
    followups::open_task(tx, task).map(drop)
}

fn soon(tx: &Tx<'_>, minutes: i64) -> DateTime<Utc> {
    tx.now + TimeDelta::minutes(minutes)
}

/// The customer has to be asked about a finding.
pub(super) fn ask_customer(tx: &mut Tx<'_>, case: &Case) -> Result<(), Error> {
    let due = soon(tx, 30);
    open(tx, case, FINDING, "技师发现新问题，请征询客户", due)
}

pub(super) fn asked(tx: &mut Tx<'_>, case: &Case) -> Result<(), Error> {
    followups::finish_task(tx, case.subject(), FINDING, "answered")
}

/// The customer put something off: the advisor asks again, or customer care. It outlives the order, and is done in the
/// call-back list.
pub(super) fn ask_again(tx: &mut Tx<'_>, case: &Case, at: DateTime<Utc>) -> Result<(), Error> {
    let task = NewTask {
        store: case.row.store_id,
        kind: LATER,
        subject: Subject::new(AFTER_CARE, case.row.id),
        customer: Some(case.row.customer_id),
        owner: case.row.advisor_id,
        role: Some(Role::CustomerCare),
        started_at: tx.now,
        due_at: at,
        title: format!("再次询问客户暂缓的维修项目 {}", case.row.number),
    };
    followups::open_task(tx, task).map(drop)
}

/// Nothing of this order is put off any more.
pub(super) fn nothing_put_off(tx: &mut Tx<'_>, case: &Case) -> Result<(), Error> {
    followups::finish_task(tx, Subject::new(AFTER_CARE, case.row.id), LATER, "answered")
}

/// A car comes back under warranty again and again.
pub(super) fn comes_back(tx: &mut Tx<'_>, case: &Case) -> Result<(), Error> {
    let task = NewTask {
        store: case.row.store_id,
        kind: REPEAT,
        subject: Subject::new(VEHICLE, case.row.vehicle_id),
        customer: Some(case.row.customer_id),
        owner: None,
        role: Some(Role::ServiceManager),
        started_at: tx.now,
        due_at: tx.now + TimeDelta::days(1),
        title: format!("保修返修次数或天数超限，请核查三包责任 {}", case.row.number),
    };
    followups::open_task(tx, task).map(drop)
}

pub(super) fn parts_missing(tx: &mut Tx<'_>, case: &Case) -> Result<(), Error> {
    let due = soon(tx, 30);
    open(tx, case, PARTS, "工单待料，请告知客户", due)
}

pub(super) fn parts_came(tx: &mut Tx<'_>, case: &Case) -> Result<(), Error> {
    followups::finish_task(tx, case.subject(), PARTS, "resumed")
}

pub(super) fn promise_moved(tx: &mut Tx<'_>, case: &Case) -> Result<(), Error> {
    let due = soon(tx, 30);
    open(tx, case, MOVED, "交车时间顺延，请告知客户", due)
}

pub(super) fn check_failed(tx: &mut Tx<'_>, case: &Case) -> Result<(), Error> {
    let due = soon(tx, 30);
    open(tx, case, FAILED, "质检未通过，已返修", due)
}

/// The promise is a new one, or kept.
pub(super) fn promise_is_safe(tx: &mut Tx<'_>, case: &Case) -> Result<(), Error> {
    followups::finish_tasks(tx, case.subject(), &OF_PROMISE, "moved")
}

pub(super) fn ready(tx: &mut Tx<'_>, case: &Case) -> Result<(), Error> {
    followups::finish_tasks(tx, case.subject(), &OF_PROMISE, "ready")?;
    followups::finish_task(tx, case.subject(), FAILED, "ready")
}

pub(super) fn settled(tx: &mut Tx<'_>, case: &Case) -> Result<(), Error> {
    followups::finish_tasks(tx, case.subject(), &WITH_ORDER, "settled")
}

pub(super) fn nothing_left(tx: &mut Tx<'_>, case: &Case) -> Result<(), Error> {
    followups::cancel_tasks(tx, case.subject())
}

pub(super) fn hand_over(tx: &mut Tx<'_>, case: &Case) -> Result<(), Error> {
    followups::reassign_tasks(tx, case.subject(), &[], case.row.advisor_id)
}

pub(super) fn warn(tx: &mut Tx<'_>, case: &Case, alarm: Alarm) -> Result<(), Error> {
    let what = match alarm {
        Alarm::Half => "交车时间已过半",
        Alarm::Soon => "即将到交车时间",
        Alarm::Late => "已超过承诺交车时间",
    };
    let due = case.row.promised_at.unwrap_or(tx.now).max(tx.now);
    open(tx, case, told_of(alarm), what, due)
}
