//! Adjustments by hand: small ones at once, larger ones when a second person agrees.

use chrono::TimeDelta;
use diesel::prelude::*;
use uuid::Uuid;

use super::account::{Account, Line};
use super::announce;
use crate::access::Role;
use crate::followups::commands as followups;
use crate::followups::model::NewTask;
use crate::membership::model::{ADJUSTMENT, ANSWER, BY_HAND, REASON};
use crate::membership::queries;
use crate::membership::rules::{AdjustmentState, EntryKind, expiry};
use crate::platform::db::{Subject, Tx};
use crate::platform::error::Error;
use crate::platform::vault::Sealed;
use crate::schema::points_adjustments as adjustments;
use crate::values::decimal::grouped;
use crate::values::fault::Fault;
use crate::values::ids::{CustomerId, PointsEntryId, StaffId, StoreId};

/// Kind of the task to decide about an adjustment.
const DECIDE: &str = "membership.adjustment";

/// What came of an adjustment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Adjusted {
    Done(PointsEntryId),
    /// It waits for a second person.
    Asked(Uuid),
}

/// Adds points, or takes some away; above the limit of the store that waits for somebody else.
pub fn adjust(tx: &mut Tx<'_>, customer: CustomerId, points: i64, reason: &str) -> Result<Adjusted, Error> {
    let mut account = Account::lock(tx, customer)?;
    let missing = -points - account.balance();
    if missing > 0 {
        return Err(Error::field("points", Fault::PointsShort { missing }));
    }
    if points.unsigned_abs() <= u64::from(account.rules.points.adjust_limit) {
        let source = Subject::new(BY_HAND, customer);
        let entry = apply(tx, &mut account, points, source, reason, None)?;
        tx.record_fields_because("membership.adjust", account.subject(), &["points"], reason)?;
        account.save(tx)?;
        return Ok(Adjusted::Done(entry));
    }
    let (id, asked_by) = (Uuid::now_v7(), tx.actor()?.id);
    diesel::insert_into(adjustments::table)
        .values((
            adjustments::id.eq(id),
            adjustments::store_id.eq(account.store()),
            adjustments::customer_id.eq(account.customer()),
            adjustments::points.eq(points),
            adjustments::reason_sealed.eq(tx.vault().seal(REASON, id, reason)?),
            adjustments::state.eq(AdjustmentState::Pending),
            adjustments::asked_by.eq(asked_by),
            adjustments::asked_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    let task = NewTask {
        store: account.store(),
        kind: DECIDE,
        subject: Subject::new(ADJUSTMENT, id),
        customer: Some(account.customer()),
        owner: None,
        role: Some(Role::CrmManager),
        started_at: tx.now,
        due_at: tx.now + TimeDelta::days(1),
        title: format!(
            "积分调整待审批 {}{}",
            if points > 0 { "+" } else { "" },
            grouped(points)
        ),
    };
    followups::open_task(tx, task)?;
    tx.record("membership.ask_adjustment", account.subject(), &["points"])?;
    account.save(tx)?;
    Ok(Adjusted::Asked(id))
}

fn apply(
    tx: &mut Tx<'_>,
    account: &mut Account,
    points: i64,
    source: Subject,
    reason: &str,
    second: Option<(StaffId, StaffId)>,
) -> Result<PointsEntryId, Error> {
    let line = Line {
        expires_on: (points > 0).then(|| expiry(account.today, &account.rules.points)),
        note: Some(reason),
        author: second.map(|(author, _)| author),
        approver: second.map(|(_, approver)| approver),
        ..Line::new(EntryKind::Adjust, source)
    };
    if points > 0 {
        account.come_in(tx, points, &line)
    } else {
        account.go_out(tx, -points, &line, "decision")
    }
}

/// Takes back an adjustment that one asked for oneself, while nobody has decided.
///
/// # Errors
/// [`Error::WrongState`] if it was decided already; [`Error::NotFound`] for somebody else's.
pub fn withdraw(tx: &mut Tx<'_>, store: StoreId, id: Uuid) -> Result<(), Error> {
    let asker = tx.actor()?.id;
    let (customer, state): (CustomerId, AdjustmentState) = adjustments::table
        .find(id)
        .filter(adjustments::store_id.eq(store))
        .filter(adjustments::asked_by.eq(asker))
        .select((adjustments::customer_id, adjustments::state))
        .for_update()
        .first(tx.conn)?;
    if state != AdjustmentState::Pending {
        return Err(Error::WrongState);
    }
    diesel::update(adjustments::table.find(id))
        .set((
            adjustments::state.eq(AdjustmentState::Withdrawn),
            adjustments::decided_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    followups::cancel_task(tx, Subject::new(ADJUSTMENT, id), DECIDE)?;
    let customer = queries::family(tx.conn, customer)?.root;
    let subject = crate::customers::model::subject(customer);
    tx.record("membership.withdraw", subject, &["points"])?;
    announce(tx, store)
}

/// Decides about an adjustment that somebody else asked for; a refusal says why.
///
/// # Errors
/// [`Error::WrongState`] if it was decided already; [`Fault::Mismatch`] beside `decision` for one's own.
pub fn decide(
    tx: &mut Tx<'_>,
    store: StoreId,
    id: Uuid,
    approve: bool,
    answer: Option<&str>,
) -> Result<CustomerId, Error> {
    let decider = tx.actor()?.id;
    let (customer, points, reason, state, asked_by): (CustomerId, i64, Sealed, AdjustmentState, StaffId) =
        adjustments::table
            .find(id)
            .filter(adjustments::store_id.eq(store))
            .select((
                adjustments::customer_id,
                adjustments::points,
                adjustments::reason_sealed,
                adjustments::state,
                adjustments::asked_by,
            ))
            .for_update()
            .first(tx.conn)?;
    if state != AdjustmentState::Pending {
        return Err(Error::WrongState);
    }
    if asked_by == decider {
        return Err(Error::field("decision", Fault::Mismatch));
    }
    let to = if approve {
        AdjustmentState::Approved
    } else {
        AdjustmentState::Refused
    };
    let answer_sealed = tx.vault().seal_opt(ANSWER, id, answer)?;
    diesel::update(adjustments::table.find(id))
        .set((
            adjustments::state.eq(to),
            adjustments::decided_by.eq(decider),
            adjustments::decided_at.eq(tx.now),
            adjustments::answer_sealed.eq(answer_sealed),
        ))
        .execute(tx.conn)?;
    followups::finish_task(tx, Subject::new(ADJUSTMENT, id), DECIDE, to.code())?;
    if !approve {
        let customer = queries::family(tx.conn, customer)?.root;
        let subject = crate::customers::model::subject(customer);
        tx.record_because("membership.refuse_adjustment", subject, answer.unwrap_or_default())?;
        announce(tx, store)?;
        return Ok(customer);
    }
    let mut account = Account::lock(tx, customer)?;
    let reason = tx.vault().open(REASON, id, &reason)?;
    let source = Subject::new(ADJUSTMENT, id);
    apply(
        tx,
        &mut account,
        points,
        source,
        reason.expose(),
        Some((asked_by, decider)),
    )?;
    tx.record("membership.approve_adjustment", account.subject(), &["points"])?;
    let customer = account.customer();
    account.save(tx)?;
    Ok(customer)
}
