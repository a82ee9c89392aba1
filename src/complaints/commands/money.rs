//! Goodwill: at once within the allowance, else after an approval by amount.

use diesel::prelude::*;
use uuid::Uuid;

use super::{Case, tasks};
use crate::access::{Permission, Role};
use crate::complaints::model::{EntryData, EntryKind, GOODWILL, GoodwillRow, approver_level};
use crate::complaints::queries;
use crate::complaints::rules::{Goodwill, GoodwillKind, GoodwillState, goodwill, may_decide};
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::schema::complaint_goodwill as grants;
use crate::values::fault::Fault;
use crate::values::ids::ComplaintId;
use crate::values::money::Fen;

#[derive(Clone, Debug)]
pub struct NewGoodwill {
    pub kind: GoodwillKind,
    pub amount: Fen,
    pub note: Option<String>,
}

/// Grants goodwill, or asks for it; tells which.
pub fn grant(tx: &mut Tx<'_>, id: ComplaintId, new: &NewGoodwill) -> Result<GoodwillState, Error> {
    let actor = tx.actor()?.clone();
    let mut case = Case::lock(tx, id)?;
    case.must_be_open()?;
    let front_line = actor.is(Role::ServiceAdvisor) || actor.is(Role::CustomerCare);
    let allowed = front_line || actor.may(Permission::ApproveSolution);
    let at_once =
        allowed && goodwill(new.amount, queries::granted_at_once(tx.conn, id)?, &case.limits) == Goodwill::AtOnce;
    let state = if at_once {
        GoodwillState::Granted
    } else {
        GoodwillState::Pending
    };
    let grant = Uuid::now_v7();
    let row = GoodwillRow {
        id: grant,
        complaint_id: id,
        kind: new.kind,
        amount_fen: new.amount.fen(),
        note_sealed: tx.vault().seal_opt(GOODWILL, grant, new.note.as_deref())?,
        state,
        within_allowance: at_once,
        asked_by: actor.id,
        asked_at: tx.now,
        decided_by: None,
        decided_at: None,
    };
    diesel::insert_into(grants::table).values(row).execute(tx.conn)?;
    case.save(tx)?;
    case.stamp_with(tx, EntryKind::Goodwill, None, &EntryData::default(), None, Some(grant))?;
    if !at_once {
        tasks::await_goodwill(tx, &case)?;
    }
    tx.record("complaints.goodwill", case.subject(), &["goodwill"])?;
    Ok(state)
}

/// Decides about goodwill that somebody else asked for; what is declined is declined for a reason.
pub fn decide_goodwill(
    tx: &mut Tx<'_>,
    id: ComplaintId,
    grant: Uuid,
    approve: bool,
    reason: Option<&str>,
) -> Result<(), Error> {
    let actor = tx.actor()?.clone();
    let mut case = Case::lock(tx, id)?;
    let waiting: GoodwillRow = grants::table
        .find(grant)
        .filter(grants::complaint_id.eq(id))
        .select(GoodwillRow::as_select())
        .first(tx.conn)?;
    if waiting.state != GoodwillState::Pending {
        return Err(Error::WrongState);
    }
    let is_author = waiting.asked_by == actor.id;
    if !may_decide(
        approver_level(&actor),
        is_author,
        Fen::new(waiting.amount_fen),
        &case.limits,
    ) {
        return Err(Error::field("decision", Fault::Choice));
    }
    let state = if approve {
        GoodwillState::Granted
    } else {
        GoodwillState::Refused
    };
    diesel::update(grants::table.find(grant))
        .set((
            grants::state.eq(state),
            grants::decided_by.eq(actor.id),
            grants::decided_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    case.save(tx)?;
    let told = EntryData {
        outcome: Some(state.code().to_owned()),
        ..EntryData::default()
    };
    case.stamp_with(tx, EntryKind::GoodwillDecided, reason, &told, None, Some(grant))?;
    tasks::await_goodwill(tx, &case)?;
    tx.record("complaints.goodwill_decision", case.subject(), &["goodwill"])
}

/// Refuses what nobody will decide about any more, each with its stamp.
pub(super) fn drop_waiting_goodwill(tx: &mut Tx<'_>, case: &Case) -> Result<(), Error> {
    let dropped: Vec<Uuid> = diesel::update(
        grants::table
            .filter(grants::complaint_id.eq(case.id()))
            .filter(grants::state.eq(GoodwillState::Pending)),
    )
    .set((grants::state.eq(GoodwillState::Refused), grants::decided_at.eq(tx.now)))
    .returning(grants::id)
    .get_results(tx.conn)?;
    let told = EntryData {
        outcome: Some(GoodwillState::Refused.code().to_owned()),
        ..EntryData::default()
    };
    for grant in dropped {
        case.stamp_with(tx, EntryKind::GoodwillDecided, None, &told, None, Some(grant))?;
    }
    Ok(())
}
