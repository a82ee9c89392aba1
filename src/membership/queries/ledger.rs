//! The ledger of a member, and adjustments that wait.

use chrono::{DateTime, Utc};
use diesel::PgConnection;
use diesel::prelude::*;
use uuid::Uuid;

use crate::customers::model::subject;
use crate::membership::model::{Adjustment, ByHand, EntryRow, Line, NOTE, REASON};
use crate::membership::rules::{AdjustmentState, EntryKind};
use crate::platform::db::history;
use crate::platform::db::page::{After, Slice, at_most};
use crate::platform::error::Error;
use crate::platform::vault::{Sealed, Vault};
use crate::schema::{audit_entries, points_adjustments, points_entries, rewards, staff};
use crate::values::ids::{CustomerId, PointsEntryId, StaffId, StoreId};

/// A page of the ledger, newest first, with who did what.
pub fn ledger(
    conn: &mut PgConnection,
    vault: &Vault,
    family: &[CustomerId],
    after: Option<After>,
    limit: usize,
) -> Result<Slice<Line>, Error> {
    let (approvers, back) = diesel::alias!(staff as approvers, points_entries as back);
    let taken_back = back
        .filter(
            back.field(points_entries::reverses_id)
                .eq(points_entries::id.nullable()),
        )
        .select(back.field(points_entries::id));
    let mut query = points_entries::table
        .left_join(staff::table.on(staff::id.nullable().eq(points_entries::staff_id)))
        .left_join(approvers.on(approvers.field(staff::id).nullable().eq(points_entries::approved_by)))
        .left_join(rewards::table)
        .filter(points_entries::customer_id.eq_any(family.to_vec()))
        .order((points_entries::at.desc(), points_entries::id.desc()))
        .select((
            EntryRow::as_select(),
            staff::name.nullable(),
            approvers.field(staff::name).nullable(),
            (rewards::name_zh, rewards::name_en).nullable(),
            diesel::dsl::exists(taken_back),
        ))
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(
            points_entries::at.lt(after.at).or(points_entries::at
                .eq(after.at)
                .and(points_entries::id.lt(PointsEntryId::from(after.id)))),
        );
    }
    type Row = (EntryRow, Option<String>, Option<String>, Option<(String, String)>, bool);
    let rows: Vec<Row> = at_most(limit + 1, query).load(conn)?;
    let lines = rows
        .into_iter()
        .map(|(entry, staff, approver, reward, taken_back)| {
            Ok(Line {
                note: vault.open_opt(NOTE, entry.id.uuid(), entry.note_sealed.as_ref())?,
                entry,
                staff,
                approver,
                reward,
                taken_back,
            })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    Ok(Slice::cut(lines, limit, |line| {
        After {
            at: line.entry.at,
            id: line.entry.id.uuid(),
        }
        .to_string()
    }))
}

/// One redemption that can be called off by itself.
pub fn redemption(conn: &mut PgConnection, family: &[CustomerId], id: PointsEntryId) -> Result<EntryRow, Error> {
    let row: EntryRow = points_entries::table
        .find(id)
        .filter(points_entries::customer_id.eq_any(family))
        .select(EntryRow::as_select())
        .first(conn)?;
    if row.kind == EntryKind::Redeem && row.reward_id.is_some() {
        Ok(row)
    } else {
        Err(Error::NotFound)
    }
}

/// Who set the tier of a customer by hand, when and why; nothing if it was bought since.
pub fn by_hand(conn: &mut PgConnection, vault: &Vault, customer: CustomerId) -> Result<Option<ByHand>, Error> {
    type Row = (Uuid, DateTime<Utc>, Option<Sealed>, Option<Uuid>);
    let who = subject(customer);
    let told: Option<Row> = audit_entries::table
        .filter(audit_entries::subject_kind.eq(who.kind))
        .filter(audit_entries::subject_id.eq(who.id))
        .filter(audit_entries::action.eq("customers.explain_tier"))
        .order(audit_entries::id.desc())
        .select((
            audit_entries::id,
            audit_entries::at,
            audit_entries::reason_sealed,
            audit_entries::staff_id,
        ))
        .first(conn)
        .optional()?;
    let Some((id, at, reason, by)) = told else {
        return Ok(None);
    };
    let bought: i64 = points_entries::table
        .filter(points_entries::customer_id.eq(customer))
        .filter(points_entries::bought_tier.is_not_null())
        .filter(points_entries::at.ge(at))
        .count()
        .get_result(conn)?;
    if bought > 0 {
        return Ok(None);
    }
    let by = by.map(StaffId::from);
    let names = crate::staff::queries::names(conn, by)?;
    Ok(Some(ByHand {
        at,
        by: by.and_then(|by| names.get(&by).cloned()),
        reason: history::reason(vault, id, reason.as_ref())?,
    }))
}

type Asked = (
    Uuid,
    CustomerId,
    i64,
    AdjustmentState,
    Sealed,
    StaffId,
    String,
    DateTime<Utc>,
);

fn opened(vault: &Vault, rows: Vec<Asked>) -> Result<Vec<Adjustment>, Error> {
    rows.into_iter()
        .map(
            |(id, customer, points, state, reason, asked_by, asked_name, asked_at)| {
                Ok(Adjustment {
                    id,
                    customer,
                    points,
                    state,
                    reason: vault.open(REASON, id, &reason)?,
                    asked_by,
                    asked_name,
                    asked_at,
                })
            },
        )
        .collect()
}

/// How many adjustments of a store wait for a second person, or of those that one person asked for.
pub fn waiting(conn: &mut PgConnection, store: StoreId, asker: Option<StaffId>) -> Result<i64, Error> {
    let mut waiting = points_adjustments::table
        .filter(points_adjustments::store_id.eq(store))
        .filter(points_adjustments::state.eq(AdjustmentState::Pending))
        .into_boxed();
    if let Some(asker) = asker {
        waiting = waiting.filter(points_adjustments::asked_by.eq(asker));
    }
    Ok(waiting.count().get_result(conn)?)
}

/// The adjustments of a store that wait for a second person, or those of them that one person asked for, oldest first; a
/// hundred at most.
pub fn adjustments(
    conn: &mut PgConnection,
    vault: &Vault,
    store: StoreId,
    asker: Option<StaffId>,
) -> Result<Vec<Adjustment>, Error> {
    let mut waiting = points_adjustments::table
        .inner_join(staff::table.on(staff::id.eq(points_adjustments::asked_by)))
        .filter(points_adjustments::store_id.eq(store))
        .filter(points_adjustments::state.eq(AdjustmentState::Pending))
        .order((points_adjustments::asked_at, points_adjustments::id))
        .limit(100)
        .select((
            points_adjustments::id,
            points_adjustments::customer_id,
            points_adjustments::points,
            points_adjustments::state,
            points_adjustments::reason_sealed,
            points_adjustments::asked_by,
            staff::name,
            points_adjustments::asked_at,
        ))
        .into_boxed();
    if let Some(asker) = asker {
        waiting = waiting.filter(points_adjustments::asked_by.eq(asker));
    }
    let rows: Vec<Asked> = waiting.load(conn)?;
    opened(vault, rows)
}
