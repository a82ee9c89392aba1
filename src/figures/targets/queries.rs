//! Reads of targets.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Date, Uuid as SqlUuid};

use super::model::{For, NewTarget, TargetRow};
use crate::platform::error::Error;
use crate::schema::{figure_targets, staff, teams};
use crate::values::ids::StoreId;

const TARGETS: &str = "SELECT g.id, g.figure, t.name AS team, t.name_en AS team_en, p.name AS person, g.from_on, g.target, \
        b.name AS by, g.from_on <= $2 AND g.from_on = max(g.from_on) FILTER (WHERE g.from_on <= $2) \
            OVER (PARTITION BY g.figure, g.team_id, g.staff_id) AS current \
     FROM figure_targets g LEFT JOIN teams t ON t.id = g.team_id LEFT JOIN staff p ON p.id = g.staff_id \
     LEFT JOIN staff b ON b.id = g.created_by \
     WHERE g.store_id = $1 AND g.removed_at IS NULL \
     ORDER BY g.figure, (g.team_id IS NOT NULL), (g.staff_id IS NOT NULL), t.name, p.name, g.from_on DESC";

/// All that are set, of the store first; the newest first of each.
pub fn targets(conn: &mut PgConnection, store: StoreId, today: NaiveDate) -> Result<Vec<TargetRow>, Error> {
    Ok(diesel::sql_query(TARGETS)
        .bind::<SqlUuid, _>(store)
        .bind::<Date, _>(today)
        .load(conn)?)
}

/// Whether the store has that team or person.
pub fn is_known(conn: &mut PgConnection, store: StoreId, whose: For) -> Result<bool, Error> {
    let found = match whose {
        For::Store => return Ok(true),
        For::Team(id) => {
            let team = teams::table.find(id).filter(teams::store_id.eq(store));
            diesel::select(diesel::dsl::exists(team)).get_result(conn)?
        }
        For::Person(id) => {
            let person = staff::table.find(id).filter(staff::store_id.eq(store));
            diesel::select(diesel::dsl::exists(person)).get_result(conn)?
        }
    };
    Ok(found)
}

/// What counted before on the day that a target begins; the outer is none where nothing was set.
pub fn before(conn: &mut PgConnection, store: StoreId, new: &NewTarget) -> Result<Option<Option<i32>>, Error> {
    let (team, person) = match new.whose {
        For::Store => (None, None),
        For::Team(team) => (Some(team), None),
        For::Person(person) => (None, Some(person)),
    };
    Ok(figure_targets::table
        .filter(figure_targets::store_id.eq(store))
        .filter(figure_targets::figure.eq(new.figure))
        .filter(figure_targets::team_id.is_not_distinct_from(team))
        .filter(figure_targets::staff_id.is_not_distinct_from(person))
        .filter(figure_targets::from_on.lt(new.from))
        .filter(figure_targets::removed_at.is_null())
        .order(figure_targets::from_on.desc())
        .select(figure_targets::target)
        .first(conn)
        .optional()?)
}
