//! Setting targets.

use diesel::prelude::*;

use super::model::{For, NewTarget, TARGET, may_set};
use super::queries;
use crate::access::Permission;
use crate::figures::rules::Figure;
use crate::platform::db::{Change, Subject, Tx, still_fresh};
use crate::platform::error::Error;
use crate::schema::figure_targets;
use crate::values::fault::Fault;
use crate::values::ids::TargetId;

/// Sets what a figure is to reach from a day on.
pub fn set(tx: &mut Tx<'_>, new: &NewTarget) -> Result<TargetId, Error> {
    let actor = tx.actor()?.clone();
    if !may_set(&actor, new.figure) {
        return Err(Error::field("figure", Fault::Choice));
    }
    if !queries::is_known(tx.conn, actor.store, new.whose)? {
        return Err(Error::field("whose", Fault::Choice));
    }
    let before = queries::before(tx.conn, actor.store, new)?.flatten();
    let id = TargetId::new();
    let (team, person) = match new.whose {
        For::Store => (None, None),
        For::Team(team) => (Some(team), None),
        For::Person(person) => (None, Some(person)),
    };
    diesel::insert_into(figure_targets::table)
        .values((
            figure_targets::id.eq(id),
            figure_targets::store_id.eq(actor.store),
            figure_targets::figure.eq(new.figure),
            figure_targets::team_id.eq(team),
            figure_targets::staff_id.eq(person),
            figure_targets::from_on.eq(new.from),
            figure_targets::target.eq(new.tenths),
            figure_targets::created_by.eq(actor.id),
            figure_targets::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    let shown = |tenths: Option<i32>| tenths.map(|tenths| format!("{:.1}", f64::from(tenths) / 10.0));
    let change = |field, old, new| Change { field, old, new };
    tx.record_changes(
        "figures.set_target",
        Subject::new(TARGET, id),
        &[
            change("figure", None, Some(new.figure.code().to_owned())),
            change("from_on", None, Some(new.from.to_string())),
            change("target", shown(before), shown(new.tenths)),
        ],
    )?;
    Ok(id)
}

/// Takes a target back: what was set before counts again, or the usual. It stays on record.
pub fn remove(tx: &mut Tx<'_>, id: TargetId) -> Result<(), Error> {
    let actor = tx.actor()?.clone();
    let figure: Figure = figure_targets::table
        .find(id)
        .filter(figure_targets::store_id.eq(actor.store))
        .select(figure_targets::figure)
        .first(tx.conn)?;
    if !may_set(&actor, figure) {
        return Err(Error::Forbidden(Permission::SetTargets));
    }
    let removed = diesel::update(
        figure_targets::table
            .find(id)
            .filter(figure_targets::removed_at.is_null()),
    )
    .set((
        figure_targets::removed_at.eq(tx.now),
        figure_targets::removed_by.eq(actor.id),
    ))
    .execute(tx.conn)?;
    still_fresh(removed)?;
    tx.record("figures.remove_target", Subject::new(TARGET, id), &["target"])
}
