//! The ledger of a member, adjustments that wait, benefits that were used.

use std::collections::HashMap;

use diesel::PgConnection;
use diesel::prelude::*;
use uuid::Uuid;

use super::Family;
use crate::membership::model::{Adjustment, COUNTER, EntryRow, Line, NOTE, REASON, Used};
use crate::membership::rules::{AdjustmentState, Benefit, EntryKind};
use crate::platform::db::page::{After, Slice, at_most};
use crate::platform::error::Error;
use crate::platform::vault::{Sealed, Vault};
use crate::schema::{benefit_uses, points_adjustments, points_entries, rewards, staff};
use crate::values::ids::{BenefitUseId, CustomerId, PointsEntryId, StaffId, StoreId};

/// A page of the ledger, newest first, with who did what.
pub fn ledger(
    conn: &mut PgConnection,
    vault: &Vault,
    family: &Family,
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
        .filter(points_entries::customer_id.eq_any(family.members.clone()))
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
pub fn redemption(conn: &mut PgConnection, family: &Family, id: PointsEntryId) -> Result<EntryRow, Error> {
    let row: EntryRow = points_entries::table
        .find(id)
        .filter(points_entries::customer_id.eq_any(&family.members))
        .select(EntryRow::as_select())
        .first(conn)?;
    let single = row.reward_id.is_some() || row.source_kind == COUNTER;
    if row.kind == EntryKind::Redeem && single {
        Ok(row)
    } else {
        Err(Error::NotFound)
    }
}

type Asked = (
    Uuid,
    CustomerId,
    i64,
    AdjustmentState,
    Sealed,
    StaffId,
    String,
    chrono::DateTime<chrono::Utc>,
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

/// The adjustments of a store that wait for a second person, oldest first; a hundred at most.
pub fn adjustments(conn: &mut PgConnection, vault: &Vault, store: StoreId) -> Result<Vec<Adjustment>, Error> {
    let rows: Vec<Asked> = points_adjustments::table
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
        .load(conn)?;
    opened(vault, rows)
}

/// How many points of a member wait for a second person, one adjustment after the other.
pub fn adjustments_of(conn: &mut PgConnection, family: &Family) -> Result<Vec<i64>, Error> {
    Ok(points_adjustments::table
        .filter(points_adjustments::customer_id.eq_any(&family.members))
        .filter(points_adjustments::state.eq(AdjustmentState::Pending))
        .order(points_adjustments::asked_at)
        .select(points_adjustments::points)
        .load(conn)?)
}

/// The benefits that a member used in a year, newest first.
pub fn uses(conn: &mut PgConnection, family: &Family, year: i16) -> Result<Vec<Used>, Error> {
    let rows: Vec<(
        BenefitUseId,
        Benefit,
        chrono::DateTime<chrono::Utc>,
        Option<StaffId>,
        Option<chrono::DateTime<chrono::Utc>>,
    )> = benefit_uses::table
        .filter(benefit_uses::customer_id.eq_any(&family.members))
        .filter(benefit_uses::year.eq(year))
        .order((benefit_uses::at.desc(), benefit_uses::id.desc()))
        .limit(50)
        .select((
            benefit_uses::id,
            benefit_uses::benefit,
            benefit_uses::at,
            benefit_uses::staff_id,
            benefit_uses::taken_back_at,
        ))
        .load(conn)?;
    let names: HashMap<StaffId, String> = crate::staff::queries::names(conn, rows.iter().filter_map(|row| row.3))?;
    Ok(rows
        .into_iter()
        .map(|(id, benefit, at, staff, back)| Used {
            id,
            benefit,
            at,
            staff: staff.and_then(|staff| names.get(&staff).cloned()),
            taken_back: back.is_some(),
        })
        .collect())
}
